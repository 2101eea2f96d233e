import { crc32, createInflateRaw } from 'node:zlib'
import type { InflateRaw } from 'node:zlib'

/** How a gzip file ended. `cut`: inside a member; `damaged`: what can not be inflated; the others: all was unpacked. */
export type GzipEnd = 'whole' | 'cut' | 'damaged' | 'wrong-checksum' | 'followed'

/** That; or what it was unpacked for was found before. */
type End = GzipEnd | 'left'

/** Flags of a member's header (RFC 1952, 2.3.1). */
const flags = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 }
const headerBytesMin = 10
const trailerBytes = 8
/** A name or comment that is longer is none. */
const headerBytesMax = 131_072
/** Of what one call of the engine inflates nothing is kept when it meets damage: so much is lost at the most. */
const chunkBytes = 65_536

/**
 * Unpacks a gzip file (RFC 1952; several members behind each other are one content) and hands on each piece as soon as
 * it is there, so that nothing is lost that stands before damage: Node's own gunzip drops what waits when it fails, and
 * takes a wrong checksum or bytes behind the end for a failure. `take` answers whether it wants more. Throws what `take`
 * and `source` throw.
 */
export async function gunzipInto(
  source: AsyncIterable<Buffer>,
  take: (piece: Buffer) => boolean,
): Promise<End> {
  let end: GzipEnd = 'whole'
  let rest: Buffer = Buffer.alloc(0)
  let member: Member | null = null
  let members = 0
  for await (const chunk of source) {
    // The rest is still read: whoever counts or hashes the file wants all of it.
    if (end === 'damaged' || end === 'followed') continue
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length > 0) {
      if (member === null) {
        const header = headerBytes(rest)
        if (header === 'short' && rest.length < headerBytesMax) break
        if (typeof header === 'string') {
          end = members === 0 ? 'damaged' : isPadding(rest) ? end : 'followed'
          rest = rest.subarray(rest.length)
          break
        }
        members++
        member = new Member(take)
        rest = rest.subarray(header)
      } else if (!member.isOver) {
        rest = rest.subarray(await member.write(rest))
        if (member.isLeft) return 'left'
        if (member.isDamaged) {
          end = 'damaged'
          break
        }
      } else if (rest.length < trailerBytes) {
        break
      } else {
        if (!member.isConfirmedBy(rest)) end = 'wrong-checksum'
        rest = rest.subarray(trailerBytes)
        member = null
      }
    }
  }
  if (end === 'damaged' || end === 'followed') return end
  if (member !== null || members === 0) return 'cut'
  return rest.length === 0 || isPadding(rest) ? end : 'followed'
}

/** Tapes and some programs fill the last block with zeros. */
function isPadding(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0)
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

  constructor(take: (piece: Buffer) => boolean) {
    this.engine.on('data', (piece: Buffer) => {
      if (this.failure !== null || this.isLeft) return
      this.sum = crc32(piece, this.sum)
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

  isConfirmedBy(trailer: Buffer): boolean {
    return trailer.readUInt32LE(0) === this.sum && trailer.readUInt32LE(4) === this.length
  }
}
