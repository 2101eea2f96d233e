import type { Finder } from '../../case/redact/redactor.ts'
import { decode, decodeInside } from '../../decode/decode.ts'
import { Detector } from '../../detect/detector.ts'
import { spell } from '../../detect/indicators.ts'
import type { ProfileSpellings } from '../../detect/indicators.ts'
import { identifiers } from '../../detect/identifiers.gen.ts'
import { limits } from '../../core/limits.ts'
import type { Profile } from '../../device/types.ts'
import { Part } from '../../message/types.ts'
import { WrittenValues } from '../../report/masking/written-values.ts'

const context = { host: '', protocol: '', port: 0, direction: 0 } as const
const known: ReadonlySet<string> = new Set(identifiers.map(({ name }) => name))

/**
 * Makes finders of what a text gives away, by the detector of the scan: of `values` (by kind) in every written form that it
 * knows, and of kinds that are not `kept` what it recognises for sure by form and key alone. Numbers also in groups with any
 * separators between, as paths and names of hosts have them (`/35718409/2641738`): a scan must not join those, and who reads
 * them does. How the values are written is found out once, which takes long: `rest` is waited for meanwhile.
 */
export async function leakFinders(
  values: ReadonlyMap<string, ReadonlySet<string>>,
  kept: ReadonlySet<string> = new Set(),
  rest: () => Promise<void> = () => Promise.resolve(),
): Promise<() => Finder> {
  const profiles: SpelledProfile[] = []
  for (const profile of profilesOf(values)) {
    profiles.push({ profile, spellings: spell(profile) })
    await rest()
  }
  return () => finderOf(values, kept, profiles)
}

/** Values, and all ways of writing them. */
interface SpelledProfile {
  readonly profile: Profile
  readonly spellings: ProfileSpellings
}

function finderOf(
  values: ReadonlyMap<string, ReadonlySet<string>>,
  kept: ReadonlySet<string>,
  profiles: readonly SpelledProfile[],
): Finder {
  const detectors = profiles.map(
    ({ profile, spellings }) => new Detector(profile, spellings, undefined, 'everywhere', decodeInside),
  )
  const numbers = numbersIn(values)
  const grouped = new WrittenValues(numbers)
  const inGroups = (text: string): string[] =>
    grouped.hide(text) === text
      ? []
      : [...numbers].flatMap(([kind, listed]) =>
          new WrittenValues(new Map([[kind, listed]])).hide(text) === text ? [] : [kind],
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
      identifiers: [...found, ...inGroups(text)],
      isAll: reached.length === 0 && results.every((result) => result.limits.length === 0),
    }
  }
}

/** Of the values those that are numbers, those of hardware too: letters of words, joined, come together by chance. */
function numbersIn(values: ReadonlyMap<string, ReadonlySet<string>>): Map<string, string[]> {
  const number = /^\+?\d{10,}$|^(?:[0-9a-f]{2}[:-]?){6}$/i
  return new Map(
    [...values].map(([kind, listed]) => [kind, [...listed].filter((value) => number.test(value))]),
  )
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
function profilesOf(values: ReadonlyMap<string, ReadonlySet<string>>): Profile[] {
  let listed = new Map<string, string[]>()
  const all = [listed]
  let count = 0
  for (const [identifier, texts] of values) {
    if (!known.has(identifier)) continue
    for (const text of texts) {
      if (count === limits.detect.profileValuesMax) {
        listed = new Map()
        all.push(listed)
        count = 0
      }
      const some = listed.get(identifier)
      if (some === undefined) listed.set(identifier, [text])
      else some.push(text)
      count++
    }
  }
  return all.map((identifiersOf) => ({ name: '', identifiers: identifiersOf, places: [] }))
}
