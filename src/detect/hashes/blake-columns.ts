/** The words of the state that each half round of BLAKE2 and BLAKE3 mixes: its columns, then its diagonals (RFC 7693, 3.2). */
export const columns = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const
