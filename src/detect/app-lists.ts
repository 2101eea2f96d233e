/**
 * Lists of the programs on a phone. The name of one package says which program speaks, and stands in nearly all that apps
 * send; many of them by many makers, in one list, say what is installed.
 */
import { dot } from '../core/ascii-codes.ts'
import { isLetter } from '../core/ascii.ts'
import { holdsAt } from '../core/signs/holds-at.ts'
import type { Node } from '../decode/types.ts'
import { identifier as installedApps } from './identifiers/installed-apps.ts'
import { keyEndings } from './names/key-name.ts'
import { namesAbove } from './names/names-above.ts'
import { isPackageName, makerOf } from './names/package-name.ts'
import { textSigns } from './text-signs.ts'
import type { Detection } from './types.ts'

/** A list of so many is one of programs, if so many makers made them; fewer are enough where its name says so. */
const appsMin = 5
const makersMin = 4
const namedMin = 2
/** Names that other lists go by, too: of those some makers are asked for. */
export const looseListNames: ReadonlySet<string> = new Set([
  'apps',
  'applications',
  'packages',
  'pkgs',
  'bundles',
])
/** One that says little beside a value of another kind: the quick look asks for a list or an object behind it. */
export const looseObjectNames: ReadonlySet<string> = new Set(['installed'])
/** What says beside a list what it is, and the quick look reads in front of a name: `{"type":"app_list","data":[…]}`. */
const tellingKeys: ReadonlySet<string> = new Set(['type', 'kind', 'name'])
const looseMakersMin = 3
/** Of what stands in the list so much is a package, at least; and of packages so many are under `com`, as most are. */
const shareMin = 0.8
const underComMin = 0.5
/** Longer values are no single names, and no list of them on one line. */
const nameBytesMax = 160
const lineBytesMax = 65_536

const listNames: ReadonlySet<string> = new Set(installedApps.keys.map(({ name }) => name))

const com: Buffer = Buffer.from('com.')
const none = 255
/** By a byte of `com.`: how far it stands behind the first one. */
const behindFirst: Uint8Array = new Uint8Array(256).fill(none)
for (const [index, code] of com.entries()) behindFirst[code] = index

/** True where a list may be in `buf[start, end)` whose name does not say so: for the quick look, which meets one of four bytes. */
export function mayListApps(buf: Buffer, start: number, end: number): boolean {
  let left = Math.ceil(appsMin * underComMin)
  for (let at = start; at < end; at += com.length) {
    const behind = behindFirst[buf[at] as number] as number
    if (behind === none || at - behind < start || !holdsAt(buf, at - behind, com, end)) continue
    if (--left === 0) return true
  }
  return false
}

interface Entry {
  readonly node: Node
  readonly text: string
  readonly start: number
}

/** Every name in a list of programs that the message holds. `signs`: those of the bytes of each node. */
export function appsListed(nodes: readonly Node[], signs: readonly number[]): Detection[] {
  const dotted = nodes.filter((node, index) => mayBeListed(node, signs[index] as number))
  // One name is that of who speaks, as a rule: where it stands need not be asked.
  let apps = 0
  for (const node of dotted) if (mayNamePackage(node.bytes)) apps += entriesOf(node).filter(isOfApp).length
  return apps < namedMin ? [] : appsByList(dotted)
}

function mayBeListed({ bytes: { length }, children }: Node, signs: number): boolean {
  return (signs & textSigns.dot) !== 0 && children.length === 0 && length >= 5 && length <= lineBytesMax
}

/** A dot stands between two letters, as behind the first part of a name. */
function mayNamePackage(bytes: Buffer): boolean {
  for (let at = 1; at + 1 < bytes.length; at++)
    if (bytes[at] === dot && isLetter(bytes[at - 1]) && isLetter(bytes[at + 1])) return true
  return false
}

function isOfApp({ text }: Entry): boolean {
  return isPackageName(text)
}

function entriesOf(node: Node): Entry[] {
  return node.bytes.length <= nameBytesMax ? wholeOrLine(node) : lineOf(node)
}

function appsByList(dotted: readonly Node[]): Detection[] {
  const lists = new Map<string, Entry[]>()
  for (const node of dotted) {
    const entries = entriesOf(node)
    const list = entries.length > 1 ? `${placeOf(node)} ${node.spanStart}` : placeOf(node)
    const before = lists.get(list)
    if (before === undefined) lists.set(list, entries)
    else before.push(...entries)
  }
  return [...lists.values()].flatMap((entries) => appsIn(entries))
}

function wholeOrLine(node: Node): Entry[] {
  const text = node.bytes.toString('latin1')
  return /[,;|\s]/.test(text.trim())
    ? lineOf(node)
    : [{ node, text: text.trim(), start: text.search(/\S|$/) }]
}

function lineOf(node: Node): Entry[] {
  const text = node.bytes.toString('latin1')
  return Array.from(text.matchAll(/[^,;|\s"'[\]]+/g), ({ 0: word, index: start }) => ({
    node,
    text: word,
    start,
  }))
}

/** Where the list stands: the steps to one of its elements, without which of them it is. */
function placeOf(node: Node): string {
  const steps: string[] = []
  for (let at: Node | null = node; at !== null; at = at.parent)
    steps.push(`${at.step.step} ${at.step.detail.replaceAll(/\[\d+\]/g, '[]')}`)
  return steps.join('/')
}

function appsIn(entries: readonly Entry[]): Detection[] {
  const apps = entries.filter(isOfApp)
  if (apps.length < namedMin || apps.length < entries.length * shareMin) return []
  const names = new Set(apps.map(({ text }) => text))
  const [first] = apps as [Entry, ...Entry[]]
  const makers = new Set(Array.from(names, makerOf)).size
  const called = nameOfList(first.node, makers)
  if (called === '' ? first.node.part === 'head' || !isOfApps(names, makers) : names.size < namedMin)
    return []
  const reasons = [
    `${names.size} names of packages by ${makers} makers stand in one list`,
    ...(called === '' ? [] : [`the list goes by the name "${called}"`]),
  ]
  return apps.map(
    ({ node, text, start }): Detection => ({
      identifier: installedApps.name,
      value: text,
      normal: text,
      node,
      start,
      end: start + text.length,
      writtenAs: '',
      confidence: called === '' ? 'possible' : 'probable',
      by: `recogniser:${installedApps.name}`,
      reasons,
    }),
  )
}

function isOfApps(names: ReadonlySet<string>, makers: number): boolean {
  const underCom = [...names].filter((name) => name.startsWith('com.')).length
  return names.size >= appsMin && makers >= makersMin && underCom >= names.size * underComMin
}

/** The name of the list among those that its elements stand under; '' where none says that it is one of programs. */
function nameOfList(node: Node, makers: number): string {
  for (const name of namesAbove(node)) {
    const endings = keyEndings(name)
    if (endings.some((ending) => listNames.has(ending))) return name
    if (makers >= looseMakersMin && endings.some(isLoose)) return name
  }
  return toldBeside(node)
}

function isLoose(ending: string): boolean {
  return looseListNames.has(ending) || looseObjectNames.has(ending)
}

/** What a field of an object around the list says that it is; '' for nothing. */
function toldBeside(node: Node): string {
  const list = node.step.detail
  if (node.step.step !== 'json' || !list.includes('[')) return ''
  for (const { key, step, bytes } of node.parent?.children ?? []) {
    if (!tellingKeys.has(key.toLowerCase()) || bytes.length > nameBytesMax || step.detail.includes('['))
      continue
    const object = step.detail.slice(0, -key.length)
    const told = bytes.toString('latin1')
    if (list.startsWith(object) && keyEndings(told).some((ending) => listNames.has(ending))) return told
  }
  return ''
}
