/**
 * A row of bytes as tools print them to be read: a place, also behind `0x`, the mark behind it (`:`, a bar, a hyphen), and
 * what follows on the line, bytes in digits first.
 */
const row = '(?:0x)?([0-9A-Fa-f]{4,16})(:|\\||[ \\t]-)?[ \\t]{1,4}(?=[0-9A-Fa-f]{2})([^\\r\\n]{2,400})$'

/** A row that is all of its line. */
export const dumpRow: RegExp = new RegExp(`^[ \\t]{0,16}\\|?${row}`)

/** A row behind what a log puts in front: where else one may begin in a line. */
export const dumpRowBehind: RegExp = new RegExp(`(?:(?<![0-9A-Za-z._-])|(?<=\\\\[nrt]))(?=${row})`, 'g')
