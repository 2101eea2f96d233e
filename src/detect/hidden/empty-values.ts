import { latin1 } from '../../core/latin1.ts'

/**
 * Values that were looked at before, so many times in vain, by their bytes: what an app says of its phone stands in each of
 * its requests. Forgetting looks again, never less.
 */
export class EmptyValues {
  private readonly tries: Map<string, number> = new Map()

  /** What bytes are known by; null for long ones, which are not. */
  static nameOf(bytes: Buffer): string | null {
    return bytes.length > bytesMax ? null : latin1(bytes, 0, bytes.length)
  }

  /** How often what goes by this name was looked at in vain; fewer than 0 where it held something once. */
  of(name: string | null): number {
    return name === null ? 0 : (this.tries.get(name) ?? 0)
  }

  /** It held nothing once more. */
  add(name: string): void {
    if (this.tries.size >= valuesMax) this.tries.clear()
    this.tries.set(name, (this.tries.get(name) ?? 0) + 1)
  }

  /** It held something, and is looked at each time. */
  keep(name: string): void {
    this.tries.set(name, Number.NEGATIVE_INFINITY)
  }

  /** What comes now has nothing to do with what came. */
  forget(): void {
    this.tries.clear()
  }
}

/** Longer values are rarely the same twice, and take memory. */
const bytesMax = 256
const valuesMax = 4_096
