import type { Part } from '../message/types.ts'

/** Which part of the message a span lies in. */
export type PartName = 'head' | 'body' | 'trailer'

/** One step from a value to a value inside it, for people: `{ step: 'base64', detail: 'wrapped' }`, `{ step: 'json', detail: '$.SIM1ICCID' }`. */
export interface Step {
  readonly step: string
  readonly detail: string
}

/**
 * A value in the decoded tree. Frozen once made. The span is in the bytes of the message on the wire
 * (`part[spanStart, spanEnd)`, counted from the part's start): exact for text that stands there as it is, and the
 * whole encoded run for what lies behind a transform such as base64 or gzip.
 */
export interface Node {
  readonly parent: Node | null
  /** Which of its parent's children it is, from 0: nobody has to search them for it. */
  readonly order: number
  /** The step that led here from the parent; the chain of a node is the steps from the root. */
  readonly step: Step
  /** The name the value goes by here (JSON key, form or query name, header or cookie name), '' where it has none; of a long one not the middle. */
  readonly key: string
  /** The value's bytes at this level. */
  readonly bytes: Buffer
  readonly part: PartName
  readonly spanStart: number
  readonly spanEnd: number
  readonly children: readonly Node[]
  /** Where the children account for some of `bytes` only (base64 inside of other text): the ranges that they do, start and end of each. */
  readonly explained?: readonly number[]
  /** Where it was put together of the values of several fields: where in `bytes` one ends and the next begins. */
  readonly seams?: readonly number[]
  /** There the nodes of these fields, in their order. */
  readonly pieces?: readonly Node[]
  /** Where its value was put together with others: what they are together. */
  readonly pieceOf?: PieceOf
  /** That of its bytes and its key (`core/value-number.ts`), where it was asked for; 0 where not. */
  readonly number?: number
}

/** Of which value a node is a piece. */
export interface PieceOf {
  readonly joined: Node
  /** No other piece stands in front of it, or behind it. */
  readonly isFirst: boolean
  readonly isLast: boolean
}

/** Read-only facts of the message that decoding starts from (a view of `Message`). */
export interface DecodeInput {
  readonly head: Part
  readonly body: Part
  readonly trailer: Part
  readonly target: string
  readonly contentType: string
  readonly contentEncoding: string
}

/** See `decodeInside` in `decode.ts`. */
export type DecodeInside = (parent: Node, step: Step, bytes: Buffer, expandedMax: number) => DecodeResult

/** How decoding ended: what a budget cut off is a fact for the coverage statement. */
export interface DecodeResult {
  readonly root: Node
  readonly nodes: number
  readonly transforms: number
  readonly expandedBytes: number
  /** Budgets that were reached, by name of the limit. */
  readonly limits: readonly string[]
  /** Odd encodings that were tolerated (`gzip declared but plain`), for people. */
  readonly tolerated: readonly string[]
  /** Codings of bodies that were read up to damage, or to where they are cut off (`gzip cut`), for people. */
  readonly damaged: readonly string[]
  /** What can not be opened (encrypted members of an archive), for people. */
  readonly unread: readonly string[]
}
