/**
 * Reads where a SET says that it is (OMA-TS-ULP, 11.5 and 11.6): cells of GSM, UMTS, LTE and NR, access points of Wi-Fi,
 * positions. What measures them is passed over. What one of them cannot be read by says `isPast` of the reader.
 */
import type { NamedValues } from '../named-values.ts'
import type { PerReader } from './per.ts'

/** LocationId: the serving cell or access point, and how current it is. */
export function readLocation(per: PerReader, fields: NamedValues): void {
  const hasAdditions = per.flag()
  readCell(per, fields)
  per.skipEnumerated(2)
  if (hasAdditions) per.skipAdditions()
}

/** MultipleLocationIds: what else it hears, or heard before. */
export function readLocations(per: PerReader, fields: NamedValues): void {
  per.list(6, () => {
    const hasAdditions = per.flag()
    const hasTime = per.flag()
    readLocation(per, fields)
    if (hasTime) per.skip(16)
    per.skip(1)
    if (hasAdditions) per.skipAdditions()
  })
}

/** Alternatives of CellInfo, and of its extension of version 2. */
const cells = [readGsm, readWcdma, skipCdma] as const
const laterCells = { lte: 2, wifi: 3 } as const

function readCell(per: PerReader, fields: NamedValues): void {
  const isLater = per.flag()
  if (!isLater) {
    const read = cells[per.bits(2)]
    if (read === undefined) per.isPast = true
    else read(per, fields)
    return
  }
  // Ver2-CellInfo-extension.
  per.small()
  per.open(() => {
    const isLatest = per.flag()
    if (isLatest) {
      const kind = per.small()
      if (kind === 0) per.open(() => readNr(per, fields))
      return
    }
    const kind = per.bits(3)
    if (kind === laterCells.lte) readLte(per, fields)
    else if (kind === laterCells.wifi) readWifi(per, fields)
  })
}

function readGsm(per: PerReader, fields: NamedValues): void {
  const from = per.at
  const [hasAdditions, hasNeighbours, hasAdvance] = per.flags(3)
  const mcc = per.bits(10)
  const mnc = per.bits(10)
  const area = per.bits(16)
  const cell = per.bits(16)
  addCell(per, fields, from, mcc, mnc, String(area), String(cell))
  if (hasNeighbours === true)
    per.list(4, () => {
      const isMore = per.flag()
      per.skip(22)
      if (isMore) per.skipAdditions()
    })
  if (hasAdvance === true) per.skip(8)
  if (hasAdditions === true) per.skipAdditions()
}

function readWcdma(per: PerReader, fields: NamedValues): void {
  const from = per.at
  const [hasAdditions, hasFrequency, hasCode, hasMeasured] = per.flags(4)
  const mcc = per.bits(10)
  const mnc = per.bits(10)
  const cell = per.bits(28)
  addCell(per, fields, from, mcc, mnc, '', String(cell))
  if (hasFrequency === true) skipFrequency(per)
  if (hasCode === true) per.skip(9)
  if (hasMeasured === true) per.list(3, () => skipMeasured(per))
  if (hasAdditions === true) per.skipAdditions()
}

/** FrequencyInfo. */
function skipFrequency(per: PerReader): void {
  const hasAdditions = per.flag()
  if (per.flag()) {
    per.small()
    per.open(() => undefined)
  } else {
    const isTdd = per.flag()
    const isMore = per.flag()
    const hasUplink = !isTdd && per.flag()
    per.skip(hasUplink ? 28 : 14)
    if (isMore) per.skipAdditions()
  }
  if (hasAdditions) per.skipAdditions()
}

/** MeasuredResults of UMTS. */
function skipMeasured(per: PerReader): void {
  const [hasFrequency, hasStrength, hasCells] = per.flags(3)
  if (hasFrequency === true) skipFrequency(per)
  if (hasStrength === true) per.skip(7)
  if (hasCells === true)
    per.list(5, () => {
      const hasCell = per.flag()
      if (hasCell) per.skip(28)
      const isTdd = per.flag()
      if (isTdd) {
        const [hasSlot, hasPower, hasLoss, hasSlots] = per.flags(4)
        per.skip(7 + bitsOf([hasSlot, 4], [hasPower, 7], [hasLoss, 7]))
        if (hasSlots === true) per.list(4, () => per.skip(7))
      } else {
        const [hasNoise, hasPower, hasLoss] = per.flags(3)
        per.skip(9 + bitsOf([hasNoise, 6], [hasPower, 7], [hasLoss, 7]))
      }
    })
}

function bitsOf(...parts: readonly (readonly [boolean | undefined, number])[]): number {
  return parts.reduce((sum, [isThere, bits]) => sum + (isThere === true ? bits : 0), 0)
}

function skipCdma(per: PerReader): void {
  const hasAdditions = per.flag()
  per.skip(139)
  if (hasAdditions) per.skipAdditions()
}

/** LteCellInformation: the cell in 28 bits, as its network writes it. */
function readLte(per: PerReader, fields: NamedValues): void {
  const from = per.at
  per.skip(5)
  // CellGlobalIdEUTRA.
  const isMore = per.flag()
  const network = readNetwork(per)
  const cell = hex(per, 7)
  if (isMore) per.skipAdditions()
  per.skip(9)
  const area = hex(per, 4)
  addGlobalCell(per, fields, from, network, area, cell)
}

/** NRCellInformation: serving cells, in 36 bits each. */
function readNr(per: PerReader, fields: NamedValues): void {
  per.skip(2)
  per.list(5, () => {
    const from = per.at
    const [hasAdditions, hasBlocks, hasSignals, hasAdvance] = per.flags(4)
    per.skip(32)
    const isMore = per.flag()
    const network = readNetwork(per)
    const cell = hex(per, 9)
    if (isMore) per.skipAdditions()
    const area = hex(per, 6)
    addGlobalCell(per, fields, from, network, area, cell)
    for (const isThere of [hasBlocks, hasSignals]) {
      if (isThere !== true) continue
      const [isMeasuredMore, ...measures] = per.flags(4)
      per.skip(7 * measures.filter(Boolean).length)
      if (isMeasuredMore === true) per.skipAdditions()
    }
    if (hasAdvance === true) per.skip(12)
    if (hasAdditions === true) per.skipAdditions()
  })
}

/** PLMN-Identity: digits of the country (optional) and of the network. */
function readNetwork(per: PerReader): { readonly mcc: string; readonly mnc: string } {
  const hasCountry = per.flag()
  const mcc = hasCountry ? hex(per, 3) : ''
  return { mcc, mnc: hex(per, per.flag() ? 3 : 2) }
}

function hex(per: PerReader, count: number): string {
  let text = ''
  for (let index = 0; index < count; index++) text += per.bits(4).toString(16)
  return text
}

function addGlobalCell(
  per: PerReader,
  fields: NamedValues,
  from: number,
  { mcc, mnc }: { readonly mcc: string; readonly mnc: string },
  area: string,
  cell: string,
): void {
  if (per.isPast) return
  const text = mcc === '' ? String(Number.parseInt(cell, 16)) : `${mcc}${mnc}${area}${cell}`
  fields.add('Cell-Id', from, per.behind, text)
}

function addCell(
  per: PerReader,
  fields: NamedValues,
  from: number,
  mcc: number,
  mnc: number,
  area: string,
  cell: string,
): void {
  if (per.isPast || mcc > 999 || mnc > 999) return
  const to = per.behind
  fields.add('Mcc', from, to, String(mcc).padStart(3, '0'))
  fields.add('Mnc', from, to, String(mnc).padStart(2, '0'))
  if (area !== '') fields.add('Lac', from, to, area)
  fields.add('Cell-Id', from, to, cell)
}

/** What version 2.0.2 added to WlanAPInformation. */
const additions = { name: 6, ownAddress: 8 } as const
/** Bits of its optional parts up to the round trip: powers and strengths, the kind (which may go on), the channel. */
const strengthBits = 8
const channelBits = 9

/** WlanAPInformation: the access point, and the phone's own address where it says that. */
function readWifi(per: PerReader, fields: NamedValues): void {
  const hasAdditions = per.flag()
  const [power, gain, noise, kind, strength, channel, roundTrip, ...own] = per.flags(12)
  addAddress(per, fields, 'Ap-Mac')
  per.skip(bitsOf([power, strengthBits], [gain, strengthBits], [noise, strengthBits]))
  if (kind === true) per.skipEnumerated(2)
  per.skip(bitsOf([strength, strengthBits], [channel, channelBits]))
  if (roundTrip === true) skipRoundTrip(per)
  const place = own.pop()
  per.skip(strengthBits * own.filter(Boolean).length)
  if (place === true) skipReportedLocation(per)
  if (!hasAdditions) return
  per.skipAdditions((index) => {
    if (index === additions.ownAddress) addAddress(per, fields, 'Wifi-Mac')
    else if (index === additions.name) {
      const from = per.at
      const name = per.bytes(per.bits(5) + 1).toString('latin1')
      if (!per.isPast) fields.add('Ssid', from, per.behind, name.replace(/[\r\n]/g, ' '))
    }
  })
}

function addAddress(per: PerReader, fields: NamedValues, name: string): void {
  const from = per.at
  const address = per
    .bytes(6)
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1:')
  if (!per.isPast) fields.add(name, from, per.behind, address)
}

function skipRoundTrip(per: PerReader): void {
  const hasAdditions = per.flag()
  const hasAccuracy = per.flag()
  per.skip(25)
  per.skipEnumerated(3)
  if (hasAccuracy) per.skip(8)
  if (hasAdditions) per.skipAdditions()
}

function skipReportedLocation(per: PerReader): void {
  const hasAdditions = per.flag()
  per.skipEnumerated(1)
  const isMore = per.flag()
  const hasAccuracy = per.flag()
  if (hasAccuracy) per.skip(32)
  per.skip((per.bits(7) + 1) * 8)
  if (isMore) per.skipAdditions()
  if (hasAdditions) per.skipAdditions()
}

/** Steps of a latitude and a longitude (3GPP TS 23.032, 6.1). */
const latitudeSteps = 2 ** 23
const longitudeSteps = 2 ** 24
/** About a metre: finer than one step. */
const decimals = 5

/** Position: when, where, and how fast. */
export function readPosition(per: PerReader, fields: NamedValues): void {
  const hasAdditions = per.flag()
  const hasVelocity = per.flag()
  per.skip(per.length() * 7)
  const from = per.at
  const [isMore, hasError, hasConfidence, hasAltitude] = per.flags(4)
  const isSouth = per.flag()
  const latitude = ((isSouth ? -90 : 90) * per.bits(23)) / latitudeSteps
  const longitude = (360 * (per.bits(24) - longitudeSteps / 2)) / longitudeSteps
  if (!per.isPast) {
    fields.add('Latitude', from, per.behind, latitude.toFixed(decimals))
    fields.add('Longitude', from, per.behind, longitude.toFixed(decimals))
  }
  per.skip(bitsOf([hasError, 22], [hasConfidence, 7]))
  if (hasAltitude === true) {
    const isHigher = per.flag()
    per.skip(23)
    if (isHigher) per.skipAdditions()
  }
  if (isMore === true) per.skipAdditions()
  if (hasVelocity) skipVelocity(per)
  if (hasAdditions) per.skipAdditions()
}

/** Bits of each alternative of Velocity. */
const velocityBits: readonly number[] = [25, 34, 33, 50]

/** Velocity: how fast. */
export function skipVelocity(per: PerReader): void {
  if (per.flag()) {
    per.small()
    per.open(() => undefined)
    return
  }
  const bits = velocityBits[per.bits(2)] ?? 0
  const hasAdditions = per.flag()
  per.skip(bits)
  if (hasAdditions) per.skipAdditions()
}
