import { fieldsOf } from '../core/json-value.ts'
import { canonicalJson } from './canonical-json.ts'

/** Which capture a slice was cut from (its index in the recorded result), and which frames: number n is `frames[n - 1]`. */
export interface SliceMap {
  readonly capture: number
  readonly frames: readonly number[]
}

interface Place {
  readonly frame: number
}

/**
 * Holds the observations (and contacts with known senders) that slices gave against those that were recorded from whole
 * captures: what is not the same, in clauses, at most `max`. Numbers that only count within a run (of observations, exchanges, recipients) are left out;
 * frames are those of the captures. Both documents are `varde/scan@1`; `slices` in the order of the derived one's captures.
 */
export function sliceDifferences(
  recorded: unknown,
  derived: unknown,
  slices: readonly SliceMap[],
  max: number,
): string[] {
  const expected = countsOf(
    recorded,
    (capture) => capture,
    (_, frame) => frame,
  )
  const found = countsOf(
    derived,
    (capture) => slices[capture]?.capture ?? -1,
    (capture, frame) => slices[capture]?.frames[frame - 1] ?? -1,
  )
  const differences: string[] = []
  for (const [key, { count, label }] of expected) {
    const other = found.get(key)?.count ?? 0
    if (other < count) differences.push(`${label} is recorded, and was not derived`)
  }
  for (const [key, { count, label }] of found) {
    const other = expected.get(key)?.count ?? 0
    if (other < count) differences.push(`${label} was derived, and is not recorded`)
  }
  differences.push(...baselessFindings(recorded))
  return differences.slice(0, max)
}

/** Findings of a result that none of its own observations (or contacts) bears out: what they tell of was held against the slices. */
function baselessFindings(document: unknown): string[] {
  const fields = fieldsOf(document)
  const carried = new Set(
    listOf(fields['observations']).map((one) => {
      const { recipient, identifier } = fieldsOf(one)
      return `${String(recipient)} ${String(identifier)}`
    }),
  )
  const reached = new Set(listOf(fields['contacts']).map((one) => String(fieldsOf(one)['recipient'])))
  return listOf(fields['findings']).flatMap((one) => {
    const { id, recipient, identifiers } = fieldsOf(one)
    const named = listOf(identifiers)
    const isBorneOut =
      named.length === 0
        ? reached.has(String(recipient))
        : named.every((identifier) => carried.has(`${String(recipient)} ${String(identifier)}`))
    return isBorneOut
      ? []
      : [`the finding ${String(id)} is recorded, and nothing that was observed bears it out`]
  })
}

function countsOf(
  document: unknown,
  captureOf: (capture: number) => number,
  frameOf: (capture: number, frame: number) => number,
): Map<string, { count: number; label: string }> {
  const counts = new Map<string, { count: number; label: string }>()
  const fields = fieldsOf(document)
  const hosts = new Map(
    listOf(fields['recipients']).map((one) => {
      const { id, host, addresses } = fieldsOf(one)
      return [id, host === '' ? addresses : host]
    }),
  )
  const add = (key: string, label: string): void => {
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { count: 1, label })
    else known.count++
  }
  for (const one of listOf(fields['observations'])) {
    const { id, exchange, recipient, capture, frames, spans, ...rest } = fieldsOf(one)
    const index = Number(capture)
    const { id: _, ...summary } = fieldsOf(exchange)
    const places = listOf(frames).map((frame) => frameOf(index, Number(frame)))
    const key = canonicalJson({
      ...rest,
      exchange: summary,
      recipient: hosts.get(recipient) ?? null,
      capture: captureOf(index),
      frames: places,
      spans: listOf(spans).map((span) => ({
        ...fieldsOf(span),
        frame: frameOf(index, (span as Place).frame),
      })),
    })
    add(key, `${String(id)} (${String(rest['identifier'])}, frame ${places.join(', ')})`)
  }
  for (const one of listOf(fields['contacts'])) {
    const { recipient, capture, frame, ...rest } = fieldsOf(one)
    const place = frameOf(Number(capture), Number(frame))
    const key = canonicalJson({
      ...rest,
      contact: hosts.get(recipient) ?? null,
      capture: captureOf(Number(capture)),
      frame: place,
    })
    add(key, `the contact with ${String(rest['name'])} (frame ${place})`)
  }
  return counts
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
