import { latin1 } from '../../core/latin1.ts'

/**
 * Values that were looked at before, so many times in vain, by their bytes: what an app says of its phone stands in each of
 * its requests. Forgetting looks again, never less.
 */
export class EmptyValues {
  private readonly tries: Map<string, number> = new Map()
  private readonly triesMax: number

  /** `triesMax`: 1 where the bytes alone decide what is found. */
  constructor(triesMax: number) {
    this.triesMax = triesMax
  }

  /** What bytes are known by; null for long ones, which are not. */
  static nameOf(bytes: Buffer): string | null {
    return bytes.length > bytesMax ? null : latin1(bytes, 0, bytes.length)
  }

  /** True where these bytes were looked at often enough. */
  has(bytes: Buffer): boolean {
    if (bytes.length > bytesMax || this.tries.size === 0) return false
    return (this.tries.get(latin1(bytes, 0, bytes.length)) ?? 0) >= this.triesMax
  }

  /** True where they held something once. */
  isKept(bytes: Buffer): boolean {
    return bytes.length <= bytesMax && (this.tries.get(latin1(bytes, 0, bytes.length)) ?? 0) < 0
  }

  /** They held nothing once more. */
  add(bytes: Buffer): void {
    const name = EmptyValues.nameOf(bytes)
    if (name !== null) this.addNamed(name)
  }

  /** The same of what is known by this name. */
  addNamed(name: string): void {
    if (this.tries.size >= valuesMax) this.tries.clear()
    this.tries.set(name, (this.tries.get(name) ?? 0) + 1)
  }

  /** It held something, and is looked at each time. */
  keepNamed(name: string): void {
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
