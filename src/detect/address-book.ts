/**
 * Numbers and addresses of other people. A phone has one telephone number or two, and its owner a few mail addresses; a message
 * with more of them has an address book, a list of calls, or those to whom something was sent.
 */
import type { Node } from '../decode/types.ts'
import { identifier as contacts } from './identifiers/contacts.ts'
import type { Candidate } from './merge.ts'

/** So many different ones of a kind are no longer one person's; fewer where the list says whose they are. */
const othersMin = 5
const namedMin = 2
const kinds: ReadonlySet<string> = new Set(['msisdn', 'email', 'person-name'])
const listNames =
  /(?:^|[^a-z])(?:contacts?|contact[_-]?list|address[_-]?book|phone[_-]?book|call[_-]?logs?|calls|friends|invite[es]*|recipients)(?![a-z])/

/**
 * What a message holds, in which telephone numbers and mail addresses of several people are contacts. `isCut`: it holds more
 * than was listed.
 */
export function asContacts(found: readonly Candidate[], isCut = false): readonly Candidate[] {
  const values = new Map<string, Set<string>>()
  const inLists = new Map<string, Set<string>>()
  for (const candidate of found) {
    if (!kinds.has(candidate.identifier)) continue
    add(values, candidate)
    if (isListed(candidate.node)) add(inLists, candidate)
  }
  if (values.size === 0) return found
  return found.map((candidate) => {
    const { identifier, node, by } = candidate
    // What the profile knows is the phone's own.
    if (by === 'profile' || !kinds.has(identifier)) return candidate
    const count = values.get(identifier)?.size ?? 0
    const listed = isListed(node) ? (inLists.get(identifier)?.size ?? 0) : 0
    if (count < othersMin && listed < namedMin) return candidate
    const reason = `${isCut ? 'at least ' : ''}${count} different ones stand in the message: most are of other people`
    return {
      ...candidate,
      identifier: contacts.name,
      by: candidate.by.startsWith('recogniser:') ? `recogniser:${contacts.name}` : candidate.by,
      reasons: [...candidate.reasons, reason],
    }
  })
}

function add(values: Map<string, Set<string>>, { identifier, normal }: Candidate): void {
  const before = values.get(identifier)
  if (before === undefined) values.set(identifier, new Set([normal]))
  else before.add(normal)
}

/** An element of a list that is called by what address books hold. */
function isListed(node: Node): boolean {
  for (let at: Node | null = node; at !== null; at = at.parent)
    if (listNames.test(`${at.step.detail} ${at.key}`.toLowerCase())) return true
  return false
}
