import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, clientGap, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { storyOf } from '../../../test/support/story-of.ts'
import { clientHello, tlsRecord } from '../../../test/support/tls-hello.ts'
import { protocol } from './index.ts'

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64')
}

const hello = [
  server('220 mail.example.com ESMTP\r\n'),
  client('EHLO phone\r\n'),
  server('250-mail.example.com\r\n250 STARTTLS\r\n'),
]
const mail =
  'From: alice@example.com\r\nContent-Type: multipart/mixed;\r\n boundary=b\r\n\r\n--b\r\n\r\nimei=356938035643809\r\n--b--\r\n'
const send = [
  client('MAIL FROM:<alice@example.com>\r\n'),
  server('250 ok\r\n'),
  client('DATA\r\n'),
  server('354 go\r\n'),
  client(`${mail}.\r\nQUIT\r\n`),
  server('250 queued\r\n221 bye\r\n'),
]
conform('a mail', protocol, [...hello, ...send])
conform('a login by LOGIN and PLAIN', protocol, [
  client('AUTH LOGIN\r\n'),
  server('334 VXNlcm5hbWU6\r\n'),
  client(`${base64('alice')}\r\n`),
  server('334 UGFzc3dvcmQ6\r\n'),
  client(`${base64('pw1')}\r\n`),
  client(`AUTH PLAIN ${base64('\0alice\0pw1')}\r\n`),
])
conform('a mail in chunks', protocol, [client('BDAT 20 LAST\r\nSubject: a\r\n\r\nhello\r\nRSET\r\n')])

conform('a mail in several chunks', protocol, [
  client('BDAT 12\r\nSubject: a\r\n'),
  server('250 ok\r\n'),
  client('BDAT 8\r\n\r\nhello\r'),
  server('250 ok\r\n'),
  client('BDAT 1 LAST\r\n\nQUIT\r\n'),
])

describe('a mail', () => {
  test('in several chunks is one mail, also where the last one is empty, or never comes', () => {
    const parts = [mail.slice(0, 30), mail.slice(30, 100), mail.slice(100)]
    const chunk = (text: string, last = ''): string => `BDAT ${text.length}${last}\r\n${text}`
    const [one = '', two = '', three = ''] = parts
    for (const sent of [
      [chunk(one), chunk(two), chunk(three, ' LAST')],
      [chunk(one), chunk(two), chunk(three), 'BDAT 0 LAST\r\n'],
      [chunk(one), chunk(two), chunk(three), 'RSET\r\n'],
      [chunk(one), chunk(two), chunk(three)],
    ]) {
      const outcome = play(protocol, [
        ...hello,
        ...sent.flatMap((text) => [client(text), server('250 ok\r\n')]),
      ])
      const told = outcome.messages.filter(({ head }) => head.startsWith('From:'))
      expect(told.map(({ body }) => body)).toEqual(['--b\r\n\r\nimei=356938035643809\r\n--b--\r\n'])
      expectBalanced(outcome)
    }
  })

  test('is one message with head, body and content type', () => {
    const outcome = play(protocol, [...hello, ...send])
    const told = outcome.messages.find(({ head }) => head.startsWith('From:'))
    expect(told).toMatchObject({ contentType: 'multipart/mixed;\r\n boundary=b', isComplete: true, frame: 8 })
    expect(told?.body).toBe('--b\r\n\r\nimei=356938035643809\r\n--b--\r\n')
    expect(storyOf(outcome).slice(-3)).toEqual([
      'request 5 QUIT',
      'response 4 250 queued',
      'response 5 221 bye',
    ])
    expectBalanced(outcome)
  })

  test('with a gap or cut is searched as far as it came', () => {
    const cut = play(protocol, [
      ...send.slice(0, 4),
      client(mail.slice(0, 60)),
      clientGap(5),
      client('and on\r\n'),
    ])
    const told = cut.messages.find(({ head }) => head.startsWith('From:'))
    expect(told).toMatchObject({ isComplete: false })
    expectBalanced(cut)
  })

  test('is a mail whenever the server is heard, or not at all', () => {
    const sent = [...hello, ...send, client('MAIL FROM:<alice@example.com>\r\nRCPT TO:<bob@example.com>\r\n')]
    const ofClient = sent.filter((step) => step.direction === 0)
    const ofServer = sent.filter((step) => step.direction === 1)
    for (const steps of [ofClient, [...ofClient, ...ofServer], [...ofServer, ...ofClient]]) {
      const outcome = play(protocol, steps)
      expect(outcome.messages.find(({ head }) => head.startsWith('From:'))).toMatchObject({
        body: '--b\r\n\r\nimei=356938035643809\r\n--b--\r\n',
        isComplete: true,
      })
      expect(storyOf(outcome).join('\n')).toContain('MAIL FROM:<alice@example.com>')
      expectBalanced(outcome)
    }
  })

  test('is a mail also where the command is missing that it follows, and none where it is refused', () => {
    const lost = play(protocol, [...hello, clientGap(6), client(`${mail}.\r\nQUIT\r\n`)])
    expect(lost.messages.filter(({ head }) => head.startsWith('From:'))).toHaveLength(1)
    expect(storyOf(lost).at(-1)).toContain('QUIT')
    for (const next of ['QUIT', 'mail from:<alice@example.com>', 'X-OTHER 5']) {
      const refused = [...hello, client('DATA\r\n'), server('503 no\r\n'), client(`${next}\r\n`)]
      expect(storyOf(play(protocol, refused)).at(-1)).toMatch(new RegExp(next.split(' ')[0] as string, 'i'))
    }
  })

  test('ends where the next one begins, if its end is missing', () => {
    const next = [client('MAIL FROM:<alice@example.com>\r\nDATA\r\n'), client(`${mail}.\r\n`)]
    const outcome = play(protocol, [...hello, client(`DATA\r\n${mail}`), clientGap(20), ...next])
    const told = outcome.messages.filter(({ head }) => head.startsWith('From:'))
    expect(told.map(({ isComplete }) => isComplete)).toEqual([false, true])
    expectBalanced(outcome)
  })

  test('longer than is kept is searched up to the limit', () => {
    const line = `${'x'.repeat(70)}\r\n`
    const outcome = play(protocol, [
      client('DATA\r\n'),
      server('354 go\r\n'),
      client(`\r\n${line.repeat(60_000)}.\r\n`),
    ])
    expect(outcome.messages.at(-1)).toMatchObject({ isComplete: false, incompleteReason: 'limit' })
    expect(outcome.counts.limitBytes).toBeGreaterThan(0)
    expectBalanced(outcome)
  })
})

test('logins are told by name and password, whatever the mechanism', () => {
  const login = [
    client('AUTH LOGIN\r\n'),
    server('334 VXNlcm5hbWU6\r\n'),
    client(`${base64('alice')}\r\n`),
    server('334 UGFzc3dvcmQ6\r\n'),
    client(`${base64('pw1')}\r\n`),
  ]
  const fields = (steps: readonly ReturnType<typeof client>[]): string =>
    play(protocol, steps)
      .messages.map((message) => message.fields)
      .join('')
  const both = 'Username: alice\r\nLogin-Password: pw1\r\n'
  expect(fields(login)).toBe(both)
  expect(fields([client(`AUTH LOGIN ${base64('alice')}\r\n`), client(`${base64('pw1')}\r\n`)])).toBe(both)
  expect(fields([client(`AUTH PLAIN ${base64('\0alice\0pw1')}\r\n`)])).toBe(both)
  expect(
    fields([client('AUTH PLAIN\r\n'), server('334 \r\n'), client(`${base64('\0alice\0pw1')}\r\n`)]),
  ).toBe(both)
  expect(fields([client(`AUTH XOAUTH2 ${base64('user=a@b.example\x01auth=Bearer tok\x01\x01')}\r\n`)])).toBe(
    'Username: a@b.example\r\nAuthorization: Bearer tok\r\n',
  )
})

test('a login is told where replies come late, and a line that begins with no verb is handed on whole', () => {
  const login = [
    client('EHLO phone\r\nAUTH LOGIN\r\n'),
    server('250 mail.example.com\r\n'),
    client(`${base64('alice')}\r\n${base64('pw1')}\r\n`),
  ]
  expect(
    play(protocol, login)
      .messages.map(({ fields }) => fields)
      .join(''),
  ).toBe('Username: alice\r\nLogin-Password: pw1\r\n')
  const line = base64('{"imei":"356938035643809","model":"a"}')
  const outcome = play(protocol, [...hello, client(`${line}\r\n`)])
  expect(storyOf(outcome).at(-1)).toContain(`LINE ${line}`)
})

test('TLS follows STARTTLS', () => {
  const tls = client(tlsRecord(clientHello({ sni: 'mail.example.com' })))
  const agreed = storyOf(playLayer([...hello, client('STARTTLS\r\n'), server('220 go\r\n'), tls]))
  expect(agreed).toContain('name mail.example.com')
  expect(storyOf(playLayer([client('EHLO phone\r\n'), client('STARTTLS\r\n'), tls]))).toContain(
    'name mail.example.com',
  )
})

test('recognition: by the greeting that says SMTP, the port, or the client’s hello', () => {
  const probe = (text: string, direction: 0 | 1, serverPort = 4_000): string =>
    protocol.probe(Buffer.from(text), 0, text.length, direction, testFlow('tcp', { serverPort }))
  expect(probe('220 mail ESMTP\r\n', 1)).toBe('yes')
  expect(probe('220 welcome\r\n', 1)).toBe('no')
  expect(probe('220 welcome\r\n', 1, 587)).toBe('yes')
  expect(probe('EHLO phone\r\n', 0)).toBe('yes')
  expect(probe('EHL', 0)).toBe('more')
  expect(probe('HELLO you\r\n', 0)).toBe('no')
})
