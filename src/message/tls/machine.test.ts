import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import type { PlainEvent } from '../../../test/support/playbook.ts'
import { client, clientGap, play, server, testFlow } from '../../../test/support/playbook.ts'
import { clientHello, serverHello, tlsRecord, tlsRecords } from '../../../test/support/tls-hello.ts'
import { verdicts } from '../../core/verdict.ts'
import type { ClientHello } from '../types.ts'
import { protocol } from './index.ts'

const both = verdicts.undecryptable | verdicts.bothDirections
const ordinary = clientHello({
  sni: 'www.example.com',
  alpn: ['h2', 'http/1.1'],
  versions: [0x2a2a, 0x0304, 0x0303],
})

function hellos(events: readonly PlainEvent[]): ClientHello[] {
  return events.filter((event) => event.kind === 'clientHello').map((event) => event.hello)
}

function names(events: readonly PlainEvent[]): string[] {
  return events.filter((event) => event.kind === 'serverName').map((event) => `${event.source} ${event.name}`)
}

function sniOf(sni: string | Buffer): string {
  return hellos(play(protocol, [client(tlsRecord(clientHello({ sni })))]).events)[0]?.sni ?? 'no hello'
}

conform('a hello in one record', protocol, [client(tlsRecord(ordinary))])
conform('a hello in records of one byte', protocol, [client(tlsRecords(ordinary, 1))])
conform('a hello in three records', protocol, [client(tlsRecords(ordinary, 80))])

describe('a ClientHello', () => {
  test('gives the name, the protocols and the version; the next record of the client ends both directions', () => {
    const answer = tlsRecord(serverHello(0x1301, true))
    const change = tlsRecord(Buffer.from([1]), 20)
    const outcome = play(protocol, [client(tlsRecord(ordinary)), server(answer), client(change)])
    expect(outcome.verdict).toBe(both)
    expect(outcome.events).toEqual([
      {
        kind: 'clientHello',
        hello: {
          transport: 'tls',
          sni: 'www.example.com',
          alpn: ['h2', 'http/1.1'],
          hasEch: false,
          version: 'TLS 1.3',
          frame: 1,
          sec: 1,
          nsec: 0,
        },
      },
      { kind: 'serverName', source: 'sni', name: 'www.example.com', frame: 1 },
    ])
    expect(outcome.counts).toMatchObject({
      framingBytes: ordinary.length + 5 + answer.length,
      undecryptableBytes: change.length,
      clientHellos: 1,
    })
    expectBalanced(outcome)
  })

  test('is counted apart from what follows it in its chunk', () => {
    const outcome = play(protocol, [
      client(Buffer.concat([tlsRecords(ordinary, 100), tlsRecord(Buffer.alloc(333), 23)])),
    ])
    expect(outcome.counts.undecryptableBytes).toBe(338)
    expectBalanced(outcome)
  })

  test('may name an address, in any case, with a final dot', () => {
    expect(sniOf('192.0.2.7')).toBe('192.0.2.7')
    expect(sniOf('WWW.Example.COM.')).toBe('www.example.com')
    expect(sniOf(Buffer.from('a\x00b\xffc', 'latin1'))).toBe('a\\000b\\255c')
  })

  test('without a name, or with an empty one, names nobody', () => {
    const outcome = play(protocol, [client(tlsRecord(clientHello({ alpn: ['h2'] })))])
    expect(hellos(outcome.events)).toMatchObject([{ sni: '', version: 'TLS 1.2' }])
    expect(names(outcome.events)).toEqual([])
    expect(sniOf('')).toBe('')
  })

  test.each([0xfe0d, 0xffce])('with extension %i may hide the real name', (type) => {
    const hello = clientHello({ sni: 'outer.example', extensions: [[type, Buffer.alloc(200)]] })
    expect(hellos(play(protocol, [client(tlsRecord(hello))]).events)).toMatchObject([
      { sni: 'outer.example', hasEch: true },
    ])
  })

  test.each([
    [[0x7f1c, 0x0303], 'TLS 1.3 draft 28'],
    [[0x0304, 0x7f1c], 'TLS 1.3'],
    [[0xfafa], 'TLS 1.2'],
    [[0x0301], 'TLS 1.0'],
  ])('offers versions %j: %s', (versions, version) => {
    expect(hellos(play(protocol, [client(tlsRecord(clientHello({ versions })))]).events)).toMatchObject([
      { version },
    ])
  })

  test('of SSL 3.0 has no extensions', () => {
    const hello = clientHello({ legacyVersion: 0x0300, withoutExtensions: true })
    const outcome = play(protocol, [client(tlsRecord(hello, 22, 0x0300))])
    expect(hellos(outcome.events)).toMatchObject([{ version: 'SSL 3.0' }])
    expect(outcome.anomalies).toEqual({})
  })

  test('in the form of SSL 2.0 is read as far as it says something, in any split', () => {
    const hello = Buffer.concat([
      Buffer.from([0x80, 0x2e, 1, 3, 1, 0, 0x15, 0, 0, 0, 0x10]),
      Buffer.alloc(0x15 + 0x10, 7),
    ])
    const whole = play(protocol, [client(hello)])
    const split = play(protocol, [client(hello.subarray(0, 7)), client(hello.subarray(7))])
    expect(hellos(whole.events)).toMatchObject([{ sni: '', version: 'TLS 1.0' }])
    expect(hellos(split.events)).toMatchObject([{ sni: '', version: 'TLS 1.0' }])
    expect(split.counts).toEqual(whole.counts)
    expectBalanced(whole)
  })

  test('is found whoever the flow says is the client, and behind the server in a reordered capture', () => {
    const swapped = play(protocol, [server(tlsRecords(ordinary, 40))])
    expect(names(swapped.events)).toEqual(['sni www.example.com'])

    const answer = tlsRecord(Buffer.concat([Buffer.from([2, 0, 0, 86]), Buffer.alloc(86)]))
    const reordered = play(protocol, [server(answer), client(tlsRecord(ordinary))])
    expect(names(reordered.events)).toEqual(['sni www.example.com'])
    expect(reordered.counts.undecryptableBytes).toBe(answer.length)
    expectBalanced(reordered)
  })
})

describe('a hello that is not whole', () => {
  test('by a gap that lies in front of it is read all the same: what is missing may be the change to TLS', () => {
    const answer = server(tlsRecord(serverHello(0x1301, true)))
    const outcome = play(protocol, [answer, clientGap(10), client(tlsRecord(ordinary))])
    expect(names(outcome.events)).toEqual(['sni www.example.com'])
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
    const sealed = client(tlsRecord(Buffer.alloc(40, 0x99), 23))
    const other = play(protocol, [answer, clientGap(10), sealed, client(tlsRecord(ordinary))])
    expect(names(other.events)).toEqual([])
    expectBalanced(other)
  })

  test('by a gap in front of the name names nobody, and the bytes are counted as encrypted', () => {
    const record = tlsRecord(ordinary)
    const outcome = play(protocol, [
      client(record.subarray(0, 100)),
      clientGap(50),
      client(record.subarray(150)),
    ])
    expect(outcome.anomalies).toEqual({ 'message.tls.hello_gap': 1 })
    expect(names(outcome.events)).toEqual([])
    expect(outcome.verdict).toBe(verdicts.undecryptable)
    expect(outcome.counts.undecryptableBytes).toBe(100)
    expectBalanced(outcome)
  })

  // As where the second packet of a long hello is missing, or a capture keeps so many bytes of each packet only.
  const long = tlsRecord(
    clientHello({ sni: 'www.example.com', extensions: [[51, Buffer.alloc(1_200, 0x5a)]] }),
  )

  test('by a gap behind the name keeps the name and says so', () => {
    const [first, rest] = [long.subarray(0, 600), long.subarray(600)]
    const answer = server(tlsRecord(serverHello(0x1301, true)))
    const outcome = play(protocol, [client(first), clientGap(rest.length), answer])
    expect(names(outcome.events)).toEqual(['sni www.example.com'])
    expect(hellos(outcome.events)).toHaveLength(1)
    expect(outcome.anomalies).toEqual({ 'message.tls.hello_gap': 1 })
    expect(outcome.counts.clientHellos).toBe(1)
    expectBalanced(outcome)
    const unfinished = play(protocol, [client(first), answer])
    expect(names(unfinished.events)).toEqual(['sni www.example.com'])
    expect(unfinished.anomalies).toEqual({ 'message.tls.hello_unfinished': 1 })
    expectBalanced(unfinished)
  })

  test('by the end of the stream is said to be unfinished', () => {
    const outcome = play(protocol, [client(tlsRecord(ordinary).subarray(0, 60))])
    expect(outcome.anomalies).toEqual({ 'message.tls.hello_unfinished': 1 })
    expectBalanced(outcome)
  })

  test('by damage behind the name keeps the name and says so', () => {
    const hello = clientHello({ sni: 'kept.example', extensions: [[99, Buffer.alloc(8)]] })
    // The last extension announces more than there is.
    hello.writeUInt16BE(0x7000, hello.length - 10)
    const outcome = play(protocol, [client(tlsRecord(hello))])
    expect(names(outcome.events)).toEqual(['sni kept.example'])
    expect(outcome.anomalies).toEqual({ 'message.tls.hello_malformed': 1 })
  })

  test('by another record inside it is said to be interrupted', () => {
    const bytes = Buffer.concat([
      tlsRecord(ordinary.subarray(0, 50)),
      tlsRecord(Buffer.from([1, 0]), 21),
      tlsRecord(ordinary.subarray(50)),
    ])
    const outcome = play(protocol, [client(bytes)])
    expect(outcome.anomalies).toEqual({ 'message.tls.record_malformed': 1 })
    expectBalanced(outcome)
  })

  test('longer than the limit, or an endless run of empty records, is given up', () => {
    const long = tlsRecords(Buffer.concat([Buffer.from([1, 1, 0, 0]), Buffer.alloc(65_536)]), 16_384)
    const outcome = play(protocol, [client(long)])
    expect(outcome.anomalies).toEqual({ 'message.tls.hello_limit': 1 })
    expect(outcome.counts.limitBytes).toBe(9)
    expectBalanced(outcome)

    const empty = play(protocol, [client(Buffer.concat(Array(100_000).fill(tlsRecord(Buffer.alloc(0)))))])
    expect(empty.anomalies).toEqual({ 'message.tls.hello_limit': 1 })
    expectBalanced(empty)
  })

  test('with a name longer than any host name says so', () => {
    const outcome = play(protocol, [client(tlsRecord(clientHello({ sni: 'a'.repeat(2_000) })))])
    expect(hellos(outcome.events)).toMatchObject([{ sni: '' }])
    expect(outcome.anomalies).toEqual({ 'message.tls.name_limit': 1 })
  })
})

test('a connection joined late is encrypted, without a hello', () => {
  const outcome = play(protocol, [
    client(tlsRecord(Buffer.alloc(500, 9), 23, 0x0303)),
    server(Buffer.alloc(70, 3)),
  ])
  expect(outcome.events).toEqual([])
  expect(outcome.anomalies).toEqual({})
  expectBalanced(outcome)
})

describe('recognition', () => {
  const flow = testFlow('tcp')
  const probe = (bytes: Buffer | string): string => {
    const buffer = Buffer.from(bytes as string)
    return protocol.probe(buffer, 0, buffer.length, 0, flow)
  }

  test('waits for a record header and no longer', () => {
    const record = tlsRecord(ordinary)
    for (let length = 0; length < 5; length++) expect(probe(record.subarray(0, length))).toBe('more')
    for (let length = 5; length < 20; length++) expect(probe(record.subarray(0, length))).toBe('yes')
  })

  test('takes records of every kind and refuses impossible ones', () => {
    expect(probe(Buffer.from('1703030040', 'hex'))).toBe('yes')
    expect(probe(Buffer.from('140303000101', 'hex'))).toBe('yes')
    expect(probe(Buffer.from('140303000102', 'hex'))).toBe('no')
    expect(probe(Buffer.from('15030300020228', 'hex'))).toBe('yes')
    expect(probe(Buffer.from('1603050040', 'hex'))).toBe('no')
    expect(probe(Buffer.from('160301ffff', 'hex'))).toBe('no')
    expect(probe('GET / HTTP/1.1\r\n')).toBe('no')
    expect(probe('SSH-2.0-x\r\n')).toBe('no')
  })
})

describe('for any input', () => {
  test('every way to cut a hello into records and segments gives the same hello', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 3_000 }),
        (recordSizes, segmentSizes, paddingBytes) => {
          const hello = clientHello({ sni: 'cut.example', alpn: ['h3'], versions: [0x0304], paddingBytes })
          const records: Buffer[] = []
          for (let at = 0, index = 0; at < hello.length; index++) {
            const size = recordSizes[index % recordSizes.length] as number
            records.push(tlsRecord(hello.subarray(at, at + size)))
            at += size
          }
          const wire = Buffer.concat(records)
          const steps = []
          for (let at = 0, index = 0; at < wire.length; index++) {
            const size = segmentSizes[index % segmentSizes.length] as number
            steps.push(client(wire.subarray(at, at + size)))
            at += size
          }
          const outcome = play(protocol, steps)
          expect(hellos(outcome.events)).toMatchObject([
            { sni: 'cut.example', alpn: ['h3'], version: 'TLS 1.3' },
          ])
          expect(outcome.counts.framingBytes).toBe(wire.length)
          expectBalanced(outcome)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('damaged hellos and random bytes are counted, and nothing is thrown', () => {
    const wire = tlsRecords(clientHello({ sni: 'a.example', alpn: ['h2'], versions: [0x0304] }), 60)
    const damage = fc.array(fc.tuple(fc.nat(wire.length - 1), fc.integer({ min: 0, max: 255 })), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(damage, fc.nat(wire.length), fc.uint8Array({ maxLength: 80 }), (changes, cut, random) => {
        const bytes = Buffer.from(wire)
        for (const [at, value] of changes) bytes[at] = value
        const steps = [
          client(bytes.subarray(0, cut)),
          client(bytes.subarray(cut)),
          server(Buffer.from(random)),
        ]
        expectBalanced(play(protocol, steps))
        expectBalanced(play(protocol, [client(Buffer.from(random)), server(bytes)]))
      }),
      { numRuns: 400 },
    )
  })
})
