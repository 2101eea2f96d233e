/** What HPACK and QPACK find to be odd in what they decode: bits of `oddities` of their decoders. */
export const tableOddities = {
  /** A block, section or instruction is cut, or a number in it is none: nothing behind it could be read. */
  malformed: 1,
  badIndex: 2,
  badHuffman: 4,
  /** A table larger than is kept. */
  tableTooLarge: 8,
  /** Fields beyond a limit were left out. */
  tooLong: 16,
  /** An entry that is missing, since what inserted it is. */
  unknownIndex: 32,
} as const

/** Oddities behind which no field is missing. */
export const harmlessOddities: number = tableOddities.tableTooLarge | tableOddities.badHuffman
