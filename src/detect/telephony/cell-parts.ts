import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { identifier as cellId } from '../identifiers/cell-id.ts'
import { groupsOf, nameGroup } from '../names/name-groups.ts'
import type { Detection } from '../types.ts'

/**
 * The identity of a cell in two fields: the number of the base station, and that of the cell in it. Together they are
 * the value (3GPP TS 23.003: ECI, 19.6, with 8 bits of the cell; NCI, 19.6A, with 4 to 14); alone neither is, so both have to
 * stand side by side under names that say what they are. Without a profile only of LTE, where it is one number.
 */

const lteStationNames: readonly string[] = ['enb', 'enodeb', 'enbid', 'enodebid']
/** Names of base stations, as keys end; the probe stops at them. */
export const stationNames: readonly string[] = [...lteStationNames, 'gnb', 'gnodeb', 'gnbid', 'gnodebid']
const ofStations = nameGroup(stationNames)
const ofLteStations = nameGroup(lteStationNames)
const ofCells = nameGroup([
  'cell',
  'cellid',
  'ci',
  'cid',
  'lcid',
  'localcell',
  'localcellid',
  'cellno',
  'sector',
  'sectorid',
])
/** Fewer digits say too little. */
export const stationBytesMin = 3
const stationBytesMax = 10
const cellBitsMin = 4
const cellBitsMax = 14
/** Of LTE: 20 bits of the station, of which small numbers are of anything, and 8 of the cell. */
const lteStationMin = 1_000
const lteStationMax = 2 ** 20 - 1
const lteCellBits = 8
/** Numbers up to here are cells of GSM, which have no station in them. */
const plainMax = 65_535

/** A cell of the profile whose number has the station in it. */
export interface PartedCell {
  readonly value: string
  readonly number: number
}

/** Those cells of the profile that can be sent in two parts. */
export function partedCells(profile: Profile | null): PartedCell[] {
  if (profile === null) return []
  const values = [
    ...(profile.identifiers.get('cell-id') ?? []),
    ...profile.places.flatMap(({ cells }) => cells),
  ]
  return [...new Set(values)]
    .filter((value) => /^\d{1,11}$/.test(value.trim()) && Number(value) > plainMax)
    .map((value) => ({ value, number: Number(value) }))
}

/** The known cell of which `node` is the station and a field beside it the cell; null where there is none. */
export function cellOfParts(node: Node, cells: readonly PartedCell[]): Detection | null {
  if (cells.length === 0 || !isUnder(node, ofStations)) return null
  const station = numberIn(node)
  if (station === null) return null
  for (const { beside, cell } of cellsBeside(node)) {
    const known = cells.find(({ number }) => isMadeOf(number, station, cell))
    if (known === undefined) continue
    return {
      identifier: 'cell-id',
      value: known.value,
      normal: String(known.number),
      node,
      start: 0,
      end: node.bytes.length,
      writtenAs: 'base station and cell',
      confidence: 'certain',
      by: 'profile',
      reasons: [`"${node.key}" and "${beside.key}" beside it are the two parts of the cell of the profile`],
    }
  }
  return null
}

/** A cell of LTE of which `node` is the station and a field beside it the cell, whosever it is; null where there is none. */
export function lteCellOfParts(node: Node): Detection | null {
  if (!isUnder(node, ofLteStations)) return null
  const station = numberIn(node)
  if (station === null || station < lteStationMin || station > lteStationMax) return null
  const [part, another] = cellsBeside(node).filter(({ cell }) => cell < 2 ** lteCellBits)
  if (part === undefined || (another !== undefined && another.cell !== part.cell)) return null
  const value = String(station * 2 ** lteCellBits + part.cell)
  if (cellId.placeholder(value) !== '') return null
  return {
    identifier: 'cell-id',
    value,
    normal: value,
    node,
    start: 0,
    end: node.bytes.length,
    writtenAs: 'base station and cell',
    confidence: 'probable',
    by: 'recogniser:cell-id',
    reasons: [`"${node.key}" and "${part.beside.key}" beside it are the two parts of a cell`],
  }
}

/** The numbers beside `node` that go by names of a cell. */
function cellsBeside(node: Node): { readonly beside: Node; readonly cell: number }[] {
  return (node.parent?.children ?? []).flatMap((beside) => {
    if (beside === node || groupOf(beside) !== groupOf(node)) return []
    const cell = isUnder(beside, ofCells) ? numberIn(beside) : null
    return cell === null ? [] : [{ beside, cell }]
  })
}

function isMadeOf(number: number, station: number, cell: number): boolean {
  for (let bits = cellBitsMin; bits <= cellBitsMax; bits++)
    if (cell < 2 ** bits && station * 2 ** bits + cell === number) return true
  return false
}

/** Path of the object that a value of JSON stands in: its values lie side by side with those of all others. */
function groupOf({ step: { detail } }: Node): string {
  return detail.slice(0, Math.max(0, detail.lastIndexOf('.'), detail.lastIndexOf('[')))
}

function isUnder({ key }: Node, names: number): boolean {
  return (groupsOf(key) & names) !== 0
}

function numberIn({ bytes, children }: Node): number | null {
  if (children.length > 0 || bytes.length === 0 || bytes.length > stationBytesMax) return null
  const text = bytes.toString('latin1')
  return /^\d+$/.test(text) ? Number(text) : null
}
