import { parse } from 'yaml'
import { claimForms } from '../../assess/claims/claim.ts'
import type { Claim, ClaimForm } from '../../assess/claims/claim.ts'
import { InputError } from '../../core/errors.ts'
import { givenHost } from '../../core/given-host.ts'
import { hasMoreMarks } from '../../core/has-more-marks.ts'
import { reading } from '../../core/read-error.ts'
import { writtenText } from '../../core/written-text.ts'
import { yamlAsWritten } from '../../core/yaml-as-written.ts'
import { yamlFault } from '../../core/yaml-fault.ts'
import { readWholeFile } from '../reading/open-file.ts'
import { refuseScanResult } from '../reading/refuse-result.ts'

/** Statements that somebody wrote are no longer than this; a device has no end. */
const claimsBytesMax = 16_777_216
/** Lines and signs of YAML, of each of which a parser makes objects. */
const claimsMarksMax = 200_000

const keys: ReadonlySet<string> = new Set([
  'id',
  'text',
  'by',
  'source',
  'date',
  'form',
  'sender',
  'countries',
  'operators',
  'units',
  'device',
])

/**
 * Statements of a YAML file: `claims:` with a list of `text` and `form`, and what the form needs; `device:` says which
 * model all are about, or one of them.
 */
export function readClaims(path: string): Claim[] {
  const value = parsed(path)
  const { claims: list, device, ...others } = (value ?? {}) as { claims?: unknown; device?: unknown }
  if (!Array.isArray(list) || list.length === 0)
    throw new InputError(`claims ${path}: it needs a list “claims” with at least one.`)
  const wrong = Object.keys(others)[0]
  if (wrong !== undefined)
    throw new InputError(
      `claims ${path}: the key ${wrong} is not known: give “claims”, and “device” where all are about one.`,
    )
  const claims = list.map((one, index) => claimOf(path, index, one, namesOf(device)))
  const seen = new Map<string, number>()
  for (const [index, { id }] of claims.entries()) {
    const other = seen.get(id)
    if (other !== undefined)
      throw new InputError(
        `claims ${path}, statement ${index + 1}: it has the id of statement ${other + 1}, ${id}: give each its own.`,
      )
    seen.set(id, index)
  }
  return claims
}

function parsed(path: string): unknown {
  const text = textOf(path)
  if (hasMoreMarks(text, claimsMarksMax))
    throw new InputError(
      `claims ${path}: it has more than ${claimsMarksMax} lines and signs of YAML: split it into several.`,
    )
  try {
    return parse(text, yamlAsWritten)
  } catch (cause) {
    throw new InputError(`claims ${path}: ${yamlFault(cause)}.`, { cause })
  }
}

function textOf(path: string): string {
  refuseScanResult(path, 'file of claims')
  return reading(`claims ${path}`, () => writtenText(readWholeFile(path, claimsBytesMax), `claims ${path}`))
}

function claimOf(path: string, index: number, value: unknown, devices: readonly string[]): Claim {
  const where = `claims ${path}, statement ${index + 1}`
  if (typeof value !== 'object' || value === null) throw new InputError(`${where}: give text and form.`)
  const entry = value as Record<string, unknown>
  const wrong = Object.keys(entry).find((key) => !keys.has(key))
  if (wrong !== undefined) throw new InputError(`${where}: the key ${wrong} is not known.`)
  const text = (key: string): string => {
    const own = entry[key]
    return typeof own === 'string' ? own : ''
  }
  if (text('text') === '') throw new InputError(`${where}: the text is missing.`)
  const form = claimForms.find((one) => one === entry['form'])
  if (form === undefined) throw new InputError(`${where}: form is one of ${claimForms.join(', ')}.`)
  const countries = Array.isArray(entry['countries']) ? entry['countries'].map(countryCode) : []
  const noCode = countries.find((one) => !isCountry(one))
  if (noCode !== undefined)
    throw new InputError(`${where}: ${noCode} is no country: give two letters, as SG.`)
  if (form === 'only-country' && countries.length === 0) throw new InputError(`${where}: name the countries.`)
  const operators = namesOf(entry['operators'])
  if (operators.length > 0 && form !== 'only-country')
    throw new InputError(`${where}: operators belong to the form only-country.`)
  const units = unitsOf(where, entry['units'] ?? {})
  if (form === 'only-units' && units.size === 0)
    throw new InputError(`${where}: name the units as attribute: value.`)
  const sender = text('sender') === '' ? '' : givenHost(text('sender'))
  if (sender === null)
    throw new InputError(
      `${where}: sender ${text('sender')}: give the host or family alone, without scheme, port and path.`,
    )
  return {
    id: text('id') === '' ? `c${index + 1}` : text('id'),
    text: text('text'),
    by: text('by'),
    source: text('source'),
    form: form satisfies ClaimForm,
    sender,
    countries,
    operators,
    units,
    devices: entry['device'] === undefined ? devices : namesOf(entry['device']),
  }
}

/** The values that an attribute of the units may have, by its name. */
function unitsOf(where: string, value: unknown): Map<string, string[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`${where}: name the units as attribute: value.`)
  return new Map(
    Object.entries(value).map(([name, own]: [string, unknown]) => {
      const list: readonly unknown[] = Array.isArray(own) ? own : [own]
      const values = list.some((one) => typeof one === 'object') ? [] : namesOf(list)
      if (values.length === 0)
        throw new InputError(`${where}: units: give ${name} a value, or a list of values.`)
      return [name, values]
    }),
  )
}

/** A list of names, or one name. */
function namesOf(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return list.map((one) => String(one).trim()).filter((one) => one !== '')
}

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
/** Codes that have a name and are no country: groups of them, and what is not known. */
const noCountries: ReadonlySet<string> = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ'])

/** A code as data sets write it: the United Kingdom is called UK, and its code is GB. */
function countryCode(text: unknown): string {
  const code = String(text).toUpperCase()
  return code === 'UK' ? 'GB' : code
}

/** A code of ISO 3166-1 that stands for a country or area of today: no server is in any other, so nothing could be tested. */
function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || noCountries.has(code) || countryNames.of(code) === undefined) return false
  return Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`
}
