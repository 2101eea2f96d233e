import { isNaturalText } from '../../core/signs/byte-signs.ts'
import { limits } from '../../core/limits.ts'
import { BareXorTable, bareBytesMin } from './bare-xor.ts'
import { isBinaryByte } from '../spellings/binary-matcher.ts'
import { FieldTries, fieldOf } from '../field-tries.ts'
import { digestsIn } from '../digests/digest-search.ts'
import { EmptyValues } from './empty-values.ts'
import type { DetectContext } from '../family-type.ts'
import type { DigestInput, DigestPool, HashedInput, KnownDigest } from '../digests/digest-pool.ts'
import { hashedAs } from '../digests/hashed-as.ts'
import { confidenceOfWord, isWord } from '../digests/hashed-words.ts'
import { MessageKeys, parted, programKeys } from './message-keys.ts'
import { nameOfKnown } from '../known/known-values.ts'
import { isPlusSigned } from '../spellings/plus-sign.ts'
import { readingsOf, unbase64 } from './readings.ts'
import type { FieldReading } from './readings.ts'
import { RunningKeyTable } from './running-keys.ts'
import type { RunningPlace } from './running-keys.ts'
import { earnedBy, SaltAccount } from '../digests/salt-account.ts'
import { SaltTrials, cutDigestLengths, digestLengths } from '../digests/salt-search.ts'
import type { DigestToken } from '../digests/salt-search.ts'
import { isSaltName } from '../digests/salt-ways.ts'
import type { Salt } from '../digests/salt-ways.ts'
import { SaltedFields, triedDigest } from '../digests/salted-fields.ts'
import { saltedTexts } from '../digests/salted-texts.ts'
import type { SaltedTexts } from '../digests/salted-texts.ts'
import { KeptKeys, keyKinds, SentCiphers, soughtTexts } from './sent-ciphers.ts'
import type { KeyKind, SoughtText } from './sent-ciphers.ts'
import { SeenReading } from '../seen-values.ts'
import type { ReadingLooks, SeenField, SeenValue } from '../seen-values.ts'
import { digestUnderKey, mayBeDigest } from './sent-digests.ts'
import { SentKeyTable } from './sent-keys.ts'
import type { SentKey } from './sent-keys.ts'
import { isServerToken } from '../probe/server-token.ts'
import { SubstitutedTable } from './substituted.ts'
import type { Detection } from '../types.ts'
import { placesBeside, placeUnderOwnKey, placeUnderSentKey } from './xor-search.ts'
import type { XorPlace } from './xor-search.ts'
import type { Node } from '../../decode/types.ts'

/**
 * Known values that no spelling shows: their digests, salted digests, what is XORed, and what is cut over fields that
 * follow each other. Only asked of messages that are read in full.
 */

const partBytesMin = 2
/** Longest part of a value: of a push token. */
const partBytesMax = 256
const saltBytesMin = 4
const saltCharsMax = 128
/** Salts that are tried in every way; the others with what these leave of the trials. */
const likelySaltsMax = 48
const randomCharsMin = 8
/** Tokens of a message for which salts are tried: all at once, so that more of them cost nothing. */
const tokensMax = 256
/** Characters of half an MD5 in hex, and of a salt with a SHA-512 behind it. */
const cutCharsMin = 16
const tokenCharsMax = 208
/** No digest is so long: what is, and was not opened, may be text under a key that was not tried. */
const unopenedBytesMin = 65
/** Bytes from which on text is looked for under XOR, and characters of what is in hex or base64. */
const xorBytesMin = 12
const hiddenCharsMax = 32_768
const partsMax = 512
/** Fields that held keys which are remembered. */
const openersMax = 1_024

/**
 * Looks in one decoded message for what hides values: salted digests, XOR, opened payloads. Made once for a profile;
 * its work is bounded by limits of `detect`.
 */
export class HiddenSearch {
  private readonly digests: DigestPool
  private readonly texts: readonly DigestInput[]
  private readonly byText: ReadonlyMap<string, DigestInput>
  /** A mark for each length of a text that parts may have together. */
  private readonly textLengths: Uint8Array
  /** Of each of these texts its length with its first two bytes: nearly all parts are done with one look. */
  private readonly textStarts: Set<number> = new Set()
  private readonly bare: BareXorTable
  private readonly cipherKeys: KeptKeys = new KeptKeys()
  private readonly sentKeys: SentKeyTable
  /** Made when they are first asked: most scans never do. */
  private keptRunning: RunningKeyTable | null = null
  private keptSubstitutes: SubstitutedTable | null = null
  private readonly salted: SaltedTexts
  /** Also as they stand in forms: documents are XORed as they are. */
  private readonly written: readonly DigestInput[]
  private readonly sought: readonly SoughtText[]
  private readonly saltedFields: SaltedFields = new SaltedFields()
  private readonly account: SaltAccount
  private readonly onToken: (length: number) => void
  /** What nothing beside it opened in many messages. */
  private readonly closedToKeys: EmptyValues = new EmptyValues()
  private readonly closedFields: FieldTries = new FieldTries()
  /** Fields of hosts that held the key of something, which are tried first from then on. */
  private readonly openers: Set<string> = new Set()
  /** What is to be counted of the message that was read last. */
  private past: (() => void)[] = []

  /** `raws`: bytes that values stand for. `bare`: made of the same texts. `onToken` is told the characters of each salted digest that is found, and of each key that opens something. */
  constructor(
    digests: DigestPool,
    texts: readonly DigestInput[],
    raws: readonly HashedInput[],
    bare: BareXorTable,
    onToken: (length: number) => void,
  ) {
    this.onToken = onToken
    this.digests = digests
    this.texts = texts
    // Of texts that several values share, the first counts.
    this.byText = new Map(texts.toReversed().map((text) => [text.text, text]))
    this.textLengths = new Uint8Array(noPart * partsPerValueMax + 1)
    for (const { text } of texts) {
      const bytes = Buffer.from(text)
      const { length } = bytes
      if (length < partBytesMin || length >= noPart) continue
      this.textLengths[length] = 1
      this.textStarts.add(startOf(length, bytes))
      // In forms a plus sign stands for a blank.
      if (text.startsWith('+')) this.textStarts.add(startOf(length, Buffer.from(` ${text.slice(1)}`)))
    }
    this.written = texts.flatMap((one) => {
      const { text } = one
      const inForms = new URLSearchParams([['', text]]).toString().slice(1)
      return [...new Set([text, encodeURIComponent(text), inForms])].map((form) => ({ ...one, text: form }))
    })
    this.bare = bare
    this.sought = soughtTexts(this.written)
    this.sentKeys = new SentKeyTable(this.written)
    this.salted = saltedTexts(texts, raws)
    this.account = new SaltAccount(this.salted.plainest.length)
  }

  /** What comes now is of another capture. */
  nextCapture(): void {
    this.past = []
    this.saltedFields.forget()
    this.closedToKeys.forget()
    this.closedFields.forget()
    this.openers.clear()
    this.account.forget()
  }

  /**
   * Everything hidden in the fields of one message, the root first, to the host of `context` or from it. `reach` is told the
   * limits that end a search early.
   */
  *search(
    fields: readonly SeenField[],
    context: Pick<DetectContext, 'host' | 'direction' | 'isReceived' | 'isAgain'>,
    reach: (limit: string) => void,
  ): Generator<Detection> {
    if (this.texts.length === 0) return
    if (context.direction === 0) this.count(context.isAgain === true)
    const digested = new Set<Node>()
    for (const { node, value } of fields) {
      if (value.hasNoDigest) continue
      for (const found of this.digestsOf(node, value)) {
        digested.add(node)
        yield found
      }
    }
    // Answers are long, and what costs the most was hidden by somebody else there.
    if (context.isReceived !== true) {
      yield* this.saltedOf(fields, digested, context, reach)
      yield* this.xored(fields, context, reach)
      for (const { node, value } of fields) if (!value.isNotSubstituted) yield* this.substituted(node, value)
    }
    for (const { node } of fields) if (this.mayBeSplit(node)) yield* this.split(node)
  }

  /** What was tried in the message before counts from now on, but where this is the same message, which is read again. */
  private count(isAgain: boolean): void {
    if (!isAgain) for (const count of this.past) count()
    this.past = []
  }

  private *digestsOf(node: Node, value: SeenValue): Generator<Detection> {
    const places = digestsIn(this.digests, node.bytes, !hasBinary(node.bytes))
    if (places.length === 0) value.hasNoDigest = true
    for (const { known, start, end, written, bytes } of places) {
      const whole = known.digest.length
      const part = bytes === whole ? '' : `, ${bytes} of ${whole} bytes`
      yield digestIn(known, node, start, end, `${written}${part}`)
    }
  }

  /** `digested`: those that hold digests without a salt. */
  private *saltedOf(
    all: readonly SeenField[],
    digested: ReadonlySet<Node>,
    { host, direction }: Pick<DetectContext, 'host' | 'direction'>,
    reach: (limit: string) => void,
  ): Generator<Detection> {
    const places = new Map<DigestToken, Node>()
    const tokenAt: number[] = []
    const glued: Salt[] = []
    const areSaltsNamed = all.some(({ node }) => isSaltName(node.key))
    for (let index = 0; index < all.length; index++) {
      if (places.size >= tokensMax) break
      const { node, value } = all[index] as SeenField
      if (value.isNoToken) continue
      // Also what gave something else by chance: bytes that read as protobuf, hex that gives text.
      const isKnown = digested.has(node) || isServerToken(node.key)
      if (isKnown) continue
      const likely = tokenOf(node.bytes, true)
      value.isNoToken = likely === null
      // One that is cut counts beside a salt with a name.
      const found = likely === null || areSaltsNamed ? likely : tokenOf(node.bytes, false)
      // A value in clear is nobody's digest, however long it is.
      if (found === null || this.byText.has(node.bytes.toString('utf8'))) continue
      const promise = this.saltedFields.promiseOf(host, node, found.token.digest)
      if (promise === 'tried') reach('detect.saltedFieldTriesMax')
      if (promise !== 'open') continue
      places.set(found.token, node)
      tokenAt.push(index)
      if (found.salt === '') continue
      const salt = { name: `${node.key}, ${found.saltPlace}`, text: found.salt }
      glued.push({ ...salt, isNamed: true, isDecoded: false })
    }
    if (places.size === 0) return
    const nodes = all.map(({ node }) => node)
    const fields = saltFieldsOf(nodes, tokenAt)
    const { saltFieldsMax } = limits.detect
    const root = nodes[0] as Node
    const most = this.account.allow(root, direction)
    const trials = new SaltTrials([...places.keys()], most)
    const likely = fields.slice(0, likelySaltsMax)
    const others = fields.slice(likelySaltsMax, saltFieldsMax)
    const first = trials.find(this.salted, [...glued, ...saltsIn(likely)])
    const isSpentOnLikely = trials.isSpent
    const salted = others.length === 0 ? first : trials.find(this.salted, saltsIn(others))
    const isCut = fields.length > saltFieldsMax || (trials.isSpent && !isSpentOnLikely)
    if (isCut && salted.length < places.size && direction === 0) reach('detect.saltFieldsMax')
    const found = new Set(salted.map(({ token }) => token))
    if (direction === 0) {
      const [earned, { taken }] = [earnedBy(root), trials]
      const ownNodes = new Set(places.values())
      const hasSalts = glued.length > 0 || fields.some((node) => !ownNodes.has(node))
      const areAllTried = !trials.isSpent && fields.length <= saltFieldsMax
      const isTriedInFull = hasSalts && (areAllTried || found.size > 0)
      const tried = [...places].map(([token, node]) => triedDigest(node, token.digest, found.has(token)))
      this.past.push(() => {
        this.account.settle(earned, taken)
        if (isTriedInFull) this.saltedFields.tried(host, tried)
      })
    }
    for (const { token, text, form } of salted) {
      this.onToken(token.end - token.start)
      yield detection(text, places.get(token) as Node, token.start, token.end, form, [
        `this is the digest of the value (${form})`,
      ])
    }
    // What an answer hides was sent by nobody here: a short one always runs out.
    if (isSpentOnLikely && direction === 0)
      reach(most < this.account.most ? 'detect.captureSaltTrialsMax' : 'detect.saltTrialsMax')
  }

  private *xored(
    fields: readonly SeenField[],
    { host, direction }: Pick<DetectContext, 'host' | 'direction'>,
    reach: (limit: string) => void,
  ): Generator<Detection> {
    const all = this.xorSuspects(fields)
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
      this.past.push(() => {
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
        this.past.push(() => {
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

  /** What may be under XOR: bytes of the tree, and what is in hex or base64 and gave no text. */
  private xorSuspects(fields: readonly SeenField[]): XorSuspect[] {
    const suspects: XorSuspect[] = []
    for (const { node, value } of fields) {
      const { children, step, bytes } = node
      if (bytes.length < bareBytesMin || step.step === 'head' || step.step === 'message') continue
      if (children.length > 0 && (step.step === 'header' || isUnzipped(node))) continue
      value.suspects ??= this.suspectsOf(value)
      for (const reading of value.suspects) {
        const { written, bytes: decoded } = reading
        // Part of it may have given something else by chance; what was decoded as a whole is a node of its own.
        if (written !== '' && children.some((child) => child.bytes.length === decoded.length)) continue
        suspects.push({ node, written, bytes: decoded, reading, isClosed: false })
      }
    }
    return suspects
  }

  private suspectsOf(value: SeenValue): readonly SeenReading[] {
    const { bytes } = value
    const readings =
      bytes.length > hiddenCharsMax ? [{ written: '' as const, bytes }] : value.readings(bareBytesMin)
    return readings.map((reading) => new SeenReading(reading, this.looksOf(reading, bytes)))
  }

  /** `value`: what it is a reading of. */
  private looksOf({ written, bytes }: FieldReading, value: Buffer): ReadingLooks {
    const hasControl = hasControls(bytes)
    return {
      isNotBare: this.bare.find(bytes, 0, bytes.length) === null,
      hasOtherLength: !this.sentKeys.hasLength(bytes.length) && !mayBeDigest(bytes.length),
      // Digits of hex alone are no base64 of what a cipher gave.
      isNoCipher: isText(bytes, hasControl) || (written === 'base64' && isHexText(value)),
      mayBeXored: isXorSuspect(bytes, hasControl),
      mayHideText: bytes.length >= unopenedBytesMin && hasControl,
    }
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

  private *substituted(node: Node, value: SeenValue): Generator<Detection> {
    // What gave text is what it is; by chance other bytes come out.
    if (node.children.some(({ bytes }) => !hasBinary(bytes))) return
    this.keptSubstitutes ??= new SubstitutedTable(this.texts)
    const places = this.keptSubstitutes.find(node.bytes)
    value.isNotSubstituted = places.length === 0
    for (const { text, start, end, form } of places) {
      const shown = detection(text, node, start, end, form, ['its signs repeat where those of the value do'])
      yield { ...shown, confidence: 'probable' }
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

  /** Fields that follow each other are together as long as a known value. Nearly no object has any. */
  private mayBeSplit({ children }: Node): boolean {
    const { textLengths } = this
    if (children.length < 2) return false
    // Names between them are no parts, and few have any.
    if (children.some(isName)) return true
    /** Bytes of the three in front. */
    let third = noPart
    let second = noPart
    let first = noPart
    const stop = Math.min(children.length, partsMax + partsPerValueMax)
    for (let at = 0; at < stop; at++) {
      const child = children[at] as Node
      const length = isPart(child) ? textOf(child).bytes.length : noPart
      const two = first + length
      const three = two + second
      if (textLengths[two] === 1 || textLengths[three] === 1 || textLengths[three + third] === 1) return true
      third = second
      second = first
      first = length
    }
    return false
  }

  /** A value that is cut over fields that follow each other: all of each is a part of it. */
  private *split(node: Node): Generator<Detection> {
    const children = node.children.some(isName)
      ? node.children.filter((child) => !isName(child))
      : node.children
    for (let at = 0; at + 1 < children.length && at < partsMax; at++) {
      const first = children[at] as Node
      if (!isPart(first)) continue
      let length = textOf(first).bytes.length
      for (let count = 2; count <= partsPerValueMax; count++) {
        const next = children[at + count - 1]
        if (next === undefined || !isPart(next)) break
        length += textOf(next).bytes.length
        if (this.textLengths[length] !== 1) continue
        const begin = textOf(first).bytes
        // Of one byte, whose escape was longer, nothing is known.
        if (begin.length >= partBytesMin && !this.textStarts.has(startOf(length, begin))) continue
        const parts = children.slice(at, at + count)
        // A `+` in front of a number that was undone as if it stood in a form.
        const joined = Buffer.concat(parts.map((part) => textOf(part).bytes)).toString('utf8')
        const text = this.byText.get(joined.replace(/^ (?=\d)/, '+'))
        if (text === undefined) continue
        yield detection(text, first, 0, first.bytes.length, `cut in ${counts[count] ?? count}`, [
          `the value begins in "${first.key}" and ends in "${next.key}", ${count === 2 ? 'the field' : `${count - 1} fields`} behind it`,
        ])
      }
    }
  }
}

const givenBeside = 'another value gives the key, and the key opens text'
const partsPerValueMax = 4
/** Counts as the length of what is no part: more than those of all parts of a value together. */
const noPart = partBytesMax * partsPerValueMax + 1
const counts = ['', '', 'two', 'three', 'four']

function isName({ step }: Node): boolean {
  return step.detail.startsWith('name of')
}

/** As long as a part of a value is. */
function isPart({ bytes }: Node): boolean {
  return bytes.length >= partBytesMin && bytes.length <= partBytesMax
}

/** A text's length with the first two of its bytes, of which the first part holds as many. */
function startOf(length: number, bytes: Buffer): number {
  return (length << 16) | ((bytes[0] as number) << 8) | (bytes[1] as number)
}

function detection(
  known: DigestInput,
  node: Node,
  start: number,
  end: number,
  writtenAs: string,
  reasons: readonly string[],
): Detection {
  return {
    identifier: known.identifier,
    value: known.value,
    normal: known.normal,
    node,
    start,
    end: Math.min(end, node.bytes.length),
    writtenAs,
    confidence: 'certain',
    by: 'profile',
    reasons,
  }
}

/** `written`: how the digest is, for people. */
function digestIn(known: KnownDigest, node: Node, start: number, end: number, written: string): Detection {
  if (isWord(known.input)) return digestOfWord(known, node, start, end, written)
  const of = hashedAs(known.input)
  const form = of === '' ? known.form : `${known.form} of ${of}`
  const { identifier, impliedBy } = known.input
  const whose = impliedBy === undefined ? "the profile's value" : nameOfKnown(identifier, impliedBy)
  return detection(known.input, node, start, end, `${form} in ${written}`, [
    of === ''
      ? `the ${form} of ${whose} stands here in ${written}`
      : `the ${form} stands here in ${written}: it is made of ${whose}`,
  ])
}

/** Other people have the same first name, and the same last name. */
function digestOfWord(
  { input, form }: KnownDigest,
  node: Node,
  start: number,
  end: number,
  written: string,
): Detection {
  const found = detection(input, node, start, end, `${form} of the ${input.text} in ${written}`, [
    `the ${form} of the ${input.text} in the profile's value stands here in ${written}`,
  ])
  return { ...found, confidence: confidenceOfWord(node.key, node.bytes, start) }
}

/** Of base64 its `=` are no part of what the first look takes for a token. */
function charsWithoutPadding(bytes: Buffer): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0x3d) end--
  return end
}

/** The node of a field's text, as its escapes stand for it. */
function textOf(node: Node): Node {
  const [only] = node.children
  const isEscaped = node.children.length === 1 && only !== undefined && only.step.step === 'percent'
  return isEscaped ? only : node
}

/** The node of a whole value, of which `node` is the one thing that it was decoded to. */
function valueOf(node: Node): Node {
  let value = node
  while (value.parent !== null && value.parent.children.length === 1) value = value.parent
  return value
}

function hasBinary(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) if (isBinaryByte(bytes[at] as number)) return true
  return false
}

interface XorSuspect extends FieldReading {
  readonly node: Node
  readonly reading: SeenReading
  /** No key opened it in many messages: it may open itself, or what is called a key may. */
  isClosed: boolean
}

const noKeys: ReadonlyMap<readonly SentKey[], readonly XorSuspect[]> = new Map()

/** Bytes that may be XORed text: they have control characters, which UTF-8 has not, or are legible but like no document. */
function isXorSuspect(bytes: Buffer, hasControl: boolean): boolean {
  if (bytes.length < xorBytesMin) return false
  return hasControl || (bytes.length <= 4_096 && !isNaturalText(bytes, 0, Math.min(bytes.length, 128)))
}

/** Gzip checks what it gives: such bytes are no ciphertext. */
function isUnzipped({ children }: Node): boolean {
  return children.length === 1 && children[0]?.step.step === 'gzip' && children[0].bytes.length > 0
}

/** Characters of text that bytes give by chance in no encoding. */
const givenCharsMin = 8

/** What it was decoded to gave text: it was compressed, or is binary fields, and nothing that a key hides. */
function isExplained({ children }: Node): boolean {
  return children.some(
    (child) => (child.bytes.length >= givenCharsMin && !hasBinary(child.bytes)) || isExplained(child),
  )
}

/** So many random bytes have no control character in 1 of 90 thousand cases. */
const textBytesMax = 64

/** Nothing that a cipher gave: of ten random bytes one in six has no control character either, but hardly any are UTF-8. */
function isText(bytes: Buffer, hasControl: boolean): boolean {
  return !hasControl && (bytes.length > textBytesMax || !bytes.toString('utf8').includes('\ufffd'))
}

/** Control characters: XORed text has them, UTF-8 has not. */
function hasControls(bytes: Buffer): boolean {
  const end = Math.min(bytes.length, 512)
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] as number
    if (
      byte < 0x20 ? byte !== 9 && byte !== 10 && byte !== 13 : byte > 0xf4 || byte === 0xc0 || byte === 0x7f
    )
      return true
  }
  return false
}

/** Fields of heads that browsers and libraries of HTTP write by themselves. */
const browserFields =
  /^(?:accept|alt-used|authorization|cache-control|connection|content-|cookie|date$|dnt$|etag$|expect$|forwarded$|if-|keep-alive$|last-|origin$|pragma$|priority$|proxy-|range$|referr?er$|sec-|server$|te$|trailer$|transfer-|upgrade|user-agent$|vary$|via$|warning$)/i

/** Fields of the message that may be salts: what goes by such a name, then what looks like one, then what stands next to a token. */
function saltFieldsOf(nodes: readonly Node[], tokenAt: readonly number[]): Node[] {
  const seen = new Set<string>()
  const ranked: { node: Node; rank: number }[] = []
  for (const [index, node] of nodes.entries()) {
    const { bytes, key, step, children } = node
    if (children.length > 0 && !isPlusSigned(node)) continue
    if (bytes.length < saltBytesMin || bytes.length > saltCharsMax) continue
    // What a browser says of itself is nobody's salt; whom it speaks to, and what programs and other protocols name, may be.
    if (step.step === 'header' && browserFields.test(key)) continue
    if (/^(?:file )?name of /.test(step.detail)) continue
    const text = bytes.toString('latin1')
    if (seen.has(text)) continue
    seen.add(text)
    const distance = Math.min(...tokenAt.map((at) => Math.abs(at - index)))
    ranked.push({ node, rank: isSaltName(key) ? -1 : distance + (isRandom(text) ? 0 : nodes.length) })
  }
  return ranked.sort((one, other) => one.rank - other.rank).map(({ node }) => node)
}

/** Each in all readings. */
function saltsIn(fields: readonly Node[]): Salt[] {
  return fields.flatMap(({ bytes, key }): Salt[] =>
    readingsOf(bytes, saltBytesMin, isSaltName(key))
      // Numbers, hex and UUIDs could be base64, and are not.
      .filter(({ written }) => written !== 'base64' || isSaltName(key) || !isHexText(bytes))
      .map((reading) => ({
        name: reading.written === '' ? key : `${key}, from ${reading.written}`,
        text: reading.bytes.toString('latin1'),
        isNamed: isSaltName(key),
        isDecoded: reading.written !== '',
      })),
  )
}

function isHexText(bytes: Buffer): boolean {
  return /^[0-9a-f-]+$/i.test(bytes.toString('latin1'))
}

/** A key that is base64 by chance: its text is hex, and nothing calls it a key. */
function isHexAsBase64({ bytes, node }: SentKey): boolean {
  if (node === null || bytes.length * 4 !== node.bytes.length * 3 || isSaltName(node.key)) return false
  return isHexText(node.bytes)
}

/** Digits among letters, or no word at all: what programs draw. */
function isRandom(text: string): boolean {
  return text.length >= randomCharsMin && /\d/.test(text) && /^[0-9A-Za-z+/=_-]+$/.test(text)
}

/** A salt in front of its digest, in one text; the name of the hash may stand before both (`sha256$salt$digest`). */
const gluedSalt =
  /^(?:\$?[a-z][a-z0-9_-]{1,15}\$)?(?<salt>[0-9A-Za-z+/=_-]{4,64})[:$|.,;](?<digest>[0-9A-Za-z+/=_-]{16,})$/
/** A salt behind it. */
const saltBehind = /^(?<digest>[0-9A-Za-z+/=_-]{22,})[:$|.,;](?<salt>[0-9A-Za-z+/=_-]{4,64})$/

interface FoundToken {
  readonly token: DigestToken
  /** What stands beside the digest, and where; '' for nothing. */
  readonly salt: string
  readonly saltPlace: string
}

const unsalted = { salt: '', saltPlace: '' }

/** The whole value as a digest in hex or base64, or raw; null where it has no digest's length. */
function tokenOf(bytes: Buffer, mayBeCut: boolean): FoundToken | null {
  if (isRawDigest(bytes)) return { token: { digest: bytes, start: 0, end: bytes.length }, ...unsalted }
  if (bytes.length < cutCharsMin || bytes.length > tokenCharsMax) return null
  // As the name of a file it has an ending.
  const text = bytes.toString('latin1').replace(/\.[a-z0-9]{1,4}$/, '')
  const whole = digestOf(text, mayBeCut)
  if (whole !== null) return { token: { digest: whole, start: 0, end: text.length }, ...unsalted }
  const [ahead, behind] = [gluedSalt.exec(text)?.groups, saltBehind.exec(text)?.groups]
  // Of two that may be digests the longer one is.
  const isBehind = (behind?.['digest'] ?? '').length > (ahead?.['digest'] ?? '').length
  const { salt, digest: written } = (isBehind ? behind : ahead) ?? {}
  const digest = written === undefined ? null : digestOf(written, true)
  if (salt === undefined || written === undefined || digest === null) return null
  const start = isBehind ? 0 : text.length - written.length
  const saltPlace = isBehind ? 'behind it' : 'in front of it'
  return { token: { digest, start, end: start + written.length }, salt, saltPlace }
}

function isRawDigest(bytes: Buffer): boolean {
  return digestLengths.has(bytes.length) && hasBinary(bytes)
}

function digestOf(text: string, mayBeCut: boolean): Buffer | null {
  if (/^(?:[0-9a-fA-F]{2})+$/.test(text)) {
    const size = text.length / 2
    const isDigest = digestLengths.has(size) || (mayBeCut && cutDigestLengths.has(size))
    return isDigest ? Buffer.from(text, 'hex') : null
  }
  // Of so many random signs of base64 both cases are among them: what has one of them is made of words, or of another alphabet.
  if (!/[A-Z]/.test(text) || !/[a-z]/.test(text)) return null
  const digest = unbase64(text)
  return digest !== null && digestLengths.has(digest.length) ? digest : null
}
