/**
 * Finds the secrets of a connection whose ClientHello is not in the capture, so that nothing names its lines in the key log:
 * those whose hello was not seen either are tried on a sealed record. What tag or MAC confirms is certain.
 *
 * Of most trials one byte is enough to say no: behind the content of a record of TLS 1.3 stands its type, or zeros (RFC
 * 8446, 5.2), and one block of the cipher shows it. The record's number is not known where the capture began in the middle:
 * low ones are tried under all secrets before higher ones are. The work is bounded, for each connection and for the capture.
 */
import { limits } from '../../core/limits.ts'
import { AesBlock, aesBlockBytes } from '../crypto/aes-block.ts'
import { ChaChaBlock, chachaBlockBytes } from '../crypto/chacha-block.ts'
import { SecretExpander } from '../crypto/hkdf.ts'
import type { KeyLog } from '../key-log.ts'
import type { SecretLabel } from '../keys/secret-label.ts'
import type { Negotiation } from './negotiation.ts'
import { recordTypes } from './parse.ts'
import type { TlsRecord } from './record.ts'
import { openerOfSecret } from './record-opener.ts'
import type { RecordOpener } from './record-opener.ts'
import { phases } from './record-side.ts'
import { suites13 } from './suites.ts'
import type { CipherSuite } from './suites.ts'

/** What opens a record of TLS 1.3: the connection's random, the secret and its part of the connection, the record's number. */
export interface FoundSecret {
  readonly random: Buffer
  readonly secret: Buffer
  readonly suite: CipherSuite
  readonly phase: number
  readonly sequence: number
  readonly opener: RecordOpener
  readonly content: Buffer
}

/** The same of TLS 1.2 and before. */
export interface FoundMaster {
  readonly random: Buffer
  readonly master: Buffer
  /** From the client, and from the server. */
  readonly openers: readonly [RecordOpener, RecordOpener]
}

/**
 * Of what is left of the capture's tries one connection takes this part at most, and this one for high numbers: many that are
 * hopeless leave some to others.
 */
const shareOfRest = 16
const longShareOfRest = 64
/** What else is tried costs as much as so many blocks of AES: a block of ChaCha20, keys from a secret, from a master secret. */
const chachaTries = 2
const keyTries = { sha256: 40, sha384: 120 } as const
const masterTries = 400
/** For the other direction of a connection that is known, which has one secret: enough for every number under any cipher. */
const placeTries = 500_000
const nonceBytes = 12
/** Behind a hello that was seen, the first sealed record has one of so many numbers. */
const firstRecords = 4

interface Step {
  readonly phase: number
  /** Types of content that records of it have, but for alerts: behind them nothing comes. */
  readonly types: readonly number[]
  /** Numbers of records: `from` up to, not including, `to`. */
  readonly from: number
  readonly to: number
}

const contentTypes: readonly number[] = [recordTypes.handshake, recordTypes.applicationData]
const handshake: Step = { phase: phases.handshake, types: [recordTypes.handshake], from: 0, to: 16 }
const early: Step = { phase: phases.early, types: contentTypes, from: 0, to: 16 }
const justBegun: Step = { phase: phases.application, types: contentTypes, from: 0, to: 64 }
const later: Step = { ...justBegun, from: 64, to: 1_024 }
const muchLater: readonly Step[] = [
  { ...justBegun, from: 1_024, to: 16_384 },
  { ...justBegun, from: 16_384, to: limits.message.tlsLateNumbersMax },
]

type Plan = readonly (readonly [step: Step, isRare: boolean])[]

/** Ciphers that are hardly used are tried behind the others. */
function planOf(...groups: readonly (readonly Step[])[]): Plan {
  return groups.flatMap((steps) =>
    [false, true].flatMap((isRare) => steps.map((step) => [step, isRare] as const)),
  )
}

/** What of a connection was seen: its hello (whose random no line has), something of its handshake, nothing of that. */
export type Seen = 'hello' | 'handshake' | 'nothing'

/**
 * What is tried, in this order: behind a hello the server's first records come, but for a few that are missing; where
 * something of a handshake was seen, numbers are low; where nothing was, it is over.
 */
const plans: Readonly<Record<Seen, Plan>> = {
  hello: [
    [{ ...handshake, to: firstRecords }, false],
    [{ ...handshake, to: firstRecords }, true],
  ],
  handshake: planOf([handshake, early, justBegun]),
  nothing: planOf([justBegun, handshake, early], [later]),
}
const joinedLong = planOf(...muchLater.map((step) => [step]))
const any = [...plans.handshake, ...planOf([later], ...muchLater.map((step) => [step]))]

const labelsOf: ReadonlyMap<number, readonly [ofServer: SecretLabel | null, ofClient: SecretLabel]> = new Map(
  [
    [phases.early, [null, 'CLIENT_EARLY_TRAFFIC_SECRET']],
    [phases.handshake, ['SERVER_HANDSHAKE_TRAFFIC_SECRET', 'CLIENT_HANDSHAKE_TRAFFIC_SECRET']],
    [phases.application, ['SERVER_TRAFFIC_SECRET_0', 'CLIENT_TRAFFIC_SECRET_0']],
  ],
)

/** The tries of one connection. */
export class LateSearch {
  /** Not all was tried, since there is too much of it. */
  isLimited = false
  private readonly keys: KeyLog
  private left: number
  /** Of it, for high numbers. */
  private longLeft: number
  private isSpent = false

  constructor(keys: KeyLog) {
    this.keys = keys
    const rest = limits.message.tlsLateCaptureTriesMax - keys.lateTries
    this.left = Math.min(limits.message.tlsLateTriesMax, Math.floor(rest / shareOfRest))
    this.longLeft = Math.min(this.left, Math.floor(rest / longShareOfRest))
  }

  /** The secret that opens this record, whose number is not known; `suite` as far as a ServerHello said it. */
  find(record: TlsRecord, isClient: boolean, suite: CipherSuite | null, seen: Seen): FoundSecret | null {
    const { keys } = this
    const randomsOf = (label: SecretLabel): Iterable<Buffer> =>
      seen === 'hello'
        ? keys.secrets.around(label, limits.message.tlsHiddenSecretsMax)
        : keys.secrets.nearest(label)
    return this.follow(plans[seen], isClient, suite, randomsOf, record)
  }

  /** The same for high numbers, which were not tried before. */
  findFar(record: TlsRecord, isClient: boolean, suite: CipherSuite | null): FoundSecret | null {
    const { keys, left } = this
    const share = Math.min(left, this.longLeft)
    this.left = share
    const found = this.follow(joinedLong, isClient, suite, (label) => keys.secrets.nearest(label), record)
    this.longLeft = this.left
    this.left += left - share
    return found
  }

  /** The same where the other direction has told which connection it is. */
  place(record: TlsRecord, isClient: boolean, suite: CipherSuite | null, random: Buffer): FoundSecret | null {
    const rest = limits.message.tlsLateCaptureTriesMax - this.keys.lateTries
    this.left = Math.max(this.left, Math.min(placeTries, rest))
    return this.follow(any, isClient, suite, () => [random], record)
  }

  /**
   * The master secret of TLS 1.2 or before that opens this record, the first under its keys. Where the hello is there (it goes
   * on with a session that began before the capture), the random is the hello's.
   */
  findMaster(record: TlsRecord, isClient: boolean, negotiation: Negotiation): FoundMaster | null {
    const { keys } = this
    const { type, version, buf, start, end } = record
    for (const logged of keys.secrets.nearest('CLIENT_RANDOM')) {
      const random = negotiation.hasHello ? negotiation.clientRandom : logged
      for (const master of keys.secrets.findAll('CLIENT_RANDOM', logged)) {
        if (!this.spend(masterTries)) return null
        const openers = negotiation.openersUnder(master, random)
        if (openers === null) return null
        if (openers[isClient ? 0 : 1].open(buf, start, end, type, version, 0, 0) !== null)
          return { random, master, openers }
      }
    }
    return null
  }

  private follow(
    plan: Plan,
    isClient: boolean,
    known: CipherSuite | null,
    randomsOf: (label: SecretLabel) => Iterable<Buffer>,
    record: TlsRecord,
  ): FoundSecret | null {
    this.isSpent = false
    for (const [step, isRare] of plan) {
      const label = labelsOf.get(step.phase)?.[isClient ? 1 : 0] ?? null
      if (label === null) continue
      // Early data is under the cipher of the session before.
      const suites = known === null || step.phase === phases.early ? suites13 : [known]
      for (const suite of suites) {
        if (isRare !== (suite.kind === 'ccm') || record.end - record.start <= suite.tagBytes) continue
        for (const random of randomsOf(label)) {
          for (const secret of this.keys.secrets.findAll(label, random)) {
            if (!this.spend(1)) return null
            if (secret.length !== (suite.hash === 'sha384' ? 48 : 32)) continue
            const found = this.tryNumbers(record, suite, secret, step)
            if (found !== null) return { ...found, random, secret, suite, phase: step.phase }
            if (this.isSpent) return null
          }
        }
      }
    }
    return null
  }

  private tryNumbers(
    record: TlsRecord,
    suite: CipherSuite,
    secret: Buffer,
    { from, to, types }: Step,
  ): Pick<FoundSecret, 'sequence' | 'opener' | 'content'> | null {
    const isChacha = suite.kind === 'chacha20'
    if (!this.spend(keyTries[suite.hash] + (to - from) * (isChacha ? chachaTries : 1))) return null
    const expander = new SecretExpander(suite.hash, secret)
    const key = expander.expand('key', suite.keyBytes)
    const iv = expander.expand('iv', nonceBytes)
    const look = isChacha ? new ChachaLook(suite, key, iv, record) : new AesLook(suite, key, iv, record)
    const { type, version, buf, start, end } = record
    let opener: RecordOpener | null = null
    for (let sequence = from; sequence < to; sequence++) {
      if (!mayEnd(look, sequence, types)) continue
      opener ??= openerOfSecret(suite, secret)
      const content = opener.open(buf, start, end, type, version, 0, sequence)
      if (content !== null) return { sequence, opener, content }
    }
    return null
  }

  /** False where no more may be tried. */
  private spend(tries: number): boolean {
    if (this.left < tries) {
      this.isLimited = true
      this.isSpent = true
      return false
    }
    this.left -= tries
    this.keys.lateTries += tries
    return true
  }
}

/** Whether content of one of these types may end so; a zero is padding behind it. */
function mayEnd(look: EndLook, sequence: number, types: readonly number[]): boolean {
  const last = look.byteFromEnd(sequence, 1)
  if (types.includes(last)) return true
  if (last !== 0) return false
  const before = look.byteFromEnd(sequence, 2)
  return before === 0 || types.includes(before)
}

/** What stands in front of a record's tag under one key, by the record's number: 1 is the last byte, 2 the one before. */
interface EndLook {
  byteFromEnd(sequence: number, back: number): number
}

const counterBlock: Buffer = Buffer.alloc(aesBlockBytes)
const keystream: Buffer = Buffer.alloc(aesBlockBytes)

/** Writes the number into the last bytes of a nonce at `at` (RFC 8446, 5.3); `iv` is what stands there without. */
function writeNumber(into: Buffer, at: number, iv: Buffer, sequence: number): void {
  for (let byte = 0; byte < 4; byte++)
    into[at + 8 + byte] = (iv[8 + byte] as number) ^ ((sequence >>> (24 - 8 * byte)) & 0xff)
}

/** Of GCM (NIST SP 800-38D, 7.1) and CCM (RFC 3610, 2.3): both count blocks behind the nonce. */
class AesLook implements EndLook {
  private readonly block: AesBlock
  private readonly iv: Buffer
  private readonly isGcm: boolean
  private readonly record: TlsRecord
  private readonly length: number

  constructor(suite: CipherSuite, key: Buffer, iv: Buffer, record: TlsRecord) {
    this.block = new AesBlock(key)
    this.iv = iv
    this.isGcm = suite.kind === 'gcm'
    this.record = record
    this.length = record.end - record.start - suite.tagBytes
  }

  byteFromEnd(sequence: number, back: number): number {
    const { iv, isGcm, record, length } = this
    const position = length - back
    if (position < 0) return 0
    const number = Math.floor(position / aesBlockBytes) + (isGcm ? 2 : 1)
    const nonceAt = isGcm ? 0 : 1
    // Of CCM the first byte says that the counter behind the nonce has three.
    counterBlock[0] = 2
    for (let byte = 0; byte < 8; byte++) counterBlock[nonceAt + byte] = iv[byte] as number
    writeNumber(counterBlock, nonceAt, iv, sequence)
    if (isGcm) counterBlock[12] = 0
    counterBlock[13] = number >>> 16
    counterBlock[14] = number >>> 8
    counterBlock[15] = number
    this.block.encrypt(counterBlock, 0, keystream, 0)
    return (record.buf[record.start + position] as number) ^ (keystream[position % aesBlockBytes] as number)
  }
}

/** RFC 8439, 2.8: the content is encrypted from block 1 on. */
class ChachaLook implements EndLook {
  private readonly block: ChaChaBlock
  private readonly iv: Buffer
  /** A counter, then the nonce. */
  private readonly start: Buffer = Buffer.alloc(4 + nonceBytes)
  private readonly record: TlsRecord
  private readonly length: number

  constructor(suite: CipherSuite, key: Buffer, iv: Buffer, record: TlsRecord) {
    this.block = new ChaChaBlock(key)
    this.iv = iv
    iv.copy(this.start, 4)
    this.record = record
    this.length = record.end - record.start - suite.tagBytes
  }

  byteFromEnd(sequence: number, back: number): number {
    const { record, block, start, iv, length } = this
    const position = length - back
    if (position < 0) return 0
    writeNumber(start, 4, iv, sequence)
    start.writeUInt32LE(Math.floor(position / chachaBlockBytes) + 1)
    const byte = block.byteAt(start, 0, position % chachaBlockBytes)
    return (record.buf[record.start + position] as number) ^ byte
  }
}
