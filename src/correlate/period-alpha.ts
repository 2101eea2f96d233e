/** Chance of calling a series periodic that is not, for each series (Bonferroni over what is tried). */
export const alpha = 1e-5
