import { createHmac } from 'node:crypto'
import type { Rng } from '../bench/rng.ts'
import { base32, base58, utf8 } from './codecs.ts'
import { digests } from './digests.ts'
import type { Disguise } from './disguises.ts'
import { words } from './disguises.ts'
import { binaryForm, textForm } from './forms.ts'
import type { Written } from './forms.ts'
import { kindOf, namesInOne } from './kinds.ts'
import type { Phone } from './values.ts'

/** What people hash, and how they write it: every hash, of every normal form, in every output form. */

export interface HashInput {
  readonly form: string
  readonly bytes: Buffer
}

/** A value in the forms that are hashed: its case, its separators, its usual lengths, and the bytes that it stands for. */
export function hashInputs(identifier: string, value: string): HashInput[] {
  const kind = kindOf(identifier)
  const inputs = new Map<string, HashInput>()
  const add = (form: string, text: string): void => {
    if (!inputs.has(text)) inputs.set(text, { form, bytes: utf8(text) })
  }
  add('as given', value)
  const hasCases = value !== value.toLowerCase() && value !== value.toUpperCase()
  if (kind.isToken !== true || !hasCases) {
    add('lower', value.toLowerCase())
    add('upper', value.toUpperCase())
  }
  const bare = value.replace(/[^0-9A-Za-z@.+]/g, '')
  if (kind.isProse !== true && (kind.isToken !== true || bare.length === 32)) {
    add('bare, lower', bare.toLowerCase())
    add('bare, upper', bare.toUpperCase())
  }
  if (identifier === 'imei') add('14 digits', value.slice(0, 14))
  if (identifier === 'msisdn') {
    add('without plus', value.slice(1))
    add('with 00', `00${value.slice(1)}`)
    add('national', value.slice(3))
  }
  if (value.includes(':') && kind.isBytes === true) {
    add('hyphens, lower', value.replaceAll(':', '-').toLowerCase())
    add('hyphens, upper', value.replaceAll(':', '-').toUpperCase())
  }
  if (identifier === 'person-name')
    for (const [form, text] of namesInOrders(value)) {
      add(form, text)
      add(`${form}, lower`, text.toLowerCase())
    }
  const list = [...inputs.values()]
  return kind.isBytes === true
    ? [...list, { form: 'its bytes', bytes: Buffer.from(value.replace(/[^0-9a-f]/gi, ''), 'hex') }]
    : list
}

/** A name of two words as lists, mailboxes and user names have it. */
function namesInOrders(name: string): (readonly [form: string, text: string])[] {
  const [first = '', last = ''] = name.split(' ')
  return [
    ['last name first', `${last} ${first}`],
    ['last name first, comma', `${last}, ${first}`],
    ['dot', `${first}.${last}`],
    ['underscore', `${first}_${last}`],
    ...namesInOne(name).map((text) => ['without the blank', text] as const),
  ]
}

/** What programs make of a text unawares: hashed once, with a hash that is more than a checksum. */
function variants(value: string): HashInput[] {
  return [
    { form: 'with a line end', bytes: utf8(`${value}\n`) },
    { form: 'in quotes', bytes: utf8(JSON.stringify(value)) },
    { form: 'in UTF-16', bytes: Buffer.from(value, 'utf16le') },
    { form: 'in small letters', bytes: utf8(value.toLowerCase()) },
    { form: 'in capitals', bytes: utf8(value.toUpperCase()) },
  ]
}

/** The forms in which a digest is printed, by its size: what has 32 bits is a number or its hex. */
export function outputForms(digest: Buffer): Written[] {
  const hex = digest.toString('hex')
  const number = digest.length <= 8 ? BigInt(`0x${hex}`) : 0n
  const short = [
    textForm('hex', hex),
    textForm('HEX', hex.toUpperCase()),
    ...(digest.length <= 8
      ? [
          textForm('decimal', String(number)),
          textForm('signed decimal', String(BigInt.asIntN(digest.length * 8, number))),
        ]
      : []),
  ]
  if (digest.length === 4) return [...short, textForm('0x', `0x${hex}`)]
  const base64 = digest.toString('base64')
  const long = [
    ...short,
    textForm('base64', base64),
    textForm('base64, unpadded', base64.replace(/=+$/, '')),
    textForm('base64url', digest.toString('base64url')),
    binaryForm('raw', digest),
  ]
  if (digest.length === 8) return long
  return [
    ...long,
    textForm('hex', hex),
    textForm('0x', `0x${hex}`),
    textForm('its name in front', `sha:${hex}`),
    textForm('hex with colons', hex.toUpperCase().replace(/(..)(?=.)/g, '$1:')),
    textForm('base32', base32(digest)),
    textForm('base58', base58(digest)),
    textForm('first 8 bytes, decimal', String(digest.readBigUInt64BE(0))),
    textForm('first 8 bytes, signed decimal', String(digest.readBigInt64BE(0))),
    textForm('first 8 bytes, decimal without its sign', String(digest.readBigInt64BE(0)).replace('-', '')),
    textForm('lower 63 of 64 bits, decimal', String(BigInt.asUintN(63, digest.readBigInt64BE(0)))),
    ...([16, 20, 32].includes(digest.length) && digest[0] !== 0
      ? [textForm('base36', BigInt(`0x${hex}`).toString(36))]
      : []),
    textForm('hex in base64', utf8(hex).toString('base64')),
    textForm('first half, hex', hex.slice(0, hex.length / 2)),
    textForm('first 16 hex digits', hex.slice(0, 16)),
    textForm('first 20 hex digits', hex.slice(0, 20)),
    ...(digest.length === 16
      ? [
          // Half of it in base64 has eleven characters, which are a word like any other: see the blind spots.
          textForm('middle 16 hex digits', hex.slice(8, 24)),
          textForm('last 16 hex digits', hex.slice(16)),
          textForm('as a UUID', hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')),
        ]
      : [textForm('first half, base64', digest.subarray(0, digest.length / 2).toString('base64'))]),
  ]
}

/** The end of a digest, as only the usual ones are cut. */
function tails(digest: Buffer): Written[] {
  return [16, 20, 24, 32].map((digits) =>
    textForm(`last ${digits} hex digits`, digest.toString('hex').slice(-digits)),
  )
}

/** Who hashes twice uses the usual ones, and hashes what was printed, or the bytes. */
const innerHashes = ['md5', 'sha1', 'sha256', 'sha512'] as const
const outerHashes = ['md5', 'sha1', 'sha256', 'sha512'] as const

function twice(rng: Rng, input: Buffer): { chain: string; digest: Buffer } {
  const [inner, outer] = [rng.pick(innerHashes), rng.pick(outerHashes)]
  const first = hash(inner, input)
  const [form, bytes] = rng.pick([
    ['hex', utf8(first.toString('hex'))],
    ['hex', utf8(first.toString('hex'))],
    ['HEX', utf8(first.toString('hex').toUpperCase())],
    ['base64', utf8(first.toString('base64'))],
    ['raw', first],
  ] as const)
  return { chain: `${inner}, ${form} > ${outer}`, digest: hash(outer, bytes) }
}

function hash(name: string, bytes: Buffer): Buffer {
  return (digests[name] as (bytes: Buffer) => Buffer)(bytes)
}

/** E11: a hash of the value, in one of its normal forms, in one of the output forms, or the hash of a hash. */
export function hashed(rng: Rng, phone: Phone, identifier: string): Disguise {
  const value = phone.values.get(identifier) as string
  const isVariant = rng.chance(0.08)
  const input = rng.pick(isVariant ? variants(value) : hashInputs(identifier, value))
  const name = rng.pick(isVariant ? innerHashes : Object.keys(digests))
  const { chain, digest } =
    !isVariant && rng.chance(0.15)
      ? twice(rng, input.bytes)
      : { chain: name, digest: hash(name, input.bytes) }
  const isTail = chain === name && innerHashes.some((one) => one === name) && rng.chance(0.15)
  const form = isTail ? rng.pick(tails(digest)) : rng.pick(outputForms(digest))
  return {
    family: 'E11',
    chain: `${input.form} > ${chain} > ${form.form}`,
    identifier,
    value,
    bytes: form.bytes,
    isText: form.isText,
    beside: [],
  }
}

const saltedHashes = ['md5', 'sha1', 'sha256', 'sha512', 'md5', 'sha1', 'sha256', 'sha384', 'sha3-256']
/** What is met beside them where a field says that it holds a salt. */
const rareSaltedHashes = ['sha512-256', 'blake2b512', 'blake2s256', 'ripemd160']

interface SentSalt {
  readonly name: string
  /** How it is sent, and what is joined with the value. */
  readonly sent: string
  readonly bytes: Buffer
  readonly isNamed: boolean
}

function sentSalt(rng: Rng): SentSalt {
  const drawn = rng.bytes(16)
  return rng.pick<() => SentSalt>([
    () => textSalt('salt', rng.hex(16), true),
    () => textSalt('nonce', rng.hex(8), true),
    () => textSalt('hash_salt', rng.hex(32), true),
    () => textSalt('pkg', `com.example.${rng.pick(words)}`, false),
    () => textSalt('when', String(rng.whole(1_500_000_000, 1_600_000_000)), false),
    () => textSalt('session', rng.bytes(12).toString('base64'), false),
    () => ({ name: 'key', sent: drawn.toString('hex'), bytes: drawn, isNamed: true }),
    () => ({ name: 'salt', sent: drawn.toString('base64'), bytes: drawn, isNamed: true }),
  ])()
}

function textSalt(name: string, text: string, isNamed: boolean): SentSalt {
  return { name, sent: text, bytes: utf8(text), isNamed }
}

/** How a salt and a value are joined, and hashed or keyed. */
type Join = (value: Buffer, salt: Buffer, algorithm: string) => Buffer

const usualJoins: Readonly<Record<string, Join>> = {
  'salt in front': (value, salt, name) => hash(name, Buffer.concat([salt, value])),
  'salt behind': (value, salt, name) => hash(name, Buffer.concat([value, salt])),
  HMAC: (value, salt, name) => createHmac(name, salt).update(value).digest(),
}
const textJoins: Readonly<Record<string, Join>> = {
  'salt behind a colon': (value, salt, name) => hash(name, Buffer.concat([value, utf8(':'), salt])),
}
const rareJoins: Readonly<Record<string, Join>> = {
  ...Object.fromEntries(
    '. , & | - _ :'.split(' ').flatMap((mark): [string, Join][] => [
      [`salt, ${mark}`, (value, salt, name) => hash(name, Buffer.concat([salt, utf8(mark), value]))],
      [`${mark}, salt`, (value, salt, name) => hash(name, Buffer.concat([value, utf8(mark), salt]))],
    ]),
  ),
  'salt on both sides': (value, salt, name) => hash(name, Buffer.concat([salt, value, salt])),
  'salt in front of the digest': (value, salt, name) =>
    hash(name, Buffer.concat([salt, utf8(hash(name, value).toString('hex'))])),
  'HMAC, keyed by the value': (value, salt, name) => createHmac(name, value).update(salt).digest(),
}

/** E12: salted, or keyed, with something that is sent beside it. */
export function salted(rng: Rng, phone: Phone, identifier: string): Disguise {
  const value = phone.values.get(identifier) as string
  const { name, sent, bytes, isNamed } = sentSalt(rng)
  const isText = bytes.equals(utf8(sent))
  // What is rare is tried where the field says what it holds.
  const isRare = isNamed && rng.chance(0.3)
  const joins = isRare && isText ? rareJoins : isText ? { ...usualJoins, ...textJoins } : usualJoins
  const way = rng.pick(Object.keys(joins))
  const algorithm = rng.pick(isRare && !isText ? rareSaltedHashes : saltedHashes)
  const input = isRare ? utf8(value) : rng.pick(hashInputs(identifier, value).slice(0, 2)).bytes
  const digest = (joins[way] as Join)(input, bytes, algorithm)
  const isCut = isNamed && !isRare && ['md5', 'sha1', 'sha256'].includes(algorithm) && rng.chance(0.1)
  const form = isCut
    ? textForm('first 16 hex digits', digest.toString('hex').slice(0, 16))
    : rng.pick([
        textForm('hex', digest.toString('hex')),
        textForm('HEX', digest.toString('hex').toUpperCase()),
        textForm('base64', digest.toString('base64')),
        textForm('base64url', digest.toString('base64url')),
      ])
  const how = isText ? '' : ', decoded first'
  return {
    family: 'E12',
    chain: `${algorithm}, ${way} "${name}"${how} > ${form.form}`,
    identifier,
    value,
    bytes: form.bytes,
    isText: true,
    beside: [[name, sent]],
    areNamesKept: isRare || isCut,
  }
}
