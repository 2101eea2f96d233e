import { dot } from '../../core/ascii-codes.ts'
import { base32Bytes, base32HexValues, base32Values } from '../../core/signs/digit-values.ts'
import { judgedBytesMin, looksRandom } from '../../core/signs/entropy.ts'
import { headerBytes } from '../../message/dns/parse.ts'
import type { Message } from '../../message/types.ts'
import type { Flow } from '../../stream/types.ts'
import { EntryFlow } from '../entries/entry-flow.ts'

/** What stands in a name in front of the domain that can be registered, and that domain. */
export interface CarriedLabels {
  readonly text: Buffer
  readonly domain: string
}

/** Shorter labels are names of services, places and counters. */
const labelCharsMin = 16
/** No domain that can be registered has more. */
const zoneLabelsMax = 8
/** Base64 of as many bytes as are judged. */
const carriedCharsMin = Math.ceil((judgedBytesMin * 4) / 3)
/** Of 52 random characters of base32 fewer are digits once in two hundred times. */
const digitsMin = 3

/** The domain of a host that can be registered; '' where it has none. */
export type DomainOf = (host: string) => string

/** What the long labels of a name hold together, at `[start, end)` with dots in it; null where they are too short to tell. */
export function labelsInText(
  buf: Buffer,
  start: number,
  end: number,
  domainOf: DomainOf,
): CarriedLabels | null {
  if (end - start < carriedCharsMin) return null
  const labels: Buffer[] = []
  for (let at = start; at <= end; ) {
    const next = buf.indexOf(dot, at)
    const stop = next < 0 || next > end ? end : next
    labels.push(buf.subarray(at, stop))
    at = stop + 1
  }
  return carried(labels, domainOf)
}

/** The same of a name in the form of DNS (RFC 1035, 3.1), with a length in front of each label. */
export function labelsInQuestion(
  buf: Buffer,
  start: number,
  end: number,
  domainOf: DomainOf,
): CarriedLabels | null {
  if (end - start < carriedCharsMin) return null
  const labels: Buffer[] = []
  for (let at = start; at < end; ) {
    const size = buf[at] as number
    if (size === 0) return carried(labels, domainOf)
    // A question is the first to name anything: there is nothing to point to.
    if (size >= 0x40 || at + 1 + size > end) return null
    labels.push(buf.subarray(at + 1, at + 1 + size))
    at += 1 + size
  }
  return null
}

function carried(labels: readonly Buffer[], domainOf: DomainOf): CarriedLabels | null {
  // Of nearly all names the labels are too short, whatever their domain is.
  if (labels.length < 2 || longLabels(labels, 1) === null) return null
  const name = labels.slice(-zoneLabelsMax).map((label) => label.toString('latin1').toLowerCase())
  const known = domainOf(name.join('.').replace(/:\d*$/, ''))
  const zone = known === '' ? 2 : known.split('.').length
  const text = longLabels(labels, zone)
  return text === null ? null : { text, domain: known === '' ? name.slice(-zone).join('.') : known }
}

/** The long labels in front of the last `zone` ones, together; null where they have too few characters. */
function longLabels(labels: readonly Buffer[], zone: number): Buffer | null {
  const long = labels.slice(0, -zone).filter(({ length }) => length >= labelCharsMin)
  return long.reduce((sum, { length }) => sum + length, 0) < carriedCharsMin ? null : Buffer.concat(long)
}

/** What the name holds that a request is for: the question of DNS, else its host; nearly always a few looks. */
export function labelsOf(
  message: Message,
  flow: Flow,
  isQuestion: boolean,
  domainOf: DomainOf,
): CarriedLabels | null {
  if (!isQuestion) return labelsInText(message.head.buf, message.hostStart, message.hostEnd, domainOf)
  const { buf, start, end } = message.body
  if (flow instanceof EntryFlow) return labelsInText(buf, start, end, domainOf)
  return labelsInQuestion(buf, start + headerBytes, end, domainOf)
}

/** What is behind labels, and how it was written. */
export interface RandomLabels {
  readonly value: Buffer
  readonly written: 'hex' | 'base32' | 'base64'
}

/** Bytes that are written so as names allow, where they look random: in hex, base32 of either alphabet, or base64. */
export function randomInLabels(text: Buffer): RandomLabels | null {
  const written = text.toString('latin1')
  if (/^[\da-f]+$/i.test(written)) return random(Buffer.from(written, 'hex'), 'hex')
  // Words in base32 give bytes that few can tell from random ones.
  if (written.replaceAll(/\D/g, '').length < digitsMin) return null
  // Case is lost on the way, or made by a resolver at random (draft-vixie-dnsext-dns0x20), unless it says something.
  if (/[a-z]/.test(written) && /[A-Z]/.test(written) && /^[\w-]+$/.test(written) && !isOfWords(written)) {
    const found = random(Buffer.from(written, 'base64url'), 'base64')
    if (found !== null) return found
  }
  for (const values of [base32Values, base32HexValues])
    if (text.every((byte) => (values[byte] as number) < 32)) {
      const found = random(base32Bytes(values, text, 0, text.length), 'base32')
      if (found !== null) return found
    }
  return null
}

/**
 * Words, numbers and hex between hyphens, in letters of any case: numbers that touch letters are few there. Of random
 * base64 a quarter of all characters do, and so few of 43 once in a hundred times.
 */
function isOfWords(text: string): boolean {
  let borders = 0
  for (const part of text.split(/[-_]+/))
    if (!/^[\da-f]+$/i.test(part)) borders += part.match(/\d(?=[a-z])|[a-z](?=\d)/gi)?.length ?? 0
  return borders * 10 < text.length
}

function random(value: Buffer, written: RandomLabels['written']): RandomLabels | null {
  return looksRandom(value, 0, value.length) ? { value, written } : null
}
