import type { Node } from '../decode/types.ts'

/**
 * How often something was tried in vain on what one field of one host held: a field means the same in each request, and
 * what it was not in many it is not in the next. Where it was found once it is tried each time. Forgetting tries more,
 * never less.
 */
export class FieldTries {
  private readonly tries: Map<string, number> = new Map()

  /** Tries on a field ({@link fieldOf}); fewer than 0 where something was found. Without a host nobody says that two fields are the same. */
  of(host: string, field: string): number {
    return host === '' ? 0 : (this.tries.get(`${host} ${field}`) ?? 0)
  }

  /** One more message was tried. */
  add(host: string, field: string, isFound: boolean): void {
    if (host === '') return
    if (this.tries.size >= fieldsMax) this.tries.clear()
    const name = `${host} ${field}`
    this.tries.set(name, isFound ? Number.NEGATIVE_INFINITY : (this.tries.get(name) ?? 0) + 1)
  }

  forget(): void {
    this.tries.clear()
  }
}

const fieldsMax = 16_384

/** What says that values of so many bytes stand in the same field of two messages to one host. */
export function fieldOf({ key, step }: Node, bytes: number): string {
  return `${key === '' ? step.step : key} ${bytes}`
}
