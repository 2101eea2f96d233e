import { randomInt } from 'node:crypto'
import { limits } from '../../core/limits.ts'
import { clientRandomBytes, labels, secretBytesMax } from './secret-label.ts'
import type { SecretLabel } from './secret-label.ts'

/** In the table of connections: secrets of one connection lie in a list, newest first. */
const none = -1

/**
 * Secrets by label and client random, and which of their connections were seen.
 *
 * Kept as bytes in tables that grow by doubling, not as an object each: a log of a device may hold a million.
 */
export class SecretTable {
  /** How many secrets are known. */
  size = 0
  /** Connections with a secret. */
  connections = 0
  /** By connection: 1 once a hello was seen that it belongs to. */
  private claimed: Uint8Array = new Uint8Array(32)
  private lastClaimed = none
  /** Open addressing over connections; none where free. */
  private slots: Int32Array = new Int32Array(64).fill(none)
  private randoms: Buffer = Buffer.alloc(32 * clientRandomBytes)
  /** First secret of each connection; then, by secret, the next one. */
  private heads: Int32Array = new Int32Array(32)
  private next: Int32Array = new Int32Array(64)
  private secretLabels: Uint8Array = new Uint8Array(64)
  private secretLengths: Uint8Array = new Uint8Array(64)
  private secretBytes: Buffer = Buffer.alloc(64 * secretBytesMax)

  /**
   * Adds the first `length` bytes of `secret` for the connection with the client random `random`, beside others of the same
   * label, whose number is `code`. `first`: it is the first one of its connection; `full`: there are too many.
   */
  add(random: Buffer, code: number, secret: Buffer, length: number): 'first' | 'further' | 'known' | 'full' {
    let connection = this.connectionOf(random, 0)
    if (connection !== none) {
      let others = 0
      for (let index = this.heads[connection] as number; index !== none; index = this.next[index] as number) {
        if (this.secretLabels[index] !== code) continue
        if (this.holds(index, secret, length)) return 'known'
        others++
      }
      if (others >= limits.message.keySecretsOfOneMax) return 'full'
    }
    if (this.size >= limits.message.keySecretsMax) return 'full'
    const isFirst = connection === none
    if (isFirst) connection = this.addConnection(random)
    if (this.size === this.next.length) this.growSecrets()
    const index = this.size++
    this.secretLabels[index] = code
    this.secretLengths[index] = length
    secret.copy(this.secretBytes, index * secretBytesMax, 0, length)
    this.next[index] = this.heads[connection] as number
    this.heads[connection] = index
    return isFirst ? 'first' : 'further'
  }

  /** Whether anything is known of the connection with the client random `buf[at, at + 32)`. */
  has(buf: Buffer, at: number): boolean {
    return this.connections > 0 && this.connectionOf(buf, at) !== none
  }

  /** The secret with this label of the connection with this client random (32 bytes from `at` on); a copy. */
  find(label: SecretLabel, clientRandom: Buffer, at = 0): Buffer | null {
    return this.findAll(label, clientRandom, at)[0] ?? null
  }

  /** All secrets that the log has for it, the later ones first: programs have written several for one client random. */
  findAll(label: SecretLabel, clientRandom: Buffer, at = 0): Buffer[] {
    const found: Buffer[] = []
    const connection = this.connections === 0 ? none : this.connectionOf(clientRandom, at)
    if (connection === none) return found
    const code = labels.get(label) as number
    for (let index = this.heads[connection] as number; index !== none; index = this.next[index] as number) {
      if (this.secretLabels[index] !== code) continue
      const from = index * secretBytesMax
      found.push(Buffer.from(this.secretBytes.subarray(from, from + (this.secretLengths[index] as number))))
    }
    return found
  }

  /** A hello with the client random `buf[at, at + 32)` was seen: its secrets are of no other connection. */
  claim(buf: Buffer, at: number): void {
    const connection = this.connections === 0 ? none : this.connectionOf(buf, at)
    if (connection === none) return
    this.claimed[connection] = 1
    this.lastClaimed = connection
  }

  /** Another capture is read, or the same again: none of its hellos was seen yet. */
  beginCapture(): void {
    this.claimed.fill(0)
    this.lastClaimed = none
  }

  /**
   * Client randoms (each a copy) of connections of which the log has a secret with this label, and no hello was seen until
   * now: of one whose hello was not captured, one of these secrets is its own. The newest lines come first.
   */
  *unclaimed(label: SecretLabel): Generator<Buffer, void, void> {
    const code = labels.get(label) as number
    for (let connection = this.connections - 1; connection >= 0; connection--) {
      if (this.claimed[connection] === 1 || !this.holdsLabel(connection, code)) continue
      const from = connection * clientRandomBytes
      yield Buffer.from(this.randoms.subarray(from, from + clientRandomBytes))
    }
  }

  /** Whether there is any. */
  hasUnclaimed(label: SecretLabel): boolean {
    return this.unclaimed(label).next().done !== true
  }

  /**
   * The same, those first that were written next to the last one that was seen: programs write their lines in the order in
   * which they connect. Until one was seen the newest come first: recorders are started after programs have connected.
   */
  nearest(label: SecretLabel): Generator<Buffer, void, void> {
    return this.lastClaimed === none ? this.unclaimed(label) : this.around(label)
  }

  /**
   * The same for a connection whose hello was seen, and says nothing that the log knows: until another was seen, the oldest come
   * first. No more than `most`.
   */
  *around(label: SecretLabel, most: number = Number.POSITIVE_INFINITY): Generator<Buffer, void, void> {
    const { lastClaimed } = this
    const code = labels.get(label) as number
    const furthest = Math.max(lastClaimed, this.connections - 1 - lastClaimed)
    let left = most
    for (let distance = 1; distance <= furthest; distance++)
      for (const connection of [lastClaimed + distance, lastClaimed - distance]) {
        if (connection < 0 || connection >= this.connections) continue
        if (this.claimed[connection] === 1 || !this.holdsLabel(connection, code)) continue
        if (left-- <= 0) return
        const from = connection * clientRandomBytes
        yield Buffer.from(this.randoms.subarray(from, from + clientRandomBytes))
      }
  }

  private holdsLabel(connection: number, code: number): boolean {
    let index = this.heads[connection] as number
    while (index !== none && this.secretLabels[index] !== code) index = this.next[index] as number
    return index !== none
  }

  /** Whether the secret is the one at `index`. */
  private holds(index: number, secret: Buffer, length: number): boolean {
    const from = index * secretBytesMax
    return (
      this.secretLengths[index] === length &&
      secret.compare(this.secretBytes, from, from + length, 0, length) === 0
    )
  }

  private connectionOf(buf: Buffer, at: number): number {
    if (this.connections === 0) return none
    const mask = this.slots.length - 1
    let slot = hashOf(buf, at) & mask
    for (;;) {
      const connection = this.slots[slot] as number
      if (connection === none) return none
      const from = connection * clientRandomBytes
      if (isSameRandom(this.randoms, from, buf, at)) return connection
      slot = (slot + 1) & mask
    }
  }

  private addConnection(random: Buffer): number {
    const connection = this.connections++
    if (connection === this.heads.length) {
      const heads = new Int32Array(connection * 2)
      heads.set(this.heads)
      this.heads = heads
      const claimed = new Uint8Array(connection * 2)
      claimed.set(this.claimed)
      this.claimed = claimed
      const randoms = Buffer.alloc(connection * 2 * clientRandomBytes)
      this.randoms.copy(randoms)
      this.randoms = randoms
    }
    random.copy(this.randoms, connection * clientRandomBytes)
    this.heads[connection] = none
    if (this.connections * 2 > this.slots.length) {
      this.slots = new Int32Array(this.slots.length * 2).fill(none)
      for (let index = 0; index < this.connections; index++) this.place(index)
    } else this.place(connection)
    return connection
  }

  private place(connection: number): void {
    const mask = this.slots.length - 1
    let slot = hashOf(this.randoms, connection * clientRandomBytes) & mask
    while (this.slots[slot] !== none) slot = (slot + 1) & mask
    this.slots[slot] = connection
  }

  private growSecrets(): void {
    const size = this.size * 2
    const next = new Int32Array(size)
    next.set(this.next)
    this.next = next
    const secretLabels = new Uint8Array(size)
    secretLabels.set(this.secretLabels)
    this.secretLabels = secretLabels
    const secretLengths = new Uint8Array(size)
    secretLengths.set(this.secretLengths)
    this.secretLengths = secretLengths
    const secretBytes = Buffer.alloc(size * secretBytesMax)
    this.secretBytes.copy(secretBytes)
    this.secretBytes = secretBytes
  }
}

/** Of this process, so that nobody can write a file whose client randoms all fall into one place; 0 until there is one. */
let seed = 0

/** Over all words: the first four bytes of a client random were once the time of day. */
function hashOf(buf: Buffer, at: number): number {
  if (seed === 0) seed = randomInt(1, 0x7fff_ffff)
  let hash = seed
  for (let offset = 0; offset < clientRandomBytes; offset += 4) {
    hash = Math.imul(hash ^ buf.readInt32LE(at + offset), 0x9e37_79b1)
    hash ^= hash >>> 15
  }
  return hash
}

/** By hand: a call of compare takes longer than so few bytes. */
function isSameRandom(left: Buffer, leftAt: number, right: Buffer, rightAt: number): boolean {
  for (let index = 0; index < clientRandomBytes; index++)
    if (left[leftAt + index] !== right[rightAt + index]) return false
  return true
}
