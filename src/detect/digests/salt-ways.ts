import { KeptResults } from '../../core/kept-results.ts'
import type { SaltedInput, SaltedTexts } from './salted-texts.ts'

/**
 * The ways in which programs join a salt and a value, and the order in which they are tried with what a message holds: the
 * ways that are met most with all of it, the rest with what goes by the name of a salt. All strings have a character for
 * each byte.
 */

/** A value of the message that may be a salt or a key. */
export interface Salt {
  /** For people: the field's name, and how it is read. */
  readonly name: string
  /** Its bytes, a character for each. */
  readonly text: string
  /** Its name says so. */
  readonly isNamed: boolean
  /** What the field stands for in hex or base64, rather than its text. */
  readonly isDecoded: boolean
}

interface Joined {
  /** `hexOf`: the same hash of a part, in hex. */
  readonly join: (value: string, salt: string, hexOf: (input: string) => string) => string
  /** What is found, for people. */
  readonly title: (algorithm: string, salt: string) => string
}

/** One way. Of a keyed one `join` gives the key. */
export type Way =
  | (Joined & { readonly isKeyed?: false })
  | (Joined & { readonly isKeyed: true; readonly message: (value: string, salt: string) => string })

/** Salts of one kind, with the texts and ways that are tried with each. */
export interface SaltPass {
  readonly hashes: 'usual' | 'second' | 'rare' | 'cut'
  readonly salts: readonly Salt[]
  readonly texts: readonly SaltedInput[]
  readonly ways: readonly Way[]
}

function way(name: string, join: Joined['join']): Way {
  return { join, title: (algorithm, salt) => `${algorithm}, ${name}: "${salt}" of the message` }
}

const inFront = way('salt in front', (value, salt) => salt + value)
const behind = way('salt behind', (value, salt) => value + salt)
const keyedWay: Way = {
  isKeyed: true,
  join: (_, salt) => salt,
  message: (value) => value,
  title: (algorithm, salt) => `HMAC-${algorithm}, key: "${salt}" of the message`,
}
const keyedByValue: Way = {
  isKeyed: true,
  join: (value) => value,
  message: (_, salt) => salt,
  title: (algorithm, salt) => `HMAC-${algorithm} of "${salt}" of the message, key: the value`,
}
/** Ways that are tried with every value of the message. */
const usualWays: readonly Way[] = [
  inFront,
  behind,
  way('salt behind ":"', (value, salt) => `${value}:${salt}`),
  keyedWay,
]
/** Ways that are tried beside, where the name says that it is a salt. */
const namedWays: readonly Way[] = [
  way('salt in front of ":"', (value, salt) => `${salt}:${value}`),
  keyedByValue,
  ...['|', '-', '_', '.', ',', '&', ';', '/', '#', '+', ' '].flatMap((mark): Way[] => [
    way(`salt behind "${mark}"`, (value, salt) => value + mark + salt),
    way(`salt in front of "${mark}"`, (value, salt) => salt + mark + value),
  ]),
  way('salt on both sides', (value, salt) => salt + value + salt),
  way('salt in front of the digest', (value, salt, hexOf) => salt + hexOf(value)),
  way('salt behind the digest', (value, salt, hexOf) => hexOf(value) + salt),
]
/** What is tried with keys that are decoded first. */
const decodedWays: readonly Way[] = [keyedWay, inFront, behind]

/** Fields that are tried with all texts, or beside a salt; and those that are tried in all ways though no name says that they are salts. */
const likelyMax = 12
const unnamedMax = 2

/** Passes over the salts, the likeliest first; `salts` come in the order of their likelihood, the plainest texts first. */
export function* saltPasses(
  { plainest: texts, first: plainest, rest, further }: SaltedTexts,
  salts: readonly Salt[],
): Generator<SaltPass> {
  const named = salts.filter(({ isNamed }) => isNamed)
  const others = salts.filter(({ isNamed, isDecoded }) => !isNamed && !isDecoded)
  const decoded = salts.filter(({ isNamed, isDecoded }) => !isNamed && isDecoded)
  const likely = others.slice(0, likelyMax)
  const unnamed = named.length === 0 ? others.slice(0, unnamedMax) : []
  const plain = named.filter(({ isDecoded }) => !isDecoded)
  const decodedNamed = named.filter(({ isDecoded }) => isDecoded)
  yield { hashes: 'usual', salts: named, texts, ways: usualWays }
  yield { hashes: 'usual', salts: others, texts: plainest, ways: usualWays }
  yield { hashes: 'usual', salts: named, texts: plainest, ways: namedWays }
  yield { hashes: 'usual', salts: plain, texts: further, ways: usualWays }
  yield { hashes: 'cut', salts: named, texts, ways: usualWays }
  yield { hashes: 'second', salts: named, texts, ways: usualWays }
  yield { hashes: 'rare', salts: named, texts: plainest, ways: usualWays }
  yield { hashes: 'second', salts: plain, texts: plainest, ways: namedWays }
  yield { hashes: 'usual', salts: decoded, texts: plainest, ways: decodedWays }
  yield { hashes: 'second', salts: likely, texts: plainest, ways: usualWays }
  yield { hashes: 'second', salts: decoded, texts: plainest, ways: decodedWays }
  yield { hashes: 'usual', salts: likely, texts: rest, ways: usualWays }
  yield { hashes: 'usual', salts: decoded, texts: rest, ways: decodedWays }
  yield { hashes: 'usual', salts: plain, texts: plainest, ways: likely.flatMap(waysWith) }
  yield { hashes: 'second', salts: likely, texts: rest, ways: usualWays }
  yield { hashes: 'usual', salts: named, texts: rest, ways: namedWays }
  yield { hashes: 'rare', salts: unnamed, texts: plainest, ways: usualWays }
  yield { hashes: 'usual', salts: unnamed, texts: plainest, ways: namedWays }
  yield { hashes: 'usual', salts: likely, texts: further, ways: usualWays }
  yield { hashes: 'usual', salts: plain, texts: further, ways: namedWays }
  yield { hashes: 'usual', salts: decodedNamed, texts: further, ways: decodedWays }
}

function waysWith({ name, text: other }: Salt): Way[] {
  return [
    way(`"${name}" and salt behind`, (value, salt) => value + other + salt),
    way(`salt and "${name}" behind`, (value, salt) => value + salt + other),
    way(`salt and "${name}" in front`, (value, salt) => salt + other + value),
  ]
}

const saltName = /salt|nonce|key|secret|seed|pepper|rand|rnd|^(?:[iknrs]|iv)$/i
const saltNames = new KeptResults((name) => (saltName.test(name) ? 1 : 0))

/** True where the name of a field says that its value is a salt or key. */
export function isSaltName(name: string): boolean {
  return saltNames.of(name) === 1
}
