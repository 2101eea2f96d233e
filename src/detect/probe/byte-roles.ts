import { rareSigns } from './base85-sign.ts'

/** Bits of {@link classes}: a decimal digit. */
export const digitBit = 2
/** A hex digit of either case. */
export const hexBit = 4
/** An ASCII letter or digit. */
export const alnumBit = 8
/** No ASCII text: a control character but tab and line ends, or the top bit is set. */
export const binaryBit = 16

/** What each byte may be part of. */
export const classes: Uint8Array = buildClasses()

function buildClasses(): Uint8Array {
  const table = new Uint8Array(256)
  for (let code = 0; code < 256; code++) {
    const digit = code >= 48 && code <= 57
    const lower = code | 32
    const letter = lower >= 97 && lower <= 122 && code < 128
    let flags = 0
    if (digit) flags |= digitBit
    if (digit || (letter && lower <= 102)) flags |= hexBit
    if (digit || letter) flags |= alnumBit
    if (code >= 128 || (code < 32 && code !== 9 && code !== 10 && code !== 13)) flags |= binaryBit
    table[code] = flags
  }
  return table
}

/** What a byte between words does. Up to `join` most of them do nothing. */
export const roleOf = {
  plain: 0,
  assign: 1,
  blank: 2,
  line: 3,
  join: 4,
  escape: 5,
  at: 6,
  binary: 7,
  number: 8,
  rare: 9,
} as const

/** What each byte does, as in {@link roleOf}. */
export const roles: Uint8Array = new Uint8Array(256)
for (let code = 0; code < 256; code++) {
  if (((classes[code] as number) & binaryBit) !== 0) roles[code] = roleOf.binary
}
for (const char of '=:"\'>][') roles[char.charCodeAt(0)] = roleOf.assign
for (const char of '+/') roles[char.charCodeAt(0)] = roleOf.join
for (const char of '%\\') roles[char.charCodeAt(0)] = roleOf.escape
for (const char of '\r\n') roles[char.charCodeAt(0)] = roleOf.line
for (const char of ' \t') roles[char.charCodeAt(0)] = roleOf.blank
roles['@'.charCodeAt(0)] = roleOf.at
// `&#105;`: letters hidden in entities.
roles['#'.charCodeAt(0)] = roleOf.number
// Hardly anywhere but in base85: see `base85-sign.ts`.
for (const char of rareSigns) roles[char.charCodeAt(0)] = roleOf.rare
