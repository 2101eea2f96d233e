import { expect, test } from 'vitest'
import { RunOrigin } from '../core/origin.ts'
import { HandedOn } from './handed-on.ts'
import { writeSasl } from './login.ts'
import { Part } from './types.ts'

/** The fields of what stands in base64 on the wire, and where the last one points to. */
function saslFields(said: string): string[] {
  const part = new Part()
  part.buf = Buffer.from(Buffer.from(said, 'latin1').toString('base64'))
  part.end = part.buf.length
  const origin = new RunOrigin()
  origin.frame = 1
  part.runs.addOrigin(0, origin, part.end)
  const handedOn = new HandedOn()
  handedOn.begin('smtp', 0, { part, frame: 1, sec: 0, nsec: 0, incomplete: '', leftOut: 0 })
  handedOn.startLine('AUTH', part)
  if (!writeSasl(handedOn, part, 0, part.end)) return []
  const { head, fieldsStart } = handedOn.whole()
  return head.buf.toString('latin1', fieldsStart, head.end).trimEnd().split('\r\n')
}

test.each([
  ['\0alice\0pw1', ['Username: alice', 'Login-Password: pw1']],
  [
    'ada@example.org\0admin\0pw1',
    ['Username: admin', 'Authorization-Identity: ada@example.org', 'Login-Password: pw1'],
  ],
  ['alice\0alice\0pw1', ['Username: alice', 'Login-Password: pw1']],
  ['user=a@b.example\x01auth=Bearer tok\x01\x01', ['Username: a@b.example', 'Authorization: Bearer tok']],
  [
    'n,a=a@b.example,\x01host=imap.example\x01port=143\x01auth=Bearer tok\x01\x01',
    ['Username: a@b.example', 'Authorization: Bearer tok', 'host: imap.example', 'port: 143'],
  ],
  ['n,,\x01auth=Bearer tok\x01device_id=1\x01\x01', ['Authorization: Bearer tok', 'device_id: 1']],
  [
    'y,a=a,imei=1,\x01auth=Bearer tok\x01{"b":1}\x01356938035643809=\x01\x01',
    [
      'Username: a',
      'Authorization: Bearer tok',
      'Sasl-Message: y,imei=1,',
      'Sasl-Message: {"b":1}',
      'Sasl-Message: 356938035643809=',
    ],
  ],
  ['n,,n=alice,r=fyko', ['Username: alice', 'Sasl-Message: n,,,r=fyko']],
  [
    'p=tls-exporter,a=ada,n=a=2Cb=3D,r=fyko',
    ['Username: a,b=', 'Authorization-Identity: ada', 'Sasl-Message: p=tls-exporter,a=ada,,r=fyko'],
  ],
  ['alice b913a602c7eda7a495b4e6e7334d3890', ['Username: alice']],
  ['a b@c.example b913a602c7eda7a495b4e6e7334d3890', ['Username: a b@c.example']],
  [
    'charset=utf-8,username="al\\"ice",realm="r",cnonce="x",authzid="ada"',
    [
      'Username: al"ice',
      'Authorization-Identity: ada',
      'Sasl-Message: charset=utf-8,realm="r",cnonce="x",authzid="ada"',
    ],
  ],
  ['c=biws,r=fyko,p=dHzb', []],
  ['\0alice', []],
])('all that %j says is a field', (said, fields) => {
  expect(saslFields(said)).toEqual(fields)
})
