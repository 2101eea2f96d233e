/**
 * Numbers and addresses of other people: a message with many of them has an address book, a list of calls, or those to whom
 * something was sent.
 */
import { blank, lineFeed, plus, zero } from '../core/ascii-codes.ts'
import { objectionText, speaksFor } from '../core/objections.ts'
import { asOfOthers, othersMin, personKinds } from '../core/other-people.ts'
import type { Node } from '../decode/types.ts'
import { identifier as contacts } from './identifiers/contacts.ts'
import { identifier as msisdn } from './identifiers/msisdn.ts'
import { keyEndings } from './names/key-name.ts'
import type { Candidate } from './merge.ts'
import { namesAbove } from './names/names-above.ts'
import { saysOtherPerson } from './names/owner-beside.ts'
import { textSigns } from './text-signs.ts'
import type { Detection } from './types.ts'

/** Fewer are enough where the list says whose they are, or where they stand behind one another in one text, as in a table or cards. */
const namedMin = 2
const numbersInTextMin = 3
/** The names of lists; words that say it where something else shows a number, and are too common for the quick look. */
const listNames: ReadonlySet<string> = new Set([
  ...contacts.keys.map(({ name }) => name),
  'contact',
  'calls',
  'invite',
])

/** What is done with a list, behind its name in a path: `/contacts/sync`. */
const actions: ReadonlySet<string> = new Set(
  'sync upload batch import match find discover lookup check bulk add'.split(' '),
)
const sentNames: ReadonlySet<string> = new Set(contacts.keys.map(({ name }) => name))
const targetBytesMax = 1_024

/** Longer texts are no elements of a list, and no list as one text. */
const listBytesMax = 65_536
const numberBytesMin = 9
/** As it is dialled from anywhere: what else stands in such a list may be the number of an entry. */
const dialled = /(?<![\w+@.])(?:\+|00)\d[\d ()./-]{6,22}\d(?![\w@])/g

/** Such a number begins with one of these, and holds so many digits and signs behind the `+` or the second zero. */
const dialledSigns = textSigns.plus | textSigns.zero
const dialledMin = 8
const isDialled: Uint8Array = new Uint8Array(256)
for (const sign of Buffer.from('0123456789 ()./-')) isDialled[sign] = 1

/** False where {@link dialled} finds nothing in `bytes`. */
function mayBeDialled(bytes: Buffer): boolean {
  let run = 0
  for (let at = bytes.length - 1; at >= 0; at--) {
    const byte = bytes[at] as number
    if (byte === plus && run >= dialledMin) return true
    run = isDialled[byte] === 1 ? run + 1 : 0
    if (byte === zero && run >= dialledMin + 2 && bytes[at + 1] === zero) return true
  }
  return false
}

/** Whether it stands beside what is sent, as who asks stands in the target and in fields: `/resource-lists/users/sip:+47…` (RFC 4825, 6). */
function isBeside({ part }: Node): boolean {
  return part === 'head'
}

/**
 * What a message holds, in which telephone numbers and mail addresses of several people are contacts. `isCut`: it holds more
 * than was listed.
 */
export function asContacts(found: readonly Candidate[], isCut: boolean): readonly Candidate[] {
  const values = new Map<string, Set<string>>()
  const beside = new Map<string, Set<string>>()
  const inLists = new Map<string, Set<string>>()
  const inTexts = new Map<Node, Set<string>>()
  for (const { identifier, normal, node } of found) {
    if (!personKinds.has(identifier)) continue
    add(values, identifier, normal)
    if (isBeside(node)) add(beside, identifier, normal)
    if (nameOfList(node) !== '') add(inLists, identifier, normal)
    if (identifier === msisdn.name) add(inTexts, textOf(node), normal)
  }
  if (values.size === 0) return found
  // One number with the code of a country may be another's by chance; so many in one message are a list of them. What says that each is of a shop speaks against all; that each is another person's does not.
  const confidence = 'probable'
  const dialledCount = [...(values.get(msisdn.name) ?? [])].filter((normal) => normal.startsWith('+')).length
  return found.map((candidate) => {
    const { identifier, normal, node, by, reasons } = candidate
    // What the profile knows is the phone's own.
    if (by === 'profile' || !personKinds.has(identifier)) return candidate
    const count = (isBeside(node) ? beside : values).get(identifier)?.size ?? 0
    const listed = nameOfList(node) === '' ? 0 : (inLists.get(identifier)?.size ?? 0)
    const inText = identifier === msisdn.name ? (inTexts.get(textOf(node))?.size ?? 0) : 0
    if (count < othersMin && listed < namedMin && inText < numbersInTextMin) return candidate
    const reason = `${isCut ? 'at least ' : ''}${count} different ones stand in the message: most are of other people`
    const isSurer =
      candidate.confidence === 'possible' &&
      normal.startsWith('+') &&
      dialledCount >= othersMin &&
      !isBeside(node) &&
      reasons.every((one) => speaksFor(one) || saysOtherPerson(objectionText(one)))
    return asOfOthers(isSurer ? { ...candidate, confidence } : candidate, reason)
  })
}

/** The same, in which a number that a known sender says is another's (who calls) is that wherever it stands in the message. */
export function asSaidOfOthers(found: readonly Candidate[]): readonly Candidate[] {
  const others = new Map<string, Candidate>()
  for (const candidate of found)
    if (candidate.identifier === contacts.name && candidate.by.startsWith('family:'))
      others.set(candidate.normal, candidate)
  if (others.size === 0) return found
  return found.map((candidate) => {
    const { identifier, normal, by } = candidate
    const said = by === 'profile' || !personKinds.has(identifier) ? undefined : others.get(normal)
    if (said === undefined) return candidate
    return { ...asOfOthers(candidate, said.reasons.join('; ')), confidence: said.confidence }
  })
}

function add<Key>(values: Map<Key, Set<string>>, key: Key, normal: string): void {
  const before = values.get(key)
  if (before === undefined) values.set(key, new Set([normal]))
  else before.add(normal)
}

/** The text that a node is a line of, or itself: cards and tables. */
function textOf(node: Node): Node {
  return node.step.step === 'lines' ? (node.parent ?? node) : node
}

/** The name by which an address book is called that the node stands in, or the path to which the body is sent; '' for none. */
function nameOfList(node: Node): string {
  for (const name of namesAbove(node))
    if (keyEndings(name).some((ending) => listNames.has(ending))) return name
  return node.part === 'body' ? nameInTarget(rootOf(node)) : ''
}

function rootOf(node: Node): Node {
  let at = node
  while (at.parent !== null) at = at.parent
  return at
}

/** By roots, for each value of a message asks. */
const targetNames = new WeakMap<Node, string>()

function nameInTarget(root: Node): string {
  const known = targetNames.get(root)
  if (known !== undefined) return known
  const head = root.children.flatMap(({ children }) => children)
  const target = head.find(({ step }) => step.step === 'target')
  const name = target === undefined ? '' : nameInPath(target.bytes.toString('latin1', 0, targetBytesMax))
  targetNames.set(root, name)
  return name
}

/** What the end of a path names that is sent there; '' where that is no address book. */
function nameInPath(target: string): string {
  const [path = ''] = target.split(/[?#]/, 1)
  const segments = path.split('/').filter((one) => one !== '')
  const last = segments.at(-1) ?? ''
  const name = actions.has(last.toLowerCase()) ? (segments.at(-2) ?? '') : last
  return keyEndings(name).some((ending) => sentNames.has(ending)) ? name : ''
}

/** The last three letters of each name and action, five bits for one: what else a path ends with needs no closer look. */
const tails = new Uint8Array(32_768)
for (const name of [...sentNames, ...actions]) {
  const [third = 0, second = 0, last = 0] = Buffer.from(name.slice(-3)).map((code) => code & 31)
  tails[(third << 10) | (second << 5) | last] = 1
}

/** False where {@link nameInPath} finds nothing in `buf[start, end)`, a target up to its query. */
function mayNameList(buf: Buffer, start: number, end: number): boolean {
  let tail = 0
  let letters = 0
  for (let at = end - 1; at >= start && letters < 3; at--) {
    const code = (buf[at] as number) | 32
    if (code >= 97 && code <= 122) tail |= (code & 31) << (5 * letters++)
  }
  return tails[tail] === 1
}

const questionMark = 0x3f
const hash = 0x23

/** POST, PUT and PATCH: what only asks has no body. */
const letterP = 0x50
const methodBytesMax = 8

function endsPath(code: number): boolean {
  return code === blank || code === lineFeed || code === questionMark || code === hash
}

/** True where `buf[start, end)` begins with the start line of a request that sends an address book by its path: for the quick look. */
export function sendsContacts(buf: Buffer, start: number, end: number): boolean {
  if (buf[start] !== letterP) return false
  const from = buf.indexOf(blank, start) + 1
  if (from === 0 || from - start > methodBytesMax) return false
  const limit = Math.min(end, from + targetBytesMax)
  let to = from
  while (to < limit && !endsPath(buf[to] as number)) to++
  return mayNameList(buf, from, to) && nameInPath(buf.toString('latin1', from, to)) !== ''
}

/**
 * Telephone numbers that stand by themselves in a list of people, or one behind the other in its text: nothing but the name
 * of the list says what they are. {@link asContacts} tells whose. `signs`: those of the bytes of each node.
 */
export function numbersListed(nodes: readonly Node[], signs: readonly number[]): Detection[] {
  const found: Detection[] = []
  for (const [index, node] of nodes.entries()) {
    if (((signs[index] as number) & dialledSigns) === 0) continue
    const { bytes } = node
    if (node.children.length > 0 || bytes.length < numberBytesMin || bytes.length > listBytesMax) continue
    if (!mayBeDialled(bytes)) continue
    const name = nameOfList(node)
    if (name === '') continue
    for (const { 0: value, index: start } of bytes.toString('latin1').matchAll(dialled)) {
      const normal = msisdn.normalise(value)
      if (normal === '' || msisdn.fault(normal) !== '' || msisdn.placeholder(normal) !== '') continue
      found.push({
        identifier: msisdn.name,
        value,
        normal,
        node,
        start,
        end: start + value.length,
        writtenAs: '',
        confidence: 'probable',
        by: `recogniser:${msisdn.name}`,
        reasons: [`it is a telephone number in a list that goes by the name "${name}"`],
      })
    }
  }
  return new Set(found.map(({ normal }) => normal)).size < namedMin ? [] : found
}
