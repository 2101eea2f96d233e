import type { Rng } from '../bench/rng.ts'

/** Bytes of one side, in the order in which they are sent. */
export interface Turn {
  readonly isClient: boolean
  readonly bytes: Buffer
}

export type Fields = readonly (readonly [string, string])[]

/** What a HAR file says of a message. */
export interface RecordedRequest {
  readonly scheme: 'http' | 'https' | 'ws'
  readonly version: 'HTTP/1.1' | 'HTTP/2'
  readonly method: string
  readonly target: string
  readonly headers: Fields
  readonly body: Buffer
  /** Messages of a WebSocket, as the phone sends them behind the request. */
  readonly messages: readonly { readonly isText: boolean; readonly bytes: Buffer }[]
}

/** Bytes on the wire for one case, and how they travel. */
export interface Carried {
  readonly transport: 'tcp' | 'udp'
  readonly port: number
  readonly turns: readonly Turn[]
  /** Secrets of TLS that the capture gets, '' for none. */
  readonly keyLog: string
  /** Null where it is nothing that a HAR file can say. */
  readonly http: RecordedRequest | null
}

/** What is to be carried. */
export interface Load {
  readonly key: string
  readonly bytes: Buffer
  readonly isText: boolean
  /** Fields in front of it and behind it, by name. */
  readonly before: Fields
  readonly behind: Fields
  readonly contentType: string
}

/** A place in traffic where a value can stand. */
export interface Carrier {
  readonly takes: 'text' | 'binary'
  /**
   * What it keeps of the fields around the value: nothing; that they are there; their order and that they follow the
   * value at once; and the value's own name, too.
   */
  readonly keeps: 'nothing' | 'fields' | 'order' | 'names'
  /** Bytes stand in front of the value inside its content, and nothing says where it begins. */
  readonly hidesStart?: boolean
  /** The value is a message's whole content. */
  readonly isWhole?: boolean
  /** Null where the value does not fit. */
  readonly carry: (load: Load, host: string, rng: Rng) => Carried | null
}

/** One datagram or, over TCP, one run of bytes that nothing answers. */
export function sentAlone(transport: 'tcp' | 'udp', port: number, bytes: Buffer): Carried {
  return { transport, port, turns: [{ isClient: true, bytes }], keyLog: '', http: null }
}

/** The value among its fields, as text. */
export function pairs(load: Load): [string, string][] {
  return [...load.before, [load.key, load.bytes.toString()] as const, ...load.behind].map(([key, value]) => [
    key,
    value,
  ])
}

export function jsonOf(load: Load): string {
  return JSON.stringify(Object.fromEntries(pairs(load)))
}

/** Printable ASCII without blanks at its ends. */
export function isToken(bytes: Buffer): boolean {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(bytes.toString('latin1'))
}

/** What may stand between two dots of a host name. */
export function isLabel(bytes: Buffer): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z-]{0,62}$/.test(bytes.toString('latin1'))
}
