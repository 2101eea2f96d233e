/** Base64 characters before the core in its group of four, when `offset` bytes stand before the value in theirs of three. */
export function charsBeforeCore(offset: number): number {
  return Math.ceil((offset * 8) / 6)
}

/** The base64 characters that the value alone decides, when `offset` bytes stand before it in its group of three. */
export function base64Core(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes, Buffer.alloc(2)]).toString('base64')
  return text.slice(charsBeforeCore(offset), Math.floor(((offset + bytes.length) * 8) / 6))
}
