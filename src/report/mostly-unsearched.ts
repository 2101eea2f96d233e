import { grouped } from '../core/grouped.ts'
import { trafficBytes } from '../core/traffic-bytes.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'

/** Less than this share of the traffic says nothing of the rest. */
const littleShare = 0.1

/**
 * Bytes that were sent; those of them that are content; and those that were searched. Questions for names and hellos are no
 * content: how many connections were begun says nothing of how much is known of what they hold.
 */
function sentContent({ coverage, recipients }: ScanResult): {
  sent: number
  content: number
  searched: number
} {
  const { decryption, searched } = coverage
  const sent = recipients.reduce((sum, { bytesToServer }) => sum + bytesToServer, 0)
  const { probedBytes, namesBytes } = searched
  const content = Math.max(0, sent - decryption.helloBytes - namesBytes)
  return { sent, content, searched: probedBytes - namesBytes }
}

/**
 * Whether next to nothing of what was sent could be searched, however much was read beside it: answers whose keys are known,
 * hellos and certificates. Only where something is encrypted: else the limits that were reached say it.
 */
export function isMostlyUnsearched(result: ScanResult): boolean {
  const { sent, content, searched } = sentContent(result)
  return sent > 0 && result.coverage.summary.undecryptable > 0 && searched <= littleShare * content
}

/** What was sent that was searched and looks encrypted, in bytes: searching them shows nothing. */
export function sealedBytes({ opaque }: Pick<ScanResult, 'opaque'>): number {
  return opaque.reduce((sum, { bytes }) => sum + bytes, 0)
}

const naming: ReadonlySet<string> = new Set(['dns', 'tls', 'quic', 'dtls'])

/** How much of what was sent looks encrypted, though it could be searched: `nearly all` as of a tunnel that nobody knows. */
export function sealedPart(result: ScanResult): '' | 'most' | 'nearly all' {
  const { content: contentApart, searched: searchedApart } = sentContent(result)
  const sealed = sealedBytes(result)
  // What names carry is content after all.
  const inNames = sealedBytes({ opaque: result.opaque.filter(({ protocol }) => naming.has(protocol)) })
  const [content, searched] = [contentApart + inNames, searchedApart + inNames]
  const least = littleShare * content
  if (sealed === 0 || searched < least) return ''
  if (searched - sealed < least) return 'nearly all'
  return sealed * 2 > content ? 'most' : ''
}

/** How many frames the capturing program lost, and that nobody knows what was in them; '' where it says of none. */
export function lostText(result: ScanResult): string {
  const { lost, of } = lostFrames(result)
  return lost === 0
    ? ''
    : `The capturing program lost ${grouped(lost)} of ${grouped(of)} frames: what they held is not known.`
}

/** Why next to nothing is known of what was sent, beside how much was read; '' where more is. */
export function unsearchedText(result: ScanResult): string {
  if (isOnlyAnswers(result)) return 'Nothing that was sent is in the capture, only what was answered.'
  if (isMostlyLost(result)) return lostText(result)
  if (isMostlyUnsearched(result))
    return 'Hardly anything of what was sent could be searched: what was read are mainly names, beginnings of connections and answers.'
  const part = sealedPart(result)
  return part === ''
    ? ''
    : `Payloads that look encrypted are ${part} of what was sent: searching them shows nothing.`
}

/** Frames that the capturing program lost, as far as it says so; of how many that there were with them. */
export function lostFrames({ coverage: { frames, missing } }: ScanResult): { lost: number; of: number } {
  const lost = missing.droppedFrames ?? 0
  return { lost, of: frames.total + lost }
}

/** Whether so many frames were lost before they were captured that the others say nothing of what was sent. */
export function isMostlyLost(result: ScanResult): boolean {
  const { lost, of } = lostFrames(result)
  return of - lost < littleShare * of
}

/** Whether so little of the traffic could be read that it says nothing of the rest. */
export function isLittleShare({ coverage }: ScanResult): boolean {
  return coverage.summary.read < littleShare * trafficBytes(coverage)
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
