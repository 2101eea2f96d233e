import { isOnInternet, scopeOf, scopeOfText } from '../../core/address-scope.ts'
import { limits } from '../../core/limits.ts'
import { operatorProtocols } from '../../core/operator-protocols.ts'
import { ephemeralPort } from '../../core/ports.ts'
import type { Direction } from '../../core/verdict.ts'
import type { ProtocolName } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import type { OwnAddresses } from './own-addresses.ts'
import type { RecipientBook } from './recipient-book.ts'
import type { RecipientDraft } from './recipient-draft.ts'

/** Whom a client spoke to: the first server, and whether there were others. */
interface Contacts {
  readonly server: string
  hasOthers: boolean
  /** When it opened its first connection, in seconds; nothing asks for it where there were others. */
  first: number
  /** Connections that it opened to ports that serve, of those that are over. */
  asked: number
  /** It speaks as a phone does to servers that its operator has in a network of his own. */
  isCustomer: boolean
  /** In no flow of its was it more than guessed that it is the client. */
  isUnsure: boolean
  /** What went between the two, as long as there are no others, by the name that the client has for the server. */
  talks: Talks | null
}

type Talks = Map<RecipientDraft, Talk>

type Ends = Pick<Flow, 'clientAddress' | 'serverAddress'>

/** What went between a client and a server in the flows that are over. */
interface Talk {
  flows: number
  bytesToServer: number
  bytesToClient: number
  missing: number
  readonly protocols: Set<string>
}

/**
 * Tells the connections in which the device itself is the server (an app that hands out files, a management client that is
 * asked): what it answers has left it. Where frames say which addresses are the device's, they decide. Else its address is a
 * client's elsewhere in the capture, and its peer's is a client's of it alone; of two that speak to each other only, the one
 * that asks for names or the time is the device, else the one that asks more at ports that serve (in active FTP the server
 * asks at others), else the one that did so first; and of two of which one only is ever asked, it is the device if it is in
 * a private network and the other on the Internet. Known at the end of a capture, whatever came first. A capture of a whole
 * network has other servers that are clients, too; there it is taken for one where it is asked by somebody who speaks to
 * nobody else, unless only who asks says permanent numbers of the profile: then that is the device. Who asks a server for others by their names speaks to those: the server is a proxy, or stands in their place,
 * as the machine does that captures a phone behind it.
 */
export class ServedFlows {
  private readonly contacts: Map<string, Contacts> = new Map()
  /** Null where the flow before is not kept; '' is a client whose address no recording tells. */
  private lastClient: string | null = ''
  private lastServer = ''
  private lastHasOthers = false
  private lastIsCustomer = false
  private lastIsUnsure = false
  /** What identifies in flows whose sides were guessed, by their clients and servers: sent, and received. */
  private readonly shown: Map<string, readonly [sent: Set<string>, received: Set<string>]> = new Map()
  /** Addresses that said a permanent number of the device, by what each is in its flows. */
  private readonly sayers: Set<string> = new Set()
  /** What went in flows that the device served as its own addresses say, by who asked. */
  private readonly ownTalks: Map<string, Talks> = new Map()
  private readonly own: Pick<OwnAddresses, 'has'>

  /** `own` knows addresses of the device. */
  constructor(own: Pick<OwnAddresses, 'has'>) {
    this.own = own
  }

  /** Notes a flow; `isForOther`: its server was asked for another, by a name; `protocol`: what was spoken. */
  saw(flow: Flow, isForOther: boolean, protocol: ProtocolName): void {
    const { clientAddress, isUnsure } = flow
    const isCustomer = operatorProtocols.has(protocol)
    const known = this.contacts.get(clientAddress)
    if (known?.hasOthers === true) {
      // Nearly all flows of a phone: whom this one is with, and when it began, is asked of nobody any more.
      known.isCustomer ||= isCustomer
      known.isUnsure &&= isUnsure
      this.lastClient = null
      return
    }
    const { serverAddress, firstSec, firstNsec } = flow
    // Flows end in another order than they begin; of an address that repeats itself the first end is near enough.
    const isSame = clientAddress === this.lastClient && serverAddress === this.lastServer
    const isOld = (this.lastHasOthers || !isForOther) && (this.lastIsCustomer || !isCustomer)
    if (isSame && isOld && (isUnsure || !this.lastIsUnsure)) return
    this.lastClient = clientAddress
    this.lastServer = serverAddress
    this.lastHasOthers = isForOther
    this.lastIsCustomer = isCustomer
    this.lastIsUnsure = isUnsure
    const first = firstSec + firstNsec / 1e9
    if (known !== undefined) {
      known.hasOthers ||= isForOther || known.server !== serverAddress
      known.isCustomer ||= isCustomer
      known.isUnsure &&= isUnsure
      known.first = Math.min(known.first, first)
    } else if (this.contacts.size < limits.attribute.recipientsMax)
      this.contacts.set(clientAddress, {
        server: serverAddress,
        hasOthers: isForOther,
        first,
        asked: 0,
        isCustomer,
        isUnsure,
        talks: null,
      })
  }

  /** A flow that was seen is over; it was counted with `recipient`, as one to which `missing` bytes more were sent. */
  ended(flow: Flow, recipient: RecipientDraft, protocol: string, missing: number): void {
    const { clientAddress, serverAddress } = flow
    const contacts = this.contacts.get(clientAddress)
    if (contacts === undefined || (contacts.server !== serverAddress && !this.isOwnServer(flow))) return
    if (flow.serverPort < ephemeralPort) contacts.asked++
    const talks = this.talksOf(contacts, flow)
    if (talks === null) return
    const talk = talks.get(recipient) ?? noTalk()
    talks.set(recipient, talk)
    talk.flows++
    talk.bytesToServer += flow.bytesToServer
    talk.bytesToClient += flow.bytesToClient
    talk.missing += missing
    talk.protocols.add(protocol)
  }

  private talksOf(contacts: Contacts, flow: Ends): Talks | null {
    if (this.isOwnServer(flow)) {
      const talks = this.ownTalks.get(flow.clientAddress) ?? new Map<RecipientDraft, Talk>()
      this.ownTalks.set(flow.clientAddress, talks)
      return talks
    }
    contacts.talks = contacts.hasOthers ? null : (contacts.talks ?? new Map<RecipientDraft, Talk>())
    return contacts.talks
  }

  /** Whether two ends opened connections to each other and to nobody else, and nothing tells which one is the device. */
  get isGuessed(): boolean {
    for (const [address, one] of this.contacts) {
      const peer = this.contacts.get(one.server)
      if (peer === undefined || peer.server !== address || one.hasOthers || peer.hasOthers) continue
      const isKnown = this.own.has(address) || this.own.has(one.server) || address === one.server
      const isAlike = one.isCustomer === peer.isCustomer && one.isUnsure === peer.isUnsure
      // Files that are asked for from a server may come on connections to ports that the phone gives out.
      if (!isKnown && isAlike && one.asked > 0 && peer.asked > 0) return true
    }
    return false
  }

  /** A value was seen in a flow whose sides were guessed: the side that shows more of them is the device. */
  showed({ clientAddress, serverAddress }: Ends, direction: Direction, value: string): void {
    const ends = endsOf(clientAddress, serverAddress)
    const known = this.shown.get(ends) ?? [new Set(), new Set()]
    if (this.shown.size < limits.attribute.recipientsMax) this.shown.set(ends, known)
    known[direction].add(value)
  }

  /** A side of the flow (0: its client) said a number that nobody but the device has for good. */
  saidOwn({ clientAddress, serverAddress }: Ends, side: Direction): void {
    if (this.sayers.size < limits.attribute.recipientsMax)
      this.sayers.add(side === 0 ? clientAddress : serverAddress)
  }

  /** Of a flow that the device served: what speaks against that it was the server; '' for nothing. */
  doubtOf({ clientAddress, serverAddress }: Ends): string {
    if (this.contacts.has(serverAddress) || this.own.has(serverAddress)) return ''
    return isAskedFromOutside(clientAddress, serverAddress) ? byAddressOnly : byContentOnly
  }

  /** All flows have ended that will: counts those that the device served with who asked, and not with the device itself. */
  settle(recipients: RecipientBook): void {
    for (const [clientAddress, contacts] of this.contacts) {
      const { server: serverAddress, talks } = contacts
      if (talks === null || !this.isServed({ clientAddress, serverAddress })) continue
      contacts.talks = null
      turnRound(talks, recipients.asker(clientAddress))
    }
    for (const [clientAddress, talks] of this.ownTalks) turnRound(talks, recipients.asker(clientAddress))
    this.ownTalks.clear()
  }

  private isOwnServer({ clientAddress, serverAddress }: Ends): boolean {
    return this.own.has(serverAddress) && !this.own.has(clientAddress)
  }

  /** The client asks whomever it likes: nothing that comes later makes it the one that is asked. */
  isSurelyAsked({ clientAddress, isUnsure }: Flow): boolean {
    if (isUnsure) return false
    return this.own.has(clientAddress) || this.contacts.get(clientAddress)?.hasOthers === true
  }

  /** By what is known so far the server of the flow may be the device: what it answers is looked at as what is sent. */
  mayBeServed(flow: Flow, protocol: ProtocolName): boolean {
    if (flow.isUnsure) return true
    const { clientAddress, serverAddress, server0, server1, server2, server3 } = flow
    if (this.own.has(clientAddress)) return false
    if (this.own.has(serverAddress)) return true
    const isInside = scopeOf([server0, server1, server2, server3]) === 'private'
    // Of two in a network of their own either may be the device, as long as none was seen to speak to others.
    if (isInside && !operatorProtocols.has(protocol) && this.contacts.get(clientAddress)?.hasOthers !== true)
      return true
    return this.contacts.has(serverAddress)
  }

  /** The server of the flow is the device. */
  isServed({ clientAddress, serverAddress }: Ends): boolean {
    if (clientAddress === serverAddress) return false
    const isOwn = this.own.has(serverAddress)
    if (isOwn !== this.own.has(clientAddress)) return isOwn
    const own = this.contacts.get(serverAddress)
    const peer = this.contacts.get(clientAddress)
    if (peer === undefined || peer.hasOthers || peer.server !== serverAddress) return false
    if (own === undefined) {
      if (isAskedFromOutside(clientAddress, serverAddress)) return !peer.isCustomer
      const isSettled = isAskedFromOutside(serverAddress, clientAddress) && !peer.isCustomer
      return peer.isUnsure && !isSettled && this.showsMore(clientAddress, serverAddress)
    }
    if (own.hasOthers || own.server !== clientAddress) return !this.isTheSayer(clientAddress, serverAddress)
    if (own.isUnsure !== peer.isUnsure) return peer.isUnsure
    // Who asks for names or the time is no server to who does not.
    if (own.isCustomer !== peer.isCustomer) return own.isCustomer
    return own.asked === peer.asked ? own.first < peer.first : own.asked > peer.asked
  }

  /**
   * Of a client in a network of its own and its server: the client alone was heard to say numbers of the device. A phone tells
   * a TV or a car its own; that these ask servers as well does not make them the phone. Who asks from the Internet may know them.
   */
  private isTheSayer(clientAddress: string, serverAddress: string): boolean {
    return this.sayers.has(clientAddress) && !this.sayers.has(serverAddress) && !isOnInternet(clientAddress)
  }

  /** Of two ends of which neither is known otherwise, the one that was taken for the server shows more of what identifies. */
  private showsMore(clientAddress: string, serverAddress: string): boolean {
    const shown = this.shown.get(endsOf(clientAddress, serverAddress))
    return shown !== undefined && shown[1].size > shown[0].size
  }
}

/** What speaks against that the device was the server. */
const byAddressOnly =
  'nothing but its address in a private network says that the phone is the side that was asked'
const byContentOnly = 'nothing but what it sends says that the phone is this side of the conversation'

function endsOf(clientAddress: string, serverAddress: string): string {
  return `${clientAddress} ${serverAddress}`
}

/** Whoever captures is on the side of the private address: nobody on the Internet is reached in a network of his own. */
function isAskedFromOutside(clientAddress: string, serverAddress: string): boolean {
  return scopeOfText(serverAddress) === 'private' && isOnInternet(clientAddress)
}

/** What was counted with the device itself went to `asker`. */
function turnRound(talks: Talks, asker: RecipientDraft): void {
  for (const [recipient, { protocols, flows, bytesToServer, bytesToClient, missing }] of talks) {
    recipient.flows -= flows
    recipient.bytesToServer -= bytesToServer
    recipient.bytesToClient -= bytesToClient
    recipient.missing -= missing
    recipient.isDevice = recipient.flows === 0
    asker.flows += flows
    asker.bytesToServer += bytesToClient
    asker.bytesToClient += bytesToServer
    for (const protocol of protocols) asker.protocols.add(protocol)
  }
}

function noTalk(): Talk {
  return { flows: 0, bytesToServer: 0, bytesToClient: 0, missing: 0, protocols: new Set() }
}
