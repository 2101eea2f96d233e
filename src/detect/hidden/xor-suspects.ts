import { isNaturalText } from '../../core/signs/natural-text.ts'
import { SeenReading } from '../seen-values.ts'
import type { ReadingLooks, SeenField, SeenValue } from '../seen-values.ts'
import type { BareXorTable } from './bare-xor.ts'
import { bareBytesMin } from './bare-xor.ts'
import { isMeasuredNumber } from '../measured-number.ts'
import { isHexText } from './readings.ts'
import type { FieldReading } from './readings.ts'
import { mayBeDigest } from './sent-digests.ts'
import type { SentKeyTable } from './sent-keys.ts'
import type { Node } from '../../decode/types.ts'

/** No digest is so long: what is, and was not opened, may be text under a key that was not tried. */
const unopenedBytesMin = 65
/** Bytes from which on text is looked for under XOR, and characters of what is in hex or base64. */
const xorBytesMin = 12
const hiddenCharsMax = 32_768

/** A value of a message, in one reading, that a key may hide. */
export interface XorSuspect extends FieldReading {
  readonly node: Node
  readonly reading: SeenReading
  /** No key opened it in many messages: it may open itself, or what is called a key may. */
  isClosed: boolean
  /** Nor did what is called a key, in as many more: it may open itself. */
  isShut: boolean
}

/** Tells what in a message may be under XOR, or a ciphertext. Made once for a profile. */
export class XorSuspects {
  private readonly bare: BareXorTable
  private readonly sentKeys: SentKeyTable

  constructor(bare: BareXorTable, sentKeys: SentKeyTable) {
    this.bare = bare
    this.sentKeys = sentKeys
  }

  /** What may be under XOR: bytes of the tree, and what is in hex or base64 and gave no text. */
  in(fields: readonly SeenField[]): XorSuspect[] {
    const suspects: XorSuspect[] = []
    for (const { node, value } of fields) {
      const { children, step, bytes } = node
      if (bytes.length < bareBytesMin || step.step === 'head' || step.step === 'message') continue
      if (children.length > 0 && (step.step === 'header' || isUnzipped(node))) continue
      value.suspects ??= this.suspectsOf(value)
      for (const reading of value.suspects) {
        const { written, bytes: decoded } = reading
        // Part of it may have given something else by chance; what was decoded as a whole is a node of its own.
        if (written !== '' && children.some((child) => child.bytes.length === decoded.length)) continue
        suspects.push({ node, written, bytes: decoded, reading, isClosed: false, isShut: false })
      }
    }
    return suspects
  }

  /** Those of them that are too long for a digest: what a key may open where nothing is known that would prove it in less. */
  longIn(fields: readonly SeenField[]): XorSuspect[] {
    const long = fields.filter(({ node }) => node.bytes.length >= unopenedBytesMin)
    return this.in(long).filter(({ reading }) => reading.looks.mayHideText)
  }

  private suspectsOf(value: SeenValue): readonly SeenReading[] {
    const { bytes } = value
    if (isMeasuredNumber(bytes)) return []
    const readings =
      bytes.length > hiddenCharsMax ? [{ written: '' as const, bytes }] : value.readings(bareBytesMin)
    return readings.map((reading) => new SeenReading(reading, this.looksOf(reading, bytes)))
  }

  /** `value`: what it is a reading of. */
  private looksOf({ written, bytes }: FieldReading, value: Buffer): ReadingLooks {
    const hasControl = hasControls(bytes)
    return {
      isNotBare: this.bare.find(bytes, 0, bytes.length) === null,
      hasOtherLength: !this.sentKeys.hasLength(bytes.length) && !mayBeDigest(bytes.length),
      // Digits of hex alone are no base64 of what a cipher gave.
      isNoCipher: isText(bytes, hasControl) || (written === 'base64' && isHexText(value)),
      mayBeXored: isXorSuspect(bytes, hasControl),
      mayHideText: bytes.length >= unopenedBytesMin && hasControl,
    }
  }
}

/** Bytes that may be XORed text: they have control characters, which UTF-8 has not, or are legible but like no document. */
function isXorSuspect(bytes: Buffer, hasControl: boolean): boolean {
  if (bytes.length < xorBytesMin) return false
  return hasControl || (bytes.length <= 4_096 && !isNaturalText(bytes, 0, Math.min(bytes.length, 128)))
}

/** Bytes that a cipher never gives: text. `value`: what they are a reading of. */
export function isNoCipher({ written, bytes }: FieldReading, value: Buffer): boolean {
  // Digits of hex alone are no base64 of what a cipher gave.
  return isText(bytes, hasControls(bytes)) || (written === 'base64' && isHexText(value))
}

/** Gzip checks what it gives: such bytes are no ciphertext. */
export function isUnzipped({ children }: Node): boolean {
  return children.length === 1 && children[0]?.step.step === 'gzip' && children[0].bytes.length > 0
}

/** So many random bytes have no control character in 1 of 90 thousand cases. */
const textBytesMax = 64

/** Nothing that a cipher gave: of ten random bytes one in six has no control character either, but hardly any are UTF-8. */
function isText(bytes: Buffer, hasControl: boolean): boolean {
  return !hasControl && (bytes.length > textBytesMax || !bytes.toString('utf8').includes('\ufffd'))
}

/** Control characters: XORed text has them, UTF-8 has not. */
function hasControls(bytes: Buffer): boolean {
  const end = Math.min(bytes.length, 512)
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] as number
    if (
      byte < 0x20 ? byte !== 9 && byte !== 10 && byte !== 13 : byte > 0xf4 || byte === 0xc0 || byte === 0x7f
    )
      return true
  }
  return false
}
