import type { Protection } from '../core/protection.ts'
import type { Flow } from '../stream/types.ts'

/**
 * What a flow carries inside: the decrypted content of a TLS connection, say. It is the same conversation of the same
 * two ends (same id, addresses, Community ID), with a parser of its own; the consumer's note is that of the outer flow,
 * unless it goes on to a server of its own: a proxy may be asked for several on one connection.
 */
export class InnerFlow implements Flow {
  readonly outer: Flow
  readonly protection: Protection
  readonly transport: 'tcp' | 'udp'
  bytesToServer = 0
  bytesToClient = 0
  readonly bursts = null
  isAnswered = false
  parser: unknown = null
  readonly isApart: boolean
  private ownNote: unknown = null

  constructor(outer: Flow, protection: Protection, transport: 'tcp' | 'udp', isApart = false) {
    this.isApart = isApart
    this.outer = outer
    this.protection = protection
    this.transport = transport
  }

  get id(): number {
    return this.outer.id
  }

  get family(): 4 | 6 {
    return this.outer.family
  }

  get clientAddress(): string {
    return this.outer.clientAddress
  }

  get serverAddress(): string {
    return this.outer.serverAddress
  }

  get server0(): number {
    return this.outer.server0
  }

  get server1(): number {
    return this.outer.server1
  }

  get server2(): number {
    return this.outer.server2
  }

  get server3(): number {
    return this.outer.server3
  }

  get clientPort(): number {
    return this.outer.clientPort
  }

  get serverPort(): number {
    return this.outer.serverPort
  }

  get communityId(): string {
    return this.outer.communityId
  }

  get app(): number {
    return this.outer.app
  }

  get tunnels(): number {
    return this.outer.tunnels
  }

  get isRoleGuessed(): boolean {
    return this.outer.isRoleGuessed
  }

  get isUnsure(): boolean {
    return this.outer.isUnsure
  }

  get isClientAhead(): boolean {
    return this.outer.isClientAhead
  }

  get firstSec(): number {
    return this.outer.firstSec
  }

  get firstNsec(): number {
    return this.outer.firstNsec
  }

  get note(): unknown {
    return this.isApart ? this.ownNote : this.outer.note
  }

  set note(value: unknown) {
    if (this.isApart) this.ownNote = value
    else this.outer.note = value
  }
}
