import { objectionOf } from '../core/objections.ts'
import type { Node } from '../decode/types.ts'
import type { DetectionBook } from './detection-book.ts'
import type { IdentifierType } from './identifier-type.ts'
import { identifiers } from './identifiers.gen.ts'
import { identifier as bluetoothMac } from './identifiers/bluetooth-mac.ts'
import { identifier as location } from './identifiers/location.ts'
import { identifier as wifiMac } from './identifiers/wifi-mac.ts'
import type { SameAsKnown } from './known/same-as-known.ts'
import { nameInText } from './known/weak-values.ts'
import type { FieldNames } from './names/field-names.ts'
import { keyEndings } from './names/key-name.ts'
import { isInHeardRow, radioAround } from './names/members-beside.ts'
import { besideObjection } from './names/names-beside.ts'
import { ownerObjection } from './names/owner-names.ts'
import { keyWithAbove } from './names/pair-names.ts'
import { columnAt } from './names/text-members.ts'
import { isInTextOfBluetooth } from './radios/logged-bluetooth.ts'
import { textOfLatin1 } from './text-of-bytes.ts'
import type { ShapedText } from './text-shape.ts'

/** Kinds that are recognised by their form alone. */
const formedAlone: readonly IdentifierType[] = identifiers.filter(
  ({ pattern, confidence }) => pattern !== null && confidence.alone !== null,
)

/** No word that is shorter is found by its form: an IMEI has 15 digits. */
export const formedWordMin = 15

/** A word with nothing but blanks behind it: `rx_bytes 352099001761481` in a log. */
const lastWord = /(?<![0-9A-Za-z_-])([A-Za-z][0-9A-Za-z_-]{1,63})[ \t]{1,4}$/
const lastWordMax = 72

function wordInFront(text: string, at: number): string {
  const before = text[at - 1]
  if (before !== ' ' && before !== '\t') return ''
  return lastWord.exec(text.slice(Math.max(0, at - lastWordMax), at))?.[1] ?? ''
}

/** Recognises values by their form alone, whatever they go by: names say only that something is another thing. */
export class LoneValues {
  private readonly fields: FieldNames
  private readonly same: SameAsKnown

  constructor(fields: FieldNames, same: SameAsKnown) {
    this.fields = fields
    this.same = same
  }

  /** Tries what has a form of its own in the text, whatever it goes by. True where the text has no such form, wherever it stands. */
  tryAllAlone(node: Node, key: string, shaped: ShapedText, book: DetectionBook): boolean {
    if (shaped.wordRun === shaped.length && shaped.length < formedWordMin) return true
    let isFormless = true
    for (let index = 0; index < formedAlone.length; index++) {
      const type = formedAlone[index] as IdentifierType
      if (type.mayMatch(shaped) && !this.tryAlone(node, type, shaped.text, book, key)) isFormless = false
    }
    return isFormless
  }

  /** Whose address stands under a name that says nothing: in lists of what is heard, `{"wifi":[{"b":…}]}`, of others. */
  private radioAt(node: Node, key: string, own: IdentifierType): IdentifierType {
    if (this.fields.meaningsOf(key).length > 0) return own
    // `{"wifi":{"<address>":-50}}`: the name of a member.
    const list = isMemberName(node)
      ? `${key.replace(/s$/i, '')}s_mac`
      : radioAround(node) || (isInHeardRow(node) ? 'accesspoints_mac' : keyWithAbove(node, 'mac'))
    const [meaning] = this.fields.meaningsOf(list)
    return meaning?.weight === 'names' ? meaning.type : own
  }

  /** The kind of an address that nothing names, at `at` in the text, and what says so; of other kinds nothing is asked. */
  private radioOf(
    node: Node,
    key: string | undefined,
    own: IdentifierType,
    text: string,
    at: number,
  ): { readonly named: IdentifierType; readonly place: string } {
    if (own.name !== wifiMac.name) return { named: own, place: '' }
    const named = key === undefined ? own : this.radioAt(node, key, own)
    if (named !== own) return { named, place: 'it stands in a list of radios around' }
    return isInTextOfBluetooth(node, text, at)
      ? { named: bluetoothMac, place: 'the line, or the one above it, speaks of Bluetooth' }
      : { named, place: '' }
  }

  /** `key`: what the text goes by, where that may say of whom an address is. True where nothing in the text has its form. */
  tryAlone(node: Node, type: IdentifierType, text: string, book: DetectionBook, key?: string): boolean {
    const { pattern } = type
    const confidence = type.confidence.alone
    if (pattern === null || confidence === null) return true
    pattern.lastIndex = 0
    let match = pattern.exec(text)
    if (match === null) return true
    if (key !== undefined && isOfOther(type, key, node)) return false
    for (; match !== null; match = pattern.exec(text)) {
      const value = textOfLatin1(match[0])
      const normal = type.normalise(value)
      if (normal === '' || type.fault(normal) !== '' || !type.isLone(value)) continue
      if (type.foreignNames.size > 0) {
        const { index } = match
        const names = [nameInText(node.bytes, index), columnAt(text, index), wordInFront(text, index)]
        if (names.some((name) => isForeign(type, name) || type.isForeignName(name))) continue
      }
      const placeholder = type.placeholder(normal)
      if (placeholder !== '') {
        book.dismiss({ identifier: type.name, value, node, reason: placeholder })
        continue
      }
      const { named, place } = this.radioOf(node, key, type, text, match.index)
      // A position that says so itself may still be that of a shop.
      const owner = type === location ? ownerObjection(node, key ?? '', type.subject, true) : ''
      const objection = owner === '' ? '' : objectionOf(owner)
      const reasons = [type.patternProof, type.proof, objection, place, type.remark(normal)].filter(
        (reason) => reason !== '',
      )
      const range = { start: match.index, end: match.index + match[0].length }
      const by = `recogniser:${named.name}`
      const found = {
        identifier: named.name,
        value,
        normal,
        node,
        ...range,
        writtenAs: '',
        confidence: owner === '' ? confidence : 'possible',
        by,
        reasons,
      }
      const own = this.same.asKnown(named, found, book)
      if (!book.add(own, own === found)) return false
    }
    return false
  }
}

/** Keys that only what holds them gives a meaning. */
const numberKeys: ReadonlySet<string> = new Set(['id', 'number', 'no'])

/** The node is the name of a member of an object. */
function isMemberName({ key, step: { detail } }: Node): boolean {
  return detail !== key && (detail === 'name' || detail.endsWith(' name'))
}

/** The segment in front in a path, as the name of one of what it lists. */
function segmentAhead({ parent, order }: Node): string {
  const before = parent?.children[order - 1]
  if (before === undefined || before.step.step !== 'path') return ''
  const text = before.bytes.toString('latin1', 0, segmentBytesMax)
  return /^[A-Za-z_-]+$/.test(text) ? text.replace(/s$/, '') : ''
}

const segmentBytesMax = 64

/** True where its names, above it or in its path, or what stands beside it say that what looks like a value of this kind is none. */
function isOfOther(type: IdentifierType, key: string, node: Node): boolean {
  // `{"post":{"id":…}}`, `/orders/…`, `{"orders":{"<number>":…}}`.
  const ahead = node.step.step === 'path' ? segmentAhead(node) : ''
  const listed = isMemberName(node) ? key.replace(/s$/i, '') : ahead
  const name = listed === '' ? (numberKeys.has(key) ? keyWithAbove(node, key) : key) : `${listed}_id`
  return (
    isForeign(type, name) || type.isForeignName(key) || isInForeign(type, node) || isBelied(type, key, node)
  )
}

/** True where a name says that what looks like a value of this kind is none. */
function isForeign({ foreignNames }: IdentifierType, name: string): boolean {
  return foreignNames.size > 0 && name !== '' && keyEndings(name).some((ending) => foreignNames.has(ending))
}

/** True where its name and what stands beside it say together that it is none. */
function isBelied({ belied }: IdentifierType, key: string, node: Node): boolean {
  return keyEndings(key).some(
    (ending) => Object.hasOwn(belied, ending) && besideObjection(node, belied[ending]) !== '',
  )
}

/** The same of what a value was read from: `{"msgid":"<CAF=…@mail.example>"}` looks like an element. */
function isInForeign(type: IdentifierType, node: Node): boolean {
  if (type.sign === '') return false
  for (let at = node.parent; at !== null; at = at.parent) if (isForeign(type, at.key)) return true
  return false
}
