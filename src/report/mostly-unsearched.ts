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

/**
 * Whether nearly all of what was sent is bodies that were searched and look encrypted, as those of a tunnel that nobody knows:
 * searching random bytes shows nothing.
 */
export function isMostlySealed({ coverage, recipients, opaque }: ScanResult): boolean {
  const sent = recipients.reduce((sum, { bytesToServer }) => sum + bytesToServer, 0)
  const sealed = opaque.reduce((sum, { field, bytes }) => sum + (field === '' ? bytes : 0), 0)
  const { probedBytes } = coverage.searched
  const least = littleShare * sent
  return sealed > 0 && probedBytes >= least && probedBytes - sealed < least
}

/** What is noted of a connection of which only the server's side was captured. */
const onlyAnswersCode = 'stream.tcp.only_answers'

/** Whether a capture of packets holds only what servers said: however much that is, it says nothing of what was sent. */
export function isOnlyAnswers({ coverage, recipients, anomalies }: ScanResult): boolean {
  // Of TCP that can be read it is known whether a client was silent, as one is that gets a greeting and goes.
  const mayBeMissing =
    coverage.flows.udp > 0 ||
    coverage.summary.undecryptable > 0 ||
    anomalies.some(({ tally }) => tally.code.code === onlyAnswersCode)
  return (
    mayBeMissing &&
    coverage.entries === null &&
    recipients.some(({ bytesToClient }) => bytesToClient > 0) &&
    recipients.every(({ bytesToServer }) => bytesToServer === 0)
  )
}
