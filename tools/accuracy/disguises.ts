import type { Rng } from '../bench/rng.ts'
import { base32, base58, base85, codecs, utf8 } from './codecs.ts'
import type { Codec } from './codecs.ts'
import { containers } from './containers.ts'
import type { Field } from './containers.ts'
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

/** A way to write something, by name. */
export interface Written {
  readonly form: string
  readonly bytes: Buffer
  readonly isText: boolean
}

export function textForm(form: string, value: string): Written {
  return { form, bytes: utf8(value), isText: true }
}

export function binaryForm(form: string, bytes: Buffer): Written {
  return { form, bytes, isText: false }
}

function upperOrLower(value: string): string[] {
  return [value.toLowerCase(), value.toUpperCase()]
}

function swapped(hex: string): string {
  return hex.replace(/(.)(.)/g, '$2$1')
}

function telecom(digits: string): Written[] {
  const padded = digits.length % 2 === 0 ? digits : `${digits}f`
  return [
    binaryForm('BCD', Buffer.from(padded, 'hex')),
    binaryForm('BCD, halves swapped', Buffer.from(swapped(padded), 'hex')),
    binaryForm(
      'mobile identity',
      Buffer.from(
        `${digits.charAt(0)}a` + swapped(`${digits.slice(1)}${digits.length % 2 === 0 ? 'f' : ''}`),
        'hex',
      ),
    ),
    textForm('BCD, halves swapped, in hex', swapped(padded).toUpperCase()),
    textForm('BCD, halves swapped, in longer hex', `0102${swapped(padded)}0304`),
  ]
}

function integers(value: bigint): Written[] {
  const big = Buffer.alloc(8)
  big.writeBigUInt64BE(BigInt.asUintN(64, value))
  return [binaryForm('64 bits', big), binaryForm('64 bits, least first', Buffer.from(big).reverse())]
}

/** A UUID as protobuf has it where it is kept as two fixed64. */
function twoNumbers(bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from([9]),
    Buffer.from(bytes.subarray(0, 8)).reverse(),
    Buffer.from([0x11]),
    Buffer.from(bytes.subarray(8)).reverse(),
  ])
}

/** As Java prints a double. */
function floatOf(digits: string): string {
  const whole = digits.replace(/^0+/, '')
  return whole.replace(/^(.)(.*?)0*$/, `$1.$2E${whole.length - 1}`)
}

/** E1, E9 and E10: the ways to write each kind without any encoding. */
export function plainForms(identifier: string, value: string): Written[] {
  const hex = value.replace(/[^0-9a-fA-F]/g, '')
  switch (identifier) {
    case 'imei':
      return [
        textForm('15 digits', value),
        textForm('14 digits', value.slice(0, 14)),
        textForm('16 digits', `${value.slice(0, 14)}07`),
        textForm(
          'hyphens',
          `${value.slice(0, 2)}-${value.slice(2, 8)}-${value.slice(8, 14)}-${value.slice(14)}`,
        ),
        textForm(
          'blanks',
          `${value.slice(0, 2)} ${value.slice(2, 8)} ${value.slice(8, 14)} ${value.slice(14)}`,
        ),
        textForm('slashes', `${value.slice(0, 8)}/${value.slice(8, 14)}/${value.slice(14)}`),
        textForm('decimal float', floatOf(value)),
        textForm('number in hex', Number(value).toString(16)),
        textForm('urn', `urn:gsma:imei:${value.slice(0, 8)}-${value.slice(8, 14)}-0`),
        ...integers(BigInt(value)),
        ...telecom(value),
      ]
    case 'imeisv':
      return [
        textForm('16 digits', value),
        textForm(
          'hyphens',
          `${value.slice(0, 2)}-${value.slice(2, 8)}-${value.slice(8, 14)}-${value.slice(14)}`,
        ),
        ...telecom(value),
      ]
    case 'iccid':
      return [
        textForm('digits', value),
        textForm('with filler', `${value}F`),
        textForm('groups of four', value.replace(/(.{4})(?=.)/g, '$1 ')),
        textForm('hyphens', value.replace(/(.{4})(?=.)/g, '$1-')),
        ...telecom(value),
      ]
    case 'imsi':
      return [
        textForm('digits', value),
        textForm('network apart', `${value.slice(0, 3)} ${value.slice(3, 5)} ${value.slice(5)}`),
        textForm('BCD, EF_IMSI', `08${value.charAt(0)}9${swapped(value.slice(1))}`.toUpperCase()),
        textForm('NAI', `0${value}@nai.epc.mnc001.mcc242.3gppnetwork.org`),
        ...integers(BigInt(value)),
        ...telecom(value),
      ]
    case 'msisdn':
      return [
        textForm('E.164', value),
        textForm('digits', value.slice(1)),
        textForm('00', `00${value.slice(1)}`),
        textForm('national', value.slice(3)),
        textForm('blanks', `+47 ${value.slice(3, 6)} ${value.slice(6, 8)} ${value.slice(8)}`),
        textForm('hyphens', `+47-${value.slice(3, 6)}-${value.slice(6, 8)}-${value.slice(8)}`),
        textForm('pairs', value.slice(3).replace(/(..)(?=.)/g, '$1 ')),
        textForm('dots', `0047.${value.slice(3, 6)}.${value.slice(6, 8)}.${value.slice(8)}`),
        textForm('brackets', `(+47) ${value.slice(3, 7)}/${value.slice(7)}`),
        textForm('trunk prefix', `+47 (0)${value.slice(3, 6)} ${value.slice(6)}`),
        binaryForm('BCD, halves swapped', Buffer.from(swapped(value.slice(1)), 'hex')),
      ]
    case 'meid': {
      const decimal =
        String(Number.parseInt(hex.slice(0, 8), 16)).padStart(10, '0') +
        String(Number.parseInt(hex.slice(8), 16)).padStart(8, '0')
      return [
        ...upperOrLower(value).map((written) => textForm('hex', written)),
        textForm('decimal', decimal),
        binaryForm('7 bytes', Buffer.from(hex, 'hex')),
      ]
    }
    case 'wifi-mac':
    case 'bssid': {
      const bytes = Buffer.from(hex, 'hex')
      const turned = Buffer.concat([bytes.subarray(0, 3), Buffer.from('fffe', 'hex'), bytes.subarray(3)])
      turned[0] = (turned[0] as number) ^ 2
      return [
        ...[':', '-', '', '.', ' ', '_'].flatMap((separator) =>
          upperOrLower(hex.replace(/(..)(?=.)/g, `$1${separator}`)).map((written) =>
            textForm(`"${separator}" between bytes`, written),
          ),
        ),
        textForm('groups of four', hex.replace(/(.{4})(?=.)/g, '$1.')),
        textForm('decimal', String(BigInt(`0x${hex}`))),
        textForm('decimal, least byte first', String(Buffer.from(bytes).reverse().readUIntBE(0, 6))),
        textForm('decimal bytes with dots', [...bytes].join('.')),
        textForm('EUI-64', turned.toString('hex').replace(/(.{4})(?=.)/g, '$1:')),
        binaryForm('6 bytes', bytes),
        binaryForm('EUI-64, 8 bytes', turned),
        ...integers(BigInt(`0x${hex}`)),
      ]
    }
    case 'android-id': {
      const number = BigInt(`0x${hex}`)
      return [
        ...upperOrLower(hex).map((written) => textForm('hex', written)),
        textForm('signed decimal', String(BigInt.asIntN(64, number))),
        textForm('decimal', String(number)),
        ...integers(number),
      ]
    }
    case 'advertising-id': {
      const bytes = Buffer.from(hex, 'hex')
      return [
        ...upperOrLower(value).map((written) => textForm('UUID', written)),
        ...upperOrLower(hex).map((written) => textForm('32 hex digits', written)),
        textForm('braces', `{${value}}`),
        textForm('underscores', value.replaceAll('-', '_')),
        textForm('decimal', String(BigInt(`0x${hex}`))),
        textForm('signed decimal of the upper half', String(bytes.readBigInt64BE(0))),
        textForm('signed decimal of the lower half', String(bytes.readBigInt64BE(8))),
        textForm('base58 of the bytes', base58(bytes)),
        textForm('base32 of the bytes', base32(bytes)),
        textForm('base85 of the bytes', base85(bytes, 'z85')),
        textForm('hex with colons', hex.replace(/(..)(?=.)/g, '$1:')),
        binaryForm('two numbers of 64 bits, in protobuf', twoNumbers(bytes)),
        binaryForm('16 bytes', bytes),
        binaryForm(
          '16 bytes, as Windows writes them',
          Buffer.concat([
            Buffer.from(bytes.subarray(0, 4)).reverse(),
            Buffer.from(bytes.subarray(4, 6)).reverse(),
            Buffer.from(bytes.subarray(6, 8)).reverse(),
            bytes.subarray(8),
          ]),
        ),
      ]
    }
    case 'cell-id': {
      const number = Number(value)
      const cell = number % 256
      return [
        textForm('decimal', value),
        textForm('hex', number.toString(16).padStart(7, '0')),
        textForm('hex with 0x', `0x${number.toString(16)}`),
        textForm('eNodeB and cell', `${Math.floor(number / 256)}-${cell}`),
      ]
    }
    default:
      return [
        textForm('as given', value),
        ...upperOrLower(value).map((written) => textForm('other case', written)),
      ]
  }
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
function documentOf(rng: Rng, value: string): { name: string; bytes: Buffer } {
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
  const list = [...bytes].map((byte) => (isSigned && byte > 127 ? byte - 256 : byte))
  return textForm(`${form.form}, as numbers`, `[${list.join(',')}]`)
}

/** E1, E9, E10. */
export function plain(rng: Rng, phone: Phone, identifier: string): Disguise {
  const value = phone.values.get(identifier) as string
  const form = asNumbers(rng, rng.pick(plainForms(identifier, value)))
  const family = form.isText
    ? /digits|decimal|national|E\.164|eNodeB|groups|NAI|urn|\b00\b/.test(form.form)
      ? 'E10'
      : 'E1'
    : 'E9'
  return {
    family: form.form.includes('BCD') ? 'E9' : family,
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

/** What programs keep as a number of 64 bits; null for other kinds. */
function numberOf(identifier: string, value: string): bigint | null {
  switch (identifier) {
    case 'imei':
    case 'imsi':
      return BigInt(value)
    case 'wifi-mac':
    case 'bssid':
      return BigInt(`0x${value.replaceAll(':', '')}`)
    case 'android-id':
      return BigInt.asIntN(64, BigInt(`0x${value}`))
    default:
      return null
  }
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
  const number = numberOf(identifier, value)
  if (number !== null && rng.chance(0.3)) return asNumber(rng, identifier, value, number)
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

/** E13: XOR of the value or of a document, with one byte, with a repeating key, or with a key that is sent along. */
export function xored(rng: Rng, phone: Phone, identifier: string): Disguise {
  const value = phone.values.get(identifier) as string
  const isBare = value.length >= bareXorCharsMin && rng.chance(0.4)
  const plain = isBare ? { name: 'value', bytes: utf8(value) } : documentOf(rng, value)
  const {
    way,
    bytes: key,
    sent,
  } = xorKey(rng, Math.min(8, isBare ? Math.floor(value.length / 3) : value.length - 5))
  const hidden = plain.bytes.map((byte, index) => byte ^ (key[index % key.length] as number))
  const bytes = Buffer.concat([key.subarray(0, way === 'key in front of it' ? key.length : 0), hidden])
  const form = rng.pick([
    textForm('hex', bytes.toString('hex')),
    textForm('base64', bytes.toString('base64')),
    binaryForm('raw', bytes),
  ])
  return {
    family: 'E13 XOR',
    chain: `${plain.name} > XOR, ${way} > ${form.form}`,
    identifier,
    value,
    bytes: form.bytes,
    isText: form.isText,
    beside: sent === '' ? [] : [['k', sent]],
  }
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
  const cuts = isInThree
    ? [Math.max(8, at), Math.max(8, at) + Math.floor((value.length - Math.max(8, at)) / 2)]
    : [at]
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
