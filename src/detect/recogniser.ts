import { objectionOf } from '../core/objections.ts'
import { KeptResults } from '../core/kept-results.ts'
import { limits } from '../core/limits.ts'
import type { Node, PartName } from '../decode/types.ts'
import type { Profile } from '../device/types.ts'
import { identifier as deviceId, netflixId } from './identifiers/device-id.ts'
import { identifier as location } from './identifiers/location.ts'
import { identifier as bluetoothMac } from './identifiers/bluetooth-mac.ts'
import { identifier as serial, isSerialInText } from './identifiers/serial.ts'
import { identifier as msisdn } from './identifiers/msisdn.ts'
import { identifier as wifiMac } from './identifiers/wifi-mac.ts'
import { isInTextOfBluetooth } from './radios/logged-bluetooth.ts'
import type { IdentifierType } from './identifier-type.ts'
import { identifiers } from './identifiers.gen.ts'
import { keyEndings } from './names/key-name.ts'
import type { KeyMeaning } from './names/key-name.ts'
import { namesHalf, nearReason, pairsInText, placeAt, surenessNear } from './places/locations.ts'
import { stepKilometres } from '../core/kilometres.ts'
import type { NearPlace } from './places/locations.ts'
import { looseKinds, looseValue, looseValueMin, nameAhead } from './names/loose-names.ts'
import { digestNames, namedDigest, namedDigestBytesMin } from './digests/named-digests.ts'
import { anyNumber } from './names/owner-beside.ts'
import { membersObjection, ownerObjection, tableObjection } from './names/owner-names.ts'
import { isInHeardRow, radioAround } from './names/members-beside.ts'
import { namesAbove } from './names/names-above.ts'
import { ofOtherPerson, wordsOf } from './names/owner-words.ts'
import { othersInList } from './names/rows-beside.ts'
import { keyWithAbove } from './names/pair-names.ts'
import { columnAt, linesIn, membersIn } from './names/text-members.ts'
import type { TextMember } from './names/text-members.ts'
import { isHeardAt } from './radios/mac.ts'
import { rawOf } from './raw-value.ts'
import { textOfBytes, textOfLatin1 } from './text-of-bytes.ts'
import { KnownForms } from './known/known-forms.ts'
import { nameOfKnown } from './known/known-values.ts'
import { nameInText } from './known/weak-values.ts'
import { scatterObjection } from './places/place-lists.ts'
import type { Point } from './places/place-lists.ts'
import { firstHalfOf, firstOfRow, orderObjection, waypointsIn } from './places/waypoints.ts'
import { isMapPoint, isKml } from './places/way-ends.ts'
import type { Detection, Dismissal } from './types.ts'
import type { DetectionBook } from './detection-book.ts'
import { ShapedText, signs } from './text-shape.ts'
import type { SeenValue } from './seen-values.ts'
import { titleOf } from './title-of.ts'
import { blank, isUnexplained, textBeside } from './unexplained.ts'
import { plainAddress } from './names/field-names.ts'
import type { FieldNames } from './names/field-names.ts'

const typesByName: ReadonlyMap<string, IdentifierType> = new Map(identifiers.map((type) => [type.name, type]))

/** Kinds that are recognised by their form alone. */
const formedAlone: readonly IdentifierType[] = identifiers.filter(
  ({ pattern, confidence }) => pattern !== null && confidence.alone !== null,
)

/** No word that is shorter is found by its form: an IMEI has 15 digits. */
export const formedWordMin = 15

/** Values under a key that are looked at as a whole; longer ones are documents. */
const keyedBytesMax = 8_192

/** Between a name and its value where no text stands: lengths and marks of binary forms, separators of fields. */
const controls = String.raw`\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f`
/** `=`, `:`, `>`, also two of them (`=>`, `::`), arrows (`->`, `→`), quotes that are escaped, emphasis around (`*IMSI:* \`…\``, `\`imsi\`: …`), an element behind (`IMSI: <code>…`), how Swift and Rust print a value that may be missing (`Some("…")`); a tab. */
const assigned = String.raw`\\{0,3}["'\]*_\`]{0,2}\s{0,2}(?:[=:>]{1,2}|-{1,2}>|\xe2\x86\x92)[*_]{0,2}\s{0,2}(?:<[a-z]{1,6}>|Optional\(|Some\()?\\{0,3}["'\`]?|\t|[${controls}]{1,6}`
/** A name, an assignment and a value inside text that no encoding explains. */
const assignment = new RegExp(
  String.raw`([0-9A-Za-z_-]{2,64})(?:${assigned})([^\s&;,|^~#$!*"'\`<>{}[\]()\\${controls}]{1,256})`,
  'g',
)
/** Words in front of the last of a name for people: `Android ID: …`. */
const wordsAhead = /(?<![0-9A-Za-z_-])(?:[A-Za-z]{2,16} ){1,2}$/
const wordsAheadMax = 36
/** A word with nothing but blanks behind it: `rx_bytes 352099001761481` in a log. */
const lastWord = /(?<![0-9A-Za-z_-])([A-Za-z][0-9A-Za-z_-]{1,63})[ \t]{1,4}$/
const lastWordMax = 72

function wordInFront(text: string, at: number): string {
  const before = text[at - 1]
  if (before !== ' ' && before !== '\t') return ''
  return lastWord.exec(text.slice(Math.max(0, at - lastWordMax), at))?.[1] ?? ''
}

/** Of a sentence that ends, or goes on, behind a value. */
const sentenceEnd = /[.:?]{1,3}$/

/** A telephone number as it is dialled from abroad. */
const dialled = /^\+\d{9,15}$/
/** Kinds whose values are shorter are not read from words of a text: it would be chance too often. */
const strictCharsMin = 11

/** What a value is as one of a kind: its normal form, '' for none, and what speaks against it. */
type Judgement = Readonly<Record<'normal' | 'placeholder' | 'fault', string>>

/** Judgements that are kept of each kind: many values are said once, and those of the phone come again soon. */
const judgementsMax = 256

function judge(type: IdentifierType, normal: string): Judgement {
  return normal === ''
    ? { normal, placeholder: '', fault: '' }
    : { normal, placeholder: type.placeholder(normal), fault: type.fault(normal) }
}

/** The end of the last part of a message that is cut off. */
interface CutEnd {
  readonly part: PartName
  readonly at: number
}

/** What speaks against a value that ends with such a message. */
const cutOff = 'the message is cut off in it'

function cutEndOf(nodes: readonly Node[]): CutEnd {
  const part = nodes.some((node) => node.part === 'body' && node.spanEnd > 0) ? 'body' : 'head'
  const at = nodes.reduce((most, node) => (node.part === part ? Math.max(most, node.spanEnd) : most), 0)
  return { part, at }
}

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

/** Recognises values of any phone by their form and by the names that they go by: in fields, and inside of text. */
export class Recogniser {
  private readonly profile: Profile | null
  private readonly fields: FieldNames
  private readonly known: KnownForms
  /** The message that is read asks an authorization server for a token (RFC 6749, 4). */
  private isGrant = false
  /** Where the message is cut off, if it is. */
  private cutEnd: CutEnd | null = null
  /** The part of its address that asks for somebody: `search`, `by-email`; '' for none. */
  private asks = ''
  /** The address of the message has a text that it sends to somebody: `/send?phone=…&text=…`. */
  private isText = false
  /** The text that is looked at, with what is asked of it before patterns are. */
  private readonly shaped: ShapedText = new ShapedText()
  private readonly judgements: Map<IdentifierType, KeptResults<Judgement>> = new Map()
  /** Texts of the message that were taken for what their names say. */
  private readonly taken: Set<Node> = new Set()

  constructor(profile: Profile | null, fields: FieldNames) {
    this.profile = profile
    this.fields = fields
    this.known = new KnownForms(profile)
  }

  /** Another message is read. `isCut`: bytes behind it are missing. */
  begin(nodes: readonly Node[], isCut: boolean): void {
    this.cutEnd = isCut ? cutEndOf(nodes) : null
    this.taken.clear()
    this.isGrant = nodes.some(({ key, part }) => key === 'grant_type' && part === 'body')
    const asking = nodes.find(
      ({ step, bytes }) =>
        step.step === 'path' && bytes.length <= keyBytesMax && lookUps.test(bytes.toString('latin1')),
    )
    this.asks = asking?.bytes.toString('latin1') ?? ''
    this.isText = nodes.some(isTextToSend) && nodes.some(isSending)
  }

  /** What the address of a request says that asks for somebody by what is known of him, or writes to him. */
  private lookedUp(node: Node): string {
    if (this.asks === '' && !this.isText) return ''
    for (let at: Node | null = node; at !== null; at = at.parent)
      if (at.step.step === 'query' || at.step.step === 'path') {
        if (this.asks !== '') return `the address asks who it is ("${this.asks}"): ${ofOtherPerson}`
        // `msisdn` and `myPhone` are of who sends it.
        const mayGetIt = at.step.step === 'path' || anyNumber.test(this.fields.keyOf(node))
        return mayGetIt ? `the address sends a text, perhaps to it: ${ofOtherPerson}` : ''
      }
    return ''
  }

  /** Takes what a node holds: all of it by its name, and what stands in its text by form or by names there. `seen`: what is known of its value. */
  recognise(node: Node, seen: SeenValue, book: DetectionBook): void {
    const isLeaf = isUnexplained(node)
    const key = this.fields.keyOf(node)
    // A value that is escaped is looked at as what it stands for, not as it is written.
    const isEscaped = node.children.length === 1 && escapeSteps.has(node.children[0]?.step.step ?? '')
    const isValue = isLeaf || (!isEscaped && node.children.every(({ key }) => key === '' || key === node.key))
    const isDigest = isValue && tryNamedDigest(node, key, book)
    const mayMean = isValue && node.bytes.length <= keyedBytesMax ? this.fields.meaningsAt(node, key) : []
    // What is a digest by its name is no value by a mere hint: 32 hex digits are a UUID without hyphens, too.
    const meant = isDigest ? mayMean.filter(({ weight }) => weight === 'names') : mayMean
    // There the longitude comes first, or a map is meant.
    const meanings = isKml(node) || isMapPoint(node) ? meant.filter(({ type }) => type !== location) : meant
    let isTaken = false
    if (meanings.length > 0) {
      const text = textOfBytes(node.bytes)
      isTaken = this.tryMeanings(
        meanings,
        (meaning) =>
          this.tryKeyed(node, meaning, `the key "${key}"`, text, 0, node.bytes.length, book) ||
          this.tryWaypoints(node, meaning, key, text, book),
      )
      // What a token in base64 stands for is not another one.
      const isOfTaken = node.parent !== null && this.taken.has(node.parent)
      if (!isTaken && !isOfTaken)
        isTaken = this.tryMeanings(meanings, (meaning) => this.tryRaw(node, meaning, key, book))
      if (isTaken || isOfTaken) this.taken.add(node)
    }
    if (!isLeaf) {
      // The words of a text are not all of it: a position has blanks and commas.
      if (node.bytes.length <= keyedBytesMax && node.children.every(({ step }) => step.step === 'words')) {
        this.shaped.take(node.bytes, keyedBytesMax)
        if (location.mayMatch(this.shaped)) this.tryAlone(node, location, this.shaped.text, book)
      }
      // A number with `=` in it looks like a name and its value.
      if (isNetflixId(node)) this.tryAlone(node, deviceId, node.bytes.toString('latin1'), book)
      const beside = textBeside(node)
      if (beside !== '') {
        this.shaped.take(node.bytes, limits.detect.leafBytesMax, beside)
        this.tryAllAlone(node, key, book)
        this.tryNamed(node, book)
      }
      return
    }
    if (node.bytes.length > limits.detect.leafBytesMax) book.reach('detect.leafBytesMax')
    const isFirst = !isTaken && fieldSteps.has(node.step.step) && meanings.length > 0
    if (seen.hasNoForm && !isFirst) return
    this.shaped.take(node.bytes, limits.detect.leafBytesMax)
    const isFormless = this.tryAllAlone(node, key, book)
    if (isTaken) return
    if (isFirst) this.tryFirst(node, meanings, key, this.shaped.text, book)
    const isNameless = this.tryNamed(node, book)
    seen.hasNoForm = isFormless && isNameless
  }

  /** Tries what has a form of its own in the text, whatever it goes by. True where the text has no such form, wherever it stands. */
  private tryAllAlone(node: Node, key: string, book: DetectionBook): boolean {
    const { shaped } = this
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

  /** Tries what has a name in front of it in the text itself. True where no name in it means anything, wherever it stands. */
  private tryNamed(node: Node, book: DetectionBook): boolean {
    const { shaped } = this
    let isNameless = true
    // Long words without a sign between a name and its value are not searched from each of their characters.
    if ((shaped.signs & signs.assigning) !== 0) isNameless = this.tryAssigned(node, shaped.text, book)
    if (shaped.hexRun >= looseValueMin) isNameless = this.tryLoose(node, shaped.text, book) && isNameless
    if ((shaped.signs & signs.listing) !== 0 || shaped.colons >= settingColons)
      isNameless = this.tryMembers(node, shaped.text, book) && isNameless
    return isNameless
  }

  /**
   * Tries what a key may mean, the longest name first (so they come). Where a value is what a whole name says, the end of
   * that name says nothing more: under `bluetooth_mac` stands no Wi-Fi address. Nor does it of another subject, whatever
   * the value: under `sim_serial` stands no serial number of the phone. True where one was taken.
   */
  private tryMeanings(meanings: readonly KeyMeaning[], isTaken: (meaning: KeyMeaning) => boolean): boolean {
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

  /** Whether what ends at `end` of a node's bytes ends there because the message does. */
  private isCutOff(node: Node, end: number): boolean {
    if (this.cutEnd === null || end !== node.bytes.length || node.part !== this.cutEnd.part) return false
    // Behind a transform nothing tells where the value would have ended.
    const isExact = node.spanEnd - node.spanStart === node.bytes.length
    return isExact && node.spanEnd === this.cutEnd.at
  }

  /** As `tryKeyed`, of a value whose bytes are not written but stand there themselves: a token of APNs is data. */
  private tryRaw(node: Node, meaning: KeyMeaning, key: string, book: DetectionBook): boolean {
    const raw = meaning.weight === 'names' ? rawOf(node, meaning.type) : null
    if (raw === null) return false
    const { normal, form } = raw
    return this.tryKeyed(node, meaning, `the key "${key}"`, normal, 0, node.bytes.length, book, '', form)
  }

  /** False where the value is not of this kind; true where it is, if only as a placeholder. */
  private tryKeyed(
    node: Node,
    meaning: KeyMeaning,
    where: string,
    text: string,
    start: number,
    end: number,
    book: DetectionBook,
    ofMembers = '',
    writtenAs = '',
  ): boolean {
    const { type, weight, name, isOfThing } = meaning
    const value = text.trim()
    if (value.includes(blank)) return false
    const { normal, placeholder, fault } = this.judged(type).of(value)
    if (normal === '') {
      const bare = type.lengthMin >= strictCharsMin ? wrapped.exec(text)?.[1] : undefined
      if (bare === undefined || type.normalise(bare) === '') return false
      const from = start + text.indexOf(bare)
      return this.tryKeyed(node, meaning, where, bare, from, from + Buffer.byteLength(bare), book)
    }
    if (weight === 'names' && !type.isNamed(value, name)) return false
    if (weight === 'hints' && !type.isLikely(value, name) && !this.isKnownPlace(type, normal)) return false
    if (weight === 'hints' && !hasCompanion(node, type.companions[name])) return false
    const isInsisted =
      placeholder !== '' && weight === 'names' && insists(node, name, type.insisted[placeholder])
    if (placeholder !== '' && !isInsisted) {
      // Under a key that only hints, the value is not of this kind at all.
      if (weight === 'names') book.dismiss({ identifier: type.name, value, node, reason: placeholder })
      return weight === 'names'
    }
    if (this.isCutOff(node, end) && !type.isWhole(value)) {
      if (weight === 'names') book.dismiss({ identifier: type.name, value, node, reason: cutOff })
      return weight === 'names'
    }
    const { named, namedFaulty, hinted, hintedFaulty } = type.confidence
    const sure =
      weight === 'names' ? (fault === '' ? named : namedFaulty) : fault === '' ? hinted : hintedFaulty
    if (sure === null) return false
    const beside = besideObjection(node, type.belied[name])
    // A name that only may say so, and one beside it that says otherwise.
    if (weight === 'hints' && beside !== '') return false
    const owner =
      (isInsisted ? `it reads as ${placeholder}` : '') ||
      (this.isGrant && type.subject === 'account' ? clientObjection(node) : '') ||
      ownerObjection(node, this.fields.keyOf(node), type.subject, type === location) ||
      (type.subject === 'person' ? ofMembers || this.lookedUp(node) : '') ||
      beside ||
      (isOfThing ? ofThing : '') ||
      doubtOf(type, normal, name, node) ||
      (type.severalOf.includes(name) && othersInList(node).length > 0 ? severalInList : '')
    // The same of one around it.
    if (weight === 'hints' && owner === tableObjection) return false
    const confidence = owner === '' ? sure : 'possible'
    const reasons = [
      weight === 'names' ? `${where} names the ${type.title}` : `${where} may hold the ${type.title}`,
      fault === '' ? type.proof : objectionOf(fault),
      owner === '' ? '' : objectionOf(owner),
      type.remark(normal),
    ].filter((reason) => reason !== '')
    const found = {
      identifier: type.name,
      value,
      normal,
      node,
      start,
      end,
      writtenAs,
      by: `recogniser:${type.name}`,
    }
    const recognised = { ...found, confidence, reasons }
    const own = weight === 'names' ? this.asKnown(type, recognised, book) : recognised
    book.add(this.placed(own), false)
    return true
  }

  /** As `tryKeyed`, of a row of places in one value: each is taken. */
  private tryWaypoints(
    node: Node,
    { type, weight, name }: KeyMeaning,
    key: string,
    text: string,
    book: DetectionBook,
  ): boolean {
    if (type !== location) return false
    const places = waypointsIn(text, firstHalfOf(key), this.profile)
    const { points } = places
    const [first] = points
    if (first === undefined) return false
    const isLikely = weight === 'names' || location.isLikely(`${first.lat},${first.lon}`, name)
    const objection =
      ownerObjection(node, key, 'place', true) ||
      scatterObjection(points.map(({ lat, lon }): Point => [Number(lat), Number(lon)])) ||
      orderObjection(places)
    const sure = location.confidence[weight === 'names' ? 'named' : 'hinted'] ?? 'possible'
    const reasons = [
      `the key "${key}" ${weight === 'names' ? 'names' : 'may hold'} ${points.length} places in a row`,
      ...(objection === '' ? [] : [objectionOf(objection)]),
    ]
    const row = points.flatMap(({ lat, lon, start, end }): Detection[] => {
      const normal = `${lat},${lon}`
      if (location.placeholder(normal) !== '' || decimalsOf(normal) < waypointDecimalsMin) return []
      const found = this.placed({
        identifier: location.name,
        value: text.slice(start, end),
        normal,
        node,
        start,
        end,
        writtenAs: '',
        confidence: objection === '' ? sure : 'possible',
        by: `recogniser:${location.name}`,
        reasons,
      })
      return isLikely || found.by === 'profile' ? [found] : []
    })
    const { found, isFull } = firstOfRow(row)
    if (isFull) book.reach('detect.placesMax')
    for (const one of found) book.add(one, false)
    return found.length > 0
  }

  /** `key`: what the text goes by, where that may say of whom an address is. True where nothing in the text has its form. */
  private tryAlone(
    node: Node,
    type: IdentifierType,
    text: string,
    book: DetectionBook,
    key?: string,
  ): boolean {
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
      const own = this.asKnown(named, found, book)
      if (!book.add(own, own === found)) return false
    }
    return false
  }

  /** A name on a line, or before the only `=` of a form, is that of the first of several values, or of one in a sentence: `imei:…;imsi:…`, `imei=…, retry`. */
  private tryFirst(
    node: Node,
    meanings: readonly KeyMeaning[],
    key: string,
    text: string,
    book: DetectionBook,
  ): void {
    const end = text.search(/[;,|^~#$!*\s]/)
    if (end <= 0 || (node.step.step !== 'lines' && !/^.?[.,;:!?] |[=:]/.test(text.slice(end - 1)))) return
    this.tryMeanings(meanings, (meaning) => {
      const { type, weight } = meaning
      if (
        weight === 'hints' ||
        type.proof === '' ||
        type.isGeneric ||
        type.fault(type.normalise(text.slice(0, end))) !== '' ||
        (type.name === 'wifi-mac' && isHeardAt(text, end))
      )
        return false
      return this.tryKeyed(node, meaning, `the key "${key}"`, text.slice(0, end), 0, end, book)
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
      this.tryMeanings(meanings, (meaning) => {
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
        return this.tryKeyed(node, said, `"${name}" in the text`, value, start, start + value.length, book)
      })
    }
    if (halves.length < 2) return isNameless
    this.tryPairs(node, halves, book)
    return false
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
      this.tryMeanings(meanings, (meaning) => {
        const { type, weight } = meaning
        if (weight === 'hints' || !looseKinds.has(type.name) || type.fault(type.normalise(value)) !== '')
          return false
        return this.tryKeyed(node, meaning, `"${name}" in the text`, value, start, start + value.length, book)
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
    const members = membersIn(text)
    if (members.length > 1) this.tryPairs(node, members, book)
    let isNameless = this.tryLines(node, text, book) && members.length < 2
    for (const { name, value: written, start } of members) {
      const value = textOfLatin1(written)
      const meanings = this.fields.meaningsOf(name)
      if (meanings.length > 0) isNameless = false
      this.tryMeanings(meanings, (meaning) => {
        const { type, weight } = meaning
        const isDialled = type.name === 'msisdn' && dialled.test(value)
        if ((weight === 'hints' && !isDialled) || type.fault(type.normalise(value)) !== '') return false
        const end = start + written.length
        const objection = membersObjection(members, name)
        return this.tryKeyed(node, meaning, `"${name}" in the text`, value, start, end, book, objection)
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
      this.tryMeanings(meanings, (meaning) => {
        const { type } = meaning
        if (type !== msisdn && !lineSubjects.has(type.subject)) return false
        if (type.fault(type.normalise(value)) !== '') return false
        if (type === serial && !isSerialInText(text, start, name, value)) return false
        if (type.isGeneric && !numberOnLine.test(value)) return false
        return this.tryKeyed(node, meaning, `"${name}" in the text`, value, start, start + value.length, book)
      })
    }
    return isNameless
  }

  private tryPairs(node: Node, members: readonly TextMember[], book: DetectionBook): void {
    const { found, isFull } = pairsInText(node, members, this.profile)
    if (isFull) book.reach('detect.placesMax')
    for (const one of found) if (!('reason' in one)) book.add(one, false)
  }

  private isKnownPlace(type: IdentifierType, normal: string): boolean {
    if (this.profile === null || type !== location) return false
    return placeOf(this.profile, normal, '') !== null
  }

  /** A value of the profile in a writing that no spelling is made of: `Kari.Nordmann@…`, a cell behind its network in hex. */
  private asKnown(type: IdentifierType, found: Detection, book: DetectionBook): Detection {
    const normal = this.known.sameAs(type, found.normal)
    if (normal === '' || book.hasKnownAt(found)) return found
    const reason = `it is ${nameOfKnown(type.name, this.known.impliedBy(type, normal))}`
    return { ...found, normal, confidence: 'certain', by: 'profile', reasons: [reason, ...found.reasons] }
  }

  /** The same for what another finder recognised. */
  own<Found extends Detection | Dismissal>(found: Found, book: DetectionBook): Found | Detection {
    const type = 'reason' in found ? undefined : typesByName.get(found.identifier)
    return type === undefined || 'reason' in found ? found : this.asKnown(type, found, book)
  }

  /** Coordinates written as one value get what the profile knows of the place. */
  private placed(found: Detection): Detection {
    if (found.identifier !== 'location') return found
    const owner = ownerObjection(found.node, this.fields.keyOf(found.node), 'place', true)
    const near = placeOf(this.profile, found.normal, owner)
    if (near === null) return found
    const reason = nearReason(near)
    const confidence = surenessNear(near, decimalsOf(found.normal))
    return { ...found, confidence, by: 'profile', reasons: [...found.reasons, reason] }
  }
}

/** The place of the profile that coordinates in their normal form are near; null where they are near none. */
function placeOf(profile: Profile | null, normal: string, objection: string): NearPlace | null {
  const [lat = 0, lon = 0] = normal.split(',').map(Number)
  return placeAt(profile, lat, lon, stepKilometres(decimalsOf(normal)), objection)
}

/** Fewer name a region. */
const waypointDecimalsMin = 2

/** Of the half that has fewer: a text keeps its zeros. */
function decimalsOf(normal: string): number {
  return Math.min(...normal.split(',').map((half) => half.split('.')[1]?.length ?? 0))
}

/** What programs leave around a value: quotes and brackets, signs between values and of a sentence behind it, NULs, and how Swift and Rust print one that may be missing. */
const wrapped =
  /^(?:Optional\(|Some\(|[\s'"`([{<]){0,4}([0-9A-Za-z+][^\s'"`()[\]{}<>,;\0]{6,254}[^\s'"`()[\]{}<>,;\0.:!?])[\s'"`)\]}>,;\0.:!?]{0,32}$/

/** The node is one pair by its form, and as a whole what Netflix numbers a device by. */
function isNetflixId({ bytes, children }: Node): boolean {
  return (
    children.length === 1 &&
    children[0]?.step.step === 'form' &&
    bytes.length <= keyedBytesMax &&
    bytes.toString('latin1').replace(netflixId, '') === ''
  )
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
  const text = before.bytes.toString('latin1', 0, keyBytesMax)
  return /^[A-Za-z_-]+$/.test(text) ? text.replace(/s$/, '') : ''
}

const keyBytesMax = 64

/** Parts of addresses under which people are looked up. */
const lookUps = /^(?:search|look-?up|whois|directory|reverse|by[-_]?(?:e-?mail|phone|mobile|number|name))$/i

/** A text that is to be written to somebody, as members of a query (WhatsApp, "How to use click to chat"; RFC 5724). */
function isTextToSend({ step, key }: Node): boolean {
  return step.step === 'query' && (key === 'text' || key === 'message' || key === 'body')
}

function isSending({ step, bytes }: Node): boolean {
  return (
    step.step === 'path' &&
    /^send(?:[-_]?(?:message|sms|text))?$/i.test(bytes.toString('latin1', 0, keyBytesMax))
  )
}

/** Escapes of a whole value: `%22Kafé%22`, `&quot;Kafé&quot;`. */
const escapeSteps: ReadonlySet<string> = new Set(['percent', 'entities', 'printed-value'])

/** Steps whose values may have others behind them. */
const fieldSteps: ReadonlySet<string> = new Set(['lines', 'form', 'query'])

/** How far beside a value names that it needs are looked for. */
const companionsAway = 16

/** One of these names stands beside the value; true where it needs none. */
function hasCompanion(node: Node, names: readonly string[] | undefined): boolean {
  return names === undefined || nameBeside(node, names) !== ''
}

/** One of these names is the value's, or stands beside it. */
function insists(node: Node, name: string, names: readonly string[] | undefined): boolean {
  return names !== undefined && (names.includes(name) || nameBeside(node, names) !== '')
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

/** What one of these names beside the value says against it; '' where none stands there. */
function besideObjection(node: Node, names: readonly string[] | undefined): string {
  const beside = names === undefined ? '' : nameBeside(node, names)
  return beside === '' ? '' : `beside "${beside}" it may be that of something else`
}

/** The key beside the value that is, or ends in, one of these names; '' for none. */
function nameBeside(node: Node, names: readonly string[]): string {
  let field = node
  while (field.parent !== null && field.parent.key === node.key) field = field.parent
  const beside = field.parent?.children ?? []
  return (
    beside
      .slice(Math.max(0, field.order - companionsAway), field.order + companionsAway)
      .find((other) => other !== field && keyEndings(other.key).some((ending) => names.includes(ending)))
      ?.key ?? ''
  )
}

/** At the door where tokens are given out it is the program that goes by a name and a password (RFC 6749, 2.3.1). */
function clientObjection(node: Node): string {
  for (let at: Node | null = node; at !== null; at = at.parent)
    if (at.step.step === 'header' && at.key.toLowerCase() === 'authorization')
      return 'it stands beside a grant_type: there a program says its own name and secret, which all its phones may have'
  return ''
}

/** Hex is decoded, and so no leaf: the name belongs to all of it. */
function tryNamedDigest(node: Node, key: string, book: DetectionBook): boolean {
  const { length } = node.bytes
  if (length < namedDigestBytesMin || length > keyedBytesMax || key === '') return false
  if (!keyEndings(key).some((ending) => namesOfDigests.has(ending))) return false
  // Microsoft's cookie of this name is a random number of the browser.
  if (node.step.step === 'cookie' && key === microsoftCookie) return false
  const value = node.bytes.toString('latin1').trim()
  const found = namedDigest(key, value)
  if (found === null) return false
  const { identifier, normal, title, isSure } = found
  const reasons = [
    `the key "${key}" ${isSure ? 'names' : 'may name'} a digest of the ${titleOf(identifier)}`,
    `it has the length of ${title}`,
  ]
  const confidence = isSure ? 'probable' : 'possible'
  const place = { node, start: 0, end: length, writtenAs: title, by: `recogniser:${identifier}` }
  book.add({ identifier, value, normal, ...place, confidence, reasons }, false)
  return true
}

const namesOfDigests: ReadonlySet<string> = new Set(digestNames)
const microsoftCookie = 'MUID'

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
