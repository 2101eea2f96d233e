/**
 * Fields that are the same by their key and stand elsewhere from run to run: at a server of many with numbers in their names, or with names that are drawn by lot,
 * in the query of one request and in the body of the next. None of these places has a value in all runs; together they may.
 */
import type { RunField } from '../diff.ts'
import { rangeWith } from './near-values.ts'
import type { Range } from './near-values.ts'

/** What of a field stays when it moves. */
export interface Moving {
  /** The same for all places of one field. */
  readonly name: string
  readonly method: string
}

/** A field as `FieldWatch` names it, without what moves: numbers and chance names of the host, the method, and what holds the key. */
export function movingOf(field: string): Moving {
  const [host = '', method = '', path = '', ...rest] = field.split(' ')
  const last = rest.join(' ').split(' → ').at(-1) ?? ''
  const key = /[^\s.]*$/.exec(last)?.[0] ?? ''
  return { name: `${host.split('.').map(stayingOf).join('.')} ${path} ${key}`, method }
}

/** What of a label stays: of one that is drawn by lot (`k3j9x2`), nothing; of others what is no number. */
function stayingOf(label: string): string {
  return /\d[a-z]+\d|^\d+[a-z]{2,}/.test(label) ? '*' : label.replaceAll(/\d+/g, '*')
}

/** All places of a field in one name: `edge*.example GET or POST /track id`. */
export function movingName(name: string, methods: Iterable<string>): string {
  const space = name.indexOf(' ')
  return `${name.slice(0, space)} ${[...new Set(methods)].sort().join(' or ')}${name.slice(space)}`
}

function joined(one: Range | null, other: Range | null): Range | null {
  return one === null || other === null ? null : rangeWith(rangeWith(one, other[0]), other[1])
}

/** What a field was in one run in all its places; null where it was in none. */
export function together(places: readonly (RunField | null)[]): RunField | null {
  const seen = places.filter((one) => one !== null)
  const [first] = seen
  if (first === undefined || seen.length === 1) return first ?? null
  return {
    values: new Set(seen.flatMap(({ values }) => [...values])),
    samples: seen.flatMap(({ samples }) => samples),
    count: seen.reduce((sum, { count }) => sum + count, 0),
    bytesMin: Math.min(...seen.map(({ bytesMin }) => bytesMin)),
    bytesMax: Math.max(...seen.map(({ bytesMax }) => bytesMax)),
    bits: Math.max(...seen.map(({ bits }) => bits)),
    range: seen.map(({ range }) => range ?? null).reduce(joined),
    ...(seen.some(({ isCut }) => isCut === true) ? { isCut: true } : {}),
    ...(seen.some(({ isText }) => isText === true) ? { isText: true } : {}),
  }
}
