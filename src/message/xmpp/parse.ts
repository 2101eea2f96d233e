/** Cuts a stream of XMPP (RFC 6120) into its stanzas: a scanner of tags, no reader of XML. Total. */
import { apostrophe, greater, less, quote, slash } from '../../core/ascii-codes.ts'

const states = {
  text: 0,
  open: 1,
  start: 2,
  end: 3,
  quoted: 4,
  apostrophe: 5,
  instruction: 6,
  markup: 7,
  literal: 8,
  comment: 9,
} as const
const question = 0x3f
const exclamation = 0x21
const bracket = 0x5b
const bracketEnd = 0x5d
const hyphen = 0x2d

const streamTag = '<stream:stream'

/** Finds where the stanza ends, going on where it stopped: each byte is looked at once. */
export class StanzaScanner {
  private state: number = states.text
  private depth = 0
  private last = 0
  private beforeLast = 0

  /** Length of the stanza at `start`; 0: more bytes are needed; -1: none is there. `seen` bytes were looked at before. */
  lengthOf(buf: Buffer, start: number, end: number, seen: number): number {
    if (seen === 0) {
      this.state = states.text
      this.depth = 0
      this.last = 0
      if (start < end && isBlank(buf[start] as number)) return 1
      if (start < end && buf[start] !== less) return -1
    }
    for (let at = start + seen; at < end; at++) {
      const byte = buf[at] as number
      if (this.step(byte) && this.isWhole(buf, start, at + 1)) return at + 1 - start
      this.beforeLast = this.last
      this.last = byte
    }
    return 0
  }

  /** Takes a byte; true where it ends a tag. */
  private step(byte: number): boolean {
    switch (this.state) {
      case states.text:
        if (byte === less) this.state = states.open
        return false
      case states.open:
        if (byte === slash) this.state = states.end
        else if (byte === question) this.state = states.instruction
        else if (byte === exclamation) this.state = states.markup
        else this.state = states.start
        return false
      case states.start:
        if (byte === quote) this.state = states.quoted
        else if (byte === apostrophe) this.state = states.apostrophe
        else if (byte === greater) {
          this.state = states.text
          if (this.last !== slash) this.depth++
          return true
        }
        return false
      case states.quoted:
        if (byte === quote) this.state = states.start
        return false
      case states.apostrophe:
        if (byte === apostrophe) this.state = states.start
        return false
      case states.instruction:
        if (byte !== greater || this.last !== question) return false
        this.state = states.text
        return true
      case states.literal:
        return this.endsAt(byte, bracketEnd)
      case states.comment:
        return this.endsAt(byte, hyphen)
      default:
        // Text that stands as it is (CDATA), and comments, end with marks of their own.
        if (this.state === states.markup && this.last === exclamation) {
          if (byte === bracket) this.state = states.literal
          else if (byte === hyphen) this.state = states.comment
        }
        if (byte !== greater) return false
        if (this.state === states.end && this.depth > 0) this.depth--
        this.state = states.text
        return true
    }
  }

  /** True where two of `mark` and this byte end what they began. */
  private endsAt(byte: number, mark: number): boolean {
    if (byte !== greater || this.last !== mark || this.beforeLast !== mark) return false
    this.state = states.text
    return true
  }

  /** The first tag of a stream stays open until it is over: it is a unit of its own. */
  private isWhole(buf: Buffer, start: number, end: number): boolean {
    if (this.depth === 0) return true
    return this.depth === 1 && end - start >= streamTag.length && isStreamTag(buf, start)
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** Whether a stream begins here: its first tag stays open until it is over (RFC 6120, 4.2). */
export function isStreamTag(buf: Buffer, start: number): boolean {
  return buf.toString('latin1', start, start + streamTag.length) === streamTag
}

/** Name of the tag at `start`, '' where there is none as stanzas have. */
export function tagName(buf: Buffer, start: number, end: number): string {
  return (
    /^<([A-Za-z_][\w:.-]{0,63})/.exec(buf.toString('latin1', start, Math.min(end, start + 80)))?.[1] ?? ''
  )
}

const saysNothing =
  /^(?:\s|<\/stream:stream\s*>|<\?xml(?:\s+(?:version|encoding|standalone)\s*=\s*(?:"[\w.-]{1,12}"|'[\w.-]{1,12}'))*\s*\?>)$/
const saysNothingBytesMax = 128

/** Whether a unit is only there for the stanzas: a blank, a declaration of XML, the end of the stream. Nothing fits in more. */
export function isFraming(buf: Buffer, start: number, end: number): boolean {
  return end - start <= saysNothingBytesMax && saysNothing.test(buf.toString('latin1', start, end))
}

/** Where the value of an attribute of the first tag stands; null where it has none. */
export function attributeOf(
  buf: Buffer,
  start: number,
  end: number,
  name: string,
): { readonly start: number; readonly end: number } | null {
  const text = buf.toString('latin1', start, Math.min(end, start + 4_096))
  const tag = /^<[^>]*>?/.exec(text)?.[0] ?? ''
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag)
  const value = match?.[1] ?? match?.[2]
  if (match === null || value === undefined || value === '') return null
  const at = start + match.index + match[0].length - 1 - value.length
  return { start: at, end: at + value.length }
}

/** Where the element `name` inside the stanza begins; `end` where it has none. */
export function elementStart(buf: Buffer, start: number, end: number, name: string): number {
  const at = buf.indexOf(`<${name}`, start, 'latin1')
  return at < 0 || at > end ? end : at
}

/** Where the text between the first tag and its end stands. */
export function contentOf(
  buf: Buffer,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } {
  const open = buf.indexOf(greater, start)
  const from = open < 0 || open >= end ? end : open + 1
  const close = buf.indexOf(less, from)
  return { start: from, end: close < 0 || close > end ? end : close }
}

const declaration = '<?xml'

/** Over WebSocket each stanza is a document of its own, and this one opens the stream (RFC 7395, 3.4): its name space, */
const framing = '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing"'
/** or another of its attributes first. */
const framingAttributes: readonly string[] = ['to', 'from', 'id', 'version', 'xml:lang']
const framingStarts: readonly string[] = [
  framing,
  framing.replaceAll('"', "'"),
  ...framingAttributes.flatMap((name) => [`<open ${name}="`, `<open ${name}='`]),
]

/** A stream is XMPP if it opens one: with `<stream:stream` or, over WebSocket, `<open`, perhaps behind a declaration of XML. */
export function probeStart(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  if (start < end && !isBlank(buf[start] as number) && buf[start] !== less) return 'no'
  const text = buf.toString('latin1', start, end)
  const rest = text.startsWith(declaration) ? afterDeclaration(text) : text.replace(/^\s+/, '')
  if (rest === null) return 'more'
  if (framingStarts.some((tag) => rest.startsWith(tag))) return 'yes'
  if (rest.startsWith(streamTag)) return 'yes'
  const isOpen = [streamTag, declaration, ...framingStarts].some((tag) => tag.startsWith(rest))
  return isOpen ? 'more' : 'no'
}

function afterDeclaration(text: string): string | null {
  const end = text.indexOf('?>')
  return end < 0 ? null : text.slice(end + 2).replace(/^\s+/, '')
}
