import type { AddressScope } from '../core/address-scope.ts'
import type { Confidence } from '../detect/types.ts'

/** By what a server's name is known, strongest first. */
export type NameEvidence =
  | 'host'
  | 'sni'
  | 'dns-answer'
  | 'certificate'
  | 'device-log'
  | 'dns-question'
  | 'file-name-record'
  | 'none'

/** Who runs a host, as `data/organisations.yaml` says, with source and confidence of domain and ownership. */
export interface Organisation {
  readonly id: string
  readonly name: string
  /** Ultimate parent, '' where it stands alone. */
  readonly parent: string
  /** First day (`YYYY-MM-DD`) on which it certainly was the parent, where the list knows that it was none before. */
  readonly parentSince?: string
  /** ISO 3166-1 alpha-2 of the ultimate parent's seat. */
  readonly country: string
  /** ISO 3166-1 alpha-2 of where the organisation itself is established, '' where that is not known. */
  readonly seat: string
  /** Who says so: a register, a filing, the organisation itself; '' where nobody of these was read. */
  readonly seatSource: string
  readonly isSeatVerified: boolean
  /** State control of the parent: `controls`, `has a stake`, or none known. */
  readonly state: 'controls' | 'stake' | 'none-known'
  readonly kind: string
  /** What the host is for, where the list says so. */
  readonly use: string
  /** The suffix or host of the list that matched. */
  readonly matched: string
  readonly source: string
  /** That the host is this organisation's. */
  readonly confidence: Confidence
  /** That parent, seat and state control are right. */
  readonly ownershipConfidence: Confidence
  /** What else the list says: shareholders, dates, doubts; '' where nothing. */
  readonly note: string
  /** True for hosting, CDN and DNS names: says where, never who. */
  readonly isSharedInfrastructure: boolean
}

/** The autonomous system that announces an address, with the data set that says so. */
export interface Network {
  readonly asn: number
  readonly name: string
  readonly source: string
}

/** What one source says of an address: ISO 3166-1 alpha-2, and the day of the source (`YYYY-MM-DD`). */
export interface CountryClaim {
  readonly country: string
  readonly source: string
  readonly builtOn: string
}

/** What the data says of an address. `scope` tells private, link-local, loopback, multicast, documentation addresses from public ones. */
export interface AddressFacts {
  readonly address: string
  readonly scope: AddressScope
  readonly networks: readonly Network[]
  readonly countries: readonly CountryClaim[]
  /** True where at least two sources name a country, and all that do name the same. */
  readonly isCountryAgreed: boolean
  /** What the facts above do not prove (shared or anycast network, sources that disagree); '' where nothing is to be said. */
  readonly ambiguity: string
}

/** A compiled data file, opened by the shell. `read` returns fewer bytes only at the end of the file. */
export interface DataFile {
  readonly size: number
  read(offset: number, length: number): Buffer
}

/** Opens a compiled data file by name. Throws a FaultError where it is missing. */
export type ReadData = (name: string) => DataFile

/** Who receives: null where the list cannot name anybody. `ambiguity` says what stays open, '' where nothing does. */
export interface RecipientClaim {
  readonly organisation: Organisation | null
  readonly ambiguity: string
}

/** A data set behind the claims, as every report prints it: day `YYYY-MM-DD`, licence as SPDX name or text. */
export interface DataSet {
  readonly name: string
  readonly builtOn: string
  readonly licence: string
  /** Credit that the licence asks for. */
  readonly attribution: string
}

/** Looks things up in data that is on this machine; nothing leaves it. */
export interface Attribution {
  /** Organisation behind a host name: longest suffix wins; null where the list has none. */
  organisation(host: string): Organisation | null
  /**
   * Who receives what is sent to `host`, given the CNAME chain that the phone itself was told (in order, without the
   * queried name): a tenant's own name first, then the first name that is not shared infrastructure.
   */
  recipient(host: string, cnames: readonly string[]): RecipientClaim
  /** Registrable domain by the Public Suffix List; '' for an address or a bare suffix. */
  domain(host: string): string
  address(address: string): AddressFacts
  readonly dataSets: readonly DataSet[]
}
