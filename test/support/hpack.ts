/**
 * Writes header blocks in HPACK (RFC 7541) and the integers and strings of it, for tests: any representation a test
 * wants, also wrong ones.
 */
import { huffmanCodes } from '../../src/message/http2/huffman.ts'

/** An integer behind a prefix of `prefixBits` bits; `high`: the bits above the prefix. */
export function integerBytes(value: number, prefixBits: number, high = 0): Buffer {
  const mask = (1 << prefixBits) - 1
  if (value < mask) return Buffer.from([high | value])
  const bytes = [high | mask]
  let rest = value - mask
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(0x80 | (rest % 128))
  bytes.push(rest)
  return Buffer.from(bytes)
}

/** The bytes in Huffman code, padded with ones. */
export function huffmanBytes(bytes: Buffer): Buffer {
  let bits = ''
  for (const byte of bytes) {
    const { code, bits: length } = huffmanCodes[byte] as { code: number; bits: number }
    bits += code.toString(2).padStart(length, '0')
  }
  bits += '1'.repeat((8 - (bits.length % 8)) % 8)
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
}
