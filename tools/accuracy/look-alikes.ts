import type { Rng } from '../bench/rng.ts'
import { codecs, utf8 } from './codecs.ts'
import { documentOf } from './disguises.ts'
import type { Disguise } from './disguises.ts'
import type { Phone } from './values.ts'

/** What looks like a value of the profile, or like its place, and is none. */

type LookAlike = Pick<Disguise, 'chain' | 'bytes' | 'isText'>

/** Kinds whose value is none inside a longer number or word, where it is short or a number. */
const edgedKinds = ['msisdn', 'cell-id', 'imsi', 'national-id', 'esn', 'user-id', 'install-id'] as const
/** Longer texts are known wherever they stand. */
const edgedCharsMax = 11
/** Kinds of which two phones, radios or users differ in a character or two. */
const nearKinds = ['imsi', 'android-id', 'meid', 'serial', 'wifi-mac', 'bssid', 'email', 'gsf-id'] as const

function valueOf(phone: Phone, kind: string): string {
  return phone.values.get(kind) ?? ''
}

/** One or two characters as those of `text` are: with more digits beside it a number of fifteen is known. */
function alike(rng: Rng, text: string): string {
  const count = rng.whole(1, 2)
  return /^\d+$/.test(text)
    ? String(rng.whole(10 ** (count - 1), 10 ** count - 1))
    : /^[0-9a-f]+$/.test(text)
      ? rng.hex(count)
      : Array.from({ length: count }, () => rng.pick('KMNPRT'.split(''))).join('')
}

/** The values that have edges: of a telephone number the national one, which no sign begins. */
export function edgedValues(phone: Phone): string[] {
  return edgedKinds
    .map((kind) => valueOf(phone, kind).slice(kind === 'msisdn' ? 3 : 0))
    .filter((text) => text.length <= edgedCharsMax || /^\d+$/.test(text))
}

/** One of them inside a longer number or word. */
export function insideLonger(rng: Rng, phone: Phone): string {
  const text = rng.pick(edgedValues(phone))
  return `${alike(rng, text)}${text}${alike(rng, text)}`
}

/** The forms in which each character is written by itself, so that edges are, too. */
const byCharacter: ReadonlySet<string> = new Set([
  'hex',
  'HEX',
  'percent, every byte',
  'UTF-16 LE',
  'UTF-16 BE',
  'decimal bytes, bracketed',
  '\\u escapes',
])

function longer(rng: Rng, phone: Phone): LookAlike {
  const document = JSON.stringify({
    event: 'purchase',
    order: insideLonger(rng, phone),
    total: rng.digits(3),
  })
  const codec = rng.chance(0.15) ? null : rng.pick(codecs.filter(({ name }) => byCharacter.has(name)))
  return codec === null
    ? { chain: 'value inside a longer one', bytes: utf8(document), isText: true }
    : {
        chain: `value inside a longer one > ${codec.name}`,
        bytes: codec.encode(utf8(document)),
        isText: codec.gives === 'text',
      }
}

/** A value of the profile with one character or two changed, in its latter half. */
export function nearOne(rng: Rng, phone: Phone): string {
  const value = valueOf(phone, rng.pick(nearKinds))
  // The domain of an address is of many people.
  const end = value.includes('@') ? value.indexOf('@') : value.length
  const chars = value.split('')
  const places = chars.flatMap((char, at) =>
    at >= end / 2 && at < end && /[0-9A-Za-z]/.test(char) ? [at] : [],
  )
  for (let count = rng.whole(1, 2); count > 0; count--) {
    const at = rng.pick(places)
    const isDigit = /\d/.test(value.charAt(at))
    const others = (isDigit ? '0123456789' : 'abcdef')
      .split('')
      .filter((one) => one !== value.charAt(at).toLowerCase())
    const other = rng.pick(others)
    chars[at] = /[A-Z]/.test(value.charAt(at)) ? other.toUpperCase() : other
  }
  return chars.join('')
}

/** Another's value in a document in base64, with or without a few binary bytes in front. */
function differing(rng: Rng, phone: Phone): LookAlike {
  const { name, bytes } = documentOf(rng, nearOne(rng, phone))
  const size = Buffer.alloc(4)
  size.writeUInt32BE(bytes.length)
  const head = rng.pick([size, rng.bytes(rng.whole(1, 8)), Buffer.alloc(0)])
  return {
    chain: `differs in a character or two > ${name} > base64 behind ${head.length} bytes`,
    bytes: utf8(Buffer.concat([head, bytes]).toString('base64')),
    isText: true,
  }
}

const listLengthMin = 300
const listLengthMax = 1_500
/** How far from the place's own numbers those of a list may be. */
const listDegrees = 8

/** Numbers about as large as those of the place: chance sets two neighbours near it at times. */
export function randomList(rng: Rng, { place }: Pick<Phone, 'place'>): number[] {
  return Array.from({ length: rng.whole(listLengthMin, listLengthMax) }, () =>
    Number((rng.pick([place.lat, place.lon]) + (rng.fraction() - 0.5) * 2 * listDegrees).toFixed(5)),
  )
}

function list(rng: Rng, phone: Phone): LookAlike {
  return {
    chain: 'long list of random numbers',
    bytes: utf8(JSON.stringify({ n: 1, d: randomList(rng, phone) })),
    isText: true,
  }
}

/** One of them, in which nothing may be found. */
export function resembling(rng: Rng, phone: Phone): Disguise {
  const draw = rng.pick([longer, longer, longer, differing, differing, list])
  return { family: 'decoys', identifier: '', value: '', beside: [], ...draw(rng, phone) }
}
