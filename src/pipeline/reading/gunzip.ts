import { crc32, createInflateRaw } from 'node:zlib'
import type { InflateRaw } from 'node:zlib'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { unpack } from '../../core/one-shot.ts'
import { paddingBytes } from '../../source/archives/padding-bytes.ts'

/**
 * What is wrong with a gzip file. `cut`: it ends inside a member; `damaged`: it holds what can not be inflated;
 * `wrong-checksum` of a member that was unpacked; `followed` by what is none.
 */
export type GzipFault = 'cut' | 'damaged' | 'wrong-checksum' | 'followed'

/** Oddities of compressed files, by what is wrong with them. */
export const gzipAnomalies: { readonly [Fault in GzipFault]: AnomalyCode } = {
  cut: {
    code: 'source.gzip.cut',
    kind: 'short_capture',
    sentence: 'The gzip file ends early: everything up to there was read.',
  },
  damaged: {
    code: 'source.gzip.damaged',
    kind: 'malformed',
    sentence: 'The gzip file is damaged: what could be unpacked before that was read.',
  },
  'wrong-checksum': {
    code: 'source.gzip.checksum',
    kind: 'malformed',
    sentence:
      'The checksum of the gzip file is wrong: all of it was read, and some of it may not be as it was.',
  },
  followed: {
    code: 'source.gzip.followed',
    kind: 'malformed',
    sentence: 'Behind the gzip file stand other bytes: they were not read.',
  },
}

/** Flags of a member's header (RFC 1952, 2.3.1). */
const flags = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 }
const headerBytesMin = 10
const trailerBytes = { gzip: 8, zlib: 4 } as const
/** A name or comment that is longer is none. */
const headerBytesMax = 131_072
/** Of what one call of the engine inflates nothing is kept when it meets damage: so much is lost at the most. */
const chunkBytes = 65_536
/** A further member of so many bytes, which unpacks to no more than a piece, is unpacked by one call: there may be many. */
const smallBytesMax = 4_096

/** The magic of gzip (RFC 1952, 2.3.1), which is enough of a whole file. */
export function hasGzipMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** Whether a file begins as gzip does, or as zlib (RFC 1950; mitmproxy writes HAR in it, as `.zhar`). */
export function startsAsGzip(bytes: Uint8Array): boolean {
  return hasGzipMagic(bytes) || isZlib(bytes)
}

/** RFC 1950, 2.2: deflate with a window of 32 KiB and no dictionary; both bytes are a multiple of 31. */
function isZlib(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes
  return first === 0x78 && (second & 0x20) === 0 && (first * 256 + second) % 31 === 0
}

/**
 * Unpacks a gzip file (RFC 1952; several members behind each other are one content) and hands on each piece as soon as
 * it is there, so that nothing is lost that stands before damage: Node's own gunzip drops what waits when it fails, and
 * takes a wrong checksum or bytes behind the end for a failure. `take` answers whether it wants more; `passOver` is told how
 * many bytes stand behind the end, padding in front of them aside. Gives all that is wrong with it; `left` where `take` wanted no
 * more. Throws what `take` and `source` throw.
 */
export async function gunzipInto(
  source: AsyncIterable<Buffer>,
  take: (piece: Buffer) => boolean,
  passOver: (bytes: number) => void = () => undefined,
): Promise<readonly (GzipFault | 'left')[]> {
  const faults = new Set<GzipFault>()
  let isOver = false
  let rest: Buffer = Buffer.alloc(0)
  let member: Member | null = null
  let members = 0
  for await (const chunk of source) {
    // The rest is still read: whoever counts or hashes the file wants all of it.
    if (faults.has('followed')) passOver(chunk.length)
    if (isOver) continue
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length > 0) {
      if (member === null) {
        if (members === 0 && rest.length < 2) break
        if (members === 0 && isZlib(rest)) {
          members++
          member = new Member(take, 'zlib')
          rest = rest.subarray(2)
          continue
        }
        const header = headerBytes(rest)
        if (header === 'short' && rest.length < headerBytesMax) break
        if (typeof header === 'string') {
          const padding = paddingBytes(rest)
          isOver = members === 0 || padding < rest.length
          if (isOver) faults.add(members === 0 ? 'damaged' : 'followed')
          if (faults.has('followed')) passOver(rest.length - padding)
          rest = rest.subarray(rest.length)
          break
        }
        rest = rest.subarray(header)
        const small = members > 0 ? smallMember(rest) : null
        members++
        if (small === null) {
          member = new Member(take, 'gzip')
          continue
        }
        if (small.bytes.length > 0 && !take(small.bytes)) return [...faults, 'left']
        if (!small.isConfirmed) faults.add('wrong-checksum')
        rest = rest.subarray(small.used)
      } else if (!member.isOver) {
        rest = rest.subarray(await member.write(rest))
        if (member.isLeft) return [...faults, 'left']
        if (member.isDamaged) {
          isOver = true
          faults.add('damaged')
          break
        }
      } else if (rest.length < member.trailerBytes) {
        break
      } else {
        if (!member.isConfirmedBy(rest)) faults.add('wrong-checksum')
        rest = rest.subarray(member.trailerBytes)
        member = null
      }
    }
  }
  if (isOver) return [...faults]
  if (member !== null || members === 0) faults.add('cut')
  else if (rest.length > 0) {
    passOver(rest.length)
    faults.add('followed')
  }
  return [...faults]
}

/**
 * The content of a member, behind whose header `bytes` begin, and how many of them it is with its trailer; null where it is
 * not small, not whole yet, or damaged. An engine of its own, with its turns of the event loop, costs more than it holds.
 */
function smallMember(bytes: Buffer): { bytes: Buffer; used: number; isConfirmed: boolean } | null {
  const unpacked = unpack('deflate', bytes.subarray(0, smallBytesMax), chunkBytes, false)
  if (typeof unpacked === 'string' || bytes.length < unpacked.used + trailerBytes.gzip) return null
  const { used } = unpacked
  return {
    bytes: unpacked.bytes,
    used: used + trailerBytes.gzip,
    isConfirmed:
      bytes.readUInt32LE(used) === crc32(unpacked.bytes) &&
      bytes.readUInt32LE(used + 4) === unpacked.bytes.length,
  }
}

/** Length of the header that `bytes` begins with; `short` where it is not whole yet, `none` where it is none. */
function headerBytes(bytes: Buffer): number | 'short' | 'none' {
  const magic = [0x1f, 0x8b, 8]
  if (magic.some((byte, at) => at < bytes.length && bytes[at] !== byte)) return 'none'
  if (bytes.length < headerBytesMin) return 'short'
  const set = bytes[3] as number
  if ((set & flags.reserved) !== 0) return 'none'
  let at = headerBytesMin
  if ((set & flags.extra) !== 0) {
    if (bytes.length < at + 2) return 'short'
    at += 2 + bytes.readUInt16LE(at)
  }
  for (const flag of [flags.name, flags.comment]) {
    if ((set & flag) === 0) continue
    const zero = bytes.indexOf(0, at)
    if (zero < 0) return 'short'
    at = zero + 1
  }
  if ((set & flags.headerCrc) !== 0) at += 2
  return at <= bytes.length ? at : 'short'
}

/** One member: an engine for its content, and what its trailer will confirm. */
class Member {
  isOver = false
  isDamaged = false
  /** Nothing more is wanted of it. */
  isLeft = false
  private readonly engine: InflateRaw = createInflateRaw({ chunkSize: chunkBytes })
  private sum = 0
  private length = 0
  private failure: unknown = null

  private readonly wrapper: keyof typeof trailerBytes

  constructor(take: (piece: Buffer) => boolean, wrapper: keyof typeof trailerBytes) {
    this.wrapper = wrapper
    if (wrapper === 'zlib') this.sum = 1
    this.engine.on('data', (piece: Buffer) => {
      if (this.failure !== null || this.isLeft) return
      this.sum = wrapper === 'gzip' ? crc32(piece, this.sum) : adler32(piece, this.sum)
      this.length = (this.length + piece.length) >>> 0
      try {
        this.isLeft = !take(piece)
      } catch (cause) {
        // Thrown in here, it would be taken for a failure of the engine.
        this.failure = cause ?? new Error('a piece was refused')
      }
    })
  }

  /** Inflates `bytes`; how many of them belong to the content. */
  async write(bytes: Buffer): Promise<number> {
    const { engine } = this
    const before = engine.bytesWritten
    await new Promise<void>((resolve) => {
      const over = (): void => {
        this.isOver = true
        resolve()
      }
      const damaged = (): void => {
        this.isDamaged = true
        resolve()
      }
      engine.once('end', over)
      engine.once('error', damaged)
      engine.write(bytes, (error) => {
        if (error !== null && error !== undefined) return
        // `end` is told in a turn of its own.
        setImmediate(() => {
          engine.off('end', over)
          engine.off('error', damaged)
          resolve()
        })
      })
    })
    if (this.failure !== null) throw this.failure
    return this.isDamaged ? 0 : engine.bytesWritten - before
  }

  get trailerBytes(): number {
    return trailerBytes[this.wrapper]
  }

  isConfirmedBy(trailer: Buffer): boolean {
    if (this.wrapper === 'zlib') return trailer.readUInt32BE(0) === this.sum
    return trailer.readUInt32LE(0) === this.sum && trailer.readUInt32LE(4) === this.length
  }
}

/** RFC 1950, 8.2, over `piece`, which is short (see `chunkBytes`): its sums fit into 53 bits. `sum`: that of all before. */
function adler32(piece: Buffer, sum: number): number {
  let low = sum & 0xffff
  let high = sum >>> 16
  for (const byte of piece) {
    low += byte
    high += low
  }
  return ((high % 65_521) * 65_536 + (low % 65_521)) >>> 0
}
