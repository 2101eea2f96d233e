import { detachedText } from '../core/detached-text.ts'
import type { Node } from '../decode/types.ts'

/**
 * How often something was tried in vain on what one field of one host held: a field means the same in each request, and
 * what it was not in many it is not in the next. Where it was found once it is tried each time. Forgetting tries more,
 * never less.
 */
export class FieldTries {
  /** By host, and then by field. */
  private readonly tries: Map<string, Map<string, number>> = new Map()
  private size = 0

  /** Tries on a field ({@link fieldOf}); fewer than 0 where something was found. Without a host nobody says that two fields are the same. */
  of(host: string, field: string): number {
    return host === '' ? 0 : (this.tries.get(host)?.get(field) ?? 0)
  }

  /** One more message was tried. */
  add(host: string, field: string, isFound: boolean): void {
    if (host === '') return
    if (this.size >= fieldsMax) this.forget()
    let fields = this.tries.get(host)
    if (fields === undefined) {
      fields = new Map()
      this.tries.set(host, fields)
    }
    const before = fields.get(field)
    if (before === undefined) this.size++
    fields.set(field, isFound ? Number.NEGATIVE_INFINITY : (before ?? 0) + 1)
  }

  forget(): void {
    this.tries.clear()
    this.size = 0
  }
}

const fieldsMax = 16_384

/** Names of fields, by key and length: made once of those that come again and again, as each is looked up at once then. */
const names: Map<string, Map<number, string>> = new Map()
let namesKept = 0

/** What says that values of so many bytes stand in the same field of two messages to one host. */
export function fieldOf({ key, step }: Node, bytes: number): string {
  const name = key === '' ? step.step : key
  const known = names.get(name)?.get(bytes)
  if (known !== undefined) return known
  const field = detachedText(`${name} ${bytes}`)
  if (namesKept >= fieldsMax) {
    names.clear()
    namesKept = 0
  }
  namesKept++
  const lengths = names.get(name)
  if (lengths === undefined) names.set(detachedText(name), new Map([[bytes, field]]))
  else lengths.set(bytes, field)
  return field
}
