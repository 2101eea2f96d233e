import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import { isSaltName } from '../digests/salt-ways.ts'
import { readingsOf } from './readings.ts'
import { builtInKeys } from './sent-keys.ts'
import type { SentKey } from './sent-keys.ts'

/** The shortest key, and the longest as it is written. */
const keyBytesMin = 2
const keyCharsMax = 256

/**
 * Keys that one message may send, `limits.detect.keyFieldsMax` fields at a time: those that are likely each time, first of
 * all what opened something before, then what is called a key, and of the others the next ones at each turn.
 */
export class MessageKeys {
  /** How many turns it takes to try all fields: 1 where all are tried at once; 0 where there are none. */
  readonly turns: number
  /** The likely ones first, of which `always` are in each turn. */
  private readonly fields: readonly Node[]
  private readonly always: number
  private readonly made: Map<number, readonly SentKey[]> = new Map()

  /** `leaves`: values of the message. `hasOpened`: whether a field of this name was a key before. */
  constructor(leaves: readonly Node[], hasOpened: (name: string) => boolean) {
    const { keyFieldsMax } = limits.detect
    const [before, others] = parted(leaves.filter(mayBeKey), ({ key }) => hasOpened(key))
    const [called, rest] = parted(others, isCalledKey)
    const fields = [...before, ...called, ...rest]
    this.fields = fields
    this.always =
      fields.length <= keyFieldsMax
        ? fields.length
        : Math.min(before.length + called.length, keyFieldsMax >> 1)
    const behind = fields.length - this.always
    this.turns = behind === 0 ? Math.min(1, fields.length) : Math.ceil(behind / (keyFieldsMax - this.always))
  }

  /** The keys of one turn, counted from 0 and round and round: of each field in every reading, and those that are built into programs. */
  of(turn: number): readonly SentKey[] {
    const at = this.turns < 2 ? 0 : turn % this.turns
    const before = this.made.get(at)
    if (before !== undefined) return before
    const room = limits.detect.keyFieldsMax - this.always
    const start = this.always + at * room
    const made = this.keysOf([
      ...this.fields.slice(0, this.always),
      ...this.fields.slice(start, start + room),
    ])
    this.made.set(at, made)
    return made
  }

  /** Those of what is called a key alone, and those that are built into programs. */
  calledKeys(): readonly SentKey[] {
    return this.keysOf(this.fields.filter(isCalledKey).slice(0, limits.detect.keyFieldsMax))
  }

  private keysOf(fields: readonly Node[]): SentKey[] {
    const keys: SentKey[] = builtInKeys.map(
      ([name, key]): SentKey => ({ name, bytes: Buffer.from(key), node: null }),
    )
    for (const node of fields) {
      const { bytes, key } = node
      for (const reading of readingsOf(bytes, keyBytesMin, isSaltName(key))) {
        const from = reading.written === '' ? '' : `, from ${reading.written}`
        keys.push({ name: `"${key}" of the message${from}`, bytes: reading.bytes, node })
      }
    }
    return keys
  }
}

function isCalledKey({ key }: Node): boolean {
  return isSaltName(key)
}

function mayBeKey({ bytes }: Node): boolean {
  return bytes.length >= keyBytesMin && bytes.length <= keyCharsMax
}

/** Those of which it is true, and the others, both in their order. */
export function parted<T>(all: readonly T[], isTrue: (one: T) => boolean): [T[], T[]] {
  const both: [T[], T[]] = [[], []]
  for (const one of all) both[isTrue(one) ? 0 : 1].push(one)
  return both
}
