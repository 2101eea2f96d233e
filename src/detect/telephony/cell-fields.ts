import { lineFeed } from '../../core/ascii-codes.ts'
import { isAlnum } from '../../core/ascii.ts'
import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { identifier as cellId } from '../identifiers/cell-id.ts'
import { groupsOf, nameGroup } from '../names/name-groups.ts'
import { namesAbove } from '../names/names-above.ts'
import { tableRows } from '../names/text-members.ts'
import type { TextMember } from '../names/text-members.ts'
import { isMcc } from './mcc.ts'
import { toldByContext } from './told-by-context.ts'
import type { Detection, Dismissal } from '../types.ts'
import { textSigns } from '../text-signs.ts'
import { isUnexplained } from '../unexplained.ts'

/**
 * A cell by what stands beside it: fields called `ci` or `cid` are anything, but with the codes of country (`mcc`) and
 * network (`mnc`) side by side they are a cell's (3GPP TS 23.003, 4.3.1), and so they are with a location area (`lac`, or
 * `tac` beside what a radio measures), where the operator goes by a number of its own (`24201`) or is not named.
 */

/** Names of the network, at which the probe stops: nothing else goes by them. */
export const networkNames: readonly string[] = ['mnc', 'mobilenetworkcode', 'plmn', 'mccmnc']
/** Names of a location area, at which the probe stops, too. */
export const areaNames: readonly string[] = ['lac', 'locationareacode']
/** Digits of an area that counts: smaller numbers are of anything. */
export const areaBytesMin = 3
const ofAreas = nameGroup(areaNames)
/** Of 16 bits, of which the last are reserved (3GPP TS 23.003, 4.1). */
const [areaMin, areaMax] = [256, 65_533]
/** Cells of GSM have up to 16 bits; smaller numbers are of anything. */
const cellMin = 256
/** The same of LTE and NR (TS 23.003, 19.4.2.3), which other things are called, too: they count beside what only radios have. */
const ofTracking = nameGroup(['tac', 'trackingareacode'])
/** What a phone measures of a cell (3GPP TS 36.214, 38.215), and its number and frequency on the air, at which the probe stops. */
export const radioNames: readonly string[] = ['rsrp', 'rsrq', 'pci', 'earfcn', 'nrarfcn']
const ofRadios = nameGroup(radioNames)
/** Digits of a network, written without the zeros in front. */
export const networkBytesMin = 1
/** Country and network in one: `24201`. */
const ofWholes = nameGroup(['plmn', 'mccmnc'])
const ofCountries = nameGroup(['mcc', 'mobilecountrycode', 'countrycode'])
const ofNetworks = nameGroup(networkNames)
const ofCells = nameGroup(['ci', 'cid', 'cellid', 'eci', 'nci', 'cell', 'cellidentity'])
const bytesMax = 20
/**
 * A base station of CDMA goes by three numbers (3GPP2 C.S0005, 2.6.5.2: SID of 15 bits, NID and BASE_ID of 16), whose names are
 * those of sites, networks and banners, too: they count side by side, with the country or the word itself beside or above them.
 */
const ofStations = nameGroup(['bid', 'baseid'])
const cdmaFields: readonly (readonly [names: number, least: number, most: number])[] = [
  [nameGroup(['sid', 'systemid']), 1, 32_767],
  [nameGroup(['nid', 'networkid']), 0, 65_535],
]
const ofCdma = 'the numbers of a system and a network of CDMA'
/** Of the second generation: WCDMA and TD-SCDMA have cells of another kind. */
const cdmaWord = /(?<![a-z])cdma/i
/** Name of an object of these, at which the probe stops. */
export const cdmaObjectName = 'cdma'
/** Name of the country, at which the probe stops, too: a base station of CDMA has no code of a network beside it. */
export const countryName = 'mcc'
/** Digits of a country (ITU-T E.212). */
export const countryBytesMin = 3

/** What stands beside a cell and says that it is one. */
const ofNetwork = 'the codes of a country and a network'
const ofArea = 'the code of a location area'

const noCells: readonly (Detection | Dismissal)[] = []

/**
 * The cells among `children` that codes of a network stand beside. `names`: the groups that any of the names of these is
 * in (see `names/name-groups.ts`).
 */
export function cellsByNetwork(children: readonly Node[], names: number): readonly (Detection | Dismissal)[] {
  const byCodes = (names & (ofNetworks | ofWholes)) === 0 ? noCells : cellsByCodes(children)
  const byArea = (names & (ofAreas | ofTracking)) === 0 ? noCells : cellsByArea(children)
  const byStations = (names & ofStations) === 0 ? noCells : cellsOfCdma(children)
  return byCodes.length + byArea.length + byStations.length === 0
    ? noCells
    : [...byCodes, ...byArea, ...byStations]
}

function cellsOfCdma(children: readonly Node[]): readonly (Detection | Dismissal)[] {
  if (children.length <= cdmaFields.length) return []
  const stations = children.filter((child) => isCalled(child, ofStations))
  return stations.flatMap((station) => {
    const group = groupOf(station)
    const beside = children.filter((child) => groupOf(child) === group)
    const isWhole = cdmaFields.every(([names, least, most]) =>
      beside.some((child) => isCalled(child, names) && isBetween(textOf(child), least, most)),
    )
    const isSaid =
      beside.some((child) => isCalled(child, ofCountries) && isMcc(textOf(child))) ||
      beside.some((child) => cdmaWord.test(textOf(child))) ||
      [...namesAbove(station)].some((name) => cdmaWord.test(name))
    return isWhole && isSaid ? judged(cellId, station, ofCdma) : []
  })
}

function cellsByCodes(children: readonly Node[]): readonly (Detection | Dismissal)[] {
  const groups = new Set<string>()
  for (const child of children)
    if (isCalled(child, ofNetworks) && /^\d{1,3}$/.test(textOf(child))) groups.add(groupOf(child))
  const inCountries = new Set(
    children
      .filter((child) => isCalled(child, ofCountries) && isMcc(textOf(child)))
      .map(groupOf)
      .filter((group) => groups.has(group)),
  )
  for (const child of children) if (isWholeNetwork(child)) inCountries.add(groupOf(child))
  if (inCountries.size === 0) return []
  return children
    .filter((child) => isOfNetwork(groupOf(child), inCountries) && isCell(child))
    .flatMap((child) => judged(cellId, child, ofNetwork))
}

const textCellMin = 'mcc:242,mnc:1,ci:1'.length
const assignedIn = String.raw`"?\s?[:=,]\s?"?`
const betweenFields = '"?[^0-9A-Za-z]{1,5}'
const [country, network] = [`mcc${assignedIn}(?<mcc>[2-79]\\d{2})`, `mnc${assignedIn}\\d{1,3}`]
/** What else stands among them: areas, and what the radio hears of the cell. */
const besideCell = `(?:${betweenFields}(?:lac|tac|pci|psc|bsic|u?e?arfcn)${assignedIn}(?:0x[0-9a-f]{1,8}|\\d{1,10})){0,4}`
const cellIn = `(?:e?ci|nci|cid|cell_?id)${assignedIn}(?<cell>0x[0-9a-f]{1,9}|\\d{1,11})(?![0-9a-z])`
/**
 * `MCC:242;MNC:1;LAC:1234;CID:21004290`, `{.mcc = "242", .mnc = "01", .ci = 21004290, …}` (the answers of Android's radio),
 * `MCC,242,MNC,1,TAC,10412,CI,21004290`, with the cell behind the codes or in front.
 */
const textCells: readonly RegExp[] = [
  `${country}${betweenFields}${network}${besideCell}${betweenFields}${cellIn}`,
  `${cellIn}${besideCell}${betweenFields}${country}${betweenFields}${network}`,
].map((form) => new RegExp(`(?<![0-9A-Za-z])${form}`, 'gi'))

/** One of them stands between each name and its number. */
const assigning = textSigns.colon | textSigns.equals | textSigns.comma
/** The cells beside the codes of their network in a text that no encoding takes apart. `signs`: those of its bytes. */
export function cellsInText(node: Node, signs: number): readonly (Detection | Dismissal)[] {
  const { bytes } = node
  if (bytes.length < textCellMin || (signs & assigning) === 0) return noCells
  if (!isUnexplained(node) || !namesCountry(bytes)) return noCells
  const text = bytes.toString('latin1', 0, limits.detect.leafBytesMax)
  return textCells.flatMap((form) =>
    [...text.matchAll(form)].flatMap(({ 0: whole, groups, index }) => {
      const cell = groups?.['cell'] ?? ''
      if (!isMcc(groups?.['mcc'] ?? '')) return []
      const start =
        index +
        (whole.startsWith('m') || whole.startsWith('M') ? whole.lastIndexOf(cell) : whole.indexOf(cell))
      return judged(cellId, node, ofNetwork, 'The cell', start, start + cell.length)
    }),
  )
}

/** Whether the bytes hold the word `mcc`, in either case. */
export function namesCountry(bytes: Buffer): boolean {
  for (let at = countryName.length - 1; at + 1 < bytes.length; at++)
    if (
      ((bytes[at] as number) | 0x20) === countryEnd &&
      !isAlnum(bytes[at + 1] as number) &&
      isCountryName(bytes, at + 1 - countryName.length)
    )
      return true
  return false
}

const countryEnd = 0x63

function isCountryName(bytes: Buffer, start: number): boolean {
  for (let index = 0; index < countryName.length; index++)
    if (((bytes[start + index] as number) | 0x20) !== countryName.charCodeAt(index)) return false
  return true
}

/** Of a table of cells as OpenCelliD and Mozilla write it, a network is called so beside its country. */
const tableNetwork = 'net'
const tableHeadBytesMax = 512
/** The columns at which a table is looked at. */
const tableSign = /(?<![0-9a-z])(?:mcc|mccmnc|plmn|lac|tac)(?![0-9a-z])/i

/**
 * The cells in the rows of a table whose head names what makes them some: `mcc,mnc,lac,cid`, `tac;ci;pci`. `signs`: those
 * of its bytes.
 */
export function cellsInRows(node: Node, signs: number): readonly (Detection | Dismissal)[] {
  const { bytes } = node
  if ((signs & textSigns.lineFeed) === 0 || bytes.length < textCellMin || !isUnexplained(node)) return noCells
  const headEnd = bytes.indexOf(lineFeed)
  if (headEnd > tableHeadBytesMax || !tableSign.test(bytes.toString('latin1', 0, headEnd))) return []
  return tableRows(bytes.toString('latin1', 0, limits.detect.leafBytesMax)).flatMap((row) =>
    cellsOfRow(node, row),
  )
}

/** The cells in a row of a table, by the names of its columns. */
export function cellsOfRow(node: Node, row: readonly TextMember[]): readonly (Detection | Dismissal)[] {
  const companion = companionInRow(row)
  return companion === ''
    ? noCells
    : row
        .filter((member) => isNamed(member.name, ofCells))
        .flatMap(({ name, value, start }) =>
          judged(cellId, node, companion, `"${name}" in the text`, start, start + value.length),
        )
}

/** What in the row of a table makes the number of a cell one; '' for nothing. */
function companionInRow(row: readonly TextMember[]): string {
  const has = (names: number, isValue: (value: string) => boolean): boolean =>
    row.some(({ name, value }) => isNamed(name, names) && isValue(value.trim()))
  const isNetwork = (value: string): boolean => /^\d{1,3}$/.test(value)
  const isArea = (value: string): boolean => isBetween(value, areaMin, areaMax)
  const isByCountry =
    has(ofCountries, isMcc) &&
    (has(ofNetworks, isNetwork) ||
      row.some(({ name, value }) => name.toLowerCase() === tableNetwork && isNetwork(value)))
  if (isByCountry || has(ofWholes, isNetworkCode)) return ofNetwork
  const isByArea =
    has(ofAreas, isArea) || (has(ofTracking, isArea) && row.some(({ name }) => isNamed(name, ofRadios)))
  return isByArea && has(ofCells, (value) => isBetween(value, cellMin, Number.MAX_SAFE_INTEGER)) ? ofArea : ''
}

/** `{"plmn":"24201"}`. */
function isWholeNetwork(child: Node): boolean {
  return isCalled(child, ofWholes) && isNetworkCode(textOf(child))
}

/** The codes of country and network in one, also with a hyphen between both. */
function isNetworkCode(text: string): boolean {
  const [, country = ''] = /^(\d{3})[-_ ]?\d{2,3}$/.exec(text) ?? []
  return isMcc(country)
}

/** Two numbers of more than a byte each, by their names. */
function cellsByArea(children: readonly Node[]): readonly (Detection | Dismissal)[] {
  const areas = groupsWith(children, ofAreas, areaMin)
  const tracked = groupsWith(children, ofTracking, areaMin)
  if (tracked.size > 0)
    for (const child of children)
      if (tracked.has(groupOf(child)) && isCalled(child, ofRadios)) areas.add(groupOf(child))
  if (areas.size === 0) return []
  return children
    .filter((child) => areas.has(groupOf(child)) && isCalled(child, ofCells))
    .filter((child) => isBetween(textOf(child), cellMin, Number.MAX_SAFE_INTEGER))
    .flatMap((child) => judged(cellId, child, ofArea))
}

/** The objects that hold a number of an area, from `least` on, under one of these names. */
function groupsWith(children: readonly Node[], names: number, least: number): Set<string> {
  const found = children.filter((child) => isCalled(child, names) && isBetween(textOf(child), least, areaMax))
  return new Set(found.map(groupOf))
}

function isBetween(text: string, least: number, most: number): boolean {
  return /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most
}

/**
 * A list or object of cells by its name, in the object that names the network for all of them: `{"mcc":…,"mnc":…,
 * "cells":[{"cid":…}]}` (Unwired Labs, OpenCelliD).
 */
const listOfCells = /^(.*)\.\w*(?:cell|tower)\w*(?:\[\d+\])?$/i

/** By its name, or as the id of an object that is called so: `{"cell":{"id":…,"mcc":…,"mnc":…}}`. */
function isCell(node: Node): boolean {
  return (
    isCalled(node, ofCells) || (node.key === 'id' && /(?:cell|tower)s?(?:\[\d+\])?$/i.test(groupOf(node)))
  )
}

function isOfNetwork(group: string, networks: ReadonlySet<string>): boolean {
  if (networks.has(group)) return true
  const above = listOfCells.exec(group)?.[1]
  return above !== undefined && networks.has(above)
}

/** `companion`: what stands beside the cell, in `[start, end)` of the node, and says that it is one. */
function judged(
  type: IdentifierType,
  node: Node,
  companion: string,
  what: string = `"${node.key}"`,
  start: number = 0,
  end: number = node.bytes.length,
): readonly (Detection | Dismissal)[] {
  const value = node.bytes.toString('latin1', start, end).trim()
  if (value.length > bytesMax) return []
  const normal = type.normalise(value)
  if (normal === '') return []
  return toldByContext(type, { node, value, normal, start, end }, `${what} stands beside ${companion}`)
}

function isCalled({ key }: Node, names: number): boolean {
  return isNamed(key, names)
}

function isNamed(name: string, names: number): boolean {
  return (groupsOf(name) & names) !== 0
}

function textOf({ bytes }: Node): string {
  return bytes.length > bytesMax ? '' : bytes.toString('latin1').trim()
}

/** Path of the object that a value of JSON stands in. */
function groupOf({ step: { detail } }: Node): string {
  return detail.slice(0, Math.max(0, detail.lastIndexOf('.')))
}
