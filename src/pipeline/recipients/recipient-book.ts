import type { NameBook, ServerName } from '../../attribute/names.ts'
import { Translators } from '../../attribute/translators.ts'
import type { NameEvidence } from '../../attribute/types.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import { addressOfHost } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import { EntryFlow } from '../entries/entry-flow.ts'
import type { FlowNote } from './flow-note.ts'
import { Redirects } from './redirects.ts'
import { httpPort, RecipientDraft, otherNamesMax, recipientAnomalies, rest } from './recipient-draft.ts'

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
