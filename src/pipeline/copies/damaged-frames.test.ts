import { describe, expect, test } from 'vitest'
import { tcpPacket } from '../../../test/support/capture.ts'
import { giveFrames } from '../../../test/support/dissect.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { Dissector } from '../../packet/dissector.ts'
import type { PacketView } from '../../packet/types.ts'
import type { FrameContext } from '../../source/types.ts'
import { DamagedFrames } from './damaged-frames.ts'

const payload = 'POST /report HTTP/1.1\r\nHost: collect.example\r\n\r\n'

/** The frame with a bit of its byte at `at` turned, and its checksum as it was. */
function turned(frame: Buffer, at: number): Buffer {
  const bytes = Buffer.from(frame)
  bytes[at] = (bytes[at] as number) ^ 0x10
  return bytes
}

/** One reading of the frames, numbered from 1, with `take` as what comes next. */
function reading(
  damage: DamagedFrames,
  frames: readonly Buffer[],
  take: (packet: PacketView, context: FrameContext) => void,
): void {
  const sink = { tcp: take, udp: () => {} }
  const dissector = new Dissector(sink, new AnomalyLog())
  damage.begin(() => dissector)
  giveFrames(dissector, frames)
}

/** Milliseconds that `count` segments take; the better of two runs. */
function cost(count: number, run: (count: number) => void): number {
  const times = [0, 1].map(() => {
    const before = processorTime()
    run(count)
    return processorTime() - before
  })
  return Math.min(...times)
}

describe('what damaged segments cost grows as they do', () => {
  const sequence = (at: number): number => 0x3000_0000 + at * 7

  test.each<[string, (count: number) => void]>([
    [
      'all beside one that came whole',
      (count) => {
        const damage = new DamagedFrames()
        const bad = turned(tcpPacket({ payload }), 60)
        reading(
          damage,
          Array.from({ length: count }, () => bad),
          (_, { number }) => damage.contradicted(count + 1, number),
        )
      },
    ],
    [
      'with headers that fit nothing, and each its own payload',
      (count) => {
        const damage = new DamagedFrames()
        const frames = Array.from({ length: count }, (_, at) =>
          turned(tcpPacket({ payload: `${String(at).padStart(8)}${payload}`, sequence: sequence(at) }), 64),
        )
        reading(damage, frames, (_, { number }) => damage.unfitting(number))
        reading(damage, frames, (packet, context) => damage.refuses(packet, context))
      },
    ],
    [
      'with headers that fit nothing, and all with the same payload',
      (count) => {
        const damage = new DamagedFrames()
        const frames = Array.from({ length: count }, (_, at) =>
          turned(tcpPacket({ payload, sequence: sequence(at), sourcePort: 1_024 + (at % 60_000) }), 51),
        )
        reading(damage, frames, (_, { number }) => damage.unfitting(number))
        reading(damage, frames, (packet, context) => damage.refuses(packet, context))
      },
    ],
  ])('%s', (_, run) => {
    const [once, often] = [cost(500, run), cost(4_000, run)]
    // Of each with each it would be 64 times as much.
    expect(often).toBeLessThan(Math.max(once, 10) * 8 * 2)
  })
})
