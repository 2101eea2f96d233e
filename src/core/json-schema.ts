import { fieldsOf } from './json-value.ts'

/** A schema of JSON Schema 2020-12, of which {@link faultOf} knows the words that varde's own schemas use. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Words that say what is right; all others in a schema explain it, or say where it stands. */
const telling: ReadonlySet<string> = new Set([
  'type',
  'const',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'maxItems',
  'items',
  'required',
  'properties',
  'additionalProperties',
  'anyOf',
])
const explaining: ReadonlySet<string> = new Set(['$schema', '$id', 'title', 'description'])

/**
 * Where a value that was read does not fit a schema: the place in it of the first member that does not, such as
 * `.recipients[3].host`; '' where it is the value itself; null where all fits. Throws an Error for a schema with a word that is not
 * known: passed over, it would let through what it forbids.
 */
export function faultOf(value: unknown, schema: JsonSchema): string | null {
  for (const word of Object.keys(schema))
    if (!telling.has(word) && !explaining.has(word))
      throw new Error(`the word ${word} of a schema is not known`)
  if (!fitsItself(value, schema)) return ''
  if (Array.isArray(value)) return faultInList(value, schema)
  return typeof value === 'object' && value !== null ? faultInMembers(fieldsOf(value), schema) : null
}

/** Whether a value fits apart from what is in it. */
function fitsItself(value: unknown, schema: JsonSchema): boolean {
  const { type, enum: listed, pattern, minimum, maximum, maxItems, anyOf } = schema
  const types = type === undefined ? [] : [type].flat()
  return (
    (types.length === 0 || types.some((one) => isOfType(value, one))) &&
    (!('const' in schema) || value === schema['const']) &&
    (!Array.isArray(listed) || listed.includes(value)) &&
    (typeof pattern !== 'string' || typeof value !== 'string' || patternOf(pattern).test(value)) &&
    (typeof value !== 'number' ||
      ((typeof minimum !== 'number' || value >= minimum) &&
        (typeof maximum !== 'number' || value <= maximum))) &&
    (typeof maxItems !== 'number' || !Array.isArray(value) || value.length <= maxItems) &&
    (!Array.isArray(anyOf) || anyOf.some((one) => faultOf(value, fieldsOf(one)) === null))
  )
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    // What arithmetic keeps exact: no document of varde counts beyond it.
    case 'integer':
      return Number.isSafeInteger(value)
    // JSON may write 1e999, which is read as infinite.
    case 'number':
      return Number.isFinite(value)
    default:
      return typeof value === type
  }
}

function faultInList(list: readonly unknown[], { items }: JsonSchema): string | null {
  if (items === undefined) return null
  const schema = fieldsOf(items)
  for (const [index, one] of list.entries()) {
    const fault = faultOf(one, schema)
    if (fault !== null) return `[${index}]${fault}`
  }
  return null
}

function faultInMembers(members: Readonly<Record<string, unknown>>, schema: JsonSchema): string | null {
  const { required, additionalProperties: others } = schema
  const known = fieldsOf(schema['properties'])
  if (Array.isArray(required))
    for (const name of required) if (!Object.hasOwn(members, String(name))) return `.${String(name)}`
  for (const [name, one] of Object.entries(members)) {
    const own = Object.hasOwn(known, name) ? known[name] : others
    if (own === false) return `.${name}`
    const fault = own === undefined || own === true ? null : faultOf(one, fieldsOf(own))
    if (fault !== null) return `.${name}${fault}`
  }
  return null
}

const patterns: Map<string, RegExp> = new Map()

/** Schemas are varde's own: there are few patterns, and none that takes long. */
function patternOf(source: string): RegExp {
  const known = patterns.get(source) ?? new RegExp(source, 'u')
  patterns.set(source, known)
  return known
}
