import { gzipSync } from 'node:zlib'
import { isToken, jsonOf, pairs } from './carried.ts'
import type { Carried, Carrier, Fields, Load } from './carried.ts'
import { utf8 } from './codecs.ts'
import { grpcFrame } from './containers.ts'

const answer = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')
const none = Buffer.alloc(0)
const encode = encodeURIComponent
/** What stands between parts. */
export const boundary: string = '--------------------------8f1d0c'
/** The type of a body in parts. */
export const multipartType: string = `multipart/form-data; boundary=${boundary.slice(2)}`

function http(host: string, method: string, target: string, fields: Fields, body: Buffer): Carried {
  const hasAgent = fields.some(([name]) => name === 'User-Agent')
  const headers: Fields = [
    ['Host', host],
    ...(hasAgent ? [] : [['User-Agent', 'okhttp/3.12.1'] as const]),
    ['Accept-Encoding', 'gzip'],
    ...fields,
    ...(body.length > 0 ? [['Content-Length', String(body.length)] as const] : []),
  ]
  const head = `${method} ${target} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return {
    transport: 'tcp',
    port: 80,
    turns: [
      { isClient: true, bytes: Buffer.concat([Buffer.from(head, 'latin1'), body]) },
      { isClient: false, bytes: answer },
    ],
    keyLog: '',
    http: { scheme: 'http', version: 'HTTP/1.1', method, target, headers, body, messages: [] },
  }
}

/** A request without a body, with more fields in its head. */
export function get(host: string, target: string, fields: Fields = []): Carried {
  return http(host, 'GET', target, fields, none)
}

/** A request with a body of this type. */
export function post(host: string, type: string, body: Buffer, fields: Fields = []): Carried {
  return http(host, 'POST', '/v1/collect', [['Content-Type', type], ...fields], body)
}

/** A part's head, its content, and the other fields as parts around it. */
function multipart(load: Load, head: string, content: Buffer): Buffer {
  const partOf = ([key, value]: readonly [string, string]): string =>
    `${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`
  return Buffer.concat([
    utf8(`${load.before.map(partOf).join('')}${boundary}\r\n${head}\r\n\r\n`),
    content,
    utf8(`\r\n${load.behind.map(partOf).join('')}${boundary}--\r\n`),
  ])
}

function asHeaders(fields: Fields): Fields {
  return fields.map(([key, value]) => [`X-${key}`, value])
}

/** May stand between quotes in the head of a part. */
function isQuotable(load: Load): boolean {
  return isToken(load.bytes) && !/["\\;]/.test(load.bytes.toString())
}

/** A part of which the head holds the value itself; null where it can not stand between quotes. */
function quotedPart(
  load: Load,
  host: string,
  field: (text: string) => string,
  content: string,
): Carried | null {
  if (!isQuotable(load)) return null
  const head = `Content-Disposition: form-data; ${field(load.bytes.toString('latin1'))}`
  return post(host, multipartType, multipart(load, head, utf8(content)))
}

/** HTTP/1.1 in clear: the target, the fields of the head, and bodies of every kind. */
export const httpCarriers: Readonly<Record<string, Carrier>> = {
  path: {
    takes: 'text',
    keeps: 'nothing',
    carry: (load, host) => {
      if (load.bytes.length > 900) return null
      const segments = [...load.before.map(([, value]) => value), load.bytes.toString()]
      const behind = load.behind.map(([, value]) => value)
      return get(host, `/a/${[...segments, ...behind].map(encode).join('/')}`)
    },
  },
  query: {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) =>
      load.bytes.length > 2_000 ? null : get(host, `/t?${new URLSearchParams(pairs(load)).toString()}`),
  },
  'fragment in JSON': {
    takes: 'text',
    keeps: 'nothing',
    carry: (load, host) =>
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
  },
  'query of the referrer': {
    takes: 'text',
    keeps: 'nothing',
    carry: (load, host) =>
      load.bytes.length > 1_000
        ? null
        : get(host, '/r', [
            ['Referer', `https://app.example/s?${new URLSearchParams(pairs(load)).toString()}`],
          ]),
  },
  header: {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) =>
      isToken(load.bytes) && load.bytes.length < 1_500
        ? get(
            host,
            '/h',
            asHeaders([...load.before, [load.key, load.bytes.toString('latin1')], ...load.behind]),
          )
        : null,
  },
  'user agent': {
    takes: 'text',
    keeps: 'fields',
    carry: (load, host) =>
      isToken(load.bytes) && load.bytes.length < 500
        ? get(host, '/u', [
            ['User-Agent', `App/4.1 (Android 9; ${load.bytes.toString('latin1')})`],
            ...asHeaders([...load.before, ...load.behind]),
          ])
        : null,
  },
  cookie: {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) => {
      if (load.bytes.length > 2_000) return null
      const cookies = pairs(load).map(([key, value]) => `${key}=${encode(value)}`)
      return get(host, '/c', [['Cookie', cookies.join('; ')]])
    },
  },
  form: {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) =>
      post(host, 'application/x-www-form-urlencoded', utf8(new URLSearchParams(pairs(load)).toString())),
  },
  JSON: {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) => post(host, 'application/json; charset=utf-8', utf8(jsonOf(load))),
  },
  'JSON array': {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) =>
      post(
        host,
        'application/json',
        utf8(JSON.stringify([{ batch: pairs(load).map(([key, value]) => ({ [key]: value })) }])),
      ),
  },
  'JSON, compressed': {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) =>
      post(host, 'application/json', gzipSync(jsonOf(load)), [['Content-Encoding', 'gzip']]),
  },
  'JSON, said to be compressed': {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) => post(host, 'application/json', utf8(jsonOf(load)), [['Content-Encoding', 'gzip']]),
  },
  'JSON, compressed and not said': {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) => post(host, 'text/plain', gzipSync(jsonOf(load))),
  },
  'whole body': {
    takes: 'text',
    keeps: 'nothing',
    isWhole: true,
    carry: (load, host) => post(host, load.contentType, load.bytes),
  },
  'multipart value': {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) =>
      post(
        host,
        multipartType,
        multipart(load, `Content-Disposition: form-data; name="${load.key}"`, load.bytes),
      ),
  },
  'multipart name': {
    takes: 'text',
    keeps: 'fields',
    carry: (load, host) => quotedPart(load, host, (text) => `name="${text}"`, '1'),
  },
  'multipart file name': {
    takes: 'text',
    keeps: 'fields',
    carry: (load, host) =>
      quotedPart(load, host, (text) => `name="f"; filename="${text}.log"`, 'of no account'),
  },
  JWT: {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) => {
      const part = (value: unknown): string => utf8(JSON.stringify(value)).toString('base64url')
      const token = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(Object.fromEntries(pairs(load)))}.${utf8('signature of this token').toString('base64url')}`
      return get(host, '/j', [['X-Auth', `Bearer ${token}`]])
    },
  },
  XML: {
    takes: 'text',
    keeps: 'names',
    carry: (load, host) => {
      const elements = pairs(load).map(
        ([key, value]) => `<${key}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${key}>`,
      )
      return post(host, 'text/xml', utf8(`<?xml version="1.0"?><r>${elements.join('')}</r>`))
    },
  },
  'binary body': {
    takes: 'binary',
    keeps: 'nothing',
    carry: (load, host) => post(host, load.contentType, load.bytes),
  },
  'multipart file': {
    takes: 'binary',
    keeps: 'nothing',
    carry: (load, host) =>
      post(
        host,
        multipartType,
        multipart(
          load,
          'Content-Disposition: form-data; name="f"; filename="a.bin"\r\nContent-Type: application/octet-stream',
          load.bytes,
        ),
      ),
  },
  'gRPC-Web': {
    takes: 'binary',
    keeps: 'nothing',
    carry: (load, host) => post(host, 'application/grpc-web+proto', grpcFrame(load.bytes)),
  },
}
