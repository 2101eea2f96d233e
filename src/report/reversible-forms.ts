import { lowered } from '../core/hidden-forms.ts'

/**
 * How else a known value may stand in a text that nobody searched for it: in forms that anyone turns back by hand. In lower
 * case. Without `Buffer`: the page that checks bundles masks values, too.
 */
export function reversibleForms(value: string): string[] {
  const bytes = new TextEncoder().encode(value)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, '')
  return [
    hex.join(''),
    hex.map((byte) => `%${byte}`).join(''),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
    turned(value),
    turned(value.replaceAll(/[-:.+ ]/g, '')),
    ...(digits.test(value) ? [swapped(value)] : []),
  ].map(lowered)
}

function turned(value: string): string {
  return Array.from(value).reverse().join('')
}

const digits = /^\d{9,}$/

/** The digits of each octet swapped, as chips keep numbers (3GPP TS 24.008, 10.5.1.4). */
function swapped(value: string): string {
  return (value.length % 2 === 0 ? value : `${value}f`).replaceAll(/(.)(.)/g, '$2$1')
}
