/**
 * The production data of a secure element (CPLC of GlobalPlatform, tag 9F7F), by which wallets know
 * one chip: who made it, and when, and its number, in hex or base64.
 */

const tag = Buffer.from('9f7f2a', 'hex')
const dataBytes = 42
/** Where the number of the chip stands, and that of the batch behind it. */
const numbers = { start: 12, end: 18 } as const
const hexForm = /^(?:[0-9a-f]{2})+$/i
const base64Form = /^[0-9A-Za-z+/_-]{56,60}$/

/** Names of fields that hold it, as keys end. */
export const cplcNames: readonly string[] = ['cplc', 'cplcdata', 'cplcinfo', 'secplc', 'cplcid']

/** Whether a text is such data, with a number in it. */
export function isCplc(text: string): boolean {
  const value = text.trim()
  const data = hexForm.test(value)
    ? Buffer.from(value, 'hex')
    : base64Form.test(value)
      ? Buffer.from(value, 'base64')
      : null
  if (data === null) return false
  const isTagged = data.length === tag.length + dataBytes && data.subarray(0, tag.length).equals(tag)
  const content = isTagged ? data.subarray(tag.length) : data
  if (content.length !== dataBytes) return false
  const own = content.subarray(numbers.start, numbers.end)
  return own.some((byte) => byte !== own[0])
}
