import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { foundIn, request } from '../../../test/support/decoded-tree.ts'
import { decode } from '../../decode/decode.ts'
import type { Node } from '../../decode/types.ts'
import { textSigns } from '../text-signs.ts'
import { cellsInLoggedRows } from './logged-cells.ts'

const before = '05:06:07 I Boot: done\n'
const behind = '\n05:06:09 I Other: ok'
const one = ['cell-id=21004290 (probable)']
const two = [...one, 'cell-id=21004546 (probable)']

test.each<[table: string, expected: readonly string[]]>([
  ['MCC MNC LAC  CID\n242 1 4301 21004290', one],
  ['MCC  MNC  LAC   CID       RSRP\n242  01   4301  21004290  -98\n242  01   4301  21004546  -98', two],
  ['MCC  MNC  LAC   CID\n---  ---  ----  --------\n242  01   4301  21004290', one],
  ['MCC,MNC,LAC,CID\n242,1,4301,21004290\n242,1,4301,21004546', two],
  ['mcc\tmnc\tlac\tcid\r\n242\t1\t4301\t21004290\r', one],
  ['radio;mcc;net;area;cell\nLTE;242;1;4301;21004290', one],
  ['| MCC | MNC | LAC | CID |\n|-----|-----|-----|-----|\n| 242 | 1 | 4301 | 21004290 |', one],
  ['05:06:07.1 D Cells: MCC MNC TAC CI\n05:06:07.2 D Cells: 242 1 10412 21004290', one],
])('a table of cells among the lines of a log: %j', (table, expected) => {
  for (const text of [`${before}${table}${behind}`, `${before.repeat(90)}${table}${behind.repeat(90)}`]) {
    expect(foundIn(text)).toEqual(expected)
    expect(foundIn({ log: text })).toEqual(expected)
  }
  expect(foundIn(table)).toEqual(expected)
})

test.each([
  'MCC MNC LAC CID\nno network was found',
  'MCC MNC LAC CID\n\n242 1 4301 21004290',
  'MCC MNC LAC CID\n242 1 21004290',
  'the MCC MNC pair of CID\nis 242 1 4301 21004290',
  'MCC MNC CID\n999 1 21004290',
  'MCC MNC video\n242 1 21004290',
  'x_mcc,mnc_list,cid\n242,1,21004290',
  'MCC\nMNC\nCID\n242\n1\n21004290',
])('no table of cells: %j', (text) => {
  expect(foundIn(`${before}${text}${behind}`)).toEqual([])
})

test.each([
  'MCC,242,MNC,1,LAC,4301,CI,21004290',
  'cell,MCC,242,MNC,01,TAC,10412,CI,21004290,PCI,211',
  'mcc 242 mnc 1, MCC,242,MNC,1,LAC,4301,CI,21004290',
])('names and values in one row wake the first look: %s', (row) => {
  expect(foundIn(row)).toEqual(one)
  expect(foundIn(`${before}${row}${behind}`)).toEqual(one)
  expect(foundIn({ a: row })).toEqual(one)
})

test.each(['MCC,242,MNC,1,LAC,4301,SID,21004290', 'MCC,999,MNC,1,LAC,4301,CI,21004290'])(
  'a row without a cell, or of no country: %s',
  (row) => {
    expect(foundIn(row)).toEqual([])
  },
)

test('lines of names one below the other, any number of them, are read once', () => {
  const started = processorTime()
  expect(foundIn(`${before}${'MCC MNC CID\n'.repeat(20_000)}`)).toEqual([])
  // Far below what reading all below each of them needs, which is minutes.
  expect(processorTime() - started).toBeLessThan(10_000)
})

test('a line with any number of bare carriage returns is read once', () => {
  const { root } = decode(request('/'))
  const costOf = (filling: string): number => {
    const text = `${before}MCC MNC\n${filling.repeat(30_000)}${behind}`
    const node: Node = { ...root, children: [], bytes: Buffer.from(text) }
    const costs = [0, 1, 2].map(() => {
      const started = processorTime()
      expect(cellsInLoggedRows(node, textSigns.lineFeed)).toEqual([])
      return processorTime() - started
    })
    return Math.min(...costs)
  }
  // Each of them was taken for the beginning of a line, which was read to its end.
  expect(costOf('x\r')).toBeLessThan(costOf('x.') * 3 + 50)
})
