/** Base64 characters before the core in its group of four, when `offset` bytes stand before the value in theirs of three. */
export function charsBeforeCore(offset: number): number {
  return Math.ceil((offset * 8) / 6)
}

/** The base64 characters that the value alone decides, when `offset` bytes stand before it in its group of three. */
export function base64Core(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes, Buffer.alloc(2)]).toString('base64')
  return text.slice(charsBeforeCore(offset), Math.floor(((offset + bytes.length) * 8) / 6))
}

/** A core with one more character, which the value decides but for two bits: one of all that may stand there. */
export interface WiderCore {
  readonly text: string
  /** The character stands in front of what the value alone decides; else behind it. */
  readonly isLed: boolean
}

const freeBits = 2

/** The cores with one more character; none where both characters beside have more than two bits of something else. */
export function widerCores(bytes: Buffer, offset: number): readonly WiderCore[] {
  const start = charsBeforeCore(offset)
  const end = Math.floor(((offset + bytes.length) * 8) / 6)
  const isLed = (offset * 8) % 6 === freeBits
  if (!isLed && ((offset + bytes.length) * 8) % 6 !== 6 - freeBits) return []
  return Array.from({ length: 1 << freeBits }, (_, bits): WiderCore => {
    const [before, behind] = isLed ? [bits, 0] : [0, bits << (8 - freeBits)]
    const text = Buffer.concat([Buffer.alloc(offset, before), bytes, Buffer.from([behind, 0])]).toString(
      'base64',
    )
    return { text: isLed ? text.slice(start - 1, end) : text.slice(start, end + 1), isLed }
  })
}
