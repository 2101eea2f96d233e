import { hiddenForms, lowered, percentEncoded } from '../../core/hidden-forms.ts'
import { KeptResults } from '../../core/kept-results.ts'
import type { Observation } from '../../assess/types.ts'
import { mask, maskIn } from './mask.ts'
import { hideEscaped, hideRuns } from './encoded-runs.ts'
import { hiddenName, maskedDetail } from './masked-name.ts'
import { reversibleForms } from './reversible-forms.ts'
import { isNameOfWords, WrittenValues } from './written-values.ts'
import { PrefixIndex, prefixLength } from './prefix-index.ts'

/** The same sentences come again and again: this many masked ones are kept, of so many characters at most. */
const keptTextsMax = 10_000
const keptCharsMax = 1_024
/** A shorter value is too often a part of something else. */
const strongLengthMin = 8
/** So many values are looked for in other forms, too: more are an address book or a flood. */
const valuesInFormsMax = 2_000
/** A path segment as long as this can hold an encoded identifier. */
const encodedLengthMin = 12

/** A value to hide, as written and in its normal form. */
export type MaskedValue = Pick<Observation, 'value' | 'normal'>
/** The same with where it stands. */
export type WrittenValue = Pick<Observation, 'value' | 'normal' | 'chain' | 'writtenAs'>

/** The way to a value. */
type ChainOfValue = Pick<Observation, 'chain' | 'writtenAs'>

/** Facts whose values are hidden: those of a scan, or of its document. */
export interface MaskedFacts {
  readonly observations: readonly (MaskedValue &
    Partial<Pick<Observation, 'identifier' | 'chain' | 'writtenAs'>>)[]
  /** Whose names may have an identifier in them, encoded or digested. */
  readonly recipients?: readonly { readonly host: string }[]
  readonly dnsNames?: readonly string[]
  readonly hellos?: readonly { readonly sni: string }[]
  readonly profile: { readonly identifiers: ReadonlyMap<string, readonly string[]> } | null
  /** As in `ScanResult`. */
  readonly shownValues?: ReadonlyMap<string, string>
}

/** What is hidden: as it is, and with any separators. */
interface Hiding {
  readonly index: PrefixIndex
  readonly written: WrittenValues | null
}

/** What is hidden in one exchange alone. */
interface OwnHiding {
  readonly values: readonly MaskedValue[]
  /** Its texts, hidden: each of its values says the same address and nearly the same way. */
  readonly texts: KeptResults<string>
}

const noValues: readonly MaskedValue[] = []

const nothingHidden: Hiding = { index: new PrefixIndex([]), written: null }

/**
 * Hides values wherever captured text could repeat them: paths, host names, JSON keys in a chain, sentences. What can
 * name a device by itself (eight characters or more, with a digit or an @) is hidden everywhere in the report, in
 * upper and lower case and percent-encoded, with other separators, and in forms that are turned back by hand. Other values, such as the name "home" of a network, are hidden in what
 * belongs to their own exchange only: everywhere, they would blank out words. Where the profile has several words, the name
 * of its owner or network, they are hidden in names that people gave, too: a network is often called after its operator.
 */
export class Masker {
  private readonly isRevealed: boolean
  private readonly strong: Hiding = nothingHidden
  /** Values of the profile of several words, which may be words of anything else. */
  private readonly names: Hiding = nothingHidden
  /** The same, and those that were observed. */
  private readonly allNames: Hiding = nothingHidden
  private readonly known: KeptResults<string> = new KeptResults(
    (text) => this.hideEncoded(text, this.strong),
    keptTextsMax,
    keptCharsMax,
  )
  /** Masked steps and what they tell, as they come again in each message. */
  private readonly details: Map<string, string> = new Map()
  /** That of the exchange which was asked about last. */
  private own: OwnHiding | null = null
  /** What is no strong value, with how it may stand in its own exchange. */
  private readonly words: Map<string, readonly string[]> = new Map()
  /** Of these nothing is shown, not even their ends. */
  private readonly whole: Set<string> = new Set()

  constructor(result: MaskedFacts, isRevealed: boolean) {
    // What was masked once says nothing more: its texts stay as they are.
    this.isRevealed = isRevealed || result.shownValues !== undefined
    if (this.isRevealed) return
    const values = new Set<string>()
    // One value may have been sent ten thousand times.
    const added = new Map<string, string>()
    for (const { value, normal } of result.observations) {
      if (added.get(value) === normal) continue
      added.set(value, normal)
      addForms(values, value, normal)
    }
    for (const listed of result.profile?.identifiers.values() ?? []) addForms(values, ...listed)
    const strong = strongValues(result)
    for (const listed of strong.values())
      for (const value of listed) {
        for (const form of reversibleForms(value)) values.add(form)
      }
    for (const value of wordsInNames(result)) values.add(value)
    for (const label of encodedLabels(result)) {
      values.add(label)
      this.whole.add(label)
    }
    this.strong = {
      index: new PrefixIndex(values),
      written: strong.size > 0 ? new WrittenValues(strong) : null,
    }
    this.names = namesOfProfile(result)
    this.allNames = hidingOf(namesObserved(result))
  }

  /** `text` with everything that names a device hidden, and the values of `own` (of the same exchange), too. */
  hide(text: string, own: readonly MaskedValue[] = noValues): string {
    if (this.isRevealed) return text
    return own.length === 0 ? this.hideStrong(text) : this.ownHiding(own).texts.of(text)
  }

  private ownHiding(values: readonly MaskedValue[]): OwnHiding {
    if (this.own?.values === values) return this.own
    const words = values
      .filter(({ value }) => !isStrong(value))
      .flatMap(({ value, normal }) => [value, normal])
    const shows = (decoded: string): boolean => maskIn(decoded, words) !== decoded
    const forms = new Set(values.flatMap(({ value, normal }) => this.ownForms(value, normal)))
    const hide = (text: string): string =>
      this.hideStrong(maskIn(words.length === 0 ? text : hideRuns(text, shows), forms))
    this.own = { values, texts: new KeptResults(hide, keptTextsMax, keptCharsMax) }
    return this.own
  }

  /**
   * The same of traffic that is handed on: there names of people and networks are hidden in every exchange, and words that are
   * the same with them.
   */
  hideTraffic(text: string, own: readonly MaskedValue[] = noValues): string {
    return this.isRevealed ? text : this.hide(this.hideEncoded(text, this.allNames), own)
  }

  /** The same of a name that people gave (of a file, a profile): there the names of the profile are its owner's. */
  hideName(name: string): string {
    return this.isRevealed ? name : this.hide(this.hidePlain(name, this.names))
  }

  /** The steps that led to a value, in which names of members may be values, too. `own`: all of the same exchange. */
  hideChain({ chain, writtenAs }: ChainOfValue, own: readonly MaskedValue[]): Observation['chain'] {
    if (this.isRevealed) return chain
    return chain.map(({ step, detail }, at) => {
      // The value was found by decoding this very name, which anybody can do again.
      const isDecoded = at + 1 < chain.length || writtenAs !== ''
      return { step, detail: this.detailOf(step, this.hide(isDecoded ? hiddenName(detail) : detail, own)) }
    })
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

  /** The fields that programs name are the same in each message. */
  private detailOf(step: string, detail: string): string {
    const key = `${step} ${detail}`
    const known = this.details.get(key)
    if (known !== undefined) return known
    const masked = maskedDetail(step, detail)
    if (this.details.size < keptTextsMax) this.details.set(key, masked)
    return masked
  }

  /** How a value may stand in its own exchange; the encoded forms of strong ones are hidden everywhere. */
  private ownForms(value: string, normal: string): readonly string[] {
    if (isStrong(value)) return [value, normal]
    const known = this.words.get(value)
    if (known !== undefined) return known
    const encoded = percentEncoded(value)
    const forms = [...new Set([value, normal, encoded, encoded.replaceAll('%20', '+')])]
    if (this.words.size < keptTextsMax) this.words.set(value, forms)
    return forms
  }

  private hideStrong(text: string): string {
    if ((this.strong.index.isEmpty && this.strong.written === null) || text.length < prefixLength) return text
    return this.known.of(text)
  }

  private hideEncoded(text: string, hiding: Hiding): string {
    if (hiding.index.isEmpty && hiding.written === null) return text
    const shows = (decoded: string): boolean => this.hidePlain(decoded, hiding) !== decoded
    return hideEscaped(this.hidePlain(hideRuns(text, shows), hiding), shows)
  }

  private hidePlain(text: string, { index, written }: Hiding): string {
    const lower = lowered(text)
    let hidden = ''
    let done = 0
    for (let at = 0; at + prefixLength <= lower.length; at++) {
      const value = index.longestAt(lower, at)
      if (value === undefined) continue
      const shown = this.whole.has(value) ? '•'.repeat(value.length) : mask(text.slice(at, at + value.length))
      hidden += text.slice(done, at) + shown
      done = at + value.length
      at = done - 1
    }
    hidden += text.slice(done)
    return written?.hide(hidden) ?? hidden
  }
}

/** By kind the values that are looked for in other forms: those of the profile, and the first that were observed. */
function strongValues({ observations, profile }: MaskedFacts): Map<string, string[]> {
  const byKind = new Map<string, Set<string>>()
  let count = 0
  const add = (kind: string, value: string): void => {
    if (!isStrong(value)) return
    const known = byKind.get(kind) ?? new Set()
    if (known.has(value)) return
    byKind.set(kind, known.add(value))
    count++
  }
  for (const [kind, listed] of profile?.identifiers ?? []) for (const value of listed) add(kind, value)
  for (const { identifier = '', value, normal } of observations) {
    if (count >= valuesInFormsMax) break
    add(identifier, normal)
    add(identifier, value)
  }
  return new Map([...byKind].map(([kind, own]) => [kind, [...own]]))
}

function isStrong(value: string): boolean {
  return value.length >= strongLengthMin && hasStrongSign(value)
}

/** A digit or an @: what words do not have. */
function hasStrongSign(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    if ((code >= 0x30 && code <= 0x39) || code === 0x40) return true
  }
  return false
}

/** Names of several words that the profile has. */
function namesOfProfile({ profile }: MaskedFacts): Hiding {
  const byKind = new Map(
    [...(profile?.identifiers ?? [])].map(([kind, listed]) => [
      kind,
      listed.filter((value) => !isStrong(value) && isNameOfWords(value)),
    ]),
  )
  return hidingOf(byKind)
}

/** Kinds whose values are names that people gave. */
const nameKinds: ReadonlySet<string> = new Set(['person-name', 'ssid'])

/** Names of several words that were observed, the first of them, and those of the profile. */
function namesObserved({ observations, profile }: MaskedFacts): Map<string, string[]> {
  const byKind = new Map<string, Set<string>>()
  let count = 0
  const add = (kind: string, value: string): void => {
    const known = byKind.get(kind) ?? new Set()
    if (count >= valuesInFormsMax || isStrong(value) || !isNameOfWords(value) || known.has(value)) return
    byKind.set(kind, known.add(value))
    count++
  }
  for (const kind of nameKinds) for (const value of profile?.identifiers.get(kind) ?? []) add(kind, value)
  for (const { identifier = '', value, normal } of observations)
    if (nameKinds.has(identifier)) {
      add(identifier, value)
      add(identifier, normal)
    }
  return new Map([...byKind].map(([kind, listed]) => [kind, [...listed]]))
}

function hidingOf(byKind: ReadonlyMap<string, readonly string[]>): Hiding {
  const names = [...byKind.values()].flat()
  if (names.length === 0) return nothingHidden
  return { index: new PrefixIndex(names.flatMap(formsOfName)), written: new WrittenValues(byKind) }
}

/** As it is, percent-encoded, and as forms and queries write it. */
function formsOfName(name: string): string[] {
  const forms = hiddenForms(name)
  return [...new Set([...forms, ...forms.map((form) => form.replaceAll(/ |%20/g, '+'))])]
}

function addForms(values: Set<string>, ...written: readonly string[]): void {
  for (const value of written) {
    if (!isStrong(value)) continue
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

/** A part of a name that can hold an identifier of eight characters or more, encoded, or a digest of one. */
const encodedLabel = /^(?=.*\d)[a-z0-9]{16,}$/

/**
 * Parts of host names that may be an identifier in disguise: where one was found encoded or digested in a name (a Host, a
 * hello, a question of DNS), all that look so. Whoever knows the kind of number can try all of them against a digest.
 */
function encodedLabels({ observations, ...facts }: MaskedFacts): Set<string> {
  const labels = new Set<string>()
  if (!observations.some(isEncodedInName)) return labels
  for (const name of namesOf(facts))
    for (const label of name.split(/[.-]/)) if (encodedLabel.test(label)) labels.add(label)
  return labels
}

/** Values that no digit tells from words, and that were found in a name as they are: there they name a device all the same. */
function wordsInNames({ observations, ...facts }: MaskedFacts): string[] {
  const found = observations.filter((observation) => isInName(observation) && !isEncodedInName(observation))
  if (found.length === 0) return []
  const words = new Set(found.flatMap(({ value, normal }) => [lowered(value), lowered(normal)]))
  const names = namesOf(facts)
  return [...words].filter(
    (word) =>
      word.length >= strongLengthMin && !hasStrongSign(word) && names.some((name) => name.includes(word)),
  )
}

function namesOf({ recipients, dnsNames, hellos }: Omit<MaskedFacts, 'observations' | 'profile'>): string[] {
  return [
    ...(recipients ?? []).map(({ host }) => host),
    ...(dnsNames ?? []),
    ...(hellos ?? []).map(({ sni }) => sni),
  ].map(lowered)
}

type InName = Partial<Pick<Observation, 'chain' | 'writtenAs'>>

/** Names are fields of their own (Host, :authority), or all that a message of DNS or a hello was searched for. */
function isInName({ chain = [] }: InName): boolean {
  const [first] = chain
  return isNameField(chain) || (first?.step === 'body' && chain.slice(1).every(({ detail }) => detail === ''))
}

function isEncodedInName(observation: InName): boolean {
  const { chain = [], writtenAs = '' } = observation
  return isInName(observation) && (writtenAs !== '' || chain.length > (isNameField(chain) ? 2 : 1))
}

function isNameField([, second]: Observation['chain']): boolean {
  return second?.step === 'header' && /^(?:host|:authority)$/i.test(second.detail)
}
