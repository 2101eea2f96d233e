import type { ServerName } from '../../attribute/names.ts'
import { isPublicName } from '../../attribute/stand-in.ts'
import type { AddressFacts, NameEvidence } from '../../attribute/types.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { addressOfHost, parseAddress } from '../../core/address.ts'
import { scopeOf } from '../../core/address-scope.ts'
import { limits } from '../../core/limits.ts'
import { compareInstants } from '../../core/time.ts'
import type { AppContact } from '../../assess/types.ts'
import type { ContactEntry } from '../../source/entry.ts'
import type { Flow } from '../../stream/types.ts'
import { EntryFlow } from '../entries/entry-flow.ts'
import { FlowSeries } from './flow-series.ts'
import type { RecipientBook } from './recipient-book.ts'

/** Limits of recipients and of what is known of their flows. */
export const recipientAnomalies: {
  readonly [name in 'tooMany' | 'tooManyAddresses' | 'tooManyFlows']: AnomalyCode
} = {
  tooManyFlows: {
    code: 'correlate.series.too_many',
    kind: 'limit',
    sentence: 'More flows than the limit: triggers and periods do not see the ones beyond it.',
  },
  tooMany: {
    code: 'attribute.recipients.too_many',
    kind: 'limit',
    sentence:
      'More recipients than the limit: the ones beyond it are counted together as "further recipients".',
  },
  tooManyAddresses: {
    code: 'attribute.recipients.too_many_addresses',
    kind: 'limit',
    sentence: 'More addresses of recipients than the limit: the ones beyond it are not listed.',
  },
}

/** Where whole URLs may be asked for of the server itself. */
export const httpPort = 80

/** Endpoints of one recipient that are compared before a string is made. */
const knownEndpointsMax = 16

const strength: Record<NameEvidence, number> = {
  host: 5,
  sni: 4,
  'dns-answer': 3,
  certificate: 2,
  'device-log': 1.5,
  'dns-question': 1.2,
  'file-name-record': 1,
  none: 0,
}

/** Of a shared address so many other names are said; one more is kept, to tell that there are more. */
export const otherNamesMax = 3
/** The name of all recipients for which there is no room. */
export const rest = 'further recipients'
/** Why nothing is said of them. */
export const severalRest = 'these are several, and there was no room for each'
/** Of nearly all recipients. */
export const noNames: readonly string[] = []
/** So many names of others are said in which connections to a recipient were opened. */
const frontsMax = 3
const noFronts: readonly RecipientDraft[] = []
/** Stands for a set of which nearly all recipients have none; nothing is ever added to it. */
const noAddresses: Set<string> = new Set()

/** A recipient while the capture is read. */
export class RecipientDraft {
  /** In the order in which they were seen, from 1. */
  readonly number: number
  readonly id: string
  /** Of one that waits for its name '' until then. */
  host: string
  evidence: NameEvidence
  readonly addresses: Set<string> = new Set()
  /** Addresses of proxies that were asked to reach it: where they are says nothing of where it is. */
  proxies: Set<string> = noAddresses
  /** Of its addresses those that only proxies were asked for: nothing was seen to go there. */
  asked: Set<string> = noAddresses
  /** Of its addresses those that a recording tells: of what its recorder spoke to, which may be a proxy. */
  recorded: Set<string> = noAddresses
  readonly ports: Set<number> = new Set()
  readonly protocols: Set<string> = new Set()
  /** Keys of the apps whose flows went there (see pipeline/apps.ts). */
  readonly senders: Set<number> = new Set()
  flows = 0
  bytesToServer = 0
  bytesToClient = 0
  /** Bytes that were sent to it and that the capture lacks, of flows that were read. */
  missing = 0
  hasEch = false
  hasHiddenDns = false
  /** It is the device itself, by a name under which others asked it: nothing was sent to it. */
  isDevice = false
  /** Known by an address only, and a flow that was to go there named another: see `isPassedOver`. */
  isNamedElse = false
  cnames: readonly string[] = []
  /** What DNS answered for its name: whether any answer gave an address of a server, and whether any gave none on purpose. */
  isFound = false
  isDenied = false
  /** Names that were told for the same address: a flow that names nobody itself may be theirs. */
  otherNames: readonly string[] = noNames
  /** In whose names encrypted connections were opened on which it was asked for. */
  fronts: readonly RecipientDraft[] = noFronts
  /** With whom phones registered there, who is another: what REGISTER of SIP names. */
  registrars: readonly string[] = noNames
  /** Its flows in time, for triggers and periods. */
  readonly series: FlowSeries = new FlowSeries()
  /** What the device's own log says, by log and app. */
  readonly apps: Map<string, AppContact> = new Map()
  /** Endpoints that were added already, five words each: nearly all flows repeat one, and need no string then. */
  private readonly known: number[] = []
  private judgedHost = ''
  private hasPublicName = false
  private readonly book: RecipientBook

  constructor(number: number, host: string, evidence: NameEvidence, book: RecipientBook) {
    this.number = number
    this.id = `r${number}`
    this.host = host
    this.evidence = evidence
    this.book = book
  }

  /** Whether it has a name that can be one of the Internet. Asked at the end of each flow. */
  get isPublic(): boolean {
    if (this.judgedHost !== this.host) {
      this.judgedHost = this.host
      this.hasPublicName = isPublicName(this.host)
    }
    return this.hasPublicName
  }

  /** Whether it is known by an address only. */
  get isAddress(): boolean {
    return this.host === '' || addressOfHost(this.host) !== ''
  }

  /** Whether nothing went to it as itself: each flow to its address named who is there. */
  get isPassedOver(): boolean {
    return this.isNamedElse && this.flows === 0 && this.protocols.size === 0 && this.apps.size === 0
  }

  /** A flow of its, named only by what was told of the address. */
  sawGuess({ otherNames }: ServerName): void {
    if (otherNames.length === 0 || this.otherNames.length > otherNamesMax) return
    this.otherNames = [...new Set([...this.otherNames, ...otherNames])].slice(0, otherNamesMax + 1)
  }

  sawName(evidence: NameEvidence): void {
    if (strength[evidence] > strength[this.evidence]) this.evidence = evidence
  }

  /** Notes an address of the server. The first one always: a recipient without a name is known by it. */
  sawAddress(address: string): void {
    this.asked.delete(address)
    if (this.addresses.has(address)) return
    if (this.addresses.size === 0 || this.book.hasRoomForAddress()) this.addresses.add(address)
  }

  /** Notes an address that a proxy was asked for. */
  sawAsked(address: string): void {
    if (this.addresses.has(address)) return
    this.sawAddress(address)
    if (!this.addresses.has(address)) return
    if (this.asked === noAddresses) this.asked = new Set()
    this.asked.add(address)
  }

  /** It was asked for on a connection that was opened in the name of another. */
  sawFront(front: RecipientDraft): void {
    const isSaid = front.evidence === 'sni' || front.evidence === 'host'
    if (!isSaid || this.fronts.length >= frontsMax || this.fronts.includes(front)) return
    this.fronts = [...this.fronts, front]
  }

  /** A REGISTER of SIP that was sent there is for `name`. */
  sawRegistrar(name: string): void {
    if (this.registrars.length >= frontsMax || this.registrars.includes(name)) return
    this.registrars = [...this.registrars, name]
  }

  private sawProxy(address: string, port: number): void {
    if (address === '' || this.proxies.has(address) || !this.book.hasRoomForAddress()) return
    if (this.proxies === noAddresses) this.proxies = new Set()
    this.proxies.add(address)
    this.book.askedThrough(address, port, this)
  }

  /**
   * Whether what seemed a proxy is the server itself: nobody else was asked for there, by whole URLs at the port of HTTP, as
   * some clients write them against RFC 9112 (3.2.1) to any server.
   */
  isItself({ address, scope }: AddressFacts): boolean {
    return (
      (scope === 'public' || scope === 'documentation') && this.book.onlyOneAskedThrough(address) === this
    )
  }

  /** Notes the server's address and port of a flow; where that is a proxy, its address, and that it is one. */
  sawEndpoint(flow: Flow, isProxied = false): void {
    const { known } = this
    if (isProxied) {
      this.sawProxy(flow.serverAddress, flow.serverPort)
      return
    }
    if (flow instanceof EntryFlow && flow.namedAtEnd !== null) {
      flow.namedAtEnd.add(this)
      return
    }
    for (let at = 0; at < known.length; at += 5) {
      if (
        known[at + 3] === flow.server3 &&
        known[at + 4] === flow.serverPort &&
        known[at + 2] === flow.server2 &&
        known[at + 1] === flow.server1 &&
        known[at] === flow.server0
      ) {
        return
      }
    }
    // Files of exchanges do not name every address.
    if (flow.serverAddress !== '') this.sawAddress(flow.serverAddress)
    if (flow instanceof EntryFlow && !flow.isOnWire) {
      if (this.recorded === noAddresses) this.recorded = new Set()
      this.recorded.add(flow.serverAddress)
    }
    if (flow.serverPort > 0) this.ports.add(flow.serverPort)
    if (known.length >= knownEndpointsMax * 5) known.length = 0
    known.push(flow.server0, flow.server1, flow.server2, flow.server3, flow.serverPort)
  }

  /** DNS answered for its name, with an error or with addresses. One without either says nothing of other families of addresses. */
  sawAnswer(isError: boolean, addresses: readonly string[]): void {
    const isLedAstray = addresses.length > 0 && addresses.every(isNoServer)
    if (isError || isLedAstray) this.isDenied = true
    else if (addresses.length > 0) this.isFound = true
  }

  /** An app contacted it `contacts` times, as a log of the device says. */
  sawApp(
    source: string,
    { app, hits, at: first, last, isLookup }: Pick<ContactEntry, 'app' | 'hits' | 'at' | 'last' | 'isLookup'>,
  ): void {
    const isFull = this.apps.size >= limits.attribute.appsMax && !this.apps.has(`${source} ${app}`)
    const name = isFull ? 'further apps' : app
    const key = `${source} ${name}`
    const known = this.apps.get(key)
    this.apps.set(key, {
      app: name,
      source,
      contacts: (known?.contacts ?? 0) + hits,
      lookups: (known?.lookups ?? 0) + (isLookup ? hits : 0),
      first: known !== undefined && compareInstants(known.first, first) < 0 ? known.first : first,
      last: known !== undefined && compareInstants(known.last, last) > 0 ? known.last : last,
    })
  }

  /** Another one is this recipient: it was sent something, and its flows have not ended yet. */
  takeOver({ addresses, asked, proxies, ports, protocols }: RecipientDraft): void {
    for (const address of addresses)
      if (asked.has(address)) this.sawAsked(address)
      else this.sawAddress(address)
    for (const address of proxies) this.sawProxy(address, 0)
    for (const port of ports) this.ports.add(port)
    for (const protocol of protocols) this.protocols.add(protocol)
  }

  sawFlow(flow: Flow, isProxied = false): void {
    this.flows++
    this.sawBytes(flow)
    this.sawEndpoint(flow, isProxied)
  }

  /** What a flow carried that was counted before. */
  sawBytes({ bytesToServer, bytesToClient }: Flow): void {
    this.bytesToServer += bytesToServer
    this.bytesToClient += bytesToClient
  }
}

/** Whether an address is none of a server: the unspecified one, or that of the device itself, as filters answer. */
function isNoServer(address: string): boolean {
  const words = parseAddress(address)
  if (words === null) return true
  return (words[0] === 0 && words[1] === 0 && words[3] === 0) || scopeOf(words) === 'loopback'
}
