/**
 * A row of bytes as tools print them to be read: a place, also behind `0x`, whether a colon stands behind it, and what
 * follows on the line, bytes in digits first.
 */
export const dumpRow: RegExp =
  /^[ \t]{0,16}(?:0x)?([0-9A-Fa-f]{4,16})(:?)[ \t]{1,4}(?=[0-9A-Fa-f]{2})([^\r\n]{2,400})$/
