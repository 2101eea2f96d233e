import { type AddressWords, formatAddress } from '../core/address.ts'
import { smallInteger } from '../core/small-integer.ts'
import { communityId } from './community-id.ts'
import { type FlowTable, isClientB, isUdp, isV6, lineShift, marksShift, stateAt } from './flow-table.ts'
import type { HeldList } from './reassembly/held.ts'
import type { Protection } from '../core/protection.ts'
import type { Flow } from './types.ts'

/** Who is client was guessed. */
const isGuessed = 4
/** Nothing told who is: the guess falls with the first word that says otherwise. */
const isUnsure = 8
/** What it carries was decrypted by whoever wrote its packets. */
const isDecrypted = 16
/** The second lane is the client's. */
const isSecondClient = 32
/** Nothing that was asked waits for an answer. */
const isAnswered = 64

/** What few flows need. */
class Rare {
  bursts: number[] | null = null
  held0: HeldList | null = null
  held1: HeldList | null = null
  /** Its Community ID, where somebody asked: who tells of one message tells of the others. */
  communityId = ''
}

/**
 * The object of one flow. Small, of one shape, and without strings until somebody asks: it copies the table's words,
 * because consumers may keep it after the table has forgotten the flow.
 */
export class StreamFlow implements Flow {
  readonly id: number
  readonly clientPort: number
  readonly serverPort: number
  readonly firstSec: number
  readonly firstNsec: number
  bytesToServer = 0
  bytesToClient = 0
  parser: unknown = null
  note: unknown = null
  /** See `FlowTable.marks`. */
  mark: number
  private rare: Rare | null = null
  private readonly client0: number
  private readonly client1: number
  private readonly client2: number
  private readonly client3: number
  readonly server0: number
  readonly server1: number
  readonly server2: number
  readonly server3: number
  /** Key bits of the flow's state, `isGuessed`, `isUnsure`, `isDecrypted`, `isSecondClient` and `isAnswered`. */
  private kind: number

  constructor(table: FlowTable, slot: number, isRoleGuessed: boolean) {
    const line = slot << lineShift
    const { words } = table
    const state = words[line + stateAt] as number
    const client = (state & isClientB) === 0 ? line : line + 4
    const server = (state & isClientB) === 0 ? line + 4 : line
    this.id = table.ids[slot] as number
    this.kind =
      (state & (isUdp | isV6)) |
      (isRoleGuessed ? isGuessed : 0) |
      ((state & isClientB) === 0 ? 0 : isSecondClient)
    this.clientPort = (state & isClientB) === 0 ? table.portA(slot) : table.portB(slot)
    this.serverPort = (state & isClientB) === 0 ? table.portB(slot) : table.portA(slot)
    this.firstSec = smallInteger(table.firstSecs[slot] as number)
    this.firstNsec = table.firstNsecs[slot] as number
    this.mark = table.marks[slot] as number
    this.client0 = words[client] as number
    this.client1 = words[client + 1] as number
    this.client2 = words[client + 2] as number
    this.client3 = words[client + 3] as number
    this.server0 = words[server] as number
    this.server1 = words[server + 1] as number
    this.server2 = words[server + 2] as number
    this.server3 = words[server + 3] as number
  }

  get bursts(): number[] | null {
    return this.rare === null ? null : this.rare.bursts
  }

  set bursts(bursts: number[] | null) {
    if (bursts !== null || this.rare !== null) this.toBeRare.bursts = bursts
  }

  /** What the reassembler holds out of order, of the first lane. */
  get held0(): HeldList | null {
    return this.rare === null ? null : this.rare.held0
  }

  set held0(held: HeldList | null) {
    if (held !== null || this.rare !== null) this.toBeRare.held0 = held
  }

  /** The same of the second lane. */
  get held1(): HeldList | null {
    return this.rare === null ? null : this.rare.held1
  }

  set held1(held: HeldList | null) {
    if (held !== null || this.rare !== null) this.toBeRare.held1 = held
  }

  get isClientAhead(): boolean {
    const held = (this.kind & isSecondClient) === 0 ? this.held0 : this.held1
    return held !== null && held.first !== null
  }

  private get toBeRare(): Rare {
    return (this.rare ??= new Rare())
  }

  get transport(): 'tcp' | 'udp' {
    return (this.kind & isUdp) === 0 ? 'tcp' : 'udp'
  }

  get family(): 4 | 6 {
    return (this.kind & isV6) === 0 ? 4 : 6
  }

  get isRoleGuessed(): boolean {
    return (this.kind & isGuessed) !== 0
  }

  /** Nothing told who is client, and nothing that was said since. */
  get isUnsure(): boolean {
    return (this.kind & isUnsure) !== 0
  }

  set isUnsure(value: boolean) {
    this.kind = value ? this.kind | isUnsure : this.kind & ~isUnsure
  }

  get isAnswered(): boolean {
    return (this.kind & isAnswered) !== 0
  }

  set isAnswered(value: boolean) {
    this.kind = value ? this.kind | isAnswered : this.kind & ~isAnswered
  }

  get protection(): Protection {
    return (this.kind & isDecrypted) === 0 ? 'plaintext' : 'tls'
  }

  /** From now on its bytes count as what TLS carried, see stream/written-packets.ts. */
  wasDecrypted(): void {
    this.kind |= isDecrypted
  }

  get outer(): Flow | null {
    return null
  }

  get app(): number {
    return this.mark >>> marksShift
  }

  get tunnels(): number {
    return this.mark & ((1 << marksShift) - 1)
  }

  get clientAddress(): string {
    return formatAddress(this.client0, this.client1, this.client2, this.client3)
  }

  get serverAddress(): string {
    return formatAddress(this.server0, this.server1, this.server2, this.server3)
  }

  get communityId(): string {
    const rare = this.toBeRare
    if (rare.communityId === '') {
      const client: AddressWords = [this.client0, this.client1, this.client2, this.client3]
      const server: AddressWords = [this.server0, this.server1, this.server2, this.server3]
      const ports: [number, number] = [this.clientPort, this.serverPort]
      rare.communityId = communityId(this.transport, this.family, [client, server], ports)
    }
    return rare.communityId
  }
}
