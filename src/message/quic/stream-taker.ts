import type { RunOrigin } from '../../core/origin.ts'

/** 0: the client; 1: the server, whichever way the flow's roles were guessed. */
export type Side = 0 | 1

/**
 * Takes the streams of a QUIC connection: each direction's bytes in order, with gaps, and datagrams (RFC 9221).
 * `side` says who sent. Everything is valid during the call only; each byte given ends in one of the message counts.
 */
export interface StreamTaker {
  readonly heldBytes: number
  chunk(id: number, side: Side, buf: Buffer, start: number, end: number, origin: RunOrigin): void
  gap(id: number, side: Side, length: number, origin: RunOrigin): void
  /** No more bytes of this direction. `isReset`: the sender gave it up. */
  finished(id: number, side: Side, isReset: boolean): void
  datagram(side: Side, buf: Buffer, start: number, end: number, origin: RunOrigin): void
  /** Memory is short: hands on what it holds, and holds nothing. */
  shed(): void
  end(): void
}

/** Whether the stream `id` has but one direction, from who opened it (RFC 9000, 2.1). */
export function isUnidirectional(id: number): boolean {
  return id % 4 >= 2
}

/** Who opened the stream. */
export function openerOf(id: number): Side {
  return (id % 2) as Side
}

/** Who does not send when `side` does. */
export function otherSide(side: Side): Side {
  return side === 0 ? 1 : 0
}
