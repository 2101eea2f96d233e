import type { DigestInput } from '../digests/digest-input.ts'

/**
 * Known values in bytes that were joined with the byte before them, or to which a short key was added, as coders of strings do:
 * what two bytes have between them says more than each of them, and no key is asked for.
 */

/** Where a value stands so. */
export interface RunningPlace {
  readonly text: DigestInput
  readonly start: number
  readonly end: number
  /** How it was written, for people. */
  readonly form: string
}

/** Bytes that have to fit, and different ones among them: others are met by chance. */
const proofBytesMin = 10
const differentMin = 4
const bytesMax = 16_384
/** The longest key that is added. */
const keyBytesMax = 8

type Join = (byte: number, before: number) => number
const xor: Join = (byte, before) => byte ^ before
const less: Join = (byte, before) => (byte - before) & 0xff

/** How bytes and values are both turned, so that they are the same: `lag` 0 leaves them. */
interface Way {
  readonly bytesLag: number
  readonly valueLag: number
  readonly join: Join
  readonly form: string
}

const ways: readonly Way[] = [
  { bytesLag: 1, valueLag: 0, join: xor, form: 'XOR with the byte before' },
  { bytesLag: 0, valueLag: 1, join: xor, form: 'XOR with the character before' },
  { bytesLag: 1, valueLag: 0, join: less, form: 'sum with the byte before' },
  ...Array.from({ length: keyBytesMax }, (_, at): Way => {
    const lag = at + 1
    return { bytesLag: lag, valueLag: lag, join: less, form: 'added key' }
  }),
]

interface Needle {
  readonly text: DigestInput
  readonly value: Buffer
  readonly bytes: Buffer
}

/** The values of one way by their first four bytes, and a mark for each hash of these. */
interface Needles {
  readonly isAny: Uint8Array
  readonly byStart: ReadonlyMap<number, readonly Needle[]>
}

const marks = 4_096

function markOf(four: number): number {
  return ((four >>> 20) ^ (four >>> 10) ^ four) & (marks - 1)
}

/** Looks for values under running keys; made once for a profile. */
export class RunningKeyTable {
  /** For each of the ways. */
  private readonly needles: readonly Needles[]

  constructor(texts: readonly DigestInput[]) {
    this.needles = ways.map(({ valueLag, join }) => {
      const all = texts
        .map((text): Needle => {
          const value = Buffer.from(text.text)
          return { text, value, bytes: turned(value, valueLag, join) }
        })
        .filter(({ bytes }) => bytes.length >= proofBytesMin && new Set(bytes).size >= differentMin)
      const byStart = Map.groupBy(all, ({ bytes }) => bytes.readInt32BE(0))
      const isAny = new Uint8Array(marks)
      for (const four of byStart.keys()) isAny[markOf(four)] = 1
      return { isAny, byStart }
    })
  }

  /** Each value that `bytes` hold so, the first time. */
  find(bytes: Buffer): readonly RunningPlace[] {
    if (bytes.length <= proofBytesMin || bytes.length > bytesMax) return []
    const places = new Map<DigestInput, RunningPlace>()
    for (const [index, way] of ways.entries()) {
      const needles = this.needles[index] as Needles
      if (needles.byStart.size === 0) continue
      const { bytesLag, join } = way
      const { isAny } = needles
      const { length } = bytes
      let four = 0
      for (let at = 0; at + bytesLag < length; at++) {
        const byte = bytes[at + bytesLag] as number
        four = (four << 8) | (bytesLag === 0 ? byte : join(byte, bytes[at] as number))
        if (isAny[markOf(four)] === 1 && at >= 3) take(bytes, at - 3, way, needles.byStart.get(four), places)
      }
    }
    return [...places.values()]
  }
}

/** The values that stand at `start` of the turned bytes, each where it is met first. */
function take(
  bytes: Buffer,
  start: number,
  { bytesLag, valueLag, join, form }: Way,
  needles: readonly Needle[] | undefined,
  places: Map<DigestInput, RunningPlace>,
): void {
  for (const { text, value, bytes: needle } of needles ?? []) {
    if (places.has(text) || !isAt(needle, bytes, start, bytesLag, join)) continue
    const from = valueLag === 0 ? start + bytesLag : start + bytesLag - valueLag
    const key = form === 'added key' ? keyOf(bytes, from, value, bytesLag) : null
    // As it is, others find it.
    if (key?.every((byte) => byte === 0) === true) continue
    const shown = key === null ? form : `${form} ${key.toString('hex')}`
    places.set(text, { text, start: from, end: from + value.length, form: shown })
  }
}

/** True where the bytes from `start` on, turned, are the needle: nearly always the first of them that was not asked for ends it. */
function isAt(needle: Buffer, bytes: Buffer, start: number, lag: number, join: Join): boolean {
  if (start + lag + needle.length > bytes.length) return false
  for (let at = 0; at < needle.length; at++) {
    const byte = bytes[start + at + lag] as number
    if ((lag === 0 ? byte : join(byte, bytes[start + at] as number)) !== needle[at]) return false
  }
  return true
}

function turned(bytes: Buffer, lag: number, join: Join): Buffer {
  if (lag === 0) return bytes
  const out = Buffer.allocUnsafe(Math.max(bytes.length - lag, 0))
  for (let at = 0; at < out.length; at++) out[at] = join(bytes[at + lag] as number, bytes[at] as number)
  return out
}

function keyOf(bytes: Buffer, start: number, value: Buffer, size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, (_, at) => less(bytes[start + at] ?? 0, value[at] ?? 0)))
}
