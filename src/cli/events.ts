import { grouped } from '../core/grouped.ts'
import { count } from '../correlate/words.ts'
import { InputError } from '../core/errors.ts'
import { formatInstant } from '../core/time.ts'
import { eventImporters } from '../device/event-importers.gen.ts'
import { eventAnomalies } from '../device/events/anomalies.ts'
import { deviceEventKinds } from '../device/events/types.ts'
import type { DeviceEvent } from '../device/events/types.ts'
import { dropRepeated, readEventFile } from '../pipeline/events/event-files.ts'
import { readableTimes } from '../device/events/time-text.ts'
import type { EventFile } from '../pipeline/events/event-files.ts'
import { maskedName, namesShown } from '../report/masking/masked-name.ts'
import { printable, printableJson } from '../report/writing/printable.ts'
import { decimalOf } from './options/decimal.ts'
import { zoneOption } from './options/event-options.ts'
import { requireNewFile } from './kept-files.ts'
import { fitted } from './fitted.ts'
import { tell, writeOut } from './output.ts'
import { writeNewFile } from './write-new-file.ts'

/** Options of `varde events`, as typed. */
export interface EventsFlags {
  readonly out?: string
  readonly zone?: string
  /** Zones that were kept with files, by path: for those without `zone`. */
  readonly zones?: ReadonlyMap<string, string>
  readonly year?: string
  readonly formats?: boolean
  /** How notes are shown, and names of files; as they are where it is absent. */
  readonly shown?: (text: string) => string
  readonly shownName?: (name: string) => string
}

/** Reads files of any known form; what is none is the user's fault. */
export async function readAll(files: readonly string[], flags: EventsFlags): Promise<EventFile[]> {
  const year = flags.year === undefined ? null : (decimalOf(flags.year) ?? Number.NaN)
  if (year !== null && !(Number.isInteger(year) && year >= 1970 && year <= 9999))
    throw new InputError(`--year ${flags.year}: give a year such as 2026.`)
  // The middle of the year: every day of it is nearer than the same day of another.
  const near = year === null ? null : (Date.UTC(year, 0, 1) + Date.UTC(year + 1, 0, 1)) / 2_000
  const all: EventFile[] = []
  for (const path of files)
    all.push(await readEventFile(path, { zone: zoneOption(flags.zone ?? flags.zones?.get(path)), near }))
  return all
}

/** One event as a line of varde's own form. */
export function eventLine(event: DeviceEvent): string {
  const { at, kind, source, note } = event
  return printableJson(JSON.stringify({ at: formatInstant(at, 3), kind, source, note }))
}

/** `varde events import`: everything in one form, each event once. */
export async function runImport(files: readonly string[], flags: EventsFlags): Promise<number> {
  if (flags.out !== undefined) requireNewFile(flags.out)
  const all = await readAll(files, flags)
  const events = dropRepeated(all.flatMap((file) => file.imported.events))
  const anchors = all.flatMap((file) => file.imported.anchors)
  const lines = [
    ...events.map(eventLine),
    ...anchors.map((anchor) =>
      JSON.stringify({
        at: formatInstant(anchor.at, 3),
        kind: 'clock-anchor',
        source: anchor.source,
        offsetMs: anchor.offsetMs,
        uncertaintyMs: anchor.uncertaintyMs,
      }),
    ),
  ]
  const text = lines.map((line) => `${line}\n`).join('')
  if (flags.out === undefined) await writeOut(text)
  else writeNewFile(flags.out, Buffer.from(text))
  const shownName = namesShown(false)
  for (const { path, imported } of all)
    tell(
      `varde: ${printable(shownName(path))}: ${imported.format}, ${count(imported.records, 'record')}, ${count(imported.events.length, 'event')}${repeatedText(imported.repeated)}\n${oddityLines(
        imported,
      )
        .map((line) => `${line}\n`)
        .join('')}`,
    )
  return 0
}

/** What was odd in a file, one line for each kind of it. */
function oddityLines({ oddities }: EventFile['imported']): string[] {
  return [...Map.groupBy(oddities, (one) => one.code.code).values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const where = first.line === 0 ? '' : ` (${same.length === 1 ? '' : 'first in '}line ${first.line})`
    const more =
      first.code.code === eventAnomalies.unknownKind.code
        ? kindLines(same)
        : first.code.code === eventAnomalies.noTime.code
          ? timeLines(same)
          : []
    return [`  ${same.length}× ${first.code.sentence}${where}`, ...more]
  })
}

/** Notes that became no event of their own. */
function repeatedText(repeated: number): string {
  if (repeated === 0) return ''
  return `, ${grouped(repeated)} ${repeated === 1 ? 'was' : 'were'} taken for the event of the same kind less than 2 s before`
}

const kindsShownMax = 3
const kindCharactersMax = 40

/** The words that are no kinds, and those that are. */
function kindLines(unknown: EventFile['imported']['oddities']): string[] {
  return [
    `     not known: ${wordsOf(unknown).map(printable).join(', ')}`,
    `     known: ${deviceEventKinds.join(', ')}`,
  ]
}

/** The times that were not understood, and such as are. */
function timeLines(unread: EventFile['imported']['oddities']): string[] {
  const words = wordsOf(unread).map(maskedWord)
  return [
    ...(words.length === 0 ? [] : [`     not read: ${words.join('; ')}`]),
    `     read: ${readableTimes}`,
  ]
}

function maskedWord(word: string): string {
  return printable(maskedName(word))
}

function wordsOf(oddities: EventFile['imported']['oddities']): string[] {
  const words = [...new Set(oddities.map(({ detail }) => detail.slice(0, kindCharactersMax)))].filter(
    (word) => word !== '',
  )
  return words.length > kindsShownMax ? [...words.slice(0, kindsShownMax), '…'] : words
}

/** `varde events show`: a table, then counts and what was odd. */
export async function runShow(files: readonly string[], flags: EventsFlags): Promise<number> {
  if (flags.formats === true) {
    await writeOut(
      [
        ...eventImporters,
        { name: 'ios-powerlog', title: 'power log of an iOS sysdiagnose (.PLSQL, .gz, or the small tar.gz)' },
      ]
        .map((one) => `${one.name.padEnd(16)} ${one.title}\n`)
        .join(''),
    )
    await writeOut(
      `\nkinds of events in csv and ndjson: ${deviceEventKinds.join(', ')}\ntimes in csv and ndjson: such as ${readableTimes}\n`,
    )
    return 0
  }
  if (files.length === 0)
    throw new InputError('name the files to show; --formats lists the forms that are known.')
  const asItIs = (text: string): string => text
  const { shown = asItIs, shownName = asItIs } = flags
  const all = await readAll(files, flags)
  const told = all.flatMap((file) => file.imported.events)
  const events = dropRepeated(told)
  const across = told.length - events.length
  const lines = events.map(
    (event) =>
      `${formatInstant(event.at, 3)}  ${event.kind.padEnd(16)} ${printable(event.source)}${event.note === '' ? '' : `  ${printable(shown(event.note))}`}`,
  )
  lines.push('')
  for (const [kind, own] of [...Map.groupBy(events, (event) => event.kind)].toSorted(([left], [right]) =>
    left < right ? -1 : 1,
  ))
    lines.push(`${String(own.length).padStart(8)}  ${kind}`)
  for (const { path, imported } of all) {
    lines.push(
      '',
      `${printable(shownName(path))}: ${imported.format}; ${count(imported.records, 'record')}, ${imported.ignored} ${imported.ignored === 1 ? 'says' : 'say'} nothing of events${repeatedText(imported.repeated)}`,
    )
    lines.push(...oddityLines(imported))
  }
  if (across > 0)
    lines.push(
      '',
      `Of the events of all files ${grouped(across)} repeat another within 2 s, or a start or end of the phone that another log tells within 10 minutes, and are left out.`,
    )
  await writeOut(fitted(`${lines.join('\n')}\n`))
  return 0
}
