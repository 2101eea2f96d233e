import { limits } from '../core/limits.ts'
import type { Node } from '../decode/types.ts'
import type { Profile } from '../device/types.ts'
import type { DetectionBook } from './detection-book.ts'
import { tryNamedDigest } from './digests/named-digest-fields.ts'
import { identifier as deviceId, netflixId } from './identifiers/device-id.ts'
import { identifier as location } from './identifiers/location.ts'
import { KnownForms } from './known/known-forms.ts'
import { SameAsKnown } from './known/same-as-known.ts'
import { LoneValues } from './lone-values.ts'
import { MessageAround } from './message-around.ts'
import type { FieldNames } from './names/field-names.ts'
import type { KeyMeaning } from './names/key-name.ts'
import { keyedBytesMax, NamedValues, underKey } from './names/named-values.ts'
import { NamesInText } from './names/names-in-text.ts'
import { NamedWaypoints } from './places/named-waypoints.ts'
import { placesLinked } from './places/map-links.ts'
import { isKml, isMapPoint } from './places/way-ends.ts'
import { clientMac } from './radios/client-mac.ts'
import type { SeenValue } from './seen-values.ts'
import { textOfBytes } from './text-of-bytes.ts'
import { ShapedText } from './text-shape.ts'
import type { Detection, Dismissal } from './types.ts'
import { isUnexplained, textBeside } from './unexplained.ts'

/** Recognises values of any phone by their form and by the names that they go by: in fields, and inside of text. */
export class Recogniser {
  private readonly fields: FieldNames
  private readonly around: MessageAround
  private readonly same: SameAsKnown
  private readonly named: NamedValues
  private readonly waypoints: NamedWaypoints
  private readonly inText: NamesInText
  private readonly lone: LoneValues
  /** The text that is looked at, with what is asked of it before patterns are. */
  private readonly shaped: ShapedText = new ShapedText()
  /** Texts of the message that were taken for what their names say. */
  private readonly taken: Set<Node> = new Set()

  constructor(profile: Profile | null, fields: FieldNames) {
    const known = new KnownForms(profile)
    this.fields = fields
    this.around = new MessageAround(fields)
    this.same = new SameAsKnown(profile, fields, known)
    this.named = new NamedValues(fields, this.around, known, this.same)
    this.waypoints = new NamedWaypoints(profile, this.same)
    this.inText = new NamesInText(profile, fields, this.named)
    this.lone = new LoneValues(fields, this.same)
  }

  /** Another message is read. `isCut`: bytes behind it are missing. */
  begin(nodes: readonly Node[], isCut: boolean): void {
    this.around.begin(nodes, isCut)
    this.taken.clear()
  }

  /** Takes what a node holds: all of it by its name, and what stands in its text by form or by names there. `seen`: what is known of its value. */
  recognise(node: Node, seen: SeenValue, book: DetectionBook): void {
    const isLeaf = isUnexplained(node)
    const key = this.fields.keyOf(node)
    const meanings = isLeaf || isValue(node) ? this.meaningsOf(node, key, book) : noMeanings
    const isTaken = meanings.length > 0 && this.tryWhole(node, key, meanings, book)
    for (const place of placesLinked(node)) book.add(this.same.placed(place), false)
    if (isLeaf) this.tryText(node, key, meanings, isTaken, seen, book)
    else this.tryExplained(node, key, book)
  }

  /** What the key of a value may mean. A digest that it names is taken. */
  private meaningsOf(node: Node, key: string, book: DetectionBook): readonly KeyMeaning[] {
    const isDigest = tryNamedDigest(node, key, book)
    if (node.bytes.length > keyedBytesMax) return noMeanings
    const mayMean = this.fields.meaningsAt(node, key)
    // What is a digest by its name is no value by a mere hint: 32 hex digits are a UUID without hyphens, too.
    const meant = isDigest ? mayMean.filter(({ weight }) => weight === 'names') : mayMean
    // There the longitude comes first, or a map is meant.
    return isKml(node) || isMapPoint(node) ? meant.filter(({ type }) => type !== location) : meant
  }

  /** Tries all of a value as what its key may mean. True where it is one of them. */
  private tryWhole(node: Node, key: string, meanings: readonly KeyMeaning[], book: DetectionBook): boolean {
    const text = textOfBytes(node.bytes)
    const whole = underKey(node, key, text)
    let isTaken = this.named.tryMeanings(
      meanings,
      (meaning) =>
        this.named.tryKeyed(whole, meaning, book) ||
        this.waypoints.tryWaypoints(node, meaning, key, text, book),
    )
    // What a token in base64 stands for is not another one.
    const isOfTaken = node.parent !== null && this.taken.has(node.parent)
    if (!isTaken && !isOfTaken)
      isTaken = this.named.tryMeanings(meanings, (meaning) => this.named.tryRaw(node, meaning, key, book))
    if (isTaken || isOfTaken) this.taken.add(node)
    return isTaken
  }

  /** What stands in a value that an encoding explains, and is not in its parts. */
  private tryExplained(node: Node, key: string, book: DetectionBook): void {
    // The words of a text are not all of it: a position has blanks and commas.
    if (node.bytes.length <= keyedBytesMax && node.children.every(({ step }) => step.step === 'words')) {
      this.shaped.take(node.bytes, keyedBytesMax)
      if (location.mayMatch(this.shaped)) this.lone.tryAlone(node, location, this.shaped.text, book)
    }
    // A number with `=` in it looks like a name and its value.
    if (isNetflixId(node)) this.lone.tryAlone(node, deviceId, node.bytes.toString('latin1'), book)
    const beside = textBeside(node)
    if (beside === '') return
    this.shaped.take(node.bytes, limits.detect.leafBytesMax, beside)
    this.lone.tryAllAlone(node, key, this.shaped, book)
    this.inText.tryNamed(node, this.shaped, book)
  }

  /** What stands in a value that no encoding explains. `isTaken`: all of it was taken for what its key means. */
  private tryText(
    node: Node,
    key: string,
    meanings: readonly KeyMeaning[],
    isTaken: boolean,
    seen: SeenValue,
    book: DetectionBook,
  ): void {
    if (node.bytes.length > limits.detect.leafBytesMax) book.reach('detect.leafBytesMax')
    const isFirst = !isTaken && fieldSteps.has(node.step.step) && meanings.length > 0
    if (seen.hasNoForm && !isFirst) return
    const client = clientMac(node)
    if (client !== null) book.add(this.same.own(client, book), false)
    this.shaped.take(node.bytes, limits.detect.leafBytesMax)
    const isFormless = this.lone.tryAllAlone(node, key, this.shaped, book)
    if (isTaken) return
    if (isFirst) this.inText.tryFirst(node, meanings, key, this.shaped.text, book)
    const isNameless = this.inText.tryNamed(node, this.shaped, book)
    seen.hasNoForm = isFormless && isNameless
  }

  /** What another finder recognised, by what the profile knows of it. */
  own<Found extends Detection | Dismissal>(found: Found, book: DetectionBook): Found | Detection {
    return this.same.own(found, book)
  }
}

/** The node is one pair by its form, and as a whole what Netflix numbers a device by. */
function isNetflixId({ bytes, children }: Node): boolean {
  return (
    children.length === 1 &&
    children[0]?.step.step === 'form' &&
    bytes.length <= keyedBytesMax &&
    bytes.toString('latin1').replace(netflixId, '') === ''
  )
}

const noMeanings: readonly KeyMeaning[] = []

/** All that was made of it stands under its name, or under none: but what is escaped is looked at as what it stands for, not as it is written. */
function isValue({ key: own, children }: Node): boolean {
  const isEscaped = children.length === 1 && escapeSteps.has(children[0]?.step.step ?? '')
  return !isEscaped && children.every(({ key }) => key === '' || key === own)
}

/** Escapes of a whole value: `%22Kafé%22`, `&quot;Kafé&quot;`. */
const escapeSteps: ReadonlySet<string> = new Set(['percent', 'entities', 'printed-value'])

/** Steps whose values may have others behind them. */
const fieldSteps: ReadonlySet<string> = new Set(['lines', 'form', 'query'])
