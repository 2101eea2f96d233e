import type { Node } from '../../decode/types.ts'
import { fieldOf, isBeside } from './members-beside.ts'

/**
 * Names of people in cards (vCard: RFC 6350, 6.2.1) and in entries of directories (LDIF: RFC 2849; `cn`: RFC 4519, 2.3). Both call
 * them by two letters that say nothing elsewhere: a function is an `fn`, and a country a `cn`. Where several stand together
 * they are of others, of whom `address-book.ts` tells the numbers and addresses.
 */

const ofCard: ReadonlySet<string> = new Set(['begin', 'end', 'version'])
const cardText = /^(?:VCARD|[234]\.\d)\s*$/i
const ofDirectory: ReadonlySet<string> = new Set(['objectclass', 'dn'])
/** What people are in a directory: devices and groups have such names, too. */
const person = /^(?:person|organizationalPerson|inetOrgPerson|mozillaAbPersonAlpha|user|contact)\s*$/i
const grouped = /^(?:item\d{1,3}\.)?fn$/i
/** How each card and each entry begins. */
const [cardStart, entryStart] = [/BEGIN:VCARD/gi, /(?:^|\n)dn:/gi] as const

/** True for the `FN` on a line of a card, and the `cn` of a person in a directory, where no other stands with it. */
export function isNameOfCard(node: Node, key: string): boolean {
  const isOfCard = grouped.test(key)
  if (!isOfCard && key.toLowerCase() !== 'cn') return false
  const field = fieldOf(node)
  const { parent } = field
  if (field.step.step !== 'lines' || parent === null) return false
  if (!(isOfCard ? isBeside(node, ofCard, cardText) : isBeside(node, ofDirectory, person))) return false
  return isOnlyOne(parent, isOfCard ? cardStart : entryStart)
}

const known = new WeakMap<Node, boolean>()

/** No more than one of them begins in the node: counted once for each. */
function isOnlyOne(node: Node, start: RegExp): boolean {
  const before = known.get(node)
  if (before !== undefined) return before
  const starts = node.bytes.toString('latin1').matchAll(start)
  starts.next()
  const isOne = starts.next().done === true
  known.set(node, isOne)
  return isOne
}
