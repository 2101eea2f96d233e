import { createCipheriv, createDecipheriv } from 'node:crypto'
import { isAlnum } from '../../core/ascii.ts'
import { isPrintable } from '../../core/signs/byte-signs.ts'
import type { DigestInput } from '../digests/digest-pool.ts'
import type { Node } from '../../decode/types.ts'
import { rc4 } from './rc4.ts'
import type { SentKey } from './sent-keys.ts'

/**
 * Ciphertext whose key is sent beside it: AES (FIPS 197) in the modes that libraries offer first, and RC4. A few blocks
 * tell whether a key may fit: the filling of the last one (PKCS #7), or text in the first. What proves it is a known value in
 * what is opened: eight characters are no chance.
 */

/** What was opened, and how. */
export interface OpenedCipher {
  readonly plain: Buffer
  /** `AES-128-CBC, "k" of the message`. */
  readonly form: string
  readonly keyFrom: string
  readonly keyNode: Node | null
}

/** A known value in what was opened. */
export interface OpenedText {
  readonly text: DigestInput
  readonly opened: OpenedCipher
}

const blockBytes = 16
const nonceBytes = 12
const tagBytes = 16
/** Shorter values stand in random bytes, too. */
const valueBytesMin = 8
const aesKeyBytes: ReadonlySet<number> = new Set([16, 24, 32])
const ivBytes: ReadonlySet<number> = new Set([nonceBytes, blockBytes])
/** More bytes are of files. */
const cipherBytesMax = 262_144
/** Bytes that take as long as what else a try takes. */
const bytesOfTry = 4_096
const noIv = Buffer.alloc(blockBytes)

/** True for what may be a key of AES or RC4 as it is. */
export function isCipherKey({ bytes, node }: SentKey): boolean {
  return node !== null && aesKeyBytes.has(bytes.length)
}

/** True for what may be an IV or a nonce. */
export function isCipherIv({ bytes, node }: SentKey): boolean {
  return node !== null && ivBytes.has(bytes.length)
}

/**
 * The known values in `bytes` under one of the keys of the message; nothing where none opens them. `mayTry` is asked before each try of a
 * key with an IV (which many bytes count as several), and ends the search with false. A field is no key of itself.
 */
export function underSentCipher(
  bytes: Buffer,
  node: Node,
  keys: readonly SentKey[],
  ivs: readonly SentKey[],
  texts: readonly DigestInput[],
  mayTry: (tries: number) => boolean,
): readonly OpenedText[] {
  if (bytes.length < blockBytes || bytes.length > cipherBytesMax) return []
  for (const key of keys) {
    if (key.node === node) continue
    const vectors = [
      noIv,
      key.bytes.subarray(0, blockBytes),
      ...ivs.filter((iv) => iv.node !== node).map((iv) => iv.bytes),
    ]
    for (const { plain, mode } of readings(bytes, key.bytes, vectors, mayTry)) {
      const form = mode === 'RC4' ? mode : `AES-${key.bytes.length * 8}-${mode}`
      const opened = { plain, form: `${form}, ${key.name}`, keyFrom: key.name, keyNode: key.node }
      const found = textsIn(plain, texts)
      if (found.length > 0) return found.map((text) => ({ text, opened }))
    }
  }
  return []
}

type Mode = 'ECB' | 'CBC' | 'CTR' | 'GCM' | 'RC4'

interface Reading {
  readonly plain: Buffer
  readonly mode: Mode
}

/** What the bytes may stand for under a key: each a reading that looks opened by a few of its bytes. */
function* readings(
  bytes: Buffer,
  key: Buffer,
  vectors: readonly Buffer[],
  mayTry: (tries: number) => boolean,
): Generator<Reading> {
  if (bytes.length % blockBytes === 0) {
    if (!mayTry(Math.ceil(bytes.length / bytesOfTry))) return
    const blocks = ecb(bytes, key)
    if (isOpened(blocks)) yield { plain: blocks, mode: 'ECB' }
    // Behind the first block nothing changes with the IV, which may also be that block.
    const chain = chained(blocks, bytes)
    const isRestOpened = isOpened(chain.subarray(blockBytes))
    for (const iv of vectors) {
      if (iv.length !== blockBytes) continue
      if (!mayTry(1)) return
      const first = Buffer.from(iv.map((byte, at) => byte ^ (blocks[at] as number)))
      if (isRestOpened || isOpened(first))
        yield { plain: Buffer.concat([first, chain.subarray(blockBytes)]), mode: 'CBC' }
    }
  }
  for (const [iv, body] of [
    ...vectors.map((vector) => [vector, bytes] as const),
    [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes)] as const,
    [bytes.subarray(0, blockBytes), bytes.subarray(blockBytes)] as const,
  ]) {
    for (const { counter, mode, end } of counters(iv, body.length)) {
      if (!mayTry(1)) return
      if (!beginsText(counted(body.subarray(0, blockBytes), key, counter))) continue
      yield { plain: counted(body.subarray(0, end), key, counter), mode }
    }
  }
  if (!mayTry(1)) return
  if (beginsText(rc4(key, bytes.subarray(0, blockBytes)))) yield { plain: rc4(key, bytes), mode: 'RC4' }
}

interface Counter {
  readonly counter: Buffer
  readonly mode: Mode
  readonly end: number
}

/** The first counter blocks that an IV gives: all of it, or a nonce with a number behind it, which is 2 in GCM (NIST SP 800-38D, 7.1). */
function counters(iv: Buffer, length: number): readonly Counter[] {
  if (iv.length === blockBytes) return [{ counter: iv, mode: 'CTR', end: length }]
  return [2, 0, 1].map((first) => {
    const counter = Buffer.concat([iv, Buffer.from([0, 0, 0, first])])
    return first === 2
      ? { counter, mode: 'GCM', end: Math.max(blockBytes, length - tagBytes) }
      : { counter, mode: 'CTR', end: length }
  })
}

function ecb(bytes: Buffer, key: Buffer): Buffer {
  const decipher = createDecipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false)
  return Buffer.concat([decipher.update(bytes), decipher.final()])
}

function counted(bytes: Buffer, key: Buffer, counter: Buffer): Buffer {
  return createCipheriv(`aes-${key.length * 8}-ctr`, key, counter).update(bytes)
}

/** CBC: each block but the first with the one before it in the ciphertext over it (NIST SP 800-38A, 6.2). */
function chained(blocks: Buffer, bytes: Buffer): Buffer {
  const plain = Buffer.from(blocks)
  for (let at = blockBytes; at < plain.length; at++)
    plain[at] = (plain[at] as number) ^ (bytes[at - blockBytes] as number)
  return plain
}

/** The last block is filled up as PKCS #7 says, or with zeros, or the first one is text. */
function isOpened(plain: Buffer): boolean {
  if (plain.length === 0) return false
  const filled = plain.at(-1) as number
  const isFilled =
    filled <= blockBytes &&
    plain.subarray(Math.max(0, plain.length - Math.max(1, filled))).every((byte) => byte === filled)
  return isFilled || beginsText(plain)
}

/** Bytes of which all but a quarter are of ASCII, and none a control character: random ones are in 1 of 10 million cases. */
function beginsText(bytes: Buffer): boolean {
  const { length } = bytes
  const end = Math.min(length, blockBytes)
  let high = 0
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] as number
    if (byte >= 0x80) high++
    else if (!isPrintable(byte) && byte !== 9 && byte !== 10 && byte !== 13) return false
  }
  return end === blockBytes && high * 4 <= end
}

/** Known values that stand between marks, each once. */
function textsIn(plain: Buffer, texts: readonly DigestInput[]): DigestInput[] {
  const found = new Map<string, DigestInput>()
  for (const text of texts) {
    const name = `${text.identifier} ${text.normal}`
    const value = Buffer.from(text.text)
    if (value.length < valueBytesMin || found.has(name)) continue
    const at = plain.indexOf(value)
    if (at !== -1 && !isAlnum(plain[at - 1]) && !isAlnum(plain[at + value.length])) found.set(name, text)
  }
  return [...found.values()]
}
