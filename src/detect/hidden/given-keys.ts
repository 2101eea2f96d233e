import { limits } from '../../core/limits.ts'
import { givenKeyStep, publishedKeyStep } from '../../core/opened-step.ts'
import { isForHost } from '../../core/payload-key.ts'
import type { PayloadKey } from '../../core/payload-key.ts'
import type { Node } from '../../decode/types.ts'
import type { DigestInput } from '../digests/digest-input.ts'
import { publishedKeysFor } from '../adapter-type.ts'
import type { DetectContext } from '../family-type.ts'
import type { SeenField } from '../seen-values.ts'
import { blockCiphers } from './block-ciphers.ts'
import { CipherKey } from './cipher-key.ts'
import { isGivenProof } from './given-proof.ts'
import { frontsOf, KeyedCipher, plainOf } from './keyed-cipher.ts'
import type { Reading } from './keyed-cipher.ts'
import { LongTries } from './long-tries.ts'
import { isFilled } from './opened-block.ts'
import { isDocument } from './opened-document.ts'
import { payloadOf } from './opened-payload.ts'
import type { OpenedPayload } from './opened-payload.ts'
import { formOf, rightOf } from './right-reading.ts'
import { isPassphraseCipher, openByGivenPassphrase } from './passphrase-cipher.ts'
import { open } from './sent-keys.ts'
import { textsIn } from './sought-texts.ts'
import type { SoughtText } from './sought-texts.ts'
import { openTagged } from './tagged-ciphers.ts'
import { isNoCipher, isUnzipped } from './xor-suspects.ts'

const blockBytes = 16
const shortBlockBytes = 8
const payloadBytesMin = 8
/** Of so many random bytes 57 are different ones on average. */
const uniformBytes = 64
const differentMin = 8
/** Fields of a message that may be an IV, in their order. */
const sentIvsMax = 32
/** Ways in which keys are made of a passphrase take as long as so many other tries. */
const triesOfPassphrase = 16
const ivLengths: ReadonlySet<number> = new Set(blockCiphers.flatMap(({ ivBytes }) => [...ivBytes]))
/** Hosts whose keys are remembered. */
const hostsMax = 1_024

/** A key that is given or published, and what it opened. */
interface GivenKey {
  readonly key: PayloadKey
  /** `"Example Browser 6.3"`, `key 2`. */
  readonly title: string
  readonly step: string
  readonly ciphers: readonly CipherKey[]
  payloads: number
}

/** What a key that was given opened: see {@link GivenKeys.uses}. */
export interface GivenKeyUse {
  readonly name: string
  readonly payloads: number
}

/** How bytes were opened. */
interface Opened {
  readonly form: string
  readonly plain: Buffer
  readonly texts: readonly DigestInput[]
}

/**
 * Opens what programs encrypted before they sent it, with keys that are given (`core/payload-key.ts`), and those that are published
 * of the programs which speak to a host (`keys` of its adapter). They are tried on every
 * value that a cipher may have given, of requests and of answers, to the hosts that they are for.
 */
export class GivenKeys {
  private readonly given: readonly PayloadKey[]
  private readonly texts: readonly SoughtText[]
  private readonly keys: GivenKey[] = []
  private readonly longTries: LongTries = new LongTries()
  /** By host those that are for it, the one that opened something last first. */
  private readonly byHost: Map<string, GivenKey[]> = new Map()

  /** `given`: may become more. `texts`: known values, which prove a key as documents do. */
  constructor(given: readonly PayloadKey[], texts: readonly SoughtText[]) {
    this.given = given
    this.texts = texts
  }

  /** What comes now is of another capture. */
  forget(): void {
    this.longTries.forget()
  }

  /** Whether any key is for the host, given or published. */
  isFor(host: string): boolean {
    return this.keysFor(host).length > 0
  }

  /** By their order, how many values each key that is given opened. */
  uses(): readonly GivenKeyUse[] {
    this.takeNew()
    return this.keys.map(({ key, payloads }) => ({ name: key.name, payloads }))
  }

  /** What the keys open in the fields of one message. `reach` is told the limit that ends the search early. */
  *search(
    fields: readonly SeenField[],
    { host, isAgain }: Pick<DetectContext, 'host' | 'isAgain'>,
    reach: (limit: string) => void,
  ): Generator<OpenedPayload> {
    const keys = this.keysFor(host)
    if (keys.length === 0) return
    const message = new SealedMessage(sentIvs(fields), this.texts, () => this.longTries.mayTake(reach))
    const opened = new Set<Node>()
    for (const { node, value } of fields) {
      if (node.parent !== null && opened.has(node.parent)) {
        opened.add(node)
        continue
      }
      if (!mayBeSealed(node)) continue
      for (const { written, bytes } of value.readings(payloadBytesMin)) {
        if (isNoCipher({ written, bytes }, node.bytes) || isUniform(bytes)) continue
        if (bytes.length > limits.detect.givenKeyBytesMax) {
          reach('detect.givenKeyBytesMax')
          continue
        }
        const right = message.openBy(keys, bytes)
        if (right !== null) {
          if (isAgain !== true) right.by.payloads++
          putFirst(keys, right.by)
          opened.add(node)
          const { form, plain, texts, by } = right
          const how = { form: `${form}, ${by.title}`, keyFrom: by.title, keyNode: null, plain, texts }
          yield payloadOf({ node, written }, how, by.step)
          break
        }
        if (message.isSpent) {
          reach('detect.givenKeyTriesMax')
          return
        }
      }
    }
  }

  private keysFor(host: string): GivenKey[] {
    this.takeNew()
    const name = host.toLowerCase()
    const known = this.byHost.get(name)
    if (known !== undefined) return known
    const keys = [...this.keys.filter(({ key }) => isForHost(key, name)), ...publishedFor(name)]
    if (this.byHost.size >= hostsMax) this.byHost.clear()
    this.byHost.set(name, keys)
    return keys
  }

  private takeNew(): void {
    if (this.keys.length === this.given.length) return
    this.byHost.clear()
    for (const key of this.given.slice(this.keys.length)) {
      const title = key.name === '' ? `key ${this.keys.length + 1}` : `"${key.name}"`
      this.keys.push({ key, title, step: givenKeyStep, ciphers: ciphersOf(key), payloads: 0 })
    }
  }
}

/** One message while keys are tried on what it holds: what follows from its IVs is made once for each key. */
class SealedMessage {
  private readonly ivs: readonly Buffer[]
  private readonly texts: readonly SoughtText[]
  private readonly mayTakeLong: () => boolean
  private readonly made: Map<GivenKey, readonly KeyedCipher[]> = new Map()
  private tries: number = limits.detect.givenKeyTriesMax

  constructor(ivs: readonly Buffer[], texts: readonly SoughtText[], mayTakeLong: () => boolean) {
    this.ivs = ivs
    this.texts = texts
    this.mayTakeLong = mayTakeLong
  }

  /** No tries are left. */
  get isSpent(): boolean {
    return this.tries < 0
  }

  /** The first of the keys that opens the bytes, and what comes out; null where none does, or no tries are left. */
  openBy(keys: readonly GivenKey[], bytes: Buffer): (Opened & { readonly by: GivenKey }) | null {
    // A head of its own in front of blocks is shorter than one, or hides one.
    const behind = bytes.length % blockBytes
    const places =
      behind === 0 || bytes.length < 2 * blockBytes
        ? [0]
        : [...new Set([0, behind, behind % shortBlockBytes])]
    for (const by of keys)
      for (const from of places) {
        const opened = this.open(by, bytes.subarray(from))
        if (opened !== null)
          return { ...opened, form: from === 0 ? opened.form : `${opened.form} behind ${from} bytes`, by }
        if (this.isSpent) return null
      }
    return null
  }

  private open(by: GivenKey, bytes: Buffer): Opened | null {
    const { key } = by
    const { iv, cipher, mode } = key
    const size = 1 + (bytes.length >> 12)
    if (isPassphraseCipher(bytes) && (cipher ?? 'AES') === 'AES') {
      this.tries -= size * triesOfPassphrase
      const opened = openByGivenPassphrase(bytes, key.bytes, this.texts, isFilledProof, this.mayTakeLong)
      if (opened !== null) return opened
    }
    if ((mode ?? 'GCM') === 'GCM') {
      this.tries -= size * (1 + (this.ivs.length >> 2))
      const tagged = openTagged(key, bytes, iv === null ? this.ivs : [iv])
      if (tagged !== null) return { ...tagged, texts: [] }
    }
    if ((cipher ?? 'XOR') === 'XOR' && mode === null) {
      this.tries -= size
      const opened = openXored(bytes, key.bytes, this.texts)
      if (opened !== null) return opened
    }
    for (const keyed of this.ciphersOf(by)) {
      this.tries -= size
      if (this.isSpent) return null
      const readings = keyed
        .readings(bytes, frontsOf(bytes, keyed.cipher))
        .map((reading) => withMode(reading, mode))
        .filter((reading) => reading !== null)
      const right = rightOf(readings, this.texts, (plain, { plain: whole }) =>
        isGivenProof(plain, isFilledUp(whole), mode !== null),
      )
      if (right !== null)
        return { form: formOf(right, keyed.title), plain: plainOf(right), texts: right.found }
    }
    return null
  }

  private ciphersOf(by: GivenKey): readonly KeyedCipher[] {
    const known = this.made.get(by)
    if (known !== undefined) return known
    const { bytes, iv } = by.key
    const made = by.ciphers.map((cipher) => {
      const size = cipher.cipher?.blockBytes ?? 0
      const vectors = iv === null ? [Buffer.alloc(size), bytes.subarray(0, size), ...this.ivs] : [iv]
      return new KeyedCipher(cipher, vectors)
    })
    this.made.set(by, made)
    return made
  }
}

/** XOR with a key that repeats. Small numbers under a key of text are text: a document proves it. */
function openXored(bytes: Buffer, key: Buffer, texts: readonly SoughtText[]): Opened | null {
  const plain = open(bytes, key)
  const reading = { plain, heads: [] }
  const found = textsIn(reading, texts)
  if (found.length === 0 && !isDocument(plain)) return null
  return { form: 'XOR', plain, texts: found }
}

/** As PKCS #7 says, in so many bytes that chance does not. */
function isFilledUp(whole: Buffer): boolean {
  return (
    whole.length >= blockBytes &&
    whole.length % shortBlockBytes === 0 &&
    whole.at(-1) !== 0 &&
    isFilled(whole)
  )
}

function isFilledProof(plain: Buffer): boolean {
  return isGivenProof(plain, true)
}

function publishedFor(host: string): GivenKey[] {
  return publishedKeysFor(host).map((key) => ({
    key,
    title: `the key of ${key.title}`,
    step: publishedKeyStep,
    ciphers: ciphersOf(key),
    payloads: 0,
  }))
}

/** A key as each of the ciphers that it is tried as. */
function ciphersOf({ bytes, cipher, mode }: PayloadKey): readonly CipherKey[] {
  const blocks = blockCiphers
    .filter(({ name, keyBytes }) => keyBytes.has(bytes.length) && (cipher === null || name === cipher))
    .map((one) => new CipherKey(bytes, one, false))
  const isOfRc4 = cipher === 'RC4' || (cipher === null && mode === null)
  return isOfRc4 ? [...blocks, new CipherKey(bytes, null, true)] : blocks
}

/** What may be a ciphertext: nothing that was read as something else. */
function mayBeSealed(node: Node): boolean {
  const { step, bytes, children } = node
  if (bytes.length < payloadBytesMin || step.step === 'head' || step.step === 'message') return false
  return children.length === 0 || !(step.step === 'header' || isUnzipped(node))
}

/** Few different bytes, as no cipher gives: zeros come out of some modes as one character again and again. */
function isUniform(bytes: Buffer): boolean {
  return new Set(bytes.subarray(0, uniformBytes)).size < Math.min(differentMin, bytes.length >> 1)
}

/** What fields hold that has the length of an IV or a nonce. */
function sentIvs(fields: readonly SeenField[]): readonly Buffer[] {
  const ivs: Buffer[] = []
  for (const { node, value } of fields) {
    if (node.children.length > 0) continue
    for (const { bytes } of value.asKeys) {
      if (!ivLengths.has(bytes.length)) continue
      if (ivs.length >= sentIvsMax) return ivs
      ivs.push(bytes)
    }
  }
  return ivs
}

/** The reading in the modes that the key is for; null where it is in none. */
function withMode(reading: Reading, mode: PayloadKey['mode']): Reading | null {
  const modes = reading.modes.filter((one) => mode === null || one === mode)
  return modes.length === 0 ? null : { ...reading, modes }
}

function putFirst(keys: GivenKey[], key: GivenKey): void {
  if (keys[0] === key) return
  keys.splice(keys.indexOf(key), 1)
  keys.unshift(key)
}
