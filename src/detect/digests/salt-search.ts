import { hash } from 'node:crypto'
import type { DigestInput } from './digest-input.ts'
import { KeptResults } from '../../core/kept-results.ts'
import { md5 } from '../../core/hashes/md5.ts'
import { sha1 } from '../../core/hashes/sha1.ts'
import { sha256 } from '../../core/hashes/sha256.ts'
import { Hmac } from '../hashes/hmac.ts'
import { TextHash } from '../hashes/text-hash.ts'
import { saltPasses } from './salt-ways.ts'
import type { Salt, SaltPass, Way } from './salt-ways.ts'
import type { SaltedInput, SaltedTexts } from './salted-texts.ts'

/**
 * Salted digests and HMACs of known values, where the salt or key is sent in the same message: every short value beside
 * the digest is tried in the ways in which programs join a salt and a value, the likeliest first. Bounded by trials, not
 * by time. Chance: a digest counts where eight of its bytes are met, which 10,000 trials do in 1 of 10^15 cases.
 */

/** A token that may be a digest: its bytes. */
export interface DigestToken {
  readonly digest: Buffer
  readonly start: number
  readonly end: number
}

/** A token that is the digest of a known value with a salt of the message; `form` says which and how joined. */
export interface SaltedPlace {
  readonly token: DigestToken
  readonly text: DigestInput
  readonly form: string
}

/** Hashes by the bytes of their digests: what nearly all programs take, what some do, and what few do. */
const usualOf: ReadonlyMap<number, readonly string[]> = new Map([
  [16, ['md5']],
  [20, ['sha1']],
  [28, ['sha224']],
  [32, ['sha256']],
  [48, ['sha384']],
  [64, ['sha512']],
])
const secondOf: ReadonlyMap<number, readonly string[]> = new Map([
  [20, ['ripemd160']],
  [32, ['sha3-256']],
  [64, ['sha3-512']],
])
const rareOf: ReadonlyMap<number, readonly string[]> = new Map([
  [28, ['sha512-224', 'sha3-224']],
  [32, ['sha512-256', 'blake2s256', 'sm3']],
  [48, ['sha3-384']],
  [64, ['blake2b512']],
])
/** Hashes whose beginning is sent alone, by the bytes that are left of it. */
const cutOf: ReadonlyMap<number, readonly string[]> = new Map([
  [8, ['md5', 'sha1', 'sha256', 'sha512']],
  [10, ['md5', 'sha1', 'sha256', 'sha512']],
  [12, ['md5', 'sha1', 'sha256', 'sha512']],
  [16, ['sha256', 'sha1', 'sha512']],
  [20, ['sha256']],
  [24, ['sha256']],
  [32, ['sha512']],
])

/** What is tried most is hashed by us: of nearly all digests the first word says that nobody waits for them. */
const ownHashes: ReadonlyMap<string, TextHash> = new Map([
  ['md5', new TextHash(md5)],
  ['sha1', new TextHash(sha1)],
  ['sha256', new TextHash(sha256)],
])

/** Lengths of digests in bytes. */
export const digestLengths: ReadonlySet<number> = new Set(usualOf.keys())

/** Lengths of what is left of digests. */
export const cutDigestLengths: ReadonlySet<number> = new Set(cutOf.keys())

/** Hex digits of a digest by which it is looked up: of the shortest that is sent. */
const lookedUpDigits = 16
/** A keyed digest takes as long as so many plain ones. */
const keyedTrials = 2

/** Counts down over one message. */
export class SaltTrials {
  private left: number
  private readonly most: number
  private readonly wanted: Map<string, DigestToken[]> = new Map()
  /** The first words of the tokens. */
  private readonly firstWords: Set<number> = new Set()
  private readonly places: SaltedPlace[] = []
  private readonly found: Set<DigestToken> = new Set()
  private readonly hmac: Hmac = new Hmac()
  private readonly count: number
  private readonly lengths: ReadonlySet<number>

  /** `most`: trials that it may take. */
  constructor(tokens: readonly DigestToken[], most: number) {
    this.left = most
    this.most = most
    for (const token of tokens) {
      this.firstWords.add(token.digest.readInt32BE(0))
      const start = token.digest.toString('hex').slice(0, lookedUpDigits)
      const same = this.wanted.get(start)
      if (same === undefined) this.wanted.set(start, [token])
      else same.push(token)
    }
    this.count = tokens.length
    this.lengths = new Set(tokens.map(({ digest }) => digest.length))
  }

  /** Trials that were taken. */
  get taken(): number {
    return this.most - Math.max(this.left, 0)
  }

  /** More would have been tried. */
  get isSpent(): boolean {
    return this.left < 0
  }

  /** Trials that {@link find} would take. */
  need(texts: SaltedTexts, salts: readonly Salt[]): number {
    let need = 0
    for (const { hashes, salts: some, texts: those, ways } of saltPasses(texts, salts)) {
      const pairs = some.length * those.length * this.algorithms(hashes).length
      if (pairs > 0) need += pairs * ways.reduce((sum, way) => sum + trialsOf(way), 0)
    }
    return need
  }

  /** Looks for the tokens among the salted digests of the values. */
  find(texts: SaltedTexts, salts: readonly Salt[]): readonly SaltedPlace[] {
    for (const { hashes, salts: some, texts: those, ways } of saltPasses(texts, salts)) {
      const algorithms = this.algorithms(hashes)
      if (algorithms.length === 0) continue
      for (const salt of some) {
        const isSaltAscii = isAscii(salt.text)
        for (const text of those) {
          const value = latin1Of(text)
          const hexers = isSaltAscii && isAscii(value) ? ofAscii : ofLatin1
          for (const algorithm of algorithms) {
            const hexOf = hexers.of(algorithm)
            for (let index = 0; index < ways.length; index++) {
              const way = ways[index] as Way
              this.left -= trialsOf(way)
              if (this.left < 0 || this.found.size >= this.count) return this.places
              this.try(way, algorithm, text, value, salt, hexOf)
            }
          }
        }
      }
    }
    return this.places
  }

  /** Hashes that give digests of the lengths that are there. */
  private algorithms(hashes: SaltPass['hashes']): string[] {
    const table = { usual: usualOf, second: secondOf, rare: rareOf, cut: cutOf }[hashes]
    return [...new Set([...this.lengths].flatMap((length) => table.get(length) ?? []))]
  }

  /** One value with one salt, joined in one way; `hexOf`: how texts of the two are hashed. */
  private try(
    way: Way,
    algorithm: string,
    text: SaltedInput,
    value: string,
    salt: Salt,
    hexOf: (input: string) => string,
  ): void {
    const joined = way.join(value, salt.text, hexOf)
    const message = way.isKeyed === true ? way.message(value, salt.text) : null
    const own = ownHashes.get(algorithm)
    if (own !== undefined) {
      const first = message === null ? own.firstOf(joined) : own.keyedFirstOf(joined, message)
      if (!this.firstWords.has(first)) return
    }
    const digest = message === null ? hexOf(joined) : this.hmac.hexOf(algorithm, joined, message)
    const tokens = this.wanted.get(digest.slice(0, lookedUpDigits))
    if (tokens === undefined) return
    for (const token of tokens) {
      if (this.found.has(token) || !digest.startsWith(token.digest.toString('hex'))) continue
      this.found.add(token)
      const whole = digest.length / 2
      const part = token.digest.length === whole ? '' : `, ${token.digest.length} of ${whole} bytes`
      const as = text.bytes === undefined ? '' : `, the value as ${text.text}`
      this.places.push({ token, text, form: `${way.title(algorithm, salt.name)}${as}${part}` })
    }
  }
}

function trialsOf({ isKeyed }: Way): number {
  return isKeyed === true ? keyedTrials : 1
}

/** How texts are hashed, to hex: for each algorithm once. Node takes a string for UTF-8, which of ASCII is the same bytes; to make bytes of it takes half as long again. */
const ofAscii: KeptResults<(text: string) => string> = new KeptResults(
  (algorithm) => (text) => hash(algorithm, text, 'hex'),
)
const ofLatin1: KeptResults<(text: string) => string> = new KeptResults(
  (algorithm) => (text) => hash(algorithm, Buffer.from(text, 'latin1'), 'hex'),
)

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}

const written: WeakMap<SaltedInput, string> = new WeakMap()

/** The bytes of a text, a character for each: the same few are asked for in every trial. */
function latin1Of(text: SaltedInput): string {
  let bytes = written.get(text)
  if (bytes === undefined) {
    bytes = (text.bytes ?? Buffer.from(text.text)).toString('latin1')
    written.set(text, bytes)
  }
  return bytes
}
