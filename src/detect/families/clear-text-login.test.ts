import { describe, expect, test } from 'vitest'
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

/** What a head of the fields that a reader hands on tells, or one as it stands. */
function named(protocol: string, ...fields: readonly string[]): string[] {
  const head = part(Buffer.from(['CONNECT ', ...fields, '', ''].join('\r\n'), 'latin1'))
  const input = { ...request('/'), head }
  const told = summary(detect(detector, input, { host: 'h.example.com', protocol, port: 1_000 }))
  if (told.length > 0) expect(isWorthDecoding(detector, input)).toBe(true)
  return told
}

describe('the name by which somebody logs in', () => {
  test.each(['ftp', 'smtp', 'pop3', 'imap', 'xmpp', 'telnet'])('by %s is that of an account', (protocol) => {
    for (const name of ['kari77', 'k.nordmann', '22471122'])
      expect(named(protocol, `Username: ${name}`)).toEqual([`user-id=${name} (probable)`])
  })

  test.each(['mqtt', 'socks'])('by %s may be that of an app', (protocol) => {
    expect(named(protocol, 'Username: kari77')).toEqual(['user-id=kari77 (possible)'])
  })

  test('at a relay is it behind the time for which it is lent, and a way between two ends is no name', () => {
    expect(named('stun', 'Username: 1700000000:kari77')).toEqual(['user-id=kari77 (possible)'])
    expect(named('stun', 'Username: EsAw:bXfE9h7+')).toEqual([])
  })

  test.each(['anonymous', 'Admin', 'mqttuser', '', 'abc', '00000000', '6666'])('is nobody’s: %s', (name) => {
    expect(named('ftp', `Username: ${name}`)).toEqual([])
  })

  test('is told as what it is', () => {
    expect(named('mqtt', 'Username: anna@telenor.no')).toEqual(['email=anna@telenor.no (possible)'])
    expect(named('mqtt', 'Username: 356938035643809')).toEqual(['imei=356938035643809 (possible)'])
  })

  test('is a field of such a login only', () => {
    expect(named('http', 'Username: kari77')).toEqual([])
  })

  test.each([
    ['Authorization: Digest username="kari77", realm="r", uri="/a"', 'kari77'],
    ['Proxy-Authorization: Digest realm="r",username="kari77"', 'kari77'],
    ['Authorization: digest realm="r", username = k45191, userhash=false', 'k45191'],
  ])('answers a challenge: %s', (field, name) => {
    for (const protocol of ['http', 'sip'])
      expect(named(protocol, field)).toEqual([`user-id=${name} (probable)`])
  })

  test.each([
    'Authorization: Digest username="488869477bf257147b804c45308cd62ac4e25eb717b12b298c79e62dcea254ec", userhash=true',
    'Authorization: Digest realm="kari77"',
    'Authorization: Bearer username="kari77"',
    'X-Authorization: Digest username="kari77"',
    'Authorization: Digest username="admin"',
  ])('is not in %s', (field) => {
    expect(named('http', field).filter((one) => one.startsWith('user-id'))).toEqual([])
  })
})
