import type { Rng } from '../bench/rng.ts'
import { clearHead } from './clear-heads.ts'
import { codecs, utf8 } from './codecs.ts'
import type { Codec } from './codecs.ts'
import { containers } from './containers.ts'
import type { Field } from './containers.ts'
import { binaryForm, numberList, textForm } from './forms.ts'
import type { Written } from './forms.ts'
import { kindOf } from './kinds.ts'
import type { Phone } from './values.ts'
import { writtenForms } from './written.gen.ts'

/** What stands in the message for an identifier: bytes, and whether they are text. */
export interface Disguise {
  readonly family: string
  /** How it is written, step by step. */
  readonly chain: string
  readonly identifier: string
  readonly value: string
  readonly bytes: Buffer
  readonly isText: boolean
  /** Fields sent beside it: a salt, a key, the other half. */
  readonly beside: readonly (readonly [string, string])[]
  /** What is sent beside it says by its name what it is. */
  readonly areNamesKept?: boolean
}

/** Words that stand around, none of them anything of a person. */
export const words: readonly string[] =
  'screen event level start button view cart offer menu page scroll theme night color width sound track'.split(
    ' ',
  )

function fieldsAround(rng: Rng): [string, string][] {
  return Array.from({ length: rng.whole(2, 6) }, (): [string, string] => [
    rng.pick(words) + rng.whole(1, 99),
    rng.pick([
      rng.pick(words),
      `${rng.whole(1, 9)}.${rng.whole(0, 30)}.${rng.whole(0, 9)}`,
      String(rng.whole(1, 900)),
      `${rng.pick(words)} ${rng.pick(words)}`,
    ]),
  ])
}

/** A document of JSON or a form that holds the value under a key that says nothing. */
export function documentOf(rng: Rng, value: string): { name: string; bytes: Buffer } {
  const fields = [
    ...fieldsAround(rng),
    [rng.pick(['v', 'x', 'info', 'q7']), value] as [string, string],
    ...fieldsAround(rng),
  ]
  const kind = rng.pick(['JSON', 'JSON in JSON', 'form', 'JSON in form'])
  const json = JSON.stringify(Object.fromEntries(fields))
  const form = new URLSearchParams(fields).toString()
  if (kind === 'JSON') return { name: kind, bytes: utf8(json) }
  if (kind === 'form') return { name: kind, bytes: utf8(form) }
  if (kind === 'JSON in JSON') return { name: kind, bytes: utf8(JSON.stringify({ m: json, n: 1 })) }
  return { name: kind, bytes: utf8(new URLSearchParams({ m: json, n: '1' }).toString()) }
}

/** Bytes of which one is no character, as a list of numbers: what JSON libraries make of a byte[]. */
function asNumbers(rng: Rng, form: Written): Written {
  const { bytes } = form
  if (form.isText || bytes.length < 6 || !bytes.some((byte) => byte > 127) || rng.chance(0.7)) return form
  const isSigned = rng.chance(0.5)
  return textForm(`${form.form}, as numbers`, numberList(bytes, isSigned))
}

/** E1, E9, E10. */
export function plain(rng: Rng, phone: Phone, identifier: string): Disguise {
  const value = phone.values.get(identifier) as string
  const form = asNumbers(rng, rng.pick(kindOf(identifier).forms(value, rng)))
  const family = form.isText
    ? /digits|decimal|national|E\.164|eNodeB|groups|NAI|urn|\b00\b/.test(form.form)
      ? 'E10'
      : 'E1'
    : 'E9'
  return {
    family: /BCD|bytes behind/.test(form.form) ? 'E9' : family,
    chain: form.form,
    identifier,
    value,
    bytes: form.bytes,
    isText: form.isText,
    beside: [],
  }
}

/** What encodings around a text or document give. */
export interface Wrapped {
  readonly bytes: Buffer
  readonly isText: boolean
  /** Of the innermost encoding. */
  readonly family: string
  readonly steps: readonly string[]
}

/** Up to three encodings around `content`, such as fit it and each other. */
export function wrapped(rng: Rng, content: Buffer, name: string, otherwise: string): Wrapped {
  const steps = name === '' ? [] : [name]
  let isDocument = name !== ''
  let bytes = content
  let family = otherwise
  let isText = true
  const depth = rng.pick([1, 1, 1, 2, 2, 3])
  for (let level = 0; level < depth; level++) {
    const fit = codecs.filter((codec) => isFit(codec, isDocument, isText, bytes.length, steps))
    if (fit.length === 0) break
    const codec = rng.pick(fit)
    bytes = codec.encode(bytes)
    isText = codec.gives === 'text'
    steps.push(codec.name)
    if (level === 0) family = codec.family
    else if (isDocument || !steps.includes(codec.name)) isDocument = isDocument || bytes.length > 40
  }
  return { bytes, isText, family, steps }
}

/** E2 to E6: up to three encodings of the value, or of a document that holds it. */
export function encoded(rng: Rng, phone: Phone, identifier: string): Disguise {
  const value = phone.values.get(identifier) as string
  const document = rng.chance(0.5) ? documentOf(rng, value) : null
  const { bytes, isText, family, steps } =
    document === null
      ? wrapped(rng, utf8(value), '', 'E1')
      : wrapped(rng, document.bytes, document.name, 'E6')
  return { family, chain: steps.join(' > '), identifier, value, bytes, isText, beside: [] }
}

/** What is only met around text or documents themselves, not around what is already encoded. */
const innermost = new Set([
  ...writtenForms.map(({ name }) => name),
  'base58',
  'ASCII85',
  'base85 (RFC 1924)',
  'Z85',
  'hex with colons',
  'hex with blanks',
  'hex, as an array',
  'decimal bytes',
  'decimal bytes, blanks',
  'decimal bytes, bracketed',
  'UTF-16 LE',
  'UTF-16 BE',
  'quoted-printable',
  'quoted-printable, every byte',
  'entities, decimal',
  'entities, hex',
  'entities, named',
])
/** What is met around compressed bytes. */
const aroundBinary = new Set([
  'base64',
  'base64, unpadded',
  'base64url',
  'base64, wrapped',
  'hex',
  'HEX',
  'base32',
  'base32, lower, unpadded',
])

/** Shorter values are not searched in encodings that are turned: see the blind spots. */
const turnedBytesMin = 12

/** Chains that somebody could write: no compression of a dozen digits, no escapes of escapes, nothing reversed in between. */
function isFit(
  codec: Codec,
  isDocument: boolean,
  isText: boolean,
  length: number,
  steps: readonly string[],
): boolean {
  const isInner = steps.some((step) => !step.startsWith('JSON') && step !== 'form')
  if (!isText) return aroundBinary.has(codec.name)
  if (isInner && innermost.has(codec.name)) return false
  // Nobody wraps base85 again but for a URL; LZ-string's UTF-16 is for a store or a whole body.
  if (steps.some((step) => step.includes('85')) && codec.family !== 'E2') return false
  if (steps.at(-1) === 'LZ-string, UTF-16') return false
  if (codec.isForDocuments && (!isDocument || isInner)) return false
  if (codec.isTurned === true) return !isInner && !isDocument && length >= turnedBytesMin
  if (codec.family === 'E13') return !isInner && !isDocument
  if (codec.name === 'base58') return length <= 90
  // Escapes of escapes of escapes grow without end.
  return codec.family !== 'E2' || length < 400
}

/** E9 in E7: the value as a number of the container. */
function asNumber(rng: Rng, identifier: string, value: string, number: bigint): Disguise {
  const around = fieldsAround(rng)
    .slice(0, 3)
    .map(([key, text]): Field => ({ key, value: utf8(text) }))
  const name = rng.pick(Object.keys(containers).filter((one) => one !== 'WBXML'))
  const write = containers[name] as (typeof containers)[string]
  const bytes = write([...around, { key: 'v', value: Buffer.alloc(0), number }], rng)
  const chain = `number > ${name}`
  return rng.chance(0.3)
    ? {
        family: 'E9',
        chain: `${chain} > base64`,
        identifier,
        value,
        bytes: utf8(bytes.toString('base64')),
        isText: true,
        beside: [],
      }
    : { family: 'E9', chain, identifier, value, bytes, isText: false, beside: [] }
}

/** E7: the value (or its binary form) in a binary container. */
export function contained(rng: Rng, phone: Phone, identifier: string): Disguise {
  const value = phone.values.get(identifier) as string
  const number = kindOf(identifier).number?.(value)
  if (number !== undefined && rng.chance(0.3)) return asNumber(rng, identifier, value, number)
  const inner = rng.chance(0.3)
    ? rng.pick(codecs.filter(({ family }) => family === 'E3' || family === 'E4'))
    : null
  const raw = inner === null ? utf8(value) : inner.encode(utf8(value))
  const around = fieldsAround(rng)
    .slice(0, 3)
    .map(([key, text]): Field => ({ key, value: utf8(text) }))
  const name = rng.pick(Object.keys(containers))
  const content =
    name === 'CBOR' || name === 'MessagePack' || name === 'plist' || name === 'BSON' || name === 'WBXML'
      ? inner?.gives === 'binary'
        ? utf8(value)
        : raw
      : raw
  let bytes = (containers[name] as (typeof containers)[string])(
    [...around, { key: 'v', value: content }],
    rng,
  )
  const steps = [...(inner === null ? [] : [inner.name]), name]
  let isText = false
  if (rng.chance(0.4)) {
    const outer = rng.pick(
      codecs.filter(
        (codec) =>
          codec.name === 'base64' ||
          codec.name === 'base64url' ||
          codec.name === 'hex' ||
          codec.name === 'gzip' ||
          codec.name === 'zlib',
      ),
    )
    bytes = outer.encode(bytes)
    isText = outer.gives === 'text'
    steps.push(outer.name)
  }
  return { family: 'E7', chain: steps.join(' > '), identifier, value, bytes, isText, beside: [] }
}

/** The key that the SDK of StartApp has built in, as its reverse engineers have published it. */
const startAppKey = 'encryptionkeystartapp'

interface XorKey {
  readonly way: string
  readonly bytes: Buffer
  /** How it is sent along; '' where it is not. */
  readonly sent: string
}

/**
 * A key for content of so many bytes. A key that repeats and is not sent is recovered where the value is longer by a few
 * bytes: see the blind spots.
 */
function xorKey(rng: Rng, periodMax: number): XorKey {
  const way = rng.pick([
    'one byte',
    'repeating key',
    'key beside it',
    'key beside it, in hex',
    'key beside it, in base64',
    'key in front of it',
    'known key',
  ])
  const bytes = rng.bytes(16)
  switch (way) {
    case 'one byte':
      return { way, bytes: Buffer.from([rng.whole(1, 255)]), sent: '' }
    case 'repeating key':
      return { way, bytes: rng.bytes(rng.whole(2, periodMax)), sent: '' }
    case 'known key':
      return { way, bytes: utf8(startAppKey), sent: '' }
    case 'key in front of it':
      return { way, bytes: rng.bytes(rng.pick([4, 8, 16])), sent: '' }
    case 'key beside it, in hex':
      return { way, bytes, sent: bytes.toString('hex') }
    case 'key beside it, in base64':
      return { way, bytes, sent: bytes.toString('base64') }
    default: {
      const text = rng.hex(rng.pick([16, 32]))
      return { way, bytes: utf8(text), sent: text }
    }
  }
}

/** Shorter values alone are decided by too few bytes. */
const bareXorCharsMin = 12

/** Of shorter text each byte of a key has too few to be told by: see the blind spots. */
const xoredDocumentBytesMin = 64

function longDocument(rng: Rng, value: string): ReturnType<typeof documentOf> {
  const document = documentOf(rng, value)
  return document.bytes.length < xoredDocumentBytesMin ? longDocument(rng, value) : document
}

function xor(bytes: Buffer, key: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ (key[index % key.length] ?? 0)))
}

/** E13: a document under XOR with a key of one byte to twelve, behind a head in clear. */
function xoredBehindHead(rng: Rng, value: string, identifier: string): Disguise {
  const document = longDocument(rng, value)
  const size = rng.chance(0.3) ? 1 : rng.whole(2, Math.min(12, value.length - 5))
  const hidden = xor(document.bytes, size === 1 ? Buffer.from([rng.whole(1, 255)]) : rng.bytes(size))
  const head = clearHead(rng, hidden)
  return {
    family: 'E13 XOR',
    identifier,
    value,
    beside: [],
    ...asText(rng, `${document.name} > XOR, key of ${size} behind ${head.name}`, [head.bytes, hidden]),
  }
}

/** Bytes as they are, in hex or in base64. */
function asText(
  rng: Rng,
  chain: string,
  parts: readonly Buffer[],
): Pick<Disguise, 'chain' | 'bytes' | 'isText'> {
  const bytes = Buffer.concat(parts)
  const form = rng.pick([
    textForm('hex', bytes.toString('hex')),
    textForm('base64', bytes.toString('base64')),
    binaryForm('raw', bytes),
  ])
  return { chain: `${chain} > ${form.form}`, bytes: form.bytes, isText: form.isText }
}

/** E13: XOR of the value or of a document, with one byte, with a repeating key, or with a key that is sent along. */
export function xored(rng: Rng, phone: Phone, identifier: string): Disguise {
  const value = phone.values.get(identifier) as string
  if (rng.chance(0.3)) return xoredBehindHead(rng, value, identifier)
  const isBare = value.length >= bareXorCharsMin && rng.chance(0.4)
  const plain = isBare ? { name: 'value', bytes: utf8(value) } : documentOf(rng, value)
  const {
    way,
    bytes: key,
    sent,
  } = xorKey(rng, Math.min(8, isBare ? Math.floor(value.length / 3) : value.length - 5))
  const front = key.subarray(0, way === 'key in front of it' ? key.length : 0)
  return {
    family: 'E13 XOR',
    identifier,
    value,
    beside: sent === '' ? [] : [['k', sent]],
    ...asText(rng, `${plain.name} > XOR, ${way}`, [front, xor(plain.bytes, key)]),
  }
}

/** A blank at the end of a part is lost where values are trimmed. */
function besideBlank(value: string, cut: number): number {
  return value.slice(cut - 1, cut + 1).includes(' ') ? cut + 2 : cut
}

/** E13: the value cut in two or three, over fields that follow each other. */
export function split(rng: Rng, phone: Phone, identifier: string): Disguise {
  const value = phone.values.get(identifier) as string
  // One part has at least eight characters: shorter ones are not looked for.
  const isInThree = value.length >= 15 && rng.chance(0.3)
  const at =
    value.length >= 16
      ? rng.whole(Math.floor(value.length / 3), Math.ceil((value.length * 2) / 3))
      : Math.min(8, value.length - 3)
  const cuts = (
    isInThree ? [Math.max(8, at), Math.max(8, at) + Math.floor((value.length - Math.max(8, at)) / 2)] : [at]
  ).map((cut) => besideBlank(value, cut))
  const parts = [0, ...cuts].map((from, index) => value.slice(from, cuts[index]))
  const [first = '', ...behind] = parts
  return {
    family: 'E13 split',
    chain: `split over ${parts.length} fields`,
    identifier,
    value,
    bytes: utf8(first),
    isText: true,
    beside: behind.map((part, index) => [`d${index + 2}`, part]),
  }
}
