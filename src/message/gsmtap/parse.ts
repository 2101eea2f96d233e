/**
 * GSMTAP of version 2: what a modem, its network and its SIM say to each other, as a program on the same device sends it to one that
 * records it (osmocom.org/projects/baseband/wiki/GSMTAP; numbers by `gsmtap.h` of libosmocore). Pure, stateless, total.
 */

/** The port on which it is recorded (IANA's register). */
export const gsmtapPort = 4_729

const version = 2
/** The header has four words. */
const headerWords = 4
const headerBytes = headerWords * 4
const places = { type: 2, channel: 4, subType: 12 } as const
/** Of the two bytes with the number of the channel. */
const uplinkFlag = 0x4000
const channelMask = 0x3fff
/** The last channel of GSM (TS 45.005, 2). More beside the flag is no flag: the numbers of LTE's uplink, from 18000 on (TS 36.101, 5.7.3), have its bit. */
const flaggedChannelMax = 1_023
/** Of a channel of GSM: what goes beside it, slowly. */
const besideFlag = 0x80

/** Types whose messages go over the air. */
const types = { um: 1, umtsRrc: 0x0c, lteRrc: 0x0d, lteNas: 0x12 } as const
const airTypes: ReadonlySet<number> = new Set(Object.values(types))
/** Types whose channels do not say who speaks, so that only the flag does. */
const flaggingTypes: ReadonlySet<number> = new Set([types.um, types.lteNas])

/** Channels on which only the network speaks: of GSM BCCH, CCCH, AGCH, PCH and both CBCH; of RRC those that are not UL-… */
const downlinkOnly: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [types.um, new Set([0x01, 0x02, 0x04, 0x05, 0x0c, 0x0f])],
  [types.umtsRrc, new Set([0, 2, 4, 5, 7, 8, 9, 10])],
  [types.lteRrc, new Set([0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 18, 19, 20, 21, 22])],
])

/** Channels on which only phones speak: RACH of GSM; UL-… of RRC. */
const uplinkOnly: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [types.um, new Set([0x03])],
  [types.umtsRrc, new Set([1, 3, 6])],
  [types.lteRrc, new Set([2, 3, 16, 17])],
])

/**
 * Who speaks, by the flag and the channel: the phone; the network; `unflagged`, which is the network where the program sets
 * the flag in messages of this type; or nothing says (SIM, bursts, the network's own lines).
 */
export type Speaker = 'phone' | 'network' | 'unflagged' | 'unknown'

/** Whether the datagram `buf[start, end)` is such a message. */
export function isGsmtap(buf: Buffer, start: number, end: number): boolean {
  return end - start > headerBytes && buf[start] === version && buf[start + 1] === headerWords
}

/** Who speaks in the message at `start`, of which the header is there. Where flag and channel differ, the phone. */
export function speakerOf(buf: Buffer, start: number): Speaker {
  const type = typeOf(buf, start)
  if (!airTypes.has(type)) return 'unknown'
  const subType = buf[start + places.subType] as number
  const channel = type === types.um ? subType & ~besideFlag : subType
  if (isUplinkFlagged(buf, start) || uplinkOnly.get(type)?.has(channel) === true) return 'phone'
  return downlinkOnly.get(type)?.has(channel) === true ? 'network' : 'unflagged'
}

/** The type of the message at `start`, by its number in `gsmtap.h`. */
export function typeOf(buf: Buffer, start: number): number {
  return buf[start + places.type] as number
}

/** The type of the message at `start` where its header shows that the program flags what phones say in such messages; null where it does not. */
export function flaggedType(buf: Buffer, start: number): number | null {
  const type = typeOf(buf, start)
  if (!flaggingTypes.has(type) || !isUplinkFlagged(buf, start)) return null
  return (channelOf(buf, start) & channelMask) > flaggedChannelMax ? null : type
}

function isUplinkFlagged(buf: Buffer, start: number): boolean {
  return (channelOf(buf, start) & uplinkFlag) !== 0
}

/** The number of the channel, with the flags in its upper bits. */
function channelOf(buf: Buffer, start: number): number {
  return buf.readUInt16BE(start + places.channel)
}
