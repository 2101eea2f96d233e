import { ephemeralPort, systemPorts } from '../core/ports.ts'
import { type FlowTable, isClientB, isUdp, isV6, lineShift, stateAt } from './flow-table.ts'

/** Entries of the memories, powers of two: services are forgotten one by one where a capture has more. */
const servicesKept = 4_096
const clientsKept = 256

const ftpPorts = { files: 20, commands: 21 } as const

/** Whether endpoint A or B of a slot is the server, where one of the two alone meets the test; else null. */
function alone(isA: boolean, isB: boolean): 'A' | 'B' | null {
  if (isA === isB) return null
  return isA ? 'A' : 'B'
}

/**
 * Tells client from server where no handshake says it: the capture began later, or the flow was silent for so long that
 * it was forgotten. What handshakes said before counts most: who served at this address and port, and who was a client
 * (a capture of a phone has one, nearly always). Then ports and addresses speak. Memory is fixed.
 */
export class RoleMemory {
  private readonly services: Int32Array = new Int32Array(servicesKept)
  private readonly clients: Int32Array = new Int32Array(clientsKept)

  /** The roles in the slot's state are known. */
  learn(table: FlowTable, slot: number): void {
    const isB = (table.words[(slot << lineShift) + stateAt] as number) & isClientB
    const client = addressHash(table, slot, isB === 0 ? 0 : 4)
    this.clients[client & (clientsKept - 1)] = client
    this.learnService(table, slot)
  }

  /** The server in the slot's state is taken for one: what comes later on other ports of its peer agrees with that. */
  learnService(table: FlowTable, slot: number): void {
    const isB = (table.words[(slot << lineShift) + stateAt] as number) & isClientB
    const service = serviceHash(table, slot, isB === 0)
    this.services[service & (servicesKept - 1)] = service
  }

  /** Which endpoint of the slot, a connection, serves; null where nothing tells. */
  serverOf(table: FlowTable, slot: number): 'A' | 'B' | null {
    return (
      this.serverSeen(table, slot) ??
      alone(table.portA(slot) < systemPorts, table.portB(slot) < systemPorts) ??
      serverByAddress(table, slot) ??
      serverByPort(table, slot)
    )
  }

  /**
   * The same of datagrams, `lane` being that of who speaks first: by addresses, ports, and that who speaks first is the
   * client. Where that contradicts the others, or is all there is, it is unsure.
   */
  serverOfDatagrams(table: FlowTable, slot: number, lane: number): { server: 'A' | 'B'; isUnsure: boolean } {
    const first = lane === 0 ? 'B' : 'A'
    // Whatever was seen before, to a group one speaks.
    if (this.speaksToGroup(table, slot, lane)) return { server: first, isUnsure: false }
    const seen = this.serverSeen(table, slot)
    if (seen !== null) return { server: seen, isUnsure: false }
    const server = serverByAddress(table, slot) ?? serverByPort(table, slot)
    return { server: server ?? first, isUnsure: server !== first }
  }

  /** Whether who speaks on `lane` speaks to all in a network, or to a group in it. */
  speaksToGroup(table: FlowTable, slot: number, lane: number): boolean {
    return isGroup(table, slot, lane === 0 ? 4 : 0)
  }

  /** Whether who speaks on `lane` does so from behind a router, and to no neighbour. */
  speaksOutside(table: FlowTable, slot: number, lane: number): boolean {
    return serverByAddress(table, slot) === (lane === 0 ? 'B' : 'A')
  }

  /** Which one serves by what was seen before. */
  private serverSeen(table: FlowTable, slot: number): 'A' | 'B' | null {
    return (
      alone(
        this.isService(serviceHash(table, slot, false)),
        this.isService(serviceHash(table, slot, true)),
      ) ?? alone(this.isClient(addressHash(table, slot, 4)), this.isClient(addressHash(table, slot, 0)))
    )
  }

  /**
   * Whether A (or B) opens the connection as a server of FTP does that was asked to (RFC 959, 3.2): from its port for files, and
   * it served at that for commands. It stays the server.
   */
  isActiveFtp(table: FlowTable, slot: number, isB: boolean): boolean {
    const port = isB ? table.portB(slot) : table.portA(slot)
    const target = isB ? table.portA(slot) : table.portB(slot)
    if (port !== ftpPorts.files || target < systemPorts) return false
    return this.isService(serviceHash(table, slot, isB, ftpPorts.commands))
  }

  private isService(hash: number): boolean {
    return this.services[hash & (servicesKept - 1)] === hash
  }

  private isClient(hash: number): boolean {
    return this.clients[hash & (clientsKept - 1)] === hash
  }
}

/** With a public peer, an address behind a router is the client's. */
function serverByAddress(table: FlowTable, slot: number): 'A' | 'B' | null {
  return alone(isPrivate(table, slot, 4), isPrivate(table, slot, 0))
}

function serverByPort(table: FlowTable, slot: number): 'A' | 'B' | null {
  return alone(table.portA(slot) < ephemeralPort, table.portB(slot) < ephemeralPort)
}

/** 32 bits of an address of the slot, never 0: word 0 is A's, word 4 is B's. */
function addressHash(table: FlowTable, slot: number, word: number): number {
  const { words } = table
  const at = (slot << lineShift) + word
  let hash = 0x2545f491
  for (let index = at; index < at + 4; index++) {
    hash = Math.imul(hash ^ (words[index] as number), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash | 1
}

function serviceHash(
  table: FlowTable,
  slot: number,
  isB: boolean,
  port: number = isB ? table.portB(slot) : table.portA(slot),
): number {
  const transport = (table.words[(slot << lineShift) + stateAt] as number) & isUdp
  const hash = Math.imul(addressHash(table, slot, isB ? 4 : 0) ^ ((port << 1) | transport), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) | 1
}

/** Addresses behind a router (RFC 1918, 6598, 3927; RFC 4193, 4291). */
function isPrivate(table: FlowTable, slot: number, word: number): boolean {
  const { words } = table
  const line = slot << lineShift
  if (((words[line + stateAt] as number) & isV6) !== 0) {
    const first = (words[line + word] as number) >>> 16
    return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80
  }
  const address = (words[line + word + 3] as number) >>> 0
  return (
    address >>> 24 === 10 ||
    address >>> 20 === 0xac1 ||
    address >>> 16 === 0xc0a8 ||
    address >>> 22 === 0x191 ||
    address >>> 16 === 0xa9fe
  )
}

/** Addresses of all in a network, or of a group in it: nobody's own (RFC 1112, RFC 919, RFC 4291). */
function isGroup(table: FlowTable, slot: number, word: number): boolean {
  const { words } = table
  const line = slot << lineShift
  if (((words[line + stateAt] as number) & isV6) !== 0) return (words[line + word] as number) >>> 24 === 0xff
  const address = (words[line + word + 3] as number) >>> 0
  return address >>> 28 >= 0xe || (isPrivate(table, slot, word) && (address & 0xff) === 0xff)
}
