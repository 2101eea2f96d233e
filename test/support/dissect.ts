import { expect } from 'vitest'
import { formatAddress } from '../../src/core/address.ts'
import { AnomalyLog } from '../../src/core/anomaly.ts'
import type { FrameSpan } from '../../src/core/origin.ts'
import { packetBalance } from '../../src/packet/counts.ts'
import { Dissector } from '../../src/packet/dissector.ts'
import type { TunnelEnds } from '../../src/packet/tunnel/tunnel-ends.ts'
import { tunnelNames } from '../../src/packet/tunnel/tunnels.ts'
import type { PacketCounts, PacketView } from '../../src/packet/types.ts'
import { FrameContext } from '../../src/source/types.ts'

/** A packet as it was handed on, copied. */
export interface SeenPacket {
  transport: 'tcp' | 'udp'
  source: string
  target: string
  payload: string
  cut: number
  frame: number
  sequence: number
  acknowledgement: number
  flags: number
  spans: FrameSpan[] | null
  /** Names of the tunnels it came through. */
  tunnels: string[]
}

export interface Seen {
  packets: SeenPacket[]
  counts: PacketCounts
  codes: Record<string, number>
  tunnels: readonly TunnelEnds[]
}

export interface GivenFrame {
  bytes: Buffer
  wireLength?: number
  sec?: number
  linkType?: number
}

/** Dissects frames, each at an odd place of a buffer with other bytes around it, and checks the balance after each. */
export function dissect(given: readonly (Buffer | GivenFrame)[], linkType = 1): Seen {
  const anomalies = new AnomalyLog()
  const packets: SeenPacket[] = []
  const see = (transport: 'tcp' | 'udp', packet: PacketView, context: FrameContext): void => {
    const { buf, payloadStart, payloadEnd } = packet
    packets.push({
      transport,
      source: `${formatAddress(packet.source0, packet.source1, packet.source2, packet.source3)} ${packet.sourcePort}`,
      target: `${formatAddress(packet.target0, packet.target1, packet.target2, packet.target3)} ${packet.targetPort}`,
      payload: buf.toString('latin1', payloadStart, payloadEnd),
      cut: packet.payloadCutBytes,
      frame: context.number,
      sequence: packet.tcpSequence >>> 0,
      acknowledgement: packet.tcpAcknowledgement >>> 0,
      flags: packet.tcpFlags,
      spans: packet.pieces?.spans(payloadStart, payloadEnd) ?? null,
      tunnels: tunnelNames(packet.tunnels),
    })
  }
  const dissector = new Dissector(
    {
      tcp: (packet, context) => see('tcp', packet, context),
      udp: (packet, context) => see('udp', packet, context),
    },
    anomalies,
  )
  const context = new FrameContext()
  for (const one of given) {
    const frame = Buffer.isBuffer(one) ? { bytes: one } : one
    context.number++
    context.sec = frame.sec ?? context.number
    context.capturedLength = frame.bytes.length
    context.wireLength = frame.wireLength ?? frame.bytes.length
    context.linkType = frame.linkType ?? linkType
    const buf = Buffer.concat([Buffer.alloc(7, 0x45), frame.bytes, Buffer.alloc(90, 0x45)])
    dissector.frame(buf, 7, context)
    const balance = packetBalance(dissector.counts, false)
    expect(balance.isBalanced, JSON.stringify(balance)).toBe(true)
    expect(dissector.counts.headerBytes).toBeGreaterThanOrEqual(0)
  }
  dissector.end()
  expect(packetBalance(dissector.counts, true).isBalanced).toBe(true)
  expect(dissector.counts.fragmentBytesHeld).toBe(0)
  const codes = Object.fromEntries([...anomalies.tallies].map(([code, tally]) => [code, tally.count]))
  return { packets, counts: dissector.counts, codes, tunnels: dissector.tunnels.all }
}

/** Gives whole Ethernet frames to a dissector, numbered from 1. */
export function giveFrames(dissector: Dissector, frames: readonly Buffer[]): void {
  const context = new FrameContext()
  context.linkType = 1
  for (const frame of frames) {
    context.number++
    context.capturedLength = frame.length
    context.wireLength = frame.length
    dissector.frame(frame, 0, context)
  }
}
