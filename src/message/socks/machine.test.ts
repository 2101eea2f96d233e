import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome } from '../../../test/support/playbook.ts'
import { client, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { limits } from '../../core/limits.ts'
import { datagrams, stream as protocol } from './index.ts'
import { samples, socksDatagram } from '../../../test/support/samples/socks.ts'

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

const asked = (outcome: Outcome): Outcome['messages'] =>
  outcome.messages.filter(({ direction }) => direction === 0)

describe('a request whose greeting is missing', () => {
  const address = Buffer.from([5, 1, 0, 1, 192, 0, 2, 1, 0, 80])

  test.each([
    ['to an address', address, '192.0.2.1'],
    ['to a name', connect, 'www.example.com'],
  ])('%s is none of a login', (_, connecting, host) => {
    const outcome = playLayer([
      client(connecting),
      server(Buffer.from([5, 0])),
      server(open),
      client(request),
    ])
    expect(asked(outcome).map(({ protocol: name, fields }) => [name, fields.trim()])).toEqual([
      ['socks', `Host: ${host}`],
      ['http', 'Host: inner.example.com'],
    ])
    expectBalanced(outcome)
  })

  test('nor is what follows upon a greeting that offers none', () => {
    const told = playLayer([client(Buffer.from([5, 2, 0, 1])), client(credentials)])
    expect(told.messages.filter(({ fields }) => fields.includes('Login-Password'))).toEqual([])
    expectBalanced(told)
  })
})

describe('what goes through', () => {
  test('SOCKS 5: credentials and destination are told, and what follows is read as what it is', () => {
    const outcome = playLayer(five)
    expect(
      asked(outcome).map(({ protocol: name, method, target, fields }) => [name, method, target, fields]),
    ).toEqual([
      ['socks', 'Authenticate', '', 'Username: alice\r\nLogin-Password: correct horse\r\n'],
      ['socks', 'Connect', '', 'Host: www.example.com\r\n'],
      ['http', 'GET', '/?imei=356938035643809', 'Host: inner.example.com\r\n\r\n'],
    ])
    expect(names(outcome)).toEqual(['www.example.com', 'inner.example.com'])
    expectBalanced(outcome)
  })

  test('the proxy answers login and destination', () => {
    const { messages } = play(protocol, five)
    expect(messages.map(({ direction, method, exchange }) => [direction, method, exchange])).toEqual([
      [0, 'Authenticate', 0],
      [1, '', 0],
      [0, 'Connect', 1],
      [1, '', 1],
    ])
  })

  test('SOCKS 4 and 4a', () => {
    const four = playLayer([client(connect4), server(open4), client(request)])
    expect(four.messages[0]?.fields).toBe('Userid: alice\r\nHost: 198.51.100.7\r\n')
    expect(names(four)).toEqual(['198.51.100.7', 'inner.example.com'])
    const named = playLayer([client(connect4a), server(open4), client(request)])
    expect(names(named)).toEqual(['www.example.com', 'inner.example.com'])
    expect(asked(named)[1]?.target).toContain('356938035643809')
  })

  test('nothing goes through where the proxy refuses', () => {
    const outcome = playLayer([
      client(greeting),
      server(Buffer.from([5, 0])),
      client(connect),
      server(refused),
    ])
    expect(asked(outcome).map(({ method }) => method)).toEqual(['Connect'])
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

test('a request of version 4 names a destination that there can be', () => {
  const probe = (text: string): string => {
    const bytes = Buffer.from(text, 'latin1')
    return protocol.probe(bytes, 0, bytes.length, 0, testFlow('tcp'))
  }
  const [imei, connect] = ['357184092641738', '\x04\x01\xff\x04'] as const
  // 0.0.51.53 is none, nor are groups and what is reserved.
  expect(probe(`${connect}\0\0${imei}\0`)).toBe('no')
  expect(probe(`${connect}\0\0\0\0${imei}\0`)).toBe('no')
  expect(probe(`${connect}\xe0\0\0\x01${imei}\0`)).toBe('no')
  expect(probe(`${connect}\xc0\0\x02\x01${imei}\0`)).toBe('yes')
  // A name follows, or what is none.
  expect(probe(`${connect}\0\0\0\x01me\0host.example\0`)).toBe('yes')
  expect(probe(`${connect}\0\0\0\x01me\0${imei}\0`)).toBe('no')
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

describe('datagrams', () => {
  test('through proxies without end are followed to the limit, and searched beyond it', () => {
    const content = Buffer.from('imei=356938035643809')
    for (const [depth, told] of [
      [limits.message.innerNestingMax, {}],
      [5_000, { 'message.layer.too_deep': 1 }],
    ] as const) {
      const headers = Buffer.from('0000000304612e62630101', 'hex')
      const nested = Buffer.concat([...Array.from({ length: depth }, () => headers), content])
      const outcome = playLayer([client(nested)], undefined, testFlow('udp'))
      expect(outcome.anomalies).toEqual(told)
      expect(outcome.messages.at(-1)?.body).toContain(content.toString())
      expectBalanced(outcome)
    }
  })

  const [sample] = samples.filter(({ transport }) => transport === 'udp')
  const steps = sample?.steps ?? []
  conform('through the proxy', datagrams, steps)

  test('each destination is apart, is named, and what it is sent is read by its content', () => {
    const outcome = play(datagrams, [
      ...steps,
      client(socksDatagram('other.example.com', 4_000, 'imei=356938035643809')),
    ])
    expect(outcome.events.flatMap((event) => (event.kind === 'serverName' ? [event.name] : []))).toEqual([
      'www.example.com',
      '8.8.8.8',
      'other.example.com',
    ])
    expect(outcome.messages.map(({ protocol: name, kind, body }) => [name, kind, body])).toEqual([
      ['unrecognised', 'request', 'hello'],
      ['unrecognised', 'response', 'hello'],
      ['dns', 'request', expect.stringContaining('example')],
      ['unrecognised', 'request', 'imei=356938035643809'],
    ])
    expect(outcome.messages[3]?.bodySpans).toEqual([{ frame: 4, start: 78, end: 98 }])
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
  })

  test('fragments, cut headers and very many destinations are said, and searched', () => {
    const fragment = socksDatagram('www.example.com', 4_000, 'imei=1')
    fragment[2] = 1
    const many = Array.from({ length: 70 }, (_, index) =>
      client(socksDatagram('a.example.com', 1 + index, 'x')),
    )
    const outcome = play(datagrams, [...steps, client(fragment), client('\0\0imei=2'), ...many])
    expect(outcome.messages.map(({ body }) => body)).toEqual(expect.arrayContaining(['imei=1', '\0\0imei=2']))
    expect(outcome.anomalies).toEqual({
      'message.socks.fragment': 1,
      'message.socks.datagram': 1,
      'message.socks.destinations': 9,
    })
    expectBalanced(outcome)
  })

  test('are recognised by the host that they name, or by what they carry', () => {
    const probe = (bytes: Buffer): string => datagrams.probe(bytes, 0, bytes.length, 0, testFlow('udp'))
    expect(probe(socksDatagram('www.example.com', 53, 'x'))).toBe('yes')
    const fragment = socksDatagram('www.example.com', 53, 'x')
    fragment[2] = 1
    expect(probe(fragment)).toBe('no')
    expect(probe(socksDatagram('www.example.com', 0, 'x'))).toBe('no')
    expect(probe(socksDatagram('www.example.com', 53, ''))).toBe('no')
    expect(probe(socksDatagram('\0\x01\x02', 53, 'x'))).toBe('no')
    expect(probe(socksDatagram([8, 8, 8, 8], 53, 'x'))).toBe('no')
    expect(probe(Buffer.alloc(40))).toBe('no')
  })
})
