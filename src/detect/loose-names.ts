/**
 * Names that nothing assigns to their values: `IMSI 2420…`, `IMSI(2420…)`, `the imsi is 2420…`, `imsi|2420…|android_id|…`. They
 * count for kinds whose values are long and of digits or hex only, and have to follow at once.
 */

/** Kinds that count so. */
export const looseKinds: ReadonlySet<string> = new Set([
  'imei',
  'imeisv',
  'imsi',
  'iccid',
  'android-id',
  'advertising-id',
])
/** An IMEI and an IMSI have 15 digits, a UUID 36 characters. */
const looseValueMin = 15
/** Longer values are of none of these kinds. */
export const looseValueMax = 36

/** What may stand between both, beside blanks and `is`. */
const signs = ',;|$^~#!/([{"\''
/** So many characters of it. */
export const looseBetweenMax = 4

/** Name and value, in this order. */
export const looseAssignment: RegExp = new RegExp(
  String.raw`(?<![0-9A-Za-z_-])([A-Za-z][0-9A-Za-z_-]{1,63})(?: is |[${signs.replace('[', String.raw`\[`)} ]{1,${looseBetweenMax}})([0-9A-Fa-f][0-9A-Fa-f-]{${looseValueMin - 1},${looseValueMax - 1}})(?![0-9A-Za-z_-])`,
  'g',
)

/** The same by bytes: what may stand between, `+` being the blank of forms. */
export const looseBetween: Uint8Array = new Uint8Array(256)
for (const char of `${signs} +`) looseBetween[char.charCodeAt(0)] = 1
