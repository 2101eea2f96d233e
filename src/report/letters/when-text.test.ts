import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { profileOf, scannedSample } from '../../../test/support/scan-capture.ts'
import type { Period, Trigger, TriggerDoubt } from '../../correlate/types.ts'
import { deviceEventKinds } from '../../device/events/types.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { Masker } from '../masking/masker.ts'
import { ValueMasks } from '../masking/value-masks.ts'
import type { Given } from './letter-block.ts'
import { letterTexts } from './letter.ts'
import { letterLanguages } from './texts.ts'
import type { LetterKind, LetterLanguage } from './texts.ts'
import { whenTexts } from './when-text.ts'

const sample = fileURLToPath(new URL('../../../samples/nokia-7-plus', import.meta.url))
let result: ScanResult

beforeAll(async () => {
  result = await scannedSample(`${sample}.pcapng`, profileOf(`${sample}.profile.yaml`))
})

const trigger = (changes: Partial<Trigger> = {}): Trigger => ({
  event: 'unlock',
  recipient: result.findings[0]?.recipient ?? '',
  exposures: 55,
  hits: 54,
  windowFromMs: 0,
  windowMs: 5_000,
  latencyMs: { first: 2_100, median: 2_500, p90: 3_200, last: 3_300 },
  histogram: [],
  lift: 45,
  pValue: 0.0001,
  qValue: 0.0001,
  shifts: 9_999,
  exceedances: 0,
  togetherWith: [],
  isDerived: false,
  doubts: [],
  sentence: 'What the report says is nothing that a letter reads.',
  ...changes,
})

function told(
  triggers: readonly Trigger[],
  language: LetterLanguage = 'en',
  kind: LetterKind = 'complaint',
  changes: Partial<ScanResult['correlation']> = {},
): string[] {
  const own = { ...result, correlation: { ...result.correlation, triggers, periods: [], ...changes } }
  const masker = new Masker(own, false)
  const given: Given = {
    result: own,
    assessment: { findings: [] } as unknown as Given['assessment'],
    options: { kind, language, version: '', isRevealed: false, deadline: '', awareAt: '' },
    texts: letterTexts[language],
    hide: (text) => masker.hide(text),
    hideName: (name) => masker.hideName(name),
    masks: new ValueMasks(own.observations, false),
  }
  return own.findings.flatMap((finding) => whenTexts(given, finding))
}

test('a letter says what messages follow, with its numbers', () => {
  expect(told([trigger()])).toEqual([
    'Of 55 unlocks, 54 were followed by a message to zzhc.vnet.cn within 3.3 s (median 2.5 s; chance alone gives 1.2; p ≤ 0.0001). (f1)',
  ])
  const within = (first: number, last: number): string =>
    told([trigger({ windowFromMs: 0, latencyMs: { first, median: first, p90: last, last } })])[0] ?? ''
  // A bound is rounded up, so that it holds.
  expect(within(0, 3_301)).toContain('within 3.4 s (')
  expect(within(0, 0)).toContain('within 0.001 s (')
  const late = (first: number, last: number): string | undefined =>
    told([trigger({ windowFromMs: 39_000, latencyMs: { first, median: first, p90: last, last } })])[0]
  expect(late(40_000, 42_000)).toContain('to zzhc.vnet.cn 40 s to 42 s later (')
  expect(late(40_000, 40_100)).toContain('to zzhc.vnet.cn 40 s later (')
  expect(told([trigger({ latencyMs: { first: -300, median: -100, p90: 0, last: 200 } })])[0]).toContain(
    '54 came together with',
  )
  expect(told([trigger({ isDerived: true })])[0]).toContain('Of 55 unlocks (seen in the traffic), 54')
})

test('what another event explains, or what is of a part of the connections or of nobody in the letter, is left out', () => {
  expect(told([trigger({ explainedBy: 'boot' })])).toEqual([])
  expect(told([trigger({ flows: { bytesMin: 1, bytesMax: 2 } })])).toEqual([])
  expect(told([trigger({ recipient: 'none' })])).toEqual([])
})

test('a summary names one kind of event, other letters three', () => {
  const triggers = (['boot', 'screen-on', 'unlock', 'lock'] as const).map((event) => trigger({ event }))
  expect(told(triggers, 'en', 'summary')).toHaveLength(1)
  expect(told(triggers)).toHaveLength(3)
  // The strongest of what the phone's own events show.
  const chosen = told([trigger({ event: 'boot', pValue: 0.01 }), ...triggers.slice(2)], 'en', 'summary')
  expect(chosen[0]).toContain('55 unlocks')
  // And of these one without a doubt.
  const doubted = trigger({
    event: 'screen-on',
    pValue: 0.00001,
    togetherWith: ['unlock'],
    doubts: [{ code: 'together' }],
  })
  expect(told([doubted, trigger()], 'en', 'summary')[0]).toContain('55 unlocks')
  // An event that was not seen whole is none; two doubts are too many.
  const cut = { ...doubted, doubts: [{ code: 'cut', events: 3 }] } as const
  expect(told([cut, trigger()], 'en', 'summary')[0]).toContain('55 screen-ons')
  const twice = { ...doubted, doubts: [{ code: 'timetables' }, { code: 'together' }] } as const
  expect(told([twice], 'en', 'summary')).toEqual([])
})

test('events are counted by nouns, so that the sentence reads in every language', () => {
  expect(told([trigger({ event: 'charger-on' })])[0]).toMatch(/^Of 55 connections of the charger, 54 were/)
  expect(told([trigger({ event: 'airplane-on' })], 'nb')[0]).toMatch(/^Av 55 innkoblinger av flymodus ble 54/)
})

test('an event near the end of a recording is one, not several', () => {
  const said = (events: number, language: LetterLanguage): string =>
    told([trigger({ doubts: [{ code: 'cut', events }] })], language)[0] ?? ''
  expect(said(1, 'en')).toContain(' 1 more was so near')
  expect(said(12, 'en')).toContain(' 12 more were so near')
  expect(said(1, 'de')).toContain(' Ein weiteres Ereignis lag so nahe')
  expect(said(12, 'de')).toContain(' 12 weitere lagen so nahe')
})

test.each([
  ['en', '1.2', 'which only the messages themselves suggest.', 'come together with screen-ons'],
  ['nb', '1,2', 'noe som bare meldingene selv tyder på.', 'kommer sammen med skjermtenninger'],
  ['fi', '1,2', 'mihin vain viestit itse viittaavat.', 'muiden kanssa (näytön syttymiset)'],
  ['de', '1,2', 'worauf nur die Nachrichten selbst hindeuten.', 'zusammen (Einschalten des Bildschirms)'],
] as const)('doubts go with it, in the words of %s', (language, chance, moved, together) => {
  const doubts: TriggerDoubt[] = [
    { code: 'order', uncertaintyMs: 1_500 },
    { code: 'use', shownBy: 'delay' },
    { code: 'use', shownBy: 'beside' },
    { code: 'timetables' },
    {
      code: 'uneven',
      hits: 5,
      events: 10,
      untilS: Date.UTC(2026, 2, 30, 19, 36) / 1_000,
      laterHits: 0,
      laterEvents: 1_045,
      fromS: Date.UTC(2026, 2, 31, 7, 2) / 1_000,
    },
    { code: 'cut', events: 1 },
    { code: 'moved', offsetMs: -2_500 },
    { code: 'together' },
  ]
  const [text = ''] = told([trigger({ togetherWith: ['screen-on'], doubts })], language)
  for (const said of [
    chance,
    moved,
    together,
    language === 'en' ? '1,045' : '1045',
    language === 'en' ? ' 1.5 s' : ' 1,5 s',
    language === 'en' ? ' 2.5 s' : ' 2,5 s',
    '2026-03-30 19:36 UTC',
    '2026-03-31 07:02 UTC',
  ])
    expect(text).toContain(said)
  // Nothing of the report's English goes along.
  expect(text).not.toContain('What the report says')
})

test('regular messages are told with their interval', () => {
  const period = {
    recipient: result.findings[0]?.recipient ?? '',
    law: 'jittered' as const,
    periodS: 7_200,
    jitterS: 60,
    count: 34,
    pValue: 0.001,
    sentence: 'a.example: one send every 7,200 s.',
  }
  expect(told([], 'de', 'complaint', { periods: [period] })).toEqual([
    'Nachrichten an zzhc.vnet.cn kamen in einem festen Abstand von 7200 s ± 60 s (34 Abstände). (f1)',
  ])
  expect(told([], 'en', 'complaint', { periods: [{ ...period, law: 'calendar' }] })).toEqual([
    'a.example: one send every 7,200 s. (f1)',
  ])
  const again = { ...period, law: 'retry-ladder' as const }
  expect(told([], 'nb', 'complaint', { periods: [again] })).toEqual([
    'Når ikke noe annet utløste dem, kom meldinger til zzhc.vnet.cn med et mellomrom på 7200 s ± 60 s (34 mellomrom). (f1)',
  ])
  expect(told([], 'en', 'complaint', { periods: [{ ...again, stopsAfter: 3 }] })).toEqual([
    'a.example: one send every 7,200 s. (f1)',
  ])
  expect(told([], 'en', 'summary', { periods: [period] })).toEqual([])
})

/** Rhythms with what is said of each in English. */
const rhythms: readonly (readonly [Partial<Period>, string])[] = [
  [
    { law: 'constant', isOfBursts: true, periodS: 3_600 },
    'Several messages at a time came to zzhc.vnet.cn, at a regular interval of 3,600 s from one such time to the next (34 intervals).',
  ],
  [
    { law: 'retry-ladder', periodS: 3_600, stopsAfter: 10, ladders: 4, until: 'boot' },
    'After a message to zzhc.vnet.cn 10 more followed, 3,600 s apart, and then none (such series: 4). Sending began again within five minutes after events of one kind: boots.',
  ],
  [
    { law: 'retry-ladder', periodS: 600, stopsAfter: 11, ladders: 1 },
    'After a message to zzhc.vnet.cn 11 more followed, 600 s apart, and then none (such series: 1).',
  ],
  [
    { law: 'back-off', periodS: 1.5, stopsAfter: 6, ladders: 3, factor: 2 },
    'Messages to zzhc.vnet.cn came at growing intervals: first about 1.5 s, then each time about 2.0 times as long, up to 6 in a row (such series: 3).',
  ],
  [
    { law: 'calendar', everyDays: 1, timeOfDay: { kind: 'at', at: '03:05' } },
    'Messages to zzhc.vnet.cn came each day at about 03:05 UTC (34 intervals).',
  ],
  [
    {
      law: 'calendar',
      everyDays: 7,
      timeOfDay: { kind: 'between', from: '08:01', to: '09:59', isMostly: false },
    },
    'Messages to zzhc.vnet.cn came each week between 08:01 and 09:59 UTC (34 intervals).',
  ],
  [
    {
      law: 'calendar',
      everyDays: 3,
      timeOfDay: { kind: 'between', from: '08:01', to: '09:59', isMostly: true },
    },
    'Messages to zzhc.vnet.cn came every 3 days mostly between 08:01 and 09:59 UTC (34 intervals).',
  ],
  [
    {
      law: 'calendar',
      days: 36,
      timeOfDay: { kind: 'changed', at: '06:00', until: '2026-03-28', later: '05:00', from: '2026-03-29' },
    },
    'On 34 of 36 days a message came to zzhc.vnet.cn at about 06:00 UTC until 2026-03-28, at about 05:00 UTC from 2026-03-29 on.',
  ],
]

test.each(letterLanguages)('each rhythm has a sentence of its own in %s', (language) => {
  for (const [changes, english] of rhythms) {
    const sentence = 'What the report says is nothing that a letter reads.'
    const period: Period = {
      recipient: result.findings[0]?.recipient ?? '',
      law: 'calendar',
      periodS: 86_400,
      jitterS: 0,
      count: 34,
      pValue: 0.000001,
      sentence,
      ...changes,
    }
    const [text = ''] = told([], language, 'complaint', { periods: [period] })
    expect(text).not.toContain(sentence)
    expect(text).toContain('zzhc.vnet.cn')
    // All numbers of the English sentence, and no others.
    const numbers = (of: string): string[] => (of.match(/\d+/g) ?? []).toSorted()
    if (language === 'en') expect(text).toBe(`${english} (f1)`)
    else expect(numbers(text)).toEqual(numbers(`${english.replaceAll(/(?<=\d),(?=\d)/g, '')} (f1)`))
  }
})

test('every kind of event has a name in every language', () => {
  for (const language of letterLanguages)
    for (const kind of deviceEventKinds) expect(letterTexts[language].when.events[kind]).not.toBe('')
})
