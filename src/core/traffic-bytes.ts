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
}

/**
 * Bytes of traffic that are known to have been there: the payload, and what lies in damaged parts of the file, in frames
 * that were not understood, behind the snapshot length and in gaps. What came again is no traffic of its own. What was read
 * is a share of this.
 */
export function trafficBytes({ file, frameBytes, missing, summary }: TrafficFacts): number {
  const lost = frameBytes.unsupported + frameBytes.malformed + frameBytes.fragmentsLost
  const { payload, duplicate = 0 } = summary
  return payload - duplicate + file.unread + lost + missing.cutBytes + missing.gapBytes
}
