import type { Phone, Sim } from './phones.ts'

/**
 * The self-registration requests, byte by byte, per variant. Written from a description of the protocol:
 * JSON text, then Base64 and nothing else; how the Base64 is laid out and which header lines stand in which
 * order differ by implementation. Where the order of header lines is known from memory only, it is said.
 */
export const VARIANTS = ['Q', 'M', 'K', 'R', 'N1', 'N2', 'N3'] as const
export type Variant = (typeof VARIANTS)[number]

export const REGISTRATION_HOST = 'zzhc.vnet.cn'

/** What a body says beyond the fixed facts of phone and SIM. */
export interface RegistrationFacts {
  readonly phone: Phone
  readonly sim: Sim
  /** Decimal cell identity where the phone is now. */
  readonly cell: string
  /** "1" mobile data, "2" Wi-Fi. */
  readonly access: '1' | '2'
  /** Milliseconds since 1970 of the phone's clock, and its zone as minutes east of UTC. */
  readonly nowMs: number
  readonly zoneMinutes: number
}

const PORTS: Readonly<Record<Variant, number>> = {
  Q: 80,
  M: 80,
  K: 80,
  R: 9998,
  N1: 9999,
  N2: 5683,
  N3: 9999,
}

/** The port a variant sends to unless told otherwise. */
export function registrationPort(variant: Variant): number {
  return PORTS[variant]
}

/** `yyyy-MM-dd HH:mm:ss` in the phone's zone. */
function registrationDate(nowMs: number, zoneMinutes: number): string {
  return new Date(nowMs + zoneMinutes * 60_000).toISOString().slice(0, 19).replace('T', ' ')
}

function dateOf(facts: RegistrationFacts): string {
  return registrationDate(facts.nowMs, facts.zoneMinutes)
}

/** The six keys of the narrow-band modules. */
function moduleFields(facts: RegistrationFacts): Record<string, string> {
  return {
    REGVER: '2',
    MEID: facts.phone.imei1,
    MODEL: facts.phone.registrationModel,
    SWVER: facts.phone.software,
    SIM1ICCID: facts.sim.iccid,
    SIM1LTEIMSI: facts.sim.imsi,
  }
}

const FIELDS: Readonly<Record<Variant, (facts: RegistrationFacts) => Record<string, string>>> = {
  Q: (facts) => ({
    REGVER: '5.0',
    MEID: '',
    MODEL: facts.phone.registrationModel,
    SWVER: facts.phone.software,
    SIM1CDMAIMSI: '',
    UETYPE: '1',
    SIM1ICCID: facts.sim.iccid,
    SIM1LTEIMSI: facts.sim.imsi,
    SIM2ICCID: '',
    MACID: facts.phone.wifiMac,
    OSVER: `android${facts.phone.android}`,
    IMEI1: facts.phone.imei1,
    IMEI2: facts.phone.imei2,
    SIM1CELLID: facts.cell,
    DATASIM: '1',
    ACCESSTYPE: facts.access,
    REGDATE: dateOf(facts),
  }),
  M: (facts) => ({
    REGVER: '5.0',
    MEID: '',
    MODEL: facts.phone.registrationModel,
    SWVER: facts.phone.software,
    UETYPE: '1',
    MACID: facts.phone.wifiMac,
    OSVER: `android${facts.phone.android}`,
    ROM: facts.phone.rom,
    RAM: facts.phone.ram,
    IMEI1: facts.phone.imei1,
    IMEI2: facts.phone.imei2,
    SIM1CDMAIMSI: '',
    SIM1ICCID: facts.sim.iccid,
    SIM1LTEIMSI: facts.sim.imsi,
    SIM2CDMAIMSI: '',
    SIM2LTEIMSI: '',
    SIM2ICCID: '',
    SIM1CELLID: facts.cell,
    SIM2CELLID: '',
    DATASIM: '1',
    REGDATE: dateOf(facts),
  }),
  K: (facts) => ({
    REGVER: '8.0',
    // The v8.0 build sends this constant, never a MEID.
    MEID: '11111111111111',
    MODEL: facts.phone.registrationModel,
    SWVER: facts.phone.software,
    SIM1CDMAIMSI: '',
    UETYPE: '1',
    SIM1ICCID: facts.sim.iccid,
    SIM1LTEIMSI: facts.sim.imsi,
    SIM1TYPE: '2',
    SIM2CDMAIMSI: '',
    SIM2ICCID: '',
    SIM2LTEIMSI: '',
    SIM2TYPE: '',
    MACID: facts.phone.wifiMac,
    OSVER: 'KaiOS 2.5.4',
    ROM: '4G',
    RAM: '512M',
    IMEI1: facts.phone.imei1,
    IMEI2: facts.phone.imei2,
    SIM1CELLID: facts.cell,
    SIM2CELLID: '',
    DATASIM: '1',
    SIM1VoLTESW: '1',
    SIM2VoLTESW: '3',
    ACCESSTYPE: facts.access,
    REGDATE: dateOf(facts),
  }),
  R: (facts) => ({
    REGVER: '5.0',
    MEID: '',
    MODEL: facts.phone.registrationModel,
    SWVER: facts.phone.software,
    SIM1CDMAIMSI: '',
    UETYPE: '29',
    SIM1ICCID: facts.sim.iccid,
    SIM1LTEIMSI: facts.sim.imsi,
    MACID: facts.phone.wifiMac,
    OSVER: 'Linux 3.18.20',
    ROM: '4G',
    RAM: '512M',
    IMEI1: facts.phone.imei1,
    SIM1CELLID: facts.cell,
    REGDATE: dateOf(facts),
  }),
  N1: moduleFields,
  N2: moduleFields,
  N3: (facts) => ({
    REGVER: '5.0',
    MEID: '',
    MODEL: facts.phone.registrationModel,
    SWVER: facts.phone.software,
    IMEI1: facts.phone.imei1,
    SIM1CDMAIMSI: '',
    SIM1ICCID: facts.sim.iccid,
    SIM1LTEIMSI: facts.sim.imsi,
    SIM1CELLID: facts.cell,
    REGDATE: dateOf(facts),
  }),
}

/** The JSON before Base64, keys in the order of the variant. All values are strings. */
export function registrationFields(variant: Variant, facts: RegistrationFacts): Record<string, string> {
  return FIELDS[variant](facts)
}

/** Base64 as Android's default writes it: a line feed after every 76 characters and one at the end. */
function wrappedBase64(bytes: Buffer): string {
  const line = bytes.toString('base64')
  let out = ''
  for (let at = 0; at < line.length; at += 76) out += `${line.slice(at, at + 76)}\n`
  return out
}

/** The body as it goes over the wire: Base64 of the JSON in the variant's layout. */
export function registrationBody(variant: Variant, fields: Readonly<Record<string, string>>): Buffer {
  const json = JSON.stringify(fields)
  const isAndroid = variant === 'Q' || variant === 'M'
  if (isAndroid) return Buffer.from(wrappedBase64(Buffer.from(json)), 'latin1')
  // In the robot the C string's trailing NUL is encoded with it.
  const text = variant === 'R' ? `${json}\0` : json
  return Buffer.from(Buffer.from(text).toString('base64'), 'latin1')
}

/** The HTTP request of every variant but N2 (CoAP), header lines in the variant's order and spelling. */
export function registrationRequest(
  variant: Exclude<Variant, 'N2'>,
  phone: Phone,
  host: string,
  port: number,
  body: Buffer,
): Buffer {
  const authority = port === 80 ? host : `${host}:${port}`
  return Buffer.concat([
    Buffer.from(`${HEAD_LINES[variant](phone, authority, body.length).join('\r\n')}\r\n\r\n`),
    body,
  ])
}

type HeadLines = (phone: Phone, authority: string, length: number) => readonly string[]

const HEAD_LINES: Readonly<Record<Exclude<Variant, 'N2'>, HeadLines>> = {
  // Order of the lines from memory of the client; method, type and body from the implementation.
  Q: (_phone, authority, length) => [
    'POST / HTTP/1.1',
    'Content-Type: application/encrypted-json',
    `Content-Length: ${length}`,
    `Host: ${authority}`,
    'Connection: Keep-Alive',
    'User-Agent: Apache-HttpClient/UNAVAILABLE (java 1.4)',
  ],
  M: (phone, authority, length) => [
    'POST / HTTP/1.1',
    'Content-Type: application/encrypted-json',
    `User-Agent: Dalvik/2.1.0 (Linux; U; Android ${phone.android}; ${phone.model} Build/${phone.build})`,
    `Host: ${authority}`,
    'Connection: Keep-Alive',
    'Accept-Encoding: gzip',
    `Content-Length: ${length}`,
  ],
  K: (_phone, authority, length) => [
    'POST / HTTP/1.1',
    `Host: ${authority}`,
    'User-Agent: Mozilla/5.0 (Mobile; Nokia_2720_Flip; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.4',
    'Accept: */*',
    'Accept-Language: en-US,en;q=0.5',
    'Accept-Encoding: gzip, deflate',
    'Content-Type: application/encrypted-json',
    `Content-Length: ${length}`,
    'Connection: keep-alive',
  ],
  R: (_phone, authority, length) => [
    'POST / HTTP/1.1',
    `Host: ${authority}`,
    'Accept: */*',
    'Content-Type:application/encrypted-json',
    `Content-Length: ${length}`,
  ],
  // A raw socket with its own fixed text: no blanks after the colons, and a constant address.
  N1: (_phone, authority, length) => [
    'POST / HTTP/1.1',
    'X-forwarded-for:117.61.5.70',
    'Content-type:application/encrypted-json',
    `Content-length:${length}`,
    `Host:${authority}`,
  ],
  N3: (_phone, authority, length) => [
    'POST / HTTP/1.1',
    `Host: ${authority}`,
    'Content-Type: application/encrypted-json',
    `Content-Length: ${length}`,
    'Connection: close',
  ],
}

/** Body keys that hold identifiers, and the identifier's name in profiles and reports. */
const IDENTIFIER_OF_KEY: Readonly<Record<string, string>> = {
  IMEI1: 'imei',
  IMEI2: 'imei',
  SIM1ICCID: 'iccid',
  SIM1LTEIMSI: 'imsi',
  MACID: 'wifi-mac',
  SIM1CELLID: 'cell-id',
}

export interface CarriedIdentifier {
  readonly identifier: string
  readonly key: string
  readonly value: string
}

/** The identifiers a body carries. MEID counts as an IMEI only where the variant writes the IMEI there. */
export function carriedIdentifiers(fields: Readonly<Record<string, string>>): CarriedIdentifier[] {
  const out: CarriedIdentifier[] = []
  for (const [key, value] of Object.entries(fields)) {
    if (value === '') continue
    const identifier = key === 'MEID' && value.length === 15 ? 'imei' : IDENTIFIER_OF_KEY[key]
    if (identifier !== undefined) out.push({ identifier, key, value })
  }
  return out
}
