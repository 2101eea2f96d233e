import { limits } from '../../core/limits.ts'
import type { RunMap, RunOrigin } from '../../core/origin.ts'
import { handshakeHeaderBytes } from '../tls/parse.ts'
import { fragmentHeaderBytes } from './parse.ts'

/** A message of which fragments are there. */
interface Partial {
  /** As TLS has it: a header of 4 bytes, then the message. */
  readonly buf: Buffer
  /** Ranges of the message that are there, in order: start, end, start, end… */
  ranges: number[]
  /** Where they came from: start, end, frame and offset of each. */
  readonly places: number[]
}

/** A whole message in the form of TLS: `buf` with a header of 4 bytes. */
export interface HandshakeMessage {
  readonly type: number
  readonly buf: Buffer
  /** Sets `runs` to where the bytes `[start, end)` of `buf` came from. */
  fillRuns(runs: RunMap, start: number, end: number): void
}

const { dtlsPartialsMax, dtlsFragmentsMax } = limits.message

/** Puts the fragments of one direction's handshake messages together (RFC 6347, 4.2.3), in whatever order they come. */
export class HandshakeFragments {
  heldBytes = 0
  private readonly partials: Map<number, Partial> = new Map()
  /** Messages that were handed on: they may be sent again. */
  private readonly done: Set<number> = new Set()

  get hasUnfinished(): boolean {
    return this.partials.size > 0
  }

  /**
   * Takes the fragments in `buf[start, end)`, which `origin` says the place of. Says what was wrong with them: '' where
   * nothing was.
   */
  take(
    epoch: number,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    onMessage: (message: HandshakeMessage) => void,
  ): '' | 'malformed' | 'limit' {
    let problem: '' | 'malformed' | 'limit' = ''
    for (let at = start; at < end; ) {
      if (at + fragmentHeaderBytes > end) return 'malformed'
      const length = buf.readUIntBE(at + 1, 3)
      const number = epoch * 0x1_0000 + buf.readUInt16BE(at + 4)
      const from = buf.readUIntBE(at + 6, 3)
      const bytes = buf.readUIntBE(at + 9, 3)
      const body = at + fragmentHeaderBytes
      const next = body + bytes
      if (next > end || from + bytes > length) return 'malformed'
      if (length > limits.message.tlsHandshakeBytesMax) problem = 'limit'
      else if (!this.done.has(number)) {
        const said = this.put(number, buf[at] as number, length, from, buf, body, next, origin, body - start)
        if (said !== '') problem = said
        this.handOn(number, onMessage)
      }
      at = next
    }
    return problem
  }

  clear(): void {
    this.partials.clear()
    this.heldBytes = 0
  }

  private put(
    number: number,
    type: number,
    length: number,
    from: number,
    buf: Buffer,
    start: number,
    end: number,
    origin: RunOrigin,
    by: number,
  ): '' | 'malformed' | 'limit' {
    let partial = this.partials.get(number)
    if (partial === undefined) {
      if (this.partials.size >= dtlsPartialsMax) return 'limit'
      const whole = Buffer.alloc(handshakeHeaderBytes + length)
      whole[0] = type
      whole.writeUIntBE(length, 1, 3)
      partial = { buf: whole, ranges: [], places: [] }
      this.partials.set(number, partial)
      this.heldBytes += whole.length
    } else if (partial.buf.length !== handshakeHeaderBytes + length || partial.buf[0] !== type)
      return 'malformed'
    if (partial.places.length >= dtlsFragmentsMax) return 'limit'
    const to = from + end - start
    buf.copy(partial.buf, handshakeHeaderBytes + from, start, end)
    let place = handshakeHeaderBytes + from
    const { frame, offset, runs } = origin
    if (runs === null) partial.places.push(place, handshakeHeaderBytes + to, frame, offset + by)
    else {
      // The datagram came in fragments of IP.
      for (const span of runs.spans(by, by + to - from)) {
        const placeEnd = place + span.end - span.start
        partial.places.push(place, placeEnd, span.frame, span.start)
        place = placeEnd
      }
    }
    partial.ranges = merged(partial.ranges, from, to)
    return ''
  }

  private handOn(number: number, onMessage: (message: HandshakeMessage) => void): void {
    const partial = this.partials.get(number)
    if (partial === undefined) return
    const { buf, ranges, places } = partial
    const isWhole = ranges.length === 2 && ranges[0] === 0 && ranges[1] === buf.length - handshakeHeaderBytes
    if (!isWhole) return
    this.partials.delete(number)
    this.heldBytes -= buf.length
    if (this.done.size >= dtlsFragmentsMax) this.done.clear()
    this.done.add(number)
    onMessage({
      type: buf[0] as number,
      buf,
      fillRuns: (runs, start, end) => fillRuns(places, runs, start, end),
    })
  }
}

function merged(ranges: readonly number[], from: number, to: number): number[] {
  const result: number[] = []
  let low = from
  let high = to
  for (let index = 0; index < ranges.length; index += 2) {
    const start = ranges[index] as number
    const end = ranges[index + 1] as number
    if (end < low || start > high) result.push(start, end)
    else {
      low = Math.min(low, start)
      high = Math.max(high, end)
    }
  }
  result.push(low, high)
  return result
}

function fillRuns(places: readonly number[], runs: RunMap, start: number, end: number): void {
  runs.clear()
  for (let at = start; at < end; ) {
    let index = places.length - 4
    while (index >= 0 && !((places[index] as number) <= at && at < (places[index + 1] as number))) index -= 4
    if (index < 0) return
    const [from = 0, to = 0, frame = 0, offset = 0] = places.slice(index, index + 4)
    runs.add(at - start, frame, offset + at - from)
    at = to
  }
}
