import type { Comparison } from '../assess/compare.ts'
import type { CompareRow, CompareStatus } from '../assess/compare/compare-row.ts'
import type { Premise } from '../assess/compare/premises.ts'
import type { Side } from '../assess/side.ts'
import { heaviestFirst } from '../assess/severity.ts'
import { inWords } from './finding-title.ts'
import { namesShown } from './masking/masked-name.ts'
import { painter } from './writing/paint.ts'
import { printable, printableJson } from './writing/printable.ts'
import { sarifText } from './sarif-text.ts'
import { fold, reportWidth, wrap } from './writing/wrap.ts'

/** How a text for the terminal is set. */
export interface PageOptions {
  readonly hasColour: boolean
  readonly columns: number
}

/** The document of `varde compare --json`: `varde/compare@1`, described by docs/schema/compare.schema.json. */
export function renderCompareJson(
  comparison: Comparison,
  before: Side,
  after: Side,
  isRevealed: boolean,
): string {
  const shown = namesShown(isRevealed)
  return `${printableJson(
    JSON.stringify(
      {
        schema: 'varde/compare@1',
        before: sideValue(before, shown),
        after: sideValue(after, shown),
        canary: comparison.canary,
        premises: comparison.premises,
        comparability: comparison.comparability,
        rows: comparison.rows,
        sentence: comparison.sentence,
      },
      null,
      2,
    ),
  )}\n`
}

function sideValue(side: Side, shown: (name: string) => string): Record<string, unknown> {
  return {
    files: side.files.map(shown),
    observedSeconds: side.observedSeconds,
    readShare: side.readShare,
    sumsHold: side.sumsHold,
    missingBytes: side.missingBytes,
    events: [...side.eventCounts].map(([kind, count]) => ({ kind, count })),
  }
}

const colours: Readonly<Record<CompareStatus, string>> = {
  gone: '32',
  present: '31',
  changed: '33',
  new: '31',
}

const marks: Readonly<Record<Premise['answer'], string>> = { yes: 'yes', no: 'NO ', unknown: '?  ' }

/** The comparison for a person: the verdict, the rows, and whether the sides can be compared. */
export function renderCompareTerminal(comparison: Comparison, options: PageOptions): string {
  const width = reportWidth(options.columns)
  const paint = painter(options.hasColour)
  const lines: string[] = []
  const say = (text: string, indent: string): void => {
    lines.push(...wrap(text, width, indent))
  }
  say(printable(comparison.sentence), '  ')
  for (const [recipient, rows] of Map.groupBy(comparison.rows, (one) => one.recipient)) {
    lines.push('', paint('1', printable(recipient)))
    for (const group of grouped(rows)) {
      const [first] = group as [CompareRow]
      const names = heaviestFirst(group.map((one) => one.identifier))
      const identifiers = inWords(names.join(', '), names)
      const mark = markOf(first)
      const text = first.sentence.replace(first.identifier, identifiers)
      say(`  ${paint(colours[first.status], mark.toUpperCase().padEnd(8))} ${printable(text)}`, '           ')
    }
  }
  lines.push('', paint('1', 'CAN THE SIDES BE COMPARED?'))
  for (const one of comparison.premises)
    say(
      `  ${marks[one.answer]}  ${printable(one.what)}: ${printable(one.before)} before, ${printable(one.after)} after`,
      '       ',
    )
  for (const one of comparison.comparability)
    say(
      `  ${one.isComparable ? 'yes' : 'NO '}  ${printable(one.what)}: ${one.before} before, ${one.after} after`,
      '       ',
    )
  const { canary } = comparison
  say(
    canary === null
      ? '  NO   no canary was planted (--canary HOST): that a send would have been seen was not tested'
      : `  ${canary.isReadAfter ? 'yes' : 'NO '}  the canary ${printable(canary.name)} was ${canary.before ? '' : 'not '}seen before, ${canary.after ? '' : 'not '}seen after${canary.after && !canary.isReadAfter ? ': a connection alone, not what was sent in it' : ''}`,
    '       ',
  )
  return `${lines.flatMap((line) => fold(line, width)).join('\n')}\n`
}

/** What a row is called: only what is shown is called gone. */
function markOf({ status, isProven, doubt }: CompareRow): string {
  if (status === 'gone' && !isProven) return 'not seen'
  return status === 'new' && doubt !== null ? 'new?' : status
}

/** Identifiers that share every number of a row are told in one sentence. */
function grouped(rows: readonly CompareRow[]): CompareRow[][] {
  return [
    ...Map.groupBy(rows, (one) =>
      JSON.stringify([one.event, one.status, one.before, one.after, one.movedTo, one.isProven, one.doubt]),
    ).values(),
  ]
}

const baseline: Readonly<Record<CompareStatus, string>> = {
  gone: 'absent',
  present: 'unchanged',
  changed: 'updated',
  new: 'new',
}

const levels: Readonly<Record<CompareStatus, 'none' | 'warning' | 'error'>> = {
  gone: 'none',
  present: 'error',
  changed: 'warning',
  new: 'error',
}

/** SARIF 2.1.0 (OASIS), one result for each row, with `baselineState`. */
export function renderCompareSarif(comparison: Comparison): string {
  const identifiers = [...new Set(comparison.rows.map((one) => one.identifier))].sort()
  return sarifText({
    version: '',
    rules: identifiers.map((identifier) => ({
      id: `sends-${identifier}`,
      shortDescription: { text: `The device sends ${identifier}` },
    })),
    content: { results: comparison.rows.map((row) => sarifResult(row, identifiers.indexOf(row.identifier))) },
  })
}

function sarifResult(one: CompareRow, ruleIndex: number): object {
  return {
    ruleId: `sends-${one.identifier}`,
    ruleIndex,
    level: levels[one.status],
    // What is of another kind than `fail` has no level (3.27.10).
    kind: one.isProven ? 'pass' : one.status === 'gone' ? 'review' : 'fail',
    baselineState: baseline[one.status],
    message: { text: one.sentence },
    partialFingerprints: {
      'varde/v1': [one.recipient, one.identifier, one.event ?? 'time'].join(' '),
    },
    locations: [
      {
        logicalLocations: [
          {
            name: one.recipient,
            kind: 'resource',
            fullyQualifiedName: `${one.recipient} ${one.event ?? 'time'}`,
          },
        ],
      },
    ],
    properties: {
      event: one.event,
      before: one.before,
      after: one.after,
      pValue: one.pValue,
      upperBound: one.upperBound,
      presence: one.presence,
    },
  }
}
