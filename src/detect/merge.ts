import { confidenceRank } from '../core/confidence-rank.ts'
import { speaksFor } from '../core/objections.ts'
import type { Node } from '../decode/types.ts'
import { lettersAndDigits } from './letters-and-digits.ts'
import type { Nearness } from './names/field-names.ts'
import type { Confidence, Detection } from './types.ts'

/** A detection on its way: what found it decides which of two on the same bytes stays. */
export interface Candidate extends Detection {
  /** Found by the value's form alone, without key, profile or family. */
  readonly isAlone: boolean
  readonly isGeneric: boolean
  /** Values of its kind have a form of their own; else its name alone says what it is (a password). */
  readonly hasForm: boolean
}

/** Steps that guess where a message or text stands in bytes of unknown form, or what is put together of fields that stay beside it: what they cut may overlap. */
const cuts: ReadonlySet<string> = new Set(['framed', 'sized-text', 'joined', 'unescaped'])

/** Steps that give a part of what they give whole: who logs in, beside the password; labels with those of a service behind them; a comment of an agent, by its parts. */
const repeated: ReadonlySet<string> = new Set(['basic', 'dns-labels', 'agent-comment', 'parameter'])

/** What these have are places of their own, though a compressed head has them all in the same bytes. */
const parts: ReadonlySet<string> = new Set(['head', 'target'])

/** True where both were read from the same bytes by different steps, or one of them comes from such a cut. */
function isSameCut(one: Node, other: Node): boolean {
  for (let from: Node = one; from.parent !== null; from = from.parent) {
    for (let beside: Node = other; beside.parent !== null; beside = beside.parent)
      if (beside.parent === from.parent && beside !== from) {
        const steps = [from.step.step, beside.step.step] as const
        if (steps.every((step) => repeated.has(step))) return true
        // No text is in base32 and a field of protobuf: of two readings one is a guess, or they peel in another order.
        if (steps[0] !== steps[1])
          return (
            steps.some((step) => cuts.has(step)) ||
            (!parts.has(from.parent.step.step) && isSameSpan(from, beside))
          )
        return steps.some((step) => cuts.has(step)) && isExact(from) && isExact(beside)
      }
  }
  return false
}

function isSameSpan(one: Node, other: Node): boolean {
  return overlaps(one.spanStart, one.spanEnd, other.spanStart, other.spanEnd)
}

/** True where its bytes stand on the wire as they are. */
function isExact(node: Node): boolean {
  return node.spanEnd - node.spanStart === node.bytes.length
}

/** True where the first is at least as sure as the second. */
function isAsSure(first: Confidence, second: Confidence): boolean {
  return confidenceRank[first] >= confidenceRank[second]
}

function authority(by: string): number {
  return by === 'profile' ? 3 : by.startsWith('family:') || by.startsWith('adapter:') ? 2 : 1
}

/** How many nodes stand above this one: 0 for a root. */
function depthOf(node: Node): number {
  let depth = 0
  for (let at = node.parent; at !== null; at = at.parent) depth++
  return depth
}

function isInside(node: Node, ancestor: Node): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (at === ancestor) return true
  return false
}

/**
 * True where one of the two was read from compressed bytes inside of what the other was read from field by field: the same
 * bytes twice, whose message the search for magics does not know.
 */
function isOtherReading(one: Node, other: Node): boolean {
  for (const [node, beside] of [
    [one, other],
    [other, one],
  ] as const) {
    for (let at: Node = node; at.parent !== null; at = at.parent)
      if (at.step.step === 'embedded' && isInside(beside, at.parent) && !isInside(beside, at)) return true
  }
  return false
}

function overlaps(startA: number, endA: number, startB: number, endB: number): boolean {
  return startA < endB && startB < endA
}

/** Range on the wire: exact where the node's bytes stand there as they are, else all that was decoded. */
function wireRange(found: Detection): readonly [number, number] {
  const { node } = found
  return isExact(node)
    ? [node.spanStart + found.start, node.spanStart + found.end]
    : [node.spanStart, node.spanEnd]
}

/** True where `deep`, of the same kind, shows the same value as `shallow`, nearer to its meaning. */
function isSamePlace(deep: Candidate, shallow: Candidate): boolean {
  // Of many in one text or list most are told apart by where they stand.
  if (deep.node === shallow.node && !overlaps(deep.start, deep.end, shallow.start, shallow.end)) return false
  // A value under the same key is what the other was before it was decoded (`a%2Cb` and `a,b`).
  const isSameField =
    shallow.by !== 'profile' && deep.node.key === shallow.node.key && deep.node !== shallow.node
  if (!isSameField && !isSameValue(deep, shallow)) return false
  if (deep.node === shallow.node) return true
  if (deep.node.part !== shallow.node.part) return false
  const isOne =
    isInside(deep.node, shallow.node) ||
    isOtherReading(deep.node, shallow.node) ||
    isSameCut(deep.node, shallow.node)
  if (!isOne) return false
  const [deepStart, deepEnd] = wireRange(deep)
  const [start, end] = wireRange(shallow)
  return overlaps(deepStart, deepEnd, start, end)
}

/** The profile has both, and the number of the one is the other's with its last digits: a MEID is the IMEI without its check digit. */
function isBeginning(part: Candidate, whole: Candidate): boolean {
  return (
    part.by === 'profile' &&
    whole.by === 'profile' &&
    part.normal.length >= 14 &&
    whole.normal.length > part.normal.length &&
    whole.normal.startsWith(part.normal)
  )
}

/** The names around the value are of its kind. */
function isNamed({ node, identifier, start }: Candidate, nearness: Nearness): boolean {
  return nearness(node, identifier, start) === 'names'
}

/** One number is one identifier: what has more of the digits that stand here, else what is named here, else what stands here whole. */
function isLessOfOne(weak: Candidate, strong: Candidate, nearness: Nearness): boolean {
  if (weak.start !== strong.start || weak.end !== strong.end)
    return weak.start >= strong.start && weak.end <= strong.end
  const [isWeakNamed, isStrongNamed] = [isNamed(weak, nearness), isNamed(strong, nearness)]
  if (isWeakNamed !== isStrongNamed) return isStrongNamed
  return weak.normal.length > strong.normal.length
}

/** The profile has one value under two names, of which none is of the kinds that say no more than whose number it is, or both are. */
function isOneValue(one: Candidate, other: Candidate): boolean {
  return (
    one.by === 'profile' &&
    other.by === 'profile' &&
    one.isGeneric === other.isGeneric &&
    one.start === other.start &&
    one.end === other.end &&
    lettersAndDigits(one.normal) === lettersAndDigits(other.normal)
  )
}

/** It is what it is named here, else what its form says, else the first in the alphabet. */
function isOtherOfOne(weak: Candidate, strong: Candidate, nearness: Nearness): boolean {
  const [isWeakNamed, isStrongNamed] = [isNamed(weak, nearness), isNamed(strong, nearness)]
  if (isWeakNamed !== isStrongNamed) return isStrongNamed
  return weak.hasForm === strong.hasForm ? weak.identifier > strong.identifier : strong.hasForm
}

/** Coordinates without the zeros at their ends, which a text keeps and a number loses. */
function withoutZeros(normal: string): string {
  return normal.split(',').map(Number).join(',')
}

/** Equal, or one is the other without its last digits (IMEI with 14 and 15, ICCID with 19 and 20). */
function isSameValue(one: Candidate, other: Candidate): boolean {
  return (
    one.normal === other.normal ||
    (one.identifier === 'location' && withoutZeros(one.normal) === withoutZeros(other.normal)) ||
    (one.normal.length >= 14 && other.normal.startsWith(one.normal)) ||
    (other.normal.length >= 14 && one.normal.startsWith(other.normal))
  )
}

/**
 * What both say. Of a value that was found by the same way in a node and in what it was decoded from, the deeper place
 * says all: that it also stands there in base64 is how it came here.
 */
function joinedReasons(one: Candidate, other: Candidate, main: Candidate, side: Candidate): string[] {
  if (one.by === other.by && one.node !== other.node) return [...one.reasons]
  return [...new Set([...main.reasons, ...side.reasons])]
}

/**
 * A value of the profile that chance writes, too, where a recogniser says by itself that it is one of its kind: a cell beside
 * the codes of its country and network.
 */
function isConfirmed(known: Candidate, other: Candidate): boolean {
  return (
    known.by === 'profile' &&
    other.by !== 'profile' &&
    [known, other].every(
      ({ confidence, reasons }) => isAsSure(confidence, 'probable') && reasons.every(speaksFor),
    )
  )
}

/** What a family doubts of a value (whose it is) stays so where the other says by its form alone what it is. */
function isDoubted(main: Candidate, side: Candidate): boolean {
  return main.by.startsWith('family:') && side.isAlone && !main.reasons.every(speaksFor)
}

/** Of two at the same place (the first at least as deep): by the higher authority, with the reasons and the best confidence of both. */
function joined(one: Candidate, other: Candidate): Candidate {
  const isFirst = authority(one.by) >= authority(other.by)
  const [main, side] = isFirst ? [one, other] : [other, one]
  return {
    ...main,
    // The deeper place stays, with its range.
    node: one.node,
    start: one.start,
    end: one.end,
    value: one.value,
    writtenAs: one.writtenAs,
    confidence: isConfirmed(main, side)
      ? 'certain'
      : isAsSure(main.confidence, side.confidence) || isDoubted(main, side)
        ? main.confidence
        : side.confidence,
    reasons: joinedReasons(one, other, main, side),
    isAlone: main.isAlone && side.isAlone,
  }
}

/** True where `weak` adds nothing beside `strong`, another kind found on the same bytes. */
function isOutdone(weak: Candidate, strong: Candidate, nearness: Nearness): boolean {
  if (weak.node !== strong.node || !overlaps(weak.start, weak.end, strong.start, strong.end)) return false
  if (weak.identifier === strong.identifier)
    return isKnownBetter(weak, strong) || isDigestOfAdapter(weak, strong)
  if (isBeginning(weak, strong) || isBeginning(strong, weak)) return isLessOfOne(weak, strong, nearness)
  if (isOneValue(weak, strong)) return isOtherOfOne(weak, strong, nearness)
  // A name inside of an address says nothing of the address; of the owner's own it is a part.
  if (!covers(strong, weak)) return false
  if (strong.by === 'profile' && strong.identifier === 'email' && weak.by === 'profile') return true
  if (isImeiOf(weak, strong)) return true
  if (weak.isAlone && !strong.isAlone) return !isPartOfGeneric(weak, strong) && !saysMore(weak, strong)
  if (weak.isGeneric && !strong.isGeneric) return isAsSure(strong.confidence, weak.confidence)
  if (isSameValueByAnother(weak, strong)) return true
  return strong.confidence === 'certain' && weak.confidence === 'possible'
}

/** The IMEI that an IMEISV begins with, both of the profile: the whole says it, too. */
function isImeiOf(part: Candidate, whole: Candidate): boolean {
  return (
    part.identifier === 'imei' &&
    whole.identifier === 'imeisv' &&
    part.by === 'profile' &&
    whole.by === 'profile' &&
    part.end - part.start < whole.end - whole.start &&
    whole.normal.startsWith(part.normal.slice(0, -1))
  )
}

/** `352099001761481_9f2c4b7d1e6a8035` under `deviceId`: what the whole is says nothing of a number in it. */
function isPartOfGeneric(part: Candidate, whole: Candidate): boolean {
  return whole.isGeneric && !part.isGeneric && part.end - part.start < whole.end - whole.start
}

/**
 * An IMEI or a MAC address under a name that says "some number of the user": what it is says more, and the name is outdone
 * by it. Of two that outdo each other none would stay.
 */
function saysMore(alone: Candidate, named: Candidate): boolean {
  return named.isGeneric && !alone.isGeneric && isAsSure(alone.confidence, named.confidence)
}

/** Digits of a software version that an IMEI may have behind it. */
const tailBytesMax = 2

/**
 * True where the profile knows whose number it is that its name alone made another one of the same kind: the digest that
 * goes by `didmd5`, a cell in hex whose digits are all decimal ones, a telephone number without its plus.
 */
function isKnownBetter(weak: Candidate, strong: Candidate): boolean {
  return strong.by === 'profile' && weak.by !== 'profile' && covers(strong, weak)
}

/** All of `part`, but for a few characters, is of `whole`. */
function covers(whole: Candidate, part: Candidate): boolean {
  return whole.start <= part.start + tailBytesMax && whole.end >= part.end - tailBytesMax
}

/** True where an adapter knows that the field holds a digest: by its length one was taken for a UUID without hyphens. */
function isDigestOfAdapter(weak: Candidate, strong: Candidate): boolean {
  return (
    strong.by.startsWith('adapter:') &&
    strong.writtenAs !== '' &&
    weak.by.startsWith('recogniser:') &&
    weak.start === strong.start &&
    weak.end === strong.end
  )
}

/** True where one value goes by a kind that only a form and a name suggest, and the other says better what it is. */
function isSameValueByAnother(weak: Candidate, strong: Candidate): boolean {
  if (weak.start !== strong.start || !isAsSure(strong.confidence, weak.confidence)) return false
  // What the profile knows is known, whatever name it goes by here.
  if (strong.by === 'profile' && !strong.isGeneric)
    return weak.by !== 'profile' && weak.hasForm && Math.abs(weak.end - strong.end) <= tailBytesMax
  if (weak.end !== strong.end || strong.isAlone) return false
  // Who knows the field of this API knows better than its name in general: Google's own `androidId` is no SSAID.
  if (!strong.isGeneric) return strong.by.startsWith('adapter:') && weak.by.startsWith('recogniser:')
  return weak.isGeneric
    ? authority(strong.by) > authority(weak.by)
    : authority(strong.by) >= authority(weak.by) && !isAsSure(weak.confidence, strong.confidence)
}

/** Steps of which two beside each other may give one place: two cuts, a value and a part of it, two compressed runs. */
const meeting: ReadonlySet<string> = new Set([...cuts, ...repeated, 'embedded'])

/** Where in `kept` those of one kind stand, so that each new one is compared with those only that can be at its place. */
class KeptPlaces {
  private readonly kept: readonly Candidate[]
  private readonly at: Map<Node, number[]> = new Map()
  /** By what they stand in, at any depth, and by the step that leads from there to them. */
  private readonly below: Map<Node, Map<string, number[]>> = new Map()

  constructor(kept: readonly Candidate[]) {
    this.kept = kept
  }

  add(index: number, node: Node): void {
    push(this.at, node, index)
    for (let from = node; from.parent !== null; from = from.parent) {
      const branches = this.below.get(from.parent) ?? new Map<string, number[]>()
      this.below.set(from.parent, branches)
      push(branches, from.step.step, index)
    }
  }

  /** The first that shows the same as `shallow`, which is no deeper than any; -1 for none. */
  firstAt(shallow: Candidate): number {
    const { node } = shallow
    let first = this.firstOf(this.at.get(node), shallow, -1)
    for (const inside of this.below.get(node)?.values() ?? []) first = this.firstOf(inside, shallow, first)
    // The parts of a message stand below its root: what is in different ones is at different places.
    for (let from = node; from.parent?.parent; from = from.parent) {
      const own = from.step.step
      for (const [step, beside] of this.below.get(from.parent) ?? [])
        if (mayMeet(from.parent, own, step)) first = this.firstOf(beside, shallow, first)
    }
    return first
  }

  private firstOf(indexes: readonly number[] = [], shallow: Candidate, before: number): number {
    for (const index of indexes) {
      if (before !== -1 && index >= before) break
      if (isSamePlace(this.kept[index] as Candidate, shallow)) return index
    }
    return before
  }
}

/** Of two branches below `parent`: they may have been read from the same bytes. */
function mayMeet({ step }: Node, one: string, other: string): boolean {
  if (one === other) return meeting.has(one)
  return !parts.has(step.step) || meeting.has(one) || meeting.has(other)
}

function push<K>(lists: Map<K, number[]>, key: K, index: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [index])
  else list.push(index)
}

/**
 * One detection for each place and kind: the deepest node, and the kind that says most. `nearness`: what the names of a
 * message say.
 */
export function merge(candidates: readonly Candidate[], nearness: Nearness = () => ''): readonly Candidate[] {
  if (candidates.length < 2) return candidates
  const depths = new Map<Node, number>()
  for (const { node } of candidates) if (!depths.has(node)) depths.set(node, depthOf(node))
  const ordered = candidates.toSorted(
    (a, b) =>
      (depths.get(b.node) as number) - (depths.get(a.node) as number) ||
      authority(b.by) - authority(a.by) ||
      Number(isExact(b.node)) - Number(isExact(a.node)) ||
      b.end - b.start - (a.end - a.start) ||
      a.node.bytes.length - b.node.bytes.length,
  )
  const kept: Candidate[] = []
  const places = new Map<string, KeptPlaces>()
  for (const candidate of ordered) {
    const ofKind = places.get(candidate.identifier) ?? new KeptPlaces(kept)
    places.set(candidate.identifier, ofKind)
    const index = ofKind.firstAt(candidate)
    if (index === -1) ofKind.add(kept.push(candidate) - 1, candidate.node)
    else if (kept[index] !== undefined) kept[index] = joined(kept[index], candidate)
  }
  const byNode = Map.groupBy(kept, ({ node }) => node)
  return kept.filter(
    (weak) => !(byNode.get(weak.node) ?? []).some((strong) => isOutdone(weak, strong, nearness)),
  )
}
