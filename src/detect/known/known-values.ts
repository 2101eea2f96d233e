import { objectionOf } from '../../core/objections.ts'
import { keyEndings } from '../names/key-name.ts'
import { measureNames } from '../names/measure-names.ts'
import { childIn } from './part-index.ts'
import type { Node } from '../../decode/types.ts'
import type { Place } from '../../device/types.ts'
import { isWhole } from '../spellings/cut-spelling.ts'
import type { MatchSink } from '../spellings/matcher.ts'
import { ownerObjection } from '../names/owner-names.ts'
import { placeObjection } from '../places/place-objection.ts'
import { tableObjection } from '../places/text-pairs.ts'
import { takenAs } from '../places/known-spots.ts'
import { isPartForm, surenessOfPart } from '../spellings/part-spelling.ts'
import type { PlaceHit } from '../spellings/place-hit.ts'
import type { PhoneHit } from '../spellings/phone-spelling.ts'
import type { Indicator, KnownValue, SpellingTable } from '../spellings/spelling-table.ts'
import { isPartOfMail, isSlight, isSureNumber, isWeak, nameInText, partOfNumber } from './weak-values.ts'
import type { Confidence, Detection, IdentifierSubject } from '../types.ts'
import type { DetectionBook } from '../detection-book.ts'
import { titleOf } from '../title-of.ts'
import type { Nearness } from '../names/field-names.ts'

/** A value of the profile, or what follows from one, in a sentence. */
export function nameOfKnown(identifier: string, impliedBy: string | undefined): string {
  const name = `the ${titleOf(identifier)}`
  return impliedBy === undefined
    ? `${name} of the profile`
    : `${name} that follows from the ${titleOf(impliedBy)} of the profile`
}

/** A spelling of a value of the profile stands in `node.bytes[start, end)`. */
export function known(
  node: Node,
  indicator: KnownValue & Pick<Indicator, 'form'>,
  start: number,
  end: number,
  confidence: Confidence,
): Detection {
  const { identifier, normal, form, impliedBy } = indicator
  const how = form === '' ? '' : ` as ${form}`
  return {
    identifier,
    value: form === '' ? node.bytes.toString('utf8', start, end) : indicator.value,
    normal,
    node,
    start,
    end,
    writtenAs: form,
    confidence,
    by: 'profile',
    reasons: [`${nameOfKnown(identifier, impliedBy)} stands here${how}`],
  }
}

/** What speaks against the first of the values that were read from `node.bytes[start, end)`; '' for nothing. */
export function ownerOfPart(node: Node, start: number, end: number): string {
  const part = childIn(node, start, end)
  return part === undefined ? tableObjection(node, start) : placeObjection(part, part.key)
}

/** Kinds whose values others have, too: hundreds of people go by one name, and a number of five digits counts much. */
const shared: ReadonlyMap<string, IdentifierSubject> = new Map([
  ['person-name', 'person'],
  ['cell-id', 'place'],
])

/** What the names around a value of the profile say against its being the owner's; '' for nothing, and for unique values. */
export function sharedObjection(node: Node, identifier: string, start: number, end: number): string {
  const subject = shared.get(identifier)
  if (subject === undefined) return ''
  const part = childIn(node, start, end) ?? node
  return ownerObjection(part, part.key, subject)
}

/** From the middle to the edge: tiles of zoom 12 and cells as wide say no more than a part of a town. */
const sureMetresMax = 2_400
/** A part of a map of this size (zoom 16) is looked at from nearby; all who look at the town load larger ones. */
const shownMetresMax = 200
const shownObjection = 'it is a part of a map that was shown, which may be looked at from anywhere'
const rowObjection = 'it is two of many numbers in a list, of which some are so near by chance'

/** Somewhere near a place of the profile; how near, and how exact it was said, are the reasons. */
export function nearPlace(node: Node, hit: PlaceHit, place: Place): Detection {
  const {
    start,
    end,
    value,
    form,
    lat,
    lon,
    kilometres,
    metres = 0,
    isShown = false,
    mayBeChance,
    datum = 'wgs84',
  } = hit
  const reason = `${kilometres.toFixed(1)} km from "${place.name}" of the profile, by ${form}${takenAs(datum)}`
  const isWide = metres > (isShown ? shownMetresMax : sureMetresMax)
  return {
    identifier: 'location',
    value,
    normal: `${lat},${lon}`,
    node,
    start,
    end,
    writtenAs: form,
    confidence: isWide || mayBeChance === true ? 'possible' : isShown ? 'probable' : 'certain',
    by: 'profile',
    reasons:
      mayBeChance === true
        ? [reason, objectionOf(rowObjection)]
        : isShown
          ? [reason, objectionOf(shownObjection)]
          : [reason],
  }
}

/** A telephone number with separators, or behind another prefix than the profile's. */
export function phoneFound(
  node: Node,
  hit: PhoneHit,
  { identifier, normal }: KnownValue,
  isSure: boolean,
): Detection {
  return {
    identifier,
    value: node.bytes.toString('utf8', hit.start, hit.end),
    normal,
    node,
    start: hit.start,
    end: hit.end,
    writtenAs: '',
    confidence: isSure ? 'certain' : 'probable',
    by: 'profile',
    reasons: [hit.reason],
  }
}

const nothing = Buffer.alloc(0)

/** Takes what a search for the profile’s spellings matches in a node. */
export class KnownSink implements MatchSink {
  /** Something was matched, whatever came of it. */
  isAsked = false
  private readonly node: Node
  private readonly spellings: SpellingTable
  private readonly nearness: Nearness
  private readonly book: DetectionBook

  constructor(node: Node, spellings: SpellingTable, nearness: Nearness, book: DetectionBook) {
    this.node = node
    this.spellings = spellings
    this.nearness = nearness
    this.book = book
  }

  match(needle: number, start: number, end: number): boolean {
    this.isAsked = true
    const check = this.spellings.checkAt(needle)
    if (check !== null && !isWhole(check, this.node.bytes, start, end)) return false
    const indicator = this.spellings.at(needle)
    if (!this.book.hasRoomFor(indicator)) return this.book.isFull
    const sureness = this.surenessOf(indicator, start, end)
    const { form, bytes } = indicator
    const isSure = form === '' && isSureNumber(bytes.toString('latin1'))
    const part = isSure ? partOfNumber(this.node.bytes, start, end) : ''
    if (sureness === null || part === null) return false
    const { confidence, objection } = sureness
    const found = known(this.node, indicator, start, end, confidence)
    const more = [part, objection === '' ? '' : objectionOf(objection)].filter((reason) => reason !== '')
    const reasons = [...found.reasons, ...more]
    return !this.book.add({ ...found, reasons }, false)
  }

  /** Null for what is chance without a name. */
  private surenessOf(
    { identifier, normal, form, bytes, check }: Indicator,
    start: number,
    end: number,
  ): Sureness | null {
    const isChance = isWeak(normal)
    if (isChance && form === '' && isPartOfMail(this.node.bytes, start, end)) return null
    const objection = sharedObjection(this.node, identifier, start, end)
    if (objection !== '') return { confidence: 'possible', objection }
    if (isPartForm(form)) {
      const isNamed = this.nearness(this.node, identifier, start) !== ''
      const confidence = surenessOfPart(form, bytes.toString('latin1'), isNamed)
      return confidence === null ? null : { confidence, objection: '' }
    }
    // Also in other writings it is no more than it is in plain text.
    const text = form === '' ? bytes : (check?.whole ?? nothing)
    if (!isChance && !isSlight(text.toString('latin1'))) return certain
    const nearness = this.nearness(this.node, identifier, start)
    if (nearness !== '') return nearness === 'hints' && isChance ? named : certain
    if (isChance) return null
    const measure = measureAt(this.node, start)
    if (measure === '') return unnamed
    return {
      confidence: 'possible',
      objection: `by its name ("${measure}") it counts or numbers something else`,
    }
  }
}

interface Sureness {
  readonly confidence: Confidence
  /** What speaks against it; '' for nothing. */
  readonly objection: string
}

const certain: Sureness = { confidence: 'certain', objection: '' }
const named: Sureness = { confidence: 'probable', objection: '' }
const unnamed: Sureness = { confidence: 'probable', objection: 'no name beside it says what it is' }

/** The name of a counter, size or order that digits stand under; '' for none. */
function measureAt(node: Node, start: number): string {
  return (
    [node.key, nameInText(node.bytes, start)].find((name) =>
      keyEndings(name).some((ending) => measureNames.has(ending)),
    ) ?? ''
  )
}
