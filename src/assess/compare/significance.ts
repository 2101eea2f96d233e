/** Where a chance is small enough to count as shown, by Fisher's exact test. */
export const significance = 0.01
