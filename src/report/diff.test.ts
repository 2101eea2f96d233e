import { expect, test } from 'vitest'
import { diffRuns } from '../assess/diff.ts'
import type { RunField } from '../assess/diff.ts'
import { renderDiff, renderDiffJson } from './diff.ts'
import { KnownOfScans } from './masking/known-of-scans.ts'

const nothingKnown = new KnownOfScans()

const seen: RunField = {
  values: new Set(['v']),
  samples: [['v', 'v']],
  bytesMin: 1,
  bytesMax: 1,
  bits: 0,
  count: 1,
}

test('runs in blocks are told to be made in turn, single ones to be repeated', () => {
  const text = (labels: readonly string[]): string =>
    renderDiff(
      diffRuns(labels.map((label) => ({ path: label, label, fields: new Map([['GET a.example/x', seen]]) }))),
      false,
      '43 %',
      nothingKnown,
    )
  expect(text(['a', 'a', 'b', 'b'])).toContain('make them in turn (a, b, a, b)')
  expect(text(['a', 'b', 'b'])).toContain('A value with one run only')
  expect(text(['a', 'b', 'b', 'a'])).toContain('fits one of 2 ways to part these runs')
})

test('a field that only some runs have is not said to follow the value where each has one run', () => {
  const text = (labels: readonly string[]): string =>
    renderDiff(
      diffRuns(
        labels.map((label) => ({
          path: label,
          label,
          fields: new Map(label === 'a' ? [['GET a.example/x', seen]] : []),
        })),
      ),
      false,
      '43 %',
      nothingKnown,
    )
  expect(text(['a', 'b'])).toContain(
    '1 field was seen only with some of the values, so that what it carries could not be compared: what comes and goes by itself looks the same in these runs',
  )
  expect(text(['a', 'b', 'a', 'b'])).toContain('what comes and goes by itself looks so by chance, too')
})

test('a field that one run alone of each value has is named, masked as others are, and in the document', () => {
  const own = (value: string): RunField => ({ ...seen, values: new Set([value]), samples: [[value, value]] })
  const diff = diffRuns(
    ['a', 'b', 'a', 'b'].map((label, index) => ({
      path: label,
      label,
      fields: new Map([
        ['GET a.example/x', seen],
        ...(index < 2 ? [['GET a.example/sim 357184092641738', own(label)] as const] : []),
      ]),
    })),
  )
  const text = renderDiff(diff, false, '43 %', nothingKnown)
  expect(text).toContain(
    '1 field changes with the value in the runs that have it, of some value one run alone: what changes by itself looks the same, and more runs may tell\n  GET a.example/sim 35',
  )
  expect(text).toContain('No field that could be read changes exactly with the value in all runs.')
  expect(text).toContain('1 field is the same in all runs; 0 change without following the value.')
  const json = renderDiffJson(diff, false, 0.43, nothingKnown)
  for (const written of [text, json]) expect(written).not.toContain('357184092641738')
  expect((JSON.parse(json) as { seldom: string[] }).seldom).toHaveLength(1)
})

test('runs that show nothing are told, and no chance of error where nothing was compared', () => {
  const text = (...fields: readonly Map<string, RunField>[]): string =>
    renderDiff(
      diffRuns(
        fields.map((own, index) => ({ path: `${index}`, label: index % 2 === 0 ? 'a' : 'b', fields: own })),
      ),
      false,
      '43 %',
      nothingKnown,
    )
  const [some, none] = [new Map([['GET a.example/x', seen]]), new Map<string, RunField>()]
  expect(text(none, some, none, some)).toContain(
    '2 of these runs show no field: their recordings may have failed',
  )
  expect(text(none, some, none, some)).toContain('Chance of error: not known, since nothing was compared.')
  expect(text(some, some, some, none)).toContain(
    '1 of these runs shows no field: its recording may have failed',
  )
  expect(text(some, some, some, some)).not.toContain('of these runs')
})

test('what could be read stands beside what was compared, also where that is nothing', () => {
  const one = (value: string): RunField => ({
    values: new Set([value]),
    samples: [[value, value]],
    bytesMin: 1,
    bytesMax: 1,
    bits: 0,
    count: 1,
  })
  const text = (fields: (label: string) => Map<string, RunField>): string =>
    renderDiff(
      diffRuns(['a', 'b', 'b', 'a'].map((label) => ({ path: label, label, fields: fields(label) }))),
      false,
      '43 %',
      nothingKnown,
    )
  expect(text(() => new Map())).toContain('0 fields compared, in the 43 % of the traffic that could be read')
  expect(text(() => new Map())).toContain('Nothing was compared')
  expect(text(() => new Map([['id', one('x')]]))).toContain('No field that could be read changes exactly')
  expect(text((label) => new Map([['id', one(label)]]))).toContain(
    '1 field changes exactly with the value: it carries it',
  )
})

test('a number that names the values is masked as values are', () => {
  const [one, other] = ['242010739182646', '310260456789012']
  const diff = diffRuns(
    [one, other].map((label) => ({ path: 'run.pcap', label, fields: new Map([[label, seen]]) })),
  )
  for (const text of [
    renderDiff(diff, false, '1 %', nothingKnown),
    renderDiffJson(diff, false, 0.01, nothingKnown),
  ]) {
    expect(text).not.toMatch(/242010739182646|310260456789012/)
    expect(text).toContain('24•••••••••••46')
  }
  expect(renderDiff(diff, true, '1 %', nothingKnown)).toContain(one)
  expect(JSON.parse(renderDiffJson(diff, true, 0.01, nothingKnown))).toMatchObject({
    readShare: 0.01,
    labels: [one, other],
  })
})
