import { createHash } from 'node:crypto'

/** Bytes that hide a value, as the quick look meets them, and a way to ask it of them. */

export const hiddenValue = '358461092735184'
export const hiddenDocument: string = JSON.stringify({
  did: hiddenValue,
  os: 'android',
  model: 'SM-G991B',
  lang: 'de_DE',
})

export function digestOf(algorithm: string): Buffer {
  return createHash(algorithm).update(hiddenValue).digest()
}

/** Text of two and of four bytes a character. */
export const wide: Buffer = Buffer.from(hiddenDocument, 'utf16le')
export const wider: Buffer = Buffer.concat(
  Array.from(hiddenValue, (char) => Buffer.from([char.charCodeAt(0), 0, 0, 0])),
)

export function turned(bytes: Buffer, key: string): Buffer {
  return Buffer.from(bytes.map((byte, at) => byte ^ key.charCodeAt(at % key.length)))
}

/** Under a key of which a byte has its highest bit set. */
const hiding = Buffer.from('9122b34455', 'hex')
export const underKey: Buffer = Buffer.from(
  Buffer.from(hiddenDocument).map((byte, at) => byte ^ (hiding[at % hiding.length] as number)),
)

/** The answer to a question about a range of bytes, of which all are asked but what stands around. */
export function ask(
  question: (buf: Buffer, start: number, end: number) => boolean,
  text: Buffer | string,
): boolean {
  const bytes = Buffer.concat([Buffer.from('#'), Buffer.from(text), Buffer.from('#')])
  return question(bytes, 1, bytes.length - 1)
}
