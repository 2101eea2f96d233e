import { randomInt } from 'node:crypto'
import { latin1 } from '../core/latin1.ts'
import { limits } from '../core/limits.ts'
import type { PayloadKey } from '../core/payload-key.ts'
import { parsePayloadKey, payloadKeyLabel } from './payload-key-line.ts'

/** Labels whose secrets decrypt records or packets, by what they are in a {@link KeyLog}. */
const labels: ReadonlyMap<string, number> = new Map([
  ['CLIENT_RANDOM', 0],
  ['CLIENT_EARLY_TRAFFIC_SECRET', 1],
  ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 2],
  ['SERVER_HANDSHAKE_TRAFFIC_SECRET', 3],
  ['CLIENT_TRAFFIC_SECRET_0', 4],
  ['SERVER_TRAFFIC_SECRET_0', 5],
  // As QUIC's drafts named them.
  ['QUIC_CLIENT_EARLY_TRAFFIC_SECRET', 1],
  ['QUIC_CLIENT_HANDSHAKE_TRAFFIC_SECRET', 2],
  ['QUIC_SERVER_HANDSHAKE_TRAFFIC_SECRET', 3],
  ['QUIC_CLIENT_TRAFFIC_SECRET_0', 4],
  ['QUIC_SERVER_TRAFFIC_SECRET_0', 5],
])

/** The labels of RFC 9850 that name a secret which decrypts something, and CLIENT_RANDOM (TLS 1.2 and before). */
export type SecretLabel =
  | 'CLIENT_RANDOM'
  | 'CLIENT_EARLY_TRAFFIC_SECRET'
  | 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
  | 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
  | 'CLIENT_TRAFFIC_SECRET_0'
  | 'SERVER_TRAFFIC_SECRET_0'

/** Labels of what opens a hello that is sealed in another (ECH), by the random of the one that is sent in clear (RFC 9850, 2.4). */
const echLabels: ReadonlyMap<string, keyof EchSecret> = new Map([
  ['ECH_SECRET', 'secret'],
  ['ECH_CONFIG', 'config'],
])

/** The shared secret of HPKE and the configuration under which a hello was sealed; null where the log does not have it. */
export interface EchSecret {
  readonly secret: Buffer | null
  readonly config: Buffer | null
}

const clientRandomBytes = 32
/** A secret is as long as the hash of its connection: 32 or 48 bytes; a master secret has 48. */
const secretBytesMax = 48
const { keyLogLineBytesMax } = limits.message
const payloadKeyLine = new RegExp(`^${payloadKeyLabel}(?:\\s|$)`)
const firstOfPayloadKey = payloadKeyLabel.charCodeAt(0)
/** More are told by their number. */
const payloadFaultsMax = 8
/** In the table of connections: secrets of one connection lie in a list, newest first. */
const none = -1

const sessionForm = /^RSA Session-ID:((?:[0-9a-fA-F]{2}){1,32}) Master-Key:([0-9a-fA-F]{96})$/
/** A secret of a known form among other words, or with other blanks between its parts. */
const withinForm =
  /(?:^|[^0-9A-Z_])((?:CLIENT_RANDOM|(?:QUIC_)?(?:CLIENT|SERVER)_(?:EARLY_|HANDSHAKE_)?TRAFFIC_SECRET(?:_0)?)[ \t]+[0-9A-Fa-f]{64}[ \t]+(?:[0-9A-Fa-f]{96}|[0-9A-Fa-f]{64}))(?![0-9A-Za-z])/
/** A premaster secret by the first bytes of its encrypted form: an old line of NSS that is known and not used. */
const premasterForm = /^RSA [0-9a-fA-F]{16} [0-9a-fA-F]{96}$/

/**
 * Secrets of TLS and QUIC connections, by label and client random, as programs write them in a key log (RFC 9850, the
 * SSLKEYLOGFILE format) or as a pcapng file carries them in secrets blocks. They are secrets: nothing prints them.
 *
 * Kept as bytes in tables that grow by doubling, not as an object each: a log of a device may hold a million.
 */
export class KeyLog {
  /** Lines that are neither a secret nor a comment, and known or well-formed lines that decrypt nothing (exporters). */
  badLines = 0
  otherLines = 0
  /** Lines by which hellos that are sealed in others are opened (ECH). */
  echLines = 0
  /** Keys of what programs encrypt before they send it, in the order of their lines. */
  readonly payloadKeys: PayloadKey[] = []
  /** What is wrong with the first lines that should be such keys, with their numbers among these lines. */
  readonly payloadFaults: string[] = []
  /** Secrets not kept, since there are more than the limit. */
  secretsLeftOut = 0
  /** Connections with a secret. */
  connections = 0
  /** Connections whose secret came after their hello was seen: too late to be of use. */
  lateConnections = 0
  /** Secrets may still come while connections are read (from a pipe). Then hellos without one are remembered. */
  mayComeLate = false
  /** Whether the capture that is read now is one of those, and can bring secrets (pcapng): asked for hellos without one. */
  isAwaiting: () => boolean = () => this.mayComeLate
  /** Work on secrets of connections whose hello is not in the capture that is read now: see `limits.message.tlsLateCaptureTriesMax`. */
  lateTries = 0
  private secrets = 0
  private payloadLines = 0
  private readonly payloadLinesKept: Set<string> = new Set()
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
  /** Master secrets by session id or ticket, from the log (`RSA Session-ID:`) or learned from connections that were read. */
  private readonly sessions: Map<string, Buffer> = new Map()
  /** By the random of the hello in clear: what opens the one in it, and that one's random once it is known. */
  private readonly echSecrets: Map<string, EchSecret> = new Map()
  private readonly innerRandoms: Map<string, Buffer> = new Map()
  /** Randoms of hellos that had no secret, while some may still come. */
  private readonly missed: Set<string> = new Set()
  /** The line that the last bytes began. */
  private readonly line: Buffer = Buffer.alloc(keyLogLineBytesMax)
  private lineEnd = 0
  private isLineTooLong = false
  private readonly random: Buffer = Buffer.alloc(clientRandomBytes)
  private readonly secret: Buffer = Buffer.alloc(secretBytesMax)

  /** How many secrets are known. */
  get size(): number {
    return this.secrets
  }

  /** Whether there is nothing by which a connection could be decrypted. */
  get isEmpty(): boolean {
    return this.secrets === 0 && this.sessions.size === 0 && this.echSecrets.size === 0
  }

  /** Whether the log knows master secrets by the session id that a server gives. */
  hasSessionLines = false

  /** Whether a connection can be known by its session alone: see {@link masterOfSession}. */
  get hasSessions(): boolean {
    return this.sessions.size > 0
  }

  /** Adds the secrets of a key log's whole text. A line that was there before changes nothing. */
  add(text: string): void {
    const bytes = Buffer.from(text)
    this.read(bytes, 0, bytes.length)
    this.finish()
  }

  /** Adds what stands in `buf[start, end)`, which may end in the middle of a line. After the last call comes `finish`. */
  read(buf: Buffer, start: number, end: number): void {
    let at = start
    while (at < end) {
      const stop = lineStop(buf, at, end)
      if (stop === end) {
        this.keep(buf, at, end)
        return
      }
      if (this.lineEnd === 0 && !this.isLineTooLong && stop - at <= keyLogLineBytesMax)
        this.take(buf, at, stop)
      else {
        this.keep(buf, at, stop)
        this.finish()
      }
      at = stop + 1
    }
  }

  /** The text is over: its last line may lack an end. */
  finish(): void {
    if (this.isLineTooLong) this.badLines++
    else if (this.lineEnd > 0) this.take(this.line, 0, this.lineEnd)
    this.lineEnd = 0
    this.isLineTooLong = false
  }

  /** Whether anything is known of the connection with the client random `buf[at, at + 32)`. */
  has(buf: Buffer, at: number): boolean {
    return this.connections > 0 && this.connectionOf(buf, at) !== none
  }

  /** What opens the hello that is sealed in the one with the client random `buf[at, at + 32)`; null where nothing is known. */
  echSecretOf(buf: Buffer, at: number): EchSecret | null {
    if (this.echSecrets.size === 0 || at + clientRandomBytes > buf.length) return null
    return this.echSecrets.get(latin1(buf, at, at + clientRandomBytes)) ?? null
  }

  /** The log has the connection whose hello in clear has the random `outer` under that of the hello sealed in it. */
  learnInner(outer: Buffer, inner: Buffer): void {
    if (this.innerRandoms.size < limits.message.keyEchMax)
      this.innerRandoms.set(latin1(outer, 0, outer.length), inner)
  }

  /** The random under which the log has the connection of a hello with this one. */
  randomOf(random: Buffer): Buffer {
    if (this.innerRandoms.size === 0) return random
    return this.innerRandoms.get(latin1(random, 0, random.length)) ?? random
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
    this.lateTries = 0
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

  /** The master secret of a session that goes on under this id, or with this ticket; null where it is not known. */
  masterOfSession(id: Uint8Array): Buffer | null {
    return this.sessions.get(sessionName(id)) ?? null
  }

  /** Keeps the master secret of a session that was read, in case it is resumed by a connection that is not in the log. */
  learnSession(id: Uint8Array, master: Buffer): void {
    if (id.length === 0) return
    const name = sessionName(id)
    this.sessions.delete(name)
    if (this.sessions.size >= limits.message.tlsSessionsMax) {
      for (const oldest of this.sessions.keys()) {
        this.sessions.delete(oldest)
        break
      }
    }
    this.sessions.set(name, master)
  }

  /** A hello with the client random `buf[at, at + 32)` was given up for lack of a secret. */
  missedHello(buf: Buffer, at: number): void {
    if (!this.mayComeLate || this.missed.size >= limits.message.tlsSessionsMax) return
    // It came, while nothing of the connection was left to be read.
    if (this.has(buf, at)) this.lateConnections++
    else this.missed.add(latin1(buf, at, at + clientRandomBytes))
  }

  private keep(buf: Buffer, from: number, to: number): void {
    if (this.isLineTooLong) return
    if (this.lineEnd + to - from > keyLogLineBytesMax) {
      this.isLineTooLong = true
      return
    }
    buf.copy(this.line, this.lineEnd, from, to)
    this.lineEnd += to - from
  }

  /** Takes one line, whole. */
  private take(buf: Buffer, start: number, stop: number): void {
    let from = start
    let to = stop
    // The mark that some editors put in front of UTF-8 text.
    if (to - from >= 3 && buf[from] === 0xef && buf[from + 1] === 0xbb && buf[from + 2] === 0xbf) from += 3
    while (from < to && isBlank(buf[from] as number)) from++
    while (to > from && isBlank(buf[to - 1] as number)) to--
    if (from === to || buf[from] === 0x23) return
    if (buf[from] === firstOfPayloadKey && payloadKeyLine.test(latin1(buf, from, from + 16))) {
      this.takePayloadKey(buf.toString('utf8', from, to))
      return
    }
    const labelEnd = buf.indexOf(0x20, from)
    if (labelEnd < 0 || labelEnd >= to || labelEnd - from > 64) {
      this.takeWithin(buf, from, to)
      return
    }
    const label = latin1(buf, from, labelEnd)
    if (label === 'RSA') {
      this.takeSession(latin1(buf, from, to))
      return
    }
    const code = labels.get(label)
    const randomStart = labelEnd + 1
    const secretStart = randomStart + 2 * clientRandomBytes + 1
    const secretLength = (to - secretStart) / 2
    const isForm =
      secretLength >= 1 &&
      Number.isInteger(secretLength) &&
      buf[secretStart - 1] === 0x20 &&
      hexInto(this.random, buf, randomStart, clientRandomBytes)
    if (!isForm) {
      this.takeWithin(buf, from, to)
      return
    }
    const part = echLabels.get(label)
    if (part !== undefined && isHex(buf, secretStart, to)) {
      this.storeEch(part, Buffer.from(latin1(buf, secretStart, to), 'hex'))
      return
    }
    if (code === undefined) {
      // A name that is not known here may be one of tomorrow (RFC 9850, section 2: it is to be passed over).
      if (/^[A-Z][A-Z0-9_]*$/.test(label) && isHex(buf, secretStart, to)) this.otherLines++
      else this.takeWithin(buf, from, to)
      return
    }
    const isLength = secretLength === secretBytesMax || (secretLength === 32 && code !== 0)
    if (!isLength || !hexInto(this.secret, buf, secretStart, secretLength)) {
      this.badLines++
      return
    }
    this.store(code, secretLength)
  }

  /** Takes a line in which more stands than a secret: tools that hook into an app print into a log with times and names. */
  private takeWithin(buf: Buffer, from: number, to: number): void {
    const found = withinForm.exec(latin1(buf, from, to))?.[1]
    if (found === undefined) {
      this.badLines++
      return
    }
    const line = Buffer.from(found.replace(/[ \t]+/g, ' '), 'latin1')
    this.take(line, 0, line.length)
  }

  private takePayloadKey(line: string): void {
    this.payloadLines++
    const key = parsePayloadKey(line)
    if ('fault' in key) {
      if (this.payloadFaults.length < payloadFaultsMax)
        this.payloadFaults.push(`payload key ${this.payloadLines}: ${key.fault}`)
      this.badLines++
      return
    }
    if (this.payloadLinesKept.has(line)) return
    if (this.payloadKeys.length >= limits.message.keyPayloadMax) {
      this.secretsLeftOut++
      return
    }
    this.payloadLinesKept.add(line)
    this.payloadKeys.push(key)
  }

  private takeSession(line: string): void {
    const match = sessionForm.exec(line)
    if (match !== null) {
      this.hasSessionLines = true
      this.learnSession(Buffer.from(match[1] as string, 'hex'), Buffer.from(match[2] as string, 'hex'))
    } else if (premasterForm.test(line)) this.otherLines++
    else this.badLines++
  }

  /** Stores what a line for `this.random` has of ECH. */
  private storeEch(part: keyof EchSecret, value: Buffer): void {
    this.echLines++
    const name = latin1(this.random, 0, clientRandomBytes)
    const known = this.echSecrets.get(name)
    if (known === undefined && this.echSecrets.size >= limits.message.keyEchMax) {
      this.secretsLeftOut++
      return
    }
    this.echSecrets.set(name, { secret: null, config: null, ...known, [part]: value })
  }

  /** Stores `this.secret` for `this.random`, beside others of the same label. */
  private store(code: number, length: number): void {
    let connection = this.connectionOf(this.random, 0)
    if (connection !== none) {
      let others = 0
      for (let index = this.heads[connection] as number; index !== none; index = this.next[index] as number) {
        if (this.secretLabels[index] !== code) continue
        if (this.holds(index, length)) return
        others++
      }
      if (others >= limits.message.keySecretsOfOneMax) {
        this.secretsLeftOut++
        return
      }
    }
    if (this.secrets >= limits.message.keySecretsMax) {
      this.secretsLeftOut++
      return
    }
    if (connection === none) {
      connection = this.addConnection()
      if (this.missed.size > 0 && this.missed.delete(latin1(this.random, 0, clientRandomBytes)))
        this.lateConnections++
    }
    if (this.secrets === this.next.length) this.growSecrets()
    const index = this.secrets++
    this.secretLabels[index] = code
    this.secretLengths[index] = length
    this.secret.copy(this.secretBytes, index * secretBytesMax, 0, length)
    this.next[index] = this.heads[connection] as number
    this.heads[connection] = index
  }

  /** Whether `this.secret` is the one at `index`. */
  private holds(index: number, length: number): boolean {
    const from = index * secretBytesMax
    return (
      this.secretLengths[index] === length &&
      this.secret.compare(this.secretBytes, from, from + length, 0, length) === 0
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

  private addConnection(): number {
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
    this.random.copy(this.randoms, connection * clientRandomBytes)
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
    const size = this.secrets * 2
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

/** Position of the next line feed or carriage return, or `end`. */
function lineStop(buf: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && buf[at] !== 0x0a && buf[at] !== 0x0d) at++
  return at
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09
}

/** A ticket is known by its first bytes (its key's name and what it was encrypted with), a session id by all of it. */
function sessionName(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, Math.min(id.length, 64)).toString('latin1')
}

const digits: Int8Array = new Int8Array(256).fill(-1)
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16)
  digits[digit.charCodeAt(0)] = value
  digits[digit.toUpperCase().charCodeAt(0)] = value
}

/** Writes `length` bytes from hex digits; false where one is none. The digits are there. */
function hexInto(target: Buffer, buf: Buffer, start: number, length: number): boolean {
  for (let index = 0; index < length; index++) {
    const high = digits[buf[start + 2 * index] as number] as number
    const low = digits[buf[start + 2 * index + 1] as number] as number
    if ((high | low) < 0) return false
    target[index] = (high << 4) | low
  }
  return true
}

function isHex(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((digits[buf[at] as number] as number) < 0) return false
  return true
}
