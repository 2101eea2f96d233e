import type { PayloadKey } from '../core/payload-key.ts'
import { KeptResults } from '../core/kept-results.ts'
import { limits } from '../core/limits.ts'
import type { DecodeInside, Node } from '../decode/types.ts'
import type { Profile } from '../device/types.ts'
import { adapt } from './adapter-type.ts'
import { accountCookie } from './account-cookies.ts'
import { numbersListed } from './address-book.ts'
import { appsListed } from './app-lists.ts'
import { imsisBeside } from './telephony/beside-imei.ts'
import { cellsByNetwork, cellsInRows, cellsInText } from './telephony/cell-fields.ts'
import { cellOfParts, lteCellOfParts, partedCells } from './telephony/cell-parts.ts'
import { cellsInLists, cellsListed } from './telephony/listed-cells.ts'
import { cellsInLoggedRows } from './telephony/logged-cells.ts'
import { toldByModem } from './telephony/modem-answers.ts'
import { numberInNetworkInfo } from './telephony/network-info.ts'
import { numberInParcel } from './telephony/parcel-answers.ts'
import { cellsOfRadio } from './telephony/radio-answers.ts'
import type { PartedCell } from './telephony/cell-parts.ts'
import { cellOfUserLocation } from './telephony/user-location.ts'
import { families } from './families.gen.ts'
import type { DetectContext } from './family-type.ts'
import { placesInGeoHeader } from './places/geo-header.ts'
import { gridPlaceOf } from './places/grid-places.ts'
import type { GivenKeyUse } from './hidden/given-keys.ts'
import { HiddenSearch } from './hidden/hidden-search.ts'
import type { OpenedPayload } from './hidden/opened-payload.ts'
import { identifiers } from './identifiers.gen.ts'
import { compile, spell } from './indicators.ts'
import type { IndicatorSet, ProfileSpellings } from './indicators.ts'
import { MacAddresses } from './radios/interface-id.ts'
import { arrayPair } from './places/array-pairs.ts'
import { pairsAt } from './places/pairs-beside.ts'
import { boxesAround } from './places/map-bounds.ts'
import { wayNear } from './places/polyline.ts'
import { Probe } from './probe/probe.ts'
import type { MayHide } from './probe/probe.ts'
import { mapPlaceInTarget, placeInSegments, placesInTarget } from './places/target-places.ts'
import { timetablePlaces } from './places/timetable-places.ts'
import { toldInWgs84 } from './places/told-datum.ts'
import {
  isKml,
  isLocationObject,
  kmlPlaces,
  locationObjectPlace,
  wayEnds,
  wellKnownPlaces,
} from './places/way-ends.ts'
import { binaryPoint } from './places/well-known-binary.ts'
import type { Detection, DetectResult, Dismissal, FamilyMatch } from './types.ts'
import { DetectionBook } from './detection-book.ts'
import { nearPlace } from './known/known-values.ts'
import { SeenValues } from './seen-values.ts'
import type { SeenField } from './seen-values.ts'
import { FieldNames } from './names/field-names.ts'
import { groupsAmong } from './names/name-groups.ts'
import { KnownSearch } from './known/known-search.ts'
import { dayOfParts, knownDays } from './known/parted-days.ts'
import { nameOfParts, partedNames } from './known/parted-names.ts'
import type { PartedName } from './known/parted-names.ts'
import { Recogniser } from './recogniser.ts'
import { networksInLog } from './radios/logged-networks.ts'
import { macsInAddresses } from './radios/written-interface.ts'

const familiesByName = new KeptResults((name): readonly FamilyMatch[] => {
  const normal = name.toLowerCase().replace(/\.$/, '')
  return families.map((family) => family.ofName(normal)).filter((match) => match !== null)
})

/**
 * Finds identifiers in decoded messages: values of the profile in every node, values recognised by their form and key
 * in every leaf, and known senders. The same messages in the same order give the same results: what was tried on a field or
 * a value in many messages in vain is not tried for ever ({@link HiddenSearch}), and nothing else depends on an earlier call.
 */
export class Detector {
  readonly probe: Probe
  readonly indicators: IndicatorSet
  /** Knows the MAC addresses that IPv6 addresses are made of. */
  readonly macs: MacAddresses
  private readonly decodeInside: DecodeInside | null
  private readonly payloadKeys: readonly PayloadKey[]
  private readonly profile: Profile | null
  private readonly hidden: HiddenSearch
  private readonly fields: FieldNames
  private readonly known: KnownSearch
  private readonly recogniser: Recogniser
  private readonly cells: readonly PartedCell[]
  private readonly names: readonly PartedName[]
  private readonly days: ReadonlySet<string>
  private readonly seen: SeenValues = new SeenValues()

  /**
   * `spellings`: those of the profile, where they were kept from an earlier time. `mayHide`: what encodings ask of raw
   * bytes themselves, see `decode/hiding.ts`. `weak`: whether short values and words count under names of their kind
   * only, or everywhere, as what must not leave a place at all has to be found. `decodeInside`: how what a key opens is
   * decoded; where it is left out, only the known values are told that proved the key. `payloadKeys`: keys of what programs
   * encrypt themselves, which may become more.
   */
  constructor(
    profile: Profile | null,
    spellings: ProfileSpellings = spell(profile),
    mayHide: MayHide | null = null,
    weak: 'named' | 'everywhere' = 'named',
    decodeInside: DecodeInside | null = null,
    payloadKeys: readonly PayloadKey[] = [],
  ) {
    this.decodeInside = decodeInside
    this.payloadKeys = payloadKeys
    this.fields = new FieldNames(weak === 'named' ? '' : 'hints')
    this.profile = profile
    this.macs = new MacAddresses(profile)
    this.indicators = compile(profile, spellings)
    this.known = new KnownSearch(this.indicators, this.fields)
    this.recogniser = new Recogniser(profile, this.fields)
    this.cells = partedCells(profile)
    this.names = partedNames(profile)
    this.days = knownDays(profile)
    this.probe = new Probe(identifiers, this.indicators, mayHide)
    const { digests, texts, raws, bareXor } = this.indicators
    const onToken = (length: number): void => this.probe.expectToken(length)
    this.hidden = new HiddenSearch(digests, texts, raws, bareXor, onToken, payloadKeys)
  }

  /** Known senders that a server's name alone gives away. */
  familiesOfName(name: string): readonly FamilyMatch[] {
    return familiesByName.of(name)
  }

  /** Keys of what programs encrypt themselves are given. */
  get hasPayloadKeys(): boolean {
    return this.payloadKeys.length > 0
  }

  /** A key that is given or published is for the host: what is sent there has to be read. */
  mayOpen(host: string): boolean {
    return this.hidden.given.isFor(host)
  }

  /** By the order of the keys that are given, how many values each opened. */
  keyUses(): readonly GivenKeyUse[] {
    return this.hidden.given.uses()
  }

  /** What comes now is of another capture: what was learned of fields is forgotten. */
  nextCapture(): void {
    this.hidden.nextCapture()
    this.probe.nextCapture()
  }

  /** What the message whose tree is at `root` holds, and what only looks like something. */
  detect(root: Node, context: DetectContext): DetectResult {
    const nodes = flatten(root)
    const isAnswer = context.direction === 1
    const values = nodes.map((node): SeenField => ({ node, value: this.seen.of(node) }))
    const book = new DetectionBook()
    const given = this.openGiven(nodes, values, context, book)
    if (context.isForKeys === true && given.length === 0) return book.result([], nodes, this.fields.nearness)
    this.fields.begin(nodes)
    this.recogniser.begin(nodes, context.isCut === true)
    // First who knows best what its fields hold.
    const { matches, empty } = this.knownSenders(nodes, context, book)
    // What is known comes before what only looks like something: of that a message may have any number.
    for (const { node, value } of values)
      if (!value.hasNothingKnown) value.hasNothingKnown = this.known.search(node, isAnswer, book)
    tellProofs(given, book)
    const sealed = new Set(given.map(({ payload }) => payload.node))
    const closed = sealed.size === 0 ? values : values.filter(({ node }) => !sealed.has(node))
    const opened: OpenedPayload[] = []
    for (const found of this.hidden.search(closed, context, (limit) => book.reach(limit)))
      if ('proof' in found) opened.push(found)
      else book.add(found, false)
    if (opened.length > 0) this.readOpened(opened, nodes, values, context, book)
    const signs = values.map(({ value }) => value.signs)
    for (let index = 0; index < nodes.length; index++) {
      const { node, value } = values[index] as SeenField
      const signsOfNode = signs[index] as number
      if (!empty.has(node)) this.recogniser.recognise(node, value, book)
      const cookie = isAnswer ? null : accountCookie(node, context)
      if (cookie !== null) book.add(cookie, false)
      const key = this.fields.keyOf(node)
      if (!isAnswer) book.takeAll(macsInAddresses(node, key, signsOfNode))
      if (!isAnswer) this.networks(node, signsOfNode, book)
      book.addAll(nameOfParts(node, this.names))
      const day = dayOfParts(node, this.fields, this.days)
      if (day !== null) book.add(day, false)
      this.placesAndCells(node, key, signsOfNode, context, book)
    }
    for (const found of imsisBeside(book.foundOf('imei'), this.fields.hasMeaning)) book.add(found, true)
    if (!isAnswer)
      for (const found of [...appsListed(nodes, signs), ...numbersListed(nodes, signs)])
        book.add(found, false)
    const result = book.result(matches, nodes, this.fields.nearness)
    return {
      ...result,
      opened: [...sealed, ...opened.map(({ node }) => node)],
      detections: toldInWgs84(result.detections, nodes, context.host, this.profile),
    }
  }

  /** Adds to `nodes` and `values` what stands in what keys that are given, or published, open. */
  private openGiven(
    nodes: Node[],
    values: SeenField[],
    context: DetectContext,
    book: DetectionBook,
  ): readonly ReadPayload[] {
    const { given } = this.hidden
    if (!given.isFor(context.host)) return []
    const opened = [...given.search(values, context, (limit) => book.reach(limit))]
    return this.decoded(opened, nodes, values, book)
  }

  /**
   * Adds to `nodes` and `values` what stands in what keys of the message opened, and takes what of it is known: all that is
   * recognised in a message is recognised in it, too.
   */
  private readOpened(
    opened: readonly OpenedPayload[],
    nodes: Node[],
    values: SeenField[],
    context: DetectContext,
    book: DetectionBook,
  ): void {
    const before = nodes.length
    const read = this.decoded(opened, nodes, values, book)
    this.fields.begin(nodes)
    this.recogniser.begin(nodes, context.isCut === true)
    for (const node of nodes.slice(before)) this.known.search(node, context.direction === 1, book)
    tellProofs(read, book)
  }

  /** What was opened, decoded, with its nodes behind the others. */
  private decoded(
    opened: readonly OpenedPayload[],
    nodes: Node[],
    values: SeenField[],
    book: DetectionBook,
  ): readonly ReadPayload[] {
    const { decodeInside } = this
    return opened.map((payload) => {
      const inside = new Set<Node>()
      if (decodeInside === null) return { payload, inside }
      const { node, step, bytes } = payload
      const read = decodeInside(node, step, bytes, limits.detect.openedExpandedBytesMax)
      if (read.limits.length > 0) book.reach('detect.openedExpandedBytesMax')
      for (const one of flatten(read.root)) {
        inside.add(one)
        nodes.push(one)
        values.push({ node: one, value: this.seen.of(one) })
      }
      return { payload, inside }
    })
  }

  /** Families and adapters that know the sender, and the nodes that hold nothing by what an adapter says. */
  private knownSenders(
    nodes: readonly Node[],
    context: DetectContext,
    book: DetectionBook,
  ): { matches: FamilyMatch[]; empty: ReadonlySet<Node> } {
    const matches = [...this.familiesOfName(context.host)]
    for (const family of families) {
      const result = family.ofContent(nodes, context)
      if (result === null) continue
      matches.push(...result.families)
      for (const found of [...result.detections, ...result.dismissals]) book.take(found)
    }
    const adapted = adapt(nodes, context)
    matches.push(...adapted.families)
    for (const found of [...adapted.detections, ...adapted.dismissals]) book.take(found)
    return { matches, empty: new Set(adapted.empty) }
  }

  /** What Android's radio layer logs, and what its services answer. */
  private toldByRadio(node: Node, signs: number, book: DetectionBook): void {
    book.takeAll(cellsOfRadio(node, signs))
    const told = numberInParcel(node)
    for (let index = 0; index < told.length; index++)
      book.take(this.recogniser.own(told[index] as Detection | Dismissal, book))
  }

  private networks(node: Node, signs: number, book: DetectionBook): void {
    const told = networksInLog(node, signs)
    for (let index = 0; index < told.length; index++)
      book.take(this.recogniser.own(told[index] as Detection | Dismissal, book))
  }

  /**
   * Where the phone is, as several fields of an object, lists, grids, ways and maps say it. `signs`: those of the bytes.
   * Nearly all values hold none of it: each search asks first what costs the least.
   */
  private placesAndCells(
    node: Node,
    key: string,
    signs: number,
    context: DetectContext,
    book: DetectionBook,
  ): void {
    const { profile } = this
    const hasSeveral = node.children.length > 1
    const names = hasSeveral ? groupsAmong(node.children) : 0
    const tell = (found: Detection | null): void => {
      if (found !== null) book.add(found, false)
    }
    tell(gridPlaceOf(node, key, profile))
    book.addAll(placesInGeoHeader(node, profile))
    const targeted = placesInTarget(node, key, context.host, profile)
    if (targeted.isFull) book.reach('detect.placesMax')
    book.addAll(targeted.found)
    tell(mapPlaceInTarget(node, signs, profile))
    tell(placeInSegments(node, context.host, profile))
    const way = wayNear(node, signs, profile)
    if (way !== null) tell(nearPlace(node, way, way.place))
    book.addAll(boxesAround(node, signs, names, profile))
    tell(cellOfParts(node, this.cells) ?? lteCellOfParts(node))
    if (hasSeveral) book.takeAll(cellsByNetwork(node.children, names))
    if (hasSeveral) book.takeAll(cellsInLists(node.children))
    book.takeAll(cellsListed(node, key))
    book.takeAll(cellsInText(node, signs))
    book.takeAll(cellsInRows(node, signs))
    book.takeAll(cellsInLoggedRows(node, signs))
    const told = toldByModem(node, signs)
    for (let index = 0; index < told.length; index++)
      book.take(this.recogniser.own(told[index] as Detection | Dismissal, book))
    this.toldByRadio(node, signs, book)
    const located = cellOfUserLocation(node)
    if (located !== null) book.take(this.recogniser.own(located, book))
    const enriched = numberInNetworkInfo(node)
    if (enriched !== null) book.take(this.recogniser.own(enriched, book))
    if (hasSeveral) {
      book.addAll(arrayPair(node, profile))
      book.addAll(timetablePlaces(node, profile))
    }
    // Answers are full of ways.
    if (context.direction === 0) {
      if (isLocationObject(node)) book.addAll(locationObjectPlace(node, profile))
      if (isKml(node)) book.addAll(kmlPlaces(node, profile))
      if (hasSeveral) book.addAll(wayEnds(node, profile))
      book.addAll(wellKnownPlaces(node, signs, profile))
      book.addAll(binaryPoint(node, key, profile))
    }
    if (!hasSeveral) return
    const pairs = pairsAt(node, names, profile, this.fields.halfBeside)
    if (pairs.isFull) book.reach('detect.placesMax')
    book.takeAll(pairs.found)
  }
}

/** A payload that a key opened, and the nodes of what is in it. */
interface ReadPayload {
  readonly payload: OpenedPayload
  readonly inside: ReadonlySet<Node>
}

/** Tells the known values that proved the keys, where reading what they opened does not show them. */
function tellProofs(read: readonly ReadPayload[], book: DetectionBook): void {
  for (const { payload, inside } of read) {
    const isShown = ({ identifier, normal }: Detection): boolean =>
      book.foundOf(identifier).some((one) => one.normal === normal && inside.has(one.node))
    book.addAll(payload.proof.filter((found) => !isShown(found)))
  }
}

/** All nodes, parents before children. */
function flatten(root: Node): Node[] {
  const nodes: Node[] = [root]
  for (let at = 0; at < nodes.length; at++) {
    for (const child of (nodes[at] as Node).children) nodes.push(child)
  }
  return nodes
}
