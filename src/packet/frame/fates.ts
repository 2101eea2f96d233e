/** What became of a frame, or of a datagram put together from several. */
export const fates = { dissected: 0, other: 1, unsupported: 2, malformed: 3, undecryptable: 4 } as const
/** One of {@link fates}. */
export type Fate = (typeof fates)[keyof typeof fates]
