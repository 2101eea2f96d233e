/** Recognises IMAP (RFC 9051), and reads its strings and literals. */
import { firstLine, mayBegin } from '../dialogue.ts'

const greetings = ['* OK ', '* PREAUTH ']
/** Commands with which clients begin, behind a tag. */
const commands =
  /^[0-9A-Za-z._-]{1,16} (?:CAPABILITY|LOGIN|AUTHENTICATE|ID|STARTTLS|NOOP|NAMESPACE|ENABLE)(?: |$)/i
const commandStart = /^[0-9A-Za-z._-]{1,16}(?: [A-Za-z]{0,13})?$/
/** Words of other protocols that a tag is not. */
const noTags =
  /^(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|CONNECT|PATCH|TRACE|USER|PASS|EHLO|HELO|LHLO|AUTH|CAPA|STLS|FEAT|HOST|APOP|QUIT|NICK|JOIN|PING|SSH-.*|PRI|REGISTER|INVITE|MESSAGE|SUBSCRIBE|PUBLISH|NOTIFY|INFO|REFER|UPDATE|ACK|BYE|CANCEL|PRACK|SIP.*) /i

/** A server's greeting, or a client's first command behind its tag. */
export function probeStart(buf: Buffer, start: number, end: number, direction: 0 | 1): 'yes' | 'no' | 'more' {
  // A tag is printable.
  if (start < end && ((buf[start] as number) <= 0x20 || (buf[start] as number) >= 0x7f)) return 'no'
  const { text, isWhole } = firstLine(buf, start, end)
  if (direction === 1) {
    if (greetings.some((word) => text.toUpperCase().startsWith(word))) return 'yes'
    return !isWhole && mayBegin(text, greetings) ? 'more' : 'no'
  }
  if (isWhole) return commands.test(text) ? 'yes' : 'no'
  if (/^[0-9A-Za-z._-]{1,16} [A-Za-z]+ /.test(text)) return commands.test(text) ? 'yes' : 'no'
  return commandStart.test(text) && !noTags.test(text) ? 'more' : 'no'
}

/** As many bytes are looked at. */
const judgedBytesMax = 16

/** Whether what there is begins as a line does, with printable characters. */
export function beginsLine(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < Math.min(end, start + judgedBytesMax); at++) {
    const byte = buf[at] as number
    if (byte >= 0x7f || (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return false
  }
  return true
}

/** Length of the literal that the line announces at its end (RFC 9051, 4.3), -1 where it does not. */
export function literalLength(text: string): number {
  const match = /\{(\d{1,9})\+?\}\r?\n?$/.exec(text)
  return match === null ? -1 : Number(match[1])
}

/** Where an argument of a command stands: an atom or what is quoted. */
export interface Argument {
  readonly start: number
  readonly end: number
}

/** The arguments in `[start, end)`: atoms, quoted strings without their quotes; at most `max`. */
export function readArguments(buf: Buffer, start: number, end: number, max: number): Argument[] {
  const found: Argument[] = []
  let at = start
  while (at < end && found.length < max) {
    if (buf[at] === 0x20) {
      at++
      continue
    }
    let stop = at + 1
    if (buf[at] === 0x22) {
      while (stop < end && buf[stop] !== 0x22) stop += buf[stop] === 0x5c ? 2 : 1
      found.push({ start: at + 1, end: Math.min(stop, end) })
      at = stop + 1
      continue
    }
    while (stop < end && buf[stop] !== 0x20) stop++
    found.push({ start: at, end: stop })
    at = stop
  }
  return found
}
