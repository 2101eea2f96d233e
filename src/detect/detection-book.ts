import { objectionOf } from '../core/objections.ts'
import { limits } from '../core/limits.ts'
import type { Node } from '../decode/types.ts'
import { asContacts, asSaidOfOthers } from './address-book.ts'
import { identifiers } from './identifiers.gen.ts'
import { lettersAndDigits } from './letters-and-digits.ts'
import { asOfManyDevices } from './many-devices.ts'
import { cutOffReason, isCutOff, isOfJoined } from './joined-values.ts'
import { merge } from './merge.ts'
import { inOneKind } from './one-kind.ts'
import type { Candidate } from './merge.ts'
import type { Nearness } from './names/field-names.ts'
import type { Detection, DetectResult, Dismissal, FamilyMatch } from './types.ts'
import { foremost, valueOf } from './foremost.ts'
import type { Identified } from './foremost.ts'

/** Where the nodes that were found stand among all. */
function placesOf(found: readonly Candidate[], nodes: readonly Node[]): ReadonlyMap<Node, number> {
  const places = new Map<Node, number>()
  for (const { node } of found) places.set(node, 0)
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at] as Node
    if (places.has(node)) places.set(node, at)
  }
  return places
}

/** Kinds whose names say no more than whose number it is. */
const generic: ReadonlySet<string> = new Set(
  identifiers.filter(({ isGeneric }) => isGeneric).map(({ name }) => name),
)
/** Kinds whose values prove by themselves what they are: by check digits and the like. */
const formed: ReadonlySet<string> = new Set(
  identifiers.filter(({ proof }) => proof !== '').map(({ name }) => name),
)

/** What one message gave so far, within limits: what is found, and what only looks like something. */
export class DetectionBook {
  private readonly candidates: Candidate[] = []
  private readonly dismissals: Dismissal[] = []
  private readonly limits: Set<string> = new Set()
  /** Values among the candidates: each kind by its normal form. */
  private readonly values: Set<string> = new Set()
  /** How many candidates there are of a kind. */
  private readonly kinds: Map<string, number> = new Map()

  /** A limit, by its name, kept something out. */
  reach(limit: string): void {
    this.limits.add(limit)
  }

  /** No more is taken of anything. */
  get isFull(): boolean {
    return this.candidates.length >= limits.detect.candidatesMax
  }

  /**
   * The last half of the room is kept for values that are not there yet, of kinds that do not fill a quarter: copies of one hide
   * no other, nor does an address book.
   */
  hasRoomFor(value: Identified): boolean {
    const { candidatesMax } = limits.detect
    const { length } = this.candidates
    if (length < candidatesMax >> 1) return true
    const isOfMany = (this.kinds.get(value.identifier) ?? 0) >= candidatesMax >> 2
    if (length < candidatesMax && !isOfMany && !this.values.has(valueOf(value))) return true
    this.reach('detect.candidatesMax')
    return false
  }

  /** `isAlone`: no name beside it says what it is. False where no more are taken. */
  add(found: Detection, isAlone: boolean): boolean {
    if (!isOfJoined(found, isAlone)) return true
    if (isCutOff(found)) {
      const { identifier, value, node } = found
      this.dismiss({ identifier, value, node, reason: cutOffReason })
      return true
    }
    if (!this.hasRoomFor(found)) return !this.isFull
    this.values.add(valueOf(found))
    this.kinds.set(found.identifier, (this.kinds.get(found.identifier) ?? 0) + 1)
    this.candidates.push({
      ...found,
      isAlone,
      isGeneric: generic.has(found.identifier),
      hasForm: formed.has(found.identifier),
    })
    return true
  }

  /** What was found of a kind so far. */
  foundOf(identifier: string): readonly Detection[] {
    return this.candidates.filter((candidate) => candidate.identifier === identifier)
  }

  /** A value of the profile of this kind was found in all of the place, as it is spelled. */
  hasKnownAt({
    identifier,
    node,
    start,
    end,
  }: Pick<Detection, 'identifier' | 'node' | 'start' | 'end'>): boolean {
    return this.candidates.some(
      (one) =>
        one.by === 'profile' &&
        one.identifier === identifier &&
        one.node === node &&
        one.start <= start &&
        end <= one.end,
    )
  }

  /** As `add`, for what a search gives of both: what it found under a name, and what it dismisses. */
  take(found: Detection | Dismissal): void {
    if ('reason' in found) this.dismiss(found)
    else this.add(found, false)
  }

  /** As `add`, of each: what a search gives, which is nothing of nearly all values. None of them stands alone. */
  addAll(found: readonly Detection[]): void {
    for (let index = 0; index < found.length; index++) this.add(found[index] as Detection, false)
  }

  /** As `take`, of each. */
  takeAll(found: readonly (Detection | Dismissal)[]): void {
    for (let index = 0; index < found.length; index++) this.take(found[index] as Detection | Dismissal)
  }

  /** Keeps what looked like an identifier and is none: each value of a node once. */
  dismiss(dismissal: Dismissal): void {
    if (dismissal.node.seams !== undefined) return
    const isKnown = this.dismissals.some(
      ({ identifier, value, node }) =>
        identifier === dismissal.identifier && value === dismissal.value && node === dismissal.node,
    )
    if (isKnown) return
    if (this.dismissals.length < limits.detect.dismissalsMax) this.dismissals.push(dismissal)
    else this.reach('detect.dismissalsMax')
  }

  /** What is to be said of the message, in the order of its `nodes`: each value once, of one kind by its names. */
  result(families: readonly FamilyMatch[], nodes: readonly Node[], nearness: Nearness): DetectResult {
    if (this.candidates.length === 0)
      return { detections: [], families, dismissals: this.dismissals, limits: [...this.limits] }
    const isCut = this.limits.has('detect.candidatesMax')
    const inKinds = inOneKind(merge(asSaidOfOthers(this.candidates), nearness))
    const merged = asOfManyDevices(asContacts(inKinds, isCut), isCut)
    const order = placesOf(merged, nodes)
    const sorted = merged.toSorted(
      (a, b) =>
        (order.get(a.node) ?? 0) - (order.get(b.node) ?? 0) ||
        a.start - b.start ||
        (a.identifier < b.identifier ? -1 : a.identifier > b.identifier ? 1 : 0),
    )
    const isTooMany = merged.length > limits.detect.observationsPerExchangeMax
    if (isTooMany) this.reach('detect.observationsPerExchangeMax')
    const detections = (isTooMany ? foremost(sorted) : sorted).map(
      ({
        isAlone,
        identifier,
        value,
        normal,
        node,
        start,
        end,
        writtenAs,
        confidence,
        by,
        reasons,
      }): Detection => ({
        identifier,
        value,
        normal,
        node,
        start,
        end,
        writtenAs,
        confidence,
        by,
        reasons:
          isAlone && confidence !== 'certain'
            ? [...reasons, objectionOf('no name beside it says what it is')]
            : reasons,
      }),
    )
    if (this.dismissals.length === 0)
      return { detections, families, dismissals: [], limits: [...this.limits] }
    // What is taken for one kind is no placeholder of another.
    const detected = new Set(
      merged.flatMap(({ value, normal }) => [lettersAndDigits(value), lettersAndDigits(normal)]),
    )
    const dismissals = this.dismissals.filter(({ value }) => !detected.has(lettersAndDigits(value)))
    return { detections, families, dismissals, limits: [...this.limits] }
  }
}
