import type { Node } from '../decode/types.ts'
import type { Detection, Dismissal, FamilyMatch } from './types.ts'

/** What is known of the exchange that a decoded message belongs to. */
export interface DetectContext {
  /** Host by the strongest name known, without port; the address where there is none. */
  readonly host: string
  readonly protocol: string
  /** Port of the server. */
  readonly port: number
  /** 0: from the client to the server; 1: from the server to the client. */
  readonly direction: 0 | 1
  /** Which of the two ends is the phone is a guess that nothing bears out: see `Flow.isUnsure`. */
  readonly isUnsure?: boolean
  /** Bytes behind the message are missing, so that its last value may not be whole. */
  readonly isCut?: boolean
  /**
   * It is what a server answered the phone, and was no more than handed to it: what the profile has in a disguise there was
   * sent by nobody here, and is not looked for.
   */
  readonly isReceived?: boolean
  /** The request that was read last is read once more: what was tried in it counts once. */
  readonly isAgain?: boolean
  /** Nothing in it woke the probe: it is read for what keys may open in it, and no further where they open nothing. */
  readonly isForKeys?: boolean
}

/** What a family or an adapter makes of one message. Detections name nodes of the tree that was given. */
export interface FamilyResult {
  readonly families: readonly FamilyMatch[]
  readonly detections: readonly Detection[]
  readonly dismissals: readonly Dismissal[]
  /** Fields of which is known that they hold nothing: what their names say in general does not count. */
  readonly empty?: readonly Node[]
}

/** What a server's answer says about the request before it. */
export interface FamilyReceipt {
  readonly resultCode: string
  readonly accepted: boolean
  /** For people. */
  readonly sentence: string
}

/** A known sender: how it is recognised, and what its fields mean. One file each in `families/`. */
export interface Family {
  /** kebab-case. */
  readonly id: string
  readonly title: string
  /** What it is and where the knowledge comes from, one or two sentences. */
  readonly about: string
  /** By a server's name alone (DNS question, Host, SNI, CoAP Uri-Host). `name` is in lower case without a final dot. */
  ofName(name: string): FamilyMatch | null
  /** By what a message says. `nodes` are all nodes of the tree, parents before children. */
  ofContent(nodes: readonly Node[], context: DetectContext): FamilyResult | null
  /** Reads the answer of this family's servers; null where it is none. */
  readReceipt(body: Uint8Array): FamilyReceipt | null
}

/** True where `name` is `suffix` or a name under it. */
export function isUnder(name: string, suffix: string): boolean {
  return name === suffix || name.endsWith(`.${suffix}`)
}
