import { expect, test } from 'vitest'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { Page } from './page.ts'
import { shown } from './shown.ts'
import { timeline } from './timeline.ts'

const midnight = 1_772_323_200

interface Given {
  /** Seconds after midnight of 2026-03-01 at which each recipient was sent something. */
  readonly sends: readonly (readonly [recipient: string, times: readonly number[]])[]
  readonly findings?: readonly string[]
  readonly events?: readonly (readonly [kind: string, times: readonly number[], isDerived?: boolean])[]
  readonly observed?: readonly (readonly [start: number, end: number])[]
}

function drawn({ sends, findings = [], events = [], observed = [] }: Given): string {
  const result = {
    profile: null,
    captures: [],
    observations: [],
    findings: findings.map((recipient) => ({ recipient })),
    recipients: sends.map(([id]) => ({ id, host: id, addresses: [] })),
    transmissions: sends.flatMap(([recipient, times]) =>
      times.map((at) => ({
        recipient,
        at: { sec: midnight + Math.floor(at), nsec: Math.round((at % 1) * 1e9) },
      })),
    ),
    correlation: {
      aligned: events.map(([kind, times, isDerived = false]) => ({
        kind,
        times: Float64Array.from(times, (at) => midnight + at),
        isDerived,
      })),
      observed: {
        intervals: observed.map(([start, end]) => ({ start: midnight + start, end: midnight + end })),
      },
    },
  } as unknown as ScanResult
  const html = timeline(new Page(result, { version: '0', isRevealed: true }))
  return typeof html === 'string' ? html : (html as { markup: string }).markup
}

/** Names of the rows of the table, with what stands beside them. */
function rowsOf(markup: string): string[] {
  const body = markup.slice(markup.indexOf('<tbody>'))
  return [...body.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = '']) =>
    row
      .replace(/<\/t[hd]>/g, '|')
      .replace(/<[^>]*>/g, '')
      .replace(/\|$/, ''),
  )
}

/** Where the marks of each row stand, from left to right, without their height. */
function marksOf(markup: string, what: 'send' | 'event'): string[][] {
  return [...markup.matchAll(new RegExp(`<path class="${what}" d="([^"]*)"`, 'g'))].map(([, path = '']) =>
    [...path.matchAll(/M([\d.]+) /g)].map(([, x = '']) => x),
  )
}

const labelsOf = (markup: string): string[] =>
  [...markup.matchAll(/text-anchor="(?:middle|end)">(\d[^<]*)</g)].map(([, label = '']) => label)

test('who was sent something is a row with a mark for each place, and so is each kind of event', () => {
  const markup = drawn({
    sends: [['a.example', [600, 0, 300]]],
    events: [
      ['unlock', [150, 600]],
      ['boot', []],
      ['screen-on', [0], true],
    ],
  })
  expect(rowsOf(markup)).toEqual([
    'a.example|sends|3|2026-03-01 00:00:00|2026-03-01 00:10:00',
    'unlocks|event of the device|2|2026-03-01 00:02:30|2026-03-01 00:10:00',
    'screen-ons (seen in traffic)|event of the device|1|2026-03-01 00:00:00|2026-03-01 00:00:00',
  ])
  // From 230 to 950.
  expect(marksOf(markup, 'send')).toEqual([['230', '590', '950']])
  expect(marksOf(markup, 'event')).toEqual([['410', '950'], ['230']])
  expect(markup).toContain('a.example: 3 sends; unlocks: 2 events; screen-ons (seen in traffic): 1 event.')
  expect(markup).not.toContain('class="captured"')
})

test('sends that would lie on each other are one mark, and counted all the same', () => {
  const markup = drawn({ sends: [['a.example', [0, 0.01, 0.02, 1_000]]] })
  expect(marksOf(markup, 'send')).toEqual([['230', '950']])
  expect(rowsOf(markup)[0]).toContain('|4|')
})

test('what was captured is shaded, also before the first send and behind the last', () => {
  const markup = drawn({
    sends: [['a.example', [300]]],
    observed: [
      [0, 400],
      [500, 600],
    ],
  })
  const shades = [...markup.matchAll(/class="captured" x="([\d.]+)" y="26" width="([\d.]+)" height="24"/g)]
  expect(shades.map(([, x, width]) => [x, width])).toEqual([
    ['230', '480'],
    ['830', '120'],
  ])
  expect(marksOf(markup, 'send')).toEqual([['590']])
  expect(markup).toContain('2026-03-01 00:00:00 to 2026-03-01 00:10:00 UTC')
})

test('the last mark of time stands within the picture', () => {
  const markup = drawn({ sends: [['a.example', [0, 6]]] })
  expect(markup).toMatch(/x="950" y="\d+" text-anchor="end">00:00:06</)
  expect(markup).toMatch(/x="830" y="\d+" text-anchor="middle">00:00:05</)
})

test('one moment alone is drawn, too', () => {
  const markup = drawn({ sends: [['a.example', [0]]] })
  expect(marksOf(markup, 'send')).toEqual([['230']])
  expect(labelsOf(markup)).toEqual(['00:00:00', '00:00:01'])
})

test.each([
  [
    8,
    [
      '00:00:00',
      '00:00:01',
      '00:00:02',
      '00:00:03',
      '00:00:04',
      '00:00:05',
      '00:00:06',
      '00:00:07',
      '00:00:08',
    ],
  ],
  [9.5, ['00:00:00', '00:00:02', '00:00:04', '00:00:06', '00:00:08']],
  [600, ['00:00', '00:02', '00:04', '00:06', '00:08', '00:10']],
  [9 * 86_400, Array.from({ length: 10 }, (_, day) => `2026-03-${String(day + 1).padStart(2, '0')}`)],
])('over %d seconds the marks of time are round, and at most ten', (length, labels) => {
  expect(labelsOf(drawn({ sends: [['a.example', [0, length]]] }))).toEqual(labels)
})

test('recipients with findings come first, and what no row is left for is said', () => {
  const many = Array.from({ length: 20 }, (_, index): [string, number[]] => [`r${index}.example`, [index]])
  const markup = drawn({ sends: many, findings: ['r7.example', 'r3.example'], events: [['unlock', [1]]] })
  const names = rowsOf(markup).map((row) => row.split('|')[0])
  expect(names).toHaveLength(shown.timelineRows)
  expect(names.slice(0, 3)).toEqual(['r7.example', 'r3.example', 'r0.example'])
  expect(names.at(-1)).toBe('unlocks')
  expect(markup).toContain('5 more rows')
})

test('a name that is too long is cut, and hidden text and hostile text are no markup', () => {
  const name = `${'x'.repeat(60)}.tracker.example`
  const markup = drawn({
    sends: [
      [name, [0]],
      ['<b>"&', [1]],
    ],
  })
  expect(markup).toContain(`text-anchor="end">…${'x'.repeat(12)}.tracker.example</text>`)
  expect(rowsOf(markup)[0]?.split('|')[0]).toBe(name)
  expect(markup).not.toContain('<b>')
})

test('without a send or event there is no picture', () => {
  expect(drawn({ sends: [], observed: [[0, 10]] })).toBe('')
})
