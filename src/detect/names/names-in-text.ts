import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import type { DetectionBook } from '../detection-book.ts'
import { identifier as msisdn } from '../identifiers/msisdn.ts'
import { identifier as serial, isSerialInText } from '../identifiers/serial.ts'
import { namesHalf } from '../places/half-names.ts'
import { pairsInText } from '../places/text-pairs.ts'
import { isInTextOfBluetooth } from '../radios/logged-bluetooth.ts'
import { isHeardAt } from '../radios/mac.ts'
import { textOfLatin1 } from '../text-of-bytes.ts'
import { signs } from '../text-shape.ts'
import type { ShapedText } from '../text-shape.ts'
import { plainAddress } from './field-names.ts'
import type { FieldNames } from './field-names.ts'
import type { KeyMeaning } from './key-name.ts'
import { looseKinds, looseValue, looseValueMin, nameAhead } from './loose-names.ts'
import { strictCharsMin, underKey } from './named-values.ts'
import type { NamedText, NamedValues } from './named-values.ts'
import { membersObjection } from './owner-names.ts'
import { tableFieldsIn, tableSign } from './table-fields.ts'
import { linesIn, membersIn } from './text-members.ts'
import type { TextMember } from './text-members.ts'

/** Between a name and its value where no text stands: lengths and marks of binary forms, separators of fields. */
const controls = String.raw`\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f`
/** `=`, `:`, `>`, also two of them (`=>`, `::`), arrows (`->`, `→`), quotes that are escaped, emphasis around (`*IMSI:* \`…\``, `\`imsi\`: …`), an element behind (`IMSI: <code>…`), how Swift and Rust print a value that may be missing (`Some("…")`); a tab. */
const assigned = String.raw`\\{0,3}["'\]*_\`]{0,2}\s{0,2}(?:[=:>]{1,2}|-{1,2}>|\xe2\x86\x92)[*_]{0,2}\s{0,2}(?:<[a-z]{1,6}>|Optional\(|Some\()?\\{0,3}["'\`]?|\t|[${controls}]{1,6}`
/** A name, an assignment and a value inside text that no encoding explains. A name begins where its word does: a picture in base64 would be tried at each of its signs. */
const assignment = new RegExp(
  String.raw`(?<![0-9A-Za-z_-])([0-9A-Za-z_-]{2,64})(?:${assigned})([^\s&;,|^~#$!*"'\`<>{}[\]()\\${controls}]{1,256})`,
  'g',
)
/** Words in front of the last of a name for people: `Android ID: …`. */
const wordsAhead = /(?<![0-9A-Za-z_-])(?:[A-Za-z]{2,16} ){1,2}$/
const wordsAheadMax = 36
/** Of a sentence that ends, or goes on, behind a value. */
const sentenceEnd = /[.:?]{1,3}$/

/** A telephone number as it is dialled from abroad. */
const dialled = /^\+\d{9,15}$/

/** As many stand in a row of Android's settings, which may have no other sign of members. */
const settingColons = 3

/** Whether the number at `at` stands on a line with that of a card, as Android prints a subscription: `iccId=8947… … number=+47…`. */
function isBesideCard(text: string, at: number, value: string): boolean {
  if (!dialled.test(value)) return false
  const ahead = text.slice(Math.max(0, at - cardCharsMax), at)
  return cardNumber.test(ahead.slice(ahead.lastIndexOf('\n') + 1))
}

const cardNumber = /icc_?id\s?[=:]/i
/** How far the number of the card stands in front. */
const cardCharsMax = 512

/** What may be a number of any kind on such a line: programs assign names with points to each other (`uniqueID = rfc5280.UniqueIdentifier`). */
const numberOnLine = /^(?=(?:[^0-9]*[0-9]){4})[0-9A-Za-z_-]{8,80}$/

/** Of what a line of a log is believed by its name alone: numbers of phones and cards have forms, those of accounts are any number. */
const lineSubjects: ReadonlySet<string> = new Set(['device', 'sim', 'install'])

/** Recognises values in a text by names that stand in it, in front of them. */
export class NamesInText {
  private readonly profile: Profile | null
  private readonly fields: FieldNames
  private readonly named: NamedValues

  constructor(profile: Profile | null, fields: FieldNames, named: NamedValues) {
    this.profile = profile
    this.fields = fields
    this.named = named
  }

  /** Tries what has a name in front of it in the text itself. True where no name in it means anything, wherever it stands. */
  tryNamed(node: Node, shaped: ShapedText, book: DetectionBook): boolean {
    let isNameless = !shaped.text.includes(tableSign) || this.tryTables(node, shaped.text, book)
    // Long words without a sign between a name and its value are not searched from each of their characters.
    if ((shaped.signs & signs.assigning) !== 0)
      isNameless = this.tryAssigned(node, shaped.text, book) && isNameless
    if (shaped.hexRun >= looseValueMin) isNameless = this.tryLoose(node, shaped.text, book) && isNameless
    if ((shaped.signs & signs.listing) !== 0 || shaped.colons >= settingColons)
      isNameless = this.tryMembers(node, shaped.text, book) && isNameless
    return isNameless
  }

  /** A name on a line, or before the only `=` of a form, is that of the first of several values, or of one in a sentence: `imei:…;imsi:…`, `imei=…, retry`. */
  tryFirst(
    node: Node,
    meanings: readonly KeyMeaning[],
    key: string,
    text: string,
    book: DetectionBook,
  ): void {
    const end = text.search(/[;,|^~#$!*\s]/)
    if (end <= 0 || (node.step.step !== 'lines' && !/^.?[.,;:!?] |[=:]/.test(text.slice(end - 1)))) return
    this.named.tryMeanings(meanings, (meaning) => {
      const { type, weight } = meaning
      if (
        weight === 'hints' ||
        type.proof === '' ||
        type.isGeneric ||
        type.fault(type.normalise(text.slice(0, end))) !== '' ||
        (type.name === 'wifi-mac' && isHeardAt(text, end))
      )
        return false
      return this.named.tryKeyed({ ...underKey(node, key, text.slice(0, end)), end }, meaning, book)
    })
  }

  /** True where no name in it means anything. */
  private tryAssigned(node: Node, text: string, book: DetectionBook): boolean {
    let isNameless = true
    const halves: TextMember[] = []
    assignment.lastIndex = 0
    for (let match = assignment.exec(text); match !== null; match = assignment.exec(text)) {
      const [whole, name = '', written = ''] = match
      // The value may be the name of the next assignment.
      assignment.lastIndex = match.index + whole.length - written.length
      const value = written.replace(sentenceEnd, '')
      // Where the opening quote is cut off, the beginning of the name may be, too: `an_id"` is the end of `span_id"`.
      if (match.index === 0 && /^["'\]]$/.test(whole.charAt(name.length))) continue
      const start = match.index + whole.length - written.length
      if (namesHalf(name)) halves.push({ name, value, start })
      const meanings = this.meaningsInText(text, match.index, name)
      if (meanings.length === 0) continue
      isNameless = false
      this.named.tryMeanings(meanings, (meaning) => {
        const { type, weight } = meaning
        const isStrict =
          type.lengthMin >= strictCharsMin ||
          type.name === 'cell-id' ||
          (type.name === 'msisdn' && dialled.test(value)) ||
          (type === serial && isSerialInText(text, start, name, value))
        // Names of other things, too, which in a text need the company that they need elsewhere.
        const isBacked =
          weight !== 'hints' || type === serial || (type === msisdn && isBesideCard(text, start, value))
        if (!isBacked || !isStrict || type.isGeneric || type.fault(type.normalise(value)) !== '') return false
        // A `tel:` URI (RFC 3966) is of whoever is called.
        const said =
          whole === `tel:${value}`
            ? { ...meaning, weight: 'hints' as const }
            : weight === 'hints'
              ? { ...meaning, weight: 'names' as const }
              : meaning
        return this.named.tryKeyed(behind(node, name, value, start), said, book)
      })
    }
    if (halves.length < 2) return isNameless
    this.tryPairs(node, halves, book)
    return false
  }

  /** Texts in tables of binary protocols, each behind its name. True where no name means anything. */
  private tryTables(node: Node, text: string, book: DetectionBook): boolean {
    let isNameless = true
    for (const { name, value: written, start } of tableFieldsIn(text)) {
      const value = textOfLatin1(written)
      const meanings = this.fields.meaningsOf(name)
      if (meanings.length > 0) isNameless = false
      this.named.tryMeanings(
        meanings,
        (meaning) =>
          meaning.weight !== 'hints' &&
          this.named.tryKeyed(
            { ...behind(node, name, value, start), end: start + written.length },
            meaning,
            book,
          ),
      )
    }
    return isNameless
  }

  /** A name and its value, whatever stands between: `IMSI 2420…`, `imsi|2420…`. True where no name means anything. */
  private tryLoose(node: Node, text: string, book: DetectionBook): boolean {
    let isNameless = true
    looseValue.lastIndex = 0
    for (let match = looseValue.exec(text); match !== null; match = looseValue.exec(text)) {
      const [value] = match
      const start = match.index
      const range = nameAhead(node.bytes, 0, start, value.length)
      // Where the opening quote is cut off, the beginning of the name may be, too.
      if (range === null || (range.start === 0 && /^["'\]]$/.test(text.charAt(range.end)))) continue
      const name = text.slice(range.start, range.end)
      const meanings = this.meaningsInText(text, range.start, name)
      if (meanings.length > 0) isNameless = false
      this.named.tryMeanings(meanings, (meaning) => {
        const { type, weight } = meaning
        if (weight === 'hints' || !looseKinds.has(type.name) || type.fault(type.normalise(value)) !== '')
          return false
        return this.named.tryKeyed(behind(node, name, value, start), meaning, book)
      })
    }
    return isNameless
  }

  /** What a name at `at` in a text may mean, with the words in front of it where it alone says nothing, or little. */
  private meaningsInText(text: string, at: number, name: string): readonly KeyMeaning[] {
    const meanings = this.fields.meaningsOf(name)
    if (text[at - 1] !== ' ' || meanings.some(({ weight }) => weight !== 'hints')) return meanings
    const ahead = wordsAhead.exec(text.slice(Math.max(0, at - wordsAheadMax), at))?.[0]
    const spaced = ahead === undefined ? [] : this.fields.meaningsOf(ahead + name)
    return spaced.length > 0 ? spaced : meanings
  }

  /** True where no member of the text has a name that means anything. */
  private tryMembers(node: Node, text: string, book: DetectionBook): boolean {
    const members = membersIn(text, () => book.reach('detect.tableRowsMax'))
    if (members.length > 1) this.tryPairs(node, members, book)
    let isNameless = this.tryLines(node, text, book) && members.length < 2
    for (const { name, value: written, start } of members) {
      const value = textOfLatin1(written)
      const meanings = this.fields.meaningsOf(name)
      if (meanings.length > 0) isNameless = false
      this.named.tryMeanings(meanings, (meaning) => {
        const { type, weight } = meaning
        const isDialled = type.name === 'msisdn' && dialled.test(value)
        if ((weight === 'hints' && !isDialled) || type.fault(type.normalise(value)) !== '') return false
        const end = start + written.length
        const ofMembers = membersObjection(members, name)
        return this.named.tryKeyed({ ...behind(node, name, value, start), end, ofMembers }, meaning, book)
      })
    }
    return isNameless
  }

  /** What is all of a line behind its name, as reports print it: `CrashReporter Key:   f3a1…`, `PhoneNumber: +47 990 13 774`. True where no name means anything. */
  private tryLines(node: Node, text: string, book: DetectionBook): boolean {
    let isNameless = true
    for (const { name, value, start } of linesIn(text)) {
      const plain = this.fields.meaningsOf(name)
      if (plain.length === 0) continue
      isNameless = false
      const isBluetooth = plainAddress.test(name) && isInTextOfBluetooth(node, text, start)
      const meanings = isBluetooth ? this.fields.meaningsOf('bluetooth_address') : plain
      this.named.tryMeanings(meanings, (meaning) => {
        const { type } = meaning
        if (type !== msisdn && !lineSubjects.has(type.subject)) return false
        if (type.fault(type.normalise(value)) !== '') return false
        if (type === serial && !isSerialInText(text, start, name, value)) return false
        if (type.isGeneric && !numberOnLine.test(value)) return false
        return this.named.tryKeyed(behind(node, name, value, start), meaning, book)
      })
    }
    return isNameless
  }

  private tryPairs(node: Node, members: readonly TextMember[], book: DetectionBook): void {
    const { found, isFull } = pairsInText(node, members, this.profile)
    if (isFull) book.reach('detect.placesMax')
    for (const one of found) if (!('reason' in one)) book.add(one, false)
  }
}

/** What stands behind a name in the text of a node. */
function behind(node: Node, name: string, text: string, start: number): NamedText {
  return { node, where: `"${name}" in the text`, text, start, end: start + text.length }
}
