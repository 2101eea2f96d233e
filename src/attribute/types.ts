import type { Confidence } from '../detect/types.ts'

/** By what a server's name is known, strongest first. */
export type NameEvidence = 'host' | 'sni' | 'dns-answer' | 'file-name-record' | 'none'

export interface Organisation {
  readonly id: string
  readonly name: string
  /** Ultimate parent, '' where it stands alone. */
  readonly parent: string
  /** ISO 3166-1 alpha-2 of the ultimate parent's seat. */
  readonly country: string
  /** State control of the parent: `controls`, `has a stake`, or none known. */
  readonly state: 'controls' | 'stake' | 'none-known'
  readonly kind: string
  /** What the host is for, where the list says so. */
  readonly use: string
  /** The suffix or host of the list that matched. */
  readonly matched: string
  readonly source: string
  readonly confidence: Confidence
  /** True for hosting, CDN and DNS names: says where, never who. */
  readonly isSharedInfrastructure: boolean
}

export interface Network {
  readonly asn: number
  readonly name: string
  readonly source: string
}

export interface CountryClaim {
  readonly country: string
  readonly source: string
  readonly builtOn: string
}

/** What the data says of an address. `scope` tells private, link-local, loopback, multicast, documentation addresses from public ones. */
export interface AddressFacts {
  readonly address: string
  readonly scope:
    | 'public'
    | 'private'
    | 'link-local'
    | 'loopback'
    | 'multicast'
    | 'documentation'
    | 'reserved'
  readonly networks: readonly Network[]
  readonly countries: readonly CountryClaim[]
  /** True where all sources name the same country. */
  readonly isCountryAgreed: boolean
}

export interface DataSet {
  readonly name: string
  readonly builtOn: string
  readonly licence: string
}

/** Looks things up in data that is on this machine; nothing leaves it. */
export interface Attribution {
  /** Organisation behind a host name: longest suffix wins; null where the list has none. */
  organisation(host: string): Organisation | null
  /**
   * Who receives what is sent to `host`, given the CNAME chain that the phone itself was told (in order, without the
   * queried name): a tenant's own name first, then the first name that is not shared infrastructure.
   */
  recipient(host: string, cnames: readonly string[]): { organisation: Organisation | null; ambiguity: string }
  /** Registrable domain by the Public Suffix List; '' for an address or a bare suffix. */
  domain(host: string): string
  address(address: string): AddressFacts
  readonly dataSets: readonly DataSet[]
}
