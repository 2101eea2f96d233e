import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, clientGap, play, playLayer, server } from '../../../test/support/playbook.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { proxyHeader, proxyLine } from '../../../test/support/samples/proxy-protocol.ts'
import { protocol } from './index.ts'

const request = 'GET /?imei=356938035643809 HTTP/1.1\r\nHost: inner.example.com\r\n\r\n'
const ok = 'HTTP/1.1 204 No Content\r\n\r\n'
const added: readonly (readonly [number, string])[] = [
  [2, 'www.example.com'],
  [5, 'imei=356938035643809'],
]

conform('version 1', protocol, [client(proxyLine), client(request), server(ok)])
conform('version 2 with a name', protocol, [client(proxyHeader(added)), client(request), server(ok)])
conform('a header that is cut off', protocol, [client(proxyHeader(added).subarray(0, 40))])

function layer(...steps: Step[]): Outcome {
  const outcome = playLayer(steps)
  expectBalanced(outcome)
  return outcome
}

/** Protocol, fields and body of each message. */
function told({ messages }: Outcome): string[][] {
  return messages.map(({ protocol: name, target, fields, body }) => [name, `${target}${fields}`, body])
}

describe('what the header says, and what follows it', () => {
  const follows = [
    ['http', '/?imei=356938035643809Host: inner.example.com\r\n\r\n', ''],
    ['http', '\r\n', ''],
  ]
  const ends = 'Source: 192.0.2.1:40000\r\nDestination: 198.51.100.7:443\r\n'

  test.each([
    ['version 1', Buffer.from(proxyLine), ends, ''],
    ['version 2', proxyHeader(), ends, ''],
    [
      'version 1 of IPv6',
      Buffer.from('PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n'),
      'Source: [2001:db8::1]:1\r\nDestination: [2001:db8::2]:2\r\n',
      '',
    ],
    ['version 1, with more', Buffer.from(proxyLine.replace('\r\n', ' imei=1  x\r\n')), ends, 'imei=1  x\r\n'],
    ['version 1, unknown', Buffer.from('PROXY UNKNOWN\r\n'), '', ''],
    ['version 1, unknown, with more', Buffer.from('PROXY UNKNOWN imei=1 x\r\n'), '', 'imei=1 x\r\n'],
    ['version 2 of the proxy itself', Buffer.from('\r\n\r\n\0\r\nQUIT\n\x20\0\0\0', 'latin1'), '', ''],
  ])('%s', (_name, header, fields, body) => {
    for (const steps of [
      [client(Buffer.concat([header, Buffer.from(request)])), server(ok)],
      [client(header), client(request), server(ok)],
    ])
      expect(told(layer(...steps))).toEqual([['proxy-protocol', fields, body], ...follows])
  })

  test('what the proxy adds is searched, and the name in it is the server', () => {
    const outcome = layer(client(Buffer.concat([proxyHeader(added), Buffer.from(request)])))
    expect(outcome.messages[0]?.body).toContain('imei=356938035643809')
    expect(outcome.events.flatMap((event) => (event.kind === 'serverName' ? [event.name] : []))).toEqual([
      'www.example.com',
      'inner.example.com',
    ])
  })
})

describe('what is none', () => {
  test.each([
    ['another word', 'PROXY SCTP 1 2 3 4\r\n'],
    ['a line without an end', `PROXY TCP4 ${'1'.repeat(200)}`],
    ['another version', '\r\n\r\n\0\r\nQUIT\n\x31\x11\0\0'],
  ])('%s is searched as it is', (_name, text) => {
    expect(told(layer(client(Buffer.from(text, 'latin1')))).map(([name]) => name)).toEqual(['unrecognised'])
  })

  test('a header of which bytes are missing is told as far as it goes, and nothing behind it is lost', () => {
    const header = proxyHeader(added)
    const outcome = play(protocol, [
      client(header.subarray(0, 30)),
      clientGap(10),
      client(header.subarray(40)),
    ])
    expect(outcome.messages).toMatchObject([{ isComplete: false, incompleteReason: 'gap' }])
    expectBalanced(outcome)
  })
})
