import { isAlnum } from '../../core/ascii.ts'
import type { DigestInput } from '../digests/digest-input.ts'
import type { Reading } from './keyed-cipher.ts'

/** A known value that is looked for in what is opened. */
export interface SoughtText {
  readonly text: DigestInput
  readonly bytes: Buffer
}

const blockBytes = 16
/** Shorter values stand in random bytes, too. */
export const valueBytesMin: number = 8

/** The values that are looked for, as bytes: made once, as they are asked for often. */
export function soughtTexts(texts: readonly DigestInput[]): readonly SoughtText[] {
  return texts
    .map((text) => ({ text, bytes: Buffer.from(text.text) }))
    .filter(({ bytes }) => bytes.length >= valueBytesMin)
}

/** Known values that stand between marks, each once; of other beginnings those that the first block has a part in. */
export function textsIn(
  { plain, heads }: Pick<Reading, 'plain' | 'heads'>,
  texts: readonly SoughtText[],
): DigestInput[] {
  const found = new Map<string, DigestInput>()
  for (const { text, bytes } of texts) {
    if (bytes.length > plain.length) continue
    if (!holds(plain, bytes, plain.length) && !heads.some((head) => holds(head, bytes, blockBytes))) continue
    const name = `${text.identifier} ${text.normal}`
    if (!found.has(name)) found.set(name, text)
  }
  return [...found.values()]
}

/** Whether the value stands between marks somewhere, and begins at `startMax` at the latest. */
function holds(plain: Buffer, value: Buffer, startMax: number): boolean {
  for (let at = plain.indexOf(value); at !== -1 && at <= startMax; at = plain.indexOf(value, at + 1))
    if (!isAlnum(plain[at - 1]) && !isAlnum(plain[at + value.length])) return true
  return false
}
