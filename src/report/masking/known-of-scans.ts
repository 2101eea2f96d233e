import type { KnownValues } from './masked-name.ts'
import { Masker } from './masker.ts'
import type { MaskedFacts } from './masker.ts'

/** What several scans know to name the phone, for names that were made of all of them. */
export class KnownOfScans {
  private readonly maskers: Masker[] = []

  /** After each scan. */
  add(facts: MaskedFacts): void {
    this.maskers.push(new Masker(facts, false))
  }

  /** With `values` that were found by comparing the scans; short ones are too often words. */
  with(values: readonly string[]): KnownValues {
    return {
      values: values.filter((value) => value.length >= valueLengthMin),
      written: { hide: (text) => this.maskers.reduce((hidden, masker) => masker.hide(hidden), text) },
    }
  }
}

const valueLengthMin = 8
