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
  test.each(['smtp', 'pop3', 'imap', 'xmpp', 'telnet'])('by %s is that of an account', (protocol) => {
    for (const name of ['kari77', 'k.nordmann', '22471122'])
      expect(named(protocol, `Username: ${name}`)).toEqual([`user-id=${name} (probable)`])
  })

  test.each(['ftp', 'mqtt', 'socks'])('by %s may be that of an app', (protocol) => {
    expect(named(protocol, 'Username: kari77')).toEqual(['user-id=kari77 (possible)'])
  })

  test('at a relay is it behind the time for which it is lent, and a way between two ends is no name', () => {
    expect(named('stun', 'Username: 1700000000:kari77')).toEqual(['user-id=kari77 (possible)'])
    expect(named('stun', 'Username: EsAw:bXfE9h7+')).toEqual([])
  })

  test.each([
    ['when it ends', '1700000000'],
    ['one way, of programs that set nothing between the ends', 'Zm9vYmFyYmF6cXV4MTIzabcdefghijkl'],
    ['a token of the relay', 'f4b4035eaa76f4a55de5f4351567653ee4ff6fa97b50b6b334fcc1be9c27212d'],
    ['a UUID of it', '7f3c9a52-1d4e-4b6f-9a37-2c8e5d10b4af'],
  ])('at a relay may be made for one time: %s', (_, name) => {
    expect(named('stun', `Username: ${name}`)).toEqual([])
  })

  test.each(['anonymous', 'Admin', 'mqttuser', '', 'abc', '00000000', '6666'])('is nobody’s: %s', (name) => {
    expect(named('ftp', `Username: ${name}`)).toEqual([])
  })

  test.each([
    'emqx',
    'unused',
    'apikey',
    'oauth2',
    'x-token-auth',
    'Bearer',
    'ftp_upload',
    'app_user',
    'user1',
    'admin123',
    'AKIA3XQ7ZP2LWV5TNB4C',
    'eyJhbGciOiJIUzI1NiJ9.e30.abc',
  ])('is that of a role or a program, or a token: %s', (name) => {
    for (const protocol of ['ftp', 'mqtt']) expect(named(protocol, `Username: ${name}`)).toEqual([])
  })

  test.each(['user-kari', 'kari_app', 'user12345', 'x77x'])(
    'may have the word for a role in it: %s',
    (name) => {
      expect(named('imap', `Username: ${name}`)).toEqual([`user-id=${name} (probable)`])
    },
  )

  test('is told as what it is', () => {
    expect(named('mqtt', 'Username: anna@telenor.no')).toEqual(['email=anna@telenor.no (possible)'])
    for (const protocol of ['imap', 'mqtt']) {
      expect(named(protocol, 'Username: 356938035643809')).toEqual(['imei=356938035643809 (possible)'])
      for (const mac of ['a4:83:e7:12:34:56', 'A4-83-E7-12-34-56'])
        expect(named(protocol, `Username: ${mac}`)).toEqual(['wifi-mac=a483e7123456 (possible)'])
      expect(named(protocol, 'Username: kari@nas')).toEqual([
        `user-id=kari@nas (${protocol === 'imap' ? 'probable' : 'possible'})`,
      ])
    }
  })

  test.each([
    '240075811111112',
    '448674528976410',
    '3569380356438091',
    'a483e7123456',
    '8f14e45fceea167a',
    '7f3c9a52-1d4e-4b6f-9a37-2c8e5d10b4af',
  ])('may be the number of a device or a card: %s', (name) => {
    expect(named('ftp', `Username: ${name}`)).toEqual([`user-id=${name} (possible)`])
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
