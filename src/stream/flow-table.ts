import { limits } from '../core/limits.ts'
import type { Direction } from '../core/verdict.ts'
import type { PacketView } from '../packet/types.ts'
import type { StreamFlow } from './stream-flow.ts'

/**
 * The table of live flows: numbers in typed arrays, index = slot, so that a look-up costs some nanoseconds and the
 * garbage collector sees nothing. What every packet needs of a flow lies in one line of 16 words (one cache line).
 *
 * A conversation is kept in canonical direction: endpoint A is the lower by (port, address). A *lane* is a direction
 * in these terms: 0 from A to B, 1 from B to A. Who is client and who is server is a bit of the state.
 */

/** Words of one flow in `words`: the shift from a slot to its line, and the offsets in it. */
export const lineShift = 4
const ports = 8
/** State bits, see below. */
export const stateAt = 9
/** Two words, by lane: the sequence number expected next. */
export const nextAt = 10
/**
 * Two words, by lane: the highest acknowledgement seen from the peer that lies ahead of what is expected next; at or
 * behind that where there is none.
 */
export const acknowledgedAt = 12
/** The layer's clock when the flow was last seen. */
export const seenAt = 14
const hashAt = 15

/** State bits of the flow. The first two belong to its key. */
export const isUdp = 1
/** The flow's addresses are IPv6. */
export const isV6 = 2
/** The client is endpoint B. */
export const isClientB = 4
/** A handshake said who is client. */
export const isRoleKnown = 8
/** Over but for stragglers: in the list of closed flows. */
export const isClosed = 16
const keyMask = isUdp | isV6

/** State bits of a lane, to be shifted by `laneShift(lane)`. */
export const isSynced = 1
/** A FIN was seen; the bytes before it may still be missing. */
export const isFinSeen = 2
/** The FIN was reached in order. */
export const isFinished = 4
/** The lane was ended by a RST. */
export const isReset = 8
/** Something is held out of order. */
export const isHolding = 16
/** Three bits: the consumer's verdict. */
export const verdictShift = 5
/** As many bits as a verdict has, behind {@link verdictShift}. */
export const verdictMask = 7
const lane0Shift = 8
const laneBits = 8

/** The direction of what `lane` sends, by who is the client. */
export function directionOf(state: number, lane: number): Direction {
  return (lane ^ ((state & isClientB) >>> 2)) as Direction
}

/** Shift of the state bits of a lane (0 or 1) in the state's word. */
export function laneShift(lane: number): number {
  return lane0Shift + lane * laneBits
}

/** State bit of the flow, above those of its lanes: one of them has other copies of its bytes. */
export const isDoubled = 16_777_216

/** The flow is silent, and kept: in the list of resting flows. */
const isResting = 33_554_432
/** It rested, and no payload came since. */
export const hasRested = 67_108_864

/** A program wrote its packets: see stream/written-packets.ts. */
export const isWrittenFlow = 536_870_912

/** The SYN of who opened it was seen, not only the answer to it. */
export const isOpeningSeen = 1_073_741_824

const acknowledgedShift = 27

/** State bit of a lane that is not synced: `nextAt` holds the first acknowledgement of its peer. */
export function isAcknowledged(lane: number): number {
  return 1 << (acknowledgedShift + lane)
}

/** Flows are in one of three lists, each in the order in which they were last seen. */
export const liveList = 0
/** The list of flows that are over but for stragglers. */
export const closedList = 1
/** The list of connections that are silent, and may go on. */
export const restingList = 2

/** By list: what the state of a flow in it says of that. */
const listBits: readonly number[] = [0, isClosed, isResting | hasRested]

function listOf(state: number): number {
  if ((state & isClosed) !== 0) return closedList
  return (state & isResting) === 0 ? liveList : restingList
}

/** A mark holds the bits of the tunnels below this shift, and the number of the app above it. */
export const marksShift = 16

const slotsAtStart = 512
/** A probe longer than this is no chance: the hash is given another seed (a capture made to collide must not hang us). */
const probesMax = 128

/** The lane of a packet: 0 when its source is endpoint A. Equal endpoints (a host talking to itself) are lane 0. */
export function laneOf(packet: PacketView): 0 | 1 {
  if (packet.sourcePort !== packet.targetPort) return packet.sourcePort < packet.targetPort ? 0 : 1
  if (packet.source3 !== packet.target3) return packet.source3 < packet.target3 ? 0 : 1
  if (packet.source2 !== packet.target2) return packet.source2 < packet.target2 ? 0 : 1
  if (packet.source1 !== packet.target1) return packet.source1 < packet.target1 ? 0 : 1
  return packet.source0 <= packet.target0 ? 0 : 1
}

/** The table. It grows up to `limits.stream.flowsMax`; whoever uses it evicts before that. */
export class FlowTable {
  words: Int32Array = new Int32Array(slotsAtStart << lineShift)
  /** By slot and lane: the sequence number before the first byte (that of the SYN, where it was seen). */
  starts: Int32Array = new Int32Array(slotsAtStart * 2)
  /** By slot and lane: the sequence number of the FIN, when one was seen. */
  fins: Int32Array = new Int32Array(slotsAtStart * 2)
  /** By slot and lane: the frame that says how far the lane goes: its FIN, or its peer's acknowledgement. */
  edges: Int32Array = new Int32Array(slotsAtStart * 2)
  /** By slot and lane: the number of the newest entry of what is kept of its bytes (see delivered-log.ts), or any. */
  entries: Int32Array = new Int32Array(slotsAtStart * 2)
  ids: Int32Array = new Int32Array(slotsAtStart)
  firstSecs: Float64Array = new Float64Array(slotsAtStart)
  firstNsecs: Int32Array = new Int32Array(slotsAtStart)
  /** What packets say of the flow beside their headers: `app << marksShift | tunnels`, see {@link marksShift}. */
  marks: Int32Array = new Int32Array(slotsAtStart)
  /** The flow's object, once it has payload. */
  readonly flows: (StreamFlow | null)[] = []
  /** Live flows. */
  count = 0
  /** Flows ever; the next id. */
  total = 0
  /** By list: the slot that was seen longest ago, or -1. */
  readonly oldest: Int32Array = new Int32Array([-1, -1, -1])
  /** By list: its flows. */
  readonly counts: Int32Array = new Int32Array(3)

  private readonly newest: Int32Array = new Int32Array([-1, -1, -1])
  private older: Int32Array = new Int32Array(slotsAtStart)
  private newer: Int32Array = new Int32Array(slotsAtStart)
  /** First free slot that was used before (chained through `newer`), or -1. */
  private free = -1
  private slots = slotsAtStart
  private readonly slotsMax: number
  /** Open addressing: slot + 1, or 0. At most a quarter full, so that nearly every look-up is one probe. */
  private index: Int32Array = new Int32Array(slotsAtStart * 4)
  private mask: number = slotsAtStart * 4 - 1
  private seed = 0x2545f491
  private insertsSinceReseed = 0
  /** Of the last `find`, for the `insert` that follows. */
  private hash = 0

  constructor(slotsMax: number = limits.stream.flowsMax) {
    this.slotsMax = slotsMax
  }

  get isFull(): boolean {
    return this.count >= this.slotsMax
  }

  /** The slot of the packet's flow, or -1. `key` is the key bits of the state. */
  find(packet: PacketView, lane: 0 | 1, key: number): number {
    const hash = this.hashOf(packet, lane, key)
    this.hash = hash
    const { index, mask, words } = this
    const pair =
      lane === 0
        ? (packet.sourcePort << 16) | packet.targetPort
        : (packet.targetPort << 16) | packet.sourcePort
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = index[at] as number
      if (entry === 0) return -1
      const line = (entry - 1) << lineShift
      if (words[line + hashAt] !== hash) continue
      const source = line + (lane << 2)
      const target = line + 4 - (lane << 2)
      // One branch for all words: they are equal nearly always once the hash is. The upper three words of an IPv4
      // address are the same for all, so they need no look.
      let difference =
        ((words[line + ports] as number) ^ pair) |
        (((words[line + stateAt] as number) & keyMask) ^ key) |
        ((words[source + 3] as number) ^ packet.source3) |
        ((words[target + 3] as number) ^ packet.target3)
      if ((key & isV6) !== 0) {
        difference |=
          ((words[source] as number) ^ packet.source0) |
          ((words[source + 1] as number) ^ packet.source1) |
          ((words[source + 2] as number) ^ packet.source2) |
          ((words[target] as number) ^ packet.target0) |
          ((words[target + 1] as number) ^ packet.target1) |
          ((words[target + 2] as number) ^ packet.target2)
      }
      if (difference === 0) return entry - 1
    }
  }

  /** Adds the flow that `find` just did not find; not to be called when full. The slot may move all arrays. */
  insert(packet: PacketView, lane: 0 | 1, key: number, now: number, sec: number, nsec: number): number {
    let slot = this.free
    if (slot >= 0) {
      this.free = this.newer[slot] as number
    } else {
      slot = this.flows.length
      if (slot === this.slots) this.grow()
      this.flows.push(null)
    }
    const { words } = this
    const line = slot << lineShift
    const source = lane === 0 ? line : line + 4
    const target = lane === 0 ? line + 4 : line
    words[source] = packet.source0
    words[source + 1] = packet.source1
    words[source + 2] = packet.source2
    words[source + 3] = packet.source3
    words[target] = packet.target0
    words[target + 1] = packet.target1
    words[target + 2] = packet.target2
    words[target + 3] = packet.target3
    words[line + ports] =
      lane === 0
        ? (packet.sourcePort << 16) | packet.targetPort
        : (packet.targetPort << 16) | packet.sourcePort
    words[line + stateAt] = key
    words[line + hashAt] = this.hash
    this.count++
    this.insertsSinceReseed++
    const isCollided = this.place(slot) > probesMax
    // Who knows all seeds has to write as many flows again for each; of a large table all is placed anew more seldom.
    if (isCollided && this.insertsSinceReseed > probesMax + (this.count >>> 10)) this.reseed()
    this.restart(slot, sec, nsec)
    words[line + seenAt] = now
    this.append(slot, liveList)
    return slot
  }

  /** Makes the slot's flow a new one with the same key. */
  restart(slot: number, sec: number, nsec: number): void {
    const line = slot << lineShift
    if (listOf(this.words[line + stateAt] as number) !== liveList) this.move(slot, liveList)
    this.words[line + stateAt] = (this.words[line + stateAt] as number) & keyMask
    this.flows[slot] = null
    this.marks[slot] = 0
    this.ids[slot] = this.total++
    this.firstSecs[slot] = sec
    this.firstNsecs[slot] = nsec
  }

  /** Says that the flow was seen at `now`. */
  touch(slot: number, now: number): void {
    const line = slot << lineShift
    this.words[line + seenAt] = now
    this.move(slot, ((this.words[line + stateAt] as number) & isClosed) === 0 ? liveList : closedList)
  }

  /** Puts the flow at the end of the list, and says in its state which list that is. */
  move(slot: number, list: number): void {
    const at = (slot << lineShift) + stateAt
    if (this.newest[list] === slot) return
    this.unlink(slot)
    this.words[at] = ((this.words[at] as number) & ~(isClosed | isResting)) | (listBits[list] as number)
    this.append(slot, list)
  }

  remove(slot: number): void {
    this.unlink(slot)
    const { index, mask, words } = this
    let hole = (words[(slot << lineShift) + hashAt] as number) & mask
    while (index[hole] !== slot + 1) hole = (hole + 1) & mask
    // Backward shift: an entry moves into the hole unless that would put it before its home.
    for (let at = (hole + 1) & mask; ; at = (at + 1) & mask) {
      const entry = index[at] as number
      if (entry === 0) break
      const home = (words[((entry - 1) << lineShift) + hashAt] as number) & mask
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        index[hole] = entry
        hole = at
      }
    }
    index[hole] = 0
    this.flows[slot] = null
    this.newer[slot] = this.free
    this.free = slot
    this.count--
  }

  /** All live slots, in the order of their ids. */
  slotsById(): number[] {
    const slots: number[] = []
    for (const list of [liveList, closedList, restingList]) {
      for (let slot = this.oldest[list] as number; slot >= 0; slot = this.newer[slot] as number)
        slots.push(slot)
    }
    return slots.sort((left, right) => (this.ids[left] as number) - (this.ids[right] as number))
  }

  portA(slot: number): number {
    return (this.words[(slot << lineShift) + ports] as number) >>> 16
  }

  portB(slot: number): number {
    return (this.words[(slot << lineShift) + ports] as number) & 0xffff
  }

  private hashOf(packet: PacketView, lane: 0 | 1, key: number): number {
    const { seed } = this
    let source = packet.source3
    let target = packet.target3
    if ((key & isV6) !== 0) {
      source ^= folded(packet.source0, packet.source1, packet.source2, seed)
      target ^= folded(packet.target0, packet.target1, packet.target2, seed)
    }
    return lane === 0
      ? mixed(source, target, packet.sourcePort, packet.targetPort, key, seed)
      : mixed(target, source, packet.targetPort, packet.sourcePort, key, seed)
  }

  /** Enters the slot into the index; returns how many entries were in the way. */
  private place(slot: number): number {
    const { index, mask } = this
    let at = (this.words[(slot << lineShift) + hashAt] as number) & mask
    let probes = 0
    while (index[at] !== 0) {
      at = (at + 1) & mask
      probes++
    }
    index[at] = slot + 1
    return probes
  }

  private append(slot: number, list: number): void {
    const last = this.newest[list] as number
    this.older[slot] = last
    this.newer[slot] = -1
    if (last < 0) this.oldest[list] = slot
    else this.newer[last] = slot
    this.newest[list] = slot
    this.counts[list] = (this.counts[list] as number) + 1
  }

  private unlink(slot: number): void {
    const list = listOf(this.words[(slot << lineShift) + stateAt] as number)
    this.counts[list] = (this.counts[list] as number) - 1
    const older = this.older[slot] as number
    const newer = this.newer[slot] as number
    if (older < 0) this.oldest[list] = newer
    else this.newer[older] = newer
    if (newer < 0) this.newest[list] = older
    else this.older[newer] = older
  }

  /** Another seed; only when every slot in use is live or being inserted (free slots are not in the lists). */
  private reseed(): void {
    this.insertsSinceReseed = 0
    this.seed = (Math.imul(this.seed ^ this.total, 0x2c1b3c6d) + 0x297a2d39) | 0
    const { index, words } = this
    const slots = index.filter((entry) => entry !== 0)
    index.fill(0)
    for (const entry of slots) {
      const line = (entry - 1) << lineShift
      words[line + hashAt] = this.hashOfLine(line)
      this.place(entry - 1)
    }
  }

  private hashOfLine(line: number): number {
    const { words, seed } = this
    const key = (words[line + stateAt] as number) & keyMask
    let a = words[line + 3] as number
    let b = words[line + 7] as number
    if ((key & isV6) !== 0) {
      a ^= folded(words[line] as number, words[line + 1] as number, words[line + 2] as number, seed)
      b ^= folded(words[line + 4] as number, words[line + 5] as number, words[line + 6] as number, seed)
    }
    const pair = words[line + ports] as number
    return mixed(a, b, pair >>> 16, pair & 0xffff, key, seed)
  }

  private grow(): void {
    const slots = Math.min(this.slots * 2, Math.max(this.slotsMax, this.slots + 1))
    this.words = widened(this.words, slots << lineShift)
    this.starts = widened(this.starts, slots * 2)
    this.fins = widened(this.fins, slots * 2)
    this.edges = widened(this.edges, slots * 2)
    this.entries = widened(this.entries, slots * 2)
    this.ids = widened(this.ids, slots)
    this.marks = widened(this.marks, slots)
    this.firstNsecs = widened(this.firstNsecs, slots)
    this.older = widened(this.older, slots)
    this.newer = widened(this.newer, slots)
    const seconds = (this.firstSecs.buffer as ArrayBuffer).transfer(slots * Float64Array.BYTES_PER_ELEMENT)
    this.firstSecs = new Float64Array(seconds)
    const entries = this.index.filter((entry) => entry !== 0)
    let size = this.index.length
    while (size < slots * 4) size *= 2
    this.index = new Int32Array(size)
    this.mask = size - 1
    this.slots = slots
    for (const entry of entries) this.place(entry - 1)
  }
}

/** The hash's first steps for the upper three words of an IPv6 address. */
function folded(word0: number, word1: number, word2: number, seed: number): number {
  let hash = Math.imul(word0 ^ seed, 0x9e3779b1)
  hash = Math.imul((hash ^ (hash >>> 15)) + word1, 0xc2b2ae3d)
  hash = Math.imul((hash ^ (hash >>> 13)) + word2, 0x27d4eb2f)
  return hash ^ (hash >>> 15)
}

function mixed(a: number, b: number, portA: number, portB: number, key: number, seed: number): number {
  const left = Math.imul(a ^ seed, 0xc2b2ae3d)
  const right = Math.imul(b + key + (seed >>> 1), 0x27d4eb2f)
  let hash = Math.imul(left ^ (left >>> 15) ^ ((portA << 16) | portB), 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16) ^ right ^ (right >>> 13), 0x85ebca6b)
  return hash ^ (hash >>> 15)
}

/** Hands the array's memory over: what it grew out of is given back at once, not when the collector comes to it. */
function widened(array: Int32Array, length: number): Int32Array {
  return new Int32Array((array.buffer as ArrayBuffer).transfer(length * Int32Array.BYTES_PER_ELEMENT))
}
