import { expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { storyOf } from '../../../test/support/story-of.ts'
import { clientHello, tlsRecord } from '../../../test/support/tls-hello.ts'
import { protocol } from './index.ts'

const dialogue = [
  server('* OK [CAPABILITY IMAP4rev1] ready\r\n'),
  client('a1 LOGIN alice "pw \\"1"\r\n'),
  server('* CAPABILITY IMAP4rev1\r\na1 OK\r\n'),
  client('a2 APPEND drafts {20}\r\n'),
  server('+ go\r\n'),
  client('imei=356938035643809\r\n'),
  server('* 1 FETCH (BODY[] {6}\r\na1 OK\r)\r\na2 OK\r\n'),
  client('a3 SELECT inbox\r\n'),
]
conform('a dialogue', protocol, dialogue)

conform('commands without arguments', protocol, [
  server('* OK IMAP4rev1 ready\r\n'),
  client('a1 CAPABILITY\r\n'),
  server('* CAPABILITY IMAP4rev1\r\na1 OK\r\n'),
  client('a2 NOOP\r\n'),
  client('a3 LOGOUT\r\n'),
])

test('a command without arguments has none, whatever lies before it in the capture', () => {
  const outcome = play(protocol, [server('* OK IMAP4rev1 ready\r\n'), client('a1 CAPABILITY\r\n')])
  expect(outcome.messages.at(-1)).toMatchObject({ method: 'CAPABILITY', target: '', head: 'CAPABILITY \r\n' })
})

test('commands and literals are requests, each line or literal of a reply a response', () => {
  const outcome = play(protocol, dialogue)
  expect(storyOf(outcome)).toEqual(
    [
      'response 0 * OK [CAPABILITY IMAP4rev1] ready',
      'request 1 LOGIN Username: alice, Login-Password: pw \\"1',
      'response 1 * CAPABILITY IMAP4rev1',
      'response 1 a1 OK',
      'request 2 APPEND drafts {20}',
      'response 2 + go',
      'request 3 APPEND imei=356938035643809',
      'request 4 LINE',
      'response 4 * 1 FETCH (BODY[] {6}',
      'response 4 a1 OK',
      'response 4 )',
      'response 4 a2 OK',
      'request 5 SELECT inbox',
    ].map((line) => (line === 'request 4 LINE' ? 'request 4 APPEND' : line)),
  )
  expectBalanced(outcome)
})

test('logins are told however they are written', () => {
  const plain = Buffer.from('\0alice\0pw1').toString('base64')
  const fields = (...lines: string[]): string =>
    play(protocol, lines.map(client))
      .messages.map((message) => message.fields)
      .join('')
  const both = 'Username: alice\r\nLogin-Password: pw1\r\n'
  expect(fields('a LOGIN alice pw1\r\n')).toBe(both)
  expect(fields('a LOGIN {5}\r\nalice {3}\r\npw1\r\n')).toBe(both)
  expect(fields(`a AUTHENTICATE PLAIN ${plain}\r\n`)).toBe(both)
  expect(fields('a AUTHENTICATE PLAIN\r\n', `${plain}\r\n`)).toBe(both)
})

test('TLS follows STARTTLS', () => {
  const tls = client(tlsRecord(clientHello({ sni: 'mail.example.com' })))
  const steps = [dialogue[0]!, client('a STARTTLS\r\n'), server('a OK go\r\n'), tls]
  expect(storyOf(playLayer(steps))).toContain('name mail.example.com')
})

test('recognition: by the greeting, or a command behind a tag', () => {
  const probe = (text: string, direction: 0 | 1): string =>
    protocol.probe(Buffer.from(text), 0, text.length, direction, testFlow('tcp'))
  expect(probe('* OK ready\r\n', 1)).toBe('yes')
  expect(probe('* O', 1)).toBe('more')
  expect(probe('* 1 EXISTS\r\n', 1)).toBe('no')
  expect(probe('a1 CAPABILITY\r\n', 0)).toBe('yes')
  expect(probe('a1 CAP', 0)).toBe('more')
  expect(probe('GET / HTTP/1.1\r\n', 0)).toBe('no')
  expect(probe('hello world\r\n', 0)).toBe('no')
})
