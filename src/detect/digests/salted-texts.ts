import type { DigestInput, HashedInput } from './digest-input.ts'
import { dottedMac, radios } from '../radios/mac.ts'

/** What is tried: a text, or the bytes that a value stands for, whose form is the text then. */
export type SaltedInput = DigestInput & Partial<Pick<HashedInput, 'bytes'>>

/** The texts of known values that are tried with the salts of a message. */
export interface SaltedTexts {
  /** The plainest few of each value. */
  readonly plainest: readonly DigestInput[]
  /** The first of them, for each value, and the others. */
  readonly first: readonly DigestInput[]
  readonly rest: readonly DigestInput[]
  /** Addresses of radios as Windows, IEEE and Cisco write them, and bytes, which are tried with the likeliest salts, and last. */
  readonly further: readonly SaltedInput[]
}

/** Values written in how many ways are tried with each salt. */
const textsPerValueMax = 4

const hyphenedMac = /^(?:[0-9a-f]{2}-){5}[0-9a-f]{2}$|^(?:[0-9A-F]{2}-){5}[0-9A-F]{2}$/

/** `texts`: all of them, from the plainest of each value; `raws`: the bytes that values stand for. */
export function saltedTexts(texts: readonly DigestInput[], raws: readonly HashedInput[]): SaltedTexts {
  const plainest: DigestInput[] = []
  const firsts: DigestInput[] = []
  const rest: DigestInput[] = []
  const further: SaltedInput[] = []
  for (const [, same] of Map.groupBy(texts, ({ identifier, normal }) => `${identifier} ${normal}`)) {
    const few = same.slice(0, textsPerValueMax)
    plainest.push(...few)
    firsts.push(...few.slice(0, 1))
    rest.push(...few.slice(1))
    const [first] = same
    if (first === undefined || !radios.has(first.identifier)) continue
    further.push(...same.slice(textsPerValueMax).filter(({ text }) => hyphenedMac.test(text)))
    for (const text of dottedMac(first.normal)) further.push({ ...first, text })
  }
  return { plainest, first: firsts, rest, further: [...further, ...raws] }
}
