/**
 * MAC addresses that a phone tells to everyone it speaks to, since its own IPv6 address is made of one (modified EUI-64).
 * Looked at with the first payload of a flow, and told once for each recipient: every packet says it again.
 *
 * What is no such tell: addresses that do not leave the local network (link-local, unique local), where the MAC address
 * stands in every frame anyway, and what goes to neighbours there; the other end behind NAT64, which sees the address of
 * the translator; Teredo, whose addresses are made of an IPv4 address and a port; and addresses of servers: who asks knows
 * them, and they are not the phone's. Where the phone itself is the server, who asks it knew its address before.
 */
import { scopeOf } from '../../core/address-scope.ts'
import type { Observation, Transmission } from '../../assess/types.ts'
import type { AddressWords } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import type { FrameSpan } from '../../core/origin.ts'
import type { Instant } from '../../core/time.ts'
import { hasMacForm } from '../../detect/radios/interface-id.ts'
import type { MacAddresses, MacInAddress } from '../../detect/radios/interface-id.ts'
import { grouped } from '../../detect/spellings/written.ts'
import type { PacketView } from '../../packet/types.ts'
import { tunnelNames } from '../../packet/tunnel/tunnels.ts'
import type { FrameContext } from '../../source/types.ts'
import type { Flow, FlowWatch } from '../../stream/types.ts'
import type { RecipientDraft } from './recipient-draft.ts'
import type { UnnumberedObservation } from '../observations/observation-of.ts'

/** What the first payload of a flow shows of its sender's address. */
interface SenderAddress {
  readonly mac: MacInAddress
  readonly span: FrameSpan
  readonly at: Instant
  /** Number of the message that was looked at last, in the order of the capture. */
  readonly order: number
}

/** A MAC address that a recipient was told, with the first flow that did. */
export interface ToldAddress extends SenderAddress {
  readonly flow: Flow
  readonly recipient: RecipientDraft
}

/** Takes the beginnings and ends of flows, and says who was told a MAC address by the address of a packet. */
export class SenderAddresses implements FlowWatch {
  private readonly macs: MacAddresses
  /** Number of the message that is looked at. */
  private readonly order: () => number
  private readonly open: Map<Flow, SenderAddress> = new Map()
  private readonly told: Map<string, ToldAddress> = new Map()

  constructor(macs: MacAddresses, order: () => number) {
    this.macs = macs
    this.order = order
  }

  began(flow: Flow, packet: PacketView, context: FrameContext): void {
    const isFromServer =
      packet.source3 === flow.server3 &&
      packet.sourcePort === flow.serverPort &&
      packet.source2 === flow.server2 &&
      packet.source1 === flow.server1 &&
      packet.source0 === flow.server0
    const source: AddressWords = [packet.source0, packet.source1, packet.source2, packet.source3]
    const target: AddressWords = [packet.target0, packet.target1, packet.target2, packet.target3]
    const client = isFromServer ? target : source
    const server = isFromServer ? source : target
    if (!hasMacForm(client[2], client[3]) || !leavesNetwork(client, server)) return
    const place = placeOf(packet, client)
    const mac = this.macs.find(client[2], client[3], place.isOnLink, flow.isRoleGuessed)
    if (mac === null) return
    const { number: frame, sec, nsec } = context
    this.open.set(flow, {
      mac,
      span: { frame: place.frame ?? frame, start: place.start, end: place.end },
      at: { sec, nsec },
      order: this.order(),
    })
  }

  /** The flow is over; now its recipient is known. */
  ended(flow: Flow, recipient: RecipientDraft): void {
    if (this.open.size === 0) return
    const seen = this.open.get(flow)
    if (seen === undefined) return
    this.open.delete(flow)
    const key = `${seen.mac.normal} ${recipient.id}`
    const known = this.told.get(key)
    if (known === undefined && this.told.size >= limits.attribute.recipientsMax) return
    if (known === undefined || isBefore(seen, known)) this.told.set(key, { ...seen, flow, recipient })
  }

  /** All that was told, each MAC address once for each recipient. */
  all(): Iterable<ToldAddress> {
    return this.told.values()
  }
}

/** What a told address shows, as a fact of its own; `exchange` numbers it. */
export function addressFacts(
  capture: number,
  exchange: number,
  { mac, span, at, flow, recipient }: ToldAddress,
): { observation: UnnumberedObservation; transmission: Transmission } {
  const { identifier, normal, confidence, by, reasons } = mac
  const common = { capture, exchange, at, recipient: recipient.id, protection: 'plaintext' } as const
  const direction: Observation['direction'] = 'sent'
  return {
    observation: {
      ...common,
      identifier,
      value: grouped(normal, [2, 2, 2, 2, 2], ':'),
      normal,
      writtenAs: 'EUI-64 in an IPv6 address',
      confidence,
      by,
      reasons,
      direction,
      spans: [span],
      chain: [{ step: 'source address', detail: '' }],
    },
    transmission: {
      ...common,
      identifiers: [identifier],
      frames: [span.frame],
      receipt:
        flow.bytesToClient === 0
          ? null
          : { status: 0, accepted: null, reason: 'the server answered to this address' },
      families: [],
      summary: {
        protocol: addressProtocol,
        method: '',
        host: recipient.host,
        path: '',
        port: flow.serverPort,
        status: 0,
        communityId: flow.communityId,
        ...(flow.tunnels === 0 ? {} : { tunnels: tunnelNames(flow.tunnels) }),
      },
    },
  }
}

/** The protocol of what a packet's own address tells. */
export const addressProtocol = 'ip'

/** Both ends are on the Internet, on different networks, and no translator stands between them. */
function leavesNetwork(client: AddressWords, server: AddressWords): boolean {
  const isTeredo = client[0] === 0x2001_0000
  const isNeighbour = client[0] === server[0] && client[1] === server[1]
  return isGlobal(client) && isGlobal(server) && !isTeredo && !isNeighbour && server[0] >>> 29 === 1
}

/** Documentation addresses stand for those of the Internet. */
function isGlobal(words: AddressWords): boolean {
  const scope = scopeOf(words)
  return scope === 'public' || scope === 'documentation'
}

interface AddressPlace {
  /** Another frame than the one that is read. */
  readonly frame?: number
  readonly start: number
  readonly end: number
  readonly isOnLink: boolean
}

/** Where the interface identifier stands in the frame: its bytes, or all headers of a fragment. */
function placeOf(packet: PacketView, client: AddressWords): AddressPlace {
  const { buf, frameStart, payloadStart, payloadEnd, pieces } = packet
  if (pieces !== null) {
    const first = pieces.spans(payloadStart, payloadEnd)[0]
    return { start: 0, end: first?.start ?? 0, isOnLink: false, ...(first && { frame: first.frame }) }
  }
  const address = Buffer.alloc(16)
  for (const [index, word] of client.entries()) address.writeInt32BE(word, index * 4)
  const headers = buf.subarray(frameStart, payloadStart)
  // The innermost header is the last one.
  const at = headers.lastIndexOf(address)
  if (at < 0) return { start: 0, end: headers.length, isOnLink: false }
  const mac = Buffer.concat([address.subarray(8, 11), address.subarray(13)])
  mac[0] = (mac[0] as number) ^ 2
  return { start: at + 8, end: at + 16, isOnLink: headers.subarray(0, at).includes(mac) }
}

function isBefore(left: SenderAddress, right: SenderAddress): boolean {
  return left.span.frame < right.span.frame
}
