import { lowered } from '../../core/hidden-forms.ts'

/**
 * How else a known value may stand in a text that nobody searched for it: in forms that anyone turns back by hand. In lower
 * case. Without `Buffer`: the page that checks bundles masks values, too.
 */
export function reversibleForms(value: string): string[] {
  const bytes = new TextEncoder().encode(value)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
  const forms = [
    hex.join(''),
    hex.map((byte) => `%${byte}`).join(''),
    ...[0, 1, 2].flatMap((before) => base64Behind(bytes, before)),
    turned(value),
    turned(value.replaceAll(/[-:.+ ]/g, '')),
    ...(digits.test(value) ? [swapped(value), BigInt(value).toString(16)] : []),
  ]
  return [...new Set(forms.map(lowered))]
}

/** Base64 of both alphabets behind so many other bytes: what all of its characters have of the value alone. */
function base64Behind(bytes: Uint8Array, before: number): string[] {
  const padded = new Uint8Array(before + bytes.length)
  padded.set(bytes, before)
  const whole = btoa(String.fromCharCode(...padded)).replace(/=+$/, '')
  // A last character that is not full has bits of what comes next, where that is not the end.
  const isFull = padded.length % 3 === 0
  const [start, stop] = [Math.ceil((before * 8) / 6), isFull ? whole.length : whole.length - 1]
  const ends = before === 0 && !isFull ? [stop, whole.length] : [stop]
  return ends.flatMap((end) => {
    const own = whole.slice(start, end)
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function turned(value: string): string {
  return Array.from(value).reverse().join('')
}

const digits = /^\d{9,}$/

/** The digits of each octet swapped, as chips keep numbers (3GPP TS 24.008, 10.5.1.4). */
function swapped(value: string): string {
  return (value.length % 2 === 0 ? value : `${value}f`).replaceAll(/(.)(.)/g, '$2$1')
}
