/** What of a coverage statement tells how much traffic there was. */
export interface TrafficFacts {
  readonly file: { readonly unread: number }
  readonly frameBytes: {
    readonly unsupported: number
    readonly malformed: number
    readonly fragmentsLost: number
  }
  readonly missing: { readonly cutBytes: number; readonly gapBytes: number }
  readonly summary: { readonly payload: number; readonly duplicate?: number }
  readonly entries?: { readonly notRecorded?: { readonly bodyBytes: number } } | null
}

/**
 * Bytes of traffic that are known to have been there: the payload, and what lies in damaged parts of the file, in frames
 * that were not understood, behind the snapshot length, in gaps and in bodies that a recorder left out. What came again is no traffic of its own. What was read
 * is a share of this.
 */
export function trafficBytes({ file, frameBytes, missing, summary, entries }: TrafficFacts): number {
  const lost = frameBytes.unsupported + frameBytes.malformed + frameBytes.fragmentsLost
  const { payload, duplicate = 0 } = summary
  const leftOut = entries?.notRecorded?.bodyBytes ?? 0
  return payload - duplicate + file.unread + lost + missing.cutBytes + missing.gapBytes + leftOut
}
