import type { Node } from '../decode/types.ts'

/**
 * How often something was tried in vain on what one field of one host held: a field means the same in each request, and
 * what it was not in many it is not in the next. Where it was found once it is tried each time. Forgetting tries more,
 * never less.
 */
export class FieldTries {
  private readonly tries: Map<string, number> = new Map()

  /** Tries on values of so many bytes; fewer than 0 where one was found. Without a host nobody says that two fields are the same. */
  of(host: string, node: Node, bytes: number): number {
    return host === '' ? 0 : (this.tries.get(fieldOf(host, node, bytes)) ?? 0)
  }

  add(host: string, node: Node, bytes: number, isFound: boolean): void {
    if (host === '') return
    if (this.tries.size >= fieldsMax) this.tries.clear()
    const field = fieldOf(host, node, bytes)
    this.tries.set(field, isFound ? Number.NEGATIVE_INFINITY : (this.tries.get(field) ?? 0) + 1)
  }

  forget(): void {
    this.tries.clear()
  }
}

const fieldsMax = 16_384

function fieldOf(host: string, { key, step }: Node, bytes: number): string {
  return `${host} ${key === '' ? step.step : key} ${bytes}`
}
