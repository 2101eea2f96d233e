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

/** Whether a capture of packets holds only what servers said: however much that is, it says nothing of what was sent. */
export function isOnlyAnswers({ coverage, recipients }: ScanResult): boolean {
  return (
    coverage.entries === null &&
    recipients.some(({ bytesToClient }) => bytesToClient > 0) &&
    recipients.every(({ bytesToServer }) => bytesToServer === 0)
  )
}
