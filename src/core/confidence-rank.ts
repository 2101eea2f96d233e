/** For comparisons of how sure something is: the surest has the highest. */
export const confidenceRank = { possible: 0, probable: 1, certain: 2 } as const
