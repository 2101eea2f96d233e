import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { profileOf, scannedSample } from '../../test/support/scan-capture.ts'
import { schemaErrors } from '../../test/support/scan-schema.ts'
import type { Period, Trigger, TriggerDoubt } from '../correlate/types.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { scanDocument } from './scan-document.ts'
import { renderTerminal } from './terminal.ts'

const sample = fileURLToPath(new URL('../../samples/', import.meta.url))

const profile = profileOf(`${sample}nokia-7-plus.profile.yaml`)
const result = await scannedSample(`${sample}nokia-7-plus.pcapng`, profile)
const fixed = await scannedSample(`${sample}nokia-7-plus-fixed.pcapng`, profile)

/** The first line of the report, without the line ends that its width makes. */
function firstLine(of: ScanResult): string {
  const text = renderTerminal(of, { isRevealed: false, hasColour: false, columns: 100 })
  return (text.split('\n\n')[0] ?? '').trim().replaceAll(/\s+/g, ' ')
}

test.each([
  ['a finding', result, 'critical'],
  ['none', fixed, null],
])('the verdict of %s is the one that is printed first', (_, of, severity) => {
  const document = scanDocument(of, false)
  const { label, sentence, ...rest } = document['verdict'] as Record<string, unknown>
  expect(`${String(label)} ${String(sentence)}`).toBe(firstLine(of))
  expect(rest).toEqual({ severity })
  expect(schemaErrors(document)).toEqual([])
  // What earlier versions wrote stays a document of this form.
  const { verdict: _verdict, ...earlier } = document
  expect(schemaErrors(earlier)).toEqual([])
})

test('a value in the name of a host is masked in the verdict, too, unless it is asked for', () => {
  const { normal } = result.observations.find(({ identifier }) => identifier === 'imei') ?? { normal: '' }
  const host = `${normal}.a.example`
  const named = { ...result, recipients: result.recipients.map((one) => ({ ...one, host })) }
  const sentenceOf = (isRevealed: boolean): unknown =>
    (scanDocument(named, isRevealed)['verdict'] as Record<string, unknown>)['sentence']
  expect(normal).toMatch(/^\d{14,15}$/)
  expect(sentenceOf(true)).toContain(host)
  expect(sentenceOf(false)).not.toContain(normal)
  expect(sentenceOf(false)).toContain('.a.example')
})

test('doubts about triggers and rhythms of every form fit the schema', () => {
  const doubts: TriggerDoubt[] = [
    { code: 'order', uncertaintyMs: 1_500.5 },
    { code: 'use', shownBy: 'beside' },
    { code: 'timetables' },
    {
      code: 'uneven',
      hits: 5,
      events: 10,
      untilS: 1_774_900_000.5,
      laterHits: 0,
      laterEvents: 9,
      fromS: 1_774_950_000,
    },
    { code: 'cut', events: 1 },
    { code: 'moved', offsetMs: -2_500 },
    { code: 'together' },
  ]
  const trigger: Trigger = {
    event: 'unlock',
    recipient: 'r1',
    exposures: 55,
    hits: 54,
    windowFromMs: 0,
    windowMs: 5_000,
    latencyMs: { first: -0.125, median: 2_500, p90: 3_200, last: 3_300.001 },
    histogram: [],
    lift: 45,
    pValue: 0.0001,
    qValue: 0.0001,
    shifts: 9_999,
    exceedances: 0,
    togetherWith: ['lock'],
    isDerived: false,
    doubts,
    sentence: '',
  }
  const period: Period = {
    recipient: 'r1',
    law: 'calendar',
    periodS: 86_400,
    jitterS: 0,
    count: 9,
    pValue: 0,
    sentence: '',
  }
  const periods: Period[] = [
    { ...period, law: 'constant', isOfBursts: true },
    { ...period, law: 'retry-ladder', stopsAfter: 10, ladders: 4, until: 'boot' },
    { ...period, law: 'back-off', stopsAfter: 6, ladders: 3, factor: 2.1 },
    { ...period, days: 10, timeOfDay: { kind: 'at', at: '03:05' } },
    { ...period, everyDays: 7, timeOfDay: { kind: 'between', from: '23:10', to: '00:40', isMostly: true } },
    {
      ...period,
      everyDays: 1,
      timeOfDay: { kind: 'changed', at: '06:00', until: '2026-03-28', later: '05:00', from: '2026-03-29' },
    },
  ]
  const correlation = { ...result.correlation, triggers: [trigger], periods }
  const document = scanDocument({ ...result, correlation }, false)
  expect(schemaErrors(document)).toEqual([])
  // A document of an earlier version has neither.
  const { doubts: _doubts, ...earlier } = trigger
  const { median, p90 } = trigger.latencyMs
  const triggers = [{ ...earlier, latencyMs: { median, p90 } }]
  expect(
    schemaErrors({ ...document, triggers, periods: [{ ...period, law: 'back-off', stopsAfter: 6 }] }),
  ).toEqual([])
})
