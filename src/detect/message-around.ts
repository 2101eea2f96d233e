import type { Node, PartName } from '../decode/types.ts'
import type { FieldNames } from './names/field-names.ts'
import { anyNumber } from './names/owner-beside.ts'
import { ofOtherPerson } from './names/owner-words.ts'

/** The end of the last part of a message that is cut off. */
interface CutEnd {
  readonly part: PartName
  readonly at: number
}

function cutEndOf(nodes: readonly Node[]): CutEnd {
  const part = nodes.some((node) => node.part === 'body' && node.spanEnd > 0) ? 'body' : 'head'
  const at = nodes.reduce((most, node) => (node.part === part ? Math.max(most, node.spanEnd) : most), 0)
  return { part, at }
}

/** What the message says of all values in it: whom it asks for, or writes to, that it asks for a token, where it is cut off. */
export class MessageAround {
  private readonly fields: FieldNames
  /** The message that is read asks an authorization server for a token (RFC 6749, 4). */
  private isGrant = false
  /** Where the message is cut off, if it is. */
  private cutEnd: CutEnd | null = null
  /** The part of its address that asks for somebody: `search`, `by-email`; '' for none. */
  private asks = ''
  /** The address of the message has a text that it sends to somebody: `/send?phone=…&text=…`. */
  private isText = false

  constructor(fields: FieldNames) {
    this.fields = fields
  }

  /** Another message is read. `isCut`: bytes behind it are missing. */
  begin(nodes: readonly Node[], isCut: boolean): void {
    this.cutEnd = isCut ? cutEndOf(nodes) : null
    this.isGrant = nodes.some(({ key, part }) => key === 'grant_type' && part === 'body')
    const asking = nodes.find(
      ({ step, bytes }) =>
        step.step === 'path' && bytes.length <= keyBytesMax && lookUps.test(bytes.toString('latin1')),
    )
    this.asks = asking?.bytes.toString('latin1') ?? ''
    this.isText = nodes.some(isTextToSend) && nodes.some(isSending)
  }

  /** What the address of a request says that asks for somebody by what is known of him, or writes to him. */
  lookedUp(node: Node): string {
    if (this.asks === '' && !this.isText) return ''
    for (let at: Node | null = node; at !== null; at = at.parent)
      if (at.step.step === 'query' || at.step.step === 'path') {
        if (this.asks !== '') return `the address asks who it is ("${this.asks}"): ${ofOtherPerson}`
        // `msisdn` and `myPhone` are of who sends it.
        const mayGetIt = at.step.step === 'path' || anyNumber.test(this.fields.keyOf(node))
        return mayGetIt ? `the address sends a text, perhaps to it: ${ofOtherPerson}` : ''
      }
    return ''
  }

  /** What speaks against an account in a message that asks for a token; '' where it does not. */
  clientObjection(node: Node): string {
    return this.isGrant ? clientObjection(node) : ''
  }

  /** Whether what ends at `end` of a node's bytes ends there because the message does. */
  isCutOff(node: Node, end: number): boolean {
    if (this.cutEnd === null || end !== node.bytes.length || node.part !== this.cutEnd.part) return false
    // Behind a transform nothing tells where the value would have ended.
    const isExact = node.spanEnd - node.spanStart === node.bytes.length
    return isExact && node.spanEnd === this.cutEnd.at
  }
}

const keyBytesMax = 64

/** Parts of addresses under which people are looked up. */
const lookUps = /^(?:search|look-?up|whois|directory|reverse|by[-_]?(?:e-?mail|phone|mobile|number|name))$/i

/** A text that is to be written to somebody, as members of a query (WhatsApp, "How to use click to chat"; RFC 5724). */
function isTextToSend({ step, key }: Node): boolean {
  return step.step === 'query' && (key === 'text' || key === 'message' || key === 'body')
}

function isSending({ step, bytes }: Node): boolean {
  return (
    step.step === 'path' &&
    /^send(?:[-_]?(?:message|sms|text))?$/i.test(bytes.toString('latin1', 0, keyBytesMax))
  )
}

/** At the door where tokens are given out it is the program that goes by a name and a password (RFC 6749, 2.3.1). */
function clientObjection(node: Node): string {
  for (let at: Node | null = node; at !== null; at = at.parent)
    if (at.step.step === 'header' && at.key.toLowerCase() === 'authorization')
      return 'it stands beside a grant_type: there a program says its own name and secret, which all its phones may have'
  return ''
}
