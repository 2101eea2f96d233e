import type { EdgedForm } from '../identifier-type.ts'
import { edges } from './matcher.ts'
import { grouped, uuidOnly } from './written.ts'

/**
 * Hex of a value in groups: its bytes with signs between them, as programs for people print them, eight digits and a blank,
 * as iOS describes bytes (`<9f3c7b21 d08e4a65>`, `{length = 8, bytes = 0x9f3c7b21 d08e4a65}`), and 64 bits as a half of a
 * UUID (`new UUID(0, id)` of Java).
 */

const hexOfBytes = /^(?=\d*[a-f])(?:[0-9a-f]{2}){7,32}$/
const halfDigits = 16
/** Addresses have six bytes, and their own groups. */
const groupDigits = 8

/** The hex of a value in its groups; nothing for what is no hex. */
export function* hexGroups(normal: string): Generator<EdgedForm> {
  const hex = uuidOnly(normal).replaceAll('-', '') || normal.toLowerCase()
  if (!hexOfBytes.test(hex)) return
  const written: [form: string, text: string][] = [':', ' ', '-'].map((sign) => [
    'hex, spaced',
    (hex.match(/../g) ?? []).join(sign),
  ])
  if (hex.length % groupDigits === 0)
    written.push([
      'hex in groups',
      grouped(hex, Array<number>(hex.length / groupDigits).fill(groupDigits), ' '),
    ])
  if (hex.length === halfDigits)
    written.push(
      ['hex in groups', grouped(hex, [4, 4, 4, 4], ' ')],
      ['hex in groups', grouped(hex, [4, 4, 4, 4], '-')],
      ['half of a UUID', grouped(hex, [4], '-')],
      ['half of a UUID', grouped(hex, [8, 4], '-')],
    )
  for (const [form, text] of written)
    for (const one of [text, text.toUpperCase()])
      yield { form, bytes: Buffer.from(one), edge: form === 'hex, spaced' ? edges.word : edges.none }
}
