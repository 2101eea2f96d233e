/**
 * HMAC (RFC 2104) and HKDF-Expand-Label (RFC 8446, 7.1) of short messages. Each connection derives a dozen keys, most
 * of them by several labels of one secret: what HMAC makes of the secret is made once.
 */
import { hash } from 'node:crypto'
import {
  mixSha256,
  sha256BlockBytes,
  sha256DigestBytes,
  sha256Words,
  startSha256,
  writeSha256,
} from '../../core/hashes/sha256.ts'

/** Hashes of TLS 1.3 and QUIC, by Node's names. */
export type HashName = 'sha256' | 'sha384'

const innerPad = 0x36
const outerPad = 0x5c
/** RFC 2104 hashes a longer key first; secrets are no longer than a hash. */
const blockBytes: Record<HashName, number> = { sha256: sha256BlockBytes, sha384: 128 }
const sha384DigestBytes = 48

/** Info of HKDF-Expand-Label without context, with the counter of its only block: a handful of labels and lengths. */
const infos: Map<string, Buffer> = new Map()

function infoOf(label: string, length: number): Buffer {
  const name = `${label}/${length}`
  let info = infos.get(name)
  if (info === undefined) {
    const text = `tls13 ${label}`
    info = Buffer.from([0, length, text.length, ...Buffer.from(text, 'latin1'), 0, 1])
    infos.set(name, info)
  }
  return info
}

const state: Int32Array = new Int32Array(sha256Words)
const inner: Buffer = Buffer.alloc(sha256DigestBytes)
const block: Buffer = Buffer.alloc(sha256BlockBytes)
const lengthBytes = 8
const padByte = 0x80

/** Takes `message`, and the end of what is hashed, into `state`, which has one block already. */
function finishSha256(message: Uint8Array, length: number): void {
  let at = 0
  for (; length - at >= sha256BlockBytes; at += sha256BlockBytes) mixSha256(state, message, at)
  const rest = length - at
  for (let index = 0; index < rest; index++) block[index] = message[at + index] as number
  block[rest] = padByte
  clearBlock(rest + 1)
  if (rest + 1 + lengthBytes > sha256BlockBytes) {
    mixSha256(state, block, 0)
    clearBlock(0)
  }
  const bits = (sha256BlockBytes + length) * 8
  for (let at = 1; at <= 4; at++) block[sha256BlockBytes - at] = bits >>> (8 * (at - 1))
  mixSha256(state, block, 0)
}

/** By hand: a call of Buffer's own takes longer than so few bytes. */
function clearBlock(from: number): void {
  for (let at = from; at < sha256BlockBytes; at++) block[at] = 0
}

function fillPadded(into: Uint8Array, size: number, key: Uint8Array, pad: number): void {
  for (let index = 0; index < size; index++)
    into[index] = (index < key.length ? (key[index] as number) : 0) ^ pad
}

/** HMAC-SHA256 under one key of at most 64 bytes: what it makes of the key before it sees a message. */
export class Sha256Mac {
  /** The states after the key's block: the inner hash's, then the outer one's. */
  private readonly states: Int32Array = new Int32Array(2 * sha256Words)

  constructor(key: Uint8Array) {
    this.start(key, innerPad, 0)
    this.start(key, outerPad, sha256Words)
  }

  /** The first `length` bytes of the HMAC of `message`: 32 at most. */
  digest(message: Uint8Array, length: number = sha256DigestBytes): Buffer {
    this.resume(0)
    finishSha256(message, message.length)
    writeSha256(state, inner, 0)
    this.resume(sha256Words)
    finishSha256(inner, sha256DigestBytes)
    writeSha256(state, inner, 0)
    // Out of Node's pool: a small buffer with memory of its own would be given that only when a cipher asks for it, slowly.
    const digest = Buffer.allocUnsafe(length)
    for (let index = 0; index < length; index++) digest[index] = inner[index] as number
    return digest
  }

  private start(key: Uint8Array, pad: number, at: number): void {
    fillPadded(block, sha256BlockBytes, key, pad)
    startSha256(state)
    mixSha256(state, block, 0)
    for (let word = 0; word < sha256Words; word++) this.states[at + word] = state[word] as number
  }

  private resume(at: number): void {
    for (let word = 0; word < sha256Words; word++) state[word] = this.states[at + word] as number
  }
}

/** By two one-shot hashes: a fraction of what createHmac costs. */
class Sha384Mac {
  private readonly inner: Buffer = Buffer.alloc(blockBytes.sha384)
  private readonly outer: Buffer = Buffer.alloc(blockBytes.sha384 + sha384DigestBytes)

  constructor(key: Uint8Array) {
    fillPadded(this.inner, blockBytes.sha384, key, innerPad)
    fillPadded(this.outer, blockBytes.sha384, key, outerPad)
  }

  digest(message: Uint8Array, length: number): Buffer {
    const digest = hash('sha384', Buffer.concat([this.inner, message]), 'buffer')
    digest.copy(this.outer, blockBytes.sha384)
    return hash('sha384', this.outer, 'buffer').subarray(0, length)
  }
}

/** One secret, from which keys are derived by labels. */
export class SecretExpander {
  private readonly mac: Sha256Mac | Sha384Mac

  constructor(name: HashName, secret: Uint8Array) {
    this.mac = name === 'sha256' ? new Sha256Mac(secret) : new Sha384Mac(secret)
  }

  /** HKDF-Expand-Label with an empty context, for outputs of at most one hash; `label` is one of a few. */
  expand(label: string, length: number): Buffer {
    return this.mac.digest(infoOf(label, length), length)
  }
}
