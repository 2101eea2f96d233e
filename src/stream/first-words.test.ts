import { expect, test } from 'vitest'
import { isRegister, sipBy, sipWayBy, speakerOf } from './first-words.ts'

test.each([
  ['GET /a HTTP/1.1\r\n', 'client'],
  ['POST http://a.example/ HTTP/1.1\r\n', 'client'],
  ['OPTIONS * HTTP/1.1', 'client'],
  ['HTTP/1.1 200 OK', 'server'],
  ['\x16\x03\x01\x00\x20\x01\x00', 'client'],
  ['\x16\x03\x03\x00\x20\x02\x00', 'server'],
  ['\x16\x03\x03\x00\x20\x0b\x00', null],
  ['\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\x20\x01\x00', 'client'],
  ['\x16\xfe\xff\0\0\0\0\0\0\0\0\0\x20\x03\x00', 'server'],
  ['\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\x20\x0b\x00', null],
  ['OPTIONS sip:a.example SIP/2.0', null],
  ['REGISTER sip:a.example SIP/2.0', 'client'],
  ['GET me', null],
  ['HTTP/2', null],
  ['GET', null],
  ['', null],
])('%j is said by %s', (text, by) => {
  const bytes = Buffer.from(`xx${text}yy`, 'latin1')
  expect(speakerOf(bytes, 2, bytes.length - 2)).toBe(by)
})

test.each([
  ['REGISTER sip:a.example SIP/2.0\r\n', 'client'],
  ['INVITE tel:+4790000001 SIP/2.0\r\nCSeq: 1 INVITE\r\nP-Access-Network-Info: 3GPP-NR\r\n\r\n', 'client'],
  ['INVITE sip:a@192.0.2.1 SIP/2.0\r\nP-Asserted-Identity: <tel:+4790000001>\r\n\r\n', 'server'],
  ['INVITE sip:a@192.0.2.1 SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n', null],
  ['SIP/2.0 200 OK\r\nCSeq: 1 REGISTER\r\n\r\n', 'server'],
  ['SIP/2.0 401 Unauthorized\r\ncseq : 12\tREGISTER\r\n\r\n', 'server'],
  ['SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\nP-Access-Network-Info: IEEE-802.11\r\n\r\n', 'client'],
  ['SIP/2.0 200 OK\r\nCSeq: 1 REGISTERED\r\n\r\n', null],
  ['INVITE of a friend\r\nP-Asserted-Identity: x\r\n', null],
  ['SIP/2.0 200 OK\r\nP-Asserted-Identity: x\r\n', null],
  // Of a short message, and of what answers one, the first byte says whether the phone or the network says it.
  ['MESSAGE tel:+4729001000 SIP/2.0\r\nContent-Type: application/vnd.3gpp.sms\r\n\r\n\0\x01', 'client'],
  ['MESSAGE sip:a@192.0.2.1 SIP/2.0\r\nc:application/VND.3gpp.sms;x=y\r\n\r\n\x01\x01', 'server'],
  ['MESSAGE sip:a@192.0.2.1 SIP/2.0\r\nc: application/vnd.3gpp.sms\r\n\r\n', null],
  ['MESSAGE sip:a@192.0.2.1 SIP/2.0\r\nc: text/plain\r\n\r\n\x01', null],
  ['MESSAGE sip:a@192.0.2.1 SIP/2.0\r\nc: text/plain\r\n\r\nc: application/vnd.3gpp.sms\r\n\r\n\0', null],
  ['', null],
])('%j of SIP is said by %s', (text, by) => {
  const bytes = Buffer.from(`xx${text}yy`, 'latin1')
  expect(sipBy(bytes, 2, bytes.length - 2)).toBe(by)
  expect(isRegister(bytes, 2, bytes.length - 2)).toBe(text.startsWith('REGISTER'))
})

test.each([
  // Handed on by a proxy.
  ['INVITE sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP b\r\nv: SIP/2.0/UDP c\r\n\r\n', 'server'],
  ['INVITE sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP b, SIP/2.0/UDP c\r\n\r\n', 'server'],
  ['INVITE sip:a@192.0.2.1 SIP/2.0\r\nRecord-Route: <sip:b;lr>\r\n\r\n', 'server'],
  ['SIP/2.0 180 Ringing\r\nCSeq: 1 INVITE\r\nVia: SIP/2.0/UDP b\r\nVia: SIP/2.0/UDP c\r\n\r\n', 'client'],
  ['SIP/2.0 180 Ringing\r\nCSeq: 1 INVITE\r\nVia: SIP/2.0/UDP b\r\n\r\n', null],
  // To where the phone was found, and to where the account is.
  [
    'INVITE sip:a@192.0.2.1:5060 SIP/2.0\r\nf: <sip:b@v.example>;tag=1\r\nt: <sip:a@v.example>\r\n\r\n',
    'server',
  ],
  ['BYE sip:a@192.0.2.1 SIP/2.0\r\nf: <sip:b@v.example>;tag=1\r\nt: <sip:a@v.example>;tag=2\r\n\r\n', null],
  ['INVITE sip:a@[2001:db8::1] SIP/2.0\r\nf: sip:b@v.example;tag=1\r\nt: sip:a@v.example\r\n\r\n', 'server'],
  [
    'INVITE sip:a@192.0.2.1 SIP/2.0\r\nf: "sip:x@z" <sip:b@192.0.2.1>\r\nt: <sip:a@192.0.2.1>\r\n\r\n',
    'client',
  ],
  ['INVITE sip:a@192.0.2.1 SIP/2.0\r\nf: <sip:b@192.0.2.2>\r\nt: <sip:a@192.0.2.1>\r\n\r\n', null],
  ['INVITE tel:+4790000001 SIP/2.0\r\nf: <sip:b@v.example>\r\nt: <tel:+4790000001>\r\n\r\n', null],
  // Who answers a challenge has an account there, and who makes one has the accounts.
  ['INVITE tel:+4790000001 SIP/2.0\r\nProxy-Authorization: Digest username="a"\r\n\r\n', 'client'],
  ['INVITE tel:+4790000001 SIP/2.0\r\nv: b\r\nv: c\r\nAuthorization: Digest username="a"\r\n\r\n', 'server'],
  ['SIP/2.0 407 Proxy Authentication Required\r\nProxy-Authenticate: Digest realm="r"\r\n\r\n', 'server'],
  ['SIP/2.0 401 Unauthorized\r\nv: b\r\nv: c\r\nWWW-Authenticate: Digest realm="r"\r\n\r\n', 'server'],
  // What a body says of other messages tells nothing.
  ['NOTIFY sip:a@b SIP/2.0\r\nv: b\r\n\r\nSIP/2.0 200 OK\r\nVia: b\r\nVia: c\r\nRecord-Route: d\r\n', null],
  ['', null],
])('%j of SIP is said by %s by the way that it took', (text, by) => {
  const bytes = Buffer.from(`xx${text}yy`, 'latin1')
  expect(sipWayBy(bytes, 2, bytes.length - 2)).toBe(by)
})
