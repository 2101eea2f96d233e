import { hiddenForms, lowered } from '../core/hidden-forms.ts'
import type { Observation } from '../assess/types.ts'
import { mask, maskIn } from './mask.ts'

/** Values start with these many characters in the index. */
const prefixLength = 4
/** The same sentences come again and again: this many masked ones are kept. */
const keptTextsMax = 10_000
/** A path segment as long as this can hold an encoded identifier. */
const encodedLengthMin = 12

/** A value to hide, as written and in its normal form. */
export type MaskedValue = Pick<Observation, 'value' | 'normal'>
/** The same with where it stands. */
export type WrittenValue = Pick<Observation, 'value' | 'normal' | 'chain' | 'writtenAs'>

/** Facts whose values are hidden: those of a scan, or of its document. */
export interface MaskedFacts {
  readonly observations: readonly MaskedValue[]
  readonly profile: { readonly identifiers: ReadonlyMap<string, readonly string[]> } | null
}

/**
 * Hides values wherever captured text could repeat them: paths, host names, JSON keys in a chain, sentences. What can
 * name a device by itself (eight characters or more, with a digit or an @) is hidden everywhere in the report, in
 * upper and lower case and percent-encoded. Other values, such as the name "home" of a network, are hidden in what
 * belongs to their own exchange only: everywhere, they would blank out words.
 */
export class Masker {
  private readonly isRevealed: boolean
  private readonly byPrefix: Map<string, string[]> = new Map()
  private readonly known: Map<string, string> = new Map()

  constructor(result: MaskedFacts, isRevealed: boolean) {
    this.isRevealed = isRevealed
    if (isRevealed) return
    const values = new Set<string>()
    for (const { value, normal } of result.observations) addForms(values, value, normal)
    for (const listed of result.profile?.identifiers.values() ?? []) addForms(values, ...listed)
    for (const value of values) {
      const prefix = value.slice(0, prefixLength)
      const others = this.byPrefix.get(prefix)
      if (others === undefined) this.byPrefix.set(prefix, [value])
      else others.push(value)
    }
    for (const others of this.byPrefix.values()) others.sort((left, right) => right.length - left.length)
  }

  /** `text` with everything that names a device hidden, and the values of `own` (of the same exchange), too. */
  hide(text: string, own: readonly MaskedValue[] = []): string {
    if (this.isRevealed) return text
    let hidden = text
    for (const { value, normal } of own) hidden = maskIn(hidden, [value, normal])
    return this.hideStrong(hidden)
  }

  /** A request's path: `own` are the observations of the same exchange. */
  hidePath(path: string, own: readonly WrittenValue[]): string {
    if (this.isRevealed) return path
    const hidden = this.hide(path, own)
    if (!own.some(isEncodedInTarget)) return hidden
    // Some identifier lies in the target behind an encoding: the run that carries it gives it away to anyone. All of it is
    // hidden: four digits of a digest beside four of the number itself leave one number of all that are possible.
    return hidden
      .split('/')
      .map((segment) => (segment.length >= encodedLengthMin ? '•'.repeat(segment.length) : segment))
      .join('/')
  }

  private hideStrong(text: string): string {
    if (this.byPrefix.size === 0 || text.length < prefixLength) return text
    const known = this.known.get(text)
    if (known !== undefined) return known
    const lower = lowered(text)
    let hidden = ''
    let done = 0
    for (let at = 0; at + prefixLength <= lower.length; at++) {
      const value = this.byPrefix
        .get(lower.slice(at, at + prefixLength))
        ?.find((candidate) => lower.startsWith(candidate, at))
      if (value === undefined) continue
      hidden += text.slice(done, at) + mask(text.slice(at, at + value.length))
      done = at + value.length
      at = done - 1
    }
    hidden += text.slice(done)
    if (this.known.size < keptTextsMax) this.known.set(text, hidden)
    return hidden
  }
}

function addForms(values: Set<string>, ...written: readonly string[]): void {
  for (const value of written) {
    if (value.length < 8 || !/[\d@]/.test(value)) continue
    for (const form of hiddenForms(value)) values.add(form)
  }
}

/** Steps in which text stands as it is, or percent-encoded, which the masker knows. */
const plainSteps: ReadonlySet<string> = new Set(['head', 'target', 'path'])

function isEncodedInTarget(observation: WrittenValue): boolean {
  const [, second] = observation.chain
  if (second?.step !== 'target') return false
  return (
    observation.writtenAs !== '' ||
    observation.chain.some((step) => !plainSteps.has(step.step) && step.step !== 'query')
  )
}
