/**
 * What a comparison rests on and no count shows: that both sides are of one phone, and that the one after is the later.
 *
 * A phone is known again by numbers of its own, by the address that it joins the network with, and by its model. What an
 * update or its owner may change says nothing against it: the build, SIM cards, and addresses that are made up for a
 * network (locally administered ones). Where the captures do not show it, that is said; then the user answers for it.
 */
import { isLocalMac } from '../../core/local-mac.ts'
import { momentsText } from '../../correlate/words.ts'
import { seatsMax, typeDigits } from '../several-phones.ts'
import type { PhoneSign, Side } from '../side.ts'

/** One thing that must be so, as text of each side. `unknown`: the captures do not show it. */
export interface Premise {
  readonly what: 'same phone' | 'the side after is the later one'
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly before: string
  readonly after: string
}

/** Both premises of a comparison. */
export function premisesOf(before: Side, after: Side): readonly Premise[] {
  return [samePhone(before, after), laterSide(before, after)]
}

/** Why the premises do not allow to say "gone"; null where they do, or nobody knows. */
export function premiseDoubtOf(premises: readonly Premise[]): string | null {
  const wrong = premises.find(({ answer }) => answer === 'no')
  if (wrong === undefined) return null
  const sides = `${wrong.before} before, ${wrong.after} after`
  return wrong.what === 'same phone'
    ? `the side after is of another phone (${sides})`
    : `the side after is not the later one (${sides})`
}

type Judge = (before: readonly PhoneSign[], after: readonly PhoneSign[]) => Premise['answer']

/** Signs in the order of what they weigh: the first that answers counts. */
const judges: readonly (readonly [PhoneSign['kind'], Judge])[] = [
  ['imei', byImei],
  ['number', byNumber],
  ['address', byAddress],
  ['model', byModel],
]

function samePhone(before: Side, after: Side): Premise {
  for (const [kind, judge] of judges) {
    const [was, is] = [before, after].map(({ phone }) =>
      phone.filter((one) => one.kind === kind && one.isDoubtful !== true),
    ) as [PhoneSign[], PhoneSign[]]
    const answer = was.length === 0 || is.length === 0 ? 'unknown' : judge(was, is)
    if (answer === 'unknown') continue
    const told = (signs: readonly PhoneSign[], others: readonly PhoneSign[]): string =>
      signsText(answer === 'yes' ? signs.filter((one) => hasShared([one], others)) : signs)
    return { what: 'same phone', answer, before: told(was, is), after: told(is, was) }
  }
  // What differs tells a reader most, also where only its form or its name says what it is.
  const [was, is] = differingSigns(before, after) ?? [before.phone, after.phone]
  return {
    what: 'same phone',
    answer: 'unknown',
    before: shownText(before, was, is),
    after: shownText(after, is, was),
  }
}

/** The signs of what weighs most, of that of which both sides have some and share none; null where there is none. */
function differingSigns(before: Side, after: Side): [readonly PhoneSign[], readonly PhoneSign[]] | null {
  for (const [kind] of judges) {
    const [was, is] = [before, after].map(({ phone }) => phone.filter((one) => one.kind === kind)) as [
      PhoneSign[],
      PhoneSign[],
    ]
    if (was.length > 0 && is.length > 0 && !hasShared(was, is)) return [was, is]
  }
  return null
}

/** Numbers of phones of which no side shows one of the other, as the end of a sentence; '' where there are none. */
export function differingText(before: Side, after: Side): string {
  const signs = differingSigns(before, after)
  const isNumber = signs?.[0][0]?.kind === 'imei' || signs?.[0][0]?.kind === 'number'
  return signs === null || !isNumber
    ? ''
    : `: they show other numbers (${signsText(signs[0])} before, ${signsText(signs[1])} after)`
}

/**
 * `imei 35•••38 (on both sides), model No••••us and 1 more`: of each kind the first, what weighs most before the others, and
 * how many more of it were seen. `others`: the signs of the other side; a masked number does not show that it is the same.
 */
function signsText(signs: readonly PhoneSign[], others: readonly PhoneSign[] = []): string {
  if (signs.length === 0) return 'nothing that tells phones apart'
  const weights = judges.map(([kind]) => kind)
  const heaviest = signs.toSorted((left, right) => weights.indexOf(left.kind) - weights.indexOf(right.kind))
  return [...Map.groupBy(heaviest, ({ name }) => name)]
    .map(([name, own]) => {
      const first = own.find((one) => hasShared([one], others)) ?? own[0]
      const isShared = first !== undefined && first.kind !== 'model' && hasShared([first], others)
      const more = own.length - 1
      return `${name} ${first?.shown ?? ''}${isShared ? ' (on both sides)' : ''}${more === 0 ? '' : ` and ${more} more`}`
    })
    .join(', ')
}

/** The signs of a side, or why it has none. */
function shownText(side: Side, signs: readonly PhoneSign[], others: readonly PhoneSign[]): string {
  return signs.length === 0 && side.isPhoneMasked === true
    ? 'numbers that the result masks (the captures, or scan --json --reveal, tell them)'
    : signsText(signs, others)
}

function hasShared(before: readonly PhoneSign[], after: readonly PhoneSign[]): boolean {
  return before.some(({ value }) => after.some((one) => one.value === value))
}

/** One of two IMEIs may be told before and the other after; phones of two types, or three IMEIs, are two phones. */
function byImei(before: readonly PhoneSign[], after: readonly PhoneSign[]): Premise['answer'] {
  const types = (signs: readonly PhoneSign[]): Set<string> =>
    new Set(signs.map(({ value }) => value.slice(0, typeDigits)))
  // A side that shows another phone, too, may owe what it shows to that one.
  const isOne = (signs: readonly PhoneSign[]): boolean => signs.length <= seatsMax && types(signs).size === 1
  if (hasShared(before, after)) return isOne(before) && isOne(after) ? 'yes' : 'unknown'
  if ([...types(before)].every((type) => !types(after).has(type))) return 'no'
  return new Set([...before, ...after].map(({ value }) => value)).size > seatsMax ? 'no' : 'unknown'
}

/** Other numbers that one phone has and no other: that they differ may have to do with what told them. */
function byNumber(before: readonly PhoneSign[], after: readonly PhoneSign[]): Premise['answer'] {
  return hasShared(before, after) ? 'yes' : 'unknown'
}

/** The addresses of who joined the network; where there are several, nobody knows which is the phone's. */
function byAddress(before: readonly PhoneSign[], after: readonly PhoneSign[]): Premise['answer'] {
  if (before.length > 1 || after.length > 1) return 'unknown'
  if (hasShared(before, after)) return 'yes'
  return [...before, ...after].some(({ value }) => isLocalMac(value)) ? 'unknown' : 'no'
}

function byModel(before: readonly PhoneSign[], after: readonly PhoneSign[]): Premise['answer'] {
  return hasShared(before, after) ? 'unknown' : 'no'
}

/**
 * Whether a side is of a phone of one of these models, by what it calls itself: `no` where it names other models only.
 * `shown`: what it calls itself, masked.
 */
export function isModel(
  side: Side,
  models: readonly string[],
): { readonly answer: Premise['answer']; readonly shown: string } {
  const signs = side.phone.filter(({ kind }) => kind === 'model')
  const shown = signsText(signs)
  if (signs.length === 0) return { answer: 'unknown', shown }
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}+]/gu, '')
  const wanted = models.map(plain).filter((model) => model !== '')
  // A maker's name stands before the model, or not.
  const isOne = signs
    .map(({ value }) => plain(value))
    .some((own) => own !== '' && wanted.some((model) => own.endsWith(model) || model.endsWith(own)))
  return { answer: isOne ? 'yes' : 'no', shown }
}

/** A clock that was never set counts from 1970 (or 1980): times before this say nothing. */
const setSince = Date.UTC(1981, 0, 1) / 1_000

function laterSide(before: Side, after: Side): Premise {
  const what = 'the side after is the later one'
  const [was, is] = [spanOf(before), spanOf(after)]
  if (was === null || is === null)
    return { what, answer: 'unknown', before: spanText(was), after: spanText(is) }
  return {
    what,
    answer: is.start >= was.end ? 'yes' : 'no',
    before: spanText(was),
    after: spanText(is),
  }
}

interface Span {
  readonly start: number
  readonly end: number
}

function spanOf({ timing, observed }: Side): Span | null {
  const intervals = (timing?.observed ?? observed)?.intervals ?? []
  const [first, last] = [intervals[0], intervals.at(-1)]
  return first === undefined || last === undefined || first.start < setSince
    ? null
    : { start: first.start, end: last.end }
}

function spanText(span: Span | null): string {
  return span === null ? 'no times' : momentsText(span.start, span.end)
}
