import { expect, test } from 'vitest'
import { detect, isWorthDecoding, part, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(null)
const plain = Buffer.from('\0tgri\0secret-of-login').toString('base64')

function found(stanza: string, protocol = 'http'): string[] {
  const body = `<body rid='1002' sid='x' xmlns='http://jabber.org/protocol/httpbind'>${stanza}</body>`
  const input = { ...request('/http-bind'), body: part(Buffer.from(body)), contentType: 'text/xml' }
  const told = summary(detect(detector, input, { host: 'chat.example.com', protocol, port: 80 }))
  if (told.length > 0) expect(isWorthDecoding(detector, input)).toBe(true)
  return told
}

const sasl = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"

test.each([
  `<auth ${sasl} mechanism='PLAIN'>${plain}</auth>`,
  `<auth mechanism='PLAIN' ${sasl}>${plain}</auth>`,
  `<response ${sasl}>${plain}</response>`,
  `<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>${plain}</initial-response></authenticate>`,
  `<sasl:auth xmlns:sasl='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</sasl:auth>`,
])('the password of a login by XMPP in HTTP: %s', (stanza) => {
  expect(found(stanza)).toEqual(['account-credential=secret-of-login (certain)'])
})

test.each([
  `<auth ${sasl} mechanism='SCRAM-SHA-1'>${Buffer.from('n,,n=tgri,r=fyko').toString('base64')}</auth>`,
  `<auth ${sasl} mechanism='PLAIN'>=</auth>`,
  `<auth ${sasl} mechanism='PLAIN'>${Buffer.from('\0\0secret').toString('base64')}</auth>`,
  `<other ${sasl} mechanism='PLAIN'>${plain}</other>`,
])('no password: %s', (stanza) => {
  expect(found(stanza).filter((one) => one.startsWith('account-credential'))).toEqual([])
})

test('what XMPP itself carries is told by its field alone', () => {
  expect(found(`<auth ${sasl} mechanism='PLAIN'>${plain}</auth>`, 'xmpp')).toEqual([])
})
