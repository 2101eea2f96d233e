/**
 * Codes of characters of ASCII that parsers and decoders look for, as plain numbers. Files of which the time is measured
 * (the first look, HTTP/1, the matcher) declare their own.
 */

/** `\t` */
export const tab = 0x09
/** `\n` */
export const lineFeed = 0x0a
/** `\r` */
export const carriageReturn = 0x0d
/** The space. */
export const blank = 0x20
/** `"` */
export const quote = 0x22
/** `%` */
export const percent = 0x25
/** `&` */
export const ampersand = 0x26
/** `'` */
export const apostrophe = 0x27
/** `+` */
export const plus = 0x2b
/** `,` */
export const comma = 0x2c
/** `-` */
export const minus = 0x2d
/** `.` */
export const dot = 0x2e
/** `/` */
export const slash = 0x2f
/** `:` */
export const colon = 0x3a
/** `;` */
export const semicolon = 0x3b
/** `<` */
export const less = 0x3c
/** `>` */
export const greater = 0x3e
/** `\\` */
export const backslash = 0x5c
