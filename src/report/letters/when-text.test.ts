import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { profileOf, scanCapture } from '../../../test/support/scan-capture.ts'
import type { Trigger } from '../../correlate/types.ts'
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
  result = await scanCapture(`${sample}.pcapng`, profileOf(`${sample}.profile.yaml`))
})

const trigger = (changes: Partial<Trigger> = {}): Trigger => ({
  event: 'unlock',
  recipient: result.findings[0]?.recipient ?? '',
  exposures: 55,
  hits: 54,
  windowFromMs: 0,
  windowMs: 5_000,
  latencyMs: { median: 2_500, p90: 3_200 },
  histogram: [],
  lift: 45,
  pValue: 0.0001,
  qValue: 0.0001,
  shifts: 9_999,
  exceedances: 0,
  togetherWith: [],
  isDerived: false,
  sentence:
    '54 of 55 unlocks are followed by a send to a.example within 3.3 s (median 2.5 s; by chance 1.2; none of 9,999 random shifts of the times did as well, p ≤ 0.0001).',
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
  const late = (when: string): string | undefined => {
    const sentence = trigger().sentence.replace('within 3.3 s', when)
    return told([trigger({ windowFromMs: 40_000, windowMs: 41_000, sentence })])[0]
  }
  expect(late('between 40 s and 42 s later')).toContain('40 s to 42 s later')
  expect(late('40 s later')).toContain('40 s to 41 s later')
  expect(told([trigger({ latencyMs: { median: -100, p90: 0 } })])[0]).toContain('54 came together with')
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
  const sentence = `${trigger().sentence} It comes together with unlocks: these events can not tell which of them is the cause.`
  const doubted = trigger({ event: 'screen-on', pValue: 0.00001, togetherWith: ['unlock'], sentence })
  expect(told([doubted, trigger()], 'en', 'summary')[0]).toContain('55 unlocks')
})

test('events are counted by nouns, so that the sentence reads in every language', () => {
  expect(told([trigger({ event: 'charger-on' })])[0]).toMatch(/^Of 55 connections of the charger, 54 were/)
  expect(told([trigger({ event: 'airplane-on' })], 'nb')[0]).toMatch(/^Av 55 innkoblinger av flymodus ble 54/)
})

test('an event near the end of a recording is one, not several', () => {
  const plain = trigger()
  const said = (count: string, language: LetterLanguage): string => {
    const cut = `${count} so near the end of a stretch that was captured that this was not seen whole.`
    return told([{ ...plain, sentence: `${plain.sentence} ${cut}` }], language)[0] ?? ''
  }
  expect(said('1 more lies', 'en')).toContain(' 1 more was so near')
  expect(said('12 more lie', 'en')).toContain(' 12 more were so near')
  expect(said('1 more lies', 'de')).toContain(' Ein weiteres Ereignis lag so nahe')
  expect(said('12 more lie', 'de')).toContain(' 12 weitere lagen so nahe')
})

test.each([
  ['en', '1.2', 'which only the messages themselves suggest.', 'come together with screen-ons'],
  ['nb', '1,2', 'noe som bare meldingene selv tyder på.', 'kommer sammen med skjermtenninger'],
  ['fi', '1,2', 'mihin vain viestit itse viittaavat.', 'muiden kanssa (näytön syttymiset)'],
  ['de', '1,2', 'worauf nur die Nachrichten selbst hindeuten.', 'zusammen (Einschalten des Bildschirms)'],
] as const)('doubts go with it, in the words of %s', (language, chance, moved, together) => {
  const doubts = [
    'Both clocks are compared to 1.5 s only: which came first is not sure.',
    'So late and at no fixed delay, they may also be of apps that send only while the phone is used.',
    'As long a time just before that, or just behind it, holds one nearly as often: they may also be of apps that send only while the phone is used.',
    'At the same times of other days nearly as many see one: both may keep to a time of day of their own, and have nothing to do with each other.',
    'Not all along: 5 of 10 until 2026-03-30 19:36 UTC, 0 of 1,045 from 2026-03-31 07:02 UTC on.',
    '1 more lies so near the end of a stretch that was captured that this was not seen whole.',
    'This holds if the clocks differ by 2.5 s, which only the sends themselves suggest; if the clocks agree, the sends come 5 s after the unlocks (median).',
    'It comes together with screen-ons: these events can not tell which of them is the cause.',
  ]
  const plain = trigger()
  const [text = ''] = told(
    [{ ...plain, togetherWith: ['screen-on'], sentence: `${plain.sentence} ${doubts.join(' ')}` }],
    language,
  )
  for (const said of [chance, moved, together, language === 'en' ? '1,045' : '1045'])
    expect(text).toContain(said)
  if (language !== 'en') {
    // Nothing is left in English.
    const [quote = ''] = letterTexts[language].quotedEnglish.split('{evidence}')
    expect(text).not.toContain(quote)
  }
  const strange = { ...plain, sentence: `${plain.sentence} Something new is in doubt.` }
  expect(told([strange], language)[0]).toContain('Something new is in doubt.')
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

test('every kind of event has a name in every language', () => {
  for (const language of letterLanguages)
    for (const kind of deviceEventKinds) expect(letterTexts[language].when.events[kind]).not.toBe('')
})
