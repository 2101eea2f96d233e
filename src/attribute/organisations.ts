import { FaultError } from '../core/errors.ts'
import { limits } from '../core/limits.ts'
import { operatorNetworkOf } from '../core/operator-network.ts'
import { damagedData, dataFileNames, dataFormat, dataSetNames } from './data-formats.ts'
import { isAddressText, normalHost } from './normal-host.ts'
import { SuffixTable } from './suffix-table.ts'
import type { Confidence } from '../detect/types.ts'
import type {
  CompiledHost,
  CompiledLevel,
  CompiledOperators,
  CompiledOrganisation,
  CompiledOrganisations,
  TenantRule,
} from './data-formats.ts'
import type { SuffixMatch } from './suffix-table.ts'
import type { Organisation, ReadData } from './types.ts'

const confidences: Readonly<Record<CompiledLevel, Confidence>> = {
  high: 'certain',
  medium: 'probable',
  low: 'possible',
}

/** An operator found by its network code, with the others that use the same code. */
export interface OperatorMatch {
  readonly organisation: Organisation
  /** Other operators on the same code, '' where there are none. */
  readonly others: string
}

/** varde's list of organisations. Read on the first look-up, about 100 KiB; the operators' codes on the first need of them. */
export class OrganisationList {
  private readonly readData: ReadData
  private loaded: LoadedList | null = null
  private operators: CompiledOperators | null = null

  constructor(readData: ReadData) {
    this.readData = readData
  }

  /** Organisation behind a host name, by the longest suffix; null where the list has none. */
  find(host: string): Organisation | null {
    const name = normalHost(host)
    if (name === '' || name.length > limits.attribute.hostCharactersMax) return null
    const operator = this.operator(name)
    if (operator !== null) return operator.organisation
    const list = this.list()
    const match = list.hosts.find(name)
    // A listed address is itself alone: it has no subdomains.
    if (match === null || (match.front !== '' && isAddressText(match.matched))) return null
    return organisationOf(list, match)
  }

  /** The operator that an `mnc…mcc…3gppnetwork.org` name belongs to; null for other names and unknown codes. */
  operator(host: string): OperatorMatch | null {
    const codes = operatorNetworkOf(host)
    if (codes === null) return null
    const { country: mcc, network: mnc } = codes
    this.operators ??= readJson(this.readData, dataFileNames.operators) as CompiledOperators
    // The label always has three digits: 01 and 001 are written alike, and no country uses both (but test network 001).
    const entries = this.operators.operators
    let code = `${mcc}-${mnc}`
    if (!Object.hasOwn(entries, code) && mnc.length === 3 && mnc.startsWith('0'))
      code = `${mcc}-${mnc.slice(1)}`
    if (!Object.hasOwn(entries, code)) return null
    const [name, country, id, others] = entries[code] as CompiledOperators['operators'][string]
    const listed = id === '' ? null : organisationOfId(this.list(), id)
    // A company of a listed one in another country has a name of its own.
    const isBranch = listed !== null && country !== listed.country
    const own = isBranch ? null : listed
    const note = listed?.note ?? ''
    const organisation: Organisation = {
      id: own?.id ?? `operator-${code}`,
      name: own?.name ?? name,
      parent: isBranch ? listed.name : (own?.parent ?? ''),
      country: listed?.country ?? country,
      // A network code belongs to a country: the operator is licensed there, whoever owns it.
      seat: /^[A-Z]{2}$/.test(country) && country !== 'ZZ' ? country : '',
      seatSource: dataSetNames.operators,
      isSeatVerified: true,
      state: listed?.state ?? 'none-known',
      kind: 'operator',
      use: `core network of ${name} (${code})`,
      matched: `mnc${mnc}.mcc${mcc}.3gppnetwork.org`,
      source: dataSetNames.operators + (listed === null ? '' : `; ${listed.source}`),
      confidence: 'probable',
      ownershipConfidence: listed === null ? 'possible' : confidences[listed.ownership],
      note: isBranch && note !== '' ? `${listed.name}: ${note}` : note,
      isSharedInfrastructure: false,
    }
    return { organisation, others }
  }

  /** How a name under a shared suffix shows its tenant; null where no rule is known. */
  tenant(host: string): SuffixMatch<TenantRule> | null {
    return this.list().tenants.find(normalHost(host))
  }

  /** The shared provider (hosting, CDN) whose name is in the name of a network, '' where none is. */
  sharedNetwork(networkName: string): string {
    const lower = networkName.toLowerCase()
    for (const [word, name] of this.list().sharedNetworks) {
      if (lower.includes(word)) return name
    }
    return ''
  }

  private list(): LoadedList {
    this.loaded ??= loadList(readJson(this.readData, dataFileNames.organisations) as CompiledOrganisations)
    return this.loaded
  }
}

interface LoadedList extends Pick<CompiledOrganisations, 'organisations' | 'ids' | 'sharedNetworks'> {
  /** Each a {@link CompiledHost} as JSON. */
  readonly hosts: SuffixTable<string>
  readonly tenants: SuffixTable<TenantRule>
}

function loadList(compiled: CompiledOrganisations): LoadedList {
  return {
    organisations: compiled.organisations,
    ids: compiled.ids,
    sharedNetworks: compiled.sharedNetworks,
    hosts: new SuffixTable(compiled.hosts, compiled.hostPatterns),
    tenants: new SuffixTable(compiled.tenants, compiled.tenantPatterns),
  }
}

function organisationOfId({ ids, organisations }: LoadedList, id: string): CompiledOrganisation | null {
  return Object.hasOwn(ids, id)
    ? (JSON.parse(organisations[ids[id] as number] as string) as CompiledOrganisation)
    : null
}

function organisationOf(list: LoadedList, match: SuffixMatch<string>): Organisation {
  const [index, use, source, isRecipient] = JSON.parse(match.value) as CompiledHost
  const entry = JSON.parse(list.organisations[index] as string) as CompiledOrganisation
  return {
    id: entry.id,
    name: entry.name,
    parent: entry.parent,
    ...(entry.parentSince === undefined ? {} : { parentSince: entry.parentSince }),
    country: entry.country,
    seat: entry.seat,
    seatSource: entry.seatSource,
    isSeatVerified: entry.seatVerified,
    state: entry.state,
    kind: entry.kind,
    use,
    matched: match.matched,
    source: source === '' ? entry.source : source,
    // A host whose own source is memory is never sure, however well known the organisation is.
    confidence: source.startsWith('memory') ? 'possible' : confidences[entry.domains],
    ownershipConfidence: confidences[entry.ownership],
    note: entry.note,
    isSharedInfrastructure: entry.shared && isRecipient === 0,
  }
}

/** A compiled JSON file whole. Only its format is checked: the same format is the same shape. */
export function readJson(readData: ReadData, name: string): { readonly format: number } {
  const file = readData(name)
  const text = file.read(0, file.size).toString('utf8')
  let value: { readonly format: number }
  try {
    value = JSON.parse(text) as { readonly format: number }
  } catch (cause) {
    throw damagedData(name, { cause })
  }
  if (value.format !== dataFormat) {
    throw new FaultError(`The data file ${name} is of another version. Build varde again to make it anew.`)
  }
  return value
}
