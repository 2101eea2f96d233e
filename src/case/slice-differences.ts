import { fieldsOf, listOf, textOf } from '../core/json-value.ts'
import { canonicalFormOf } from './canonical-json.ts'

/** Which capture a slice was cut from (its index in the recorded result), and which frames: number n is `frames[n - 1]`. */
export interface SliceMap {
  readonly capture: number
  readonly frames: readonly number[]
}

/**
 * Holds the observations (and contacts with known senders) that slices gave against those that were recorded from whole
 * captures: what is not the same, in clauses, at most `max`. Numbers that only count within a run (of observations, exchanges, recipients) are left out;
 * frames are those of the captures. The derived document is `varde/scan@1`, and the recorded one says that it is: it may hold
 * anything. `slices` in the order of the derived one's captures.
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
      return `${textOf(recipient)} ${textOf(identifier)}`
    }),
  )
  const reached = new Set(listOf(fields['contacts']).map((one) => textOf(fieldsOf(one)['recipient'])))
  return listOf(fields['findings']).flatMap((one) => {
    const { id, recipient, identifiers } = fieldsOf(one)
    const named = listOf(identifiers)
    const isBorneOut =
      named.length === 0
        ? reached.has(textOf(recipient))
        : named.every((identifier) => carried.has(`${textOf(recipient)} ${textOf(identifier)}`))
    return isBorneOut
      ? []
      : [`the finding ${wordOf(id)} is recorded, and nothing that was observed bears it out`]
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
  const add = (told: object, label: string): void => {
    // What has no form is like nothing that is derived: a label ends as no form does.
    const key = canonicalFormOf(told) ?? label
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { count: 1, label })
    else known.count++
  }
  for (const one of listOf(fields['observations'])) {
    const { id, exchange, recipient, capture, frames, spans, ...rest } = fieldsOf(one)
    const index = indexOf(capture)
    const { id: _, ...summary } = fieldsOf(exchange)
    const places = listOf(frames).map((frame) => frameOf(index, indexOf(frame)))
    const told = {
      ...rest,
      // Whatever a run numbers it by, it is a text.
      id: typeof id,
      exchange: summary,
      recipient: hosts.get(recipient) ?? null,
      capture: captureOf(index),
      frames: places,
      spans: listOf(spans).map((span) => ({
        ...fieldsOf(span),
        frame: frameOf(index, indexOf(fieldsOf(span)['frame'])),
      })),
    }
    add(told, `${wordOf(id)} (${wordOf(rest['identifier'])}, frame ${places.map(shown).join(', ')})`)
  }
  for (const one of listOf(fields['contacts'])) {
    const { recipient, capture, frame, ...rest } = fieldsOf(one)
    const index = indexOf(capture)
    const place = frameOf(index, indexOf(frame))
    const told = {
      ...rest,
      contact: hosts.get(recipient) ?? null,
      capture: captureOf(index),
      frame: place,
    }
    add(told, `the contact with ${wordOf(rest['name'])} (frame ${shown(place)})`)
  }
  return counts
}

function wordOf(text: unknown): string {
  return textOf(text) || '?'
}

function shown(frame: number): string {
  return Number.isFinite(frame) ? `${frame}` : '?'
}

/** The number of a capture or frame; NaN, of which no JSON has a form, where it is none. */
function indexOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}
