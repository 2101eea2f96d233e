/**
 * Compares runs of the same script in which one known value was changed: fields that change exactly with it carry it,
 * whatever it is encrypted or hashed to, as long as the same value gives the same bytes.
 */
import { arrangementsOf, fitsOf } from './diff/arrangements.ts'
import type { Grouping } from './diff/arrangements.ts'
import { groupsOf } from './diff/near-values.ts'
import type { Range } from './diff/near-values.ts'
import { movingName, movingOf, together } from './diff/moving.ts'
import { isInside, textOfPart } from './diff/parts.ts'

/** What a field was in one run. Filled while the run is read. */
export interface RunField {
  /** Digests of its values, as far as they are kept. */
  readonly values: Set<string>
  /** True where it had more values than are kept: that one is missing says nothing then. */
  isCut?: boolean
  /** Some values for people, by their digest. */
  readonly samples: (readonly [string, string])[]
  count: number
  bytesMin: number
  bytesMax: number
  /** Highest entropy of a value, bits in a byte. */
  bits: number
  /** Where all of its values are numbers as halves of places are: the lowest and the highest. Null where one is not. */
  range?: Range | null
  /** True where one of its values is text with blanks, which people read, whatever its entropy. */
  isText?: boolean
}

/** One run of the script, with what each field was in it. Fields are named by recipient, request and path. */
export interface DiffRun {
  readonly path: string
  /** What the changed value was in this run: any word; the same word for the same value. */
  readonly label: string
  readonly fields: ReadonlyMap<string, RunField>
  /** When it began, in seconds since 1970; null or absent where that is not known: then the runs are in the order given. */
  readonly at?: number | null
}

/**
 * A field that tells the labels apart. `bytes`: its shortest and longest value. `bits`: the highest entropy of a value
 * in one run, in bits a byte (0 to 8).
 */
export interface DiffField {
  readonly field: string
  /**
   * `carries`: it changes exactly with the value. `differs`: too few runs to tell it from noise. `partly`: it changes with the
   * value where it was seen, in two runs of each at least, and some runs lack it. `size`: only its length does.
   */
  readonly verdict: 'carries' | 'differs' | 'partly' | 'size'
  readonly bytes: readonly [number, number]
  readonly bits: number
  /** True where the bytes look encrypted, compressed or hashed. */
  readonly isOpaque: boolean
  /** A value of each label. */
  readonly samples: readonly { readonly label: string; readonly value: string }[]
  /**
   * Of numbers that are written as places are, and not the same in runs of one value: what they differ by there, at most. Those of
   * another value are many times as far away.
   */
  readonly wander?: number
}

/**
 * The answer of {@link diffRuns}: how many fields were compared, how many were the same in all runs, and those that follow
 * the changed value.
 */
export interface Diff {
  readonly labels: readonly string[]
  readonly runs: readonly { readonly path: string; readonly label: string; readonly fields: number }[]
  readonly compared: number
  readonly constant: number
  /** Fields that change without following the value: by themselves, as far as runs of the same value show it. */
  readonly noise: number
  /** Fields that some runs lack, and that are the same in the others. */
  readonly lacking: number
  /** Fields that change with the value in the runs that have them, of some value one run alone: they may change by themselves. */
  readonly seldom: readonly string[]
  readonly found: readonly DiffField[]
  /** Fields that all runs of some values have and no run of the others: what they carry could not be compared. */
  readonly onlyWith: readonly { readonly field: string; readonly labels: readonly string[] }[]
  /** Opaque values that say nothing of the change: how many are the same in all runs, and how many are not. */
  readonly opaque: { readonly constant: number; readonly changing: number }
  /**
   * True where all runs of each value were made one after another: what changed once by itself (a day, a version, a session)
   * fits as well, and repetition shows nothing.
   */
  readonly isInBlocks: boolean
  /** Ways to part the runs into groups of these sizes, beside those in blocks: a change at random moments fits one of them. */
  readonly arrangements: number
  /**
   * Expected number of fields that are found, by their values or their lengths, and fit by chance: of each that is not found
   * the arrangements that it does fit, against those that it does not. Null where a value has one run only, or the runs were
   * made in blocks, since nothing shows then what changes by itself.
   */
  readonly expectedFalse: number | null
  /** Requests that may never have been sent, and were not looked at; absent: none. */
  readonly mayBeUnsent?: number
}

/** Values from this entropy on look encrypted or compressed; short ones cannot reach it. */
const opaqueBitsMin = 4.5
const opaqueBytesMin = 24

/** Compares at least two runs with at least two labels. Pure; the same runs give the same result. */
export function diffRuns(given: readonly DiffRun[]): Diff {
  const runs = withoutDead(given)
  const labels = [...new Set(runs.map(({ label }) => label))]
  const groups = labels.map((label) => runs.filter((run) => run.label === label))
  const isEachRepeated = groups.every((group) => group.length >= 2)
  const ordered = inOrder(runs)
  const isInBlocks = isEachRepeated && changesIn(ordered.map(({ label }) => label)) === labels.length - 1
  const isRepeated = isEachRepeated && !isInBlocks
  const grouping: Grouping = {
    sizes: groups.map(({ length }) => length),
    places: runs.map((run) => ordered.indexOf(run)),
  }
  const arrangements = arrangementsOf(grouping)
  const names = new Set(runs.flatMap(({ fields }) => [...fields.keys()]))
  const found: DiffField[] = []
  const onlyWith: { field: string; labels: string[] }[] = []
  let constant = 0
  let noise = 0
  let lacking = 0
  const seldom: string[] = []
  let expectedFalse = 0
  const opaque = { constant: 0, changing: 0 }
  const fields = tellingParts([...names].map((name) => fieldOf(name, runs, labels)))
  const moving = movingFields(fields, runs, labels)
  // What is told of all places of a field is not told of one of them.
  const told = new Set(moving.flatMap(({ verdict, places }) => (isFollowing(verdict) ? places : [])))
  const all = [...fields.filter(({ name }) => !told.has(name)), ...moving]
  for (const one of all.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const { name, inRuns, having, verdict, places } = one
    if (verdict === 'noise' && isRepeated && having === null) {
      const near = groupsOf(inRuns, labels.length)?.of.map((group) => [group]) ?? []
      const fits = fitsOf([inRuns.map((one) => one?.values ?? []), inRuns.map(lengthsOf), near], grouping)
      expectedFalse += fits / (arrangements - fits)
    }
    // Each of its places was counted already.
    if (places.length > 0 && !isFollowing(verdict)) continue
    if (having !== null) {
      onlyWith.push({ field: name, labels: having })
      continue
    }
    const first = inRuns.find((one) => one !== null) as RunField
    const isOpaque = first.bits >= opaqueBitsMin && first.bytesMin >= opaqueBytesMin && first.isText !== true
    if (verdict === 'noise' && isSameWhereSeen(inRuns)) {
      lacking++
      continue
    }
    if (verdict === 'noise' && changesWhereSeen(inRuns, runs, labels, 1)) {
      seldom.push(name)
      continue
    }
    if (verdict === 'constant' || verdict === 'noise') {
      if (verdict === 'constant') constant++
      else noise++
      if (isOpaque) opaque[verdict === 'constant' ? 'constant' : 'changing']++
      continue
    }
    found.push({
      field: name,
      verdict: verdict !== 'changes' ? verdict : isRepeated ? 'carries' : 'differs',
      bytes: [
        Math.min(...inRuns.map((one) => one?.bytesMin ?? Number.POSITIVE_INFINITY)),
        Math.max(...inRuns.map((one) => one?.bytesMax ?? 0)),
      ],
      bits: first.bits,
      isOpaque,
      samples: labels.map((label) => ({
        label,
        value: sampleOf(inRuns, runs, label, one.wander !== null),
      })),
      ...(one.wander === null ? {} : { wander: one.wander }),
    })
  }
  return {
    labels,
    runs: given.map(({ path, label, fields }) => ({ path, label, fields: fields.size })),
    compared: fields.length - onlyWith.length,
    constant,
    noise,
    lacking,
    seldom,
    found: found.sort((one, other) => rank(one) - rank(other) || (one.field < other.field ? -1 : 1)),
    // Of bytes that carry the value, what is read in some of them by chance is nothing of its own.
    onlyWith: onlyWith.filter(({ field }) => !found.some((one) => isInside(field, one.field))),
    opaque,
    isInBlocks,
    arrangements,
    expectedFalse: isRepeated ? expectedFalse : null,
  }
}

/**
 * Runs without any field tell of a recording that failed, and not of a field that is missing, where others of the same value
 * have some. Where none has, with that value nothing may be sent.
 */
function withoutDead(runs: readonly DiffRun[]): readonly DiffRun[] {
  const alive = new Set(runs.flatMap(({ label, fields }) => (fields.size > 0 ? label : [])))
  return runs.filter(({ label, fields }) => fields.size > 0 || !alive.has(label))
}

/**
 * Of parts of texts those that all runs have, that change, and whose text as a whole says nothing, or by its length only: a part
 * that carries the value says more.
 */
function tellingParts(fields: readonly Judged[]): Judged[] {
  const verdicts = new Map(fields.map(({ name, verdict }) => [name, verdict]))
  const isTelling = ({ name, verdict, inRuns }: Judged): boolean => {
    const ofText = verdicts.get(textOfPart(name) ?? '')
    const isMore = ofText === 'noise' || (ofText === 'size' && verdict === 'changes')
    return isMore && verdict !== 'constant' && verdict !== 'size' && !inRuns.includes(null)
  }
  const parts = fields.filter((field) => textOfPart(field.name) !== null && isTelling(field))
  const told = new Set(
    parts.filter(({ verdict }) => verdict === 'changes').map(({ name }) => textOfPart(name)),
  )
  const texts = fields.filter(
    ({ name, verdict }) => textOfPart(name) === null && !(verdict === 'size' && told.has(name)),
  )
  return [...texts, ...parts]
}

/** A field in all runs, and what is to be said of it. */
interface Judged {
  readonly name: string
  readonly inRuns: readonly (RunField | null)[]
  /** The values with which alone it was seen; null where it is not so. */
  readonly having: string[] | null
  readonly verdict: Verdict
  /** Of numbers that follow the value though they are not the same with it: see {@link DiffField}. Null for others. */
  readonly wander: number | null
  /** Of a field that moves: the names of its places. */
  readonly places: readonly string[]
}

function fieldOf(name: string, runs: readonly DiffRun[], labels: readonly string[]): Judged {
  return judged(
    name,
    runs.map(({ fields }) => fields.get(name) ?? null),
    runs,
    labels,
    [],
  )
}

function judged(
  name: string,
  inRuns: readonly (RunField | null)[],
  runs: readonly DiffRun[],
  labels: readonly string[],
  places: readonly string[],
): Judged {
  const having = labelsHaving(inRuns, runs, labels)
  const verdict = having === null ? verdictOf(inRuns, runs, labels) : 'noise'
  const wander = verdict === 'noise' || verdict === 'size' ? wanderOf(inRuns, runs, labels) : null
  return { name, inRuns, having, verdict: wander === null ? verdict : 'changes', wander, places }
}

/** Fields that stand in several places, of which no single one shows it in all runs; each with all its places. */
function movingFields(
  fields: readonly Judged[],
  runs: readonly DiffRun[],
  labels: readonly string[],
): Judged[] {
  const loose = fields.filter(
    ({ inRuns, verdict }) => (verdict === 'noise' || verdict === 'partly') && inRuns.includes(null),
  )
  const named = loose.map((field) => ({ field, moving: movingOf(field.name) }))
  const moving: Judged[] = []
  for (const [name, places] of Map.groupBy(named, (one) => one.moving.name)) {
    if (places.length < 2) continue
    const inRuns = runs.map((_, at) => together(places.map(({ field }) => field.inRuns[at] ?? null)))
    const one = judged(
      movingName(
        name,
        places.map((place) => place.moving.method),
      ),
      inRuns,
      runs,
      labels,
      places.map(({ field }) => field.name),
    )
    // A length, or some runs only, is told of each place where it is so.
    const isPartlyToldAlready = places.some(({ field }) => field.verdict === 'partly')
    const isMore = one.verdict === 'changes' || (one.verdict === 'partly' && !isPartlyToldAlready)
    moving.push(isMore ? one : { ...one, verdict: 'noise' })
  }
  return moving
}

function isFollowing(verdict: Verdict): boolean {
  return verdict === 'changes' || verdict === 'partly'
}

/** One signature in all runs that have it. */
function isSameWhereSeen(inRuns: readonly (RunField | null)[]): boolean {
  const seen = inRuns.filter((one) => one !== null)
  return seen.length < inRuns.length && new Set(seen.map(signature)).size === 1
}

/** In the order of time, where each run says its time; else as they were given. */
function inOrder(runs: readonly DiffRun[]): readonly DiffRun[] {
  const isTimed = runs.every(({ at }) => typeof at === 'number')
  return isTimed ? runs.toSorted((one, other) => Number(one.at) - Number(other.at)) : runs
}

function changesIn(labels: readonly string[]): number {
  return labels.filter((label, index) => index > 0 && label !== labels[index - 1]).length
}

function rank({ verdict }: DiffField): number {
  return ['carries', 'differs', 'partly', 'size'].indexOf(verdict)
}

/** The values of which all runs have the field, where no run of the others has it; null where it is not so. */
function labelsHaving(
  inRuns: readonly (RunField | null)[],
  runs: readonly DiffRun[],
  labels: readonly string[],
): string[] | null {
  const own = (label: string): (RunField | null)[] =>
    inRuns.filter((_, index) => runs[index]?.label === label)
  const having = labels.filter((label) => own(label).every((one) => one !== null))
  const lacking = labels.filter((label) => own(label).every((one) => one === null))
  return lacking.length > 0 && having.length + lacking.length === labels.length ? having : null
}

type Verdict = 'changes' | 'partly' | 'size' | 'constant' | 'noise'

/** A value that is in all runs of a label and in none of the others, for each label. */
function verdictOf(
  inRuns: readonly (RunField | null)[],
  runs: readonly DiffRun[],
  labels: readonly string[],
): Verdict {
  let changed = 0
  for (const label of labels) if (coreOf(inRuns, runs, label).size > 0) changed++
  if (changed === labels.length) return 'changes'
  const all = inRuns.map((one) => signature(one))
  if (new Set(all).size === 1) return 'constant'
  if (hasOwnSize(inRuns, runs, labels)) return 'size'
  return changesWhereSeen(inRuns, runs, labels, 2) ? 'partly' : 'noise'
}

/** So many runs of each label have the field, and some lack it, and among those that have it the value is told apart. */
function changesWhereSeen(
  inRuns: readonly (RunField | null)[],
  runs: readonly DiffRun[],
  labels: readonly string[],
  runsMin: number,
): boolean {
  const having = runs.filter((_, index) => inRuns[index] !== null)
  if (having.length === runs.length) return false
  const seen = inRuns.filter((one) => one !== null)
  return labels.every(
    (label) =>
      having.filter((run) => run.label === label).length >= runsMin && coreOf(seen, having, label).size > 0,
  )
}

function coreOf(inRuns: readonly (RunField | null)[], runs: readonly DiffRun[], label: string): Set<string> {
  let core: string[] | null = null
  const others = new Set<string>()
  for (const [index, run] of runs.entries()) {
    const values = inRuns[index]?.values ?? new Set<string>()
    if (run.label !== label && inRuns[index]?.isCut === true) return new Set()
    if (run.label !== label) for (const value of values) others.add(value)
    else core = core === null ? [...values] : core.filter((value) => values.has(value))
  }
  return new Set((core ?? []).filter((value) => !others.has(value)))
}

/** What a number differs by in runs of one label, where it is far from that in runs of another; null where it is not so. */
function wanderOf(
  inRuns: readonly (RunField | null)[],
  runs: readonly DiffRun[],
  labels: readonly string[],
): number | null {
  const groups = groupsOf(inRuns, labels.length)
  if (groups === null) return null
  const isOfLabels = labels.every(
    (label) => new Set(groups.of.filter((_, run) => runs[run]?.label === label)).size === 1,
  )
  return isOfLabels ? groups.wander : null
}

/** One length in all runs of a label, another in each other label: of encrypted content that is all that shows. */
function hasOwnSize(
  inRuns: readonly (RunField | null)[],
  runs: readonly DiffRun[],
  labels: readonly string[],
): boolean {
  const sizes: number[] = []
  for (const label of labels) {
    const own = inRuns.filter((_, index) => runs[index]?.label === label)
    const [first] = own
    if (first === null || first === undefined || own.length < 2) return false
    if (!own.every((one) => one?.bytesMin === first.bytesMin && one.bytesMax === first.bytesMin)) return false
    sizes.push(first.bytesMin)
  }
  return new Set(sizes).size === labels.length
}

function signature(field: RunField | null): string {
  return field === null ? '' : [...field.values].sort().join(' ')
}

/** The one length of a field in a run; none where it is missing, or has several. */
function lengthsOf(field: RunField | null): number[] {
  return field !== null && field.bytesMin === field.bytesMax ? [field.bytesMin] : []
}

/** `isAny`: the values of a label are not the same, and each is one. */
function sampleOf(
  inRuns: readonly (RunField | null)[],
  runs: readonly DiffRun[],
  label: string,
  isAny: boolean,
): string {
  const having = runs.filter((_, index) => inRuns[index] !== null)
  const core = coreOf(
    inRuns.filter((one) => one !== null),
    having,
    label,
  )
  for (const [index, run] of runs.entries()) {
    if (run.label !== label) continue
    for (const [digest, value] of inRuns[index]?.samples ?? []) if (isAny || core.has(digest)) return value
  }
  return ''
}
