/** A variable-length integer (RFC 9000, 16), in `bytes` bytes or as few as it takes. */
export function quicVarint(value: number, bytes?: 1 | 2 | 4 | 8): Buffer {
  const size = bytes ?? (value < 64 ? 1 : value < 16_384 ? 2 : value < 2 ** 30 ? 4 : 8)
  const out = Buffer.alloc(8)
  out.writeBigUInt64BE(BigInt(value))
  const cut = Buffer.from(out.subarray(8 - size))
  cut[0] = (cut[0] as number) | ({ 1: 0, 2: 0x40, 4: 0x80, 8: 0xc0 }[size] as number)
  return cut
}
