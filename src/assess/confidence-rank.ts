import type { Confidence } from '../detect/types.ts'

/** For comparisons: the surest has the highest. */
export const confidenceRank: Readonly<Record<Confidence, number>> = { possible: 0, probable: 1, certain: 2 }
