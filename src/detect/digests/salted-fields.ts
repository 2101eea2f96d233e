import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'

/**
 * How often what has a digest's length was tried with salts in one field of one host, and was no digest of a known value.
 * Signatures and tokens stand in each request of an app and take thousands of trials each: what a field was not in so
 * many messages it is not in the next. Forgetting tries more, never less.
 */
export class SaltedFields {
  private readonly tries: Map<string, number> = new Map()

  /** False where it was tried often enough. Without a host nobody says that two fields are the same. */
  mayHold(host: string, node: Node, bytes: number): boolean {
    if (host === '') return true
    return (this.tries.get(fieldOf(host, node, bytes)) ?? 0) < limits.detect.saltedFieldTriesMax
  }

  /** A digest of `bytes` was tried in the field. */
  tried(host: string, node: Node, bytes: number, isFound: boolean): void {
    if (host === '') return
    if (this.tries.size >= fieldsMax) this.tries.clear()
    const field = fieldOf(host, node, bytes)
    // Where one was found each is looked for.
    this.tries.set(field, isFound ? Number.NEGATIVE_INFINITY : (this.tries.get(field) ?? 0) + 1)
  }

  /** What comes now was recorded at another time, maybe of another phone or another version of its software. */
  forget(): void {
    this.tries.clear()
  }
}

const fieldsMax = 16_384

function fieldOf(host: string, { key, step }: Node, bytes: number): string {
  return `${host} ${key === '' ? step.step : key} ${bytes}`
}
