import { isOnDevice } from '../../assess/is-local.ts'
import type { NameBook, ServerName } from '../../attribute/names.ts'
import { isPublicName, isStandIn } from '../../attribute/stand-in.ts'
import { Translators } from '../../attribute/translators.ts'
import type { AddressFacts, Attribution, NameEvidence, Organisation } from '../../attribute/types.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { addressOfHost, parseAddress } from '../../core/address.ts'
import { scopeOf } from '../../core/address-scope.ts'
import { limits } from '../../core/limits.ts'
import { compareInstants } from '../../core/time.ts'
import type { AppContact, Recipient } from '../../assess/types.ts'
import type { ContactEntry } from '../../source/entry.ts'
import type { Flow } from '../../stream/types.ts'
import { EntryFlow } from '../entries/entry-flow.ts'
import type { FlowNote } from './flow-note.ts'
import { FlowSeries } from './flow-series.ts'
import type { AppBook } from '../apps.ts'
import { Redirects } from './redirects.ts'

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
const httpPort = 80

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
const otherNamesMax = 3
/** The name of all recipients for which there is no room. */
const rest = 'further recipients'
const severalRest = 'these are several, and there was no room for each'
const noNames: readonly string[] = []
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

/** Where what waits for the name of a server is kept, or of a proxy; a host or an address holds no space. */
function awaitedKey({ connection, id }: EntryFlow, what: 'server' | 'proxy'): string {
  return `awaited ${what} ${id} ${connection}`
}

/** Names and addresses are told apart by it: whatever a capture calls a host, it stands for no address. */
function keyOf(host: string): string {
  const address = addressOfHost(host)
  return address === '' ? host : keyOfAddress(address)
}

function keyOfAddress(address: string): string {
  return `[${address}]`
}

const noBursts: readonly number[] = []

/** All recipients of a run, by host name, else by address. */
export class RecipientBook {
  private readonly byKey: Map<string, RecipientDraft> = new Map()
  private readonly anomalies: AnomalyLog
  private flowsKept = 0
  private addressesKept = 0
  private made = 0
  /** Recipients that were found to be another one once their name was known: ids, and those of the others. */
  private readonly merged: Map<string, string> = new Map()
  /** Translators of addresses that DNS told of, in any of the captures. */
  readonly translators: Translators = new Translators()
  /** What stands in for servers of the Internet in private networks. */
  readonly redirects: Redirects = new Redirects()
  private hasWaited = false
  /** By addresses at which whole URLs were asked for: of whom, null for several. As many as addresses are kept. */
  private readonly byProxy: Map<string, RecipientDraft | null> = new Map()

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  /** Keeps time and size of a flow that has ended, of each of its bursts; `kind` is one of `flowKinds`. */
  keepFlow(recipient: RecipientDraft, flow: Flow, kind: number): void {
    const bursts = flow.bursts ?? noBursts
    let begin = flow.firstSec + flow.firstNsec / 1e9
    let before = 0
    for (let at = 0; at < bursts.length; at += 2) {
      this.keepBurst(recipient, begin, (bursts[at + 1] as number) - before, kind)
      begin = bursts[at] as number
      before = bursts[at + 1] as number
    }
    this.keepBurst(recipient, begin, flow.bytesToServer - before, kind)
  }

  private keepBurst(recipient: RecipientDraft, begin: number, bytesToServer: number, kind: number): void {
    if (this.flowsKept >= limits.correlate.seriesFlowsMax) {
      this.anomalies.note(recipientAnomalies.tooManyFlows, 0)
      return
    }
    this.flowsKept++
    recipient.series.push(begin, bytesToServer, kind)
  }

  /** Whether another address of a recipient may be kept; it counts as kept then. */
  hasRoomForAddress(): boolean {
    if (this.addressesKept >= limits.attribute.addressesMax) {
      this.anomalies.note(recipientAnomalies.tooManyAddresses, 0)
      return false
    }
    this.addressesKept++
    return true
  }

  /** `recipient` was asked for by a whole URL at `address`. */
  askedThrough(address: string, port: number, recipient: RecipientDraft): void {
    const known = this.byProxy.get(address)
    const isFirst = known === undefined && port === httpPort
    this.byProxy.set(address, isFirst || known === recipient ? recipient : null)
  }

  /** The server at `address` is a proxy, whoever else is asked for there. */
  isProxy(address: string): void {
    // One that is not kept counts as a proxy, too.
    if (this.byProxy.has(address) || this.byProxy.size < limits.attribute.addressesMax)
      this.byProxy.set(address, null)
  }

  /** The one recipient that was asked for at an address; null where there are several, or where it is a proxy surely. */
  onlyOneAskedThrough(address: string): RecipientDraft | null {
    return this.byProxy.get(address) ?? null
  }

  /** The recipient of that name. One that is called by its address is the one of this address. */
  named(host: string, evidence: NameEvidence): RecipientDraft {
    const draft = this.draft(keyOf(host), host, evidence)
    if (draft.host === '') draft.host = host
    return draft
  }

  /** The recipient of that name, if there is one. */
  known(host: string): RecipientDraft | null {
    return this.byKey.get(keyOf(host)) ?? null
  }

  unnamed(address: string): RecipientDraft {
    return this.draft(keyOfAddress(address), '', 'none')
  }

  /** Whom a flow went to that names nobody itself: by the name that `names` has for its address, else by the address. */
  ofFlow(flow: Flow, names: NameBook): RecipientDraft {
    const known = names.nameOf(flow.clientAddress, flow.serverAddress, flow.firstSec)
    const isAwaited = known.evidence === 'none' && flow instanceof EntryFlow && flow.isLogged
    if (!isAwaited) return this.guessed(flow, known)
    flow.awaited ??= this.awaiting(flow, 'server')
    return flow.awaited ?? this.unnamed(flow.serverAddress)
  }

  /** The proxy that a flow went to: its requests, and other logs of its connection, name those behind it. */
  ofProxy(flow: Flow, names: NameBook): RecipientDraft {
    const known = names.nameOf(flow.clientAddress, flow.serverAddress, flow.firstSec)
    const isAwaited = known.evidence === 'none' && flow instanceof EntryFlow && flow.isLogged
    if (!isAwaited) return this.guessed(flow, known)
    flow.awaitedProxy ??= this.awaiting(flow, 'proxy')
    return flow.awaitedProxy ?? this.unnamed(flow.serverAddress)
  }

  /** Whom a connection of a log went to, until all logs were read: then `settle` says who that is. Null where there is no room. */
  private awaiting(flow: EntryFlow, what: 'server' | 'proxy'): RecipientDraft | null {
    // The last half of the room is for those that are known.
    if (this.byKey.size > limits.attribute.recipientsMax >> 1) return null
    this.hasWaited = true
    return this.draft(awaitedKey(flow, what), '', 'none')
  }

  /** All logs were read: what waited for the name of this connection is `name`'s, or its address's where that is ''. */
  settle(flow: EntryFlow, name: string, evidence: NameEvidence, cnames: readonly string[]): void {
    const { awaited } = flow
    flow.awaited = null
    if (awaited !== null) this.settleDraft(flow, awaited, 'server', name, evidence, cnames)
  }

  /** The same of what was said to a proxy itself, whose name is that of its address. */
  settleProxy(flow: EntryFlow, name: string, evidence: NameEvidence, cnames: readonly string[]): void {
    const { awaitedProxy } = flow
    flow.awaitedProxy = null
    if (awaitedProxy !== null) this.settleDraft(flow, awaitedProxy, 'proxy', name, evidence, cnames)
  }

  private settleDraft(
    flow: EntryFlow,
    awaited: RecipientDraft,
    what: 'server' | 'proxy',
    name: string,
    evidence: NameEvidence,
    cnames: readonly string[],
  ): void {
    this.byKey.delete(awaitedKey(flow, what))
    const key = name === '' ? keyOfAddress(flow.serverAddress) : keyOf(name)
    const known = this.byKey.get(key)
    if (known === undefined) {
      awaited.host = name
      awaited.evidence = evidence
      this.byKey.set(key, awaited)
    } else {
      known.sawName(evidence)
      known.takeOver(awaited)
      this.merged.set(awaited.id, known.id)
    }
    const recipient = known ?? awaited
    if (recipient.cnames.length === 0) recipient.cnames = cnames
    const note = flow.note as FlowNote | null
    if (note?.recipient === awaited) note.recipient = recipient
    if (note?.withoutHost === awaited) note.withoutHost = recipient
    if (note?.proxy === awaited) note.proxy = recipient
  }

  /** The id of the recipient that one with this id turned out to be. */
  idOf(id: string): string {
    return this.merged.get(id) ?? id
  }

  /** As `ofFlow`, where it is `known` already what the address is called. */
  guessed(flow: Flow, known: ServerName): RecipientDraft {
    if (known.evidence === 'none') return this.unnamed(flow.serverAddress)
    const draft = this.named(known.name, known.evidence)
    draft.sawGuess(known)
    return draft
  }

  /** Somebody who asked the device for something, from `address`: no server of its own. */
  asker(address: string): RecipientDraft {
    const draft = this.unnamed(address)
    draft.sawAddress(address)
    return draft
  }

  get all(): Iterable<RecipientDraft> {
    if (!this.hasWaited) return this.byKey.values()
    return [...this.byKey.values()].sort((left, right) => left.number - right.number)
  }

  /** By address whose servers are there, as far as they have a name: a few more than are said. */
  namesByAddress(): ReadonlyMap<string, readonly string[]> {
    const names = new Map<string, string[]>()
    for (const { host, addresses } of this.byKey.values()) {
      if (host === '' || host === rest) continue
      for (const address of addresses) {
        const known = names.get(address)
        if (known === undefined) names.set(address, [host])
        else if (known.length <= otherNamesMax) known.push(host)
      }
    }
    return names
  }

  private draft(key: string, host: string, evidence: NameEvidence): RecipientDraft {
    const known = this.byKey.get(key)
    if (known !== undefined) {
      known.sawName(evidence)
      return known
    }
    if (this.byKey.size >= limits.attribute.recipientsMax) {
      this.anomalies.note(recipientAnomalies.tooMany, 0, key)
      const others = this.byKey.get('') ?? new RecipientDraft(++this.made, rest, 'none', this)
      this.byKey.set('', others)
      return others
    }
    const draft = new RecipientDraft(++this.made, host, evidence, this)
    this.byKey.set(key, draft)
    return draft
  }
}

/** What the data sets say of a recipient, once the whole capture was read. */
export function attributeRecipient(
  draft: RecipientDraft,
  attribution: Attribution,
  apps: AppBook,
  translators: Translators,
  redirects: ReadonlySet<string>,
  namesByAddress: ReadonlyMap<string, readonly string[]>,
): Recipient {
  const { organisation: named, ambiguity } =
    draft.host === '' || draft.host === rest
      ? { organisation: null, ambiguity: draft.host === '' ? unnamed(draft, namesByAddress) : severalRest }
      : attribution.recipient(draft.host, draft.cnames)
  const factsOf = (address: string): AddressFacts => addressOf(address, attribution, translators)
  const { own = [], standIn = [] } = Object.groupBy([...draft.addresses].map(factsOf), (facts) =>
    draft.isPublic && isStandIn(facts, draft.recorded.has(facts.address), redirects.has(facts.address))
      ? 'standIn'
      : 'own',
  )
  const { itself = [], proxy = [] } = Object.groupBy([...draft.proxies].map(factsOf), (facts) =>
    draft.addresses.has(facts.address) || draft.isItself(facts) ? 'itself' : 'proxy',
  )
  for (const facts of itself) {
    if (draft.addresses.has(facts.address)) continue
    own.push(facts)
    draft.ports.add(httpPort)
  }
  const { hasEch, evidence, otherNames } = draft
  // A filter has names of others lead to the device itself: nothing of what goes there is theirs to get.
  const isFiltered = draft.isPublic && named !== null && isOnDevice({ addresses: own })
  const organisation = isFiltered ? null : named
  const doubts = [ambiguity]
  if (isFiltered)
    doubts.push(`its name is one of ${named.name}, and led to the device itself (a filter on it)`)
  if (evidence === 'dns-answer' && otherNames.length > 0) doubts.push(sharedWith(otherNames))
  const fronts = draft.fronts.filter((front) => isOfAnother(front, draft, named, attribution))
  if (fronts.length > 0) doubts.push(openedFor(fronts.map(({ host }) => host)))
  const registrars = draft.registrars.filter((host) =>
    isOfAnother({ host, cnames: noNames }, draft, named, attribution),
  )
  if (registrars.length > 0) doubts.push(registeredWith(registrars))
  const mayHideName = hasEch && draft.flows > 0 && (evidence === 'sni' || evidence === 'none')
  if (mayHideName) doubts.push('the client offered ECH: the real name may be hidden')
  return {
    id: draft.id,
    host: draft.host,
    nameEvidence: draft.evidence,
    domain: draft.host === '' ? '' : attribution.domain(draft.host),
    addresses: own.map((facts) =>
      draft.asked.has(facts.address) && !draft.proxies.has(facts.address)
        ? { ...facts, isAsked: true }
        : facts,
    ),
    proxies: [...proxy, ...standIn],
    ports: [...draft.ports].sort((left, right) => left - right),
    protocols: [...draft.protocols].sort(),
    senders: [...new Set([...draft.senders].flatMap((key) => apps.idOf(key) ?? []))],
    organisation,
    ambiguity: doubts.filter((doubt) => doubt !== '').join('; '),
    flows: draft.flows,
    bytesToServer: draft.bytesToServer,
    bytesToClient: draft.bytesToClient,
    missing: draft.missing,
    apps: [...draft.apps.values()],
    hasEch: draft.hasEch,
    mayHideName,
    ...(draft.isDenied && !draft.isFound ? { isDenied: true } : {}),
    hasHiddenDns: draft.hasHiddenDns || isSealedResolver(draft, organisation?.use ?? ''),
  }
}

/** Whether a server with another name is one of somebody else, as far as is known: big services share connections among their own. */
function isOfAnother(
  { host, cnames }: Pick<RecipientDraft, 'host' | 'cnames'>,
  draft: RecipientDraft,
  named: Organisation | null,
  attribution: Attribution,
): boolean {
  if (attribution.domain(host) === attribution.domain(draft.host)) return false
  const { organisation } = attribution.recipient(host, cnames)
  if (organisation === null || named === null) return true
  return organisation.id !== named.id && (named.parent === '' || organisation.parent !== named.parent)
}

function openedFor(names: readonly string[]): string {
  return `connections to it were opened in the name of ${names.join(', ')}: who has that server reads what they carry`
}

/** A phone registers by way of a proxy, which need not be the registrar's (RFC 3261, 8.1.2 and 10.2). */
function registeredWith(names: readonly string[]): string {
  return `what was sent there asks to be registered with ${names.join(', ')}: it may be handed on to there`
}

/** An address behind a translator stands for one of IPv4, which is the recipient's. */
function addressOf(address: string, attribution: Attribution, translators: Translators): AddressFacts {
  const behind = translators.behind(address)
  if (behind === null) return attribution.address(address)
  const facts = attribution.address(behind)
  const said = `DNS says that it stands for ${behind}, behind a translator (NAT64)`
  return { ...facts, address, ambiguity: facts.ambiguity === '' ? said : `${said}; ${facts.ambiguity}` }
}

/** Protocols of which nothing but the hellos could be read. */
const sealing: ReadonlySet<string> = new Set(['tls', 'quic'])

/** What a resolver is sent over TLS or QUIC are questions for names, over HTTPS where nothing else says so (RFC 8484). */
function isSealedResolver({ protocols, flows }: RecipientDraft, use: string): boolean {
  return (
    flows > 0 &&
    protocols.size > 0 &&
    use.startsWith('DNS resolver') &&
    [...protocols].every((name) => sealing.has(name))
  )
}

/** Requests without a host, on a connection on which others name several, are sent to an address of which names are known. */
function unnamed(
  { addresses }: RecipientDraft,
  namesByAddress: ReadonlyMap<string, readonly string[]>,
): string {
  if (addresses.size === 0) return 'what tells of it names no server'
  const others = [...new Set([...addresses].flatMap((address) => namesByAddress.get(address) ?? []))]
  if (others.length === 0) return 'no name was seen for this address'
  const further = others.length > otherNamesMax ? ', …' : ''
  return `what was sent there names no host, and it may have been for others at its address: ${others.slice(0, otherNamesMax).join(', ')}${further}`
}

function sharedWith(names: readonly string[]): string {
  const further = names.length > otherNamesMax ? ', …' : ''
  return `its address was told for other names as well: ${names.slice(0, otherNamesMax).join(', ')}${further}`
}
