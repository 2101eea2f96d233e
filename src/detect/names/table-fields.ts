/**
 * Fields of tables of AMQP 0-9-1 (4.2.5.5): the length of a name, the name, `S` for a long text, and its length in four bytes.
 * Programs write what identifies the client into them, when they connect and with each message; the protocol itself is not read.
 */
import type { TextMember } from './text-members.ts'

/** What stands between a name and a text of fewer than 256 bytes. */
export const tableSign = 'S\0\0\0'
const nameCharsMax = 64
const nameForm = /^[A-Za-z][\w.-]*$/

/** The fields of texts in such a table, wherever it stands in `text` (a character for each byte). */
export function tableFieldsIn(text: string): readonly TextMember[] {
  const found: TextMember[] = []
  for (let at = text.indexOf(tableSign); at !== -1; at = text.indexOf(tableSign, at + 1)) {
    const name = nameBefore(text, at)
    const start = at + tableSign.length + 1
    const length = text.charCodeAt(start - 1)
    if (name !== '' && start + length <= text.length)
      found.push({ name, value: text.slice(start, start + length), start })
  }
  return found
}

/** The name that ends at `end` and tells its own length in front; '' where none does. */
function nameBefore(text: string, end: number): string {
  for (let length = 2; length <= Math.min(nameCharsMax, end - 1); length++) {
    if (text.charCodeAt(end - length - 1) !== length) continue
    const name = text.slice(end - length, end)
    return nameForm.test(name) ? name : ''
  }
  return ''
}

const [letterS, zeros] = [0x53, 3]

/** True where a word that ends at `at` is a name and the type of its text, as in {@link tableSign}: for the quick look. */
export function endsAsTableName(buf: Buffer, at: number, limit: number): boolean {
  if (buf[at - 1] !== letterS || at + zeros >= limit) return false
  return buf[at] === 0 && buf[at + 1] === 0 && buf[at + 2] === 0
}
