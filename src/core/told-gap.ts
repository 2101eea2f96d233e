/** From so many seconds on it is told that nothing was captured between two files of a recording. */
export const toldGapSeconds = 60
