import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'
import { encoding } from './dns-labels.ts'

/** A question for addresses (RFC 1035, 4.1). */
function question(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`))
  return Buffer.concat([
    Buffer.from('000701000001000000000000', 'hex'),
    ...labels,
    Buffer.from('0000010001', 'hex'),
  ])
}

conformEncoding(
  encoding,
  {
    'digits over two labels': {
      bytes: question('35391809.2746383.example.net'),
      gives: ['2 joined = 353918092746383'],
      role: 'body',
    },
    'in front of the name of a service': {
      bytes: question('35391809.2746383.t.example.net'),
      gives: ['3 joined = 353918092746383t', '2 joined = 353918092746383'],
      role: 'body',
    },
    'the host of a request': {
      bytes: '35391.80927.46383.t.example.net:8080',
      gives: ['4 joined = 353918092746383t', '3 joined = 353918092746383'],
      role: 'header',
      key: 'Host',
    },
    'the name in a hello': {
      bytes: '35391809.2746383.example.net',
      gives: ['2 joined = 353918092746383'],
      role: 'body',
    },
  },
  {
    'another header': { bytes: '35391809.2746383.example.net', gives: [], role: 'header', key: 'X-A' },
    'an address': { bytes: '192.168.100.200', gives: [], role: 'header', key: 'Host' },
    'a sentence': { bytes: 'see 35391809.2746383.example.net', gives: [], role: 'body' },
    'one label': { bytes: question('353918092746383.example.net'), gives: [], role: 'body' },
    'an ordinary name': {
      bytes: question('rr3---sn-5hne6nsd.gvt1.googlevideo.com'),
      gives: [],
      role: 'body',
    },
    'a name of words': {
      bytes: question('telemetry.production.service.example.net'),
      gives: [],
      role: 'body',
    },
    'labels of nibbles': {
      bytes: question(`${'1.0.0.2.8.b.d.0.'.repeat(4)}ip6.arpa`),
      gives: [],
      role: 'body',
    },
    'a form': 'a=35391809&b=2746383',
  },
)

test('what is cut is read: an object in base32', () => {
  const base32 = 'pmrgs3lfnerdumzvgm4tcobqhezdonbwgm4dg7i'
  const cut = base32.match(/.{1,13}/g)?.join('.') ?? ''
  const found = lines(decodeBody(question(`${cut}.t.example.net`))).join('\n')
  expect(found).toContain('$.imei = 353918092746383')
})
