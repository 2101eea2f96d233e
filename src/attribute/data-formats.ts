import { FaultError } from '../core/errors.ts'

/**
 * The compiled data files: what `tools/build-data.ts` writes and this folder reads. Raise `dataFormat` when any of them
 * changes shape, so that an old file is built anew and never misread.
 */
export const dataFormat = 4

/** Names of the compiled files, all in one folder. */
export const dataFileNames = {
  manifest: 'manifest.json',
  organisations: 'organisations.json',
  operators: 'operators.json',
  publicSuffixes: 'public-suffixes.json',
  networkNames: 'network-names.bin',
  networksV4: 'networks-v4.bin',
  networksV6: 'networks-v6.bin',
  whoisCountriesV4: 'whois-countries-v4.bin',
  whoisCountriesV6: 'whois-countries-v6.bin',
  dbipCountriesV4: 'dbip-countries-v4.bin',
  dbipCountriesV6: 'dbip-countries-v6.bin',
} as const

/** Names of the data sets; claims carry them as `source`. */
export const dataSetNames = {
  networks: 'ip-location-db asn (RouteViews, DB-IP, NRO)',
  whoisCountries: 'ip-location-db geo-whois-asn-country (registries, geofeeds)',
  dbipCountries: 'DB-IP Lite country',
  operators: 'mcc-mnc-list (ITU E.212 codes)',
  organisations: 'varde organisations',
  publicSuffixes: 'Public Suffix List (tldts)',
} as const

/** A data set that the files were made of; `builtOn` is a day, `YYYY-MM-DD`. */
export interface CompiledDataSet {
  readonly name: string
  readonly builtOn: string
  readonly licence: string
  readonly attribution: string
}

/** What `manifest.json` holds: `files` are the sizes in bytes, by name, so that a half-written folder is noticed. */
export interface CompiledManifest {
  readonly format: number
  /** Hash over everything that the files were made of. */
  readonly stamp: string
  readonly files: Readonly<Record<string, number>>
  readonly dataSets: readonly CompiledDataSet[]
}

/** How sure an entry of the list of organisations is: levels of `data/organisations.yaml`. */
export type CompiledLevel = 'high' | 'medium' | 'low'

/** An organisation as compiled: the fields of `Organisation` of types.ts, '' where nothing is known. */
export interface CompiledOrganisation {
  readonly id: string
  readonly name: string
  readonly parent: string
  readonly parentSince?: string
  readonly country: string
  readonly seat: string
  readonly seatSource: string
  readonly seatVerified: boolean
  readonly state: 'controls' | 'stake' | 'none-known'
  readonly kind: string
  readonly source: string
  readonly domains: CompiledLevel
  readonly ownership: CompiledLevel
  readonly note: string
  readonly shared: boolean
}

/** How a name under a shared suffix shows its tenant; explained in data/organisations.yaml. */
export type TenantRule = 'host' | 'label' | 'opaque' | 'hints' | 'account'

/** Index of its organisation, use, source where it has its own ('' else), and whether the host itself is a recipient. */
export type CompiledHost = readonly [organisation: number, use: string, source: string, isRecipient: 0 | 1]

/**
 * What `organisations.json` holds. A scan asks for a few of them: entries are texts of JSON, read when they are found.
 * `hosts` are by suffix, those with `*` apart, and refer to organisations by index; `tenants` are rules for shared domains.
 */
export interface CompiledOrganisations {
  readonly format: number
  /** Each a {@link CompiledOrganisation}. */
  readonly organisations: readonly string[]
  /** Indexes of organisations by id. */
  readonly ids: Readonly<Record<string, number>>
  /** Each a {@link CompiledHost}. */
  readonly hosts: Readonly<Record<string, string>>
  readonly hostPatterns: Readonly<Record<string, string>>
  readonly tenants: Readonly<Record<string, TenantRule>>
  readonly tenantPatterns: Readonly<Record<string, TenantRule>>
  /** Shared providers (hosting, CDN): a word that names of their networks hold, in small letters, and their name. */
  readonly sharedNetworks: readonly (readonly [word: string, name: string])[]
}

/** Name, country, id in the list of organisations ('' where it has none), other operators on the same code. */
export type CompiledOperator = readonly [name: string, country: string, organisation: string, others: string]

/** By `<MCC>-<MNC>`. */
export interface CompiledOperators {
  readonly format: number
  readonly operators: Readonly<Record<string, CompiledOperator>>
}

/**
 * `public-suffixes.json`: rules of the Public Suffix List by their last label, one line for each that has any: the labels
 * before it (`co`, `*.kawasaki`, `!city.kawasaki`), with blanks between rules.
 */
export interface CompiledSuffixes {
  readonly format: number
  readonly rules: Readonly<Record<string, string>>
}

/** What is thrown where a compiled file does not hold what it should. `options`: the cause, where another error is. */
export function damagedData(name: string, options?: ErrorOptions): FaultError {
  return new FaultError(`The data file ${name} is damaged. Build varde again to make it anew.`, options)
}
