import { describe, expect, test } from 'vitest'
import { expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { client, clientGap, playLayer, server } from '../../../test/support/playbook.ts'
import { clientHello, tlsRecord } from '../../../test/support/tls-hello.ts'

const hello = tlsRecord(clientHello({ sni: 'inner.example.com' }))
const secret = tlsRecord(Buffer.alloc(400, 0xc3), 23)
const talk = [client(hello), server(secret), client(secret), server(secret)]

function names(outcome: Outcome): string[] {
  return outcome.events.flatMap((event) => (event.kind === 'serverName' ? [event.name] : []))
}

const connect = 'CONNECT inner.example.com:443 HTTP/1.1\r\nHost: inner.example.com:443\r\n\r\n'
const ask5 = Buffer.from('\x05\x01\0\x03\x0fwww.example.com\x01\xbb', 'latin1')
const open5 = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
const ask4 = Buffer.from('\x04\x01\x01\xbb\xc6\x33\x64\x07alice\0', 'latin1')
const ask4a = Buffer.from('\x04\x01\x01\xbb\0\0\0\x01alice\0www.example.com\0', 'latin1')
const login5 = Buffer.from('\x01\x05alice\x02pw', 'latin1')

const preambles: readonly (readonly [string, readonly Step[]])[] = [
  ['the consent of SMTP alone', [server('220 go ESMTP\r\n')]],
  ['STARTTLS and a consent that is not known', [client('STARTTLS\r\n'), server('220 go\r\n')]],
  ['the answer to a CONNECT alone', [server('HTTP/1.1 200 Connection established\r\n\r\n')]],
  ['the request of SOCKS 5 without a greeting', [client(ask5), server(open5)]],
  ['the question of PostgreSQL', [client(Buffer.from('0000000804d2162f', 'hex')), server('S')]],
  ['the question of LDAP', [client(Buffer.from('301d02010177188016', 'hex')), server('0\x0c\x02\x01\x01x')]],
]

describe('TLS begins behind', () => {
  test.each(preambles)('%s', (_, preamble) => {
    const outcome = playLayer([...preamble, ...talk])
    expect(names(outcome)).toContain('inner.example.com')
    expect(outcome.verdict).not.toBe(0)
    expect(outcome.counts.undecryptableBytes + outcome.counts.framingBytes).toBeGreaterThanOrEqual(
      hello.length,
    )
    const shown = outcome.messages.map(({ head, body }) => head + body).join('')
    expect(shown).not.toContain('\xc3\xc3')
    expectBalanced(outcome)
  })

  test('what a capture has lost of the hello, too: records are no lines', () => {
    const outcome = playLayer([
      server('220 go ESMTP\r\n'),
      clientGap(hello.length),
      client(secret),
      server(secret),
      client(secret),
    ])
    expect(outcome.counts.undecryptableBytes).toBeGreaterThan(0)
    expect(outcome.counts.readBytes).toBe(14)
    expectBalanced(outcome)
  })
})

const hasty: readonly (readonly [string, readonly Step[], Buffer | string, Buffer | string, string])[] = [
  ['STARTTLS of IMAP', [server('* OK IMAP4rev1\r\n')], 'a1 STARTTLS\r\n', 'a1 OK begin\r\n', 'a1 OK begin'],
  ['CONNECT', [], connect, 'HTTP/1.1 200 ok\r\n\r\n', 'HTTP/1.1 200 ok'],
  ['the request of SOCKS 4', [], ask4, Buffer.from([0, 0x5a, 0, 0, 0, 0, 0, 0]), ''],
  ['the request of SOCKS 4a', [], ask4a, Buffer.from([0, 0x5a, 0, 0, 0, 0, 0, 0]), ''],
  ['the request of SOCKS 5', [client('\x05\x01\0'), server('\x05\0')], ask5, open5, ''],
]

describe('a client that does not wait for the answer says its hello', () => {
  test.each(hasty)('in the segment of %s', (_, before, asked, answer, shown) => {
    const first = Buffer.concat([Buffer.from(asked as string, 'latin1'), hello])
    const outcome = playLayer([...before, client(first), server(answer), server(secret)])
    expect(names(outcome)).toContain('inner.example.com')
    expect(outcome.counts.unrecognisedReadBytes).toBe(0)
    expectBalanced(outcome)
    expect(outcome.messages.map(({ head, body }) => head + body).join('')).toContain(shown)
  })

  test.each(hasty)('behind %s: the answer is still read', (_, before, asked, answer, shown) => {
    const outcome = playLayer([...before, client(asked), client(hello), server(answer), server(secret)])
    expect(names(outcome)).toContain('inner.example.com')
    expect(outcome.messages.map(({ head, body }) => head + body).join('')).toContain(shown)
    expectBalanced(outcome)
  })
})

test('SOCKS 5 with greeting, login and request in one segment', () => {
  const outcome = playLayer([
    client(Buffer.concat([Buffer.from([5, 1, 2]), login5, ask5])),
    server(Buffer.concat([Buffer.from([5, 2, 1, 0]), open5])),
    ...talk,
  ])
  const asked = outcome.messages.filter(({ direction }) => direction === 0)
  expect(asked.map(({ method, fields }) => [method, fields])).toEqual([
    ['Authenticate', 'Username: alice\r\nLogin-Password: pw\r\n'],
    ['Connect', 'Host: www.example.com\r\n'],
  ])
  expect(names(outcome)).toEqual(['www.example.com', 'inner.example.com'])
  expectBalanced(outcome)
})
