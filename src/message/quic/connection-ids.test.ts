import { describe, expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { frames, QuicPeers } from '../../../test/support/quic-peers.ts'
import { get, keysOf, ok } from '../../../test/support/quic-reading.ts'
import { cryptoFrame } from '../../../test/support/quic-packet.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { RunOrigin } from '../../core/origin.ts'
import { MessageLayer } from '../message-layer.ts'
import { countedBytes } from '../message-counts.ts'
import { Collector } from '../../../test/support/playbook.ts'

/** Datagrams of several flows, to one message layer; `flow`: which one. */
function runFlows(
  peers: QuicPeers,
  datagrams: readonly { readonly flow: number; readonly direction: 0 | 1; readonly bytes: Buffer }[],
  endOrder: readonly number[],
): { collector: Collector; anomalies: AnomalyLog; heldBytes: number } {
  const collector = new Collector()
  const anomalies = new AnomalyLog()
  const layer = new MessageLayer(collector, anomalies, undefined, undefined, keysOf(peers))
  const flows = [0, 1, 2].map((id) => testFlow('udp', { id, clientPort: 50_000 + id, serverPort: 443 }))
  const ended = new Set<number>()
  const origin = new RunOrigin()
  let given = 0
  datagrams.forEach(({ flow, direction, bytes }, index) => {
    origin.frame = index + 1
    origin.offset = 42
    layer.datagram(flows[flow] as never, direction, bytes, 0, bytes.length, origin)
    given += bytes.length
  })
  for (const flow of endOrder) {
    ended.add(flow)
    layer.end(flows[flow] as never, 'idle')
  }
  expect(countedBytes(layer.counts)).toBe(given)
  return { collector, anomalies, heldBytes: layer.heldBytes }
}

describe('a connection that moves', () => {
  const told = Buffer.from('aabbccddeeff0011', 'hex')
  const parts = (peers: QuicPeers): { flow: number; direction: 0 | 1; bytes: Buffer }[] => {
    const opening = peers.opening()
    return [
      { flow: 0, direction: 0, bytes: opening.client },
      { flow: 0, direction: 1, bytes: opening.server },
      { flow: 0, direction: 1, bytes: peers.short(1, frames.ack(0)) },
      { flow: 0, direction: 1, bytes: peers.short(1, frames.newConnectionId(1, told)) },
      { flow: 0, direction: 0, bytes: peers.short(0, frames.stream(0, 0, get.slice(0, 5))) },
      // Another port, a new id: the middle comes last.
      { flow: 1, direction: 0, bytes: peers.short(0, frames.stream(0, 20, get.slice(20)), told) },
      // And again, the id kept, the roles guessed the other way round.
      { flow: 2, direction: 1, bytes: peers.short(0, frames.stream(0, 5, get.slice(5, 20)), told) },
      { flow: 2, direction: 0, bytes: peers.short(1, frames.stream(0, 0, ok, true)) },
    ]
  }

  test.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 0, 2]]])(
    'is read on, in whatever order its flows end: %j',
    (order) => {
      const peers = new QuicPeers({ alpn: 'test' })
      const { collector, anomalies, heldBytes } = runFlows(peers, parts(peers), order)
      expect(collector.events.filter(({ kind }) => kind !== 'flowEnded')).toMatchObject([
        { kind: 'recognised', protocol: 'quic' },
        { kind: 'clientHello' },
        { kind: 'serverName' },
        { kind: 'recognised', protocol: 'http' },
        { kind: 'recognised', protocol: 'quic' },
        { kind: 'recognised', protocol: 'quic' },
        { kind: 'serverName' },
        { kind: 'request', target: '/a' },
        { kind: 'response', status: 200, body: '{}' },
        { kind: 'closed' },
      ])
      expect(collector.events.filter(({ kind }) => kind === 'flowEnded')).toHaveLength(3)
      expect(heldBytes).toBe(0)
      expect([...anomalies.tallies.keys()]).toEqual([])
    },
  )

  test('to the address that the server prefers is known by the id in its parameters', () => {
    const preferred = Buffer.from('5566778899aabbcc', 'hex')
    const parameters = Buffer.concat([
      Buffer.from([0x0d, 24 + 1 + 8 + 16]),
      Buffer.alloc(24),
      Buffer.from([8]),
      preferred,
      Buffer.alloc(16),
    ])
    const peers = new QuicPeers({ alpn: 'test', parameters })
    const opening = peers.opening()
    const { collector } = runFlows(
      peers,
      [
        { flow: 0, direction: 0, bytes: opening.client },
        { flow: 0, direction: 1, bytes: opening.server },
        { flow: 1, direction: 0, bytes: peers.short(0, frames.stream(0, 0, get, true), preferred) },
      ],
      [0, 1],
    )
    expect(collector.events).toContainEqual(expect.objectContaining({ kind: 'request', target: '/a' }))
  })

  type Datagram = { readonly flow: number; readonly direction: 0 | 1; readonly bytes: Buffer }

  /** What goes on in the other flow behind few datagrams of a connection, and how many come there. */
  const moving = (peers: QuicPeers, before: readonly Datagram[], more: number): Datagram[] => [
    ...before,
    { flow: 0, direction: 0, bytes: peers.short(0, frames.stream(0, 0, get.slice(0, 5))) },
    { flow: 1, direction: 0, bytes: peers.short(0, frames.stream(0, 5, get.slice(5), true)) },
    { flow: 1, direction: 1, bytes: peers.short(1, frames.stream(0, 0, ok, true)) },
    ...Array.from({ length: more }, (): Datagram => {
      return {
        flow: 1,
        direction: 1,
        bytes: peers.short(1, Buffer.concat([frames.ack(0), Buffer.alloc(40)])),
      }
    }),
  ]
  const behindHello = (peers: QuicPeers): Datagram[] => [
    { flow: 0, direction: 1, bytes: peers.opening().server },
    { flow: 0, direction: 0, bytes: peers.handshake(0, cryptoFrame(0, Buffer.alloc(36, 20))) },
  ]
  const midway = (peers: QuicPeers): Datagram[] =>
    [0, 1, 0, 1].map((side) => {
      const direction = side === 0 ? 0 : 1
      return {
        flow: 0,
        direction,
        bytes: peers.short(direction, frames.stream(4, 500_000, Buffer.alloc(200, 0x61))),
      }
    })

  test.each([
    ['whose hello was not captured', behindHello, 2],
    ['whose hello was not captured, for long', behindHello, 40],
    ['that began before the capture', midway, 2],
    ['that began before the capture, for long', midway, 40],
  ])('%s is read before and behind', (_name, before, more) => {
    const peers = new QuicPeers({ alpn: 'test' })
    const { collector, heldBytes } = runFlows(peers, moving(peers, before(peers), more), [0, 1])
    const { events } = collector
    expect(events).toContainEqual(expect.objectContaining({ kind: 'request', target: '/a' }))
    expect(events).toContainEqual(expect.objectContaining({ kind: 'response', status: 200, body: '{}' }))
    expect(heldBytes).toBe(0)
  })

  test('is no reason to give up what waits, where no secret fits yet', () => {
    const peers = new QuicPeers({ alpn: 'test' })
    const stranger = new QuicPeers({ seed: 'stranger' })
    const { collector, heldBytes } = runFlows(stranger, moving(peers, midway(peers), 40), [0, 1])
    expect(collector.events).not.toContainEqual(expect.objectContaining({ target: '/a' }))
    expect(heldBytes).toBe(0)
  })
})
