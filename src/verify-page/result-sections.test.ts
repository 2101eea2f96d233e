import { expect, test } from 'vitest'
import { shown } from '../report/technical/shown.ts'
import { shownFrames } from './result-sections.ts'
import { ResultView } from './result-view.ts'
import { readScan } from './scan-document.ts'

/** A result with one observation in each frame, at the paths. */
function viewOf(paths: readonly string[], isRevealed: boolean): ResultView {
  const observations = paths.map((detail, index) => ({
    id: `observation-${index}`,
    capture: 0,
    identifier: 'imei',
    value: '357184092641738',
    normal: '357184092641738',
    masked: '35•••••••••••38',
    recipient: 'recipient-1',
    direction: 'sent',
    frames: [index + 1],
    spans: [{ frame: index + 1, start: 0, end: 15 }],
    chain: [{ step: 'json', detail }],
    exchange: { protocol: 'http' },
  }))
  const scan = readScan(
    JSON.stringify({ schema: 'varde/scan@1', captures: [{ places: 'frames' }], observations }),
  )
  if (scan === null) throw new Error('no result')
  return new ResultView(scan, isRevealed)
}

function framesOf(...paths: readonly string[]): number[] {
  return [...(shownFrames(viewOf(paths, true)).get(0) ?? [])]
}

test('members of one list are one way of writing, as in the report', () => {
  expect(framesOf('$[0].imei', '$[1].imei', '$[2].id', '$[12].imei', '$.imei')).toEqual([1, 3, 5])
})

test('a long list takes no room from other ways of writing', () => {
  const list = Array.from({ length: shown.kinds + 1 }, (_, index) => `$[${index}].imei`)
  expect(framesOf(...list, '$.device.imei')).toEqual([1, list.length + 1])
})

test('the same ways are shown where values are hidden', () => {
  // A value may be the name of a field.
  const paths = ['$.357184092641738', '$.35•••••••••••38']
  for (const isRevealed of [true, false]) expect(shownFrames(viewOf(paths, isRevealed)).get(0)?.size).toBe(2)
})
