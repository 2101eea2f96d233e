/**
 * Writes header blocks in HPACK (RFC 7541) and the integers and strings of it, for tests: any representation a test
 * wants, also wrong ones.
 */
import { huffmanCodes } from '../../src/message/http-fields/huffman.ts'
import { prefixedInteger } from '../../tools/bench/http-fields.ts'

const codes = huffmanCodes()

/** The bytes in Huffman code, padded with ones. */
export function huffmanBytes(bytes: Buffer): Buffer {
  let bits = ''
  for (const byte of bytes) {
    const { code, bits: length } = codes[byte] as { code: number; bits: number }
    bits += code.toString(2).padStart(length, '0')
  }
  bits += '1'.repeat((8 - (bits.length % 8)) % 8)
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
}

/** A string literal, in Huffman code if wanted. */
function stringBytes(text: string, isHuffman = false): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  const coded = isHuffman ? huffmanBytes(bytes) : bytes
  return Buffer.concat([prefixedInteger(coded.length, 7, isHuffman ? 0x80 : 0), coded])
}

/** A field of a table (section 6.1). */
export function indexed(index: number): Buffer {
  return prefixedInteger(index, 7, 0x80)
}

export interface LiteralOptions {
  /** Put into the dynamic table, left out of it, or never to be put into one. */
  readonly kind?: 'inserted' | 'plain' | 'never'
  readonly isHuffman?: boolean
}

/** A literal field (section 6.2); its name is a text or the index of an entry. */
export function literal(name: string | number, value: string, options: LiteralOptions = {}): Buffer {
  const { kind = 'plain', isHuffman = false } = options
  const [bits, high] = kind === 'inserted' ? [6, 0x40] : [4, kind === 'never' ? 0x10 : 0]
  const head = prefixedInteger(typeof name === 'number' ? name : 0, bits, high)
  const nameBytes = typeof name === 'number' ? Buffer.alloc(0) : stringBytes(name, isHuffman)
  return Buffer.concat([head, nameBytes, stringBytes(value, isHuffman)])
}

/** A dynamic table size update (section 6.3). */
export function sizeUpdate(size: number): Buffer {
  return prefixedInteger(size, 5, 0x20)
}

/** A block of literal fields that touch no table. */
export function literals(fields: readonly (readonly [string, string])[], isHuffman = false): Buffer {
  return Buffer.concat(fields.map(([name, value]) => literal(name, value, { isHuffman })))
}
