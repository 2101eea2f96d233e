import type { Diff, DiffField } from '../assess/diff.ts'
import { unsentText } from '../assess/may-be-unsent.ts'
import { grouped } from '../core/grouped.ts'
import { mask } from './masking/mask.ts'
import type { KnownOfScans } from './masking/known-of-scans.ts'
import { maskedLabel, namesShown } from './masking/masked-name.ts'
import { plural, readPartText } from './phrases.ts'
import { printable, printableJson } from './writing/printable.ts'

const shownMax = 200

/**
 * The comparison in words. Values are masked unless revealed. `readShare`: how much of the traffic of all runs could be read;
 * `known`: what the runs show of the phone, which may stand in names of hosts and in paths.
 */
export function renderDiff(diff: Diff, isRevealed: boolean, readShare: string, known: KnownOfScans): string {
  const shown = shownBy(diff, isRevealed, known)
  const lines = [
    ...runLines(diff, readShare, shown),
    '',
    ...foundLines(diff, isRevealed, shown),
    ...onlyWithLines(diff, shown),
    ...seldomLines(diff, shown),
    ...noneFoundLines(diff),
    ...countLines(diff),
    errorLine(diff),
  ]
  if (diff.arrangements < smallArrangements)
    lines.push(
      'More runs, in an order that is drawn by lot, make this number smaller (four of each: 1 in 34).',
    )
  return `${lines.join('\n')}\n`
}

/** So few ways to part the runs leave a chance that is worth making smaller. */
const smallArrangements = 20

/** What is said of the fields of each verdict, of one and of many. */
const verdicts = [
  [
    'carries',
    'changes exactly with the value: it carries it',
    'change exactly with the value: they carry it',
  ],
  [
    'differs',
    'differs, but may change by itself: repeat each run to prove it',
    'differ, but may change by themselves: repeat each run to prove it',
  ],
  [
    'partly',
    'changes with the value in the runs that have it, and others lack it: more runs may prove it',
    'change with the value in the runs that have them, and others lack them: more runs may prove it',
  ],
  [
    'size',
    'does not follow the value with its bytes, but its length changes with it',
    'do not follow the value with their bytes, but their length changes with it',
  ],
] as const

/** The runs, and which of them show nothing. */
function runLines({ runs, compared }: Diff, readShare: string, shown: Shown): string[] {
  const lines = [
    `${runs.length} runs, ${plural(compared, 'field')} compared, in ${readPartText(readShare)}`,
    ...runs.map(
      ({ path, label, fields }) =>
        `  ${printable(shown.name(label)).padEnd(8)} ${printable(shown.name(path))} (${plural(fields, 'field')})`,
    ),
  ]
  const empty = runs.filter(({ fields }) => fields === 0).length
  if (empty > 0)
    lines.push(
      `${empty} of these runs ${empty === 1 ? 'shows' : 'show'} no field: ${empty === 1 ? 'its recording' : 'their recordings'} may have failed, or nothing could be read. Where other runs of the same value show some, ${empty === 1 ? 'it was' : 'they were'} left out.`,
    )
  return lines
}

/** A paragraph for each verdict that fields have. */
function foundLines({ found }: Diff, isRevealed: boolean, shown: Shown): string[] {
  return verdicts.flatMap(([verdict, ofOne, ofMany]) => {
    const fields = found.filter((field) => field.verdict === verdict)
    const head = `${plural(fields.length, 'field')} ${fields.length === 1 ? ofOne : ofMany}`
    return paragraph(head, fields, (field) => fieldLines(field, isRevealed, shown))
  })
}

function onlyWithLines(diff: Diff, shown: Shown): string[] {
  const { onlyWith } = diff
  const one = onlyWith.length === 1
  return paragraph(
    `${plural(onlyWith.length, 'field')} ${one ? 'was' : 'were'} seen only with some of the values, so that what ${one ? 'it carries' : 'they carry'} could not be compared: ${onlyWithDoubt(diff)}`,
    onlyWith,
    ({ field, labels }) => [
      `  ${printable(shown.field(field))}: only with ${labels.map((label) => printable(shown.name(label))).join(', ')}`,
    ],
  )
}

function seldomLines({ seldom }: Diff, shown: Shown): string[] {
  const one = seldom.length === 1
  return paragraph(
    `${plural(seldom.length, 'field')} ${one ? 'changes' : 'change'} with the value in the runs that have ${one ? 'it' : 'them'}, of some value one run alone: what changes by itself looks the same, and more runs may tell`,
    seldom,
    (field) => [`  ${printable(shown.field(field))}`],
  )
}

/** A head, what is said of each of these, as many as are shown, and a blank line; nothing where there are none. */
function paragraph<T>(head: string, all: readonly T[], linesOf: (one: T) => readonly string[]): string[] {
  if (all.length === 0) return []
  const more = all.length > shownMax ? [`  and ${all.length - shownMax} more`] : []
  return [head, ...all.slice(0, shownMax).flatMap(linesOf), ...more, '']
}

function noneFoundLines({ found, compared, seldom }: Diff): string[] {
  if (found.length > 0) return []
  const text =
    compared === 0
      ? 'Nothing was compared: no field that all runs could have was read.'
      : `No field that could be read changes exactly with the value${seldom.length === 0 ? '' : ' in all runs'}.`
  return [text, '']
}

/** How many fields say nothing of the value, and why. */
function countLines({ constant, noise, mayBeUnsent = 0, lacking, opaque }: Diff): string[] {
  const lines = [
    `${plural(constant, 'field')} ${constant === 1 ? 'is' : 'are'} the same in all runs; ${noise} ${noise === 1 ? 'changes' : 'change'} without following the value.`,
  ]
  if (mayBeUnsent > 0) lines.push(unsentText(mayBeUnsent, 'not compared'))
  if (lacking > 0)
    lines.push(
      `${plural(lacking, 'field')} ${lacking === 1 ? 'is' : 'are'} the same where ${lacking === 1 ? 'it was' : 'they were'} seen, and some runs lack ${lacking === 1 ? 'it' : 'them'}.`,
    )
  if (opaque.constant + opaque.changing > 0)
    lines.push(
      `Of what cannot be read ${opaque.constant} ${opaque.constant === 1 ? 'value is' : 'values are'} the same in all runs, and ${opaque.changing} ${opaque.changing === 1 ? 'changes' : 'change'} without following the value: what is encrypted anew each time can carry the value unseen.`,
    )
  return lines
}

/** Why a field may be seen with some of the values only: because of the value, or by itself. */
function onlyWithDoubt({ expectedFalse }: Diff): string {
  return expectedFalse === null
    ? 'what comes and goes by itself looks the same in these runs'
    : 'what comes and goes by itself looks so by chance, too, and the fewer runs the more often'
}

function errorLine({ arrangements, compared, expectedFalse, isInBlocks, found }: Diff): string {
  if (isInBlocks)
    return 'Chance of error: not known. All runs of each value were made one after another, so that what changed once by itself fits, too: make them in turn (a, b, a, b), or in an order that is drawn by lot.'
  if (expectedFalse === null)
    return 'Chance of error: not known. A value with one run only does not show which fields change by themselves: make at least two runs with each.'
  if (compared === 0) return 'Chance of error: not known, since nothing was compared.'
  return `Chance of error: a field that changes at random moments fits one of ${grouped(arrangements)} ways to part these runs; by those that fit another one, ${expectedFalse.toFixed(2)} of the fields found are expected to fit by chance${found.some(({ verdict }) => verdict === 'partly') ? ', beside those that some runs lack' : ''}.`
}

/** How names are shown. */
interface Shown {
  /** Of runs and labels. */
  readonly name: (name: string) => string
  /** Of fields. */
  readonly field: (field: string) => string
}

/** A value that a field carries may stand in names of fields, runs and labels, too. */
function shownBy(diff: Diff, isRevealed: boolean, known: KnownOfScans): Shown {
  const values = diff.found.flatMap(({ samples }) => samples.map(({ value }) => value))
  const all = known.with(values)
  return {
    name: namesShown(isRevealed, all),
    field: isRevealed ? (field) => field : (field) => maskedLabel(field, all),
  }
}

function fieldLines(field: DiffField, isRevealed: boolean, shown: Shown): string[] {
  const [least, most] = field.bytes
  const size = least === most ? plural(least, 'byte') : `${least} to ${most} bytes`
  const kind = field.isOpaque ? `, opaque (${field.bits.toFixed(1)} bits in a byte)` : ''
  const samples = field.samples.map(
    ({ label, value }) => `${printable(shown.name(label))}: ${printable(isRevealed ? value : mask(value))}`,
  )
  const lines = [`  ${printable(shown.field(field.field))}`, `    ${size}${kind}; ${samples.join('; ')}`]
  if (field.wander !== undefined)
    lines.push(
      `    with one value it wanders by ${Number(field.wander.toPrecision(2))} at most, as places do; with another it is many times as far away`,
    )
  return lines
}

/** The same as a document: `varde/diff@1`, described by docs/schema/diff.schema.json. `readShare`: 0 to 1. */
export function renderDiffJson(
  diff: Diff,
  isRevealed: boolean,
  readShare: number,
  known: KnownOfScans,
): string {
  const shown = shownBy(diff, isRevealed, known)
  const labels = diff.labels.map(shown.name)
  const runs = diff.runs.map((run) => ({ ...run, path: shown.name(run.path), label: shown.name(run.label) }))
  const found = diff.found.map((field) => ({
    ...field,
    field: shown.field(field.field),
    samples: field.samples.map(({ label, value }) => ({
      label: shown.name(label),
      value: isRevealed ? value : mask(value),
    })),
  }))
  const seldom = diff.seldom.map((field) => shown.field(field))
  const onlyWith = diff.onlyWith.map((one) => ({
    field: shown.field(one.field),
    labels: one.labels.map(shown.name),
  }))
  return `${printableJson(JSON.stringify({ schema: 'varde/diff@1', readShare, ...diff, labels, runs, seldom, found, onlyWith }, null, 2))}\n`
}
