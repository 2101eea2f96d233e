/** What entries are counted as that tell of a connection which an app refused the recorder, and not to whom it was. */
export const refusedUnnamed = 'refused connection of unknown name'
