import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, clientGap, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { storyOf } from '../../../test/support/story-of.ts'
import { clientHello, tlsRecord } from '../../../test/support/tls-hello.ts'
import { protocol } from './index.ts'

const open = "<?xml version='1.0'?><stream:stream to='chat.example.com' xmlns='jabber:client'>"
const auth = `<auth mechanism='PLAIN'>${Buffer.from('\0alice\0pw1').toString('base64')}</auth>`
const message =
  '<message to="bob@example.com" note="a > b"><body>imei=356938035643809</body><x><y/><y a=\'>\'/></x></message>'
const session = [
  client(open),
  server("<stream:stream id='1'><stream:features><starttls/></stream:features>"),
  client(auth),
  server('<success/>'),
  client(` ${message}<presence/>\n`),
  server('<iq type="result"/>'),
  client('</stream:stream>'),
]
conform('a session', protocol, session)

conform('a session as WebSocket carries it', protocol, [
  client('<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="chat.example.com" version="1.0"/>'),
  server('<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" id="1"/><stream:features/>'),
  client(`${auth}${message}`),
])

test.each([
  ['<op', 'more'],
  ['<open xmlns="urn:ietf:params:xml:ns:xmpp-fram', 'more'],
  ['<open xmlns="urn:ietf:params:xml:ns:xmpp-framing"', 'yes'],
  ["<open to='chat.example.com' ", 'yes'],
  ['<open xmlns="urn:example"', 'no'],
  ['<opening>', 'no'],
] as const)('%s: %s', (text, answer) => {
  const buf = Buffer.from(text)
  expect(protocol.probe(buf, 0, buf.length, 0, testFlow('tcp'))).toBe(answer)
})

test('each stanza is a message, the login by its fields', () => {
  expect(storyOf(play(protocol, session))).toEqual([
    'name chat.example.com',
    `request 0 stream:stream chat.example.com Host: chat.example.com ${open.slice(21)}`,
    "response 1 stream:stream <stream:stream id='1'>",
    'response 2 stream:features <stream:features><starttls/></stream:features>',
    `request 3 auth Username: alice, Login-Password: pw1 ${auth}`,
    'response 3 success <success/>',
    `request 4 message bob@example.com ${message}`,
    'request 5 presence <presence/>',
    'response 6 iq <iq type="result"/>',
  ])
})

test.each([
  '<!-- imei=356938035643809 -->',
  '<![CDATA[356938035643809]]>',
  '<?device imei="356938035643809"?>',
  '<?xml version="356938035643809"?>',
  '</imei-356938035643809>',
  '<!DOCTYPE imei-356938035643809>',
  '<ärät imei="356938035643809"><imei/></ärät>',
])('%s is searched, though it is no stanza', (text) => {
  const bytes = Buffer.from(text)
  const outcome = play(protocol, [client(open), client(bytes), client('<presence/>')])
  expect(outcome.messages.map(({ method, body }) => [method, body]).slice(1)).toEqual([
    ['markup', bytes.toString('latin1')],
    ['presence', '<presence/>'],
  ])
  expect(outcome.messages[1]?.bodySpans).toEqual([{ frame: 2, start: 54, end: 54 + bytes.length }])
  expectBalanced(outcome)
})

test('blanks, a declaration of XML and the end of the stream say nothing', () => {
  const steps = [client(`<?xml version="1.0" encoding='UTF-8' ?>\r\n ${open.slice(21)}\t</stream:stream >`)]
  const outcome = play(protocol, steps)
  expect(outcome.messages.map(({ method }) => method)).toEqual(['stream:stream'])
})

test('questions and the steps of a login have their answers', () => {
  const steps = [
    client(`${open}<auth mechanism='SCRAM-SHA-1'>biws</auth>`),
    server('<challenge>cj1h</challenge>'),
    client('<response>Yz1iaXdz</response>'),
    server('<success/>'),
    client('<iq type="set" id="7"><x/></iq><iq id="8" type="get"/><iq type="result" id="s1"/>'),
    server('<iq type="set" id="7"/><iq type="error" id="8"/><iq type="result" id="7"/>'),
  ]
  const outcome = play(protocol, steps)
  expect(outcome.messages.map(({ direction, exchange }) => [direction, exchange]).slice(1)).toEqual([
    [0, 1],
    [1, 1],
    [0, 2],
    [1, 2],
    [0, 3],
    [0, 4],
    [0, 5],
    [1, 6],
    [1, 4],
    [1, 3],
  ])
  expectBalanced(outcome)
})

test('text that stands as it is, and comments, end where they end', () => {
  const quoted = '<message><body><![CDATA[ a > b < c ]] > ]]></body></message>'
  const outcome = play(protocol, [client(`${open}${quoted}<!-- a > b - -> < -->${message}`)])
  expect(outcome.messages.map(({ method, body }) => [method, body]).slice(1)).toEqual([
    ['message', quoted],
    ['markup', '<!-- a > b - -> < -->'],
    ['message', message],
  ])
  expect(outcome.anomalies).toEqual({})
  expectBalanced(outcome)
})

test('a login of XEP-0388 shows user, password and the number of the program', () => {
  const initial = `<initial-response>${Buffer.from('\0alice\0pw1').toString('base64')}</initial-response>`
  const agent = "<user-agent id='d4565fa7-4d72-4749-b3d3-740edbf87770'><software>Chat</software></user-agent>"
  const outcome = play(protocol, [
    client(`${open}<authenticate mechanism='PLAIN'>${initial}${agent}</authenticate>`),
  ])
  expect(outcome.messages[1]?.fields).toBe(
    'Username: alice\r\nLogin-Password: pw1\r\nInstallation-Id: d4565fa7-4d72-4749-b3d3-740edbf87770\r\n',
  )
  const without = play(protocol, [client(`${open}<authenticate mechanism='SCRAM-SHA-1'/>`)])
  expect(without.messages[1]?.fields).toBe('')
})

test('TLS follows the server’s consent, and XMPP may begin anew', () => {
  const tls = client(tlsRecord(clientHello({ sni: 'chat.example.com' })))
  const told = storyOf(playLayer([client(`${open}<starttls/>`), server(`${open}<proceed/>`), tls]))
  expect(told).toContain('recognised tls')
  expect(storyOf(playLayer([client(`${open}<starttls/>`), tls]))).toContain('recognised tls')
  // Its first byte is enough behind the question, and is none of it from the server, or without one.
  const record = tlsRecord(clientHello({ sni: 'chat.example.com' }))
  const cut = [client(record.subarray(0, 1)), client(record.subarray(1))]
  expect(storyOf(playLayer([client(`${open}<starttls/>`), ...cut]))).toContain('recognised tls')
  expect(storyOf(playLayer([client(open), ...cut]))).not.toContain('recognised tls')
})

test('behind a gap it goes on with the next stanza; what is none is searched as plain bytes', () => {
  const outcome = play(protocol, [
    client(open),
    client(message.slice(0, 20)),
    clientGap(30),
    client('junk'),
    client(message),
  ])
  expect(outcome.messages.map(({ method, isComplete }) => [method, isComplete])).toEqual([
    ['stream:stream', true],
    ['message', false],
    ['message', true],
    ['', true],
  ])
  expect(outcome.messages.at(-1)?.body).toBe('junk')
  const plain = play(protocol, [client(open), client('\x01imei=1')])
  expect(plain.messages[1]).toMatchObject({ protocol: 'unrecognised', body: '\x01imei=1' })
  expectBalanced(plain)
})

test('recognition is by the stream that is opened', () => {
  const probe = (text: string): string =>
    protocol.probe(Buffer.from(text), 0, text.length, 0, testFlow('tcp'))
  expect(probe(open)).toBe('yes')
  for (let length = 0; length < 35; length++) expect(probe(open.slice(0, length))).toBe('more')
  expect(probe('<html>')).toBe('no')
  expect(probe("<?xml version='1.0'?><rss version='2.0'><channel>")).toBe('no')
})

test('random and damaged stanzas are counted, and nothing is thrown', () => {
  const damage = fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), damage, (random, changes) => {
      const bytes = Buffer.from(message)
      for (const [at, value] of changes) bytes[at] = value
      expectBalanced(
        play(protocol, [client(open), client(bytes), client(Buffer.from(random)), server('<a/>')]),
      )
    }),
    { numRuns: 300 },
  )
})
