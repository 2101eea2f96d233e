/** Builds SUPL messages for tests: bits as the unaligned packed encoding rules put them. */

export class Bits {
  private text = ''

  /** A number in `count` bits. */
  put(value: number, count: number): this {
    this.text += value.toString(2).padStart(count, '0').slice(-count)
    return this
  }

  bytes(bytes: Buffer): this {
    for (const byte of bytes) this.put(byte, 8)
    return this
  }

  /** The bits, filled up to whole bytes. */
  toBuffer(): Buffer {
    const padded = this.text.padEnd(Math.ceil(this.text.length / 8) * 8, '0')
    return Buffer.from((padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  }
}

/** Digits in half bytes, the lower one first, in eight bytes. */
export function suplDigits(digits: string): Buffer {
  const filled = digits.padEnd(16, 'f')
  return Buffer.from(
    Array.from({ length: 8 }, (_, index) =>
      Number.parseInt(`${filled[index * 2 + 1]}${filled[index * 2]}`, 16),
    ),
  )
}

export type SuplCell = 'gsm' | 'wcdma' | 'lte'

/** SUPL START of version 2 with a SET id (0 MSISDN, 3 IMSI, 'imei') and a serving cell. */
export function suplStart(
  kind: 0 | 3 | 'imei',
  digits: string,
  cell: SuplCell,
  options: { hasAdditions?: boolean; isPosInit?: boolean } = {},
): Buffer {
  const bits = new Bits().put(2, 8).put(0, 8).put(0, 8)
  // A session of the SET alone.
  bits.put(1, 1).put(0, 1).put(1, 16)
  if (kind === 'imei') bits.put(1, 1).put(0, 7).put(8, 8).bytes(suplDigits(digits))
  else bits.put(0, 1).put(kind, 3).bytes(suplDigits(digits))
  // SUPL START without quality of position, or SUPL POS INIT without its four optional parts.
  if (options.isPosInit === true) bits.put(0, 1).put(3, 3).put(0, 1).put(0, 4)
  else bits.put(0, 1).put(1, 3).put(0, 1).put(0, 1)
  const more = options.hasAdditions === true ? 1 : 0
  // Capabilities: technologies, with what version 2 added; preference; protocols.
  bits.put(0, 1).put(more, 1).put(0b1111000, 7)
  if (more === 1) bits.put(0, 1).put(0, 6).put(1, 1).put(1, 8).put(0, 8)
  bits.put(1, 2).put(0, 1).put(0b010, 3)
  // Location: the cell, then its status.
  bits.put(0, 1)
  if (cell === 'gsm')
    bits.put(0, 1).put(0, 2).put(0, 3).put(240, 10).put(7, 10).put(4_660, 16).put(22_136, 16)
  else if (cell === 'wcdma') bits.put(0, 1).put(1, 2).put(0, 4).put(240, 10).put(7, 10).put(12_345_678, 28)
  else {
    const inner = new Bits().put(0, 1).put(2, 3).put(0, 5).put(0, 1).put(1, 1)
    inner.put(2, 4).put(4, 4).put(0, 4).put(0, 1).put(0, 4).put(7, 4).put(0x1a2d001, 28).put(11, 9).put(1, 16)
    const content = inner.toBuffer()
    bits.put(1, 1).put(0, 7).put(content.length, 8).bytes(content)
  }
  bits.put(0, 1).put(1, 2)
  const content = bits.toBuffer()
  const length = Buffer.alloc(2)
  length.writeUInt16BE(content.length + 2)
  return Buffer.concat([length, content])
}
