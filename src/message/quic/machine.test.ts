import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import type { PlainEvent, Step } from '../../../test/support/playbook.ts'
import { client, play, server, testFlow } from '../../../test/support/playbook.ts'
import { cryptoFrame, initialPacket, quicVersions } from '../../../test/support/quic-packet.ts'
import { clientHello } from '../../../test/support/tls-hello.ts'
import { verdicts } from '../../core/verdict.ts'
import type { ClientHello } from '../types.ts'
import { protocol } from './index.ts'

const both = verdicts.undecryptable | verdicts.bothDirections
const hello = clientHello({ sni: 'www.example.com', alpn: ['h3'], versions: [0x0304] })
const long = clientHello({ sni: 'late.example', alpn: ['h3'], versions: [0x0304], paddingBytes: 2_400 })
const otherId = Buffer.from('00112233445566778899', 'hex')
const shortHeader = Buffer.concat([Buffer.from([0x47]), Buffer.alloc(40, 0x11)])

function names(events: readonly PlainEvent[]): string[] {
  return events.filter((event) => event.kind === 'serverName').map((event) => event.name)
}

function hellos(events: readonly PlainEvent[]): ClientHello[] {
  return events.filter((event) => event.kind === 'clientHello').map((event) => event.hello)
}

/** The client's packet of RFC 9001, A.2: the same frames under either version. */
const vectorFrames = Buffer.from(
  '060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c000004130113020100' +
    '00c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800100007000504616c706e00' +
    '0500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1ce15d43e994ec74d74800' +
    '2b0003020304000d0010000e0403050306030203080408050806002d00020101001c00024001003900320408ffffffffffffff' +
    'ff05048000ffff07048000ffff0801100104800075300901100f088394c8f03e51570806048000ffff',
  'hex',
)

describe('the packets that the standards print', () => {
  test.each([
    {
      source: 'RFC 9001, A.2',
      version: quicVersions.v1,
      start: 'c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9b',
      end: 'e221af44860018ab0856972e194cd934',
    },
    {
      source: 'RFC 9369, A.2',
      version: quicVersions.v2,
      start: 'd76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04de806071',
      end: 'a18b2faa745b6fe189cf772a9f84cbfc',
    },
  ])('$source', ({ version, start, end }) => {
    const packet = initialPacket(vectorFrames, { version, packetNumber: 2, size: 1_200 })
    // The packet is the printed one: header, first block and tag (which vouches for all between) are the same.
    expect(packet.length).toBe(1_200)
    expect(packet.toString('hex', 0, start.length / 2)).toBe(start)
    expect(packet.toString('hex', 1_184)).toBe(end)
    const outcome = play(protocol, [client(packet)])
    expect(hellos(outcome.events)).toEqual([
      {
        transport: 'quic',
        sni: 'example.com',
        alpn: ['alpn'],
        hasEch: false,
        version: 'TLS 1.3',
        frame: 1,
        sec: 1,
        nsec: 0,
      },
    ])
    expect(outcome.verdict).toBe(both)
    expect(outcome.counts.framingBytes).toBe(1_200)
    expectBalanced(outcome)
  })
})

conform('one Initial packet', protocol, [client(initialPacket(cryptoFrame(0, hello), { size: 1_200 }))])

describe('a ClientHello', () => {
  test.each([1, 2, 3, 4])('is read behind a packet number of %i bytes', (numberBytes) => {
    const packet = initialPacket(cryptoFrame(0, hello), { numberBytes, packetNumber: 7, size: 1_200 })
    expect(names(play(protocol, [client(packet)]).events)).toEqual(['www.example.com'])
  })

  test('is read from draft 29, with a token, and with ids of any length', () => {
    const frames = cryptoFrame(0, hello)
    const packets = [
      initialPacket(frames, { version: quicVersions.draft29, size: 1_200 }),
      initialPacket(frames, { token: Buffer.alloc(90, 3), size: 1_200 }),
      initialPacket(frames, { targetId: Buffer.alloc(20, 5), sourceId: Buffer.alloc(20, 6), size: 1_200 }),
    ]
    for (const packet of packets) {
      expect(names(play(protocol, [client(packet)]).events)).toEqual(['www.example.com'])
    }
  })

  test('is put together from frames in any order, among paddings, pings and acknowledgements', () => {
    const ack = Buffer.from([2, 5, 0, 0, 0, 3, 5, 0, 1, 0, 1, 2, 7, 8, 9])
    const frames = Buffer.concat([
      Buffer.alloc(3),
      cryptoFrame(100, hello.subarray(100)),
      Buffer.from([1, 1]),
      ack,
      cryptoFrame(0, hello.subarray(0, 90)),
      cryptoFrame(60, hello.subarray(60, 110)),
    ])
    const outcome = play(protocol, [client(initialPacket(frames, { size: 1_200 }))])
    expect(names(outcome.events)).toEqual(['www.example.com'])
    expect(outcome.anomalies).toEqual({})
  })

  test('is put together from packets of several datagrams, the server answering in between', () => {
    const steps = [
      client(
        initialPacket(cryptoFrame(1_100, long.subarray(1_100, 2_100)), { packetNumber: 1, size: 1_200 }),
      ),
      server(
        Buffer.concat([
          Buffer.from('c00000000100', 'hex'),
          Buffer.from([4, 1, 2, 3, 4, 0, 20]),
          Buffer.alloc(20),
        ]),
      ),
      client(initialPacket(cryptoFrame(2_100, long.subarray(2_100)), { packetNumber: 2, size: 1_200 })),
      client(initialPacket(cryptoFrame(0, long.subarray(0, 1_100)), { packetNumber: 3, size: 1_200 })),
    ]
    const outcome = play(protocol, steps)
    expect(hellos(outcome.events)).toMatchObject([{ sni: 'late.example', frame: 1 }])
    expect(outcome.anomalies).toEqual({})
    expect(outcome.verdict).toBe(both)
    expectBalanced(outcome)
  })

  test('is put together from packets that share a datagram with others', () => {
    const zeroRtt = Buffer.concat([
      Buffer.from('d000000001088394c8f03e515708', 'hex'),
      Buffer.from([0, 30]),
      Buffer.alloc(30, 9),
    ])
    const datagram = Buffer.concat([
      initialPacket(cryptoFrame(0, hello.subarray(0, 60)), { packetNumber: 0 }),
      zeroRtt,
      initialPacket(cryptoFrame(60, hello.subarray(60)), { packetNumber: 1 }),
      shortHeader,
    ])
    const outcome = play(protocol, [client(datagram)])
    expect(names(outcome.events)).toEqual(['www.example.com'])
    expect(outcome.counts.undecryptableBytes).toBe(zeroRtt.length + shortHeader.length)
    expectBalanced(outcome)
  })

  test('is put together from datagrams that were captured as one, each filled up with zeros', () => {
    const filled = (packet: Buffer): Buffer => Buffer.concat([packet, Buffer.alloc(1_252 - packet.length)])
    const outcome = play(protocol, [
      client(
        Buffer.concat([
          filled(initialPacket(cryptoFrame(900, long.subarray(900, 1_800)), { size: 1_000 })),
          filled(initialPacket(cryptoFrame(0, long.subarray(0, 900)), { packetNumber: 1, size: 980 })),
          filled(initialPacket(cryptoFrame(1_800, long.subarray(1_800)), { packetNumber: 2, size: 1_100 })),
        ]),
      ),
    ])
    expect(names(outcome.events)).toEqual(['late.example'])
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts).toMatchObject({ framingBytes: 3 * 1_252, undecryptableBytes: 0 })
  })

  test('is read after a Retry, from the id that the server gave', () => {
    const retry = Buffer.concat([
      Buffer.from('f00000000100', 'hex'),
      Buffer.from([10]),
      otherId,
      Buffer.alloc(60, 1),
    ])
    const steps = [
      client(initialPacket(cryptoFrame(0, long.subarray(0, 900)), { size: 1_200 })),
      server(retry),
      client(
        initialPacket(cryptoFrame(0, long.subarray(0, 1_000)), {
          targetId: otherId,
          token: Buffer.alloc(60, 1),
        }),
      ),
      client(initialPacket(cryptoFrame(1_000, long.subarray(1_000, 2_100)), { targetId: otherId })),
      client(initialPacket(cryptoFrame(2_100, long.subarray(2_100)), { targetId: otherId })),
    ]
    expect(names(play(protocol, steps).events)).toEqual(['late.example'])
  })

  test('keeps its first keys when the client takes up the id that the server chose', () => {
    const keyId = Buffer.from('8394c8f03e515708', 'hex')
    const steps = [
      client(initialPacket(cryptoFrame(0, long.subarray(0, 1_100)), { size: 1_200 })),
      client(
        initialPacket(cryptoFrame(1_100, long.subarray(1_100)), { targetId: otherId, keyId, size: 1_200 }),
      ),
    ]
    const outcome = play(protocol, steps)
    expect(names(outcome.events)).toEqual(['late.example'])
    expect(outcome.anomalies).toEqual({})
  })

  test('is read after Version Negotiation, in the version then chosen', () => {
    const negotiation = Buffer.from('ca0000000000088394c8f03e5157086b3343cf00000001', 'hex')
    const steps = [
      server(negotiation),
      client(initialPacket(cryptoFrame(0, hello), { version: quicVersions.v2, size: 1_200 })),
    ]
    const outcome = play(protocol, steps)
    expect(names(outcome.events)).toEqual(['www.example.com'])
    expectBalanced(outcome)
  })

  test('is found whoever the flow says is the client', () => {
    const outcome = play(protocol, [server(initialPacket(cryptoFrame(0, hello), { size: 1_200 }))])
    expect(names(outcome.events)).toEqual(['www.example.com'])
  })
})

describe('a ClientHello that cannot be read', () => {
  const nameAt = long.indexOf('late.example')

  test.each([
    ['its beginning alone', [[0, nameAt - 9]], []],
    [
      'all but a byte of the name',
      [
        [0, nameAt + 3],
        [nameAt + 4, long.length],
      ],
      [],
    ],
    [
      'its beginning, and the piece with the name',
      [
        [0, 1_000],
        [1_900, long.length],
      ],
      ['late.example'],
    ],
    ['the piece with the name alone', [[nameAt - 9, nameAt + 12]], ['late.example']],
    ['all but its last byte', [[0, long.length - 1]], ['late.example']],
  ])('because no more came than %s: says so at the end', (_, pieces, named) => {
    const steps = pieces.map(([start = 0, end = 0]) =>
      client(initialPacket(cryptoFrame(start, long.subarray(start, end)), { size: 1_200 })),
    )
    const outcome = play(protocol, steps)
    expect(outcome.anomalies).toEqual({ 'message.quic.hello_unfinished': 1 })
    expect(names(outcome.events)).toEqual(named)
    expect(hellos(outcome.events)).toHaveLength(named.length)
    expectBalanced(outcome)
  })

  test('because the tag is wrong says so, and waits for a better packet', () => {
    const damaged = initialPacket(cryptoFrame(0, hello), { size: 1_200 })
    damaged[1_199] = (damaged[1_199] as number) ^ 1
    const alone = play(protocol, [client(damaged)])
    expect(alone.anomalies).toEqual({ 'message.quic.bad_tag': 1 })
    expect(alone.counts.undecryptableBytes).toBe(1_200)
    expectBalanced(alone)

    const repeated = play(protocol, [
      client(damaged),
      client(initialPacket(cryptoFrame(0, hello), { size: 1_200 })),
    ])
    expect(names(repeated.events)).toEqual(['www.example.com'])
  })

  test('because the datagram was cut says so', () => {
    const outcome = play(protocol, [
      client(initialPacket(cryptoFrame(0, hello), { size: 1_200 }).subarray(0, 200)),
    ])
    expect(outcome.anomalies).toEqual({ 'message.quic.header': 1, 'message.quic.no_initial': 1 })
    expectBalanced(outcome)
  })

  test('because a frame is not allowed there says so', () => {
    const outcome = play(protocol, [client(initialPacket(Buffer.from([0x08, 1, 2, 3]), { size: 1_200 }))])
    expect(outcome.anomalies).toMatchObject({ 'message.quic.frame': 1 })
  })

  test('because it lies beyond the limit, or in too many pieces, is given up', () => {
    const far = play(protocol, [client(initialPacket(cryptoFrame(70_000, hello), { size: 1_200 }))])
    expect(far.anomalies).toEqual({ 'message.quic.crypto_limit': 1 })
    expect(far.verdict).toBe(both)

    const pieces = Array.from({ length: 400 }, (_, index) => cryptoFrame(10 + index * 2, Buffer.from([7])))
    const many = play(protocol, [client(initialPacket(Buffer.concat(pieces)))])
    expect(many.anomalies).toEqual({ 'message.quic.crypto_limit': 1 })
    expectBalanced(many)
  })

  test('is waited for no longer than the limit', () => {
    const outcome = play(protocol, [
      client(initialPacket(cryptoFrame(0, long.subarray(0, 600)), { size: 1_200 })),
      ...Array.from({ length: 100 }, (): Step => client(shortHeader)),
    ])
    expect(outcome.anomalies).toEqual({ 'message.quic.hello_unfinished': 1 })
    expect(outcome.givenBytes).toBe(1_200 + 63 * shortHeader.length)
    expectBalanced(outcome)
  })

  test('since two frames disagree keeps the first and says so', () => {
    const other = Buffer.from(hello)
    other.fill(0x7a, other.indexOf('www'), other.indexOf('www') + 3)
    const frames = [cryptoFrame(0, hello.subarray(0, 120)), cryptoFrame(0, other.subarray(0, 120))]
    const steps = [
      client(initialPacket(Buffer.concat(frames), { size: 1_200 })),
      client(initialPacket(cryptoFrame(120, hello.subarray(120)), { size: 1_200 })),
    ]
    const outcome = play(protocol, steps)
    expect(outcome.anomalies).toEqual({ 'message.quic.crypto_ambiguous': 1 })
    expect(names(outcome.events)).toEqual(['www.example.com'])
  })
})

describe('recognition', () => {
  const flow = testFlow('udp')
  const probe = (hex: string): string => {
    const bytes = Buffer.from(hex, 'hex')
    return protocol.probe(bytes, 0, bytes.length, 0, flow)
  }

  test('takes long headers of known versions, and their negotiation', () => {
    expect(probe('c00000000108112233445566778800')).toBe('yes')
    expect(probe('d06b3343cf08112233445566778800')).toBe('yes')
    expect(probe('c0ff00001d08112233445566778800')).toBe('yes')
    expect(probe('ca0000000000088394c8f03e5157086b3343cf00000001')).toBe('yes')
  })

  test('takes Google QUIC, and says that it is not read', () => {
    expect(probe('c3513034365011223344556677880000000001aa')).toBe('yes')
    expect(probe('0d11223344556677885130343301')).toBe('yes')
    for (const start of ['c3513034365011223344556677880000000001aa', '0d11223344556677885130343301']) {
      const outcome = play(protocol, [client(Buffer.from(start, 'hex'))])
      expect(outcome.anomalies).toEqual({ 'message.quic.unsupported_version': 1 })
      expect(outcome.verdict).toBe(both)
      expectBalanced(outcome)
    }
  })

  test('refuses short headers and other protocols', () => {
    expect(probe('4711223344556677889900')).toBe('no')
    expect(probe('80e00000000000000000000000')).toBe('no')
    expect(probe('12340100000100000000000003777777')).toBe('no')
    expect(probe('c0000000010')).toBe('no')
  })
})

test('a connection joined late is encrypted, and its name is said to be unknown', () => {
  const handshake = Buffer.concat([
    Buffer.from('e000000001088394c8f03e51570800', 'hex'),
    Buffer.from([30]),
    Buffer.alloc(30),
  ])
  const outcome = play(protocol, [client(handshake), server(shortHeader), client(shortHeader)])
  expect(outcome.events).toEqual([])
  expect(outcome.anomalies).toEqual({ 'message.quic.no_initial': 1 })
  expectBalanced(outcome)
})

describe('for any input', () => {
  test('frames cut and shuffled in any way over packets give the hello', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: long.length - 1 }), { maxLength: 40 })
    fc.assert(
      fc.property(cuts, fc.integer({ min: 1, max: 8 }), fc.integer(), (places, perPacket, seed) => {
        const edges = [0, ...places.sort((left, right) => left - right), long.length]
        const frames = edges.slice(1).map((end, index) => {
          const start = edges[index] as number
          // Some pieces reach back over their neighbour.
          const from = Math.max(0, start - (Math.abs(seed + index) % 5))
          return cryptoFrame(from, long.subarray(from, end))
        })
        frames.sort((left, right) => ((left.length * 31 + seed) % 17) - ((right.length * 31 + seed) % 17))
        const steps: Step[] = []
        for (let at = 0; at < frames.length; at += perPacket) {
          steps.push(client(initialPacket(Buffer.concat(frames.slice(at, at + perPacket)), { size: 1_200 })))
        }
        const outcome = play(protocol, steps)
        expect(names(outcome.events)).toEqual(['late.example'])
        expect(outcome.anomalies).toEqual({})
        expectBalanced(outcome)
      }),
      { numRuns: 100 },
    )
  })

  test('random frames in a good packet, damaged packets and random bytes are counted, and nothing is thrown', () => {
    const packet = initialPacket(cryptoFrame(0, hello), { size: 400 })
    const damage = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 0, max: 255 })), { maxLength: 4 })
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 120 }), damage, (random, changes) => {
        const bytes = Buffer.from(packet)
        for (const [at, value] of changes) bytes[at] = value
        expectBalanced(play(protocol, [client(initialPacket(Buffer.from(random)))]))
        expectBalanced(
          play(protocol, [client(bytes), server(Buffer.from(random)), client(Buffer.from(random))]),
        )
      }),
      { numRuns: 300 },
    )
  })
})
