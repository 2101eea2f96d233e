import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

// 21004290 is base station 82048, cell 2; 6442450947 is one of NR: station 393215 with 14 bits, and others.
const detector = new Detector(profileOf({ 'cell-id': ['21004290', '60091', '6442450947'] }))
const blind = new Detector(null)

function found(body: unknown, by = detector): string[] {
  const input = request('/x', ['Content-Type: application/json'], JSON.stringify(body))
  const cells = detect(by, input).detections.filter(
    (one) => one.identifier === 'cell-id' && one.by === 'profile',
  )
  if (cells.length > 0) expect(isWorthDecoding(by, input)).toBe(true)
  return cells.map(({ normal, confidence, writtenAs }) => `${normal} (${confidence}, ${writtenAs})`)
}

describe('a cell in two fields', () => {
  test('is found under names that say what they are, in any order and depth', () => {
    const right = ['21004290 (certain, base station and cell)']
    expect(found({ enb: 82_048, cell: 2 })).toEqual(right)
    expect(found({ radio: [{ localCellId: '2', tac: 1, eNodeB_id: '82048' }] })).toEqual(right)
    const form = request('/x?enbid=82048&lcid=2')
    expect(
      detect(detector, form).detections.some(({ normal, by }) => normal === '21004290' && by === 'profile'),
    ).toBe(true)
    expect(isWorthDecoding(detector, form)).toBe(true)
  })

  test('of NR, however many bits its cell has', () => {
    for (const bits of [4, 8, 12, 14])
      expect(found({ gnb: Math.floor(6_442_450_947 / 2 ** bits), ci: 6_442_450_947 % 2 ** bits })).toEqual([
        '6442450947 (certain, base station and cell)',
      ])
  })

  test('is another one, or none, where a part differs or is not named', () => {
    expect(found({ enb: 82_048, cell: 3 })).toEqual([])
    expect(found({ enb: 82_047, cell: 2 })).toEqual([])
    expect(found({ enb: 82_048, cell: 258 })).toEqual([])
    expect(found({ a: 82_048, b: 2 })).toEqual([])
    expect(found([{ enb: 82_048 }, { cell: 2 }])).toEqual([])
    expect(found({ enb: 234, cell: 187 })).toEqual([])
    expect(found({ enb: 82_048, cell: 2 }, blind)).toEqual([])
  })
})
