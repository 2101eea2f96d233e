import { describe, expect, test } from 'vitest'
import { conform } from '../../../test/support/conform.ts'
import { client, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import type { Step } from '../../../test/support/playbook.ts'
import { storyOf } from '../../../test/support/story-of.ts'
import { tlsRecord, clientHello } from '../../../test/support/tls-hello.ts'
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
  expect(probe('USER alice\r\n', 0)).toBe('no')
  expect(probe('AUTH TLS\r\n', 0)).toBe('yes')
  expect(probe('AUTH PLAIN\r\n', 0)).toBe('no')
})

test('a line that is too long is read in parts, which is said', () => {
  const most = limits.message.textLineBytesMax
  const line = (bytes: number): Step => client(`CWD ${'a'.repeat(bytes - 6)}\r\n`)
  expect(play(protocol, [...login, line(most)]).anomalies).toEqual({})
  expect(play(protocol, [...login, line(most + 1)]).anomalies).toEqual({ 'message.layer.line_too_long': 1 })
})
