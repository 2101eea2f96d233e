/**
 * Tells by sight a tunnel whose content is encrypted: WireGuard and OpenVPN (over TCP, too) on any port, IPsec's keys and what goes behind a NAT
 * on their own ports (RFC 7296, RFC 3948). What
 * the phone says to anybody goes through it, so it must not count as bytes that were read. Every datagram of both ends must
 * fit, and what is sealed in them must be as evenly spread as encryption leaves it.
 */

import { natPort } from '../../core/ports.ts'
import type { Flow } from '../../stream/types.ts'
import type { Direction } from '../../core/verdict.ts'
import { ByteSpread } from '../byte-spread.ts'

/** What such a tunnel is called as a protocol. */
export type EncryptedTunnelName = 'wireguard' | 'openvpn' | 'ipsec'

/** Sealed bytes that must have been seen before anything is concluded: what begins a tunnel of WireGuard has a few more. */
const sealedBytesMin = 184
/** Of each datagram so many are looked at. */
const sampledBytesMax = 512
/** Datagrams that are enough by themselves, where none of them set the tunnel up. */
const datagramsMin = 4

/** What a datagram is: of which form, where sealed bytes begin in it, how many others end it, and how much it proves in datagrams. */
interface Fit {
  readonly sealedAt: number
  readonly endBytes?: number
  readonly proves: number
}

/** One form of tunnel, by what has been seen of a conversation so far. */
interface Form {
  readonly name: EncryptedTunnelName
  /** Null where the datagram does not fit: then none of the conversation is believed. */
  fit(direction: Direction, buf: Buffer, start: number, end: number): Fit | null
}

/** A form that fits so far: how many datagrams prove it, and what is sealed in them. */
interface Candidate {
  readonly form: Form
  readonly spread: ByteSpread
  proven: number
}

/** Looks at the datagrams of one conversation, in order. */
export class EncryptedTunnel {
  private forms: Candidate[]

  constructor(flow: Flow) {
    const hasPort = (port: number): boolean => flow.serverPort === port || flow.clientPort === port
    const forms = [
      new WireGuard(),
      new OpenVpn(),
      ...(hasPort(natPort) ? [new NatIpsec()] : []),
      ...(hasPort(keyExchangePort) ? [new KeyExchange()] : []),
    ]
    this.forms = forms.map((form) => ({ form, spread: new ByteSpread(), proven: 0 }))
  }

  /** False once no form fits: there is nothing more to look for. */
  get isOpen(): boolean {
    return this.forms.length > 0
  }

  /** The tunnel's name once all datagrams up to this one show it; else null. */
  sees(direction: Direction, buf: Buffer, start: number, end: number): EncryptedTunnelName | null {
    this.forms = this.forms.filter((candidate) => take(candidate, direction, buf, start, end, end))
    return this.forms.find(isDecided)?.form.name ?? null
  }
}

/** What an end that begins IPsec over TCP says first (RFC 9329, 4). */
const ipsecStreamStart = Buffer.from('IKETCP')

/**
 * Looks at the streams of one connection: OpenVPN over TCP, or on its port IPsec (RFC 9329), where each packet stands behind
 * its length. Of a packet only its beginning is kept until it is whole.
 */
export class EncryptedTunnelStream {
  private candidate: Candidate | null
  private readonly isIpsec: boolean
  private readonly packets: readonly [StreamPacket, StreamPacket]
  /** Bytes of `ipsecStreamStart` that each end has said. */
  private readonly started: [number, number] = [0, 0]

  constructor(flow: Flow) {
    this.isIpsec = flow.serverPort === natPort || flow.clientPort === natPort
    const form = this.isIpsec ? new NatIpsec() : new OpenVpn()
    this.candidate = { form, spread: new ByteSpread(), proven: 0 }
    // The length of IPsec counts its own bytes.
    const ownBytes = this.isIpsec ? 2 : 0
    this.packets = [new StreamPacket(ownBytes), new StreamPacket(ownBytes)]
  }

  /** False once it does not fit. */
  get isOpen(): boolean {
    return this.candidate !== null
  }

  /** The tunnel's name once all packets up to here show it; else null. */
  sees(direction: Direction, buf: Buffer, start: number, end: number): EncryptedTunnelName | null {
    const packet = this.packets[direction]
    let at = this.isIpsec ? this.behindStart(direction, buf, start, end) : start
    while (at < end && this.candidate !== null) {
      at = packet.take(buf, at, end)
      const { length, bytes } = packet
      if (packet.hasLength && (length < openVpnBytesMin || length > streamPacketBytesMax))
        this.candidate = null
      else if (packet.isWhole) {
        if (!take(this.candidate, direction, bytes, 2, 2 + length, Math.min(bytes.length, 2 + length)))
          this.candidate = null
        else if (isDecided(this.candidate)) return this.candidate.form.name
        packet.clear()
      }
    }
    return null
  }

  private behindStart(direction: Direction, buf: Buffer, start: number, end: number): number {
    const { started } = this
    let at = start
    while (at < end && started[direction] < ipsecStreamStart.length) {
      if (buf[at] === ipsecStreamStart[started[direction]]) {
        started[direction]++
        at++
        continue
      }
      if (started[direction] > 0) this.candidate = null
      started[direction] = ipsecStreamStart.length
    }
    return at
  }
}

/** A packet behind its length, of which the first bytes are kept. */
class StreamPacket {
  readonly bytes: Buffer = Buffer.alloc(2 + sampledBytesMax)
  private readonly ownBytes: number
  private taken = 0

  /** The length counts `ownBytes` of its own. */
  constructor(ownBytes: number) {
    this.ownBytes = ownBytes
  }

  get hasLength(): boolean {
    return this.taken >= 2
  }

  /** What its first two bytes say. */
  get length(): number {
    return this.bytes.readUInt16BE(0) - this.ownBytes
  }

  get isWhole(): boolean {
    return this.hasLength && this.taken === 2 + this.length
  }

  clear(): void {
    this.taken = 0
  }

  /** Takes what belongs to the packet: returns where the rest begins. */
  take(buf: Buffer, start: number, end: number): number {
    const wanted = (this.hasLength ? 2 + this.length : 2) - this.taken
    const stop = Math.min(end, start + wanted)
    if (this.taken < this.bytes.length) buf.copy(this.bytes, this.taken, start, stop)
    this.taken += stop - start
    return stop
  }
}

/** Whether what stands at `start` fits; of what is sealed in it the bytes up to `seenEnd` are there. */
function take(
  candidate: Candidate,
  direction: Direction,
  buf: Buffer,
  start: number,
  end: number,
  seenEnd: number,
): boolean {
  const fit = candidate.form.fit(direction, buf, start, end)
  if (fit === null) return false
  candidate.proven += fit.proves
  const sealedAt = start + fit.sealedAt
  const sealedEnd = end - (fit.endBytes ?? 0)
  candidate.spread.add(buf, sealedAt, Math.min(seenEnd, sealedEnd, sealedAt + sampledBytesMax))
  return !isDecided(candidate) || candidate.spread.isEven
}

function isDecided({ proven, spread }: Candidate): boolean {
  return proven >= datagramsMin && spread.bytes >= sealedBytesMin
}

/**
 * WireGuard: a type, three zeros, then what the type has. The two messages that begin a tunnel have lengths that nothing else
 * has with that type; packets are numbered, and most programs pad them to 16 bytes, but for those that fill the link. Some
 * services put three bytes of their own in place of the zeros: there the answer must name whom it answers.
 */
class WireGuard implements Form {
  readonly name = 'wireguard'
  /** The index of its receiver that packets of each end name, and the number of the last. */
  private readonly packets: [WireGuardPacket | null, WireGuardPacket | null] = [null, null]
  /** What each end calls itself in its message that begins a tunnel. */
  private readonly indexes: [number, number] = [-1, -1]
  private isAnswered = false

  fit(direction: Direction, buf: Buffer, start: number, end: number): Fit | null {
    const length = end - start
    if (length < wireGuardBytesMin) return null
    if (isWayFinding(buf, start, length)) return { sealedAt: wayFindingHeadBytes, proves: 0 }
    const isUsual = buf.readUIntBE(start + 1, 3) === 0
    switch (buf[start]) {
      case 1:
        if (length !== 148) return null
        this.indexes[direction] = buf.readUInt32LE(start + 4)
        return { sealedAt: 8, endBytes: cookieBytes, proves: isUsual ? 2 : 0 }
      case 2:
        if (length !== 92) return null
        if (buf.readUInt32LE(start + 8) === this.indexes[direction === 0 ? 1 : 0]) this.isAnswered = true
        return isUsual || this.isAnswered ? { sealedAt: 12, endBytes: cookieBytes, proves: 2 } : null
      case 3:
        return length === 64 && (isUsual || this.isAnswered) ? { sealedAt: 8, proves: 1 } : null
      case 4:
        return isUsual || this.isAnswered ? this.packet(direction, buf, start, length) : null
      default:
        return null
    }
  }

  private packet(direction: Direction, buf: Buffer, start: number, length: number): Fit | null {
    // Its number would take years to reach the upper half.
    if (buf.readUInt32LE(start + 12) !== 0) return null
    const index = buf.readUInt32LE(start + 4)
    const number = buf.readUInt32LE(start + 8)
    const last = this.packets[direction]
    this.packets[direction] = { index, number }
    const isNext = last?.index === index && Math.abs(number - last.number) <= numbersApartMax
    const isPadded = length % 16 === 0
    const proves = last === null ? isPadded : isNext && (isPadded || number !== last.number)
    return { sealedAt: 16, proves: proves ? 1 : 0 }
  }
}

/** What Tailscale sends between packets of WireGuard to find the best way: a mark, a key and a number, then sealed. */
const wayFindingMark = Buffer.from('TS\u{1f4ac}')
const wayFindingHeadBytes = 62

function isWayFinding(buf: Buffer, start: number, length: number): boolean {
  return (
    buf[start] === wayFindingMark[0] &&
    length > wayFindingHeadBytes &&
    buf.compare(wayFindingMark, 0, wayFindingMark.length, start, start + wayFindingMark.length) === 0
  )
}

interface WireGuardPacket {
  readonly index: number
  readonly number: number
}

/** The place of a second check value at the end of what begins a tunnel: zeros, unless the other end is under load and gave a cookie. */
const cookieBytes = 16
/** The shortest message: an empty packet, which keeps the tunnel open. */
const wireGuardBytesMin = 32
/** Packets that were lost, or overtook each other, between two of one end. */
const numbersApartMax = 65_536

/**
 * OpenVPN: a kind and the number of a key in one byte; behind it packets have the number of their peer and their own.
 * What sets the tunnel up has numbers of sessions, and hellos of TLS in clear.
 */
class OpenVpn implements Form {
  readonly name = 'openvpn'
  private hasBegun = false
  private readonly packets: [number, number] = [-1, -1]

  fit(direction: Direction, buf: Buffer, start: number, end: number): Fit | null {
    const length = end - start
    return length < openVpnBytesMin ? null : this.fitOf(direction, buf, start, length)
  }

  private fitOf(direction: Direction, buf: Buffer, start: number, length: number): Fit | null {
    const first = buf[start] as number
    const kind = first >> 3
    const beginBytesMax = openVpnBegins.get(kind)
    if (beginBytesMax !== undefined) {
      // The first key of a session has the number 0. Short headers of QUIC look like these, but for that.
      if ((first & 7) !== 0 || length > beginBytesMax) return null
      this.hasBegun = true
      return { sealedAt: length, proves: 1 }
    }
    if (openVpnControls.has(kind)) return this.hasBegun ? { sealedAt: length, proves: 0 } : null
    if (kind === openVpnOldPacket) return this.hasBegun ? { sealedAt: 9, proves: 1 } : null
    if (kind !== openVpnPacket || length < openVpnPacketBytesMin) return null
    // Under older ciphers a check value stands where others have the number.
    if (this.hasBegun) return { sealedAt: 8, proves: 1 }
    const number = buf.readUInt32BE(start + 4)
    const last = this.packets[direction]
    this.packets[direction] = number
    if (last < 0) return { sealedAt: 8, proves: 0 }
    // What stays as it is is no number.
    if (number === last) return { sealedAt: 8, proves: 0 }
    return Math.abs(number - last) <= numbersApartMax ? { sealedAt: 8, proves: 1 } : null
  }
}

/**
 * Kinds of OpenVPN's datagrams: what begins a session, of a client, a server, and a client that brings its key along, with its
 * most bytes where it is signed or sealed; what is said to set up; packets without and with a peer.
 */
const openVpnBegins: ReadonlyMap<number, number> = new Map([
  [7, 128],
  [8, 128],
  [10, 1_280],
])
const openVpnControls: ReadonlySet<number> = new Set([3, 4, 5, 11])
const openVpnOldPacket = 6
const openVpnPacket = 9
/** Kind, session, and how many datagrams it acknowledges. */
const openVpnBytesMin = 10
const openVpnPacketBytesMin = 24
/** Over TCP: more than any link of the tunnel carries. */
const streamPacketBytesMax = 4_096

/**
 * IPsec in UDP (RFC 3948): ESP, numbered by association; messages of IKE (RFC 7296, 3.1, and of its version 1) behind four zeros; and a byte that
 * keeps the way open.
 */
class NatIpsec implements Form {
  readonly name = 'ipsec'
  private readonly associations: Map<number, number> = new Map()

  fit(_direction: Direction, buf: Buffer, start: number, end: number): Fit | null {
    const length = end - start
    if (length === 1 && buf[start] === 0xff) return { sealedAt: 1, proves: 0 }
    if (length < espBytesMin) return null
    const association = buf.readUInt32BE(start)
    if (association === 0) return keyExchangeFit(buf, start, start + 4, end)
    if (length % 4 !== 0) return null
    const number = buf.readUInt32BE(start + 4)
    const last = this.associations.get(association)
    if (last === undefined && this.associations.size === associationsMax) return null
    this.associations.set(association, number)
    // What stays as it is is no number.
    if (last === undefined || last === number) return { sealedAt: 16, proves: 0 }
    return Math.abs(number - last) <= numbersApartMax ? { sealedAt: 16, proves: 2 } : null
  }
}

/** The port of IKE. Where no NAT stands between, all of it goes there, and ESP in IP itself. */
const keyExchangePort = 500

/** IKE by itself. */
class KeyExchange implements Form {
  readonly name = 'ipsec'

  fit(_direction: Direction, buf: Buffer, start: number, end: number): Fit | null {
    return keyExchangeFit(buf, start, start, end)
  }
}

/**
 * The message of IKE at `at` of the datagram `buf[start, end)`. What makes an association is in clear until both have a key:
 * the first exchange, or in version 1 what has no mark.
 */
function keyExchangeFit(buf: Buffer, start: number, at: number, end: number): Fit | null {
  if (end - at < ikeHeaderBytes || buf.readUInt32BE(at + 24) !== end - at) return null
  const version = buf[at + 17]
  if (version !== ikeVersion && version !== oldIkeVersion) return null
  const isClear =
    version === ikeVersion
      ? buf[at + 18] === firstExchange
      : ((buf[at + 19] as number) & oldEncryptedFlag) === 0
  const sealedFrom = ikeHeaderBytes + (version === ikeVersion ? 4 : 0)
  return { sealedAt: isClear ? end - start : at - start + sealedFrom, proves: isClear ? 0 : 2 }
}

/** Numbers of association and packet, and the least that is sealed. */
const espBytesMin = 24
/** Associations of one conversation: each is replaced by another within hours. */
const associationsMax = 64
const ikeHeaderBytes = 28
const ikeVersion = 0x20
/** IKEv1 (RFC 2408, 3.1), which says by a flag of its header what is encrypted. */
const oldIkeVersion = 0x10
const oldEncryptedFlag = 1
/** IKE_SA_INIT. */
const firstExchange = 34
