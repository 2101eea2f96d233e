import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { expectBalanced } from '../../../test/support/conform.ts'
import { echLines, frontHello, outerRandom, sealedHellos } from '../../../test/support/ech-hellos.ts'
import { client, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { cryptoFrame, initialPacket } from '../../../test/support/quic-packet.ts'
import { frames, QuicPeers, suiteNumbers } from '../../../test/support/quic-peers.ts'
import type { PeerOptions } from '../../../test/support/quic-peers.ts'
import { keysOf, serverNames } from '../../../test/support/tls-reading.ts'

const get = 'GET /a HTTP/1.1\r\nHost: a.example.com\r\n\r\n'
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'
const exchange = [
  { kind: 'request', target: '/a' },
  { kind: 'response', status: 200 },
]

function talk(peers: QuicPeers): Step[] {
  const opening = peers.opening()
  return [
    client(opening.client),
    server(opening.server),
    client(peers.handshake(0, cryptoFrame(0, Buffer.alloc(36, 20)))),
    client(peers.short(0, frames.stream(0, 0, get, true))),
    server(peers.short(1, frames.stream(0, 0, ok, true))),
  ]
}

function run(steps: readonly Step[], ...logs: readonly string[]): Outcome {
  const outcome = playLayer(steps, undefined, testFlow('udp', { serverPort: 443 }), keysOf(...logs))
  expectBalanced(outcome)
  expect(outcome.heldBytesAtEnd).toBe(0)
  return outcome
}

function fronted(options: PeerOptions = {}): QuicPeers {
  const random = createHash('sha256')
    .update(options.seed ?? '')
    .digest()
  return new QuicPeers({ alpn: 'test', outerHello: frontHello(['test'], random), ...options })
}

const strangers = Array.from(
  { length: 20 },
  (_, index) => new QuicPeers({ seed: `stranger ${index}` }).keyLog,
).join('')

describe('a connection that the log has under the random of a sealed hello', () => {
  test.each(Object.entries(suiteNumbers))('is found by trying: %s', (_, suite) => {
    const peers = fronted({ suite })
    const steps = talk(peers)
    // The hello again, as clients send it that hear nothing.
    for (const said of [steps, [steps[0] as Step, ...steps], [...steps, steps[0] as Step]]) {
      const outcome = run(said, strangers, peers.keyLog)
      expect(outcome.messages).toMatchObject(exchange)
      expect(outcome.anomalies).toEqual({})
      expect(outcome.counts).toMatchObject({ clientHellos: 1, decryptedConnections: 1, hellosWithoutKey: 0 })
      expect(serverNames(outcome)).toEqual([`sni ${sealedHellos.outerName}`, 'host a.example.com'])
    }
  })

  test('counts as one without a key where none fits, once', () => {
    const peers = fronted()
    const steps = talk(peers)
    const heard = client(
      initialPacket(frames.ack(0), { targetId: peers.ids[1], keyId: peers.initialId, packetNumber: 1 }),
    )
    for (const said of [
      steps,
      [steps[0] as Step, ...steps],
      [...steps.slice(0, 2), heard, ...steps.slice(2)],
    ]) {
      const outcome = run(said, strangers)
      expect(outcome.messages).toEqual([])
      expect(outcome.anomalies).toEqual({})
      expect(outcome.counts).toMatchObject({ clientHellos: 1, decryptedConnections: 0, hellosWithoutKey: 1 })
    }
  })

  test('is left to its successors on the same ports', () => {
    const first = fronted()
    const second = new QuicPeers({ alpn: 'test', seed: 'second', sni: 'second.example.com' })
    const last = fronted({ seed: 'third' })
    const steps = [...talk(first), ...talk(second), ...talk(last)]
    for (const [log, known] of [
      [first.keyLog + last.keyLog, 3],
      [strangers + last.keyLog, 2],
      [first.keyLog, 2],
      [strangers, 1],
    ] as const) {
      const outcome = run(steps, log, second.keyLog)
      expect(outcome.messages).toMatchObject(Array.from({ length: known }, () => exchange).flat())
      expect(outcome.counts).toMatchObject({ clientHellos: 3, hellosWithoutKey: 3 - known })
      expect(outcome.anomalies).toEqual({})
    }
    // Without any packet by which secrets could be told.
    const [hello] = talk(first)
    const outcome = run([hello as Step, ...talk(second)], strangers, second.keyLog)
    expect(outcome.messages).toMatchObject(exchange)
    expect(outcome.counts).toMatchObject({ clientHellos: 2, hellosWithoutKey: 1 })
  })
})

test('the sealed hello is opened where the log can, and names connection and server', () => {
  const { first, innerName, innerRandom, outerName } = sealedHellos
  const peers = new QuicPeers({ alpn: 'test', outerHello: first })
  const log = peers.keyLog.replaceAll(peers.random.toString('hex'), innerRandom.toString('hex'))
  const steps = talk(peers)
  for (const said of [steps, [steps[0] as Step, ...steps]]) {
    const outcome = run(said, echLines, strangers, log)
    expect(outcome.messages).toMatchObject(exchange)
    expect(outcome.anomalies).toEqual({})
    expect(serverNames(outcome)).toEqual([`sni ${outerName}`, `inner-sni ${innerName}`, 'host a.example.com'])
    expect(outcome.helloNames.map(({ body }) => body)).toEqual([outerName, innerName])
  }
  // A server that did not take it.
  const refused = peers.keyLog.replaceAll(peers.random.toString('hex'), outerRandom(first).toString('hex'))
  const outcome = run(steps, echLines, refused)
  expect(outcome.messages).toMatchObject(exchange)
  expect(serverNames(outcome)).toEqual([`sni ${outerName}`, 'host a.example.com'])
})

test('a connection whose hello awaits its secrets is found by what comes meanwhile', () => {
  const peers = fronted()
  const keys = keysOf(strangers, peers.keyLog)
  keys.mayComeLate = true
  const outcome = playLayer(talk(peers), undefined, testFlow('udp', { serverPort: 443 }), keys)
  expectBalanced(outcome)
  expect(outcome.messages).toMatchObject(exchange)
  expect(outcome.anomalies).toEqual({})
  expect(outcome.counts).toMatchObject({ decryptedConnections: 1, hellosWithoutKey: 0 })
})
