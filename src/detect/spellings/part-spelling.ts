import type { Confidence } from '../types.ts'
import { aloneCheck } from './cut-spelling.ts'
import type { CoreCheck } from './cut-spelling.ts'
import type { EdgedForm } from '../identifier-type.ts'
import { edges } from './matcher.ts'
import { cases, uuidOnly } from './written.ts'

/**
 * Values that lost a part on their way: a digit or two at either end, half of a UUID, the network of an IMSI. A part stands
 * by itself, with nothing of a word around it, since the rest of a longer one is of something else. What chance writes: hex
 * of 14 digits and more 1 of 10^16 such words, 13 decimal digits 1 of 10^13 numbers of that length, 9 of them 1 of 10^9.
 */

/** A part, as it stands alone. */
export interface PartForm extends EdgedForm {
  readonly check: CoreCheck
}

/** Numbers of a fixed length, of which a shorter one is no value of its own kind. */
const numberKinds: ReadonlySet<string> = new Set(['imei', 'imeisv', 'imsi', 'iccid'])
/** Signs that are lost at either end. */
const lostMax = 2
/** Codes of country and network in front of the subscriber's part (3GPP TS 23.003, 2.2). */
const networkDigits: readonly number[] = [5, 6]
const numberCharsMin = 14
/** Of the software, at the end of an IMEISV: without them it is the IMEI, which is spelled by itself. */
const versionDigits = 2
const uuidHexChars = 32
const hexLengths: ReadonlySet<number> = new Set([16, uuidHexChars])
/** Fewer different digits are of counters and of UUIDs that are made of a number. */
const differentMin = 6

/** Parts of a value in its normal form, but for `texts`, by which it is spelled anyway. */
export function* partSpellings(kind: string, normal: string, texts: readonly string[]): Generator<PartForm> {
  const hex = uuidOnly(normal).replaceAll('-', '') || normal
  const isNumber = numberKinds.has(kind) && /^\d+$/.test(normal) && normal.length >= numberCharsMin
  const isHex = !isNumber && hexLengths.has(hex.length) && /^(?=\d*[a-f])[0-9a-f]+$/.test(hex)
  if (!isNumber && !isHex) return
  const [whole, unit] = isNumber ? [normal, 'digits'] : [hex, 'hex digits']
  const seen = new Set(texts)
  for (const part of [
    ...shortened(whole),
    ...(kind === 'imsi' ? subscribers(whole) : []),
    ...halves(whole),
  ]) {
    if (new Set(part).size < differentMin || (kind === 'imeisv' && part === whole.slice(0, -versionDigits)))
      continue
    const form = `${part.length} of its ${whole.length} ${unit}`
    for (const text of isNumber ? [part] : cases(part, ...hyphened(whole, part))) {
      if (seen.has(text)) continue
      seen.add(text)
      yield { form, bytes: Buffer.from(text), edge: edges.word, check: aloneCheck }
    }
  }
}

function shortened(whole: string): string[] {
  return Array.from({ length: lostMax }, (_, lost) => [
    whole.slice(0, -lost - 1),
    whole.slice(lost + 1),
  ]).flat()
}

function subscribers(imsi: string): string[] {
  return networkDigits.map((count) => imsi.slice(count))
}

function halves(whole: string): string[] {
  return whole.length === uuidHexChars ? [whole.slice(0, 16), whole.slice(16)] : []
}

/** The same part of a UUID with its hyphens. */
function hyphened(whole: string, part: string): string[] {
  if (whole.length !== uuidHexChars) return []
  const uuid = uuidOnly(whole)
  // Each digit's place in the UUID: four hyphens stand behind the 8th, 12th, 16th and 20th.
  const placeOf = (digits: number): number => digits + [8, 12, 16, 20].filter((at) => at <= digits).length
  const at = whole.indexOf(part)
  return [uuid.slice(placeOf(at), placeOf(at + part.length - 1) + 1)]
}

const partForm = /^\d+ of its \d+ (?<unit>hex )?digits$/
/** As a time in seconds or milliseconds (2014 to 2033) and a day with its time are written: in a capture they are all near each other. */
const moment = /^(?:1[4-9]\d{8}|1[4-9]\d{11}|20[0-4]\d[01]\d[0-3]\d{7})$/
const fewDigits = 10

/** How sure a part is, by whether a name beside it says or hints what it is; null for chance. */
export function surenessOfPart(form: string, text: string, isNamed: boolean): Confidence | null {
  if (partForm.exec(form)?.groups?.['unit'] !== undefined) return 'certain'
  // Others have the same digits at one end: a few phones and cards, or all of one operator.
  if (isNamed) return 'probable'
  return moment.test(text) ? null : text.length < fewDigits ? 'possible' : 'probable'
}

/** True for what a form of {@link partSpellings} is called. */
export function isPartForm(form: string): boolean {
  return partForm.test(form)
}
