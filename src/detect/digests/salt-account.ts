import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import type { Direction } from '../../core/verdict.ts'

/**
 * Salted digests that are computed for the messages of one capture in all: each message earns so many for each of its
 * bytes, and whoever takes more takes it from a stock. Names and hosts of its own for each short message would else cost
 * the work of a long one, over and over.
 */
export class SaltAccount {
  /** For one message. */
  readonly most: number
  /** For all messages of a capture, beside what they earn. */
  private readonly full: number
  private stock: number

  /** `texts`: those that are tried with each salt. */
  constructor(texts: number) {
    const { saltTrialsPerTextMax, saltTrialsMin, saltTrialsMax } = limits.detect
    this.most = Math.min(saltTrialsMax, Math.max(saltTrialsMin, texts * saltTrialsPerTextMax))
    const { captureSaltTrialsPerTextMax, captureSaltTrialsMin, captureSaltTrialsMax } = limits.detect
    this.full = Math.min(
      captureSaltTrialsMax,
      Math.max(captureSaltTrialsMin, texts * captureSaltTrialsPerTextMax),
    )
    this.stock = this.full
  }

  /** Trials for the message whose tree has this root. What is answered, which may be read out of turn, takes nothing from the stock. */
  allow(root: Node, direction: Direction): number {
    const stock = direction === 0 ? this.stock : 0
    return Math.min(this.most, Math.max(earnedBy(root), stock))
  }

  /** A message that earned so many took so many. */
  settle(earned: number, trials: number): void {
    this.stock += earned - trials
  }

  /** What comes now is of another capture. */
  forget(): void {
    this.stock = this.full
  }
}

/** Trials that a message earns. */
export function earnedBy({ children }: Node): number {
  const bytes = children.reduce((sum, part) => sum + part.bytes.length, 0)
  return bytes * limits.detect.captureSaltTrialsPerByteMax
}
