import type { ScanResult } from '../pipeline/scan.ts'

/** Less than this share of the traffic says nothing of the rest: what is read of encrypted traffic are the hellos. */
export const littleShare = 0.1

/**
 * Whether next to nothing of what was sent could be searched, however much was read beside it: answers whose keys are known,
 * hellos and certificates. Only where something is encrypted: else the limits that were reached say it.
 */
export function isMostlyUnsearched({ coverage, recipients }: ScanResult): boolean {
  const sent = recipients.reduce((sum, { bytesToServer }) => sum + bytesToServer, 0)
  return coverage.summary.undecryptable > 0 && coverage.searched.probedBytes < littleShare * sent
}
