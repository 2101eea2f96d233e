import type { Finder } from '../case/redact/redactor.ts'
import { decode } from '../decode/decode.ts'
import { Detector } from '../detect/detector.ts'
import { identifiers } from '../detect/identifiers.gen.ts'
import { limits } from '../core/limits.ts'
import { Part } from '../message/types.ts'

const context = { host: '', protocol: '', port: 0, direction: 0 } as const
const known: ReadonlySet<string> = new Set(identifiers.map(({ name }) => name))

/**
 * Finds what a text gives away, by the detector of the scan: of `values` (by kind) in every written form that it knows, and
 * of kinds that are not `kept` what it recognises for sure by form and key alone.
 */
export function leakFinder(
  values: ReadonlyMap<string, ReadonlySet<string>>,
  kept: ReadonlySet<string> = new Set(),
): Finder {
  const detectors = profilesOf(values).map(
    (listed) =>
      new Detector({ name: '', identifiers: listed, places: [] }, undefined, undefined, 'everywhere'),
  )
  return (text) => {
    if (text.length < shortest) return { identifiers: [], isAll: true }
    const { root, limits: reached } = decode({
      head: partOf(''),
      body: partOf(text),
      trailer: partOf(''),
      target: '',
      contentType: '',
      contentEncoding: '',
    })
    const results = detectors.map((detector) => detector.detect(root, context))
    const found = results
      .flatMap(({ detections }) => detections)
      .filter(({ by, confidence }) => by === 'profile' || confidence === 'certain')
      .map(({ identifier }) => identifier)
      .filter((identifier) => !kept.has(identifier))
    return {
      identifiers: found,
      isAll: reached.length === 0 && results.every((result) => result.limits.length === 0),
    }
  }
}

/** Shorter texts hold no written form of anything. */
const shortest = 4

function partOf(text: string): Part {
  const part = new Part()
  part.buf = Buffer.from(text)
  part.end = part.buf.length
  return part
}

/** As many profiles as it takes: one has room for so many values. */
function profilesOf(values: ReadonlyMap<string, ReadonlySet<string>>): Map<string, string[]>[] {
  const profiles: Map<string, string[]>[] = [new Map()]
  let count = 0
  for (const [identifier, texts] of values) {
    if (!known.has(identifier)) continue
    for (const text of texts) {
      if (count === limits.detect.profileValuesMax) {
        profiles.push(new Map())
        count = 0
      }
      const last = profiles.at(-1) as Map<string, string[]>
      last.set(identifier, [...(last.get(identifier) ?? []), text])
      count++
    }
  }
  return profiles
}
