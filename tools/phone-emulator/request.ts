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

/** The port a variant sends to unless told otherwise. */
export function registrationPort(variant: Variant): number {
  switch (variant) {
    case 'Q':
    case 'M':
    case 'K':
      return 80
    case 'R':
      return 9998
    case 'N1':
    case 'N3':
      return 9999
    case 'N2':
      return 5683
  }
}

/** `yyyy-MM-dd HH:mm:ss` in the phone's zone. */
export function registrationDate(nowMs: number, zoneMinutes: number): string {
  return new Date(nowMs + zoneMinutes * 60_000).toISOString().slice(0, 19).replace('T', ' ')
}

/** The JSON before Base64, keys in the order of the variant. All values are strings. */
export function registrationFields(variant: Variant, facts: RegistrationFacts): Record<string, string> {
  const { phone, sim, cell } = facts
  const date = registrationDate(facts.nowMs, facts.zoneMinutes)
  switch (variant) {
    case 'Q':
      return {
        REGVER: '5.0',
        MEID: '',
        MODEL: phone.registrationModel,
        SWVER: phone.software,
        SIM1CDMAIMSI: '',
        UETYPE: '1',
        SIM1ICCID: sim.iccid,
        SIM1LTEIMSI: sim.imsi,
        SIM2ICCID: '',
        MACID: phone.wifiMac,
        OSVER: `android${phone.android}`,
        IMEI1: phone.imei1,
        IMEI2: phone.imei2,
        SIM1CELLID: cell,
        DATASIM: '1',
        ACCESSTYPE: facts.access,
        REGDATE: date,
      }
    case 'M':
      return {
        REGVER: '5.0',
        MEID: '',
        MODEL: phone.registrationModel,
        SWVER: phone.software,
        UETYPE: '1',
        MACID: phone.wifiMac,
        OSVER: `android${phone.android}`,
        ROM: phone.rom,
        RAM: phone.ram,
        IMEI1: phone.imei1,
        IMEI2: phone.imei2,
        SIM1CDMAIMSI: '',
        SIM1ICCID: sim.iccid,
        SIM1LTEIMSI: sim.imsi,
        SIM2CDMAIMSI: '',
        SIM2LTEIMSI: '',
        SIM2ICCID: '',
        SIM1CELLID: cell,
        SIM2CELLID: '',
        DATASIM: '1',
        REGDATE: date,
      }
    case 'K':
      return {
        REGVER: '8.0',
        // The v8.0 build sends this constant, never a MEID.
        MEID: '11111111111111',
        MODEL: phone.registrationModel,
        SWVER: phone.software,
        SIM1CDMAIMSI: '',
        UETYPE: '1',
        SIM1ICCID: sim.iccid,
        SIM1LTEIMSI: sim.imsi,
        SIM1TYPE: '2',
        SIM2CDMAIMSI: '',
        SIM2ICCID: '',
        SIM2LTEIMSI: '',
        SIM2TYPE: '',
        MACID: phone.wifiMac,
        OSVER: 'KaiOS 2.5.4',
        ROM: '4G',
        RAM: '512M',
        IMEI1: phone.imei1,
        IMEI2: phone.imei2,
        SIM1CELLID: cell,
        SIM2CELLID: '',
        DATASIM: '1',
        SIM1VoLTESW: '1',
        SIM2VoLTESW: '3',
        ACCESSTYPE: facts.access,
        REGDATE: date,
      }
    case 'R':
      return {
        REGVER: '5.0',
        MEID: '',
        MODEL: phone.registrationModel,
        SWVER: phone.software,
        SIM1CDMAIMSI: '',
        UETYPE: '29',
        SIM1ICCID: sim.iccid,
        SIM1LTEIMSI: sim.imsi,
        MACID: phone.wifiMac,
        OSVER: 'Linux 3.18.20',
        ROM: '4G',
        RAM: '512M',
        IMEI1: phone.imei1,
        SIM1CELLID: cell,
        REGDATE: date,
      }
    case 'N1':
    case 'N2':
      return {
        REGVER: '2',
        MEID: phone.imei1,
        MODEL: phone.registrationModel,
        SWVER: phone.software,
        SIM1ICCID: sim.iccid,
        SIM1LTEIMSI: sim.imsi,
      }
    case 'N3':
      return {
        REGVER: '5.0',
        MEID: '',
        MODEL: phone.registrationModel,
        SWVER: phone.software,
        IMEI1: phone.imei1,
        SIM1CDMAIMSI: '',
        SIM1ICCID: sim.iccid,
        SIM1LTEIMSI: sim.imsi,
        SIM1CELLID: cell,
        REGDATE: date,
      }
  }
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
  switch (variant) {
    case 'Q':
    case 'M':
      return Buffer.from(wrappedBase64(Buffer.from(json)), 'latin1')
    case 'R':
      // The C string's trailing NUL is encoded with it.
      return Buffer.from(Buffer.from(`${json}\0`).toString('base64'), 'latin1')
    case 'K':
    case 'N1':
    case 'N2':
    case 'N3':
      return Buffer.from(Buffer.from(json).toString('base64'), 'latin1')
  }
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
    Buffer.from(`${headLines(variant, phone, authority, body.length).join('\r\n')}\r\n\r\n`),
    body,
  ])
}

function headLines(
  variant: Exclude<Variant, 'N2'>,
  phone: Phone,
  authority: string,
  length: number,
): readonly string[] {
  switch (variant) {
    case 'Q':
      // Order of the lines from memory of the client; method, type and body from the implementation.
      return [
        'POST / HTTP/1.1',
        'Content-Type: application/encrypted-json',
        `Content-Length: ${length}`,
        `Host: ${authority}`,
        'Connection: Keep-Alive',
        'User-Agent: Apache-HttpClient/UNAVAILABLE (java 1.4)',
      ]
    case 'M':
      return [
        'POST / HTTP/1.1',
        'Content-Type: application/encrypted-json',
        `User-Agent: Dalvik/2.1.0 (Linux; U; Android ${phone.android}; ${phone.model} Build/${phone.build})`,
        `Host: ${authority}`,
        'Connection: Keep-Alive',
        'Accept-Encoding: gzip',
        `Content-Length: ${length}`,
      ]
    case 'K':
      return [
        'POST / HTTP/1.1',
        `Host: ${authority}`,
        'User-Agent: Mozilla/5.0 (Mobile; Nokia_2720_Flip; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.4',
        'Accept: */*',
        'Accept-Language: en-US,en;q=0.5',
        'Accept-Encoding: gzip, deflate',
        'Content-Type: application/encrypted-json',
        `Content-Length: ${length}`,
        'Connection: keep-alive',
      ]
    case 'R':
      return [
        'POST / HTTP/1.1',
        `Host: ${authority}`,
        'Accept: */*',
        'Content-Type:application/encrypted-json',
        `Content-Length: ${length}`,
      ]
    case 'N1':
      // A raw socket with its own fixed text: no blanks after the colons, and a constant address.
      return [
        'POST / HTTP/1.1',
        'X-forwarded-for:117.61.5.70',
        'Content-type:application/encrypted-json',
        `Content-length:${length}`,
        `Host:${authority}`,
      ]
    case 'N3':
      return [
        'POST / HTTP/1.1',
        `Host: ${authority}`,
        'Content-Type: application/encrypted-json',
        `Content-Length: ${length}`,
        'Connection: close',
      ]
  }
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
