/** Reads Telnet (RFC 854): text, with commands behind the byte IAC in it. Pure and total. */
import { carriageReturn, lineFeed } from '../../core/ascii-codes.ts'
import { limits } from '../../core/limits.ts'

const iac = 0xff
const commandMin = 0xf0
const negotiationMin = 0xfb
const subnegotiation = 0xfa
const subnegotiationEnd = 0xf0
/** Options that are registered (IANA). */
const optionMax = 49
const extendedOptions = 0xff

/** True where the unit at `start` is a command. */
export function isCommand(buf: Buffer, start: number, end: number): boolean {
  return start + 1 < end && buf[start] === iac && buf[start + 1] !== iac
}

/**
 * Length of what stands at `start`: a command, or text up to its line end (line feed, or carriage return and NUL) or the
 * next command; 0: more bytes are needed. Of what is longer only what comes behind the `seen` bytes is looked at.
 */
export function unitLength(buf: Buffer, start: number, end: number, seen: number): number {
  if (end === start) return 0
  if (buf[start] === iac) return commandLength(buf, start, end, seen)
  // The last byte that was seen may be a carriage return.
  for (let at = start + Math.max(0, seen - 1); at < end; at++) {
    const byte = buf[at]
    if (byte === iac) return at - start
    if (byte === lineFeed) return at + 1 - start
    if (byte !== carriageReturn) continue
    if (at + 1 >= end) break
    if (buf[at + 1] === 0 || buf[at + 1] === lineFeed) return at + 2 - start
  }
  const max = limits.message.textLineBytesMax
  return end - start >= max ? max : 0
}

function commandLength(buf: Buffer, start: number, end: number, seen: number): number {
  if (end - start < 2) return 0
  const command = buf[start + 1] as number
  if (command === subnegotiation) {
    for (let at = start + Math.max(2, seen); at < end; at++)
      if (buf[at] === subnegotiationEnd && endsInCommand(buf, at)) return at + 1 - start
    const max = limits.message.textLineBytesMax
    return end - start >= max ? max : 0
  }
  return command >= negotiationMin && command < iac ? (end - start < 3 ? 0 : 3) : 2
}

/** Whether an IAC that is none of a pair (which stands for a byte of the value) is in front of `at`, inside a subnegotiation. */
function endsInCommand(buf: Buffer, at: number): boolean {
  let from = at
  while (buf[from - 1] === iac) from--
  return (at - from) % 2 === 1
}

/** Whether a stream begins with the negotiation of options that are registered, one behind the other, then perhaps text. */
export function probeStart(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  let at = start
  for (let commands = 0; commands < 2; commands++) {
    if (at >= end) return 'more'
    if (buf[at] !== iac) {
      const byte = buf[at] as number
      const isText = (byte >= 0x20 && byte < 0x7f) || byte === lineFeed || byte === carriageReturn
      return commands > 0 && isText ? 'yes' : 'no'
    }
    if (at + 1 >= end) return 'more'
    const command = buf[at + 1] as number
    if (command < commandMin || (command < negotiationMin && command !== subnegotiation) || command === iac)
      return 'no'
    if (at + 2 >= end) return 'more'
    const option = buf[at + 2] as number
    if (option > optionMax && option !== extendedOptions) return 'no'
    if (command === subnegotiation) return commands > 0 ? 'yes' : 'no'
    at += 3
  }
  return 'yes'
}

/** What asks for a user, of whom something is to be done or said: another than who logs in. Of the last line. */
const otherUser =
  /\b(?:to|find|search|add|delete|remove|kick|ban|block|invite|message|last|other)[ \t]+(?:an?[ \t]+|the[ \t]+)?(?:user|login)[^\r\n]*$|\buser ?(?:name)?[ \t]+to\b[^\r\n]*$/i

/** What a server asks for with the text that stands before the client's line. */
export function promptFor(text: string): 'user' | 'password' | '' {
  if (/(?:pass(?:word|code|phrase)?|pin)\b[^:\r\n]{0,40}: ?$/i.test(text)) return 'password'
  return /(?:login|user ?name|user)\b[^:\r\n]{0,40}: ?$/i.test(text) && !otherUser.test(text) ? 'user' : ''
}
