import { createCipheriv, createDecipheriv } from 'node:crypto'
import { limits } from '../../core/limits.ts'
import { givenKeyStep } from '../../core/opened-step.ts'
import { isForHost } from '../../core/payload-key.ts'
import type { PayloadKey } from '../../core/payload-key.ts'
import type { Node } from '../../decode/types.ts'
import type { DigestInput } from '../digests/digest-pool.ts'
import type { DetectContext } from '../family-type.ts'
import type { SeenField } from '../seen-values.ts'
import { isCipherKeyLength, KeptKeys } from './cipher-key.ts'
import { isGivenProof } from './given-proof.ts'
import { frontsOf, ivBytes, KeyedCipher, plainOf } from './keyed-cipher.ts'
import type { Reading } from './keyed-cipher.ts'
import { isFilled } from './opened-block.ts'
import { payloadOf } from './opened-payload.ts'
import type { OpenedPayload } from './opened-payload.ts'
import { formOf, rightOf } from './right-reading.ts'
import type { SoughtText } from './sought-texts.ts'
import { isNoCipher, isUnzipped } from './xor-suspects.ts'

const blockBytes = 16
const tagBytes = 16
const noIv = Buffer.alloc(blockBytes)
const payloadBytesMin = 8
/** Fields of a message that may be an IV, in their order. */
const sentIvsMax = 32
/** Hosts whose keys are remembered. */
const hostsMax = 1_024

/** A key that is given, and what it opened. */
interface GivenKey {
  readonly key: PayloadKey
  /** `"Example Browser 6.3"`, `key 2`. */
  readonly title: string
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
 * Opens what programs encrypted before they sent it, with keys that are given (`core/payload-key.ts`). They are tried on every
 * value that a cipher may have given, of requests and of answers, to the hosts that they are for.
 */
export class GivenKeys {
  private readonly given: readonly PayloadKey[]
  private readonly texts: readonly SoughtText[]
  private readonly kept: KeptKeys = new KeptKeys()
  private readonly keys: GivenKey[] = []
  /** By host those that are for it, the one that opened something last first. */
  private readonly byHost: Map<string, GivenKey[]> = new Map()

  /** `given`: may become more. `texts`: known values, which prove a key as documents do. */
  constructor(given: readonly PayloadKey[], texts: readonly SoughtText[]) {
    this.given = given
    this.texts = texts
  }

  /** Whether any key is for the host. */
  isFor(host: string): boolean {
    return this.given.length > 0 && this.keysFor(host).length > 0
  }

  /** By their order, how many values each key opened. */
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
    const ivs = sentIvs(fields)
    let tries: number = limits.detect.givenKeyTriesMax
    const opened = new Set<Node>()
    for (const { node, value } of fields) {
      if (!mayBeSealed(node) || (node.parent !== null && opened.has(node.parent))) continue
      for (const reading of value.readings(payloadBytesMin)) {
        if (isNoCipher(reading, node.bytes)) continue
        if (reading.bytes.length > limits.detect.givenKeyBytesMax) {
          reach('detect.givenKeyBytesMax')
          continue
        }
        const right = this.openBy(keys, reading.bytes, ivs, (taken) => (tries -= taken) >= 0)
        if (right !== null) {
          if (isAgain !== true) right.by.payloads++
          putFirst(keys, right.by)
          opened.add(node)
          const { form, plain, texts, by } = right
          const how = { form: `${form}, ${by.title}`, keyFrom: by.title, keyNode: null, plain, texts }
          yield payloadOf({ node, written: reading.written }, how, givenKeyStep)
          break
        }
        if (tries < 0) {
          reach('detect.givenKeyTriesMax')
          return
        }
      }
    }
  }

  private openBy(
    keys: readonly GivenKey[],
    bytes: Buffer,
    ivs: readonly Buffer[],
    mayTry: (taken: number) => boolean,
  ): (Opened & { readonly by: GivenKey }) | null {
    // A head of its own in front of blocks is shorter than one, or hides one.
    const behind = bytes.length % blockBytes
    const places = behind === 0 || bytes.length < 2 * blockBytes ? [0] : [0, behind]
    for (const by of keys)
      for (const from of places) {
        if (!mayTry(1 + (bytes.length >> 12))) return null
        const opened = this.open(by.key, bytes.subarray(from), ivs)
        if (opened !== null)
          return { ...opened, form: from === 0 ? opened.form : `${opened.form} behind ${from} bytes`, by }
      }
    return null
  }

  private open(key: PayloadKey, bytes: Buffer, ivs: readonly Buffer[]): Opened | null {
    const { iv, cipher, mode } = key
    const own = [noIv, ...(key.bytes.length < blockBytes ? [] : [key.bytes.subarray(0, blockBytes)])]
    const vectors = iv === null ? [...own, ...ivs] : [iv]
    if (cipher !== 'RC4' && (mode ?? 'GCM') === 'GCM') {
      const tagged = openTagged(key, bytes, iv === null ? ivs : [iv])
      if (tagged !== null) return tagged
    }
    const readings = new KeyedCipher(this.kept.of(key.bytes), vectors)
      .readings(bytes, frontsOf(bytes))
      .map((reading) => withMode(reading, key))
      .filter((reading) => reading !== null)
    const right = rightOf(readings, this.texts, (plain, { plain: whole }) =>
      isGivenProof(plain, isFilled(whole) && whole.at(-1) !== 0),
    )
    if (right === null) return null
    return { form: formOf(right, key.bytes.length), plain: plainOf(right), texts: right.found }
  }

  private keysFor(host: string): GivenKey[] {
    this.takeNew()
    const name = host.toLowerCase()
    const known = this.byHost.get(name)
    if (known !== undefined) return known
    const keys = this.keys.filter(({ key }) => isForHost(key, name))
    if (this.byHost.size >= hostsMax) this.byHost.clear()
    this.byHost.set(name, keys)
    return keys
  }

  private takeNew(): void {
    if (this.keys.length === this.given.length) return
    this.byHost.clear()
    for (const key of this.given.slice(this.keys.length)) {
      const title = key.name === '' ? `key ${this.keys.length + 1}` : `"${key.name}"`
      this.keys.push({ key, title, payloads: 0 })
    }
  }
}

/** What may be a ciphertext: nothing that was read as something else. */
function mayBeSealed(node: Node): boolean {
  const { step, bytes, children } = node
  if (bytes.length < payloadBytesMin || step.step === 'head' || step.step === 'message') return false
  return children.length === 0 || !(step.step === 'header' || isUnzipped(node))
}

/** What fields hold that has the length of an IV or a nonce. */
function sentIvs(fields: readonly SeenField[]): readonly Buffer[] {
  const ivs: Buffer[] = []
  for (const { node, value } of fields) {
    if (node.children.length > 0) continue
    for (const { bytes } of value.asKeys) {
      if (!ivBytes.has(bytes.length)) continue
      if (ivs.length >= sentIvsMax) return ivs
      ivs.push(bytes)
    }
  }
  return ivs
}

/** The reading in the modes that the key is for; null where it is in none. */
function withMode(reading: Reading, { cipher, mode }: PayloadKey): Reading | null {
  const modes = reading.modes.filter((one) =>
    one === 'RC4' ? cipher !== 'AES' : cipher !== 'RC4' && (mode === null || one === mode),
  )
  return modes.length === 0 ? null : { ...reading, modes }
}

/** GCM (NIST SP 800-38D) whose tag stands behind it, with the nonce in front or known: the tag proves what is opened, whatever it is. */
function openTagged({ bytes: key }: PayloadKey, bytes: Buffer, ivs: readonly Buffer[]): Opened | null {
  if (!isCipherKeyLength(key.length) || bytes.length <= tagBytes) return null
  const sealedBy: (readonly [iv: Buffer, sealed: Buffer])[] = ivs.map((iv) => [iv, bytes])
  for (const size of ivBytes)
    if (bytes.length > size + tagBytes) sealedBy.push([bytes.subarray(0, size), bytes.subarray(size)])
  const name = `aes-${(key.length * 8) as 128 | 192 | 256}-gcm` as const
  for (const [iv, sealed] of sealedBy) {
    const plain = createDecipheriv(name, key, iv).update(sealed.subarray(0, -tagBytes))
    // A wrong tag makes a decipher throw, which takes longer than to seal it again.
    const again = createCipheriv(name, key, iv)
    again.update(plain)
    again.final()
    if (again.getAuthTag().equals(sealed.subarray(-tagBytes)))
      return { form: `AES-${key.length * 8}-GCM`, plain, texts: [] }
  }
  return null
}

function putFirst(keys: GivenKey[], key: GivenKey): void {
  if (keys[0] === key) return
  keys.splice(keys.indexOf(key), 1)
  keys.unshift(key)
}
