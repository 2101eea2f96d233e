import type { AddressWords } from '../../core/address.ts'
import { protocols } from '../ip/ip-protocols.ts'
import { mappedWord, setEnds } from '../set-ends.ts'
import type { PacketView } from '../types.ts'
import type { ExportedPdu } from './exported-pdu.ts'
import type { LinkView } from './link-view.ts'

/** Stands for an end of which the capture says nothing: 0.0.0.0. */
const noAddress: AddressWords = [0, 0, mappedWord, 0]

/** Of a message exported from a stream: payload, and what was acknowledged. */
const exportedFlags = 0x18

/** An exported message that has a place in a conversation: a datagram of UDP, or what stands at a place of a stream, between known ends, as it was on the wire. */
export function hasPlace({ source, target, transport, stream, protection }: ExportedPdu): boolean {
  if (source === null || target === null || protection !== 'plaintext') return false
  return transport === protocols.udp || (transport === protocols.tcp && stream !== null)
}

/** Says whom an exported message went between. */
export function setExportedEnds(packet: PacketView, { source, target }: ExportedPdu): void {
  setEnds(packet, source ?? noAddress, target ?? noAddress)
}

/** Makes the packet that an exported message came in, of which only that is known; the message stands in the view. */
export function setExportedPacket(packet: PacketView, view: LinkView, found: ExportedPdu): void {
  const { transport, sourcePort, targetPort, stream } = found
  packet.sourcePort = sourcePort
  packet.targetPort = targetPort
  packet.payloadStart = view.at
  packet.payloadEnd = view.end
  packet.payloadCutBytes = view.wireEnd - view.end
  packet.tcpSequence = stream?.sequence ?? 0
  packet.tcpAcknowledgement = stream?.acknowledgement ?? 0
  packet.tcpFlags = transport === protocols.udp ? 0 : exportedFlags
  packet.udpChecksum = 0
  packet.wlanFrame = 0
  packet.identification = 0
}
