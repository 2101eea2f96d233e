/** QUIC from frames to findings: what is said with the keys of a connection, without them, and with others. */
import { describe, expect, test } from 'vitest'
import { udpPacket } from '../../support/capture.ts'
import { cryptoFrame, initialPacket } from '../../support/quic-packet.ts'
import { clientHello } from '../../support/tls-hello.ts'
import { h3, requestFields } from '../../support/http3.ts'
import { frames, QuicPeers } from '../../support/quic-peers.ts'
import type { PeerSide } from '../../support/quic-peers.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'
import { brokenSums } from '../../support/scan-capture.ts'

const imei = '356938035643809'
const ends = ['192.0.2.1', '198.51.100.2'] as const

function frame(side: PeerSide, payload: Buffer, clientPort = 50_000): Buffer {
  return side === 0
    ? udpPacket({ source: ends[0], target: ends[1], sourcePort: clientPort, targetPort: 443, payload })
    : udpPacket({ source: ends[1], target: ends[0], sourcePort: 443, targetPort: clientPort, payload })
}

const request = Buffer.concat([
  h3.headers(requestFields('POST', '/register', [['content-type', 'application/json']])),
  h3.data(`{"imei":"${imei}"}`),
])
const response = h3.headers([[':status', '204']])

/** A request and its answer. The client moves to another port within its request. */
function conversation(peers: QuicPeers, isMoving = false): Buffer[] {
  const opening = peers.opening()
  return [
    frame(0, opening.client),
    frame(1, opening.server),
    frame(0, peers.short(0, frames.stream(0, 0, request.subarray(0, 60)))),
    frame(0, peers.short(0, frames.stream(0, 60, request.subarray(60), true)), isMoving ? 50_001 : 50_000),
    frame(1, peers.short(1, frames.stream(0, 0, response, true)), isMoving ? 50_001 : 50_000),
  ]
}

describe('a request over HTTP/3', () => {
  test.each([false, true])('with its keys is read; moved to another port: %s', async (isMoving) => {
    const peers = new QuicPeers()
    const result = await scanFrames(conversation(peers, isMoving), { keys: peers.keyLog })
    expect(observed(result)).toEqual([expect.stringContaining(`imei ${imei}`)])
    const [observation] = result.observations
    expect(observation).toMatchObject({ protection: 'quic', direction: 'sent' })
    expect(observation?.spans.map((span) => span.frame)).toEqual([4])
    // Also where the client has moved, it is the same server.
    expect(result.recipients).toMatchObject([
      { host: 'www.example.com', protocols: ['http3', 'quic'], flows: isMoving ? 2 : 1 },
    ])
    expect(result.coverage.decryption).toMatchObject({ connections: 1, hellosWithoutKey: 0, wrongKeys: 0 })
    expect(result.coverage.summary.undecryptable).toBe(0)
  })

  test('without keys is encrypted, and nothing is claimed of it', async () => {
    const result = await scanFrames(conversation(new QuicPeers()))
    expect(observed(result)).toEqual([])
    expect(result.coverage.summary.undecryptable).toBeGreaterThan(request.length)
    expect(result.hellos).toEqual([{ sni: 'www.example.com', transport: 'quic', count: 1 }])
  })

  test('with keys of another connection, or wrong ones, is encrypted, and that is said', async () => {
    const other = await scanFrames(conversation(new QuicPeers()), {
      keys: new QuicPeers({ seed: 'x' }).keyLog,
    })
    expect(other.coverage.summary.undecryptable).toBeGreaterThan(request.length)
    expect(other.coverage.decryption).toMatchObject({ connections: 0, hellosWithoutKey: 1 })
    const peers = new QuicPeers()
    const wrongKeys = peers.keyLog.replace(/[0-9a-f]{4}$/gm, 'ffff')
    const wrong = await scanFrames(conversation(peers), { keys: wrongKeys })
    expect(wrong.coverage.summary.undecryptable).toBeGreaterThan(request.length)
    expect(wrong.coverage.decryption).toMatchObject({ connections: 0, wrongKeys: 1 })
    expect(wrong.anomalies.map(({ tally }) => tally.code.code)).toEqual(['message.quic.not_opened'])
  })
})

describe('a second connection between the same ports, without keys,', () => {
  /** The first datagram of a client, under an id of its own. */
  const first = (sni: string, id: number, random = id, keyId = id): Buffer => {
    const message = clientHello({ sni })
    for (let index = 0; index < 32; index++) message[6 + index] = (random * 31 + 7 * index) & 0xff
    const idOf = (number: number): Buffer => Buffer.alloc(8, number)
    return frame(
      0,
      initialPacket(cryptoFrame(0, message), { size: 1_200, targetId: idOf(id), keyId: idOf(keyId) }),
    )
  }
  const later = [
    frame(1, Buffer.alloc(900, 0x41)),
    frame(0, Buffer.alloc(1_300, 0x42)),
    frame(1, Buffer.alloc(1_200, 0x43)),
  ]
  const names = async (...more: Buffer[]): Promise<string[]> => {
    const result = await scanFrames([first('one.example', 1), ...later, ...more, ...later])
    expect(brokenSums(result)).toEqual([])
    expect(result.anomalies).toEqual([])
    return result.recipients.map(({ host, flows }) => `${host} ${flows}`)
  }

  test('is told with its server', async () => {
    expect(await names(first('two.example', 2))).toEqual(['one.example 1', 'two.example 1'])
    expect(await names(first('two.example', 2), ...later, first('three.example', 3))).toHaveLength(3)
  })

  test('is told where the beginning of the first was not captured', async () => {
    const joined = [first('one.example', 1, 1, 9), ...Array(80).fill(later[1] as Buffer)]
    const result = await scanFrames([...joined, first('two.example', 2)])
    expect(result.hellos.map(({ sni }) => sni)).toEqual(['two.example'])
  })

  test('is none where the first hello comes again, also as an answer to a Retry, or its handshake goes on', async () => {
    expect(await names(first('one.example', 1))).toEqual(['one.example 1'])
    expect(await names(first('one.example', 5, 1))).toEqual(['one.example 1'])
    expect(await names(first('one.example', 7, 7, 1))).toEqual(['one.example 1'])
  })
})
