import { expect, test } from 'vitest'
import { decodeBody } from '../../test/support/decoded-message.ts'
import { Detector } from './detector.ts'

const stranger = new Detector(null)
const context = { host: 'h.example', protocol: 'http', port: 80, direction: 0 } as const

/** Cells that the body shows, and those that are placeholders. */
function cells(body: string): string[] {
  const { detections, dismissals } = stranger.detect(decodeBody(body).root, context)
  return [
    ...detections
      .filter(({ identifier }) => identifier === 'cell-id')
      .map(({ value, confidence }) => `${value} ${confidence}`),
    ...dismissals.filter(({ identifier }) => identifier === 'cell-id').map(({ value }) => `not ${value}`),
  ]
}

test.each([
  ['{"mcc":242,"mnc":1,"ci":21004290}', ['21004290 probable']],
  ['{"ci":"21004290","mnc":"01","mcc":"242"}', ['21004290 probable']],
  ['mcc=242&mnc=01&ci=21004290', ['21004290 probable']],
  ['<cell><mcc>242</mcc><mnc>1</mnc><ci>21004290</ci></cell>', ['21004290 probable']],
  [
    '{"a":[{"mcc":242,"mnc":1,"ci":21004290},{"mcc":242,"mnc":1,"ci":21004291}]}',
    ['21004290 probable', '21004291 probable'],
  ],
  // One network for a list of cells.
  [
    '{"mcc":242,"mnc":1,"cells":[{"lac":4567,"cid":21004290},{"lac":4567,"cid":21004291}]}',
    ['21004290 probable', '21004291 probable'],
  ],
  ['{"radio":{"mcc":242,"mnc":1,"servingCell":{"ci":21004290}}}', ['21004290 probable']],
  ['{"cell":{"id":21004290,"mcc":242,"mnc":1}}', ['21004290 probable']],
  ['{"cells":[{"id":21004290,"mcc":242,"mnc":1}]}', ['21004290 probable']],
  ['{"sim":{"id":21004290,"mcc":242,"mnc":1}}', []],
  ['{"mcc":242,"mnc":1,"videos":[{"cid":21004290},{"cid":21004291}]}', []],
  ['{"sim":{"mcc":242,"mnc":1},"cells":[{"cid":21004290}]}', []],
  // Codes that are none, that are missing, and that stand in another object.
  ['{"mcc":999,"mnc":1,"ci":21004290}', []],
  ['{"mcc":242,"mnc":1000,"ci":21004290}', []],
  ['{"mcc":242,"ci":21004290,"x":1}', []],
  ['{"mnc":1,"ci":21004290,"x":1}', []],
  ['{"mnc":1,"ci":21004290}', []],
  ['{"net":{"mcc":242,"mnc":1},"x":{"ci":21004290}}', []],
])('%s', (body, found) => {
  expect(cells(body)).toEqual(found)
})

test('a placeholder is dismissed', () => {
  expect(cells('{"mcc":242,"mnc":1,"ci":268435455}')).toEqual(['not 268435455'])
})
