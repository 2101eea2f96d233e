/**
 * What is kept of a direction while its bytes do not tell yet what it speaks, and what it says of the other one: who spoke
 * last, and what. It does not judge these bytes, nor give them on.
 */
import { limits } from '../../core/limits.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { Direction } from '../../core/verdict.ts'
import type { Route } from './route.ts'

/** The first bytes of a direction, kept while they do not tell the protocol. */
export class Sniff {
  readonly buf: Buffer = Buffer.alloc(limits.message.sniffBytesMax)
  length = 0
  /** One for each run of bytes: where it starts, and its origin. */
  readonly starts: number[] = []
  readonly origins: RunOrigin[] = []
  /** For each run whether the other direction spoke since the one before it. */
  readonly turns: boolean[] = []

  /** Keeps `buf[start, end)`; the caller has checked that it fits. */
  add(buf: Buffer, start: number, end: number, origin: RunOrigin, isTurn: boolean): void {
    this.turns.push(isTurn)
    buf.copy(this.buf, this.length, start, end)
    this.starts.push(this.length)
    this.length += end - start
    const kept = new RunOrigin()
    kept.placeBehind(origin, 0)
    this.origins.push(kept)
  }
}

/** Whether bytes of a direction that are kept now are another turn of it: the other one spoke behind those before them. */
export function isTurn(route: Route, direction: Direction): boolean {
  if (route.unknown !== null) return route.unknown.waits(direction)
  const other = route.sniff(direction === 0 ? 1 : 0)?.origins.at(-1)
  const own = route.sniff(direction)?.origins.at(-1)
  return other !== undefined && own !== undefined && other.frame > own.frame
}

const nothing: Buffer = Buffer.alloc(0)

/** What the other end said last that waits for its protocol, or has none. */
export function heardBefore(route: Route, direction: Direction): Buffer {
  const other = direction === 0 ? 1 : 0
  const sniff = route.sniff(other)
  return sniff === null ? (route.unknown?.lastOf(other) ?? nothing) : sniff.buf.subarray(0, sniff.length)
}
