import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome } from '../../../test/support/playbook.ts'
import { client, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { protocol } from './index.ts'

const greeting = Buffer.from([5, 2, 0, 2])
const wantsPassword = Buffer.from([5, 2])
const credentials = Buffer.from('\x01\x05alice\x0dcorrect horse', 'latin1')
const welcome = Buffer.from([1, 0])
const connect = Buffer.from('\x05\x01\0\x03\x0ewww.example.com'.replace('\x0e', '\x0f') + '\0\x50', 'latin1')
const open = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
const refused = Buffer.from([5, 1, 0, 1, 0, 0, 0, 0, 0, 0])
const connect4 = Buffer.from('\x04\x01\0\x50\xc6\x33\x64\x07alice\0', 'latin1')
const connect4a = Buffer.from('\x04\x01\0\x50\0\0\0\x01alice\0www.example.com\0', 'latin1')
const open4 = Buffer.from([0, 0x5a, 0, 0, 0, 0, 0, 0])
const request = 'GET /?imei=356938035643809 HTTP/1.1\r\nHost: inner.example.com\r\n\r\n'

const five = [
  client(greeting),
  server(wantsPassword),
  client(credentials),
  server(welcome),
  client(connect),
  server(open),
  client(request),
]
conform('SOCKS 5 with a password', protocol, five)
conform('SOCKS 4', protocol, [client(connect4), server(open4), client(request)])
conform('SOCKS 4a that is refused', protocol, [
  client(connect4a),
  server(Buffer.from([0, 0x5b, 0, 0, 0, 0, 0, 0])),
])

function names(outcome: Outcome): string[] {
  return outcome.events.flatMap((event) => (event.kind === 'serverName' ? [event.name] : []))
}

describe('what goes through', () => {
  test('SOCKS 5: credentials and destination are told, and what follows is read as what it is', () => {
    const outcome = playLayer(five)
    expect(
      outcome.messages.map(({ protocol: name, method, target, fields }) => [name, method, target, fields]),
    ).toEqual([
      ['socks', 'Authenticate', '', 'Username: alice\r\nLogin-Password: correct horse\r\n'],
      ['socks', 'Connect', '', 'Host: www.example.com\r\n'],
      ['http', 'GET', '/?imei=356938035643809', 'Host: inner.example.com\r\n\r\n'],
    ])
    expect(names(outcome)).toEqual(['www.example.com', 'inner.example.com'])
    expectBalanced(outcome)
  })

  test('SOCKS 4 and 4a', () => {
    const four = playLayer([client(connect4), server(open4), client(request)])
    expect(four.messages[0]?.fields).toBe('Userid: alice\r\nHost: 198.51.100.7\r\n')
    expect(names(four)).toEqual(['198.51.100.7', 'inner.example.com'])
    const named = playLayer([client(connect4a), server(open4), client(request)])
    expect(names(named)).toEqual(['www.example.com', 'inner.example.com'])
    expect(named.messages[1]?.target).toContain('356938035643809')
  })

  test('nothing goes through where the proxy refuses', () => {
    const outcome = playLayer([
      client(greeting),
      server(Buffer.from([5, 0])),
      client(connect),
      server(refused),
    ])
    expect(outcome.messages.map(({ method }) => method)).toEqual(['Connect'])
    expectBalanced(outcome)
  })

  test('of a client that does not wait is read all the same, and said', () => {
    const outcome = playLayer([
      client(greeting),
      server(Buffer.from([5, 0])),
      client(connect),
      client(request),
      server(open),
    ])
    expect(outcome.messages.some(({ target }) => target.includes('356938035643809'))).toBe(true)
    expect(outcome.anomalies['message.socks.early']).toBe(1)
    expectBalanced(outcome)
  })

  test('what is no SOCKS behind the greeting is searched as plain bytes', () => {
    const outcome = play(protocol, [client(greeting), server(Buffer.from([5, 0])), client('\x09imei=1')])
    expect(outcome.messages[0]).toMatchObject({ protocol: 'unrecognised', body: '\x09imei=1' })
  })
})

test('recognition is by a greeting and nothing else', () => {
  const probe = (bytes: Buffer, direction: 0 | 1 = 0): string =>
    protocol.probe(bytes, 0, bytes.length, direction, testFlow('tcp'))
  expect(probe(greeting)).toBe('yes')
  expect(probe(greeting, 1)).toBe('no')
  expect(probe(greeting.subarray(0, 3))).toBe('more')
  expect(probe(Buffer.concat([greeting, connect]))).toBe('yes')
  expect(probe(Buffer.concat([greeting, Buffer.from('hello')]))).toBe('no')
  expect(probe(Buffer.from([5, 2, 0, 0]))).toBe('no')
  expect(probe(Buffer.from([5, 1, 0x40]))).toBe('no')
  expect(probe(connect4)).toBe('yes')
  expect(probe(connect4a)).toBe('yes')
  expect(probe(connect4.subarray(0, 11))).toBe('more')
  expect(probe(Buffer.concat([connect4, Buffer.from('x')]))).toBe('no')
})
