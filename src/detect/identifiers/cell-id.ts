import { networkBeforeCheck, networkBeforeHexCheck, networkOfPlmn } from '../spellings/cut-spelling.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { FramedForm, IdentifierType } from '../identifier-type.ts'
import { edges } from '../spellings/matcher.ts'
import { isMcc } from '../telephony/mcc.ts'
import { cases, isRepeated, scientificForms, varint, withoutPower } from '../spellings/written.ts'

/** From there on Java prints a double with a power of ten. */
const scientificMin = 10_000_000

/** Values that mean "not known" in the radio interfaces of Android and of the modems. */
const none = new Set([
  '0',
  '1',
  '-1',
  '2147483647',
  '268435455',
  '65535',
  '4294967295',
  '68719476735',
  '9223372036854775807',
])

/** So small a cell behind two numbers with points is the last part of a version, and of a list that may be of weights one more of them. */
const tableCellMax = 255

/** 36 bits of an NR cell identity is the largest there is. */
const cellMax = 68_719_476_735

/** Names of lists of numbers, which count where these are country, network, area and cell. */
const listNames: readonly string[] = (
  'bts cellinfo celllocation lbs cl basestation ' +
  // Of several cells (`telephony/listed-cells.ts`).
  'nearbts cells celllist celltowers neighborcells neighbourcells basestations'
).split(' ')
/** Of these names tables and drawings have cells, too: left, top, width and height of one are four numbers. */
const drawnNames: ReadonlySet<string> = new Set(['cells', 'celllist'])
/** A cell of more digits than screens have, or the strength of its signal. */
const ofRadio = /\D\d{5,11}(?!\d)|[^-\d]-\d/
/** Area, cell and scrambling code as Android's GsmCellLocation prints itself: three numbers in brackets are others, too. */
const gsmLocation = /^\[\d{1,5}, ?(\d{3,9}), ?(?:-1|\d{1,3})\]$/
const gsmLocationName = 'celllocation'
/** In hex, as log files and modems write numbers. */
const hexCell = /^0x[0-9a-f]{1,9}$/i
const fourParts = /^(\d{3})([-,|/;:_])\d{1,3}\2\d{1,8}\2(\d{3,11})(?:\2-?\d{1,3})?$/
/** Country, network, area and cell as the access information of SIP has them (TS 24.229, 7.2A.4): of LTE and UMTS, of NR, and of GSM with a network of three digits, where 14 digits alone may be a moment. */
const accessForms: readonly RegExp[] = [
  /^(\d{3})(\d{2,3})([0-9a-fA-F]{4})([0-9a-fA-F]{7})$/,
  /^(\d{3})(\d{2,3})([0-9a-fA-F]{6})([0-9a-fA-F]{9})$/,
  /^(\d{3})(\d{3})(?=\d*[a-fA-F])([0-9a-fA-F]{4})([0-9a-fA-F]{4})$/,
]
/** `415-234-7781`: in North America a mobile phone is called a cell, and its number has groups as country, network and cell may have. */
const dialled = /^\d{3}([-.])\d{3}\1\d{4}$/
const listBytesMin = '242,1,1,123'.length

/** ECGI in decimal: country, network and the 28 bits of the cell in nine digits. */
const decimalEcgi = /^(\d{3})(\d{2,3})(\d{9})$/
const eciMax = 2 ** 28 - 1
const eciDigits = 9
/** The same with a sign between network and cell: `24201-21004290`, `24201-140800a`, `24201-0140800A`. */
const splitEcgi = /^(\d{3})(\d{2,3})-(\d{5,11}|0?[0-9a-fA-F]{7})$/
/** The same as the network sends it, in hex: its digits with their halves swapped, four spare bits, and the cell (TS 29.274, 8.21.5). */
const packedEcgi = /^([0-9a-fA-F]{6})0([0-9a-fA-F]{7})$/
/** The same with the tracking area between both. */
const packedWithArea = /^([0-9a-fA-F]{6})[0-9a-fA-F]{4}0([0-9a-fA-F]{7})$/
/** The same by base station and cell of it: `24201-82048-2`; and with the area in front, `24201:10412:21004290`. */
const splitParts = /^(\d{3})(\d{2,3})([-:])(\d{1,8})\3(\d{1,11})$/
/** What some programs write in front of all of it. */
const radioAhead = /^(?:LTE|NR|GSM|UMTS|WCDMA|TDSCDMA)[:,|-](?=\d{3}[:,|-])/i
/** Names of the whole identity of a cell (3GPP TS 23.003, 4.3.1, 19.6, 19.6A), under which the forms count that other numbers have, too. */
const wholeNames: ReadonlySet<string> = new Set(['ecgi', 'ncgi', 'nrcgi', 'cellglobalid', 'gci'])
/** Of other things, too. */
const shortName = 'gci'
/** The forms that other numbers have, too. */
const ecgiForms: readonly RegExp[] = [decimalEcgi, splitEcgi, splitParts, packedEcgi, packedWithArea]

function hasEcgiForm(value: string): boolean {
  const text = value.trim()
  return !hasPlmnAhead(text) && ecgiForms.some((form) => form.test(text))
}

/** `24201:4301:21004290`: the network in one, area and cell, as any name of a cell may have them. */
function hasPlmnAhead(text: string): boolean {
  const [, country = '', area, cell] = plmnAhead.exec(text) ?? []
  return isMcc(country) && Number(area) > tableCellMax && Number(cell) > tableCellMax
}
const plmnAhead = /^(\d{3})\d{2,3}:(\d{3,8}):(\d{3,11})$/

/** Country, network and cell of `24201-21004290`; '' where it is none. Seven digits are hex, as 28 bits are written. */
function normalOfSplit(text: string): string {
  const [, country = '', network = '', cell = ''] = splitEcgi.exec(text) ?? []
  if (!isMcc(country)) return ''
  const isHex = cell.length === 7 || !/^[1-9]\d*$/.test(cell)
  if (isHex) return `${country}-${network}-${cell.slice(-7).toLowerCase()}`
  return Number(cell) <= (cell.length > eciDigits ? cellMax : eciMax) ? `${country}-${network}-${cell}` : ''
}

/** A cell of LTE in the 32 bits, or of NR in the 40, that stand behind its network: spare bits in front, of NR in 3GPP's own coding behind (TS 38.413, 9.3.1.7). */
function inHex(cell: number): readonly string[] {
  if (cell <= eciMax) return [cell.toString(16).padStart(8, '0')]
  const digits = cell.toString(16).padStart(9, '0')
  return [`0${digits}`, `${digits}0`]
}

function normalOfPacked(text: string): string {
  const [, plmn = '', cell = ''] = packedEcgi.exec(text) ?? packedWithArea.exec(text) ?? []
  const network = plmn === '' ? '' : networkOfPlmn(Buffer.from(plmn, 'hex'), 0)
  return network === '' ? '' : `${network}-${cell.toLowerCase()}`
}

/**
 * CI of 16 bits, or 28 with the RNC, ECI of 28 and NCI of 36 bits (3GPP TS 23.003, 4.3.1, 19.6, 19.6A). Known by the
 * name of its field: any number could be one.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'cell-id',
  title: 'identity of the mobile cell',
  subject: 'place',
  stability: 'as long as the user stays in the cell: hundreds of metres in towns',
  whyPersonal:
    'Public maps hold where the antenna stands: who gets the cell again and again can follow where its user goes.',
  names: [
    'cellid',
    'simcellid',
    'cellidentity',
    'eci',
    'ecgi',
    'ncgi',
    'nrcgi',
    'cellglobalid',
    shortName,
    'nci',
    'gsmcellid',
    'ltecellid',
    'utrancellid3gpp',
    'cgi3gpp',
    'celltower',
    'celltowerid',
    'basestationid',
    'cellinfoid',
    'ltecid',
    'lteci',
    'nrci',
    'gsmcid',
    'cgi',
    'nrcellid',
    // Fields of Android's CellIdentity, as its toString() writes them.
    'mci',
    'mcid',
    'mnci',
  ],
  hints: ['cell', 'bsid', ...listNames],
  hintLengthMin: Object.fromEntries(listNames.map((name) => [name, listBytesMin])),
  isLikely: (value: string, name: string): boolean =>
    (name === gsmLocationName || !gsmLocation.test(value.trim())) &&
    !hexCell.test(value.trim()) &&
    !hasEcgiForm(value) &&
    (!drawnNames.has(name) || ofRadio.test(value.trim())) &&
    (hasPlmnAhead(value.trim()) ||
      (!listNames.includes(name) && !dialled.test(value.trim())) ||
      Number((fourParts.exec(value.trim())?.[3] ?? gsmLocation.exec(value.trim())?.[1]) || 0) > tableCellMax),
  // Other numbers are as long.
  isNamed: (value: string, name: string): boolean =>
    (wholeNames.has(name) || !hasEcgiForm(value)) &&
    (name !== shortName || hasEcgiForm(value)) &&
    !gsmLocation.test(value.trim()),
  nearNames: ['cid', 'ci', 'lcid', 'tower', 'station', 'sector'],
  proof: 'it is a number in the range of cell identities',
  /** Decimal; behind country, network and area; or these in one with the last two in hex, from the access information of SIP (RFC 7315, 5.4; TS 24.229, 7.2A.4). */
  normalise(value: string): string {
    const trimmed = value.trim().replace(radioAhead, '')
    const text = hexCell.test(trimmed)
      ? String(Number(trimmed))
      : (gsmLocation.exec(trimmed)?.[1] ?? withoutPower(trimmed))
    if (
      /^-?\d{1,19}$/.test(text) &&
      (none.has(text) || Number(text) <= cellMax) &&
      (!text.startsWith('-') || none.has(text))
    ) {
      return text.replace(/^0+(?=\d)/, '')
    }
    // The same between other signs, and with the strength of the signal behind it, as AMap's SDK writes it.
    const listed = fourParts.exec(text)
    if (listed !== null && isMcc(listed[1] as string))
      return listed[0]
        .split(listed[2] as string)
        .slice(0, 4)
        .join('-')
    const parts = /^(\d{3})[-:._](\d{2,3})(?:[-:._](\d{1,8}))?[-:._](\d{1,11})$/.exec(text)
    const isVersion =
      parts !== null && parts[3] === undefined && text.includes('.') && Number(parts[4]) <= tableCellMax
    if (parts !== null && isMcc(parts[1] as string) && !isVersion) return text.replace(/[:._]/g, '-')
    // ECGI in one: country, network, and 28 bits in hex (3GPP TS 36.413, 9.2.1.38).
    const ecgi = /^(\d{3})(\d{2,3})([0-9a-fA-F]{7})$/.exec(text)
    if (ecgi !== null && isMcc(ecgi[1] as string)) return `${ecgi[1]}-${ecgi[2]}-${ecgi[3]}`.toLowerCase()
    const decimal = decimalEcgi.exec(text)
    if (decimal !== null && isMcc(decimal[1] as string) && Number(decimal[3]) <= eciMax)
      return `${decimal[1]}-${decimal[2]}-${Number(decimal[3])}`
    for (const form of accessForms) {
      const access = form.exec(text)
      if (access !== null && isMcc(access[1] as string)) return access.slice(1).join('-').toLowerCase()
    }
    const split = splitParts.exec(text)
    if (split !== null && isMcc(split[1] as string)) return [split[1], split[2], split[4], split[5]].join('-')
    return normalOfSplit(text) || normalOfPacked(text)
  },
  /** The cell by itself: behind its network and area it is in hex, or decimal. */
  alike(normal: string): readonly string[] {
    const cell = normal.split('-').at(-1) as string
    const inHex = cell === normal ? [] : [String(Number.parseInt(cell, 16))]
    return [...new Set([normal, ...(/^\d+$/.test(cell) ? [cell.replace(/^0+(?=\d)/, '')] : []), ...inHex])]
  },
  placeholder: (text: string): string =>
    none.has(text) || (text.length > 4 && isRepeated(text)) ? 'the value for "cell not known"' : '',
  spellings(normal: string): readonly string[] {
    if (!/^\d+$/.test(normal)) return [normal.replaceAll('-', ''), normal]
    const number = Number(normal)
    if (number < 65_536) return [normal]
    // LTE: 20 bits of the base station and 8 of the cell.
    const hex = number.toString(16)
    const split = `${Math.floor(number / 256)}-${number % 256}`
    const padded = hex.padStart(7, '0')
    return [
      normal,
      ...(number >= scientificMin ? scientificForms(normal) : []),
      padded,
      padded.toUpperCase(),
      // Modems write all 32 bits (3GPP TS 27.007, 10.1.22: up to four bytes in hex).
      ...(hex.length < 8 ? cases(hex.padStart(8, '0')) : []),
      `0x${hex}`,
      `0x${hex.toUpperCase()}`,
      ...(split.length >= 7 ? ['-', '.', ':', '/'].map((sign) => split.replace('-', sign)) : []),
    ]
  },
  /** As a number among others: any of 28 bits is chance, but not behind the code of a country. */
  framed(normal: string): readonly FramedForm[] {
    if (!/^\d+$/.test(normal) || Number(normal) < 65_536) return []
    const big = Buffer.alloc(8)
    big.writeBigUInt64BE(BigInt(normal))
    const short = big.subarray(Number(normal) < 2 ** 32 ? 4 : 0)
    const varints = [varint(BigInt(normal)), varint(BigInt(normal) << 1n)]
    const behindHex = cases(...inHex(Number(normal))).map(
      (text): FramedForm => ({
        form: 'hex behind its network',
        bytes: Buffer.from(text),
        edge: edges.none,
        check: networkBeforeHexCheck,
      }),
    )
    const numbers = [...varints, short, Buffer.from(short).reverse()].map(
      (bytes): FramedForm => ({
        form: 'number behind its network',
        bytes,
        edge: edges.none,
        check: networkBeforeCheck,
      }),
    )
    return [...numbers, ...behindHex]
  },
})
