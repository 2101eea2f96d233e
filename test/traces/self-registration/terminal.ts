/**
 * What phones and modules send to register themselves with China Telecom, each as its implementation writes it.
 * Identifiers are invented and Luhn-valid.
 */
import { TcpConversation, udpPacket } from '../../support/capture.ts'
import type { TcpOptions } from '../../support/capture.ts'

export const imei = '356938035643809'
export const imei2 = '356938035643817'
export const iccid = '89470100000123456780'
export const imsi = '242010123456789'
export const mac = '02:00:5e:10:20:30'
export const cell = '21004290'

/** The form of Android phones with Qualcomm chips. */
export const phoneForm: Readonly<Record<string, string>> = {
  REGVER: '5.0',
  MEID: '',
  MODEL: 'HMD-Nokia 7 plus',
  SWVER: '00WW_3_22C',
  SIM1CDMAIMSI: '',
  UETYPE: '1',
  SIM1ICCID: iccid,
  SIM1LTEIMSI: imsi,
  SIM2ICCID: '',
  MACID: mac,
  OSVER: 'android9',
  IMEI1: imei,
  IMEI2: imei2,
  SIM1CELLID: cell,
  DATASIM: '1',
  ACCESSTYPE: '2',
  REGDATE: '2019-02-11 07:42:13',
}

/** The six fields of NB-IoT modules: their MEID field holds the IMEI. */
export const moduleForm: Readonly<Record<string, string>> = {
  REGVER: '2',
  MEID: imei,
  MODEL: 'XY-XY1100',
  SWVER: 'XY1100_V1',
  SIM1ICCID: iccid,
  SIM1LTEIMSI: imsi,
}

const cat1Form: Readonly<Record<string, string>> = {
  REGVER: '5.0',
  MEID: '',
  MODEL: 'UIS-8910DM',
  SWVER: '8910_V1',
  IMEI1: imei,
  SIM1CDMAIMSI: '',
  SIM1ICCID: iccid,
  SIM1LTEIMSI: imsi,
  SIM1CELLID: cell,
  REGDATE: '1970-01-01 08:00:12',
}

export const refusal = '{"resultCode":"1001","resultDesc":"Invalid parameters"}'
export const success = '{"resultCode":"0","resultDesc":"Success"}'

export function base64(form: Readonly<Record<string, string>>, tail = ''): string {
  return Buffer.from(JSON.stringify(form) + tail).toString('base64')
}

/** As Android's encoder writes it: a line feed after each 76 characters and a last one. */
export function wrapped(text: string): string {
  return text.replaceAll(/.{1,76}/g, '$&\n')
}

export interface Variant {
  readonly name: string
  readonly port: number
  /** Start line and header fields; `BODY` stands for the length. */
  readonly head: readonly string[]
  readonly form: Readonly<Record<string, string>>
  readonly body: string
}

export const variants: readonly Variant[] = [
  {
    name: 'Q, Android with Qualcomm',
    port: 80,
    head: [
      'POST / HTTP/1.1',
      'Content-Type: application/encrypted-json',
      'Content-Length: BODY',
      'Host: zzhc.vnet.cn',
      'Connection: Keep-Alive',
      'User-Agent: Apache-HttpClient/UNAVAILABLE (java 1.4)',
    ],
    form: phoneForm,
    body: wrapped(base64(phoneForm)),
  },
  {
    name: 'M, Android with MediaTek',
    port: 80,
    head: [
      'POST / HTTP/1.1',
      'User-Agent: Dalvik/2.1.0 (Linux; U; Android 9; TA-1234 Build/PPR1)',
      'Accept-Encoding: gzip',
      'Content-Type: application/encrypted-json',
      'Host: zzhc.vnet.cn',
      'Content-Length: BODY',
    ],
    form: { ...phoneForm, ROM: '64G', RAM: '4G' },
    body: wrapped(base64({ ...phoneForm, ROM: '64G', RAM: '4G' })),
  },
  {
    name: 'K, KaiOS, its MEID a constant',
    port: 80,
    head: [
      'POST / HTTP/1.1',
      'Host: zzhc.vnet.cn',
      'Content-Type: application/encrypted-json',
      'Content-Length: BODY',
    ],
    form: { ...phoneForm, REGVER: '8.0', MEID: '11111111111111', OSVER: 'KaiOS 2.5.4' },
    body: base64({ ...phoneForm, REGVER: '8.0', MEID: '11111111111111', OSVER: 'KaiOS 2.5.4' }),
  },
  {
    name: 'R, a robot that encodes the NUL behind its JSON',
    port: 9_998,
    head: [
      'POST / HTTP/1.1',
      'Host: zzhc.vnet.cn:9998',
      'Accept: */*',
      'Content-Type:application/encrypted-json',
      'Content-Length: BODY',
    ],
    form: { ...phoneForm, REGVER: '7.0', UETYPE: '29', OSVER: 'Linux 4.14' },
    body: base64({ ...phoneForm, REGVER: '7.0', UETYPE: '29', OSVER: 'Linux 4.14' }, '\0'),
  },
  {
    name: 'N1, an NB-IoT module over a bare socket',
    port: 9_999,
    head: [
      'POST / HTTP/1.1',
      'X-forwarded-for:192.0.2.70',
      'Content-type:application/encrypted-json',
      'Content-length:BODY',
      'Host:zzhc.vnet.cn:9999',
    ],
    form: moduleForm,
    body: base64(moduleForm),
  },
  {
    name: 'N3, a Cat-1 module',
    port: 9_999,
    head: [
      'POST / HTTP/1.1',
      'Host: zzhc.vnet.cn:9999',
      'Content-Type: application/encrypted-json',
      'Content-Length: BODY',
    ],
    form: cat1Form,
    body: base64(cat1Form),
  },
]

/** The request of a variant, with another host or without one. */
export function requestOf(variant: Pick<Variant, 'head' | 'body'>, host?: string | null): string {
  const head = variant.head
    .filter((line) => host !== null || !line.startsWith('Host:'))
    .map((line) => (host !== undefined && line.startsWith('Host:') ? `Host: ${host}` : line))
    .map((line) => line.replace('BODY', String(Buffer.byteLength(variant.body))))
  return `${head.join('\r\n')}\r\n\r\n${variant.body}`
}

export function answer(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

/** One connection with a registration and its answer. */
export function registration(request: string, response: string, options: TcpOptions = {}): Buffer[] {
  return new TcpConversation(options).open().send(request).reply(response).close().frames
}

/** A CoAP POST to the path `nb` (RFC 7252); without a host name where `host` is ''. */
export function coapRegistration(host: string, payload: string, targetPort = 5_683): Buffer {
  const options: Buffer[] = []
  let last = 0
  const option = (number: number, value: Buffer): void => {
    const long = value.length >= 13
    options.push(Buffer.from([((number - last) << 4) | (long ? 13 : value.length)]))
    if (long) options.push(Buffer.from([value.length - 13]))
    options.push(value)
    last = number
  }
  if (host !== '') option(3, Buffer.from(host))
  option(11, Buffer.from('nb'))
  option(12, Buffer.from([50]))
  const message = Buffer.concat([
    Buffer.from([0x42, 0x02, 0x12, 0x34, 0xaa, 0xbb]),
    ...options,
    Buffer.from([0xff]),
    Buffer.from(payload),
  ])
  return udpPacket({ targetPort, payload: message })
}
