/** Recognises SMTP (RFC 5321), and finds the parts of a mail (RFC 5322). */
import { firstLine, mayBegin, mayStart } from '../dialogue.ts'

const smtpPorts: ReadonlySet<number> = new Set([25, 465, 587, 2525])
const greeting = '220'
const hellos = ['EHLO ', 'HELO ', 'LHLO ']
const helloLength = 'EHLO '.length

const commandForm =
  /^(?:(?:[EL]HLO|HELO|VRFY|EXPN|AUTH) +\S|MAIL FROM:|RCPT TO:|BDAT +\d|(?:DATA|RSET|NOOP|QUIT|HELP|STARTTLS)\s*$)/i

/** Whether a line of the client can only be a command, and neither the first line of a mail nor the answer of a login. */
export function isCommandLine(buf: Buffer, start: number, end: number): boolean {
  return commandForm.test(buf.toString('latin1', start, Math.min(end, start + 32)))
}

/** Whether a line of the client begins the envelope of a mail. */
export function isEnvelope(buf: Buffer, start: number, end: number): boolean {
  return /^MAIL FROM: *</i.test(buf.toString('latin1', start, Math.min(end, start + 32)))
}

/** A server's greeting that says what it is, or stands on SMTP's ports; a client's hello. */
export function probeStart(
  buf: Buffer,
  start: number,
  end: number,
  direction: 0 | 1,
  serverPort: number,
): 'yes' | 'no' | 'more' {
  if (!mayStart(buf, start, end, direction === 1 ? '2' : 'EHL')) return 'no'
  const { text, isWhole } = firstLine(buf, start, end)
  if (direction === 0) {
    if (!mayBegin(text, hellos)) return 'no'
    if (text.length <= helloLength) return isWhole ? 'no' : 'more'
    return /^.HLO [!-~]|^HELO [!-~]/i.test(text) ? 'yes' : 'no'
  }
  if (!mayBegin(text, [greeting])) return 'no'
  if (text.length < greeting.length + 1) return isWhole ? 'no' : 'more'
  if (text[3] !== ' ' && text[3] !== '-') return 'no'
  if (/smtp/i.test(text)) return 'yes'
  if (/\bftp/i.test(text)) return 'no'
  if (smtpPorts.has(serverPort) && isWhole) return 'yes'
  return isWhole ? 'no' : 'more'
}

/** A value of a field; start === end where the mail has none. */
export interface FieldValue {
  readonly start: number
  readonly end: number
}

/** Where a mail's head ends, and where it says what its body is and how that is written. */
export interface MailParts {
  readonly headEnd: number
  readonly contentType: FieldValue
  readonly transferEncoding: FieldValue
}

/** Longest head that is looked for. */
const headBytesMax = 262_144

const typeField = /^content-type:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im
/** The two that change bytes (RFC 2045 section 6). */
const encodingField = /^content-transfer-encoding:\s*(quoted-printable|base64)[ \t]*\r?$/im

/** Finds the parts of the mail `[start, end)`. */
export function mailParts(buf: Buffer, start: number, end: number): MailParts {
  let headEnd = end
  const stop = Math.min(end, start + headBytesMax)
  for (let at = start; at < stop; at++) {
    if (buf[at] !== 0x0a) continue
    if (buf[at + 1] === 0x0a || (buf[at + 1] === 0x0d && buf[at + 2] === 0x0a)) {
      headEnd = Math.min(end, at + (buf[at + 1] === 0x0a ? 2 : 3))
      break
    }
  }
  const head = buf.toString('latin1', start, headEnd)
  const valueOf = (field: RegExp): FieldValue => {
    const match = field.exec(head)
    const value = match?.[1]
    if (match === null || value === undefined) return { start, end: start }
    const from = start + match.index + match[0].indexOf(value, match[0].indexOf(':') + 1)
    return { start: from, end: from + value.length }
  }
  return { headEnd, contentType: valueOf(typeField), transferEncoding: valueOf(encodingField) }
}
