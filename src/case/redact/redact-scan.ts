import { fieldsOf } from '../../core/json-value.ts'
import { mapTexts } from './map-texts.ts'
import { hiddenMark } from './redactor.ts'
import type { KnownValue, Redactor } from './redactor.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Fields of a result that hold words and numbers of varde's own, never captured text: they stay as they are, since a network
 * that is called "certain" must not change what they say. All others are looked through.
 */
const ownWords: ReadonlySet<string> = new Set([
  'schema',
  'id',
  'at',
  'firstAt',
  'lastAt',
  'confidence',
  'identifier',
  'identifiers',
  'protection',
  'direction',
  'step',
  'severity',
  'family',
  'families',
  'recipient',
  'observations',
  'places',
  'format',
  'nameEvidence',
  'untraceable',
  'event',
  'law',
  'kind',
  'transport',
  'scope',
  'stateControl',
  'builtOn',
])

/**
 * Digests without a secret over what is not shown: whoever knows all of it but the phone's own address can try addresses, and
 * one of IPv6 may have the MAC address in it (RFC 4291 appendix A).
 */
const unsaltedDigests: ReadonlySet<string> = new Set(['communityId'])

/** Values that a result states. */
export function valuesIn(document: unknown): KnownValue[] {
  const fields = fieldsOf(document)
  const values: KnownValue[] = []
  for (const [list, kind] of [
    ['observations', 'identifier'],
    ['dismissals', 'identifier'],
    ['localNames', 'kind'],
  ] as const)
    for (const entry of listOf(fields[list])) {
      const { value, normal } = entry
      const identifier = entry[kind]
      if (typeof value === 'string' && value !== '' && typeof identifier === 'string')
        values.push({
          identifier,
          value,
          normal: typeof normal === 'string' && normal !== '' ? normal : value,
        })
    }
  return values
}

/** A result (`varde/scan@1`) without values. `kept`: kinds of values that stay. */
export async function redactScan(
  document: unknown,
  redactor: Redactor,
  kept: ReadonlySet<string>,
): Promise<unknown> {
  const fields = fieldsOf(document)
  const own = Map.groupBy(listOf(fields['observations']), exchangeOf)
  const ownValues = new Map([...own].map(([key, entries]) => [key, valuesIn({ observations: entries })]))
  const walk = (value: unknown, name: string, siblings: readonly KnownValue[]): unknown => {
    if (typeof value === 'string' && unsaltedDigests.has(name)) return value === '' ? '' : hiddenMark
    if (typeof value === 'string') return ownWords.has(name) ? value : redactor.text(value, siblings)
    if (Array.isArray(value)) return value.map((item: unknown) => walk(item, name, siblings))
    if (typeof value !== 'object' || value === null) return value
    const entry = value as Fields
    const near = ownValues.get(exchangeOf(entry)) ?? siblings
    const plain = Object.fromEntries(
      Object.entries(entry).map(([key, field]) => [redactor.alone(key), walk(field, key, near)]),
    )
    return typeof entry['value'] === 'string' ? { ...plain, ...replacedValue(entry, redactor, kept) } : plain
  }
  return withoutHalves(walk(document, '', []), redactor)
}

/** A document without texts that give a value away together only. */
async function withoutHalves(document: unknown, redactor: Redactor): Promise<unknown> {
  const texts: string[] = []
  changed(document, (text) => {
    texts.push(text)
    return text
  })
  const kept = await redactor.together(texts)
  let next = 0
  return changed(document, (text) => kept[next++] ?? text)
}

/** The document with each of its texts changed, but for varde's own words. */
function changed(document: unknown, change: (text: string) => string): unknown {
  return mapTexts(document, (text, field) => (ownWords.has(field) ? text : change(text)))
}

/** The fields of an entry that state a value, as its mark. */
function replacedValue(entry: Fields, redactor: Redactor, kept: ReadonlySet<string>): Fields {
  const [known] = valuesIn({ observations: [{ ...entry, identifier: entry['identifier'] ?? entry['kind'] }] })
  const names = ['value', 'normal', 'masked'].filter((name) => name in entry)
  if (known === undefined) return Object.fromEntries(names.map((name) => [name, hiddenMark]))
  if (kept.has(known.identifier)) return {}
  const mark = redactor.mark(known.identifier, known.normal)
  return Object.fromEntries(names.map((name) => [name, mark]))
}

function exchangeOf(entry: Fields): string {
  const { capture, exchange } = entry
  const id = typeof exchange === 'object' && exchange !== null ? (exchange as Fields)['id'] : exchange
  return typeof capture === 'number' && typeof id === 'number' ? `${capture}/${id}` : ''
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : []
}
