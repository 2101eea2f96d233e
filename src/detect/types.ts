import type { Node } from '../decode/types.ts'

/** How sure: `certain` (known value or structure proves it), `probable` (validator and key name agree), `possible` (one of them). */
export type Confidence = 'certain' | 'probable' | 'possible'

/** What an identifier points at. */
export type IdentifierSubject = 'person' | 'sim' | 'device' | 'install' | 'place' | 'network' | 'account'

/** One place in a decoded message that shows an identifier. */
export interface Detection {
  /** Identifier name, kebab-case: `imei`, `iccid`, `cell-id`… */
  readonly identifier: string
  /** As written, and in its normal form (digits only, lower-case hex…). */
  readonly value: string
  readonly normal: string
  readonly node: Node
  /** Range of `node.bytes` that holds the value. */
  readonly start: number
  readonly end: number
  /** How the value is written where that is a transform of its own: `base64 (offset 1)`, `sha256`, `hex`; '' for plain. */
  readonly writtenAs: string
  readonly confidence: Confidence
  /** Who found it: `profile`, `recogniser:imei`, `family:china-telecom-self-registration`. */
  readonly by: string
  readonly reasons: readonly string[]
}

/** A known sender recognised in a message or by a name alone. */
export interface FamilyMatch {
  /** kebab-case id, e.g. `china-telecom-self-registration`. */
  readonly family: string
  readonly title: string
  readonly confidence: Confidence
  readonly by: 'name' | 'content'
  readonly reasons: readonly string[]
  readonly counterEvidence: readonly string[]
  /** The phone's own operator is told what it knows anyway, as its service demands: no stranger is. */
  readonly isOperatorSignalling?: boolean
  /** Every phone with the part makes this contact, and it needs no identifier: the name alone shows nothing more. */
  readonly isUsual?: boolean
}

/** A value that looks like an identifier and is none: a placeholder, a test value, a decoy. */
export interface Dismissal {
  readonly identifier: string
  readonly value: string
  readonly node: Node
  readonly reason: string
}

/** What the detector makes of one message: all of it names nodes of the tree that was given. */
export interface DetectResult {
  readonly detections: readonly Detection[]
  readonly families: readonly FamilyMatch[]
  readonly dismissals: readonly Dismissal[]
  /** Values that keys opened, whatever is in them; absent where nobody asked. */
  readonly opened?: readonly Node[]
  /** Limits that were reached, by name: what lies beyond was not recognised (known values are searched everywhere). */
  readonly limits: readonly string[]
}
