import type { AnomalyLog } from '../core/anomaly.ts'
import type { PacketView } from '../packet/types.ts'
import { streamAnomalies } from './anomalies.ts'
import {
  helloBy,
  isPortsAnswer,
  isRegister,
  isSip,
  isSipAnswer,
  sipBy,
  sipWayBy,
  speakerOf,
} from './first-words.ts'
import { type FlowTable, isClientB, isRoleKnown, isWrittenFlow, lineShift, stateAt } from './flow-table.ts'
import { setServer } from './lanes.ts'
import { RoleMemory } from './roles.ts'
import { StreamFlow } from './stream-flow.ts'
import type { DamageWatch } from './types.ts'
import { isDecrypted } from './written-packets.ts'

/** UDP ports above 1023 that serve: SSDP, STUN, mDNS, LLMNR. */
const highServicePorts: ReadonlySet<number> = new Set([1_900, 3_478, 5_353, 5_355])
/** Of those below, where clients of DHCP are answered (RFC 2131, RFC 8415). */
const askingPorts: ReadonlySet<number> = new Set([68, 546])

/** Makes the objects of flows: who is client and who is server is decided then at the latest. */
export class FlowOpener {
  readonly roles: RoleMemory = new RoleMemory()
  private readonly table: FlowTable
  private readonly anomalies: AnomalyLog
  private readonly damage: DamageWatch | null

  constructor(table: FlowTable, anomalies: AnomalyLog, damage: DamageWatch | null) {
    this.table = table
    this.anomalies = anomalies
    this.damage = damage
  }

  /**
   * The flow's object, made now: roles are decided here at the latest. `lane` is that of the first payload,
   * `buf[start, end)` of `frame`. `isNext`: nothing that was sent before it is still to come.
   */
  open(
    slot: number,
    lane: number,
    buf: Buffer,
    start: number,
    end: number,
    frame: number,
    isNext: boolean,
  ): StreamFlow {
    const isKnown = ((this.table.words[(slot << lineShift) + stateAt] as number) & isRoleKnown) !== 0
    let isUnsure = false
    if (isKnown) this.roles.learn(this.table, slot)
    else {
      this.damage?.unfitting(frame)
      const said = serverBy(speakerOf(buf, start, end), lane)
      const server =
        said ?? this.roles.serverOf(this.table, slot) ?? serverBy(sipWayBy(buf, start, end), lane)
      isUnsure = server === null
      if (isUnsure) this.anomalies.note(streamAnomalies.directionGuessed, frame)
      setServer(this.table, slot, server ?? (lane === 1 ? 'A' : 'B'))
      if (said !== null) this.roles.learn(this.table, slot)
    }
    const flow = new StreamFlow(this.table, slot, !isKnown)
    this.table.flows[slot] = flow
    flow.isUnsure = isUnsure
    // What a program writes comes in order; of other data the beginning tells, which may come later.
    if (isNext && this.isWritten(slot) && isDecrypted(flow.serverPort, buf, start, end)) {
      flow.wasDecrypted()
      this.anomalies.note(streamAnomalies.decrypted, frame)
    }
    return flow
  }

  /**
   * Whether what is said on `lane` now shows that the roles of a flow were guessed wrongly. Where it shows that they were not,
   * they are known.
   */
  contradicts(
    slot: number,
    lane: number,
    flow: StreamFlow,
    buf: Buffer,
    start: number,
    end: number,
  ): boolean {
    const server = serverBy(speakerOf(buf, start, end) ?? sipWayBy(buf, start, end), lane)
    if (server === null) return false
    const isServerB = ((this.table.words[(slot << lineShift) + stateAt] as number) & isClientB) === 0
    if ((server === 'B') !== isServerB) return true
    flow.isUnsure = false
    this.roles.learn(this.table, slot)
    return false
  }

  /** The object of a flow that was given up, for what comes again of it, `buf[start, end)`. It is in no slot. */
  reopen(slot: number, buf: Buffer, start: number, end: number): StreamFlow {
    // Where frames are out of order, the connection may have ended before it was seen to carry anything.
    const isKnown = ((this.table.words[(slot << lineShift) + stateAt] as number) & isRoleKnown) !== 0
    const server = isKnown ? null : this.roles.serverOf(this.table, slot)
    if (server !== null) setServer(this.table, slot, server)
    const flow = new StreamFlow(this.table, slot, false)
    if (this.isWritten(slot) && isDecrypted(flow.serverPort, buf, start, end)) flow.wasDecrypted()
    return flow
  }

  private isWritten(slot: number): boolean {
    return ((this.table.words[(slot << lineShift) + stateAt] as number) & isWrittenFlow) !== 0
  }

  /** The object of a flow of UDP that begins with `packet` on `lane`, in frame `frame`: who is who is decided now. */
  beginDatagrams(slot: number, lane: 0 | 1, packet: PacketView, frame: number): void {
    const { table, roles } = this
    // A server of DHCP that answers everybody is no sign that everybody asked.
    const known = roles.speaksToGroup(table, slot, lane)
      ? null
      : serverOfDatagram(packet, lane, roles.speaksOutside(table, slot, lane))
    if (known !== null) {
      setServer(table, slot, known)
      const at = (slot << lineShift) + stateAt
      table.words[at] = (table.words[at] as number) | isRoleKnown
      roles.learn(table, slot)
      this.openDatagrams(slot, false)
      return
    }
    const isOfSip =
      isSip(packet.buf, packet.payloadStart, packet.payloadEnd) && !roles.speaksToGroup(table, slot, lane)
    const { server, isUnsure } = isOfSip
      ? this.serverOfSip(slot, lane, packet)
      : roles.serverOfDatagrams(table, slot, lane)
    setServer(table, slot, server)
    // What is only guessed is no sign of what comes later.
    if (isUnsure) this.anomalies.note(streamAnomalies.datagramsGuessed, frame)
    else roles.learnService(table, slot)
    this.openDatagrams(slot, isUnsure)
  }

  /**
   * Which endpoint serves of two that speak SIP, by what was seen before, ports and addresses, else by the way that the message
   * took. That one speaks first is no sign of a client: a server calls the phone. Where nothing else tells, who
   * asks is taken for it, and an answer goes to who asked.
   */
  private serverOfSip(
    slot: number,
    lane: 0 | 1,
    packet: PacketView,
  ): { server: 'A' | 'B'; isUnsure: boolean } {
    const { buf, payloadStart, payloadEnd } = packet
    const told =
      this.roles.serverOf(this.table, slot) ?? serverBy(sipWayBy(buf, payloadStart, payloadEnd), lane)
    if (told !== null) return { server: told, isUnsure: false }
    const isAsking = !isSipAnswer(buf, payloadStart, payloadEnd)
    return { server: (lane === 0) === isAsking ? 'B' : 'A', isUnsure: isAsking }
  }

  /** The object of a UDP flow, whose roles are in its state. */
  openDatagrams(slot: number, isUnsure: boolean): void {
    const isKnown = ((this.table.words[(slot << lineShift) + stateAt] as number) & isRoleKnown) !== 0
    const flow = new StreamFlow(this.table, slot, !isKnown)
    flow.isUnsure = isUnsure
    this.table.flows[slot] = flow
  }
}

/**
 * Which endpoint serves, where a first datagram says it as good as surely: exactly one port serves, or a hello is said, or what
 * SIP leaves to phones or operators; else null. `isOutside`: it goes from behind a router to the Internet. There programs ask
 * from such a port, too (as of NTP and IKE), and nobody was asked before; but for servers that an operator or a home has in
 * its own network, and whose answers say that they are.
 */
function serverOfDatagram(packet: PacketView, lane: 0 | 1, isOutside: boolean): 'A' | 'B' | null {
  const { buf, payloadStart, payloadEnd } = packet
  const isFromService = isServicePort(packet.sourcePort)
  const isAsked =
    isFromService &&
    isOutside &&
    !askingPorts.has(packet.targetPort) &&
    !isPortsAnswer(packet.sourcePort, buf, payloadStart, payloadEnd)
  const isTold = isFromService !== isServicePort(packet.targetPort)
  if (isTold && !isAsked && !isRegister(buf, payloadStart, payloadEnd))
    return serverBy(isFromService ? 'server' : 'client', lane)
  return serverBy(helloBy(buf, payloadStart, payloadEnd) ?? sipBy(buf, payloadStart, payloadEnd), lane)
}

function isServicePort(port: number): boolean {
  return (port < 1_024 && !askingPorts.has(port)) || highServicePorts.has(port)
}

/** Which endpoint serves where the one that sends on `lane` is known to be one or the other; null where it is not. */
function serverBy(speaker: 'client' | 'server' | null, lane: number): 'A' | 'B' | null {
  if (speaker === null) return null
  return (lane === 0) === (speaker === 'server') ? 'A' : 'B'
}
