import { hiddenForms, lowered } from '../../core/hidden-forms.ts'
import { commitmentTo, markOf } from './commitment.ts'
import type { CommittedValue } from './commitment.ts'

/** A value that must not be seen: as it is written somewhere, and in its normal form, which is what is committed to. */
export interface KnownValue {
  readonly identifier: string
  readonly value: string
  readonly normal: string
  /** Of a word that stands elsewhere, too, and means nothing there: what stands around it where it is meant. Only there it is replaced. */
  readonly around?: readonly [before: string, behind: string]
}

/** What a text gives away of known values in any form. */
export interface Seen {
  /** Names of identifiers; none where nothing is seen. */
  readonly identifiers: readonly string[]
  /** False where a budget ended before all of the text was looked through in every form. */
  readonly isAll: boolean
}

/** Looks through a text for known values in every written form; given by the shell, since it takes the detector. */
export type Finder = (text: string) => Seen

/** Values as long as this are replaced wherever they stand; shorter ones as whole words. */
const anywhereCharsMin = 8
/** Shorter values are replaced in what belongs to them only: everywhere, they would blank out words. */
const wordCharsMin = 4
const prefixLength = 4
/** Stands for a text that gives a value away in a form that has no place of its own in it. */
export const hiddenMark = '⟦hidden⟧'
/** What parts a text that hides a value somewhere in it: the rest of it can stay. */
const separators = /([\s/?&=;,|"'<>()[\]{}]+)/

/** Texts that are looked through at once. */
const groupCharsMax = 4_096
/** Of texts that show a value, so many parts are looked through by themselves. */
const partsMax = 8

interface Form {
  readonly text: string
  readonly known: KnownValue
  /** What of the text stays around the mark. */
  readonly before: string
  readonly behind: string
}

/**
 * Replaces values by marks that name a commitment. The same texts in the same order give the same marks, whatever the salts:
 * whoever has the original can redact it again and compare.
 */
export class Redactor {
  /** Values that marks stand for, by their numbers. */
  readonly committed: CommittedValue[] = []
  private readonly numbers: Map<string, CommittedValue> = new Map()
  private readonly counts: Map<string, number> = new Map()
  private readonly forms: Map<string, Form> = new Map()
  /** Lengths of the forms that begin so, the longest first: coordinates of one town all begin alike. */
  private readonly lengths: Map<string, number[]> = new Map()
  private readonly finder: Finder
  private readonly rest: () => Promise<void>
  private readonly texts: Map<string, string> = new Map()
  private readonly seen: Map<string, Seen> = new Map()

  /** `rest` is waited for between two looks at texts, which take long. */
  constructor(
    values: readonly KnownValue[],
    finder: Finder,
    rest: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.finder = finder
    this.rest = rest
    const lengths = new Map<string, Set<number>>()
    for (const known of values)
      for (const form of formsOf(known)) {
        const { text } = form
        if (text.length < wordCharsMin || this.forms.has(text)) continue
        this.forms.set(text, form)
        const prefix = text.slice(0, prefixLength)
        const some = lengths.get(prefix)
        if (some === undefined) lengths.set(prefix, new Set([text.length]))
        else some.add(text.length)
      }
    for (const [prefix, some] of lengths)
      this.lengths.set(
        prefix,
        [...some].sort((left, right) => right - left),
      )
  }

  /** The mark of a value. */
  mark(identifier: string, value: string): string {
    const key = JSON.stringify([identifier, value])
    const earlier = this.numbers.get(key)
    if (earlier !== undefined) return markOf(earlier)
    const number = (this.counts.get(identifier) ?? 0) + 1
    const known = { identifier, number, value }
    this.counts.set(identifier, number)
    this.numbers.set(key, known)
    this.committed.push(known)
    return markOf(known)
  }

  /**
   * A text without the values that stand in it as they are. `own`: those of the same exchange, which are replaced however
   * short they are. What hides in other forms is left for {@link alone}, {@link lines} or {@link together}.
   */
  text(text: string, own: readonly KnownValue[] = []): string {
    if (text === '') return text
    const short = own.filter(({ value }) => value.length < wordCharsMin && text.includes(value))
    const earlier = short.length === 0 ? this.texts.get(text) : undefined
    if (earlier !== undefined) return earlier
    let redacted = this.literal(text.replaceAll('⟦', '[').replaceAll('⟧', ']'))
    for (const known of short)
      if (known.value !== '')
        redacted = redacted.replaceAll(known.value, this.mark(known.identifier, known.normal))
    if (short.length === 0) this.texts.set(text, redacted)
    return redacted
  }

  /** A text without values in any form. */
  alone(text: string): string {
    return this.withoutHidden(this.text(text))
  }

  /** Lines without values in any form, also where one hides across lines: base64, for one, may be wrapped. */
  async lines(text: string): Promise<string> {
    const hidden = await this.hide(
      text.split('\n').map((line) => this.text(line)),
      (some) => some.join('\n'),
    )
    return hidden.join('\n')
  }

  /** Texts of a document (each after {@link text}) without values in any form, also where they show one together only. */
  together(texts: readonly string[]): Promise<string[]> {
    return this.hide(texts, (some) => JSON.stringify(some, null, 1))
  }

  private async hide(
    texts: readonly string[],
    whole: (some: readonly string[]) => string,
  ): Promise<string[]> {
    // In groups, since the decoder's budget would end within many texts; each text once.
    const distinct = [...new Set(texts)]
    const hidden = new Map<string, string>()
    for (let at = 0; at < distinct.length; ) {
      let chars = 0
      let next = at
      while (next < distinct.length && (next === at || chars < groupCharsMax))
        chars += distinct[next++]?.length ?? 0
      const group = distinct.slice(at, next)
      const kept = await this.across(group, whole, true)
      group.forEach((text, index) => hidden.set(text, kept[index] ?? text))
      at = next
    }
    return this.across(
      texts.map((text) => hidden.get(text) ?? text),
      whole,
      false,
    )
  }

  /** `inFull`: until all was looked through, not only what the budget of the decoder has room for. */
  private async across(
    pieces: readonly string[],
    whole: (some: readonly string[]) => string,
    inFull: boolean,
  ): Promise<string[]> {
    await this.rest()
    const seen = this.look(whole(pieces))
    if (pieces.length === 0 || (!shows(seen) && (seen.isAll || !inFull))) return [...pieces]
    if (pieces.length === 1) return [this.withoutHidden(pieces[0] ?? '')]
    const length = Math.ceil(pieces.length / partsMax)
    const parts: string[][] = []
    for (let at = 0; at < pieces.length; at += length)
      parts.push(await this.across(pieces.slice(at, at + length), whole, inFull))
    return this.joined(parts, whole)
  }

  /** Parts of which none shows a value, without those that they show together. */
  private async joined(
    parts: readonly (readonly string[])[],
    whole: (some: readonly string[]) => string,
  ): Promise<string[]> {
    const pieces = parts.flat()
    if (parts.length < 2) return pieces
    await this.rest()
    const seen = this.look(whole(pieces))
    if (!shows(seen) && seen.isAll) return pieces
    const half = parts.length >> 1
    const left = await this.joined(parts.slice(0, half), whole)
    const right = await this.joined(parts.slice(half), whole)
    // What is still seen lies across the two halves: their ends are hidden, more and more of them.
    for (let hidden = 1; hidden < 2 * pieces.length; hidden *= 2) {
      if (!shows(this.look(whole([...left, ...right])))) break
      left.fill(hiddenMark, Math.max(0, left.length - hidden))
      right.fill(hiddenMark, 0, hidden)
    }
    return [...left, ...right]
  }

  /** What a text gives away. Captures say the same again and again. */
  private look(text: string): Seen {
    if (text.length > groupCharsMax) return this.finder(text)
    const earlier = this.seen.get(text)
    if (earlier !== undefined) return earlier
    const seen = this.finder(text)
    this.seen.set(text, seen)
    return seen
  }

  /** Values that stand in the text as they are, in either case, or percent-encoded. */
  private literal(text: string): string {
    const lower = lowered(text)
    let redacted = ''
    let done = 0
    for (let at = 0; at + prefixLength <= lower.length; at++) {
      const form = this.formAt(lower, at)
      if (form === undefined) continue
      const { known, before, behind } = form
      redacted += `${text.slice(done, at)}${before}${this.mark(known.identifier, known.normal)}${behind}`
      done = at + form.text.length
      at = done - 1
    }
    return redacted + text.slice(done)
  }

  /** The longest form that stands there. */
  private formAt(lower: string, at: number): Form | undefined {
    for (const length of this.lengths.get(lower.slice(at, at + prefixLength)) ?? []) {
      const form = this.forms.get(lower.slice(at, at + length))
      if (form !== undefined && stands(lower, at, form.text)) return form
    }
    return undefined
  }

  /** A text without the words that hide a value, or nothing of it where one lies across words. */
  private withoutHidden(text: string): string {
    const seen = this.look(text)
    if (!shows(seen) && seen.isAll) return text
    const kept = text
      .split(separators)
      .map((piece, index) =>
        index % 2 === 0 && piece !== '' && shows(this.look(piece)) ? hiddenMark : piece,
      )
      .join('')
    return shows(this.look(kept)) ? hiddenMark : kept
  }
}

function shows({ identifiers }: Seen): boolean {
  return identifiers.length > 0
}

function formsOf(known: KnownValue): Form[] {
  const { value, normal, around } = known
  if (around === undefined)
    return [value, normal, ...halvesOf(known)]
      .flatMap(hiddenForms)
      .map((text) => ({ text, known, before: '', behind: '' }))
  const [before, behind] = around
  return [{ text: lowered(`${before}${value}${behind}`), known, before, behind }]
}

/** Latitude and longitude with so many decimals (some metres) tell the place as well as the pair: where they stand apart, it is meant. */
const exactPair = /^(-?\d{1,2}\.\d{4,}),(-?\d{1,3}\.\d{4,})$/

function halvesOf({ identifier, normal }: KnownValue): string[] {
  return identifier === 'location' ? (exactPair.exec(normal) ?? []).slice(1) : []
}

function stands(text: string, at: number, form: string): boolean {
  if (!text.startsWith(form, at)) return false
  if (form.length >= anywhereCharsMin) return true
  return !/[a-z0-9]/.test(text[at - 1] ?? '') && !/[a-z0-9]/.test(text[at + form.length] ?? '')
}

/** Commitments to the values, with salts from `newSalt` (32 bytes as hex). */
export function commit(
  values: readonly CommittedValue[],
  newSalt: () => string,
): {
  readonly number: number
  readonly identifier: string
  readonly value: string
  readonly salt: string
  readonly commitment: string
}[] {
  return values.map((value) => {
    const salt = newSalt()
    return { ...value, salt, commitment: commitmentTo({ ...value, salt }) }
  })
}
