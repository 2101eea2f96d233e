import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import { hasBinaryByte } from '../spellings/binary-matcher.ts'
import type { IndicatorSet, ReadSpelling } from '../indicators.ts'
import { houseKilometresMax } from '../places/near-place.ts'
import { edges, hasEdges } from '../spellings/matcher.ts'
import type { NameSpelling } from '../spellings/name-spelling.ts'
import { isInChild } from './part-index.ts'
import { isPartOfMail, isWeak } from './weak-values.ts'
import { writtenPlace } from '../places/written-place.ts'
import type { Detection } from '../types.ts'
import type { DetectionBook } from '../detection-book.ts'
import { known, KnownSink, nearPlace, ownerOfPart, phoneFound, sharedObjection } from './known-values.ts'
import { isUnexplained } from '../unexplained.ts'
import type { FieldNames } from '../names/field-names.ts'

/** Finds the values of the profile in nodes: their spellings, words and short values, places, and telephone numbers. */
export class KnownSearch {
  private readonly indicators: IndicatorSet
  private readonly fields: FieldNames

  constructor(indicators: IndicatorSet, fields: FieldNames) {
    this.indicators = indicators
    this.fields = fields
  }

  /**
   * Takes what a node holds of the profile. `isAnswer`: there numbers are many, and chance is more. True where nothing in its
   * bytes looks like any of it: so it is wherever they stand.
   */
  search(node: Node, isAnswer: boolean, book: DetectionBook): boolean {
    const { bytes } = node
    const { rare, words } = this.indicators
    let isEmpty = true
    for (const { long, matcher, binary, binaryMatcher } of [this.indicators, rare]) {
      const inText = new KnownSink(node, long, this.fields.nearness, book)
      matcher.search(bytes, 0, bytes.length, inText)
      const inBinary = new KnownSink(node, binary, this.fields.nearness, book)
      binaryMatcher.search(bytes, 0, bytes.length, inBinary)
      if (inText.isAsked || inBinary.isAsked) isEmpty = false
    }
    if (!this.searchPlaces(node, book)) isEmpty = false
    for (const word of words) {
      if (word.bytes.length > bytes.length) continue
      for (let at = bytes.indexOf(word.bytes); at !== -1; at = bytes.indexOf(word.bytes, at + 1)) {
        isEmpty = false
        if (!book.hasRoomFor(word)) break
        const end = at + word.bytes.length
        if (!hasEdges(bytes, 0, bytes.length, at, end, edges.word)) continue
        const nearness = this.fields.nearness(node, word.identifier, at)
        // Answers are long and full of numbers.
        const isChance = isWeak(word.normal) || isWeak(word.bytes.toString('utf8'))
        if (isChance && isPartOfMail(bytes, at, end)) continue
        if (nearness !== 'names' && (isAnswer || (nearness === '' && isChance))) continue
        const objection = sharedObjection(node, word.identifier, at, end)
        const confidence = objection !== '' ? 'possible' : nearness === 'names' ? 'certain' : 'probable'
        const found = known(node, word, at, end, confidence)
        const reasons = objection === '' ? found.reasons : [...found.reasons, objectionOf(objection)]
        if (!book.add({ ...found, reasons }, false)) return false
      }
    }
    return isEmpty
  }

  /** True where its bytes hold nothing of it, wherever they stand. */
  private searchPlaces(node: Node, book: DetectionBook): boolean {
    const { bytes } = node
    const { reads, readMatcher, placeSearch } = this.indicators
    let isEmpty = true
    readMatcher.search(bytes, 0, bytes.length, {
      match: (needle, start, end) => {
        isEmpty = false
        const found = this.readAt(node, reads[needle] as ReadSpelling, start, end, book)
        return found !== null && !book.add(found, false)
      },
    })
    if (placeSearch.isEmpty) return isEmpty
    if (!hasBinaryByte(bytes, 0, bytes.length)) {
      const isAsked = isUnexplained(node)
      const written = isAsked ? writtenPlace(placeSearch, bytes) : null
      if (written !== null) book.add(nearPlace(node, written, written.place), false)
      return isEmpty && isAsked && written === null
    }
    for (let hit = placeSearch.find(bytes, 0, bytes.length); hit !== null; ) {
      isEmpty = false
      if (!book.add(nearPlace(node, hit, hit.place), false)) return false
      hit = placeSearch.find(bytes, hit.end, bytes.length, true)
    }
    return isEmpty
  }

  private readAt(
    node: Node,
    spelling: ReadSpelling,
    start: number,
    end: number,
    book: DetectionBook,
  ): Detection | null {
    if ('name' in spelling) {
      if (!book.hasRoomFor(spelling.name)) return null
      const name = this.nameAt(node, spelling, start, end)
      // As it is spelled, it was found.
      return name === null || book.hasKnownAt(name) ? null : name
    }
    if ('place' in spelling) {
      const hit = spelling.read(node.bytes, start, end)
      if (hit === null) return null
      // The pair is of a business or of a map, and judged where it stands as such.
      if (hit.kilometres > houseKilometresMax && ownerOfPart(node, hit.start, hit.end) !== '') return null
      return nearPlace(node, hit, spelling.place)
    }
    const hit = spelling.read(node.bytes, start, end)
    if (hit === null) return null
    const isNamed = this.fields.nearness(node, 'msisdn', hit.start) !== ''
    return phoneFound(node, hit, spelling.phone, hit.isSure || isNamed)
  }

  /** The name that stands around one of its words. */
  private nameAt(node: Node, { name, read }: NameSpelling, from: number, to: number): Detection | null {
    const hit = read(node.bytes, from, to)
    if (hit === null || hit.words === 'apart') return null
    const { start, end, words } = hit
    // There it stands under a name of its own.
    if (isInChild(node, start, end)) return null
    const objection = sharedObjection(node, 'person-name', start, end)
    const isSure =
      words === 'all' || (words === 'outer' && this.fields.nearness(node, 'person-name', start) !== '')
    const found = known(
      node,
      { ...name, form: '' },
      start,
      end,
      objection !== '' ? 'possible' : isSure ? 'certain' : 'probable',
    )
    const reasons = words === 'all' ? found.reasons : [reasonOfWords[words]]
    return { ...found, reasons: objection === '' ? reasons : [...reasons, objectionOf(objection)] }
  }
}

/** What it says that only some words of a name stand somewhere. */
const reasonOfWords = {
  outer: 'the first and the last word of the name of the profile stand here',
  initialled:
    'the first and the last word of the name of the profile stand here, around an initial that it does not have',
} as const
