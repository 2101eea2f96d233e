import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import { FieldTries, fieldOf } from '../field-tries.ts'

/**
 * `tried`: often enough, and in vain; `cut`: so it was as far as the trials went, which did not last for all salts;
 * `uuid`: all that the field held, and this, are UUIDs.
 */
export type SaltPromise = 'open' | 'tried' | 'cut' | 'uuid'

/** What was tried: by its field and its bytes, and whether it is a salted digest. Holds nothing of the message. */
export interface TriedDigest {
  readonly field: string
  readonly value: string
  readonly isUuid: boolean
  readonly isFound: boolean
}

/** To be counted later. */
export function triedDigest(node: Node, digest: Buffer, isFound: boolean): TriedDigest {
  return {
    field: fieldOf(node, digest.length),
    value: nameOf(digest),
    isUuid: isRandomUuid(digest),
    isFound,
  }
}

/**
 * How often what has a digest's length was tried with salts, and was no digest of a known value: in one field of one host,
 * and the same value anywhere. Signatures and tokens stand in each request of an app and take thousands of trials each:
 * what stays the same while all around it changes was not made with what is around it. A field of random UUIDs is given up
 * earlier: an MD5 looks like one in 1 of 64 cases.
 */
export class SaltedFields {
  private readonly fields: FieldTries = new FieldTries()
  /** Of them those with what is no UUID. */
  private readonly others: FieldTries = new FieldTries()
  /** Messages in which the trials did not last for all salts. */
  private readonly cut: FieldTries = new FieldTries()
  /** Messages in which the digest was tried in vain, by its bytes. */
  private readonly values: Map<string, number> = new Map()

  /** Whether salts are worth trying on it. Without a host nobody says that two fields are the same. */
  promiseOf(host: string, node: Node, digest: Buffer): SaltPromise {
    const field = fieldOf(node, digest.length)
    const tries = this.fields.of(host, field)
    const { saltedFieldTriesMax, saltedUuidTriesMax, saltedValueTriesMax } = limits.detect
    const valueTries = this.values.get(nameOf(digest)) ?? 0
    if (host === '' || tries < 0 || valueTries < 0) return 'open'
    if (tries >= saltedUuidTriesMax && isRandomUuid(digest) && this.others.of(host, field) === 0)
      return 'uuid'
    if (valueTries >= saltedValueTriesMax || tries >= saltedFieldTriesMax) return 'tried'
    return this.cut.of(host, field) >= saltedFieldTriesMax ? 'cut' : 'open'
  }

  /** What was tried in one message as far as the trials went, all in vain. */
  triedInPart(host: string, all: readonly TriedDigest[]): void {
    for (const field of new Set(all.map((one) => one.field))) this.cut.add(host, field, false)
  }

  /** What was tried in one message, which may hold a field many times. */
  tried(host: string, all: readonly TriedDigest[]): void {
    if (host === '') return
    for (const [field, same] of Map.groupBy(all, (one) => one.field)) {
      this.fields.add(
        host,
        field,
        same.some(({ isFound }) => isFound),
      )
      if (!same.every(({ isUuid }) => isUuid)) this.others.add(host, field, false)
    }
    for (const [value, same] of Map.groupBy(all, (one) => one.value)) {
      if (this.values.size >= valuesMax) this.values.clear()
      const isFound = same.some((one) => one.isFound)
      this.values.set(value, isFound ? Number.NEGATIVE_INFINITY : (this.values.get(value) ?? 0) + 1)
    }
  }

  /** What comes now was recorded at another time, maybe of another phone or another version of its software. */
  forget(): void {
    this.fields.forget()
    this.others.forget()
    this.cut.forget()
    this.values.clear()
  }
}

const valuesMax = 16_384

function nameOf(digest: Buffer): string {
  return digest.toString('latin1')
}

const uuidBytes = 16

/** Bytes with the marks of a UUID that was drawn (RFC 9562, 5.4). */
function isRandomUuid(digest: Buffer): boolean {
  return digest.length === uuidBytes && (digest[6] as number) >> 4 === 4 && (digest[8] as number) >> 6 === 2
}
