import { parted, programKeys } from './message-keys.ts'
import type { MessageKeys } from './message-keys.ts'
import { isSaltName } from '../digests/salt-ways.ts'
import { hasBinaryByte } from '../spellings/binary-matcher.ts'
import type { TriedSuspect } from './key-memory.ts'
import type { SentKey } from './sent-keys.ts'
import type { XorSuspect } from './xor-suspects.ts'
import type { Node } from '../../decode/types.ts'

/** One message while keys are tried on what it may hide: which are tried on what, and what came of it. */
export class KeyedMessage {
  /** Values alone come first: a key beside one would open it as well as it opens the key. What is called a key comes last. */
  readonly suspects: readonly XorSuspect[]
  /** Those that are tried on what is closed to all others. */
  readonly calledKeys: readonly SentKey[]
  /** Names of the fields that held the keys. */
  readonly opening: Set<string> = new Set()
  /** No limit ended a search early. */
  isTriedInFull = true
  private readonly keys: MessageKeys
  private readonly turnOf: (suspect: XorSuspect) => number
  private readonly onToken: (length: number) => void
  private readonly onLimit: (limit: string) => void
  /** Of these all is told; and those that are the key of something. */
  private readonly done: Set<Node> = new Set()
  /** In these something was found. What one reading of a field opened its other readings need not open. */
  private readonly opened: Set<Node> = new Set()
  /** These may hide text, and no key opened it. */
  private readonly unopened: Set<Node> = new Set()
  /** The keys were not all tried on these. */
  private readonly untried: Set<XorSuspect> = new Set()

  /**
   * `turnOf`: in which turn of the keys the suspect is. `onToken` is told the characters of each key that opens something,
   * `reach` the limits that end a search early.
   */
  constructor(
    suspects: readonly XorSuspect[],
    keys: MessageKeys,
    turnOf: (suspect: XorSuspect) => number,
    onToken: (length: number) => void,
    reach: (limit: string) => void,
  ) {
    const [named, others] = parted(suspects, ({ node }) => isSaltName(node.key))
    this.suspects = [...others, ...named]
    this.keys = keys
    this.calledKeys = keys.calledKeys()
    this.turnOf = turnOf
    this.onToken = onToken
    this.onLimit = reach
  }

  /** The message has more keys than are tried on one suspect: in the next one of its kind others are. */
  get hasMoreKeys(): boolean {
    return this.keys.turns > 1
  }

  /** The keys that are tried on it: the same list where the same ones are. */
  keysFor(suspect: XorSuspect): readonly SentKey[] {
    if (suspect.isShut) return programKeys
    if (suspect.isClosed) return this.calledKeys
    return this.keys.of(this.hasMoreKeys ? this.turnOf(suspect) : 0)
  }

  /** Something in the message is called a key. */
  get hasCalledKeys(): boolean {
    return this.calledKeys !== programKeys
  }

  /** It is closed, and nothing that may open it is called a key. */
  isLeftToPrograms({ isClosed, isShut }: XorSuspect): boolean {
    return isShut || (isClosed && !this.hasCalledKeys)
  }

  /** All of it is told, or it is the key of something. */
  isDone(node: Node): boolean {
    return this.done.has(node)
  }

  /** All of it is told. */
  finish({ node }: XorSuspect): void {
    this.done.add(node)
  }

  /** As `finish`, where a key opened it. `keyNode`: the field that held it, whose text nothing else hides then. */
  finishUnder(suspect: XorSuspect, keyFrom: string, keyNode: Node | null): void {
    this.finish(suspect)
    this.noteKey(suspect, keyFrom)
    if (keyNode !== null) this.done.add(keyNode)
  }

  /** Something was found in it. */
  open({ node }: XorSuspect): void {
    this.opened.add(node)
  }

  /** No key opened it. */
  leave({ node, reading }: XorSuspect): void {
    if (reading.looks.mayHideText && !isExplained(node)) this.unopened.add(node)
  }

  /** The key of this name opened something in it. */
  noteKey(suspect: XorSuspect, keyFrom: string): void {
    const key = this.keysFor(suspect).find(({ name }) => name === keyFrom)
    if (key === undefined || key.node === null) return
    this.opening.add(key.node.key)
    this.onToken(charsWithoutPadding(key.node.bytes))
  }

  /** A limit ended a search early. */
  reach(limit: string): void {
    this.isTriedInFull = false
    this.onLimit(limit)
  }

  /** A limit ended the search before all keys were tried on these: what was tried before them counts. */
  leaveUntried(suspects: readonly XorSuspect[], limit: string): void {
    for (const suspect of suspects) this.untried.add(suspect)
    this.onLimit(limit)
  }

  /** What came of each suspect, where it was tried. */
  tried(): TriedSuspect[] {
    return this.suspects.flatMap((suspect) => {
      const { node } = suspect
      const isOpened = this.done.has(node) || this.opened.has(node)
      return isOpened || !this.untried.has(suspect) ? [{ suspect, isOpened }] : []
    })
  }

  /** Whether something may hide text that no key opened, in no reading of its value. */
  hasUnopened(): boolean {
    const known = new Set([...this.done, ...this.opened].map(valueOf))
    return [...this.unopened].some((node) => !known.has(valueOf(node)))
  }
}

/** Of base64 its `=` are no part of what the first look takes for a token. */
function charsWithoutPadding(bytes: Buffer): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0x3d) end--
  return end
}

/** The node of a whole value, of which `node` is the one thing that it was decoded to. */
function valueOf(node: Node): Node {
  let value = node
  while (value.parent !== null && value.parent.children.length === 1) value = value.parent
  return value
}

/** Characters of text that bytes give by chance in no encoding. */
const givenCharsMin = 8

/** What it was decoded to gave text: it was compressed, or is binary fields, and nothing that a key hides. */
function isExplained({ children }: Node): boolean {
  return children.some(
    (child) =>
      (child.bytes.length >= givenCharsMin && !hasBinaryByte(child.bytes, 0, child.bytes.length)) ||
      isExplained(child),
  )
}
