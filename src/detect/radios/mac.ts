import { isLocalMac } from '../../core/local-mac.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { cases, grouped, hexOnly, integerForms, isCounting, isRepeated } from '../spellings/written.ts'
import type { TextShape } from '../text-shape.ts'

/** The shortest is written without zeros: `2:0:0:0:0:1`. */
const macCharsMin = 11

/** A MAC address as 12 lower-case hex digits, '' where `value` is none. Group addresses (lowest bit of the first byte) are none of one radio. */
export function mac(value: string): string {
  const text = withZeros(value.trim()).replaceAll('_', '-')
  // Without separators 12 digits are as often a number or a date: at least one letter is asked for.
  const isBare = /^[0-9A-Fa-f]{12}$/.test(text)
  if (!isBare && !separated.test(text)) return ''
  const hex = hexOnly(text)
  if (isBare && /^\d+$/.test(hex) && !isRepeated(hex)) return ''
  if (hex.length !== 12) return ''
  const isGroup = (Number.parseInt(hex.slice(0, 2), 16) & 1) === 1
  return isGroup && !isRepeated(hex) ? '' : hex
}

/** True for one with a mark between each two bytes, as nothing else is written. */
export function isWrittenAddress(value: string): boolean {
  return /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value.trim()) && mac(value) !== ''
}

/**
 * The same of an address as one decimal number, its first byte the highest, as InMobi sends the access point; '' for none.
 * A moment in ms has the bit of a group in its first byte. 12 digits are as well those of an address in hex, 14 may be
 * those of a moment, and fewer are more often a telephone number, or of bytes that were counted.
 */
function decimalMac(value: string): string {
  const text = value.trim()
  if (!/^[1-9]\d{12,14}$/.test(text) || dateAndTime.test(text)) return ''
  const hex = BigInt(text).toString(16).padStart(hexDigits, '0')
  return hex.length === hexDigits ? mac(`${hex.slice(0, 6)}:${hex.slice(6)}`) : ''
}

const hexDigits = 12
/** `20261128054451`. */
const dateAndTime = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/

/** Six bytes, three times two of them (Cisco with dots, Huawei with hyphens), or the maker's half and the other. */
const separated =
  /^(?:[0-9A-Fa-f]{2}([:.\- ])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}([.-])[0-9A-Fa-f]{4}\2[0-9A-Fa-f]{4}|[0-9A-Fa-f]{6}[:-][0-9A-Fa-f]{6})$/

/** `a4:9:dd:31:1c:a8` of Apple and Solaris with the zeros that it leaves off. */
function withZeros(text: string): string {
  return /^[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){5}$/.test(text)
    ? text
        .split(':')
        .map((byte) => byte.padStart(2, '0'))
        .join(':')
    : text
}

/** Why an address of 12 hex digits (lower case) is nobody's; '' where it may be somebody's. */
export function macPlaceholder(hex: string): string {
  if (hex === '020000000000') return 'the address that Android gives to apps that may not know the real one'
  if (isRepeated(hex)) return 'one digit over and over'
  if (hex.startsWith('00005e')) return 'an address of IANA, for documentation or router groups'
  return isCounting(hex) || hex === '001122334455' || hex === '001a2b3c4d5e' ? 'an example address' : ''
}

/** Whose address of 12 hex digits it is: of the range of a maker, or nobody's. */
function macRemark(hex: string): string {
  return isLocalMac(hex)
    ? 'the address is random or set by software, and may change'
    : 'the address is of the range of a maker'
}

const [month, day, hour, minute] = [
  '(?:0[1-9]|1[0-2])',
  '(?:0[1-9]|[12]\\d|3[01])',
  '(?:[01]\\d|2[0-3])',
  '[0-5]\\d',
]
/** `20:26:11:28:05:44`, `26-11-28-05-44-51`, `28-11-26-05-44-51`. */
const moment = new RegExp(
  `^(?:20\\d\\d${month}${day}${hour}${minute}|\\d\\d${month}${day}${hour}${minute}${minute}|${day}${month}\\d\\d${hour}${minute}${minute})$`,
)

/** What speaks against 12 hex digits: without a letter among them (1 address of 280) they may be of a clock. */
function macFault(hex: string): string {
  return moment.test(hex) ? 'its digits read as a date and time' : ''
}

/** Every way in which programs write an address of 12 hex digits, the EUI-64 of it among them. */
function macSpellings(hex: string): readonly string[] {
  const pairs = [2, 2, 2, 2, 2]
  return [
    ...cases(
      hex,
      grouped(hex, pairs, ':'),
      grouped(hex, pairs, '-'),
      grouped(hex, pairs, ' '),
      grouped(hex, pairs, '.'),
      grouped(hex, pairs, '_'),
      grouped(hex, [4, 4], '.'),
      // As Bluetooth has it on the air: the last byte first.
      turned(hex),
      grouped(turned(hex), pairs, ':'),
      grouped(inEui64(hex), [4, 4, 4], ':'),
      ...inIpv6(hex),
      grouped(inEui64(hex), [2, 2, 2, 2, 2, 2, 2], ':'),
      grouped(inEui64(hex), [2, 2, 2, 2, 2, 2, 2], '-'),
      inEui64(hex),
      grouped(asEui64(hex), [2, 2, 2, 2, 2, 2, 2], ':'),
      grouped(asEui64(hex), [2, 2, 2, 2, 2, 2, 2], '-'),
      asEui64(hex),
    ),
    // What writes these has small letters.
    grouped(hex, [4, 4], '-'),
    grouped(hex, [6], '-'),
    grouped(hex, [6], ':'),
    grouped(hex, pairs, ':').replace(/(^|:)0/g, '$1'),
    // As Java's Properties write it.
    grouped(hex, pairs, '\\:'),
    ...decimals(hex),
    // Byte by byte, as management protocols number what they count (RFC 2578, 7.7).
    [...Buffer.from(hex, 'hex')].join('.'),
    ...byteLists(hex),
  ]
}

/** Identifiers whose addresses are also hashed as switches and access points write them. */
export const radios: ReadonlySet<string> = new Set(['wifi-mac', 'bluetooth-mac', 'bssid'])

/** An address of 12 hex digits with dots, three as Cisco has them and five, in one case and the other; none for other values. */
export function dottedMac(hex: string): readonly string[] {
  if (!/^[0-9a-f]{12}$/.test(hex)) return []
  return cases(grouped(hex, [4, 4], '.'), grouped(hex, [2, 2, 2, 2, 2], '.'))
}

/** As a list of bytes in JSON, and as Java prints one, where bytes have signs. */
function byteLists(hex: string): string[] {
  const bytes = [...Buffer.from(hex, 'hex')]
  const signed = [...Int8Array.from(bytes)]
  return [',', ', '].flatMap((comma) => [...new Set([bytes.join(comma), signed.join(comma)])])
}

function turned(hex: string): string {
  return Buffer.from(hex, 'hex').reverse().toString('hex')
}

/** As one number, its first byte the highest or the lowest; short ones are left out, since chance writes them too. */
function decimals(hex: string): string[] {
  return [hex, turned(hex)].map((one) => String(BigInt(`0x${one}`))).filter((text) => text.length >= 10)
}

/** EUI-64 as in IPv6 addresses (RFC 4291, Appendix A): ff fe in the middle and the local bit turned. */
function inEui64(hex: string): string {
  const first = (Number.parseInt(hex.slice(0, 2), 16) ^ 2).toString(16).padStart(2, '0')
  return `${first}${hex.slice(2, 6)}fffe${hex.slice(6)}`
}

/**
 * The same as IPv6 addresses are written (RFC 5952): without zeros in front of a group, and of a first group that is
 * nothing but zeros maybe no more than its colon.
 */
function inIpv6(hex: string): string[] {
  const text = grouped(inEui64(hex), [4, 4, 4], ':').replace(/(^|:)0{1,3}/g, '$1')
  return text.startsWith('0:') ? [text, `:${text.slice(1)}`] : [text]
}

/** The same without turning the local bit, as radios for sensors are numbered. */
function asEui64(hex: string): string {
  return `${hex.slice(0, 6)}fffe${hex.slice(6)}`
}

/** An address of 12 hex digits as bytes, in the orders and integers that programs use. */
function macBinary(hex: string): readonly WrittenForm[] {
  const bytes = Buffer.from(hex, 'hex')
  return [
    { form: '6 raw bytes', bytes },
    { form: '6 raw bytes, least first', bytes: Buffer.from(bytes).reverse() },
    { form: 'EUI-64', bytes: Buffer.from(inEui64(hex), 'hex') },
    { form: 'EUI-64, local bit as it is', bytes: Buffer.from(asEui64(hex), 'hex') },
    ...integerForms(BigInt(`0x${hex}`)).filter(({ form }) => !form.endsWith('few bytes')),
  ]
}

/** An address with colons or hyphens, as a pattern; nothing of a word in front of it, but for a name and its colon (`is:a4:77:…`), which is no byte. */
export const macInText: string = String.raw`(?:(?<![0-9A-Za-z:-])|(?<=[G-Zg-z]:))(?:[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5})`

/** Whether a text of this shape may hold one: between six bytes stand five signs. */
export function mayHoldMac({ colons, hyphens }: TextShape): boolean {
  return colons >= 5 || hyphens >= 5
}

/** What stands behind an access point in lists of what Wi-Fi hears, as a pattern: the strength of its signal, how it is protected (`[WPA2-PSK-CCMP][ESS]`), or of `iw` the card. */
export const heardInList: string = String.raw`\s?[,;|/]\s?-(?:[2-9]\d|1[01]\d)(?![\d.])|\s?[,;|]\s?\[(?:WPA|RSN|WEP|ESS|WPS)|[\t ]{1,12}[2-7]\d{3}[\t ]{1,12}-\d{2}[\t (]|\(on \w`

const heard = new RegExp(heardInList, 'y')

/** Whether {@link heardInList} stands at `at`: an address in front of it is of what Wi-Fi hears, whatever the list is called. */
export function isHeardAt(text: string, at: number): boolean {
  heard.lastIndex = at
  return heard.test(text)
}

/** Behind six bytes of a longer run (a digest, a key) that goes on in the next line, as a pattern; a time of day is none of it. */
export const goesOnInText: string = String.raw`:(?:\s|\\[rn])*(?!(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![:0-9A-Fa-f]))[0-9A-Fa-f]{2}:`

/** What is the same of every identifier that is the address of a radio. */
export const macTraits: Pick<
  IdentifierType,
  'lengthMin' | 'normalise' | 'fault' | 'placeholder' | 'remark' | 'spellings' | 'binary'
> = {
  lengthMin: macCharsMin,
  normalise: (value: string): string => mac(value) || decimalMac(value),
  fault: macFault,
  placeholder: macPlaceholder,
  remark: macRemark,
  spellings: macSpellings,
  binary: macBinary,
}
