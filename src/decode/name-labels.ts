import { dot } from '../core/ascii-codes.ts'
import type { HidingSign, Hint } from './encoding.ts'

/** A message of DNS: its head, and the longest that a question with one name has (RFC 1035, 4.1 and 2.3.4). */
const headBytes = 12
const questionBytesMax = 512
const labelBytesMax = 63
/** The longest name (RFC 1035, 2.3.4), with a port behind it. */
const hostCharsMax = 259
/** Headers that name the server, and the lengths that they have. */
const hostNames: ReadonlySet<string> = new Set(['host', ':authority'])
const [shortest, longest] = [4, 10]

/** What the bytes are that a name may stand in. */
export const nameBytes: HidingSign = { bytesMin: headBytes + 1, bytesMax: questionBytesMax }

/** Where a label of a name stands. */
export interface Label {
  readonly start: number
  readonly end: number
}

/** Whether a value may name a host by where it stands: a message that is nothing else, or a header that names the server. */
export function mayBeName({ role, key }: Hint): boolean {
  return role === 'body' || (role === 'header' && isHostName(key))
}

function isHostName(key: string): boolean {
  return (key.length === shortest || key.length === longest) && hostNames.has(key.toLowerCase())
}

const none: readonly Label[] = []

/** The labels of the name in `[start, end)`: that of a question of DNS, or one that is written out; else none. */
export function nameLabels(bytes: Buffer, start: number, end: number): readonly Label[] {
  const length = end - start
  if (length < nameBytes.bytesMin || length > questionBytesMax) return none
  const written = writtenLabels(bytes, start, end)
  if (written !== null) return written
  // One question and no answer: the counts behind the flags.
  if (bytes[start + 4] !== 0 || bytes[start + 5] !== 1 || bytes[start + 6] !== 0 || bytes[start + 7] !== 0)
    return none
  const labels: Label[] = []
  let at = start + headBytes
  for (let size = bytes[at] as number; size !== 0; size = bytes[at] as number) {
    if (size > labelBytesMax || at + 1 + size >= end) return none
    labels.push({ start: at + 1, end: at + 1 + size })
    at += 1 + size
  }
  return labels
}

/** The labels of a name as people write it; null where other signs than those of names are met. */
function writtenLabels(bytes: Buffer, start: number, end: number): readonly Label[] | null {
  if (end - start > hostCharsMax) return null
  // Nearly all messages end the question with their first bytes.
  let stop = start
  while (stop < end && (isSign[bytes[stop] as number] !== 0 || bytes[stop] === dot)) stop++
  if (stop < end) return null
  const labels: Label[] = []
  let from = start
  for (let at = start; at < end; at++) {
    if (bytes[at] === dot) {
      labels.push({ start: from, end: at })
      from = at + 1
    }
  }
  labels.push({ start: from, end })
  return labels
}

/** Letters, digits, hyphens and underscores; the colon in front of a port. */
const isSign: Uint8Array = new Uint8Array(256)
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:')
  isSign[char.charCodeAt(0)] = 1
