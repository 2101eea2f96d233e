/**
 * Reads SUPL: the User Plane Location Protocol (OMA-TS-ULP, ASN.1 in packed encoding rules). Of each message who asks (SET
 * id) and of SUPL START and POS INIT where it is (the serving cell); what lies behind is not read.
 */
import { addressText } from '../address-text.ts'
import { NamedValues } from '../named-values.ts'
import { PerReader } from './per.ts'

/** Bytes of the length in front of a message, which counts itself. */
export const lengthBytes = 2
/** Length, version, two bits of session, choice of message: the least there is. */
const messageBytesMin = 6

/** Alternatives of UlpMessage, and those that came with version 2. */
const names: readonly string[] = [
  'SUPL-INIT',
  'SUPL-START',
  'SUPL-RESPONSE',
  'SUPL-POS-INIT',
  'SUPL-POS',
  'SUPL-END',
  'SUPL-AUTH-REQ',
  'SUPL-AUTH-RESP',
]
const laterNames: readonly string[] = [
  'SUPL-TRIGGERED-START',
  'SUPL-TRIGGERED-RESPONSE',
  'SUPL-TRIGGERED-STOP',
  'SUPL-NOTIFY',
  'SUPL-NOTIFY-RESPONSE',
  'SUPL-SET-INIT',
  'SUPL-REPORT',
]
const carriesCell: ReadonlySet<string> = new Set(['SUPL-START', 'SUPL-POS-INIT'])

/** What a SET goes by (SETId). */
const setIdKinds = { msisdn: 0, mdn: 1, min: 2, imsi: 3, nai: 4, ipAddress: 5 } as const
const setIdNames: Readonly<Record<number, string>> = {
  [setIdKinds.msisdn]: 'MSISDN',
  [setIdKinds.mdn]: 'MDN',
  [setIdKinds.imsi]: 'IMSI',
}

/** A message as it was read. One object, reused. */
export class SuplReading {
  name = ''
  version = 0
  hasSetId = false
  /** The SET id is digits as they should be. */
  isSetIdSound = false
  readonly fields: NamedValues = new NamedValues()
  isCut = false
}

const per = new PerReader()

/** Reads what there is of the message `buf[start, end)`. False: it is none. */
export function readSupl(buf: Buffer, start: number, end: number, reading: SuplReading): boolean {
  const { fields } = reading
  fields.clear()
  reading.name = ''
  reading.hasSetId = false
  reading.isSetIdSound = false
  reading.isCut = false
  if (end - start < messageBytesMin) return false
  per.begin(buf, start + lengthBytes, end)
  reading.version = per.bits(8)
  per.skip(16)
  const hasSet = per.flag()
  const hasSlp = per.flag()
  if (hasSet) {
    per.skip(16)
    readSetId(reading)
  }
  if (hasSlp) readSlp(reading)
  if (per.flag()) {
    reading.name = laterNames[per.small()] ?? ''
    // An open type: its length, then its content.
    per.length()
  } else reading.name = names[per.bits(3)] ?? ''
  if (carriesCell.has(reading.name) && !per.isPast) readStart(reading)
  reading.isCut = per.isPast
  return reading.name !== ''
}

/** Digits in half bytes, the lower one first, filled up with 15 (as E.164 and IMSI are written in mobile networks). */
function digitsOf(bytes: Buffer): string {
  let digits = ''
  for (const byte of bytes) digits += (byte & 15).toString(16) + (byte >> 4).toString(16)
  return digits.replace(/f+$/, '')
}

function readSetId(reading: SuplReading): void {
  reading.hasSetId = true
  const isLater = per.flag()
  if (isLater) {
    // The IMEI, of version 2.
    const kind = per.small()
    const length = per.length()
    addDigits(kind === 0 && length === 8 ? 'IMEI' : 'Set-Id', Math.min(length, 64), reading)
    return
  }
  const kind = per.bits(3)
  const name = setIdNames[kind]
  if (name !== undefined) addDigits(name, 8, reading)
  else if (kind === setIdKinds.min) per.skip(34)
  else if (kind === setIdKinds.nai) addText('NAI', per.bits(10) + 1, 7, reading)
  else if (kind === setIdKinds.ipAddress) addAddress('Set-Address', reading)
}

function addDigits(name: string, count: number, reading: SuplReading): void {
  const from = per.at
  const digits = digitsOf(per.bytes(count))
  reading.isSetIdSound = /^\d{6,16}$/.test(digits)
  if (reading.isSetIdSound)
    reading.fields.add(name, from, per.behind, name === 'IMEI' ? digits.slice(0, 16) : digits)
}

function addText(name: string, length: number, bitsEach: number, reading: SuplReading): void {
  const from = per.at
  let text = ''
  for (let index = 0; index < length && !per.isPast; index++) text += String.fromCharCode(per.bits(bitsEach))
  reading.isSetIdSound = /^[!-~]+$/.test(text)
  if (reading.isSetIdSound) reading.fields.add(name, from, per.behind, text)
}

function addAddress(name: string, reading: SuplReading): void {
  const from = per.at
  const bytes = per.bytes(per.flag() ? 16 : 4)
  reading.fields.add(name, from, per.behind, addressText(bytes, 0, bytes.length))
}

/** Characters of FQDN, in order: six bits each. */
const nameCharacters = '-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function readSlp(reading: SuplReading): void {
  per.skip(32)
  const isLater = per.flag()
  if (isLater) {
    per.small()
    per.skip(per.length() * 8)
    return
  }
  if (!per.flag()) {
    addAddress('Slp-Address', reading)
    return
  }
  const from = per.at
  const length = per.bits(8) + 1
  let text = ''
  for (let index = 0; index < length && !per.isPast; index++) text += nameCharacters[per.bits(6)] ?? ''
  if (!per.isPast) reading.fields.add('Slp-Name', from, per.behind, text)
}

/** SUPL START and POS INIT begin alike: capabilities, then where the SET is. */
function readStart(reading: SuplReading): void {
  per.skip(1)
  if (reading.name === 'SUPL-START') per.skip(1)
  else {
    const hasRequest = per.flag()
    per.skip(3)
    // What assistance it asks for would stand before the cell, and is not read.
    if (hasRequest) return
  }
  readCapabilities()
  if (!per.isPast) readLocation(reading)
}

/** SETCapabilities: what the SET can; nothing in it identifies, but it stands before the cell. */
function readCapabilities(): void {
  const hasAdditions = per.flag()
  // PosTechnology: seven flags.
  const hasTechnologies = per.flag()
  per.skip(7)
  if (hasTechnologies) per.skipAdditions()
  // PrefMethod: one of three.
  per.skip(2)
  // PosProtocol: three flags.
  const hasProtocols = per.flag()
  per.skip(3)
  if (hasProtocols) per.skipAdditions()
  if (hasAdditions) per.skipAdditions()
}

/** LocationId: the serving cell (CellInfo), and how current it is. */
function readLocation(reading: SuplReading): void {
  per.skip(1)
  const isLater = per.flag()
  if (!isLater) {
    const kind = per.bits(2)
    if (kind === 0) readGsm(reading)
    else if (kind === 1) readWcdma(reading)
    return
  }
  // Ver2-CellInfo-extension.
  per.small()
  per.length()
  const isLatest = per.flag()
  if (isLatest) return
  if (per.bits(3) === 2) readLte(reading)
}

function readGsm(reading: SuplReading): void {
  const from = per.at
  per.skip(3)
  const mcc = per.bits(10)
  const mnc = per.bits(10)
  const area = per.bits(16)
  const cell = per.bits(16)
  addCell(reading, from, mcc, mnc, String(area), String(cell))
}

function readWcdma(reading: SuplReading): void {
  const from = per.at
  per.skip(4)
  const mcc = per.bits(10)
  const mnc = per.bits(10)
  const cell = per.bits(28)
  addCell(reading, from, mcc, mnc, '', String(cell))
}

/** LteCellInformation: the cell in 28 bits, as its network writes it. */
function readLte(reading: SuplReading): void {
  const from = per.at
  per.skip(5)
  // CellGlobalIdEUTRA with PLMN-Identity: digits of the country (optional) and of the network.
  per.skip(1)
  const mcc = per.flag() ? digits(3) : ''
  const mnc = digits(per.flag() ? 3 : 2)
  const cell = per.bits(28).toString(16).padStart(7, '0')
  per.skip(9)
  const area = per.bits(16).toString(16).padStart(4, '0')
  if (per.isPast) return
  const to = per.behind
  reading.fields.add(
    'Cell-Id',
    from,
    to,
    mcc === '' ? String(Number.parseInt(cell, 16)) : `${mcc}${mnc}${area}${cell}`,
  )
}

function digits(count: number): string {
  let text = ''
  for (let index = 0; index < count; index++) text += per.bits(4).toString(16)
  return text
}

function addCell(
  reading: SuplReading,
  from: number,
  mcc: number,
  mnc: number,
  area: string,
  cell: string,
): void {
  if (per.isPast || mcc > 999 || mnc > 999) return
  const to = per.behind
  reading.fields.add('Mcc', from, to, String(mcc).padStart(3, '0'))
  reading.fields.add('Mnc', from, to, String(mnc).padStart(2, '0'))
  if (area !== '') reading.fields.add('Lac', from, to, area)
  reading.fields.add('Cell-Id', from, to, cell)
}

/** Length of the message at `start`; 0: more bytes are needed; -1: none is there. */
export function suplLength(buf: Buffer, start: number, end: number): number {
  if (end - start < lengthBytes) return 0
  const length = buf.readUInt16BE(start)
  return length < messageBytesMin ? -1 : length
}

const probed = new SuplReading()
const versionMax = 3
const lengthHighMax = 0x3f

/**
 * A stream is SUPL if a length is followed by a version that exists and a message in which a SET names itself by digits
 * or a name; on SUPL's own ports a message that is one is enough. There is no magic number.
 */
export function probeStart(
  buf: Buffer,
  start: number,
  end: number,
  isSuplPort: boolean,
): 'yes' | 'no' | 'more' {
  // No message of a SET that asks for help has 16 KiB.
  if (end > start && (buf[start] as number) > lengthHighMax) return 'no'
  if (end - start < lengthBytes) return 'more'
  const length = suplLength(buf, start, end)
  if (length < 0) return 'no'
  const version = start + lengthBytes
  if (end > version && (buf[version] === 0 || (buf[version] as number) > versionMax)) return 'no'
  // Minor version and service indicator.
  if (end > version + 1 && (buf[version + 1] as number) > 9) return 'no'
  if (end > version + 2 && (buf[version + 2] as number) > 9) return 'no'
  if (end < version + 4) return 'more'
  // A SET that speaks first names itself.
  if (((buf[version + 3] as number) & 0x80) === 0) return isSuplPort ? 'yes' : 'no'
  if (end < Math.min(start + length, version + 20)) return 'more'
  if (!readSupl(buf, start, Math.min(end, start + length), probed)) return 'no'
  return probed.isSetIdSound || (isSuplPort && probed.hasSetId) ? 'yes' : 'no'
}
