/**
 * Tells by sight a tunnel whose content is encrypted: WireGuard and OpenVPN on any port, IPsec behind a NAT on its own (RFC 3948). What
 * the phone says to anybody goes through it, so it must not count as bytes that were read. Every datagram of both ends must
 * fit, and what is sealed in them must be as evenly spread as encryption leaves it.
 */

import type { Flow } from '../../stream/types.ts'
import type { Direction } from '../../core/verdict.ts'
import { ByteSpread } from '../byte-spread.ts'

/** What such a tunnel is called as a protocol. */
export type EncryptedTunnelName = 'wireguard' | 'openvpn' | 'ipsec'

/** Sealed bytes that must have been seen before anything is concluded. */
const sealedBytesMin = 192
/** Of each datagram so many are looked at. */
const sampledBytesMax = 512
/** Datagrams that are enough by themselves, where none of them set the tunnel up. */
const datagramsMin = 4

/** What a datagram is: of which form, where sealed bytes begin in it, and how much it proves in datagrams. */
interface Fit {
  readonly sealedAt: number
  readonly proves: number
}

/** One form of tunnel, by what has been seen of a conversation so far. */
interface Form {
  readonly name: EncryptedTunnelName
  /** Null where the datagram does not fit: then none of the conversation is believed. */
  fit(direction: Direction, buf: Buffer, start: number, end: number): Fit | null
}

/** Looks at the datagrams of one conversation, in order. */
export class EncryptedTunnel {
  private readonly forms: Form[]
  private readonly spread: ByteSpread = new ByteSpread()
  private proven = 0

  constructor(flow: Flow) {
    const isNatPort = flow.serverPort === natPort || flow.clientPort === natPort
    this.forms = [new WireGuard(), new OpenVpn(), ...(isNatPort ? [new NatIpsec()] : [])]
  }

  /** False once no form fits: there is nothing more to look for. */
  get isOpen(): boolean {
    return this.forms.length > 0
  }

  /** The tunnel's name once all datagrams up to this one show it; else null. */
  sees(direction: Direction, buf: Buffer, start: number, end: number): EncryptedTunnelName | null {
    let best: Fit | null = null
    for (let index = this.forms.length - 1; index >= 0; index--) {
      const fit = (this.forms[index] as Form).fit(direction, buf, start, end)
      if (fit === null) this.forms.splice(index, 1)
      else best = fit
    }
    const [form, ...others] = this.forms
    if (best === null || form === undefined || others.length > 0) return null
    this.proven += best.proves
    const sealedAt = start + best.sealedAt
    this.spread.add(buf, sealedAt, Math.min(end, sealedAt + sampledBytesMax))
    if (this.proven < datagramsMin || this.spread.bytes < sealedBytesMin) return null
    if (this.spread.isEven) return form.name
    this.forms.length = 0
    return null
  }
}

/**
 * WireGuard: a type, three zeros, then what the type has. The two messages that begin a tunnel have lengths that nothing else
 * has with that type; packets are padded to 16 bytes and numbered.
 */
class WireGuard implements Form {
  readonly name = 'wireguard'
  /** The index of its receiver that packets of each end name, and the number of the last. */
  private readonly packets: [WireGuardPacket | null, WireGuardPacket | null] = [null, null]

  fit(direction: Direction, buf: Buffer, start: number, end: number): Fit | null {
    const length = end - start
    if (length < wireGuardBytesMin || buf.readUIntBE(start + 1, 3) !== 0) return null
    switch (buf[start]) {
      case 1:
        return length === 148 ? { sealedAt: 8, proves: 2 } : null
      case 2:
        return length === 92 ? { sealedAt: 12, proves: 2 } : null
      case 3:
        return length === 64 ? { sealedAt: 8, proves: 1 } : null
      case 4:
        return this.packet(direction, buf, start, length)
      default:
        return null
    }
  }

  private packet(direction: Direction, buf: Buffer, start: number, length: number): Fit | null {
    // Its number would take years to reach the upper half.
    if (length % 16 !== 0 || buf.readUInt32LE(start + 12) !== 0) return null
    const index = buf.readUInt32LE(start + 4)
    const number = buf.readUInt32LE(start + 8)
    const last = this.packets[direction]
    this.packets[direction] = { index, number }
    const isNext = last?.index === index && Math.abs(number - last.number) <= numbersApartMax
    return { sealedAt: 16, proves: last === null || isNext ? 1 : 0 }
  }
}

interface WireGuardPacket {
  readonly index: number
  readonly number: number
}

/** The shortest message: an empty packet, which keeps the tunnel open. */
const wireGuardBytesMin = 32
/** Packets that were lost, or overtook each other, between two of one end. */
const numbersApartMax = 65_536

/**
 * OpenVPN over UDP: a kind and the number of a key in one byte; behind it packets have the number of their peer and their own.
 * What sets the tunnel up has numbers of sessions, and hellos of TLS in clear.
 */
class OpenVpn implements Form {
  readonly name = 'openvpn'
  private hasBegun = false
  private readonly packets: [number, number] = [-1, -1]

  fit(direction: Direction, buf: Buffer, start: number, end: number): Fit | null {
    const length = end - start
    const kind = (buf[start] as number) >> 3
    const fit = length < openVpnBytesMin ? null : this.fitOf(kind, direction, buf, start, length)
    if (openVpnBegins.has(kind)) this.hasBegun = true
    return fit
  }

  private fitOf(kind: number, direction: Direction, buf: Buffer, start: number, length: number): Fit | null {
    if (openVpnBegins.has(kind))
      return length <= openVpnBeginBytesMax ? { sealedAt: length, proves: 1 } : null
    if (openVpnControls.has(kind)) return this.hasBegun ? { sealedAt: length, proves: 0 } : null
    if (kind === openVpnOldPacket) return this.hasBegun ? { sealedAt: 9, proves: 1 } : null
    if (kind !== openVpnPacket || length < openVpnPacketBytesMin) return null
    const number = buf.readUInt32BE(start + 4)
    const last = this.packets[direction]
    this.packets[direction] = number
    if (last < 0) return { sealedAt: 8, proves: this.hasBegun ? 1 : 0 }
    // What stays as it is is no number.
    if (number === last) return { sealedAt: 8, proves: 0 }
    return Math.abs(number - last) <= numbersApartMax ? { sealedAt: 8, proves: 1 } : null
  }
}

/** Kinds of OpenVPN's datagrams: both ends begin, a client of version 2 or 3; what is said to set up; packets without and with a peer. */
const openVpnBegins: ReadonlySet<number> = new Set([7, 8, 10])
const openVpnControls: ReadonlySet<number> = new Set([3, 4, 5, 11])
const openVpnOldPacket = 6
const openVpnPacket = 9
/** Kind, session, and how many datagrams it acknowledges. */
const openVpnBytesMin = 10
const openVpnPacketBytesMin = 24
/** Also where it is signed, or sealed. */
const openVpnBeginBytesMax = 128

/** The port of IPsec behind a NAT. */
const natPort = 4_500

/**
 * IPsec in UDP (RFC 3948): ESP, numbered by association; messages of IKE (RFC 7296, 3.1) behind four zeros; and a byte that
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
    if (association === 0) return this.keyExchange(buf, start + 4, end)
    if (length % 4 !== 0) return null
    const number = buf.readUInt32BE(start + 4)
    const last = this.associations.get(association)
    if (last === undefined && this.associations.size === associationsMax) return null
    this.associations.set(association, number)
    if (last === undefined) return { sealedAt: 16, proves: 0 }
    return Math.abs(number - last) <= numbersApartMax ? { sealedAt: 16, proves: 2 } : null
  }

  /** Only the first exchange is in clear, and nothing of it is sealed. */
  private keyExchange(buf: Buffer, at: number, end: number): Fit | null {
    if (end - at < ikeHeaderBytes || buf.readUInt32BE(at + 24) !== end - at) return null
    if (buf[at + 17] !== ikeVersion) return null
    const isFirst = buf[at + 18] === firstExchange
    return { sealedAt: isFirst ? end - at : ikeHeaderBytes + 8, proves: isFirst ? 0 : 2 }
  }
}

/** Numbers of association and packet, and the least that is sealed. */
const espBytesMin = 24
/** Associations of one conversation: each is replaced by another within hours. */
const associationsMax = 64
const ikeHeaderBytes = 28
const ikeVersion = 0x20
/** IKE_SA_INIT. */
const firstExchange = 34
