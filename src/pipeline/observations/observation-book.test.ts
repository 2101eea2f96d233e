import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import type { Flow } from '../../stream/types.ts'
import { OwnAddresses } from '../recipients/own-addresses.ts'
import { RecipientBook } from '../recipients/recipient-book.ts'
import { ObservationBook } from './observation-book.ts'
import type { RunCounts } from './observation-book.ts'
import type { UnnumberedObservation } from './observation-of.ts'

const { runObservationsMax, runTransmissionsMax, furtherCaptureMin } = limits.detect

/** What a capture lists that is sent one new value after the other, behind others of the run. */
function listedBehind(run: RunCounts): number {
  const book = new ObservationBook(new RecipientBook(new AnomalyLog()), run, new OwnAddresses([]))
  const flow = { isUnsure: false } as Flow
  let listed = 0
  for (let value = 0; value < 5_000; value++) {
    const sent = { identifier: 'imei', normal: String(value) }
    if (!book.hasRoomFor(sent, 'r1', 'sent')) continue
    const facts: Partial<UnnumberedObservation> = { ...sent, recipient: 'r1', direction: 'sent', spans: [] }
    book.keep(value, flow, facts as UnnumberedObservation)
    listed++
  }
  book.end(null, 0)
  expect(book.observations).toHaveLength(listed)
  return listed
}

test('captures of one run share room, and each that follows has some of it', () => {
  const run = { observations: 0, transmissions: 0 }
  expect(listedBehind(run)).toBe(5_000)
  expect(run).toEqual({ observations: 5_000, transmissions: 0 })
  run.observations = runObservationsMax - 2_000
  expect([listedBehind(run), listedBehind(run), listedBehind(run), listedBehind(run)]).toEqual([
    1_000,
    500,
    furtherCaptureMin,
    furtherCaptureMin,
  ])
})

test('so it is with transmissions of which nothing is listed', () => {
  const run = { observations: 0, transmissions: runTransmissionsMax - 2_000 }
  const book = new ObservationBook(new RecipientBook(new AnomalyLog()), run, new OwnAddresses([]))
  let listed = 0
  for (let index = 0; index < 2_000; index++) {
    if (!book.hasRoomForTransmission('sent', `r${index}`)) continue
    const transmission = { recipient: `r${index}`, exchange: index }
    const draft = { transmission, flow: {} } as Parameters<typeof book.keepDrafts>[1][number]
    book.keepDrafts('sent', [draft])
    listed++
  }
  expect(listed).toBe(1_000)
  expect(book.uncounted.size).toBe(1_000)
  book.end(null, 2_000)
  expect(run.transmissions).toBe(runTransmissionsMax - 1_000)
})
