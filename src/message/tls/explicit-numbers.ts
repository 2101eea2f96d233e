const numberBytes = 8
/** A number that was counted from 0 is below, and random bytes are not. */
const countedBelow = 0x1_0000_0000n

/**
 * Whether sealed records of one direction are of TLS 1.2: in front of what is encrypted with AES-GCM they carry a number,
 * which most programs count from 0, and others from anywhere (RFC 5288, 3).
 */
export class ExplicitNumbers {
  private last: bigint | null = null

  /** Takes the body `buf[start, end)` of the next record; true once it is certain. */
  take(buf: Buffer, start: number, end: number): boolean {
    if (end - start < numberBytes) return false
    const number = buf.readBigUInt64BE(start)
    const { last } = this
    this.last = number
    return number < countedBelow || (last !== null && number === last + 1n)
  }
}
