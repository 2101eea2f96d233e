/**
 * Reads SUPL: the User Plane Location Protocol (OMA-TS-ULP, ASN.1 in packed encoding rules). Of each message who asks (SET
 * id) and of those that say it, where it is: cells, access points of Wi-Fi, positions. What lies behind is not read.
 */
import { addressText } from '../address-text.ts'
import { NamedValues } from '../named-values.ts'
import { readLocation, readLocations, readPosition, skipVelocity } from './location.ts'
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
/** Bits of Ver, a digest of the first message. */
const verBits = 64

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
/** What is read into. */
let current: SuplReading = new SuplReading()

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
  current = reading
  if (!per.isPast) readers.get(reading.name)?.()
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

/** What each message says of where the SET is. */
const readers: ReadonlyMap<string, () => void> = new Map([
  ['SUPL-START', readStart],
  ['SUPL-POS-INIT', readPosInit],
  ['SUPL-END', readEnd],
  ['SUPL-TRIGGERED-START', readTriggeredStart],
  ['SUPL-REPORT', readReport],
])

function readStart(): void {
  const { fields } = current
  const hasAdditions = per.flag()
  const hasQuality = per.flag()
  skipCapabilities()
  readLocation(per, fields)
  if (hasQuality) skipQuality()
  if (!hasAdditions) return
  per.skipAdditions((index) => {
    if (index !== 0) return
    const [, hasOthers, hasThirdParty, hasApplication, hasPosition] = per.flags(5)
    if (hasOthers === true) readLocations(per, fields)
    if (hasThirdParty === true) skipThirdParties()
    if (hasApplication === true) skipApplication()
    if (hasPosition === true) readPosition(per, fields)
  })
}

function readPosInit(): void {
  const { fields } = current
  const [hasAdditions, hasRequest, hasPosition, hasPos, hasVer] = per.flags(5)
  skipCapabilities()
  if (hasRequest === true) skipAssistance()
  readLocation(per, fields)
  if (hasPosition === true) readPosition(per, fields)
  if (hasPos === true) skipPos()
  if (hasVer === true) per.skip(verBits)
  if (hasAdditions !== true) return
  per.skipAdditions((index) => {
    const [, hasOthers] = index === 0 ? per.flags(4) : []
    if (hasOthers === true) readLocations(per, fields)
  })
}

function readEnd(): void {
  const [, hasPosition] = per.flags(4)
  if (hasPosition === true) readPosition(per, current.fields)
}

function readTriggeredStart(): void {
  const { fields } = current
  const [, hasVer, hasQuality, hasOthers, hasThirdParty, hasApplication, hasType, hasTrigger, hasPosition] =
    per.flags(11)
  skipCapabilities()
  readLocation(per, fields)
  if (hasVer === true) per.skip(verBits)
  if (hasQuality === true) skipQuality()
  if (hasOthers === true) readLocations(per, fields)
  if (hasThirdParty === true) skipThirdParties()
  if (hasApplication === true) skipApplication()
  if (hasType === true) per.skipEnumerated(1)
  // What areas it is to watch would stand before the position, and is not read.
  if (hasTrigger === true && !skipPeriod()) return
  if (hasPosition === true) readPosition(per, fields)
}

function readReport(): void {
  const { fields } = current
  const [, hasSessions, hasCapabilities, hasData] = per.flags(6)
  if (hasSessions === true)
    per.list(6, () => {
      const hasAdditions = per.flag()
      const hasSet = per.flag()
      const hasSlp = per.flag()
      if (hasSet) {
        const isSound = current.isSetIdSound
        per.skip(16)
        readSetId(current)
        // The message itself says who sends it.
        current.isSetIdSound = isSound
      }
      if (hasSlp) readSlp(current)
      if (hasAdditions) per.skipAdditions()
    })
  if (hasCapabilities === true) skipCapabilities()
  if (hasData !== true) return
  per.list(10, () => {
    const [hasAdditions, hasPosition, hasOthers, hasResult, hasTime] = per.flags(5)
    if (hasPosition === true) readPositionData()
    if (hasOthers === true) readLocations(per, fields)
    if (hasResult === true) per.skipEnumerated(3)
    if (hasTime === true) per.skip(per.flag() ? 25 : per.length() * 7)
    if (hasAdditions === true) per.skipAdditions()
  })
}

/** PositionData: where, and by what that was found. */
function readPositionData(): void {
  const [hasAdditions, hasMethod, hasTechnology, hasSignals] = per.flags(4)
  readPosition(per, current.fields)
  if (hasMethod === true) per.skipEnumerated(4)
  if (hasTechnology === true) {
    const isMore = per.flag()
    per.skip(6)
    if (isMore) per.skipAdditions()
  }
  if (hasSignals === true)
    per.list(4, () => {
      const isMore = per.flag()
      per.skip(4)
      per.skip(per.bits(3) + 1)
      if (isMore) per.skipAdditions()
    })
  if (hasAdditions === true) per.skipAdditions()
}

/** SETCapabilities: what the SET can; nothing in it identifies, but it stands before the cell. */
function skipCapabilities(): void {
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

/** QoP: how fine a position is wanted. */
function skipQuality(): void {
  const [hasAdditions, hasHeight, hasAge, hasDelay] = per.flags(4)
  per.skip(7 + (hasHeight === true ? 7 : 0) + (hasAge === true ? 16 : 0) + (hasDelay === true ? 3 : 0))
  if (hasAdditions === true) per.skipAdditions()
}

/** RequestedAssistData: nine flags, and of which satellites it has data. */
function skipAssistance(): void {
  const hasAdditions = per.flag()
  const hasModel = per.flag()
  per.skip(9)
  if (hasModel) {
    const isMore = per.flag()
    const hasSatellites = per.flag()
    per.skip(27)
    if (hasSatellites)
      per.list(5, () => {
        const isLonger = per.flag()
        per.skip(14)
        if (isLonger) per.skipAdditions()
      })
    if (isMore) per.skipAdditions()
  }
  if (hasAdditions) per.skipAdditions()
}

/** SUPLPOS: a message of a positioning protocol. */
function skipPos(): void {
  const hasAdditions = per.flag()
  const hasVelocity = per.flag()
  if (per.flag()) {
    per.small()
    per.open(() => undefined)
  } else {
    per.skip(2)
    per.skip((per.bits(13) + 1) * 8)
  }
  if (hasVelocity) skipVelocity(per)
  if (hasAdditions) per.skipAdditions()
}

/** ThirdPartyID by its alternative: bits of the length and of each character, or no length and all bits. */
const thirdParties: readonly (readonly [number, number])[] = [
  [10, 7],
  [0, 64],
  [10, 7],
  [8, 7],
  [8, 7],
  [0, 34],
  [0, 64],
  [8, 7],
]

function skipThirdParties(): void {
  per.list(6, () => {
    if (per.flag()) {
      per.small()
      per.open(() => undefined)
      return
    }
    const [lengthBits, bitsEach] = thirdParties[per.bits(3)] as readonly [number, number]
    per.skip((lengthBits === 0 ? 1 : per.bits(lengthBits) + 1) * bitsEach)
  })
}

/** ApplicationID: who made the program that asks, its name and version. */
function skipApplication(): void {
  const hasAdditions = per.flag()
  const hasVersion = per.flag()
  for (const lengthBits of hasVersion ? [5, 5, 3] : [5, 5]) per.skip((per.bits(lengthBits) + 1) * 7)
  if (hasAdditions) per.skipAdditions()
}

/** TriggerParams, where they are a period. False: they are something else. */
function skipPeriod(): boolean {
  if (per.flag() || per.flag()) return false
  const hasAdditions = per.flag()
  const hasStart = per.flag()
  per.skip(48 + (hasStart ? 22 : 0))
  if (hasAdditions) per.skipAdditions()
  return true
}

/** Length of the message at `start`; 0: more bytes are needed; -1: none is there. */
export function suplLength(buf: Buffer, start: number, end: number): number {
  if (end - start < lengthBytes) return 0
  const length = buf.readUInt16BE(start)
  return length < messageBytesMin ? -1 : length
}

const probed = new SuplReading()
const versionMax = 3
/** The upper byte of the length that a first message has at most. */
export const lengthHighMax = 0x3f

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
