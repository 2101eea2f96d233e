import type { Rng } from '../bench/rng.ts'
import { utf8 } from './codecs.ts'
import { grpcFrame } from './containers.ts'

/** Bytes on the wire for one case, and how they travel. */
export interface Carried {
  readonly transport: 'tcp' | 'udp'
  readonly port: number
  readonly bytes: Buffer
  /** What a HAR file says of it; null where it is no HTTP. */
  readonly http: {
    readonly method: string
    readonly target: string
    readonly headers: readonly (readonly [string, string])[]
    readonly body: Buffer
  } | null
}

export interface Load {
  readonly key: string
  readonly bytes: Buffer
  readonly isText: boolean
  /** Fields in front of it and behind it, by name. */
  readonly before: readonly (readonly [string, string])[]
  readonly behind: readonly (readonly [string, string])[]
  readonly contentType: string
}

type Carrier = (load: Load, host: string, rng: Rng) => Carried | null

function http(
  host: string,
  method: string,
  target: string,
  fields: readonly (readonly [string, string])[],
  body: Buffer,
): Carried {
  const headers: (readonly [string, string])[] = [
    ['Host', host],
    ['User-Agent', 'okhttp/3.12.1'],
    ['Accept-Encoding', 'gzip'],
    ...fields,
    ...(body.length > 0 ? [['Content-Length', String(body.length)] as const] : []),
  ]
  const head = `${method} ${target} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return {
    transport: 'tcp',
    port: 80,
    bytes: Buffer.concat([Buffer.from(head, 'latin1'), body]),
    http: { method, target, headers, body },
  }
}

function pairs(load: Load): [string, string][] {
  return [...load.before, [load.key, load.bytes.toString()] as const, ...load.behind].map(([key, value]) => [
    key,
    value,
  ])
}

function isToken(bytes: Buffer): boolean {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(bytes.toString('latin1'))
}

function post(host: string, type: string, body: Buffer): Carried {
  return http(host, 'POST', '/v1/collect', [['Content-Type', type]], body)
}

function multipart(load: Load, head: string, content: Buffer): Buffer {
  const boundary = '--------------------------8f1d0c'
  const partOf = ([key, value]: readonly [string, string]): string =>
    `${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`
  return Buffer.concat([
    utf8(`${load.before.map(partOf).join('')}${boundary}\r\n${head}\r\n\r\n`),
    content,
    utf8(`\r\n${load.behind.map(partOf).join('')}${boundary}--\r\n`),
  ])
}

const multipartType = 'multipart/form-data; boundary=------------------------8f1d0c'
const encode = encodeURIComponent

function isLabel(bytes: Buffer): boolean {
  return /^[0-9A-Za-z-]{1,63}$/.test(bytes.toString('latin1')) && !bytes.toString('latin1').startsWith('-')
}

export const textCarriers: Readonly<Record<string, Carrier>> = {
  path: (load, host) =>
    load.bytes.length > 900
      ? null
      : http(
          host,
          'GET',
          `/a/${load.before.map(([, value]) => encode(value)).join('/')}/${encode(load.bytes.toString())}/${load.behind.map(([, value]) => encode(value)).join('/')}`,
          [],
          Buffer.alloc(0),
        ),
  query: (load, host) =>
    load.bytes.length > 2_000
      ? null
      : http(host, 'GET', `/t?${new URLSearchParams(pairs(load)).toString()}`, [], Buffer.alloc(0)),
  'fragment in JSON': (load, host) =>
    post(
      host,
      'application/json',
      utf8(
        JSON.stringify({
          ...Object.fromEntries(load.before),
          u: `https://app.example/#/s?${load.key}=${encode(load.bytes.toString())}`,
          ...Object.fromEntries(load.behind),
        }),
      ),
    ),
  header: (load, host) =>
    isToken(load.bytes) && load.bytes.length < 1_500
      ? http(
          host,
          'GET',
          '/h',
          [...load.before, [`X-${load.key}`, load.bytes.toString('latin1')] as const, ...load.behind].map(
            ([key, value]) => [key.startsWith('X-') ? key : `X-${key}`, value] as const,
          ),
          Buffer.alloc(0),
        )
      : null,
  cookie: (load, host) =>
    load.bytes.length > 2_000
      ? null
      : http(
          host,
          'GET',
          '/c',
          [
            [
              'Cookie',
              pairs(load)
                .map(([key, value]) => `${key}=${encode(value)}`)
                .join('; '),
            ],
          ],
          Buffer.alloc(0),
        ),
  form: (load, host) =>
    post(host, 'application/x-www-form-urlencoded', utf8(new URLSearchParams(pairs(load)).toString())),
  JSON: (load, host) =>
    post(host, 'application/json; charset=utf-8', utf8(JSON.stringify(Object.fromEntries(pairs(load))))),
  'JSON array': (load, host) =>
    post(
      host,
      'application/json',
      utf8(JSON.stringify([{ batch: pairs(load).map(([key, value]) => ({ [key]: value })) }])),
    ),
  'whole body': (load, host) => post(host, load.contentType, load.bytes),
  'multipart value': (load, host) =>
    post(
      host,
      multipartType,
      multipart(load, `Content-Disposition: form-data; name="${load.key}"`, load.bytes),
    ),
  'multipart file name': (load, host) =>
    isToken(load.bytes) && !/["\\;]/.test(load.bytes.toString())
      ? post(
          host,
          multipartType,
          multipart(
            load,
            `Content-Disposition: form-data; name="f"; filename="${load.bytes.toString('latin1')}.log"`,
            utf8('of no account'),
          ),
        )
      : null,
  JWT: (load, host) => {
    const part = (value: unknown): string => utf8(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(Object.fromEntries(pairs(load)))}.${utf8('signature of this token').toString('base64url')}`
    return http(host, 'GET', '/j', [['X-Auth', `Bearer ${token}`]], Buffer.alloc(0))
  },
  XML: (load, host) =>
    post(
      host,
      'text/xml',
      utf8(
        `<?xml version="1.0"?><r>${pairs(load)
          .map(([key, value]) => `<${key}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${key}>`)
          .join('')}</r>`,
      ),
    ),
  'DNS label': (load) => {
    if (!isLabel(load.bytes)) return null
    const labels = [load.bytes.toString('latin1'), 't', 'example', 'net']
    const name = Buffer.concat([
      ...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, 'latin1')]),
      Buffer.from([0]),
    ])
    return {
      transport: 'udp',
      port: 53,
      bytes: Buffer.concat([
        Buffer.from('1a2b01000001000000000000', 'hex'),
        name,
        Buffer.from('00010001', 'hex'),
      ]),
      http: null,
    }
  },
  UDP: (load) => ({
    transport: 'udp',
    port: 9_999,
    bytes: Buffer.concat([
      utf8('LOG '),
      utf8(
        pairs(load)
          .map(([key, value]) => `${key}=${value}`)
          .join(' '),
      ),
      utf8('\n'),
    ]),
    http: null,
  }),
  'unknown TCP': (load) => ({
    transport: 'tcp',
    port: 5_500,
    bytes: Buffer.concat([
      utf8('HELLO agent 1\r\n'),
      utf8(
        pairs(load)
          .map(([key, value]) => `${key}: ${value}\r\n`)
          .join(''),
      ),
      utf8('\r\n'),
    ]),
    http: null,
  }),
}

export const binaryCarriers: Readonly<Record<string, Carrier>> = {
  'binary body': (load, host) => post(host, load.contentType, load.bytes),
  'multipart file': (load, host) =>
    post(
      host,
      multipartType,
      multipart(
        load,
        'Content-Disposition: form-data; name="f"; filename="a.bin"\r\nContent-Type: application/octet-stream',
        load.bytes,
      ),
    ),
  'gRPC frame': (load, host) => post(host, 'application/grpc-web+proto', grpcFrame(load.bytes)),
  'UDP, binary': (load, _host, rng) =>
    load.bytes.length > 1_300
      ? null
      : {
          transport: 'udp',
          port: 9_998,
          bytes: Buffer.concat([rng.bytes(6), load.bytes, rng.bytes(3)]),
          http: null,
        },
  'unknown TCP, binary': (load, _host, rng) => {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(load.bytes.length)
    return {
      transport: 'tcp',
      port: 5_501,
      bytes: Buffer.concat([Buffer.from('a55a0005', 'hex'), size, load.bytes, rng.bytes(4)]),
      http: null,
    }
  },
}
