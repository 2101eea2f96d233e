/** What of a coverage statement tells how much traffic there was. */
export interface TrafficFacts {
  readonly file: { readonly unread: number }
  readonly frameBytes: {
    readonly unsupported: number
    readonly malformed: number
    readonly fragmentsLost: number
  }
  readonly missing: { readonly cutBytes: number; readonly gapBytes: number }
  readonly summary: { readonly payload: number }
}

/**
 * Bytes of traffic that are known to have been there: the payload, and what lies in damaged parts of the file, in frames
 * that were not understood, behind the snapshot length and in gaps. What was read is a share of this.
 */
export function trafficBytes({ file, frameBytes, missing, summary }: TrafficFacts): number {
  const lost = frameBytes.unsupported + frameBytes.malformed + frameBytes.fragmentsLost
  return summary.payload + file.unread + lost + missing.cutBytes + missing.gapBytes
}
