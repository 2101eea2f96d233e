import { AddressTables } from './address.ts'
import { dataFileNames } from './data-formats.ts'
import { OrganisationList, readJson } from './organisations.ts'
import { PublicSuffixes } from './public-suffixes.ts'
import { recipientOf } from './recipient.ts'
import type { CompiledManifest } from './data-formats.ts'
import type { AddressFacts, Attribution, DataSet, Organisation, ReadData, RecipientClaim } from './types.ts'

/** Opens the data on this machine. Reads nothing before the first question; nothing ever leaves the machine. */
export function openAttribution(readData: ReadData): Attribution {
  return new LocalAttribution(readData)
}

class LocalAttribution implements Attribution {
  private readonly readData: ReadData
  private readonly list: OrganisationList
  private readonly tables: AddressTables
  private readonly suffixes: PublicSuffixes
  private manifest: CompiledManifest | null = null

  constructor(readData: ReadData) {
    this.readData = readData
    this.list = new OrganisationList(readData)
    this.suffixes = new PublicSuffixes(readData)
    this.tables = new AddressTables(
      readData,
      (name) => this.dataSets.find((set) => set.name === name)?.builtOn ?? '',
      (networkName) => this.list.sharedNetwork(networkName),
    )
  }

  get dataSets(): readonly DataSet[] {
    this.manifest ??= readJson(this.readData, dataFileNames.manifest) as CompiledManifest
    return this.manifest.dataSets
  }

  organisation(host: string): Organisation | null {
    return this.list.find(host)
  }

  recipient(host: string, cnames: readonly string[]): RecipientClaim {
    return recipientOf(host, cnames, this.list)
  }

  domain(host: string): string {
    return this.suffixes.domainOf(host)
  }

  address(address: string): AddressFacts {
    return this.tables.facts(address)
  }
}
