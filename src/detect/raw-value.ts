import type { Node } from '../decode/types.ts'
import type { IdentifierType } from './identifier-type.ts'

/** A value that a binary field holds as its bytes. */
export interface RawValue {
  /** In digits, as people write it. */
  readonly normal: string
  /** How it is written, for people. */
  readonly form: string
}

/** The longest are tokens. */
const rawBytesMax = 64
const rawBytesMin = 6

/** Bytes of a property list as XML are base64, of any length: six of them say too little to be known for it. */
const plistData = /^\s*(?:[0-9A-Za-z+/]{4})+(?:[0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?\s*$/
const plistDataCharsMax = 128

/**
 * Text in ISO 8859-1, in which fields of HTTP were written (RFC 9110, 5.5), with the euro, the dots, the quotes and the dashes of
 * Windows-1252. Of sixteen random bytes it is true in 1 of 50 cases, of thirty-two in 1 of 3,000.
 */
const western = /^[\x20-\x7e\x80\x85\x91-\x94\x96\x97\xa0-\xff]*$/

/** Steps that give bytes as they are: fields of binary formats, and what base64 stands for. What others give is text, in any script. */
const ofBytes: ReadonlySet<string> = new Set([
  'base64',
  'bson',
  'cbor',
  'ion',
  'java-object',
  'message-pack',
  'plist',
  'sqlite',
])

/** The value of a kind whose bytes a node holds; null for none. */
export function rawOf({ bytes, key, step, part }: Node, type: IdentifierType): RawValue | null {
  // A field of a head is text, unless it is none in any script.
  if (part === 'head' && step.step === 'header') return isOfAScript(bytes) ? null : rawValue(type, bytes)
  if (part !== 'body') return null
  if (ofBytes.has(step.step)) return rawValue(type, bytes)
  // Of an archive they go by their own names.
  const isData = step.step === 'xml' && (key === 'data' || step.detail.startsWith('$.'))
  if (!isData || bytes.length > plistDataCharsMax) return null
  const text = bytes.toString('latin1')
  const raw = plistData.test(text) ? rawValue(type, Buffer.from(text, 'base64')) : null
  return raw === null ? null : { ...raw, form: `${raw.form} in base64` }
}

/** What bytes are as a value of a kind whose values have a binary form of just these bytes; null for text, and for none. */
export function rawValue(type: IdentifierType, bytes: Buffer): RawValue | null {
  if (bytes.length < rawBytesMin || bytes.length > rawBytesMax || isText(bytes)) return null
  const hex = bytes.toString('hex')
  const normal = type.normalise(hex)
  const form = normal === '' ? undefined : type.binary(normal).find((one) => one.bytes.equals(bytes))
  if (form !== undefined) return { normal, form: form.form }
  // Digits alone are an address only between colons, which nothing else has.
  const address = type.normalise(hex.replace(/(?<=^(?:..)+)(?=.)/g, ':'))
  return address === hex ? { normal: address, form: `${bytes.length} raw bytes` } : null
}

/** Text in any script by UTF-8, or in that of western Europe. */
function isOfAScript(bytes: Buffer): boolean {
  if (bytes.length > rawBytesMax || !bytes.toString('utf8').includes('\uFFFD')) return true
  return western.test(bytes.toString('latin1'))
}

function isText(bytes: Buffer): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
}
