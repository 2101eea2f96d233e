import type { Flow } from '../../stream/types.ts'
import type { Direction } from '../../core/verdict.ts'
import { ByteSpread } from '../byte-spread.ts'
import { connectionIdBytesMax } from './parse.ts'

/** Shortest packet that looks like one (RFC 9000, 10.3). */
const packetBytesMin = 21
/** Bytes of each datagram that are looked at, behind what may be first byte and connection id. */
const sampledFrom = 1 + connectionIdBytesMax
const sampledBytesMax = 512
/** What must have been seen before anything is concluded: on QUIC's own port less. */
const quicPort = 443
const wanted = {
  onPort: { datagrams: 4, ofEach: 1, bytes: 256 },
  elsewhere: { datagrams: 6, ofEach: 3, bytes: 1_024 },
}
/** Datagrams of one end that are enough on QUIC's port where the other is not in the capture. */
const aloneDatagrams = 8
/** Datagrams of one end after which the protected bits of its first bytes can not be all alike. */
const variedDatagrams = 4
/**
 * Tells by sight a QUIC connection whose start is not in the capture. Its short headers say nothing but a fixed bit
 * (RFC 9000, 17.3.1), so all that was seen of both ends must fit: each datagram's first bits, its length, first bytes
 * that vary as header protection makes them, and bytes that are as evenly spread as encryption leaves them.
 */
export class JoinedLate {
  private readonly isOnPort: boolean
  private readonly datagrams: [number, number] = [0, 0]
  /** The protected bits of first bytes that were seen, as a set. */
  private readonly firsts: [number, number] = [0, 0]
  /** Of what was sampled; made for flows that may be QUIC, until that is known. */
  private spread: ByteSpread | null = null
  /** Null while it is open. */
  private verdict: boolean | null = null
  /** The bits of a first byte that are always the same, and how. */
  private readonly fixedBits: number

  /** `isProofToCome`: the fixed bit, too, may be random, as two ends may agree (RFC 9287), on QUIC's own port. */
  constructor(flow: Flow, isProofToCome = false) {
    this.isOnPort = flow.serverPort === quicPort || flow.clientPort === quicPort
    this.fixedBits = isProofToCome && this.isOnPort ? 0x80 : 0xc0
  }

  /** Whether all datagrams until now may be QUIC's, or are. */
  get mayBe(): boolean {
    return this.verdict !== false
  }

  /** Whether they are, as far as one can see. */
  get isLikely(): boolean {
    return this.verdict === true
  }

  /** True once all datagrams up to this one are QUIC's; it stays so. */
  sees(direction: Direction, buf: Buffer, start: number, end: number): boolean {
    if (this.verdict !== null) return this.verdict
    const first = buf[start] as number
    if ((first & this.fixedBits) !== (0x40 & this.fixedBits) || end - start < packetBytesMin) {
      this.verdict = false
      return false
    }
    const spread = (this.spread ??= new ByteSpread())
    this.datagrams[direction]++
    this.firsts[direction] |= 1 << (first & 0x1f)
    const from = start + sampledFrom
    spread.add(buf, from, Math.min(end, from + sampledBytesMax))
    if (!this.hasSeenEnough(spread.bytes)) return false
    this.verdict = this.isVaried(0) && this.isVaried(1) && spread.isEven
    this.spread = null
    return this.verdict
  }

  private hasSeenEnough(sampled: number): boolean {
    const { datagrams, isOnPort } = this
    const { datagrams: most, ofEach, bytes } = isOnPort ? wanted.onPort : wanted.elsewhere
    const all = datagrams[0] + datagrams[1]
    if (sampled < bytes || all < most) return false
    // First bytes that are alike may be so by chance, for a while.
    if (all < 2 * variedDatagrams && !isSeveral(this.firsts[0]) && !isSeveral(this.firsts[1])) return false
    if (datagrams[0] >= ofEach && datagrams[1] >= ofEach) return true
    return isOnPort && all >= aloneDatagrams
  }

  private isVaried(direction: Direction): boolean {
    return this.datagrams[direction] < variedDatagrams || isSeveral(this.firsts[direction])
  }
}

function isSeveral(bits: number): boolean {
  return (bits & (bits - 1)) !== 0
}
