import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import { isSaltName } from '../digests/salt-ways.ts'
import type { FieldReading } from './readings.ts'
import { keyBytesMin } from '../seen-values.ts'
import type { SeenField } from '../seen-values.ts'
import { builtInKeys } from './sent-keys.ts'
import type { SentKey } from './sent-keys.ts'

/** The longest key as it is written. */
const keyCharsMax = 256

/** Those that are built into programs. */
export const programKeys: readonly SentKey[] = builtInKeys.map(
  ([name, key]): SentKey => ({ name, bytes: Buffer.from(key), node: null }),
)

/** A field of the message in one of its readings: its name is written when somebody asks. */
class FieldKey implements SentKey {
  readonly bytes: Buffer
  readonly node: Node
  private readonly written: string

  constructor(node: Node, { written, bytes }: FieldReading) {
    this.node = node
    this.bytes = bytes
    this.written = written
  }

  get name(): string {
    const from = this.written === '' ? '' : `, from ${this.written}`
    return `"${this.node.key}" of the message${from}`
  }
}

/**
 * Keys that one message may send, `limits.detect.keyFieldsMax` fields at a time: those that are likely each time, first of
 * all what opened something before, then what is called a key, and of the others the next ones at each turn.
 */
export class MessageKeys {
  /** How many turns it takes to try all fields: 1 where all are tried at once; 0 where there are none. */
  readonly turns: number
  /** The likely ones first, of which `always` are in each turn. */
  private readonly fields: readonly SeenField[]
  private readonly always: number
  private readonly made: Map<number, readonly SentKey[]> = new Map()

  /** `leaves`: values of the message. `hasOpened`: whether a field of this name was a key before. */
  constructor(leaves: readonly SeenField[], hasOpened: (name: string) => boolean) {
    const { keyFieldsMax } = limits.detect
    const before: SeenField[] = []
    const called: SeenField[] = []
    const rest: SeenField[] = []
    for (const field of leaves) {
      const { key, bytes } = field.node
      if (bytes.length < keyBytesMin || bytes.length > keyCharsMax) continue
      if (hasOpened(key)) before.push(field)
      else if (isSaltName(key)) called.push(field)
      else rest.push(field)
    }
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

  /** Those of what is called a key alone, and those that are built into programs: {@link programKeys} where that is all. */
  calledKeys(): readonly SentKey[] {
    return this.keysOf(this.fields.filter(isCalledKey).slice(0, limits.detect.keyFieldsMax))
  }

  private keysOf(fields: readonly SeenField[]): readonly SentKey[] {
    if (fields.length === 0) return programKeys
    const keys = [...programKeys]
    for (const { node, value } of fields)
      for (const reading of value.asKeys) keys.push(new FieldKey(node, reading))
    return keys
  }
}

function isCalledKey({ node }: SeenField): boolean {
  return isSaltName(node.key)
}

/** Those of which it is true, and the others, both in their order. */
export function parted<T>(all: readonly T[], isTrue: (one: T) => boolean): [T[], T[]] {
  const both: [T[], T[]] = [[], []]
  for (const one of all) both[isTrue(one) ? 0 : 1].push(one)
  return both
}
