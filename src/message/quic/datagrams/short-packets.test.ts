import { expect, test } from 'vitest'
import { origin, quicParts } from '../../../../test/support/quic-parts.ts'
import type { QuicParts } from '../../../../test/support/quic-parts.ts'
import type { Direction } from '../../../core/verdict.ts'
import { ShortPackets } from './short-packets.ts'

/** A connection whose packets are as long as it is said, and open with no other length. */
class Lengths {
  readonly lengths: number[]
  /** A packet opens only with a number far ahead. */
  isBehindHole = false
  tries = 0
  failures = 0

  constructor(...lengths: readonly number[]) {
    this.lengths = [...lengths]
  }

  short(
    _: Direction,
    _buf: Buffer,
    at: number,
    packetEnd: number,
    _from: unknown,
    isBehindHole = false,
  ): boolean {
    this.tries++
    if (packetEnd - at !== this.lengths[0] || isBehindHole !== this.isBehindHole) return false
    this.lengths.shift()
    return true
  }

  hasKey(): boolean {
    return true
  }

  mayTry(): boolean {
    return true
  }

  failed(): void {
    this.failures++
  }
}

/** Where the packets end that are read of one chunk. */
function ends(
  connection: Lengths,
  bytes: number,
  packets: ShortPackets,
  buf: Buffer = Buffer.alloc(bytes, 0x55),
): number[] {
  const found: number[] = []
  for (let at = 0; at < bytes; found.push(at)) at = packets.read(connection, 0, buf, at, at, bytes, origin)
  return found
}

function made(): { packets: ShortPackets; parts: QuicParts } {
  const parts = quicParts()
  return { packets: new ShortPackets(parts.context), parts }
}

test('a packet goes up to the end of its datagram', () => {
  const connection = new Lengths(900)
  expect(ends(connection, 900, made().packets)).toEqual([900])
  expect(connection.tries).toBe(1)
})

test('the length of datagrams that were captured in one is tried out, and remembered', () => {
  const { packets } = made()
  const connection = new Lengths(1_350, 1_350, 700)
  expect(ends(connection, 3_400, packets)).toEqual([1_350, 2_700, 3_400])
  const next = new Lengths(1_350, 1_350, 20)
  expect(ends(next, 2_720, packets)).toEqual([1_350, 2_700, 2_720])
  expect(next.tries).toBe(3)
})

test('what does not open is counted and said, and so is padding', () => {
  const { packets, parts } = made()
  const none = new Lengths()
  expect(ends(none, 60, packets)).toEqual([60])
  expect([none.failures, parts.context.counts.undecryptableBytes]).toEqual([1, 60])
  const zeros = new Lengths()
  ends(zeros, 40, packets, Buffer.alloc(40))
  expect([zeros.failures, parts.context.counts.framingBytes]).toEqual([0, 40])
})

test('a number far ahead is tried last', () => {
  const { packets, parts } = made()
  const connection = new Lengths(60)
  connection.isBehindHole = true
  expect(ends(connection, 60, packets)).toEqual([60])
  expect([connection.failures, parts.context.counts.undecryptableBytes]).toEqual([0, 0])
})
