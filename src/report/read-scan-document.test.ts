import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { filled } from '../../test/support/poisoned-facts.ts'
import { profileOf } from '../../test/support/scan-capture.ts'
import { scanBytes } from '../../test/support/scan-frames.ts'
import { schemaErrors } from '../../test/support/scan-schema.ts'
import { shortSample } from '../../test/support/short-sample.ts'
import { readLawSources } from '../../tools/build-law.ts'
import { assessLaw } from '../assess/law/evaluate.ts'
import { InputError } from '../core/errors.ts'
import { faultOf } from '../core/json-schema.ts'
import type { JsonSchema } from '../core/json-schema.ts'
import type { Profile } from '../device/types.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { renderAssessmentJson } from './assessment-json.ts'
import { letterText } from './letters/render.ts'
import { writeLetter } from './letters/letter.ts'
import { letterKinds } from './letters/texts.ts'
import { readScanDocument } from './read-scan-document.ts'
import { scanDocument } from './scan-document.ts'
import { technicalReport } from './technical/report.ts'
import { renderTerminal } from './terminal.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const law = readLawSources(root)
const schema = JSON.parse(readFileSync(`${root}docs/schema/scan.schema.json`, 'utf8')) as JsonSchema
const profile: Profile = profileOf(`${root}samples/nokia-7-plus.profile.yaml`)
let result: ScanResult

beforeAll(async () => {
  result = await scanBytes(shortSample(), profile)
})

type Json = Record<string, unknown>
const documentOf = (from: ScanResult, isRevealed: boolean): Json =>
  JSON.parse(JSON.stringify(scanDocument(from, isRevealed))) as Json

/** Every report of a result; the note on masking is the one sentence that may differ. */
function reportsOf(from: ScanResult, isRevealed: boolean): Record<string, string> {
  const setting = {
    userCountry: 'NO',
    makerCountry: 'FI',
    maker: 'Maker',
    awareAt: '',
    today: '2026-01-01',
    dayZone: 'UTC',
    latestDay: '2026-01-01',
  }
  const assessment = assessLaw(from.findings, from, setting, law)
  const letters = letterKinds.map((kind) => {
    const options = { kind, language: 'nb', version: '', isRevealed, deadline: '', awareAt: '' } as const
    return [kind, letterText(writeLetter(from, assessment, options))]
  })
  return {
    ...(Object.fromEntries(letters) as Record<string, string>),
    document: JSON.stringify(scanDocument(from, isRevealed), null, 1),
    terminal: renderTerminal(from, { isRevealed, hasColour: false, columns: 80 }),
    page: technicalReport(from, { version: '', isRevealed }).replaceAll(
      /<li>Values are (?:hidden|masked)[^<]*/g,
      '',
    ),
    assessment: renderAssessmentJson(assessment, from, isRevealed),
  }
}

/** Two values that are masked alike, what is rare, and a second copy of an event. */
function withRareFacts(from: ScanResult): ScanResult {
  const [first] = from.observations
  const own = first === undefined ? [] : [{ ...first, id: 'o9999', isAsked: true as const }]
  const twins = ['357184092641738', '357184092641038'].map((value, index) => ({
    ...(first as ScanResult['observations'][number]),
    id: `o999${index}`,
    identifier: 'imei',
    value,
    normal: value,
  }))
  return {
    ...from,
    observations: [...from.observations, ...own, ...twins],
    recipients: from.recipients.map((one) => ({ ...one, mayHideName: true, isDenied: true as const })),
    findings: from.findings.map((one) => ({
      ...one,
      isAtLeast: true as const,
      identifiers: [...new Set(['imei', ...one.identifiers])],
      observations: [...one.observations, ...twins.map(({ id }) => id)],
    })),
  }
}

/** As if its frames had been recorded into three files. */
function inFiles(from: ScanResult): ScanResult {
  const [capture] = from.captures as [ScanResult['captures'][number]]
  const { packets, first, last } = capture
  const third = Math.floor(packets / 3)
  const files = [0, 1, 2].map((index) => ({
    path: `/home/ada/357184092641738/rec_${index}.pcapng`,
    sha256: 'ab'.repeat(32),
    isGzip: index === 1,
    ...(index === 1 ? { isZipped: true as const } : {}),
    fileBytes: 1_000,
    bytes: 2_000,
    packets: index === 2 ? packets - 2 * third : third,
    firstFrame: 1 + index * third,
    first,
    last,
    ...(index === 2 ? { blocksBefore: 3, isApart: true as const } : {}),
  }))
  const numberedBlocks = [{ framesBefore: third, blocks: 5 }]
  return { ...from, captures: [{ ...capture, path: 'rec_0 … rec_2 (3 files)', files, numberedBlocks }] }
}

describe.each([
  ['a scan', (from: ScanResult) => from],
  ['one of a recording in several files', inFiles],
  ['one with something in every list', filled],
  ['one with what is rare', withRareFacts],
])('of %s', (_, change) => {
  test.each([true, false])('every report of its document is the same (values shown: %s)', (isRevealed) => {
    const changed = change(result)
    const document = documentOf(changed, isRevealed)
    const again = readScanDocument('a.json', document, { profile: isRevealed ? profile : null })
    expect(again.shownValues === undefined).toBe(isRevealed)
    expect(reportsOf(again, isRevealed)).toEqual(reportsOf(changed, isRevealed))
  })
})

test('a document in full is masked as its capture is', () => {
  const again = readScanDocument('a.json', documentOf(result, true), { profile })
  expect(reportsOf(again, false)).toEqual(reportsOf(result, false))
})

test('the published schema holds for it, and this reader of schemas says so', () => {
  for (const isRevealed of [true, false]) {
    const document = documentOf(inFiles(withRareFacts(result)), isRevealed)
    expect(schemaErrors(document)).toEqual([])
    expect(faultOf(document, schema)).toBeNull()
  }
})

test('a document of an earlier version is refused', () => {
  const { reread: _, ...earlier } = documentOf(result, false)
  const uncounted = documentOf(result, false)
  for (const name of ['tokenValues', 'tokenBytes'])
    delete ((uncounted['coverage'] as Json)['searched'] as Json)[name]
  expect(faultOf(uncounted, schema)).toBeNull()
  for (const document of [earlier, uncounted])
    expect(() => readScanDocument('a.json', document, {})).toThrow(
      'a.json was written by an earlier version of varde, and does not say all that a report needs: varde compare, claims and scope may still read it; a report of it is made by the version that wrote it, or by this one from its capture.',
    )
})

test('a document whose parts do not belong together is refused, whatever is taken out or named wrongly', () => {
  const text = JSON.stringify(documentOf(result, false))
  const lists = Object.entries(JSON.parse(text) as Json).flatMap(([name, value]) =>
    Array.isArray(value) && value.length > 0 ? [name] : [],
  )
  let refused = 0
  for (const name of lists)
    for (const change of [
      (list: Json[]) => list.pop(),
      (list: Json[]) => (list.length = 0),
      (list: Json[]) => Object.assign(list[0] as object, { recipient: 'r99999' }),
      (list: Json[]) => Object.assign(list[0] as object, { capture: 7 }),
    ]) {
      const document = JSON.parse(text) as Json
      change(document[name] as Json[])
      try {
        reportsOf(readScanDocument('a.json', document, {}), false)
      } catch (cause) {
        expect(cause, `${name}: ${String(cause)}`).toBeInstanceOf(InputError)
        refused++
      }
    }
  expect(refused).toBeGreaterThan(10)
})

test.each<[string, (document: Json) => void]>([
  ['a month that no calendar has', (one) => set(one, ['findings', 0, 'lastAt'], '2019-13-01T00:00:00Z')],
  ['an hour of no day', (one) => set(one, ['observations', 0, 'at'], '2019-02-11T99:00:00Z')],
  ['a year beyond all', (one) => set(one, ['captures', 0, 'firstAt'], '+999999-01-01T00:00:00Z')],
  [
    'no time at all',
    (one) => set(one, ['opaque'], [{ firstAt: 'soon', lastAt: 'soon', capture: 0, recipient: 'r1' }]),
  ],
])('a document with %s is refused: each report would name another time', (_, change) => {
  const document = documentOf(result, false)
  change(document)
  expect(() => readScanDocument('a.json', document, {})).toThrow(
    new InputError('a document has a time that is none: scan the capture anew.'),
  )
})

function set(document: Json, path: readonly (string | number)[], value: unknown): void {
  const last = path.at(-1) as string
  let at = document as Record<string | number, unknown>
  for (const name of path.slice(0, -1)) at = at[name] as Record<string | number, unknown>
  at[last] = value
}

test('a document whose findings name observations that it does not have is refused', () => {
  const changes: readonly ((document: Json) => void)[] = [
    (one) => set(one, ['findings', 0, 'observations'], ['o99999']),
    (one) => set(one, ['observations', 1, 'id'], ((one['observations'] as Json[])[0] as Json)['id']),
  ]
  for (const change of changes) {
    const document = documentOf(result, false)
    change(document)
    expect(() => readScanDocument('a.json', document, {})).toThrow(
      /(?:findings|observations) names what is not in it/,
    )
  }
})

test.each(['observations', 'dismissals', 'localNames'])(
  'a document that masks some values and shows others is refused: %s',
  (name) => {
    for (const isRevealed of [true, false]) {
      const document = documentOf(filled(result), isRevealed)
      const [first] = document[name] as Json[]
      if (isRevealed) delete first?.['value']
      else Object.assign(first as Json, { value: '357184092641738', normal: '357184092641738' })
      expect(() => readScanDocument('a.json', document, {})).toThrow(
        new InputError(
          `a.json: it is no whole document of varde scan --json: ${name} has values both masked and in full.`,
        ),
      )
    }
  },
)
