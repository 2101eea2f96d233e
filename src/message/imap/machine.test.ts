import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import {
  client,
  clientGap,
  play,
  playLayer,
  server,
  serverGap,
  testFlow,
} from '../../../test/support/playbook.ts'
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

conform('a login whose name is a literal and whose password is none', protocol, [
  server('* OK IMAP4rev1 ready\r\n'),
  client('a1 LOGIN {5}\r\n'),
  server('+ go\r\n'),
  client('alice "pw 1"\r\n'),
  server('a1 OK\r\n'),
])

conform('commands without arguments', protocol, [
  server('* OK IMAP4rev1 ready\r\n'),
  client('a1 CAPABILITY\r\n'),
  server('* CAPABILITY IMAP4rev1\r\na1 OK\r\n'),
  client('a2 NOOP\r\n'),
  client('a3 LOGOUT\r\n'),
])

test('where an iPhone asks for pushes, arguments go by their names', () => {
  const outcome = play(protocol, [
    server('* OK IMAP4rev1 ready\r\n'),
    client(
      'a3 XAPPLEPUSHSERVICE aps-version 2 aps-account-id 0715A26B-CA09 aps-device-token 740f4707 mailboxes (INBOX "Sent mail")\r\n',
    ),
  ])
  expect(outcome.messages.at(-1)).toMatchObject({
    method: 'XAPPLEPUSHSERVICE',
    head: 'XAPPLEPUSHSERVICE \r\naps-version: 2\r\naps-account-id: 0715A26B-CA09\r\naps-device-token: 740f4707\r\nArgument: mailboxes (INBOX "Sent mail")\r\n',
  })
})

test('a command without arguments has none, whatever lies before it in the capture', () => {
  const outcome = play(protocol, [server('* OK IMAP4rev1 ready\r\n'), client('a1 CAPABILITY\r\n')])
  expect(outcome.messages.at(-1)).toMatchObject({ method: 'CAPABILITY', target: '', head: 'CAPABILITY \r\n' })
})

test('commands and literals are requests, each line or literal of a reply a response', () => {
  const outcome = play(protocol, dialogue)
  expect(storyOf(outcome)).toEqual([
    'response 0 * OK [CAPABILITY IMAP4rev1] ready',
    'request 1 LOGIN Username: alice, Login-Password: pw "1',
    'response 1 * CAPABILITY IMAP4rev1',
    'response 1 a1 OK',
    'request 2 APPEND drafts {20}',
    'response 2 + go',
    'request 2 APPEND imei=356938035643809',
    'request 2 APPEND',
    'response 2 * 1 FETCH (BODY[] {6}',
    'response 2 a1 OK',
    'response 2 )',
    'response 2 a2 OK',
    'request 3 SELECT inbox',
  ])
  expectBalanced(outcome)
})

test('commands that are sent ahead have each its reply, by its tag', () => {
  const steps = [
    client('a1 ID ("x" "y")\r\na2 APPEND drafts {2+}\r\nhi\r\na3 NOOP\r\n'),
    server('a2 OK\r\na1 NO\r\na9 OK\r\na3 OK\r\n'),
  ]
  expect(storyOf(play(protocol, steps)).filter((line) => line.startsWith('response'))).toEqual([
    'response 1 a2 OK',
    'response 0 a1 NO',
    'response 3 a9 OK',
    'response 2 a3 OK',
  ])
})

test('a line whose second word is no command is handed on whole behind its tag', () => {
  for (const text of ['i356938035643809', 'eyJpbWVpIjoiMzU2OTM4MDM1NjQzODA5In0= and on'])
    expect(storyOf(play(protocol, [client(`a1 NOOP\r\na2 ${text}\r\n`)])).at(-1)).toBe(
      `request 1 LINE ${text}`,
    )
})

test('logins are told however they are written', () => {
  const plain = Buffer.from('\0alice\0pw1').toString('base64')
  const fields = (...lines: string[]): string =>
    play(protocol, lines.map(client))
      .messages.map((message) => message.fields)
      .join('')
  const both = 'Username: alice\r\nLogin-Password: pw1\r\n'
  expect(fields('a LOGIN alice pw1\r\n')).toBe(both)
  expect(fields('a LOGIN alice "p\\\\w \\"1"\r\n')).toBe('Username: alice\r\nLogin-Password: p\\w "1\r\n')
  expect(fields('a LOGIN alice p\\w1\r\n')).toContain('p\\w1\r\n')
  expect(fields('a LOGIN {5}\r\nalice {3}\r\npw1\r\n')).toBe(both)
  expect(fields('a LOGIN {5+}\r\nalice "pw1"\r\nb NOOP\r\n')).toBe(both)
  expect(fields('a LOGIN {5+}\r\nalice pw1\r\n')).toBe(both)
  expect(fields('a LOGIN "alice" {3}\r\n', 'pw1\r\n')).toBe(both)
  expect(fields('a LOGIN {5}\r\n', 'alice pw1 imei 356938035643809\r\n')).toBe(
    `${both}Argument: imei 356938035643809\r\n`,
  )
  expect(fields(`a AUTHENTICATE PLAIN ${plain}\r\n`)).toBe(both)
  expect(fields('a AUTHENTICATE PLAIN\r\n', `${plain}\r\n`)).toBe(both)
  expect(fields('a AUTHENTICATE LOGIN\r\n', 'YWxpY2U=\r\n', 'cHcx\r\n')).toBe(both)
})

test.each(['NO', 'BAD'])(
  'behind a literal that the server refuses with %s a new command stands',
  (refusal) => {
    const steps = [
      client('a1 LOGIN {3}\r\n'),
      server(`a1 ${refusal} too bad\r\n`),
      client('a2 LOGIN ada secretpw9\r\n'),
      client('a3 APPEND drafts {200}\r\n'),
      server(`a3 ${refusal} [OVERQUOTA]\r\n`),
      client('a4 NOOP\r\n'),
    ]
    expect(storyOf(play(protocol, steps))).toEqual([
      'request 0 LOGIN',
      `response 0 a1 ${refusal} too bad`,
      'request 1 LOGIN Username: ada, Login-Password: secretpw9',
      'request 2 APPEND drafts {200}',
      `response 2 a3 ${refusal} [OVERQUOTA]`,
      'request 3 NOOP',
    ])
  },
)

test('a literal that is sent without asking, or is under way, goes on behind a refusal', () => {
  const requests = (...steps: Parameters<typeof play>[1]): string[] =>
    storyOf(play(protocol, steps)).filter((line) => line.startsWith('request'))
  expect(
    requests(client('a1 LOGIN {5+}\r\n'), server('a1 NO\r\n'), client('alice pw1\r\n')).join(),
  ).toContain('Login-Password: pw1')
  expect(
    requests(client('a1 APPEND d {5}\r\nal'), server('a1 NO\r\n'), client('ice\r\na2 LOGIN alice pw1\r\n')),
  ).toEqual([
    'request 0 APPEND d {5}',
    'request 1 APPEND alice',
    'request 1 APPEND',
    'request 2 LOGIN Username: alice, Login-Password: pw1',
  ])
})

test('what stands behind the arguments of a login, and a long tag, is told beside them', () => {
  const plain = Buffer.from('\0alice\0pw1').toString('base64')
  const both = 'Username: alice, Login-Password: pw1'
  const steps = [
    client('a1 LOGIN alice pw1 imei 356938035643809\r\n'),
    client(`a2 AUTHENTICATE PLAIN ${plain} 356938035643809\r\n`),
    client('356938035643809 NOOP\r\n'),
  ]
  expect(storyOf(play(protocol, steps))).toEqual([
    `request 0 LOGIN ${both}, Argument: imei 356938035643809`,
    `request 1 AUTHENTICATE PLAIN ${both}, Argument: 356938035643809`,
    'request 2 NOOP Tag: 356938035643809',
  ])
})

test('what a first response of SASL says is a body where it shows neither user nor secret', () => {
  const scram = Buffer.from('c=biws,r=fyko,p=dHzb').toString('base64')
  expect(storyOf(play(protocol, [client(`a AUTHENTICATE SCRAM-SHA-256 ${scram}\r\n`)]))).toEqual([
    `request 0 AUTHENTICATE SCRAM-SHA-256 ${scram}`,
  ])
})

test('TLS follows STARTTLS', () => {
  const tls = client(tlsRecord(clientHello({ sni: 'mail.example.com' })))
  const steps = [dialogue[0]!, client('a STARTTLS\r\n'), server('a OK go\r\n'), tls]
  expect(storyOf(playLayer(steps))).toContain('name mail.example.com')
})

test.each(['STARTTLS', 'COMPRESS DEFLATE'])('the answer to an older command is no consent to %s', (verb) => {
  const outcome = play(protocol, [
    client(`a1 NOOP\r\na2 ${verb}\r\n`),
    server('a1 OK\r\n'),
    server('a2 NO\r\n'),
    client('a3 SELECT imei=356938035643809\r\n'),
  ])
  expect(storyOf(outcome).slice(-3)).toEqual([
    'response 0 a1 OK',
    'response 1 a2 NO',
    'request 2 SELECT imei=356938035643809',
  ])
  expectBalanced(outcome)
})

test('behind a gap in a login a line is none of it', () => {
  const steps = [client('a AUTHENTICATE LOGIN\r\n'), clientGap(20), client('b NOOP\r\n')]
  expect(storyOf(play(protocol, steps)).at(-1)).toBe('request 1 NOOP')
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

describe('COMPRESS=DEFLATE (RFC 4978)', () => {
  /** One direction's stream, which refers back to what it said before; each text ends with a flush. */
  const deflated = (texts: readonly string[], flush = constants.Z_SYNC_FLUSH): Buffer[] => {
    return texts.map((text, index) => {
      const before = Buffer.from(texts.slice(0, index).join(''))
      const options = index === 0 ? {} : { dictionary: before }
      return deflateRawSync(text, { finishFlush: flush, ...options })
    })
  }
  const opening = [
    server('* OK IMAP4rev1 ready\r\n'),
    client('a COMPRESS DEFLATE\r\n'),
    server('a OK DEFLATE active\r\n'),
  ]
  const [first, second] = deflated([
    'b APPEND x {20}\r\nimei=356938035643809',
    'c NOOP imei=356938035643809\r\n',
  ])
  const [reply] = deflated(['b OK\r\n'])

  test('both directions are inflated, flush by flush, each with what came before', () => {
    const outcome = play(protocol, [...opening, client(first!), server(reply!), client(second!)])
    expect(outcome.messages.slice(3).map(({ kind, body }) => [kind, body])).toEqual([
      ['request', 'b APPEND x {20}\r\nimei=356938035643809'],
      ['response', 'b OK\r\n'],
      ['request', 'c NOOP imei=356938035643809\r\n'],
    ])
    expect(outcome.messages[3]?.bodySpans).toEqual([{ frame: 4, start: 54, end: 54 + first!.length }])
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
  })

  test('cut anywhere, also right behind the answer', () => {
    for (let cut = 1; cut < first!.length; cut++) {
      const pieces = [client(first!.subarray(0, cut)), client(first!.subarray(cut))]
      const outcome = play(protocol, [...opening, ...pieces])
      expect(
        outcome.messages
          .slice(3)
          .map(({ body }) => body)
          .join(''),
      ).toBe('b APPEND x {20}\r\nimei=356938035643809')
      expectBalanced(outcome)
    }
    const joined = Buffer.concat([Buffer.from('a OK DEFLATE active\r\n'), reply!])
    expect(play(protocol, [opening[0]!, opening[1]!, server(joined)]).messages.at(-1)?.body).toBe('b OK\r\n')
  })

  test('without a flush that can be seen it is read at its end; behind a gap it is searched as it is', () => {
    const [partly] = deflated(['b NOOP imei=356938035643809\r\n'], constants.Z_PARTIAL_FLUSH)
    expect(play(protocol, [...opening, client(partly!)]).messages.at(-1)?.body).toContain(
      'imei=356938035643809',
    )
    const outcome = play(protocol, [...opening, client(first!), clientGap(5), client(second!)])
    expect(outcome.anomalies).toEqual({ 'message.imap.not_inflated': 1 })
    expectBalanced(outcome)
  })

  test.each([
    ['comes late', [client(first!), opening[2]!, server(reply!), client(second!)]],
    ['is missing', [client(first!), serverGap(21), server(reply!), client(second!)]],
  ])('the consent %s', (_, said) => {
    const outcome = play(protocol, [opening[0]!, opening[1]!, ...said])
    expect(outcome.messages.slice(2).map(({ body }) => body)).toEqual([
      'b APPEND x {20}\r\nimei=356938035643809',
      ...said.slice(1, 2).flatMap((step) => (step === opening[2] ? ['a OK DEFLATE active\r\n'] : [])),
      'b OK\r\n',
      'c NOOP imei=356938035643809\r\n',
    ])
    expectBalanced(outcome)
  })

  test('a refused compression changes nothing', () => {
    const outcome = play(protocol, [opening[0]!, opening[1]!, server('a NO\r\n'), client('b NOOP\r\n')])
    expect(outcome.messages.at(-1)).toMatchObject({ method: 'NOOP' })
  })
})
