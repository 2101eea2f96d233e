import { limits } from '../../core/limits.ts'
import type { DetectContext } from '../family-type.ts'
import { detection } from '../hidden/hidden-detection.ts'
import type { LaterCounts } from '../hidden/later-counts.ts'
import { isServerToken } from '../probe/server-token.ts'
import type { SeenField } from '../seen-values.ts'
import type { Detection } from '../types.ts'
import { tokenOf } from './digest-tokens.ts'
import type { DigestInput, HashedInput } from './digest-input.ts'
import { earnedBy, SaltAccount } from './salt-account.ts'
import { saltFieldsOf, saltsIn } from './salt-fields.ts'
import { SaltTrials } from './salt-search.ts'
import type { DigestToken, SaltedPlace } from './salt-search.ts'
import { isSaltName } from './salt-ways.ts'
import type { Salt } from './salt-ways.ts'
import { SaltedFields, triedDigest } from './salted-fields.ts'
import { saltedTexts } from './salted-texts.ts'
import type { SaltedTexts } from './salted-texts.ts'
import type { Node } from '../../decode/types.ts'

/** Salts that are tried in every way; the others with what these leave of the trials. */
const likelySaltsMax = 48
/** Tokens of a message for which salts are tried: all at once, so that more of them cost nothing. */
const tokensMax = 256

/** Digests of known values that were made with a salt or under a key of the same message. Made once for a profile. */
export class SaltedDigests {
  private readonly byText: ReadonlyMap<string, DigestInput>
  private readonly salted: SaltedTexts
  private readonly saltedFields: SaltedFields = new SaltedFields()
  private readonly account: SaltAccount
  private readonly onToken: (length: number) => void
  private readonly later: LaterCounts

  /** `byText`: those of `texts`. `raws`: bytes that values stand for. `onToken` is told the characters of each digest that is found. */
  constructor(
    texts: readonly DigestInput[],
    byText: ReadonlyMap<string, DigestInput>,
    raws: readonly HashedInput[],
    onToken: (length: number) => void,
    later: LaterCounts,
  ) {
    this.byText = byText
    this.onToken = onToken
    this.later = later
    this.salted = saltedTexts(texts, raws)
    this.account = new SaltAccount(this.salted.plainest.length)
  }

  /** What comes now is of another capture. */
  forget(): void {
    this.saltedFields.forget()
    this.account.forget()
  }

  /** Salted digests in the fields of one message, the root first. `digested`: those that hold digests without a salt. */
  *search(
    all: readonly SeenField[],
    digested: ReadonlySet<Node>,
    { host, direction }: Pick<DetectContext, 'host' | 'direction'>,
    reach: (limit: string) => void,
  ): Generator<Detection> {
    const worth = this.tokensIn(all, digested, host, reach)
    if (worth.places.size === 0) return
    const nodes = all.map(({ node }) => node)
    const root = nodes[0] as Node
    const fields = saltFieldsOf(nodes, worth.at)
    const salts = this.saltsOf(worth, fields)
    const most = this.account.allow(root, direction)
    const tokens = worth.cut.size === 0 ? worth : this.lasting(worth, salts, most, reach)
    const tried = this.tried(tokens, salts, most)
    // What an answer hides was sent by nobody here: a short one always runs out.
    const isSent = direction === 0
    if (isSent) {
      if (tried.isCut && tried.salted.length < tokens.places.size) reach('detect.saltFieldsMax')
      this.countLater(host, root, tokens, tried)
    }
    for (const { token, text, form } of tried.salted) {
      this.onToken(token.end - token.start)
      yield detection(text, tokens.places.get(token) as Node, token.start, token.end, form, [
        `this is the digest of the value (${form})`,
      ])
    }
    if (isSent && tried.isSpentOnLikely)
      reach(most < this.account.most ? 'detect.captureSaltTrialsMax' : 'detect.saltTrialsMax')
  }

  /** What is worth trying in a message to `host`. */
  private tokensIn(
    all: readonly SeenField[],
    digested: ReadonlySet<Node>,
    host: string,
    reach: (limit: string) => void,
  ): MessageTokens {
    const places = new Map<DigestToken, Node>()
    const at: number[] = []
    const cut = new Set<DigestToken>()
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
      if (promise !== 'open' && promise !== 'cut') continue
      if (promise === 'cut') cut.add(found.token)
      places.set(found.token, node)
      at.push(index)
      if (found.salt === '') continue
      const salt = { name: `${node.key}, ${found.saltPlace}`, text: found.salt }
      glued.push({ ...salt, isNamed: true, isDecoded: false })
    }
    return { places, cut, at, glued }
  }

  /** What is tried beside the tokens: the likely fields in every way, the others with what these leave of the trials. */
  private saltsOf({ glued }: MessageTokens, fields: readonly Node[]): MessageSalts {
    const { saltFieldsMax } = limits.detect
    return {
      fields,
      likely: [...glued, ...saltsIn(fields.slice(0, likelySaltsMax))],
      others: saltsIn(fields.slice(likelySaltsMax, saltFieldsMax)),
      areMore: fields.length > saltFieldsMax,
    }
  }

  /** The tokens without those that were tried in vain as far as trials went, where they would not go further this time. */
  private lasting(
    tokens: MessageTokens,
    { likely, others, areMore }: MessageSalts,
    most: number,
    reach: (limit: string) => void,
  ): MessageTokens {
    const trials = new SaltTrials([...tokens.places.keys()], most)
    const need = trials.need(this.salted, likely) + trials.need(this.salted, others)
    if (!areMore && need <= most) return tokens
    reach('detect.saltedFieldTriesMax')
    const places = new Map([...tokens.places].filter(([token]) => !tokens.cut.has(token)))
    return { ...tokens, places }
  }

  /** Tries the salts with `most` trials. */
  private tried(
    { places }: MessageTokens,
    { fields, likely, others, areMore }: MessageSalts,
    most: number,
  ): TriedTokens {
    const trials = new SaltTrials([...places.keys()], most)
    const first = trials.find(this.salted, likely)
    const isSpentOnLikely = trials.isSpent
    const salted = others.length === 0 ? first : trials.find(this.salted, others)
    const { isSpent, taken } = trials
    return {
      fields,
      salted,
      taken,
      isSpentOnLikely,
      isCut: areMore || (isSpent && !isSpentOnLikely),
      areAllTried: !isSpent && !areMore,
    }
  }

  /** What was tried in a message with this root counts once the next one comes. */
  private countLater(
    host: string,
    root: Node,
    { places, glued }: MessageTokens,
    { fields, salted, taken, areAllTried }: TriedTokens,
  ): void {
    const earned = earnedBy(root)
    const found = new Set(salted.map(({ token }) => token))
    const ownNodes = new Set(places.values())
    const hasSalts = glued.length > 0 || fields.some((node) => !ownNodes.has(node))
    const isTriedInFull = hasSalts && (areAllTried || found.size > 0)
    const tried = [...places].map(([token, node]) => triedDigest(node, token.digest, found.has(token)))
    this.later.add(() => {
      this.account.settle(earned, taken)
      if (isTriedInFull) this.saltedFields.tried(host, tried)
      else if (hasSalts) this.saltedFields.triedInPart(host, tried)
    })
  }
}

/** What in one message may be digests. */
interface MessageTokens {
  /** The field of each. */
  readonly places: ReadonlyMap<DigestToken, Node>
  /** Of them those whose field was tried in vain as far as trials went. */
  readonly cut: ReadonlySet<DigestToken>
  /** Where these fields stand among all. */
  readonly at: readonly number[]
  /** Salts that stand in one text with a digest. */
  readonly glued: readonly Salt[]
}

/** What of one message is tried as a salt. */
interface MessageSalts {
  /** Their fields, those that are likely first. */
  readonly fields: readonly Node[]
  readonly likely: readonly Salt[]
  readonly others: readonly Salt[]
  /** There are more fields than are tried. */
  readonly areMore: boolean
}

/** What was tried on them, and what came of it. */
interface TriedTokens {
  /** The salts, those that are likely first. */
  readonly fields: readonly Node[]
  readonly salted: readonly SaltedPlace[]
  /** Trials that it took. */
  readonly taken: number
  /** The trials did not last for the likely ones. */
  readonly isSpentOnLikely: boolean
  /** They lasted for these alone, or there were more fields than are tried. */
  readonly isCut: boolean
  readonly areAllTried: boolean
}
