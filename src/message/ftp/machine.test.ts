import { describe, expect, test } from 'vitest'
import { conform } from '../../../test/support/conform.ts'
import { client, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import type { Step } from '../../../test/support/playbook.ts'
import { storyOf } from '../../../test/support/story-of.ts'
import { tlsRecord, clientHello } from '../../../test/support/tls-hello.ts'
import type { Flow } from '../../stream/types.ts'
import { limits } from '../../core/limits.ts'
import { protocol } from './index.ts'

const login = [
  server('220-files.example.com\r\n220 FTP ready\r\n'),
  client('USER alice\r\n'),
  server('331 Password?\r\n'),
  client('PASS pw1\r\n'),
  server('230 in\r\n'),
  client('CWD /photos of alice\r\n'),
  server('250 ok\r\n'),
]
conform('a login', protocol, login)
conform('a line without end, and an empty one', protocol, [client('\r\nUSER alice'), server('2')])

test('commands are requests, each line of a reply a response of theirs', () => {
  expect(storyOf(play(protocol, login))).toEqual([
    'response 0 220-files.example.com',
    'response 1 220 FTP ready',
    'request 2 USER Username: alice',
    'response 2 331 Password?',
    'request 3 PASS Login-Password: pw1',
    'response 3 230 in',
    'request 4 CWD /photos of alice',
    'response 4 250 ok',
  ])
})

test('an anonymous login shows no secret', () => {
  const steps = [client('USER anonymous\r\n'), client('PASS me@example.com\r\n')]
  expect(storyOf(play(protocol, steps))[1]).toBe('request 1 PASS Anonymous-Login: me@example.com')
})

test.each([
  ['PORT 192,0,2,1,24,131', '192.0.2.1', false],
  ['PORT 203,0,113,9,24,131', '192.0.2.1', true],
  ['PORT 203,0,113,999,24,131', '192.0.2.1', false],
  ['EPRT |1|192.0.2.1|6275|', '192.0.2.1', false],
  ['EPRT |1|203.0.113.9|6275|', '192.0.2.1', true],
  ['EPRT |2|2001:DB8:0:0::7|6275|', '2001:db8::7', false],
  ['eprt !2!2001:db8::9!6275!', '2001:db8::7', true],
  ['EPRT |2|2001:db8::9|6275', '2001:db8::7', false],
])('%s by %s: files go to another: %s', (line, clientAddress, isOther) => {
  const flow = testFlow('tcp', { clientAddress })
  expect(announcesOther(flow, line)).toBe(isOther)
})

/** Whether a client with this flow is said to want its files at another address. */
function announcesOther(flow: Flow, line: string): boolean {
  const { anomalies } = play(protocol, [...login, client(`${line}\r\n`)], flow)
  return anomalies['message.ftp.other_address'] === 1
}

describe('TLS', () => {
  const hello = client(tlsRecord(clientHello({ sni: 'files.example.com' })))

  test('follows where both ends agree', () => {
    const outcome = playLayer([login[0]!, client('AUTH TLS\r\n'), server('234 go\r\n'), hello])
    expect(storyOf(outcome).filter((line) => /^(recognised|name)/.test(line))).toEqual([
      'recognised ftp',
      'recognised tls',
      'name files.example.com',
    ])
  })

  test('follows also where the consent is not in the capture, and not where it was refused', () => {
    expect(storyOf(playLayer([client('AUTH TLS\r\n'), hello]))).toContain('recognised tls')
    const refused = playLayer([client('AUTH TLS\r\n'), server('502 no\r\n'), client('USER alice\r\n')])
    expect(storyOf(refused)).toContain('request 1 USER Username: alice')
  })
})

test('recognition: by the greeting that says FTP, the port, or the client’s first command', () => {
  const probe = (text: string, direction: 0 | 1, serverPort = 4_000): string =>
    protocol.probe(Buffer.from(text), 0, text.length, direction, testFlow('tcp', { serverPort }))
  expect(probe('220 ProFTPD Server\r\n', 1)).toBe('yes')
  expect(probe('220 welcome\r\n', 1)).toBe('no')
  expect(probe('220 welcome\r\n', 1, 21)).toBe('yes')
  expect(probe('220 mail ESMTP\r\n', 1)).toBe('no')
  expect(probe('220 wel', 1)).toBe('more')
  expect(probe('USER alice\r\n', 0, 21)).toBe('yes')
  expect(probe('USER alice 0 * :Alice\r\n', 0, 21)).toBe('no')
  // POP3 has it, too: what comes behind the login tells.
  expect(probe('USER alice\r\n', 0)).toBe('more')
  expect(probe('USER alice\r\nPASS pw1\r\n', 0)).toBe('more')
  expect(probe('USER alice\r\nPASS pw1\r\nTYPE I\r\n', 0)).toBe('yes')
  expect(probe('USER alice\r\nPASS pw1\r\nSTAT\r\n', 0)).toBe('no')
  expect(probe('USER alice\r\nhello\r\n', 0)).toBe('no')
  expect(probe('AUTH TLS\r\n', 0)).toBe('yes')
  expect(probe('AUTH PLAIN\r\n', 0)).toBe('no')
})

describe('off its port, behind a greeting that does not say FTP', () => {
  const story = (...steps: Step[]): string[] =>
    storyOf(playLayer(steps)).filter((line) => /^(recognised|request)/.test(line))

  test.each([
    ['one line', '220 Service ready for new user.\r\n'],
    ['several', '220-FileZilla Server 1.8.1\r\n220 Please visit https://filezilla-project.example/\r\n'],
    ['none that is in the capture', ''],
  ])('%s: the login is read', (_name, greeting) => {
    const steps = [client('USER alice\r\n'), server('331 Kennwort für alice\r\n'), client('PASS pw1\r\n')]
    const lines = story(...(greeting === '' ? [] : [server(greeting)]), ...steps)
    expect(lines.slice(lines.indexOf('recognised ftp'))).toEqual([
      'recognised ftp',
      expect.stringMatching(/USER Username: alice$/),
      expect.stringMatching(/PASS Login-Password: pw1$/),
    ])
  })

  test('nobody in particular', () => {
    const steps = [
      client('USER anonymous\r\n'),
      server('331 Your address?\r\n'),
      client('PASS a@example.com\r\n'),
    ]
    expect(story(server('220 Welcome\r\n'), ...steps)).toContainEqual(
      expect.stringMatching(/PASS Anonymous-Login: a@example\.com$/),
    )
  })

  test('by what the client alone says behind its login', () => {
    const lines = story(client('USER alice\r\n'), client('PASS pw1\r\n'), client('PASV\r\n'))
    expect(lines).toContainEqual(expect.stringMatching(/PASS Login-Password: pw1$/))
  })

  test('behind a command that is no proof', () => {
    const lines = story(
      client('OPTS UTF8 ON\r\n'),
      server('200 ok\r\n'),
      client('USER alice\r\n'),
      server('331 Password\r\n'),
      client('PASS pw1\r\n'),
    )
    expect(lines).toContainEqual(expect.stringMatching(/PASS Login-Password: pw1$/))
  })

  test('a line that begins with 331 and answers no name is none', () => {
    for (const said of ['hello there\r\n', 'USERS 7\r\n', '331 items\r\n']) {
      const lines = story(client(said), server('331 items found in your basket\r\n'), client('next page\r\n'))
      expect(lines).not.toContain('recognised ftp')
    }
    expect(story(server('331 items found in your basket\r\n'))).not.toContain('recognised ftp')
  })

  test('a mail server is none, and POP3 stays what it is', () => {
    const mail = story(
      server('220 mx.example.com ready\r\n'),
      client('EHLO a.example\r\n'),
      server('250 ok\r\n'),
    )
    expect(mail[0]).toBe('recognised smtp')
    const post = story(
      server('+OK ready\r\n'),
      client('USER alice\r\n'),
      server('+OK\r\n'),
      client('PASS pw1\r\n'),
    )
    expect(post[0]).toBe('recognised pop3')
    expect(post).toContainEqual(expect.stringMatching(/PASS Login-Password: pw1$/))
  })
})

test('a line that is too long is read in parts, which is said', () => {
  const most = limits.message.textLineBytesMax
  const line = (bytes: number): Step => client(`CWD ${'a'.repeat(bytes - 6)}\r\n`)
  expect(play(protocol, [...login, line(most)]).anomalies).toEqual({})
  expect(play(protocol, [...login, line(most + 1)]).anomalies).toEqual({ 'message.layer.line_too_long': 1 })
})
