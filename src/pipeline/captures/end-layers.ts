import { tlsAnomalies } from '../../message/tls/anomalies.ts'
import { streamAnomalies } from '../../stream/anomalies.ts'
import { turnIsNumber } from '../observations/with-receipt.ts'
import { clockAnomaly, isBeforePhones } from '../reading/clock-of-1970.ts'
import { nowhere } from '../recipients/own-addresses.ts'
import type { CaptureLayers } from './join-layers.ts'
import type { Learned } from './learned.ts'

/**
 * The capture was read: the layers end, each before the one that it tells, and nothing of those below is held by what lives on.
 * What is learned of the capture is decided here, too. Ended are not the entries, whose connections other files may go on with.
 */
export function endLayers(layers: CaptureLayers, { damage, order }: Learned): void {
  const { log, feeder, byTime, dissector, checks, loose, streams, messages, entries, examiner } = layers
  byTime?.end()
  if (byTime !== null) log.note(streamAnomalies.readByTime, order.firstOlder)
  dissector.end()
  checks.end()
  loose.end()
  streams.end()
  if (log.count(tlsAnomalies.notOpened) > 0 && streams.counts.duplicateBytes > 0) damage.leftUnread()
  damage.end()
  order.end()
  // It holds the layers below, and the examiner lives as long as the results.
  examiner.urgent = null
  examiner.own.macsAt = nowhere
  entries.endFile()
  examiner.counts.looseBytes = loose.bytes
  // Connections of entries end with the last file, which may have their sizes; who spoke to whom is known now.
  for (const flow of entries.servingFlows()) examiner.ends.spoke(flow)
  examiner.end(layers.copyExaminer, messages.exchangeCount)
  examiner.teller.turnOf = turnIsNumber
  const taken = examiner.opaque.takenForTokens()
  examiner.counts.tokenValues = taken.values
  examiner.counts.tokenBytes = taken.bytes
  const { reader, entryReader } = feeder
  // A log of Chrome says it itself.
  const first = (entryReader ?? reader)?.counts.first ?? null
  if (feeder.format !== 'netlog' && isBeforePhones(first, reader?.counts.frames ?? 0))
    log.note(clockAnomaly, 0)
}
