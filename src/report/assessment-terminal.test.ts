import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { profileOf, scannedSample } from '../../test/support/scan-capture.ts'
import { readLawSources } from '../../tools/build-law.ts'
import { assessLaw } from '../assess/law/evaluate.ts'
import type { Period, Trigger } from '../correlate/types.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { renderAssessmentJson } from './assessment-json.ts'
import { renderAssessment } from './assessment-terminal.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const law = readLawSources(root)
const sample = `${root}samples/nokia-7-plus`
const setting = { userCountry: 'NO', makerCountry: '', maker: '', awareAt: '', today: '2026-11-24' }

function rendered(result: ScanResult, userCountry = 'NO', changes: Partial<typeof setting> = {}): string {
  const assessment = assessLaw(result.findings, result, { ...setting, ...changes, userCountry }, law)
  return renderAssessment(assessment, result, { isRevealed: false, hasColour: false, columns: 80 })
}

const result = await scannedSample(`${sample}.pcapng`, profileOf(`${sample}.profile.yaml`))

test('shows as many findings as a person reads, and counts the others', () => {
  const [first] = result.findings
  if (first === undefined) throw new Error('nothing was found')
  const many = (count: number): string =>
    rendered({
      ...result,
      findings: Array.from({ length: count }, (_, at) => ({ ...first, id: `f${at + 1}` })),
    })
  const text = many(1_222)
  expect(text).toContain('1,222 findings raise questions under')
  expect(text).toContain('… and 1,202 more findings: see --json')
  expect(text.split('\n').length).toBeLessThan(5_000)
  expect(many(21)).toContain('… and 1 more finding: see --json')
  expect(many(20)).not.toContain('more finding')
})

test('rights and procedure stand apart and are not counted', () => {
  const text = rendered(result)
  const [questions = '', apart = ''] = text.split('    rights and procedure\n')
  expect(questions).not.toMatch(/GDPR Articles? (?:15|56|77|82|83)\b/)
  for (const cited of ['Article 15', 'Articles 56', 'Article 77', 'Article 82', 'Article 83'])
    expect(apart).toContain(`GDPR ${cited}`)
  const counted = questions.match(/^ {6}\S/gm)?.filter((line) => !line.includes('·')).length ?? 0
  expect(counted).toBeGreaterThan(10)
  expect(text).toContain(`raises questions under ${counted} provisions`)
})

test('says of what is not in force yet no other than that', () => {
  const text = rendered(result, 'DE', { today: '2018-01-01' })
  expect(text).toContain('not yet in force today')
  expect(text).not.toContain('no longer in force today')
})

test('says where no time for a notification is known, only to who asks', () => {
  const aware = { awareAt: '2026-11-20T10:00Z' }
  expect(rendered(result, 'CH', aware)).toContain('None of the provisions above sets a time')
  expect(rendered(result, 'NO', aware)).toContain('2026-11-23T11:00Z (over, as hours')
  for (const text of [rendered(result, 'CH'), rendered(result, 'NO', aware)])
    expect(text).not.toMatch(/IF IT IS A BREACH\n {2}None/)
})

test('says how much could be read where nothing was found', () => {
  const clean = { ...result, findings: [] }
  const unread = {
    ...clean,
    coverage: { ...result.coverage, summary: { ...result.coverage.summary, read: 0 } },
  }
  expect(rendered(clean)).toMatch(
    /^LAW {2}Without a finding no question is raised\. .*Nothing that identifies/,
  )
  expect(rendered(clean).replaceAll(/\s+/g, ' ')).toMatch(/was found in the \d+ % of the traffic/)
  expect(rendered(unread).replaceAll(/\s+/g, ' ')).toContain('nothing can be said of what the phone sent')
})

test('points to nothing that stands elsewhere', () => {
  const entries = { notRecorded: { entries: 0, bodies: 5, bodyBytes: 0 }, other: {} }
  const coverage = { ...result.coverage, entries } as unknown as ScanResult['coverage']
  const text = rendered({ ...result, findings: [], coverage }).replaceAll(/\s+/g, ' ')
  expect(text).toContain('What was not recorded can hold more.')
  expect(text).not.toContain('see below')
})

test('facts are sentences with the words of people, and places are named', () => {
  const text = rendered(result).replaceAll(/\s+/g, ' ')
  expect(text).toContain(
    'facts · IMEI, ICCID, IMSI, MAC address, identity of the mobile cell, software build of the device, model of the device sent in 84 transmissions · IMEI, ICCID, IMSI cannot be reset',
  )
  expect(text).toContain('(user in Norway, law of 2019-02-11 to 2019-02-12)')
  expect(text).toContain('· operator: China (')
  expect(text).not.toMatch(/\b(?:imei|wifi-mac|cell-id|identifier-sent|third-country|known-sender)\b/)
})

test('a name that is English already is told once, and a country as in a sentence', () => {
  const text = rendered(result, 'GB').replaceAll(/\s+/g, ' ')
  expect(text).toContain("complaint: Information Commissioner's Office, United Kingdom")
  expect(text).toContain('(user in the United Kingdom, law of')
})

test('gives no address where each part of a country has an authority of its own', () => {
  expect(rendered(result).replaceAll(/\s+/g, ' ')).toContain('Norway, https://datatilsynet.no, in Norwegian')
  expect(rendered(result, 'DE').replaceAll(/\s+/g, ' ')).toContain(
    '(data protection authority of the competent Land), Germany, in German:',
  )
})

test('says of which transmissions a provision speaks, where it is not all of them', () => {
  const [first] = result.findings
  if (first === undefined) throw new Error('nothing was found')
  const transmissions = result.transmissions.map((one, index) =>
    index === 0 ? { ...one, at: { sec: Date.parse('2025-03-01T12:00:00Z') / 1_000, nsec: 0 } } : one,
  )
  const text = rendered({ ...result, findings: [first], transmissions }).replaceAll(/\s+/g, ' ')
  expect(text).toContain('law of 2019-02-11 to 2025-03-01)')
  expect(text).toMatch(/§ 2-7b: [^(]*\(for 83 of 84 transmissions, 2019-02-11 to 2019-02-12, no longer/)
  expect(text).toMatch(/§ 3-15: [^(]*\(for 1 of 84 transmissions, 2025-03-01\)/)
  expect(text).not.toMatch(/Article 15[^(]*\(for/)
})

test('of a name alone no provision is named, and none is said not to count', () => {
  const [first] = result.findings
  if (first === undefined) throw new Error('nothing was found')
  const findings = [{ ...first, identifiers: [], observations: [], transmissions: 0, family: 'none' }]
  const text = rendered({ ...result, findings }).replaceAll(/\s+/g, ' ')
  expect(text).toContain('Only names of recipients were seen, and not what was sent')
  expect(text).not.toContain('No finding raises a question')
})

test('says when and why the recipients of findings were sent something, in both forms', () => {
  const recipient = result.findings[0]?.recipient ?? ''
  const host = result.recipients.find(({ id }) => id === recipient)?.host ?? ''
  const trigger = {
    event: 'unlock',
    recipient,
    exposures: 55,
    hits: 54,
    sentence: `54 of 55 unlocks are followed by a send to ${host}.`,
  } as unknown as Trigger
  const period = {
    recipient,
    law: 'constant',
    periodS: 600,
    count: 24,
    sentence: `${host}: one send every 600 s, 24 intervals.`,
  } as unknown as Period
  const events = [{ kind: 'unlock', given: 55, derived: 0, observed: 55, nearEnd: [] }] as const
  const of = (changes: Partial<ScanResult['correlation']>): ScanResult => ({
    ...result,
    correlation: { ...result.correlation, triggers: [], periods: [], events: [], ...changes },
  })
  const sectionOf = (own: ScanResult): string =>
    /WHEN AND WHY\n([^]*?)\n\n/.exec(rendered(own))?.[1]?.replaceAll(/\s+/g, ' ') ?? ''
  const whenOf = (own: ScanResult): Record<string, unknown> => {
    const assessment = assessLaw(own.findings, own, setting, law)
    const document = JSON.parse(renderAssessmentJson(assessment, own, false)) as Record<string, unknown>
    return document['when'] as Record<string, unknown>
  }
  const known = of({ triggers: [trigger], periods: [period], events })
  expect(sectionOf(known)).toMatch(
    /^ • 54 of 55 unlocks are followed .* • .*: one send every 600 s, 24 intervals\. /,
  )
  expect(whenOf(known)).toMatchObject({ triggers: [trigger], periods: [period] })
  // What another event explains, what is of recipients without a finding, and nothing: no word of it.
  for (const own of [
    of({ triggers: [{ ...trigger, explainedBy: 'boot' }] }),
    of({ triggers: [{ ...trigger, recipient: 'none' }], periods: [{ ...period, recipient: 'none' }] }),
    of({}),
    { ...known, findings: [] },
  ]) {
    expect(sectionOf(own)).toBe('')
    expect(whenOf(own)).toEqual({ triggers: [], periods: [], notes: [] })
  }
  // Of events that were given it is said that no sends follow them.
  expect(sectionOf(of({ events }))).toMatch(/^ (?:No kind of event is followed|Nothing could be compared)/)
  // A long list ends, and the document has all of it.
  const many = of({ periods: Array.from({ length: 23 }, () => period) })
  expect(sectionOf(many)).toContain('… and 3 more: see --json')
  expect(whenOf(many)['periods']).toHaveLength(23)
})
