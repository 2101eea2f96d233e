import type { LegalAssessment } from '../../assess/law/types.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import type { ValueMasks } from '../masking/value-masks.ts'
import { utc } from '../../core/zoned-time.ts'
import type { LetterKind, LetterLanguage, LetterTexts } from './texts.ts'

/** A piece of a letter. Sentences that state facts end in the ids of the findings that they rest on. */
export type LetterBlock =
  | { readonly kind: 'title' | 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list' | 'numbered'; readonly items: readonly string[] }
  | {
      readonly kind: 'table'
      readonly caption: string
      readonly columns: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

/** A letter as blocks: written as text or as a page by `letterText` and `letterHtml`. */
export interface Letter {
  readonly kind: LetterKind
  readonly language: LetterLanguage
  readonly blocks: readonly LetterBlock[]
}

/** What the user says of a letter. */
export interface LetterOptions {
  readonly kind: LetterKind
  readonly language: LetterLanguage
  readonly version: string
  readonly isRevealed: boolean
  /** Day by which an answer is asked for, '' for a place to fill in. */
  readonly deadline: string
  /** Time zone of the people concerned, in which times are told; UTC where it is absent. */
  readonly timeZone?: string
  /** When the controller became aware (ISO 8601), '' where it is not known. */
  readonly awareAt: string
}

/** What every part of a letter is written from. */
export interface Given {
  readonly result: ScanResult
  readonly assessment: LegalAssessment
  readonly options: LetterOptions
  readonly texts: LetterTexts
  /** Hides what names the device: before a text is cut, since a piece of a value would not be known. */
  readonly hide: (text: string) => string
  /** The same of names that people gave to files and the device. */
  readonly hideName: (name: string) => string
  /** How values are told. */
  readonly masks: ValueMasks
}

/** A text as a heading. */
export function heading(text: string): LetterBlock {
  return { kind: 'heading', text }
}

/** Each text as a paragraph. */
export function paragraphs(texts: readonly string[]): LetterBlock[] {
  return texts.map((text) => ({ kind: 'paragraph', text }))
}

/** The time zone in which a letter tells times. */
export function zoneOf({ timeZone }: LetterOptions): string {
  return timeZone ?? utc
}
