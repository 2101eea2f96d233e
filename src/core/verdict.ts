/** 0: from the client to the server; 1: from the server to the client. */
export type Direction = 0 | 1

/**
 * What a consumer says after it was given bytes. Anything but `more` ends the delivery of that direction (or of the
 * whole flow): the stream layer then only counts that direction's bytes under that verdict, without reassembly.
 */
export const verdicts = {
  more: 0,
  /** The bytes that follow are encrypted and there is no key. */
  undecryptable: 1,
  /** The protocol is not known, and its first bytes were searched. */
  unrecognised: 2,
  /** A limit was reached. */
  limit: 3,
  /** Added to a verdict: it holds for both directions. */
  bothDirections: 8,
} as const
/** One of {@link verdicts}, to which `bothDirections` may be added. */
export type Verdict = number
