/**
 * Codes of characters of ASCII that parsers and decoders look for, as plain numbers. Files of which the time is measured
 * (the first look, HTTP/1, the matcher) declare their own.
 */

/** The character `\t`. */
export const tab = 0x09
/** The character `\n`. */
export const lineFeed = 0x0a
/** The character `\r`. */
export const carriageReturn = 0x0d
/** The character between words. */
export const blank = 0x20
/** The character `"`. */
export const quote = 0x22
/** The character `%`. */
export const percent = 0x25
/** The character `&`. */
export const ampersand = 0x26
/** The character `'`. */
export const apostrophe = 0x27
/** The character `+`. */
export const plus = 0x2b
/** The character `,`. */
export const comma = 0x2c
/** The character `-`. */
export const minus = 0x2d
/** The character `.`. */
export const dot = 0x2e
/** The character `/`. */
export const slash = 0x2f
/** The character `0`. */
export const zero = 0x30
/** The character `:`. */
export const colon = 0x3a
/** The character `;`. */
export const semicolon = 0x3b
/** The character `<`. */
export const less = 0x3c
/** The character `=`. */
export const equals = 0x3d
/** The character `>`. */
export const greater = 0x3e
/** The character `\\`. */
export const backslash = 0x5c
