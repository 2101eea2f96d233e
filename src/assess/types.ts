import type { FrameSpan } from '../core/origin.ts'
import type { Protection } from '../core/protection.ts'
import type { Instant } from '../core/time.ts'
import type { Step } from '../decode/types.ts'
import type { Confidence, FamilyMatch } from '../detect/types.ts'
import type { AddressFacts, NameEvidence, Organisation } from '../attribute/types.ts'

/** How bad a finding is: docs/severity.md says what decides it. */
export type Severity = 'low' | 'medium' | 'high' | 'critical'

/** A program on the device, as the capture names it. */
export interface App {
  /** `a1`, `a2`… */
  readonly id: string
  /** Android package. */
  readonly package: string | null
  /** Name of the app or process. */
  readonly name: string | null
  /** Android's user number of the app, or the user that the process ran as. */
  readonly uid: number | null
  /** Process numbers. */
  readonly pids: readonly number[]
  readonly path: string | null
}

/** Where a recipient is. */
export interface RecipientAddress extends AddressFacts {
  /** Only proxies were asked to reach it: nothing was seen to go there. Absent else. */
  readonly isAsked?: true
}

/** Who was sent something: one entry for each host name, or for each address where there is no name. */
export interface Recipient {
  /** `r1`, `r2`… in order of first appearance. */
  readonly id: string
  /** '' where no name is known. */
  readonly host: string
  readonly nameEvidence: NameEvidence
  readonly domain: string
  readonly addresses: readonly RecipientAddress[]
  /** Addresses at which proxies were asked to reach it, or that stood for it: they are not where it is. */
  readonly proxies: readonly AddressFacts[]
  readonly ports: readonly number[]
  /** Protocol names seen, e.g. `http`, `tls`. */
  readonly protocols: readonly string[]
  /** Ids of the apps whose flows went there, where the capture names them. */
  readonly senders: readonly string[]
  readonly organisation: Organisation | null
  /** Why the recipient may be someone else (shared hosting, no name), '' where nothing speaks for that. */
  readonly ambiguity: string
  readonly flows: number
  readonly bytesToServer: number
  readonly bytesToClient: number
  /** Bytes that were sent to it and are missing in the capture, of flows that were read; absent: none. */
  readonly missing?: number
  /** Apps that contacted it, as the device's own log says. */
  readonly apps: readonly AppContact[]
  /** True where some TLS or QUIC hello offered ECH. */
  readonly hasEch: boolean
  /** The name comes from such hellos alone, and a connection was not opened: it may not be the real one. */
  readonly mayHideName: boolean
  /** True where some DNS over TLS, QUIC or HTTPS to it could not be decrypted: the names asked for are not seen. */
  readonly hasHiddenDns: boolean
  /** DNS answered for its name, and never with an address of a server: with errors, or what filters answer. Absent else. */
  readonly isDenied?: true
}

/** An app that a log of the device names as the one that contacted a recipient. Nothing is known of what it said. */
export interface AppContact {
  /** Package or bundle; '' where the log does not name it. */
  readonly app: string
  /** Format of the log. */
  readonly source: string
  readonly contacts: number
  /** How many of the contacts were only questions for the address. */
  readonly lookups: number
  readonly first: Instant
  readonly last: Instant
}

/** Requests of 802.11 for networks by name: how many were seen, and how many of them are the phone's, by what is known of it. */
export interface Callers {
  readonly calls: number
  readonly own: number
  readonly basis: 'profile' | 'busiest' | 'none'
}

/** An address of IPv4 in a local network, and how many connections it opened. */
export interface LocalDevice {
  readonly capture: number
  readonly address: string
  readonly flows: number
}

/** The exchange that an observation stands in, as reports name it. */
export interface ExchangeSummary {
  readonly protocol: string
  /** Request method, '' where there is none. */
  readonly method: string
  readonly host: string
  /** Path without the query; identifiers in it are masked unless they are revealed. */
  readonly path: string
  /** Of the recipient: behind a tunnel that which was asked for; of a whole URL for a proxy that of the proxy. */
  readonly port: number
  /** 0 where no answer was seen. */
  readonly status: number
  /** Its protocol sends no answer to it (MQTT, quality of service 0; SIP, an ACK or itself an answer); absent else. */
  readonly hasNoAnswer?: true
  /** A browser lists it that gave it up, and nothing shows that it was sent; absent else. */
  readonly mayBeUnsent?: true
  /** What encrypts it ends at a proxy, which can read it and is to hand it on in clear text; absent else. */
  readonly isOpenedByProxy?: true
  /** All that it showed was encrypted by the program itself, and opened with a key that was given or is published; absent else, and where a connection encrypts it. */
  readonly isSealedByProgram?: true
  readonly communityId: string
  /** Of a question of DNS: the registrable domain of the name that it asks for; absent where it has none. */
  readonly asked?: string
  /** Names of the tunnels that its packets came through; absent where there was none. */
  readonly tunnels?: readonly string[]
  /** The code that sent it, where the recorder saw it: methods, the innermost first. */
  readonly code?: readonly string[]
}

/** One place where traffic shows an identifier: a fact. */
export interface Observation {
  readonly id: string
  /** Index of the capture, in the order of the command line. */
  readonly capture: number
  readonly identifier: string
  readonly value: string
  readonly normal: string
  readonly writtenAs: string
  readonly confidence: Confidence
  readonly by: string
  readonly reasons: readonly string[]
  readonly recipient: string
  readonly protection: Protection
  readonly direction: 'sent' | 'received'
  /** Of what was received: it stands in what others asked of a server on the phone, not in an answer. */
  readonly isAsked?: true
  readonly at: Instant
  readonly spans: readonly FrameSpan[]
  readonly chain: readonly Step[]
  readonly exchange: number
  /**
   * Present where the capture holds different bytes for this place of the stream: whether it stands in what came first or
   * in another copy. Which of them the recipient took is not known.
   */
  readonly copy?: 'first' | 'other'
}

/**
 * What the recipient answered: proof that the data arrived, and whether it was taken. `status` is that of the protocol
 * (HTTP, CoAP as 204), 0 where none was seen.
 */
export interface Receipt {
  readonly status: number
  /** What the answer says of acceptance; null where it does not say. */
  readonly accepted: boolean | null
  /** A sentence on how that was read. */
  readonly reason: string
  /** How a call of gRPC ended, where its answer says: 0 is well. Its `status` is that of HTTP. */
  readonly callStatus?: number
  /** That there is an answer does not show that what identifies was received, and why not; absent where it does. */
  readonly unshown?: Unshown
  /** The network on the way answered in the server's place, which may not have got it; absent else. */
  readonly isOfNetwork?: true
}

/**
 * `early`: the answer began before what identifies was sent; `interim`: no more came than an answer that says to go on;
 * `not-whole`: it says that the message never came whole.
 */
export type Unshown = 'early' | 'interim' | 'not-whole'

/** An exchange that carries one or more identifiers to a recipient. */
export interface Transmission {
  readonly capture: number
  readonly exchange: number
  readonly at: Instant
  readonly recipient: string
  readonly identifiers: readonly string[]
  readonly frames: readonly number[]
  readonly protection: Protection
  readonly receipt: Receipt | null
  readonly families: readonly FamilyMatch[]
  /** Id of the app that sent it; absent where the capture does not say. */
  readonly app?: string
  /** The address of IPv4 in a local network that sent it; absent for all others. */
  readonly sender?: string
  /** The address that sent it, of whatever network; absent where it is not known. */
  readonly clientAddress?: string
  /** `other`: it is read from another copy of bytes that the capture holds twice; which one was received is not known. */
  readonly copy?: 'other'
  readonly summary: ExchangeSummary
}

/** A known sender seen by its name alone (DNS, SNI, certificate, what a proxy was asked for): nothing of its content was readable. */
export interface NamedContact {
  readonly capture: number
  readonly recipient: string
  readonly family: FamilyMatch
  readonly source:
    | 'dns-question'
    | 'dns-answer'
    | 'sni'
    | 'certificate'
    | 'proxied'
    | 'host'
    | 'device-log'
    | 'device-lookup'
  /** Of an alias in DNS, the recipient goes by the name that was asked for. */
  readonly name: string
  readonly at: Instant
  readonly frame: number
  /** The address of IPv4 in a local network that asked or connected; absent for all others. */
  readonly sender?: string
}

/** An assessed claim, with what speaks for it and against it. */
export interface Finding {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly reasons: readonly string[]
  readonly counterEvidence: readonly string[]
  readonly recipient: string
  readonly identifiers: readonly string[]
  readonly family: string
  readonly transmissions: number
  /** More were sent than there was room for: `transmissions` and `last` are the least that is known. Absent otherwise. */
  readonly isAtLeast?: true
  readonly observations: readonly string[]
  readonly first: Instant
  readonly last: Instant
}
