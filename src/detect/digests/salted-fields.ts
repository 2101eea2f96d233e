import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'

/** `tried`: often enough, and in vain; `uuid`: all that the field held, and this, are UUIDs. */
export type SaltPromise = 'open' | 'tried' | 'uuid'

/** What is known of one field of one host. */
interface TriedField {
  /** Messages in which salts were tried on it in vain; where one was found each is looked for. */
  tries: number
  /** All that it held were written like random UUIDs. */
  holdsUuids: boolean
}

/**
 * How often what has a digest's length was tried with salts, and was no digest of a known value: in one field of one host,
 * and the same value anywhere. Signatures and tokens stand in each request of an app and take thousands of trials each:
 * what a field was not in so many messages it is not in the next, and what stays the same while all around it changes was
 * not made with what is around it. A field of random UUIDs is given up earlier: an MD5 looks like one in 1 of 64 cases.
 * Forgetting tries more, never less.
 */
export class SaltedFields {
  private readonly fields: Map<string, TriedField> = new Map()
  /** Messages in which the digest was tried in vain, by its bytes. */
  private readonly values: Map<string, number> = new Map()

  /** Whether salts are worth trying on it. Without a host nobody says that two fields are the same. */
  promiseOf(host: string, node: Node, digest: Buffer): SaltPromise {
    const field = host === '' ? undefined : this.fields.get(fieldOf(host, node, digest.length))
    const { saltedFieldTriesMax, saltedUuidTriesMax, saltedValueTriesMax } = limits.detect
    if (host === '' || (field !== undefined && field.tries < 0)) return 'open'
    const isValueTried = (this.values.get(nameOf(digest)) ?? 0) >= saltedValueTriesMax
    if (field === undefined) return isValueTried ? 'tried' : 'open'
    if (field.holdsUuids && field.tries >= saltedUuidTriesMax && isRandomUuid(digest)) return 'uuid'
    return isValueTried || field.tries >= saltedFieldTriesMax ? 'tried' : 'open'
  }

  /** The digest was tried in the field. */
  tried(host: string, node: Node, digest: Buffer, isFound: boolean): void {
    if (host === '') return
    if (this.fields.size >= fieldsMax) this.fields.clear()
    if (this.values.size >= valuesMax) this.values.clear()
    const name = fieldOf(host, node, digest.length)
    const field = this.fields.get(name) ?? { tries: 0, holdsUuids: true }
    field.tries = isFound ? Number.NEGATIVE_INFINITY : field.tries + 1
    field.holdsUuids &&= isRandomUuid(digest)
    this.fields.set(name, field)
    const value = nameOf(digest)
    this.values.set(value, isFound ? Number.NEGATIVE_INFINITY : (this.values.get(value) ?? 0) + 1)
  }

  /** What comes now was recorded at another time, maybe of another phone or another version of its software. */
  forget(): void {
    this.fields.clear()
    this.values.clear()
  }
}

const fieldsMax = 16_384
const valuesMax = 16_384

function fieldOf(host: string, { key, step }: Node, bytes: number): string {
  return `${host} ${key === '' ? step.step : key} ${bytes}`
}

function nameOf(digest: Buffer): string {
  return digest.toString('latin1')
}

const uuidBytes = 16

/** Bytes with the marks of a UUID that was drawn (RFC 9562, 5.4). */
function isRandomUuid(digest: Buffer): boolean {
  return digest.length === uuidBytes && (digest[6] as number) >> 4 === 4 && (digest[8] as number) >> 6 === 2
}
