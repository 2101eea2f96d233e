import { KeptResults } from '../../core/kept-results.ts'
import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { DetectionBook } from '../detection-book.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { identifier as location } from '../identifiers/location.ts'
import type { KnownForms } from '../known/known-forms.ts'
import type { SameAsKnown } from '../known/same-as-known.ts'
import type { MessageAround } from '../message-around.ts'
import { rawOf } from '../raw-value.ts'
import type { Confidence, Detection } from '../types.ts'
import { blank } from '../unexplained.ts'
import type { FieldNames } from './field-names.ts'
import type { KeyMeaning } from './key-name.ts'
import { besideObjection, hasCompanion, insists, nameBeside } from './names-beside.ts'
import { namesAbove } from './names-above.ts'
import { ownerObjection, tableObjection } from './owner-names.ts'
import { wordsOf } from './owner-words.ts'
import { othersInList } from './rows-beside.ts'

/** Values under a key that are looked at as a whole; longer ones are documents. */
export const keyedBytesMax = 8_192

/** Kinds whose values are shorter are not read from words of a text: it would be chance too often. */
export const strictCharsMin = 11

/** What a value is as one of a kind: its normal form, '' for none, and what speaks against it. */
type Judgement = Readonly<Record<'normal' | 'placeholder' | 'fault', string>>

/** Judgements that are kept of each kind: many values are said once, and those of the phone come again soon. */
const judgementsMax = 256

function judge(type: IdentifierType, normal: string): Judgement {
  return normal === ''
    ? { normal, placeholder: '', fault: '' }
    : { normal, placeholder: type.placeholder(normal), fault: type.fault(normal) }
}

/** What speaks against a value that ends with such a message. */
const cutOff = 'the message is cut off in it'

/** What programs leave around a value: quotes and brackets, signs between values and of a sentence behind it, NULs, and how Swift and Rust print one that may be missing. */
const wrapped =
  /^(?:Optional\(|Some\(|[\s'"`([{<]){0,4}([0-9A-Za-z+][^\s'"`()[\]{}<>,;\0]{6,254}[^\s'"`()[\]{}<>,;\0.:!?])[\s'"`)\]}>,;\0.:!?]{0,32}$/

/** A text that goes by a name. */
export interface NamedText {
  readonly node: Node
  /** What names it, for people: `the key "imei"`. */
  readonly where: string
  readonly text: string
  /** Its bytes in the node. */
  readonly start: number
  readonly end: number
  /** What the members beside it say against a value of a person; '' or nothing where they say none. */
  readonly ofMembers?: string
  /** How its bytes stand for the text; '' or nothing where they are written. */
  readonly writtenAs?: string
}

/** Recognises values by the names that they go by. */
export class NamedValues {
  private readonly fields: FieldNames
  private readonly around: MessageAround
  private readonly known: KnownForms
  private readonly same: SameAsKnown
  private readonly judgements: Map<IdentifierType, KeptResults<Judgement>> = new Map()

  /** `around`: the message that is read. */
  constructor(fields: FieldNames, around: MessageAround, known: KnownForms, same: SameAsKnown) {
    this.fields = fields
    this.around = around
    this.known = known
    this.same = same
  }

  /**
   * Tries what a key may mean, the longest name first (so they come). Where a value is what a whole name says, the end of
   * that name says nothing more: under `bluetooth_mac` stands no Wi-Fi address. Nor does it of another subject, whatever
   * the value: under `sim_serial` stands no serial number of the phone. True where one was taken.
   */
  tryMeanings(meanings: readonly KeyMeaning[], isTaken: (meaning: KeyMeaning) => boolean): boolean {
    let length = 0
    let isAnyTaken = false
    let named: KeyMeaning | null = null
    for (const meaning of meanings) {
      if (meaning.length < length) break
      if (named !== null && meaning.length < named.length && meaning.type.subject !== named.type.subject)
        continue
      if (meaning.weight === 'names') named ??= meaning
      if (!isTaken(meaning)) continue
      isAnyTaken = true
      if (meaning.weight === 'names') length = meaning.length
    }
    return isAnyTaken
  }

  /** What values are as those of a kind. */
  private judged(type: IdentifierType): KeptResults<Judgement> {
    const before = this.judgements.get(type)
    if (before !== undefined) return before
    const made = new KeptResults((value) => judge(type, this.known.normalised(type, value)), judgementsMax)
    this.judgements.set(type, made)
    return made
  }

  /** As `tryKeyed`, of a value whose bytes are not written but stand there themselves: a token of APNs is data. */
  tryRaw(node: Node, meaning: KeyMeaning, key: string, book: DetectionBook): boolean {
    const raw = meaning.weight === 'names' ? rawOf(node, meaning.type) : null
    if (raw === null) return false
    return this.tryKeyed({ ...underKey(node, key, raw.normal), writtenAs: raw.form }, meaning, book)
  }

  /** False where the value is not of this kind; true where it is, if only as a placeholder. */
  tryKeyed(text: NamedText, meaning: KeyMeaning, book: DetectionBook): boolean {
    const { node } = text
    const { type, weight, name } = meaning
    const value = text.text.trim()
    if (value.includes(blank)) return false
    const { normal, placeholder, fault } = this.judged(type).of(value)
    if (normal === '') {
      const bare = unwrapped(text, type)
      return bare !== null && this.tryKeyed(bare, meaning, book)
    }
    if (!this.mayBeNamed(node, meaning, value, normal)) return false
    const isInsisted =
      placeholder !== '' && weight === 'names' && insists(node, name, type.insisted[placeholder])
    const reason = (isInsisted ? '' : placeholder) || this.cutOffIn(text, type, value)
    if (reason !== '') {
      // Under a key that only hints, the value is not of this kind at all.
      if (weight === 'names') book.dismiss({ identifier: type.name, value, node, reason })
      return weight === 'names'
    }
    const sure = surenessOf(meaning, fault)
    if (sure === null) return false
    const beside = besideObjection(node, type.belied[name])
    // A name that only may say so, and one beside it that says otherwise.
    if (weight === 'hints' && beside !== '') return false
    const owner =
      (isInsisted ? `it reads as ${placeholder}` : '') || this.objectionTo(text, meaning, normal, beside)
    // The same of one around it.
    if (weight === 'hints' && owner === tableObjection) return false
    const found: Detection = {
      identifier: type.name,
      value,
      normal,
      node,
      start: text.start,
      end: text.end,
      writtenAs: text.writtenAs ?? '',
      by: `recogniser:${type.name}`,
      confidence: owner === '' ? sure : 'possible',
      reasons: reasonsFor(text, meaning, normal, fault, owner),
    }
    const own = weight === 'names' ? this.same.asKnown(type, found, book) : found
    book.add(this.same.placed(own), false)
    return true
  }

  /** Whether such a value may go by such a name, and has the names beside it that the name needs. */
  private mayBeNamed(node: Node, { type, weight, name }: KeyMeaning, value: string, normal: string): boolean {
    if (weight === 'names') return type.isNamed(value, name)
    if (!type.isLikely(value, name) && !this.same.isKnownPlace(type, normal)) return false
    return hasCompanion(node, type.companions[name])
  }

  /** What speaks against a value that ends where the message is cut off; '' where it does not, or is whole all the same. */
  private cutOffIn({ node, end }: NamedText, type: IdentifierType, value: string): string {
    return this.around.isCutOff(node, end) && !type.isWhole(value) ? cutOff : ''
  }

  /** The first that speaks against the value as one of the phone or its owner: whose it is, what stands beside it, its name, itself; '' for nothing. */
  private objectionTo(
    { node, ofMembers = '' }: NamedText,
    { type, name, isOfThing }: KeyMeaning,
    normal: string,
    beside: string,
  ): string {
    const { subject } = type
    return (
      (subject === 'account' ? this.around.clientObjection(node) : '') ||
      ownerObjection(node, this.fields.keyOf(node), subject, type === location) ||
      (subject === 'person' ? ofMembers || this.around.lookedUp(node) : '') ||
      beside ||
      (isOfThing ? ofThing : '') ||
      doubtOf(type, normal, name, node) ||
      (type.severalOf.includes(name) && othersInList(node).length > 0 ? severalInList : '')
    )
  }
}

/** The whole value of a node, by its key. */
export function underKey(node: Node, key: string, text: string): NamedText {
  return { node, where: `the key "${key}"`, text, start: 0, end: node.bytes.length }
}

/** What programs wrapped; null for nothing, and where values of the kind are so short that any word may be one. */
function unwrapped({ node, where, text, start }: NamedText, type: IdentifierType): NamedText | null {
  const bare = type.lengthMin >= strictCharsMin ? wrapped.exec(text)?.[1] : undefined
  if (bare === undefined || type.normalise(bare) === '') return null
  const from = start + text.indexOf(bare)
  return { node, where, text: bare, start: from, end: from + Buffer.byteLength(bare) }
}

/** How sure a value is under such a name; null where that is not enough. */
function surenessOf({ type, weight }: KeyMeaning, fault: string): Confidence | null {
  const { named, namedFaulty, hinted, hintedFaulty } = type.confidence
  if (weight === 'names') return fault === '' ? named : namedFaulty
  return fault === '' ? hinted : hintedFaulty
}

function reasonsFor(
  { where }: NamedText,
  { type, weight }: KeyMeaning,
  normal: string,
  fault: string,
  owner: string,
): string[] {
  return [
    weight === 'names' ? `${where} names the ${type.title}` : `${where} may hold the ${type.title}`,
    fault === '' ? type.proof : objectionOf(fault),
    owner === '' ? '' : objectionOf(owner),
    type.remark(normal),
  ].filter((reason) => reason !== '')
}

/** What the value itself leaves open, where no name around or beside it says more. */
function doubtOf(type: IdentifierType, normal: string, name: string, node: Node): string {
  const reason = type.doubt(normal, name)
  if (reason === '') return ''
  for (const name of namesAbove(node))
    if (wordsOf(name).some((word) => type.backing.includes(word))) return ''
  return nameBeside(node, type.backing) === '' ? reason : ''
}

const ofThing = 'its name may be that of a ware, a document or a part of a program, which have numbers, too'

const severalInList = 'it is one of several in a list: a phone has one'
