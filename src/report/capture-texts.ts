import { compareInstants, secondsBetween } from '../core/time.ts'
import type { Instant } from '../core/time.ts'
import type { CaptureSummary } from '../pipeline/scan-result.ts'
import { entriesText, holdsEntries } from './entries.ts'
import { fileNames, standardInput } from './file-names.ts'
import { duration, plural, spanText } from './phrases.ts'
import { filesInOrder } from './recording-files.ts'
import { printable } from './writing/printable.ts'

/** With more files than this, only the first are named on a terminal: a list of hundreds hides what was found. */
const namedMax = 20
const namedOfMany = 10

/** What was read, in a text for each capture; of many, what the rest holds together. */
export function captureTexts(captures: readonly CaptureSummary[]): string[] {
  const named = captures.length > namedMax ? captures.slice(0, namedOfMany) : captures
  const texts = named.flatMap((one) => [
    `${one.path === standardInput ? 'standard input' : printable(one.path)}: ${one.format}, ${contentText(one)}${timeText(one.first, one.last)}`,
    ...recordingTexts(one),
  ])
  const rest = captures.slice(named.length)
  if (rest.length === 0) return texts
  const packets = rest.reduce((sum, one) => sum + one.packets, 0)
  const entries = rest.reduce((sum, one) => sum + one.entries, 0)
  const held = [packets > 0 ? plural(packets, 'packet') : '', entries > 0 ? entriesText(entries) : '']
  const firsts = rest.flatMap(({ first }) => first ?? []).sort(compareInstants)
  const lasts = rest.flatMap(({ last }) => last ?? []).sort(compareInstants)
  return [
    ...texts,
    `and ${plural(rest.length, 'more file')}: ${held.filter((text) => text !== '').join(', ') || 'no packet'}${timeText(firsts[0] ?? null, lasts.at(-1) ?? null)}; --json lists all`,
  ]
}

/** The files of a recording, in the order in which they were read; of many the first ones, and those that do not follow. */
function recordingTexts(capture: CaptureSummary): string[] {
  const files = filesInOrder(capture)
  if (files.length === 0) return []
  const names = fileNames(files.map(({ file }) => file))
  const isShort = files.length <= namedMax
  const shown = files.flatMap(({ frames, time, border }, index) =>
    isShort || index < namedOfMany || border !== ''
      ? [`  ${printable(names[index] ?? '')}: ${frames}, ${time}${border === '' ? '' : `; ${border}`}`]
      : [],
  )
  const listed = shown.slice(0, namedMax)
  const left = files.length - listed.length
  return [
    'read as one recording, in the order of their first packets:',
    ...listed,
    ...(left > 0 ? [`  and ${plural(left, 'more file')}; --json lists all`] : []),
  ]
}

function contentText(one: CaptureSummary): string {
  return holdsEntries(one) ? entriesText(one.entries) : plural(one.packets, 'packet')
}

function timeText(first: Instant | null, last: Instant | null): string {
  return first === null || last === null
    ? ''
    : `, ${spanText(first, last)} (${duration(secondsBetween(first, last))})`
}
