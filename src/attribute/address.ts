import { formatAddress, parseAddress } from '../core/address.ts'
import { dataFileNames, dataSetNames } from './data-formats.ts'
import { NetworkNames } from './network-names.ts'
import { RangeTable } from './range-table.ts'
import { embeddedV4, scopeOf } from '../core/address-scope.ts'
import type { AddressWords } from '../core/address.ts'
import type { AddressFacts, CountryClaim, Network, ReadData } from './types.ts'

/** Looks addresses up in the tables of networks and countries. Opens each only when it is asked. */
export class AddressTables {
  private readonly keyV4 = Buffer.alloc(4)
  private readonly keyV6 = Buffer.alloc(16)
  private readonly names: NetworkNames
  private readonly networksV4: RangeTable
  private readonly networksV6: RangeTable
  private readonly countries: readonly {
    readonly source: string
    readonly v4: RangeTable
    readonly v6: RangeTable
  }[]
  private readonly builtOn: (dataSet: string) => string
  private readonly sharedNetwork: (networkName: string) => string

  /** `builtOn` gives the date of a data set, `sharedNetwork` the provider that a network's name shows ('' if none). */
  constructor(
    readData: ReadData,
    builtOn: (dataSet: string) => string,
    sharedNetwork: (networkName: string) => string,
  ) {
    const table = (name: string): RangeTable => new RangeTable(name, () => readData(name))
    this.builtOn = builtOn
    this.sharedNetwork = sharedNetwork
    this.names = new NetworkNames(dataFileNames.networkNames, () => readData(dataFileNames.networkNames))
    this.networksV4 = table(dataFileNames.networksV4)
    this.networksV6 = table(dataFileNames.networksV6)
    this.countries = [
      {
        source: dataSetNames.whoisCountries,
        v4: table(dataFileNames.whoisCountriesV4),
        v6: table(dataFileNames.whoisCountriesV6),
      },
      {
        source: dataSetNames.dbipCountries,
        v4: table(dataFileNames.dbipCountriesV4),
        v6: table(dataFileNames.dbipCountriesV6),
      },
    ]
  }

  /** What the data says of an address. Text that is no address is `reserved`: nothing can be found for it. */
  facts(text: string): AddressFacts {
    const words = parseAddress(text)
    if (words === null) return nothingFound(text, 'reserved')
    const address = formatAddress(words[0], words[1], words[2], words[3])
    const scope = scopeOf(words)
    if (scope !== 'public') return nothingFound(address, scope)
    const isV4 = this.fillKey(words)
    const key = isV4 ? this.keyV4 : this.keyV6
    const networks: Network[] = []
    const network = this.names.at((isV4 ? this.networksV4 : this.networksV6).value(key))
    if (network !== null) {
      const source = `${dataSetNames.networks}, ${this.builtOn(dataSetNames.networks)}`
      networks.push({ asn: network.asn, name: network.name, source })
    }
    const countries: CountryClaim[] = []
    for (const { source, v4, v6 } of this.countries) {
      const country = (isV4 ? v4 : v6).label(key)
      if (country !== '') countries.push({ country, source, builtOn: this.builtOn(source) })
    }
    const distinct = [...new Set(countries.map((claim) => claim.country))]
    const said: string[] = []
    const provider = networks.map((entry) => this.sharedNetwork(entry.name)).find((name) => name !== '') ?? ''
    if (provider !== '') {
      said.push(
        `shared network of ${provider}: the address proves no recipient, and may be served from several countries`,
      )
    }
    if (distinct.length > 1) said.push(`the sources disagree on the country: ${distinct.join(', ')}`)
    return {
      address,
      scope,
      networks,
      countries,
      isCountryAgreed: countries.length > 1 && distinct.length === 1,
      ambiguity: said.join('; '),
    }
  }

  private fillKey(words: AddressWords): boolean {
    const v4 = embeddedV4(words)
    if (v4 !== null) {
      this.keyV4.writeInt32BE(v4)
      return true
    }
    for (let index = 0; index < 4; index++) this.keyV6.writeInt32BE(words[index] as number, index * 4)
    return false
  }
}

function nothingFound(address: string, scope: AddressFacts['scope']): AddressFacts {
  return { address, scope, networks: [], countries: [], isCountryAgreed: false, ambiguity: '' }
}
