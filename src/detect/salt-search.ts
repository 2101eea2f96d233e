import { createHmac, hash } from 'node:crypto'
import { limits } from '../core/limits.ts'
import type { DigestInput } from './digest-pool.ts'

/**
 * Salted digests and HMACs of known values, where the salt or key is sent in the same message: every short value beside
 * the digest is tried in the ways in which programs join a salt and a value. Bounded by trials, not by time.
 */

/** A value of the message that may be a salt. */
export interface Salt {
  readonly name: string
  readonly text: string
}

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

const algorithmsOf: ReadonlyMap<number, readonly string[]> = new Map([
  [16, ['md5']],
  [20, ['sha1', 'ripemd160']],
  [28, ['sha224']],
  [32, ['sha256', 'sha3-256']],
  [48, ['sha384']],
  [64, ['sha512', 'sha3-512']],
])

/** Lengths of digests in bytes. */
export const digestLengths: ReadonlySet<number> = new Set(algorithmsOf.keys())

interface Way {
  readonly name: string
  readonly join: (value: string, salt: string) => string
}

/** Ways that are tried with every value of the message. */
const usualWays: readonly Way[] = [
  { name: 'salt in front', join: (value, salt) => salt + value },
  { name: 'salt behind', join: (value, salt) => value + salt },
  { name: 'salt behind ":"', join: (value, salt) => `${value}:${salt}` },
]
/** Ways that are tried where the name says that it is a salt. */
const ways: readonly Way[] = [
  { name: 'salt in front', join: (value, salt) => salt + value },
  { name: 'salt behind', join: (value, salt) => value + salt },
  ...[':', '|', '-', '_'].flatMap((mark): Way[] => [
    { name: `salt behind "${mark}"`, join: (value, salt) => value + mark + salt },
    { name: `salt in front of "${mark}"`, join: (value, salt) => salt + mark + value },
  ]),
]

const saltName = /salt|nonce|key|secret|seed|pepper/i

/** True where the name of a field says that its value is a salt or key. */
export function isSaltName(name: string): boolean {
  return saltName.test(name)
}

/** Counts down over one message. */
export class SaltTrials {
  left: number = limits.detect.saltTrialsMax

  /** Looks for the tokens among the salted digests of the values; null where none is. */
  find(tokens: readonly DigestToken[], texts: readonly DigestInput[], salts: readonly Salt[]): SaltedPlace[] {
    const places: SaltedPlace[] = []
    for (const [length, some] of Map.groupBy(tokens, ({ digest }) => digest.length)) {
      const wanted = new Map(some.map((token) => [token.digest.toString('latin1'), token]))
      for (const algorithm of algorithmsOf.get(length) ?? [])
        this.tryAll(algorithm, wanted, texts, salts, places)
    }
    return places
  }

  private tryAll(
    algorithm: string,
    wanted: ReadonlyMap<string, DigestToken>,
    texts: readonly DigestInput[],
    salts: readonly Salt[],
    places: SaltedPlace[],
  ): void {
    const take = (digest: Buffer, text: DigestInput, form: string): void => {
      const token = wanted.get(digest.toString('latin1'))
      if (token !== undefined) places.push({ token, text, form })
    }
    for (const salt of salts) {
      const tried = isSaltName(salt.name) ? ways : usualWays
      for (const text of texts) {
        if (this.left < tried.length + 1 || places.length >= wanted.size) return
        this.left -= tried.length + 1
        for (const { name, join } of tried)
          take(
            hash(algorithm, join(text.text, salt.text), 'buffer'),
            text,
            `${algorithm}, ${name}: "${salt.name}" of the message`,
          )
        take(
          createHmac(algorithm, salt.text).update(text.text).digest(),
          text,
          `HMAC-${algorithm}, key: "${salt.name}" of the message`,
        )
      }
    }
  }
}
