import { latin1 } from '../core/latin1.ts'
import { limits } from '../core/limits.ts'
import { EchSecrets, echLabels } from './keys/ech-secrets.ts'
import type { EchSecret } from './keys/ech-secrets.ts'
import { hexInto, isHex } from './keys/key-digits.ts'
import { LogLines } from './keys/log-lines.ts'
import { isPayloadKeyLine, PayloadKeys } from './keys/payload-keys.ts'
import { clientRandomBytes, labels, secretBytesMax } from './keys/secret-label.ts'
import { SecretTable } from './keys/secret-table.ts'
import { SessionSecrets } from './keys/session-secrets.ts'

const sessionForm = /^RSA Session-ID:((?:[0-9a-fA-F]{2}){1,32}) Master-Key:([0-9a-fA-F]{96})$/
/** A secret of a known form among other words, or with other blanks between its parts. */
const withinForm =
  /(?:^|[^0-9A-Z_])((?:CLIENT_RANDOM|(?:QUIC_)?(?:CLIENT|SERVER)_(?:EARLY_|HANDSHAKE_)?TRAFFIC_SECRET(?:_0)?)[ \t]+[0-9A-Fa-f]{64}[ \t]+(?:[0-9A-Fa-f]{96}|[0-9A-Fa-f]{64}))(?![0-9A-Za-z])/
/** A premaster secret by the first bytes of its encrypted form: an old line of NSS that is known and not used. */
const premasterForm = /^RSA [0-9a-fA-F]{16} [0-9a-fA-F]{96}$/

/**
 * Secrets of TLS and QUIC connections, by label and client random, as programs write them in a key log (RFC 9850, the
 * SSLKEYLOGFILE format) or as a pcapng file carries them in secrets blocks. They are secrets: nothing prints them.
 */
export class KeyLog {
  readonly secrets: SecretTable = new SecretTable()
  readonly sessions: SessionSecrets = new SessionSecrets()
  readonly ech: EchSecrets = new EchSecrets()
  /** Keys of what programs encrypt before they send it. */
  readonly payload: PayloadKeys = new PayloadKeys()
  /** Lines that are neither a secret nor a comment, and known or well-formed lines that decrypt nothing (exporters). */
  badLines = 0
  otherLines = 0
  /** Lines by which hellos that are sealed in others are opened (ECH). */
  echLines = 0
  /** Secrets not kept, since there are more than the limit. */
  secretsLeftOut = 0
  /** Whether the log knows master secrets by the session id that a server gives. */
  hasSessionLines = false
  /** Connections whose secret came after their hello was seen: too late to be of use. */
  lateConnections = 0
  /** Secrets may still come while connections are read (from a pipe). Then hellos without one are remembered. */
  mayComeLate = false
  /** Whether the capture that is read now is one of those, and can bring secrets (pcapng): asked for hellos without one. */
  isAwaiting: () => boolean = () => this.mayComeLate
  /** Work on secrets of connections whose hello is not in the capture that is read now: see `limits.message.tlsLateCaptureTriesMax`. */
  lateTries = 0
  /** Randoms of hellos that had no secret, while some may still come. */
  private readonly missed: Set<string> = new Set()
  private readonly lines: LogLines = new LogLines(
    (buf, start, stop) => this.take(buf, start, stop),
    () => this.badLines++,
  )
  private readonly random: Buffer = Buffer.alloc(clientRandomBytes)
  private readonly secret: Buffer = Buffer.alloc(secretBytesMax)

  /** Whether there is nothing by which a connection could be decrypted. */
  get isEmpty(): boolean {
    return this.secrets.size === 0 && this.sessions.size === 0 && this.ech.size === 0
  }

  /** Adds the secrets of a key log's whole text. A line that was there before changes nothing. */
  add(text: string): void {
    const bytes = Buffer.from(text)
    this.read(bytes, 0, bytes.length)
    this.finish()
  }

  /** Adds what stands in `buf[start, end)`, which may end in the middle of a line. After the last call comes `finish`. */
  read(buf: Buffer, start: number, end: number): void {
    this.lines.read(buf, start, end)
  }

  /** The text is over: its last line may lack an end. */
  finish(): void {
    this.lines.finish()
  }

  /** Another capture is read, or the same again: none of its hellos was seen yet. */
  beginCapture(): void {
    this.secrets.beginCapture()
    this.lateTries = 0
  }

  /** A hello with the client random `buf[at, at + 32)` was given up for lack of a secret. */
  missedHello(buf: Buffer, at: number): void {
    if (!this.mayComeLate || this.missed.size >= limits.message.tlsSessionsMax) return
    // It came, while nothing of the connection was left to be read.
    if (this.secrets.has(buf, at)) this.lateConnections++
    else this.missed.add(latin1(buf, at, at + clientRandomBytes))
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
    if (isPayloadKeyLine(buf, from)) {
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
    const said = this.payload.take(line)
    if (said === 'bad') this.badLines++
    else if (said === 'full') this.secretsLeftOut++
  }

  private takeSession(line: string): void {
    const match = sessionForm.exec(line)
    if (match !== null) {
      this.hasSessionLines = true
      this.sessions.learn(Buffer.from(match[1] as string, 'hex'), Buffer.from(match[2] as string, 'hex'))
    } else if (premasterForm.test(line)) this.otherLines++
    else this.badLines++
  }

  /** Stores what a line for `this.random` has of ECH. */
  private storeEch(part: keyof EchSecret, value: Buffer): void {
    this.echLines++
    if (!this.ech.add(this.random, part, value)) this.secretsLeftOut++
  }

  /** Stores `this.secret` for `this.random`. */
  private store(code: number, length: number): void {
    const said = this.secrets.add(this.random, code, this.secret, length)
    if (said === 'full') this.secretsLeftOut++
    else if (
      said === 'first' &&
      this.missed.size > 0 &&
      this.missed.delete(latin1(this.random, 0, clientRandomBytes))
    )
      this.lateConnections++
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09
}
