import { limits } from '../../core/limits.ts'
import type { BareXorTable } from './bare-xor.ts'
import { hasBinaryByte } from '../spellings/binary-matcher.ts'
import { FieldTries, fieldOf } from '../field-tries.ts'
import { EmptyValues } from './empty-values.ts'
import type { DetectContext } from '../family-type.ts'
import type { DigestInput, DigestPool } from '../digests/digest-pool.ts'
import { detection } from './hidden-detection.ts'
import type { LaterCounts } from './later-counts.ts'
import { MessageKeys, parted, programKeys } from './message-keys.ts'
import { digestIn } from '../digests/plain-digests.ts'
import { isHexText } from './readings.ts'
import { RunningKeyTable } from './running-keys.ts'
import type { RunningPlace } from './running-keys.ts'
import { digestLengths } from '../digests/salt-search.ts'
import { isSaltName } from '../digests/salt-ways.ts'
import { KeptKeys, keyKinds, SentCiphers, soughtTexts } from './sent-ciphers.ts'
import type { KeyKind, SoughtText } from './sent-ciphers.ts'
import type { SeenField, SeenReading } from '../seen-values.ts'
import { digestUnderKey } from './sent-digests.ts'
import { SentKeyTable } from './sent-keys.ts'
import type { SentKey } from './sent-keys.ts'
import type { Detection } from '../types.ts'
import { placesBeside, placeUnderOwnKey, placeUnderSentKey } from './xor-search.ts'
import type { XorPlace } from './xor-search.ts'
import { XorSuspects } from './xor-suspects.ts'
import type { XorSuspect } from './xor-suspects.ts'
import type { Node } from '../../decode/types.ts'

/** Fields that held keys which are remembered. */
const openersMax = 1_024

/** Known values under XOR, and under ciphers whose keys are sent beside them. Made once for a profile. */
export class XoredValues {
  private readonly digests: DigestPool
  private readonly bare: BareXorTable
  private readonly cipherKeys: KeptKeys = new KeptKeys()
  private readonly sentKeys: SentKeyTable
  /** Made when they are first asked: most scans never do. */
  private keptRunning: RunningKeyTable | null = null
  /** Also as they stand in forms: documents are XORed as they are. */
  private readonly written: readonly DigestInput[]
  private readonly sought: readonly SoughtText[]
  private readonly suspects: XorSuspects
  private readonly onToken: (length: number) => void
  /** What nothing beside it opened in many messages. */
  private readonly closedToKeys: EmptyValues = new EmptyValues()
  private readonly closedFields: FieldTries = new FieldTries()
  /** Fields of hosts that held the key of something, which are tried first from then on. */
  private readonly openers: Set<string> = new Set()
  private readonly later: LaterCounts

  /** `bare`: made of the same texts. `onToken` is told the characters of each key that opens something. */
  constructor(
    digests: DigestPool,
    texts: readonly DigestInput[],
    bare: BareXorTable,
    onToken: (length: number) => void,
    later: LaterCounts,
  ) {
    this.digests = digests
    this.onToken = onToken
    this.later = later
    this.written = texts.flatMap((one) => {
      const { text } = one
      const inForms = new URLSearchParams([['', text]]).toString().slice(1)
      return [...new Set([text, encodeURIComponent(text), inForms])].map((form) => ({ ...one, text: form }))
    })
    this.bare = bare
    this.sought = soughtTexts(this.written)
    this.sentKeys = new SentKeyTable(this.written)
    this.suspects = new XorSuspects(bare, this.sentKeys)
  }

  /** What comes now is of another capture. */
  forget(): void {
    this.closedToKeys.forget()
    this.closedFields.forget()
    this.openers.clear()
  }

  /** What a key hides in the fields of one message, the root first. */
  *search(
    fields: readonly SeenField[],
    { host, direction }: Pick<DetectContext, 'host' | 'direction'>,
    reach: (limit: string) => void,
  ): Generator<Detection> {
    const all = this.suspects.in(fields)
    if (all.length === 0) return
    const { closedValueTriesMax, closedFieldTriesMax } = limits.detect
    for (const suspect of all) {
      const { node, bytes, reading } = suspect
      const tries = this.closedToKeys.of(reading.name)
      if (tries < 0) continue
      const { mayHideText } = reading.looks
      const isValueClosed = tries >= closedValueTriesMax
      const isInClosed =
        (mayHideText || !isValueClosed) &&
        this.closedFields.of(host, fieldOf(node, bytes.length)) >= closedFieldTriesMax
      if (!isInClosed && !isValueClosed) continue
      suspect.isClosed = true
      if (mayHideText) reach(isInClosed ? 'detect.closedFieldTriesMax' : 'detect.closedValueTriesMax')
    }
    const leaves = fields.filter(({ node: { children, bytes } }) => children.length === 0 && bytes.length > 0)
    const mayHaveOpened = this.openers.size > 0
    const keys = new MessageKeys(leaves, (name) => mayHaveOpened && this.openers.has(`${host} ${name}`))
    const calledKeys = keys.calledKeys()
    // What is not tried as a key in this message is in the next one of its kind.
    const turnOf = ({ node, bytes }: XorSuspect): number =>
      keys.turns < 2 ? 0 : Math.max(0, this.closedFields.of(host, fieldOf(node, bytes.length)))
    const keysFor = (suspect: XorSuspect): readonly SentKey[] =>
      suspect.isClosed ? calledKeys : keys.of(turnOf(suspect))
    const isCut = keys.turns > 1
    /** Names of the fields that held the keys. */
    const opening = new Set<string>()
    const note = (suspect: XorSuspect, keyFrom: string): void => {
      const key = keysFor(suspect).find(({ name }) => name === keyFrom)
      if (key === undefined || key.node === null) return
      opening.add(`${host} ${key.node.key}`)
      this.onToken(charsWithoutPadding(key.node.bytes))
    }
    // Values alone come first: a key beside one would open it as well as it opens the key. What is called a key comes last.
    const [named, others] = parted(all, ({ node }) => isSaltName(node.key))
    const suspects = [...others, ...named]
    const done = new Set<Node>()
    for (const suspect of suspects) {
      const { node, bytes, written, reading } = suspect
      const { isNotBare, hasOtherLength } = reading.looks
      if ((isNotBare && hasOtherLength) || done.has(node)) continue
      const isToPrograms = suspect.isClosed && calledKeys === programKeys
      if (isToPrograms && reading.isNothingToPrograms) continue
      const bare = isNotBare ? null : this.bare.find(bytes, 0, bytes.length)
      const sent = bare === null && !hasOtherLength ? this.sentKeys.find(bytes, keysFor(suspect), node) : null
      const found = bare ?? sent
      if (found === null) {
        const digest = hasOtherLength ? null : digestUnderKey(this.digests, bytes, keysFor(suspect), node)
        if (digest === null) {
          reading.isNothingToPrograms ||= isToPrograms
          continue
        }
        done.add(node)
        note(suspect, digest.keyFrom)
        if (digest.keyNode !== null) done.add(digest.keyNode)
        const inside = written === '' ? '' : ` in ${written}`
        const place = `${digest.written} under XOR, ${digest.keyFrom}${inside}`
        yield digestIn(digest.known, node, 0, node.bytes.length, place)
        continue
      }
      done.add(node)
      note(suspect, found.keyFrom)
      if (sent !== null && sent.keyNode !== null) done.add(sent.keyNode)
      yield this.xoredAs(found.text, node, 0, node.bytes.length, found.key, found.keyFrom, written)
    }
    let isTriedInFull = true
    const reachInIt = (limit: string): void => {
      isTriedInFull = false
      reach(limit)
    }
    const ciphered = suspects.filter(({ isClosed, reading }) =>
      isClosed
        ? calledKeys !== programKeys && !reading.looks.isNoCipher
        : !reading.looks.isNoCipher || keys.turns > 1,
    )
    const given = ciphered.filter(({ isClosed }) => isClosed)
    const byKeys =
      ciphered.length === given.length
        ? noKeys
        : Map.groupBy(
            ciphered.filter(({ isClosed }) => !isClosed),
            keysFor,
          )
    // Any word under a name like `key` may be a key of RC4: it takes no try from the others.
    for (const kind of keyKinds) {
      const tries = { left: limits.detect.cipherTriesMax }
      for (const [same, some] of byKeys) yield* this.ciphered(kind, some, same, tries, done, reachInIt, note)
      const triesOfGiven = { left: limits.detect.cipherTriesMax }
      if (given.length > 0) yield* this.ciphered(kind, given, calledKeys, triesOfGiven, done, reachInIt, note)
    }
    let left = limits.detect.xorBytesMax
    // What one reading of a field opened its other readings need not open.
    const opened = new Set<Node>()
    const unopened = new Set<Node>()
    for (const suspect of suspects) {
      const { node, bytes, written, reading } = suspect
      const { mayBeXored, mayHideText } = reading.looks
      if (!mayBeXored || done.has(node)) continue
      if (left <= 0) {
        isTriedInFull = false
        reach('detect.xorBytesMax')
        break
      }
      const own = keysFor(suspect)
      left -= bytes.length * (own.length + 1)
      const isToPrograms = own === programKeys
      if (isToPrograms && reading.isClosedToPrograms) {
        if (mayHideText && !isExplained(node)) unopened.add(node)
        continue
      }
      const sent = placeUnderSentKey(bytes, this.written, own, node)
      if (sent !== null) note(suspect, sent.keyFrom)
      const place = sent ?? this.placeUnderOwnKey(reading)
      if (place === null) {
        const running = this.runningIn(reading)
        reading.isClosedToPrograms ||= isToPrograms && running.length === 0
        for (const { text, start, end, form } of running) {
          const [from, to] = written === '' ? [start, end] : [0, node.bytes.length]
          const inside = written === '' ? '' : ` in ${written}`
          yield detection(text, node, from, to, `${form}${inside}`, [
            'what its bytes have between them stands here',
          ])
        }
        if (running.length > 0) done.add(node)
        else if (mayHideText && !isExplained(node)) unopened.add(node)
        continue
      }
      opened.add(node)
      const beside = placesBeside(bytes, place, this.written)
      for (const { text, start, end, key, keyFrom } of [place, ...beside]) {
        const [from, to] = written === '' ? [start, end] : [0, node.bytes.length]
        const found = this.xoredAs(text, node, from, to, key, keyFrom, written)
        yield text === place.text || keyFrom !== '' ? found : { ...found, reasons: [givenBeside] }
      }
    }
    if (host !== '' && direction === 0 && opening.size > 0)
      this.later.add(() => {
        if (this.openers.size + opening.size > openersMax) this.openers.clear()
        for (const name of opening) this.openers.add(name)
      })
    // Without a host nobody says that two values are the same. A message may hold a field, and a value, many times.
    // A field is given up after so many, and a value after fewer: keys of which more turns are left were not tried by then.
    if (host !== '' && direction === 0 && isTriedInFull && keys.turns <= closedFieldTriesMax) {
      const isValueTried = keys.turns <= closedValueTriesMax
      const closedValues = new Set<string>()
      const openedValues = new Set<string>()
      /** Whether something was found in them. */
      const tried = new Map<string, boolean>()
      for (const { node, bytes, reading, isClosed } of suspects) {
        const isOpened = done.has(node) || opened.has(node)
        if (isClosed && !isOpened) continue
        const field = fieldOf(node, bytes.length)
        tried.set(field, isOpened || tried.get(field) === true)
        if (reading.name === null) continue
        if (isOpened) openedValues.add(reading.name)
        else if (isValueTried) closedValues.add(reading.name)
      }
      if (tried.size > 0)
        this.later.add(() => {
          for (const value of closedValues) this.closedToKeys.add(value)
          for (const value of openedValues) this.closedToKeys.keep(value)
          for (const [field, isFound] of tried) this.closedFields.add(host, field, isFound)
        })
    }
    if (!isCut) return
    const known = new Set([...done, ...opened].map(valueOf))
    if ([...unopened].some((node) => !known.has(valueOf(node)))) reach('detect.keyFieldsMax')
  }

  private placeUnderOwnKey({ isClosed, bytes }: SeenReading): XorPlace | null {
    return isClosed ? null : placeUnderOwnKey(bytes, this.written)
  }

  /** Asked last of what hides a value by itself. */
  private runningIn(reading: SeenReading): readonly RunningPlace[] {
    if (reading.isClosed) return []
    this.keptRunning ??= new RunningKeyTable(this.written)
    const places = this.keptRunning.find(reading.bytes)
    reading.isClosed = places.length === 0
    return places
  }

  /** What a cipher hides whose key, of this kind, is sent along; of `tries` it takes its own, and adds to `done` what it opens. */
  private *ciphered(
    kind: KeyKind,
    suspects: readonly XorSuspect[],
    sent: readonly SentKey[],
    tries: { left: number },
    done: Set<Node>,
    reach: (limit: string) => void,
    note: (suspect: XorSuspect, keyFrom: string) => void,
  ): Generator<Detection> {
    const likely = sent.filter((key) => !isHexAsBase64(key))
    const ciphers = new SentCiphers(kind, likely, this.cipherKeys, (taken) => (tries.left -= taken) >= 0)
    if (ciphers.isEmpty) return
    // What has a digest's length is mostly one, and comes last.
    const ordered = suspects.toSorted(
      ({ bytes: one }, { bytes: other }) =>
        Number(digestLengths.has(one.length)) - Number(digestLengths.has(other.length)),
    )
    for (const suspect of ordered) {
      const { node, bytes, written, reading } = suspect
      if (reading.looks.isNoCipher || done.has(node)) continue
      for (const { text, opened } of ciphers.open(bytes, node, this.sought)) {
        done.add(node)
        note(suspect, opened.keyFrom)
        if (opened.keyNode !== null) done.add(opened.keyNode)
        const inside = written === '' ? '' : ` in ${written}`
        yield detection(text, node, 0, node.bytes.length, `${opened.form}${inside}`, [
          `${opened.keyFrom} opens it`,
        ])
      }
      if (tries.left < 0) {
        reach('detect.cipherTriesMax')
        return
      }
    }
  }

  private xoredAs(
    text: DigestInput,
    node: Node,
    start: number,
    end: number,
    key: Buffer,
    keyFrom: string,
    written: string,
  ): Detection {
    const inside = written === '' ? '' : ` in ${written}`
    const shown = keyFrom === '' ? `key ${key.toString('hex')}` : keyFrom
    const reason =
      keyFrom === '' ? 'the value itself gives the key, and the key opens text' : `${keyFrom} opens it`
    return detection(text, node, start, end, `XOR, ${shown}${inside}`, [reason])
  }
}

const givenBeside = 'another value gives the key, and the key opens text'
const noKeys: ReadonlyMap<readonly SentKey[], readonly XorSuspect[]> = new Map()

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

/** A key that is base64 by chance: its text is hex, and nothing calls it a key. */
function isHexAsBase64({ bytes, node }: SentKey): boolean {
  if (node === null || bytes.length * 4 !== node.bytes.length * 3 || isSaltName(node.key)) return false
  return isHexText(node.bytes)
}
