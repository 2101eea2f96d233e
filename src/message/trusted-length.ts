/** Longest buffer that is made on the word of a length alone; a longer unit grows into its own. */
export const trustedLengthMax = 131_072
