import type { Node } from '../../decode/types.ts'
import type { DigestInput } from '../digests/digest-input.ts'

/**
 * Known values alone under XOR with a key that is sent beside them, as long as they or shorter. The key is given, so all
 * of the value is decided: bytes meet one of a few hundred texts of eight characters and more by chance in 1 of 10^16 cases,
 * and letters under letters give no letters.
 */

/** Keys that are built into known programs (the one of StartApp's SDK is published by its reverse engineers). */
export const builtInKeys: readonly (readonly [string, string])[] = [
  ['the key of the StartApp SDK', 'encryptionkeystartapp'],
]

/** A value of the message that may be the key, under the name of its field. */
export interface SentKey {
  readonly name: string
  readonly bytes: Buffer
  /** The field that it stands in; null for keys of programs. */
  readonly node: Node | null
}

/** A value that a key of the message opens. */
export interface OpenedValue {
  readonly text: DigestInput
  readonly key: Buffer
  readonly keyFrom: string
  readonly keyNode: Node | null
}

const valueBytesMin = 8
const valueBytesMax = 128

/** Known values by their whole text. Made once. */
export class SentKeyTable {
  private readonly byText: ReadonlyMap<string, DigestInput>
  private readonly lengths: Uint8Array = new Uint8Array(valueBytesMax + 1)
  /** By their first two bytes: nearly all keys are done with one look. */
  private readonly starts: Uint8Array = new Uint8Array(65_536)

  constructor(texts: readonly DigestInput[]) {
    const byText = new Map<string, DigestInput>()
    for (const text of texts) {
      const bytes = Buffer.from(text.text)
      if (bytes.length < valueBytesMin || bytes.length > valueBytesMax) continue
      const key = bytes.toString('latin1')
      if (!byText.has(key)) byText.set(key, text)
      this.lengths[bytes.length] = 1
      this.starts[bytes.readUInt16BE(0)] = 1
    }
    this.byText = byText
  }

  /** True where a value has exactly so many bytes. */
  hasLength(length: number): boolean {
    return length <= valueBytesMax && this.lengths[length] === 1
  }

  /** The value that `bytes` are as a whole under one of the keys; a field is no key of itself. */
  find(bytes: Buffer, keys: readonly SentKey[], node: Node): OpenedValue | null {
    if (!this.hasLength(bytes.length)) return null
    // Zeros under a key that is the value are the key.
    if (bytes[0] === 0 && bytes.every((byte) => byte === 0)) return null
    for (let index = 0; index < keys.length; index++) {
      // Its name is written when somebody asks: only where it opens something.
      const sent = keys[index] as SentKey
      const key = sent.bytes
      if (sent.node === node) continue
      const first = (bytes[0] as number) ^ (key[0] as number)
      const second = (bytes[1] as number) ^ (key[1 % key.length] as number)
      if (this.starts[(first << 8) | second] !== 1) continue
      const text = this.byText.get(open(bytes, key).toString('latin1'))
      if (text !== undefined && key.some((byte) => byte !== 0))
        return { text, key, keyFrom: sent.name, keyNode: sent.node }
    }
    return null
  }
}

/** The bytes under XOR with a key that repeats; in `out` where that is given, which has as many. */
export function open(bytes: Buffer, key: Buffer, out: Buffer = Buffer.allocUnsafe(bytes.length)): Buffer {
  const { length } = bytes
  const period = key.length
  for (let at = 0, index = 0; at < length; at++) {
    out[at] = (bytes[at] as number) ^ (key[index] as number)
    index = index + 1 === period ? 0 : index + 1
  }
  return out
}
