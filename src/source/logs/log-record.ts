import type { JsonRecord } from '../../core/json-value.ts'
import { recordOf } from '../../core/json-value.ts'
import { parseJson } from '../../core/parse-json.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { EntryTally } from '../entry-tally.ts'
import { writtenValues } from '../har/har-values.ts'

/** A line of a log as a record of JSON; null where it is none. That it names a member twice is noted. */
export function logRecord(line: string, tally: EntryTally): JsonRecord | null {
  const record = recordOf(parseJson(line))
  if (record !== null && valuesIn(line) > writtenValues(record))
    tally.anomalies.note(entryAnomalies.namedTwice, tally.number + 1)
  return record
}

/** Commas and openings of lists and objects that stand outside of texts. */
function valuesIn(json: string): number {
  let count = 0
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === 0x2c || code === 0x5b || code === 0x7b) count++
    else if (code === 0x22) at = endOfText(json, at)
  }
  return count
}

/** Where the text that begins there ends: at a quote behind an even number of backslashes. */
function endOfText(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let before = at
    while (json.charCodeAt(before - 1) === 0x5c) before--
    if ((at - before) % 2 === 0) return at
  }
  return json.length
}
