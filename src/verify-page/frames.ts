/**
 * Finds the bytes of a few frames in a capture of a bundle, to show them: pcap and pcapng, read record by record. Total:
 * where a capture is damaged, the frames behind are not found. (The scan has readers of its own, which do much more.)
 */
import { bytesAt } from '../case/bundle/reading.ts'
import type { AskingWork } from '../case/bundle/reading.ts'

/** Longer records hold no frame that anyone shows. */
const recordBytesMax = 1_048_576
/** Read at once, for the heads of records. */
const windowBytes = 1_048_576

/** Where frames with numbers of `wanted` (from 1) lie in the part `[start, start + length)` of a file: their bytes. */
export function* framesIn(
  start: number,
  length: number,
  wanted: ReadonlySet<number>,
): AskingWork<Map<number, Uint8Array>> {
  const found = new Map<number, Uint8Array>()
  const last = Math.max(0, ...wanted)
  const file = new Window(start, length)
  const magic = (yield* file.at(0, 4)) ?? new Uint8Array(0)
  if (magic.length < 4) return found
  const next = isPcapng(magic) ? pcapngFrames(file) : pcapFrames(file, magic)
  for (let number = 1; number <= last; number++) {
    const place = yield* next()
    if (place === null) break
    if (!wanted.has(number) || place.length > recordBytesMax) continue
    const bytes = yield* file.at(place.offset, place.length)
    if (bytes !== null) found.set(number, bytes)
  }
  return found
}

interface Place {
  readonly offset: number
  readonly length: number
}

/** A step of a walk: where the next frame lies, null at the end. */
type Walk = () => AskingWork<Place | null>

interface PcapForm {
  readonly little: boolean
  /** Lengths that the heads of records may have, the usual one first. */
  readonly heads: readonly [number, ...number[]]
}

/** Little-endian microseconds and nanoseconds, then the same in big-endian, then the forms with longer heads. */
const pcapMagics: Readonly<Record<string, PcapForm>> = {
  d4c3b2a1: { little: true, heads: [16, 20, 24] },
  '4d3cb2a1': { little: true, heads: [16] },
  a1b2c3d4: { little: false, heads: [16, 20, 24] },
  a1b23c4d: { little: false, heads: [16] },
  '34cdb2a1': { little: true, heads: [24, 28] },
  a1b2cd34: { little: false, heads: [24, 28] },
  '12cbe2a1': { little: true, heads: [24] },
  a1e2cb12: { little: false, heads: [24] },
}

/** What a record is read by: how many bytes nearly all have at most, and how far one lies from the next. */
const usualFrameBytesMax = 262_144
const strayingSecondsMax = 366 * 86_400

function pcapFrames(file: Window, magic: Uint8Array): Walk {
  const form = pcapMagics[Array.from(magic, (byte) => byte.toString(16).padStart(2, '0')).join('')]
  let at = 24
  let headLength = 0
  return function* () {
    if (form === undefined) return null
    if (headLength === 0) headLength = yield* headLengthOf(file, at, form)
    const head = yield* file.at(at, headLength)
    if (head === null) return null
    const length = view(head).getUint32(8, form.little)
    const place = { offset: at + headLength, length }
    at += headLength + length
    return at <= file.length ? place : null
  }
}

/** The length of heads behind which the second record stands; the usual one where there is none. */
function* headLengthOf(file: Window, at: number, { little, heads }: PcapForm): AskingWork<number> {
  const [usual] = heads
  const first = heads.length === 1 ? null : yield* file.at(at, 16)
  if (first === null || !isSound(first, little)) return usual
  const length = view(first).getUint32(8, little)
  for (const head of heads) {
    const second = yield* file.at(at + head + length, 16)
    if (second === null || !isSound(second, little)) continue
    const seconds = view(second).getUint32(0, little) - view(first).getUint32(0, little)
    if (Math.abs(seconds) <= strayingSecondsMax) return head
  }
  return usual
}

function isSound(head: Uint8Array, little: boolean): boolean {
  const [fraction = 0, captured = 0, wire = 0] = [4, 8, 12].map((at) => view(head).getUint32(at, little))
  return captured > 0 && captured <= wire && wire <= usualFrameBytesMax && fraction < 1_000_000
}

const blocks = { section: 0x0a0d0d0a, packet: 2, simple: 3, enhanced: 6 } as const

function isPcapng(magic: Uint8Array): boolean {
  return view(magic).getUint32(0, false) === blocks.section
}

function pcapngFrames(file: Window): Walk {
  let at = 0
  let little = true
  let snapLength = 0
  let isFirstInterface = true
  return function* () {
    for (;;) {
      const head = yield* file.at(at, 28)
      const short = head ?? (yield* file.at(at, 12))
      if (short === null) return null
      if (view(short).getUint32(0, false) === blocks.section) {
        little = view(short).getUint32(8, true) === 0x1a2b3c4d
        isFirstInterface = true
      }
      const type = view(short).getUint32(0, little)
      const total = view(short).getUint32(4, little)
      if (total < 12 || at + total > file.length) return null
      const block = at
      at += (total + 3) & ~3
      if (type === 1 && isFirstInterface && head !== null) {
        snapLength = view(head).getUint32(12, little)
        isFirstInterface = false
      }
      if (type === blocks.simple) {
        const wire = view(short).getUint32(8, little)
        const captured = Math.min(wire, total - 16, snapLength === 0 ? Number.POSITIVE_INFINITY : snapLength)
        return { offset: block + 12, length: captured }
      }
      if (head === null || (type !== blocks.enhanced && type !== blocks.packet)) continue
      const length = view(head).getUint32(20, little)
      if (length > total - 32) return null
      return { offset: block + 28, length }
    }
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Bytes of the part, read in large pieces. */
class Window {
  readonly length: number
  private readonly start: number
  private held: Uint8Array = new Uint8Array(0)
  private heldAt = 0

  constructor(start: number, length: number) {
    this.start = start
    this.length = length
  }

  /** Bytes at an offset of the part; null where they are not all there. */
  *at(offset: number, length: number): AskingWork<Uint8Array | null> {
    if (offset + length > this.length) return null
    const from = offset - this.heldAt
    if (from < 0 || from + length > this.held.length) {
      const wanted = Math.min(Math.max(windowBytes, length), this.length - offset)
      this.held = yield* bytesAt(this.start + offset, wanted)
      this.heldAt = offset
      if (this.held.length < length) return null
      return new Uint8Array(this.held.subarray(0, length))
    }
    return new Uint8Array(this.held.subarray(from, from + length))
  }
}
