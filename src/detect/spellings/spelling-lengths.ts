/** From this length on a spelling is searched anywhere; it bounds the speed of the matcher from below. */
export const longBytesMin = 8
/** Shorter ones are not searched: digits need one more than letters to be no coincidence. */
export const wordBytesMin = 4
/** The same of digits alone. */
export const digitsMin = 5
