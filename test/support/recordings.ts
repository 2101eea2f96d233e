/** Makes files of recorded exchanges: HAR in the dialects of its writers, mitmproxy flows of all format versions. */

/** An invented device; the numbers have right check digits and belong to nobody. */
export const recordedDevice = {
  imei: '490154203718467',
  androidId: '9f1c2d3e4a5b6c70',
  adId: '7b2c9a4e-51d3-4f7a-8c1e-2d9f0a6b3c58',
} as const

export interface HarEntryOptions {
  readonly url?: string
  readonly method?: string
  readonly started?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly request?: Readonly<Record<string, unknown>>
  readonly response?: Readonly<Record<string, unknown>> | null
  readonly entry?: Readonly<Record<string, unknown>>
}

/** One entry as the specification has it; `request`, `response` and `entry` add members or replace them. */
export function harEntryOf(options: HarEntryOptions = {}): Record<string, unknown> {
  const pairs = (list: readonly (readonly [string, string])[]): unknown[] =>
    list.map(([name, value]) => ({ name, value }))
  return {
    startedDateTime: options.started ?? '2026-03-04T07:42:06.250Z',
    time: 120.5,
    request: {
      method: options.method ?? 'GET',
      url: options.url ?? 'https://a.example.com/x?y=z',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(options.headers ?? [['User-Agent', 'test']]),
      queryString: [],
      headersSize: -1,
      bodySize: 0,
      ...options.request,
    },
    ...(options.response === null
      ? {}
      : {
          response: {
            status: 200,
            statusText: 'OK',
            httpVersion: 'HTTP/1.1',
            cookies: [],
            headers: pairs([['Content-Type', 'application/json']]),
            content: { size: 2, mimeType: 'application/json', text: '{}' },
            redirectURL: '',
            headersSize: -1,
            bodySize: 2,
            ...options.response,
          },
        }),
    cache: {},
    timings: { send: 1, wait: 1, receive: 1 },
    serverIPAddress: '192.0.2.7',
    ...options.entry,
  }
}

/** A HAR file around entries; `log` adds members of the log, before the entries. */
export function harFile(
  entries: readonly unknown[],
  log: Readonly<Record<string, unknown>> = {},
  indent = 0,
): Buffer {
  const creator = { name: 'test', version: '1' }
  return Buffer.from(JSON.stringify({ log: { version: '1.2', creator, ...log, entries } }, null, indent))
}

/** A decimal number, which typed netstrings tell from a whole one. */
export class Float {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type TnetInput =
  | Buffer
  | string
  | number
  | boolean
  | null
  | Float
  | readonly TnetInput[]
  | { readonly [name: string]: TnetInput }

/** A typed netstring. `isOld`: texts are written as bytes, as before format version 0.18. */
export function tnetstring(value: TnetInput, isOld = false): Buffer {
  const wrap = (payload: Buffer | string, type: string): Buffer => {
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload, 'utf8')
    return Buffer.concat([Buffer.from(`${bytes.length}:`), bytes, Buffer.from(type)])
  }
  if (Buffer.isBuffer(value)) return wrap(value, ',')
  if (typeof value === 'string') return wrap(value, isOld ? ',' : ';')
  if (typeof value === 'number') return wrap(String(value), '#')
  if (typeof value === 'boolean') return wrap(String(value), '!')
  if (value === null) return wrap('', '~')
  if (value instanceof Float) return wrap(value.text, '^')
  if (Array.isArray(value))
    return wrap(Buffer.concat(value.map((item: TnetInput) => tnetstring(item, isOld))), ']')
  const members = Object.entries(value).flatMap(([name, member]) => [
    tnetstring(name, isOld),
    tnetstring(member as TnetInput, isOld),
  ])
  return wrap(Buffer.concat(members), '}')
}

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8')

/** Versions of the flow format that differ in what this makes. */
export type FlowVersion = readonly [number, number, number] | number

/** All format versions that were ever written by a release or a development build. */
export const flowVersions: readonly FlowVersion[] = [
  ...[10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map((minor): FlowVersion => [0, minor, 0]),
  [1, 0, 0],
  [2, 0, 0],
  [3, 0, 0],
  ...Array.from({ length: 18 }, (_, index) => index + 4),
]

/** Order of versions: 0.10 is 10, 1.0 is 100, 2.0 is 200, 3.0 is 300, and 4 is 400. */
function rank(version: FlowVersion): number {
  return typeof version === 'number' ? version * 100 : version[0] * 100 + version[1]
}

/** A POST of `body` to `host` with its answer, as that version wrote it. */
export function httpFlow(version: FlowVersion, host: string, path: string, body: string): Buffer {
  const at = rank(version)
  const isOld = at < 18
  const time = new Float('1772610126.25')
  const headers = [
    [bytes('User-Agent'), bytes('test')],
    [bytes('Content-Type'), bytes('application/json')],
    ...(at < 900 ? [[bytes('Host'), bytes(host)]] : []),
  ]
  const content = at < 14 || at >= 16 ? 'content' : 'body'
  const request: Record<string, TnetInput> = {
    method: bytes('POST'),
    scheme: bytes('https'),
    host: at < 18 ? bytes(host) : host,
    port: 443,
    path: bytes(path),
    headers,
    [content]: bytes(body),
    timestamp_start: time,
    timestamp_end: time,
    ...(at < 14 ? { httpversion: [1, 1], form_in: 'relative' } : { http_version: bytes('HTTP/1.1') }),
    ...(at >= 900 ? { authority: bytes(host), trailers: null } : {}),
  }
  const response: Record<string, TnetInput> = {
    headers: [[bytes('Content-Type'), bytes('application/json')]],
    [content]: bytes('{"ok":true}'),
    timestamp_start: new Float('1772610126.5'),
    timestamp_end: time,
    ...(at < 14 ? { httpversion: [1, 1], code: 200 } : { http_version: bytes('HTTP/1.1'), status_code: 200 }),
    ...(at < 16 ? { msg: bytes('OK') } : { reason: bytes('OK') }),
  }
  const nested = (address: string, port: number): TnetInput =>
    at < 200 ? { address: [address, port], use_ipv6: false } : [address, port]
  const server: Record<string, TnetInput> = {
    timestamp_start: time,
    sni: at < 1000 ? bytes(host) : host,
    ...(at < 1000
      ? {
          address: nested(host, 443),
          source_address: nested('198.51.100.1', 50_000),
          ...(at < 17 ? {} : at < 18 ? { peer_address: nested('192.0.2.7', 443) } : {}),
          ...(at >= 18 ? { ip_address: nested('192.0.2.7', 443) } : {}),
          ...(at < 600 ? { ssl_established: true } : { tls_established: true }),
        }
      : {
          address: [host, 443],
          peername: ['192.0.2.7', 443],
          sockname: ['198.51.100.1', 50_000],
          tls: true,
        }),
    ...(at >= 500 ? { id: `server of ${host}` } : {}),
  }
  const client: Record<string, TnetInput> =
    at < 1000
      ? { address: nested('203.0.113.9', 40_000), timestamp_start: time }
      : { peername: ['203.0.113.9', 40_000], sockname: ['203.0.113.1', 8080], timestamp_start: time }
  const flow: Record<string, TnetInput> = {
    version: typeof version === 'number' ? version : [...version],
    ...(at < 12 ? {} : { type: 'http', id: 'flow' }),
    request,
    response,
    error: null,
    ...(at < 14 ? {} : { client_conn: client }),
    server_conn: server,
    ...(at >= 1200 ? { websocket: null } : {}),
  }
  return tnetstring(flow, isOld)
}

const connections = (
  host: string,
  isTls: boolean,
  transport = 'tcp',
  tlsVersion: string | null = null,
): Record<string, TnetInput> => ({
  server_conn: {
    id: `server of ${host}`,
    address: [host, 443],
    peername: ['192.0.2.9', 443],
    sockname: ['198.51.100.1', 50_001],
    tls: isTls,
    tls_version: tlsVersion,
    sni: isTls ? host : null,
    transport_protocol: transport,
  },
  client_conn: {
    peername: ['203.0.113.9', 40_001],
    sni: null,
    proxy_mode: 'wireguard',
    transport_protocol: transport,
  },
})

/** A TCP or UDP flow of the newest version. Streams of QUIC are flows of TCP, too, over a connection of UDP. */
export function streamFlow(
  type: 'tcp' | 'udp',
  host: string,
  pieces: readonly (readonly [isFromClient: boolean, content: Buffer, time?: Float])[],
  isTls = false,
  quicVersion: string | null = null,
): Buffer {
  return tnetstring({
    version: 21,
    type,
    id: 'stream',
    ...connections(host, isTls, quicVersion === null ? type : 'udp', quicVersion),
    messages: pieces.map(([isFromClient, content, time = new Float('1772610130.125')]) => [
      isFromClient,
      content,
      time,
    ]),
  })
}

/** A DNS flow of the newest version: a question for the name, and an address. */
export function dnsFlow(name: string, address: readonly number[]): Buffer {
  const question = { name, type: 1, class_: 1 }
  const base = { timestamp: new Float('1772610120.5'), id: 7, op_code: 0, questions: [question] }
  return tnetstring({
    version: 21,
    type: 'dns',
    id: 'dns',
    ...connections('192.0.2.53', false, 'udp'),
    request: { ...base, query: true, response_code: 0, answers: [], authorities: [], additionals: [] },
    response: {
      ...base,
      query: false,
      response_code: 0,
      answers: [
        {
          name,
          type: 5,
          class_: 1,
          ttl: 60,
          data: Buffer.from('\u0004edge\u0007example\u0003net\u0000', 'latin1'),
        },
        { name: 'edge.example.net', type: 1, class_: 1, ttl: 60, data: Buffer.from(address) },
      ],
      authorities: [],
      additionals: [],
    },
  })
}

/** A WebSocket: since version 12 part of its handshake's flow, before a flow of its own. */
export function socketFlow(
  version: number,
  host: string,
  text: string,
  more: readonly (readonly TnetInput[])[] = [],
  reason = '',
): Buffer {
  const time = new Float('1772610127.5')
  if (version < 12) return oldSocketFlows(version, host, text)
  const headers = [[bytes('Host'), bytes(host)]]
  return tnetstring({
    version,
    type: 'http',
    id: 'socket',
    ...connections(host, true),
    request: {
      method: bytes('GET'),
      scheme: bytes('https'),
      host,
      port: 443,
      path: bytes('/socket'),
      headers,
      content: bytes(''),
      http_version: bytes('HTTP/1.1'),
      timestamp_start: time,
    },
    response: { status_code: 101, reason: bytes(''), headers: [], content: bytes(''), timestamp_start: time },
    websocket: {
      messages: [
        [1, true, bytes(text), time, false, false],
        [2, false, Buffer.from([1, 2, 3]), time, false, false],
        ...more,
      ],
      closed_by_client: true,
      close_reason: reason,
    },
  })
}

/** Handshake and messages as flows of their own, tied by the handshake's id and the connection's. */
function oldSocketFlows(version: number, host: string, text: string): Buffer {
  const time = new Float('1772610127.5')
  const server_conn = {
    id: 'connection',
    address: [host, 80],
    ip_address: ['192.0.2.9', 80],
    source_address: ['198.51.100.1', 50_001],
    tls_established: false,
    sni: null,
    timestamp_tls_setup: null,
  }
  const client_conn = {
    id: 'phone',
    address: ['::ffff:203.0.113.9', 40_001, 0, 0],
    tls_established: false,
    sni: null,
  }
  const common = { version, mode: 'transparent', server_conn, client_conn, error: null }
  const request = {
    method: bytes('GET'),
    scheme: bytes('http'),
    host,
    port: 80,
    path: bytes('/old'),
    headers: [[bytes('Host'), bytes(host)]],
    content: bytes(''),
    http_version: bytes('HTTP/1.1'),
    timestamp_start: time,
  }
  const response = {
    status_code: 101,
    reason: bytes(''),
    headers: [],
    content: bytes(''),
    timestamp_start: null,
  }
  return Buffer.concat([
    tnetstring({
      ...common,
      type: 'http',
      id: 'handshake',
      metadata: { websocket: true },
      request,
      response,
    }),
    tnetstring({
      ...common,
      type: 'websocket',
      id: 'messages',
      metadata: { websocket_handshake: 'handshake' },
      messages: [
        [1, true, text, 1_772_610_128, false],
        [1, false, 'answer', 1_772_610_129, false],
      ],
      close_sender: 'client',
    }),
  ])
}
