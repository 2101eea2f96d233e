/**
 * SCTP (RFC 9260): packets of chunks. What users send is taken out of its chunks, and put together where it came in several;
 * what other chunks carry of their sender is handed on by itself. Checksums are not verified, as those of TCP are not.
 */

import { RunMap } from '../../core/origin.ts'
import { limits } from '../../core/limits.ts'
import type { LooseBytes, LooseSink } from '../types.ts'

/** Number of IP. */
export const sctpProtocol = 132

const headerBytes = 12
const chunkHeaderBytes = 4
/** Headers of chunks with data: numbers of chunk, stream and message, and what it is for; longer in I-DATA (RFC 8260). */
const dataHeaderBytes: ReadonlyMap<number, number> = new Map([
  [0, 16],
  [64, 20],
])
/** Flags of a chunk with data. */
const flags = { isLast: 1, isFirst: 2 } as const
/** Chunks that hold numbers of the association only: acknowledgements and its end. */
const numbersOnly: ReadonlySet<number> = new Set([3, 7, 8, 11, 14, 192])

/** What is said of bytes beside themselves. */
export type Circumstances = Omit<LooseBytes, 'buf' | 'start' | 'end' | 'runs'>

/** Adds to `runs`, from a position on, where bytes of the buffer lie. */
export type Places = (runs: RunMap, position: number, start: number, end: number) => void

/** A message whose further chunks are awaited. */
interface Unfinished {
  readonly about: Circumstances
  readonly pieces: Buffer[]
  readonly runs: RunMap
  length: number
  nextNumber: number
}

/** Reads packets of SCTP, and keeps the beginnings of messages that come in several chunks. */
export class SctpReader {
  private readonly sink: LooseSink
  private readonly unfinished: Map<string, Unfinished> = new Map()

  constructor(sink: LooseSink) {
    this.sink = sink
  }

  /** The packet `buf[start, end)`. False where it holds no chunk. */
  read(buf: Buffer, start: number, end: number, about: Circumstances, places: Places): boolean {
    let at = start + headerBytes
    if (end - at < chunkHeaderBytes) return false
    for (let hasRead = false; end - at >= chunkHeaderBytes; hasRead = true) {
      const kind = buf[at] as number
      const length = buf.readUInt16BE(at + 2)
      const chunkEnd = at + length
      if (length < chunkHeaderBytes || chunkEnd > end) {
        if (hasRead) this.handOn(buf, at, end, about, places)
        return hasRead
      }
      const dataBytes = dataHeaderBytes.get(kind)
      if (dataBytes !== undefined && length >= dataBytes)
        this.data(buf, at, at + dataBytes, chunkEnd, about, places)
      else if (!numbersOnly.has(kind)) this.handOn(buf, at + chunkHeaderBytes, chunkEnd, about, places)
      at += (length + 3) & ~3
    }
    return true
  }

  /** Hands on what was begun and never ended. */
  end(): void {
    for (const [key, one] of this.unfinished) this.give(key, one)
  }

  /** A chunk at `at`, with its data at `[start, end)`. */
  private data(
    buf: Buffer,
    at: number,
    start: number,
    end: number,
    about: Circumstances,
    places: Places,
  ): void {
    const flag = buf[at + 1] as number
    const isFirst = (flag & flags.isFirst) !== 0
    const isLast = (flag & flags.isLast) !== 0
    if (isFirst && isLast) {
      this.handOn(buf, start, end, about, places)
      return
    }
    const number = buf.readUInt32BE(at + 4)
    const { source, target, sourcePort, targetPort } = about
    const key = `${source.join()} ${sourcePort} ${target.join()} ${targetPort} ${buf.readUInt16BE(at + 8)}`
    const known = this.unfinished.get(key)
    if (isFirst) {
      if (known !== undefined) this.give(key, known)
      this.begin(key, buf, start, end, number, about, places)
    } else if (known === undefined || known.nextNumber !== number) {
      // Out of order, or its beginning is missing: by itself.
      this.handOn(buf, start, end, about, places)
    } else {
      append(known, buf, start, end, places)
      known.nextNumber = (number + 1) >>> 0
      if (isLast || known.length > limits.packet.sctpMessageBytesMax) this.give(key, known)
    }
  }

  private begin(
    key: string,
    buf: Buffer,
    start: number,
    end: number,
    number: number,
    about: Circumstances,
    places: Places,
  ): void {
    const [oldest] = this.unfinished
    if (this.unfinished.size >= limits.packet.sctpMessagesMax && oldest !== undefined) this.give(...oldest)
    const one = { about, pieces: [], runs: new RunMap(), length: 0, nextNumber: (number + 1) >>> 0 }
    append(one, buf, start, end, places)
    this.unfinished.set(key, one)
  }

  private give(key: string, { about, pieces, runs, length }: Unfinished): void {
    this.unfinished.delete(key)
    this.sink.loose({ ...about, buf: Buffer.concat(pieces), start: 0, end: length, runs })
  }

  private handOn(buf: Buffer, start: number, end: number, about: Circumstances, places: Places): void {
    if (start >= end) return
    const runs = new RunMap()
    places(runs, 0, start, end)
    this.sink.loose({ ...about, buf, start, end, runs })
  }
}

function append(one: Unfinished, buf: Buffer, start: number, end: number, places: Places): void {
  // A chunk without data would be kept, and count for nothing.
  if (start === end) return
  places(one.runs, one.length, start, end)
  one.pieces.push(Buffer.from(buf.subarray(start, end)))
  one.length += end - start
}
