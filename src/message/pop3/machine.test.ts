import { expect, test } from 'vitest'
import { conform } from '../../../test/support/conform.ts'
import { client, clientGap, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { storyOf } from '../../../test/support/story-of.ts'
import { clientHello, tlsRecord } from '../../../test/support/tls-hello.ts'
import type { Flow } from '../../stream/types.ts'
import { protocol } from './index.ts'

const login = [
  server('+OK ready\r\n'),
  client('USER alice\r\n'),
  server('+OK\r\n'),
  client('PASS pw1 with blanks\r\n'),
  server('+OK\r\n'),
  client('RETR 1\r\n'),
  server('+OK\r\nSubject: a\r\n\r\n..\r\n.\r\n'),
  client('QUIT\r\n'),
  server('+OK\r\n'),
]
conform('a login and a mail', protocol, login)

test('commands are requests, each line of a reply a response of theirs', () => {
  expect(storyOf(play(protocol, login))).toEqual([
    'response 0 +OK ready',
    'request 1 USER Username: alice',
    'response 1 +OK',
    'request 2 PASS Login-Password: pw1 with blanks',
    'response 2 +OK',
    'request 3 RETR 1',
    'response 3 +OK',
    'response 3 Subject: a',
    'response 3',
    'response 3 ..',
    'response 3 .',
    'request 4 QUIT',
    'response 4 +OK',
  ])
})

test('other logins are told by what they show', () => {
  const plain = Buffer.from('\0alice\0pw1').toString('base64')
  const told = storyOf(
    play(protocol, [
      client('APOP alice c4c9334bac560ecc979e58001b3e22fb 356938035643809\r\n'),
      client(`AUTH PLAIN ${plain}\r\n`),
      client('AUTH PLAIN\r\n'),
      server('+ \r\n'),
      client(`${plain}\r\n`),
    ]),
  )
  expect(told.filter((line) => line.startsWith('request'))).toEqual([
    'request 0 APOP Username: alice, Digest: c4c9334bac560ecc979e58001b3e22fb 356938035643809',
    'request 1 AUTH PLAIN Username: alice, Login-Password: pw1',
    'request 2 AUTH PLAIN',
    'request 3 AUTH Username: alice, Login-Password: pw1',
  ])
})

test('LOGIN asks for the name and then for the password; what shows neither is a body', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const scram = base64('c=biws,r=fyko,p=dHzb')
  const told = storyOf(
    play(protocol, [
      client('AUTH LOGIN\r\n'),
      server('+ VXNlcm5hbWU6\r\n'),
      client(`${base64('alice')}\r\n`),
      server('+ UGFzc3dvcmQ6\r\n'),
      client(`${base64('pw1')}\r\n`),
      server('+OK\r\n'),
      client(`AUTH SCRAM-SHA-256 ${scram}\r\n`),
    ]),
  )
  expect(told.filter((line) => line.startsWith('request'))).toEqual([
    'request 0 AUTH LOGIN',
    'request 1 AUTH Username: alice',
    'request 2 AUTH Login-Password: pw1',
    `request 3 AUTH SCRAM-SHA-256 ${scram}`,
  ])
})

test('no command is taken for the password that is missing', () => {
  const begun = [client('AUTH LOGIN\r\n'), server('+ VXNlcm5hbWU6\r\n'), client('YWxpY2U=\r\n')]
  for (const missing of [clientGap(6), server('+OK\r\n')]) {
    const told = storyOf(play(protocol, [...begun, missing, client('QUIT\r\n')]))
    expect(told.at(-1)).toBe('request 2 QUIT')
  }
})

test('TLS follows STLS', () => {
  const tls = client(tlsRecord(clientHello({ sni: 'mail.example.com' })))
  expect(storyOf(playLayer([login[0]!, client('STLS\r\n'), server('+OK\r\n'), tls]))).toContain(
    'name mail.example.com',
  )
})

test('recognition: by the greeting, or a command that nobody else has', () => {
  const probe = (text: string, direction: 0 | 1, serverPort = 4_000): string =>
    protocol.probe(Buffer.from(text), 0, text.length, direction, testFlow('tcp', { serverPort }))
  expect(probe('+OK hello\r\n', 1)).toBe('yes')
  expect(probe('+O', 1)).toBe('more')
  expect(probe('-ERR\r\n', 1)).toBe('no')
  expect(probe('CAPA\r\n', 0)).toBe('yes')
  expect(probe('USER alice\r\n', 0)).toBe('no')
  expect(probe('USER alice\r\n', 0, 110)).toBe('yes')
})

test('what Redis answers to a command is no greeting, but for its own port', () => {
  const answer = (flow: Partial<Flow>): string =>
    protocol.probe(Buffer.from('+OK\r\n'), 0, 5, 1, testFlow('tcp', { serverPort: 4_000, ...flow }))
  expect(answer({})).toBe('yes')
  expect(answer({ bytesToServer: 33 })).toBe('no')
  expect(answer({ bytesToServer: 33, serverPort: 110 })).toBe('yes')
})
