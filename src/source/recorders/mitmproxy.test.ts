import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountedBytes, readEntries } from '../../../test/support/read-entries.ts'
import type { ReadEntries } from '../../../test/support/read-entries.ts'
import {
  dnsFlow,
  Float,
  flowVersions,
  httpFlow,
  socketFlow,
  streamFlow,
  tnetstring,
} from '../../../test/support/recordings.ts'
import type { TnetInput } from '../../../test/support/recordings.ts'
import { limits } from '../../core/limits.ts'
import type { Entry } from '../entry.ts'
import { parseTnetstring } from './tnetstring.ts'

function first<K extends Entry['kind']>(read: ReadEntries, kind: K): Extract<Entry, { kind: K }> {
  const entry = read.entries[0]?.entry
  expect([read.refusal, entry?.kind]).toEqual(['', kind])
  return entry as Extract<Entry, { kind: K }>
}

/** A request in clear text to `d.example`. */
function plainRequest(method: string): Record<string, TnetInput> {
  return {
    method: Buffer.from(method),
    scheme: Buffer.from('http'),
    host: 'd.example',
    port: 80,
    path: Buffer.from('/'),
    headers: [],
    content: Buffer.alloc(0),
    timestamp_start: new Float('1772610126.0'),
  }
}

describe('flows', () => {
  test.each(flowVersions.map((version) => [String(version), version] as const))(
    'of version %s',
    (_name, version) => {
      const file = httpFlow(version, 'a.example.com', '/x?y=z', '{"imei":"490154203237518"}')
      const entry = first(readEntries('mitmproxy', file), 'exchange')
      expect(entry.kind).toBe('exchange')
      const { request, response, ends, at } = entry
      const head = request.head.toString('latin1')
      expect(head).toMatch(/^POST \/x\?y=z HTTP\/1\.1\r\n/)
      expect(head.slice(request.host.start, request.host.end)).toBe('a.example.com')
      expect(request.body.toString()).toBe('{"imei":"490154203237518"}')
      expect(response?.status).toBe(200)
      expect(response?.head.toString('latin1')).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      expect(response?.body.toString()).toBe('{"ok":true}')
      expect(at).toEqual({ sec: 1_772_610_126, nsec: 250_000_000 })
      expect(ends).toMatchObject({ protection: 'tls', serverPort: 443, transport: 'tcp' })
      const hasAddress = typeof version === 'number' || version[0] > 0 || version[1] >= 17
      expect(ends.serverAddress).toBe(hasAddress ? '192.0.2.7' : '')
    },
  )

  test('of a version to come are read as the newest known, and that is said', () => {
    const read = readEntries('mitmproxy', httpFlow(22, 'a.example.com', '/', ''))
    expect(read.entries).toHaveLength(1)
    expect(read.codes).toEqual({ 'source.mitmproxy.newer_version': 1 })
  })

  test('a message that was put into a WebSocket by hand is no phone’s: left out, and said', () => {
    const file = socketFlow(21, 'c.example', 'hello', [[1, true, Buffer.from('mine'), 0, false, true]])
    const read = readEntries('mitmproxy', file)
    expect(first(read, 'exchange').messages.map(({ bytes }) => bytes.toString('latin1'))).toEqual([
      'hello',
      '\u0001\u0002\u0003',
    ])
    expect(read.codes).toEqual({ 'source.mitmproxy.injected': 1 })
    expect(accountedBytes(read)).toBe(file.length)
  })

  test('members of another form than mitmproxy writes are read as they stand, and that is said', () => {
    const value = Buffer.from('490154203237518')
    const bare = { ...plainRequest('POST'), headers: [[Buffer.from('Host'), Buffer.from('d.example')]] }
    const withSocket = (messages: TnetInput): Record<string, TnetInput> => ({
      type: 'http',
      request: bare,
      websocket: { messages },
    })
    const ofRequest = (changed: Record<string, TnetInput>): Record<string, TnetInput> => ({
      type: 'http',
      request: { ...bare, ...changed },
    })
    for (const [odd, flow] of [
      ['headers', ofRequest({ headers: { 'X-Imei': value } })],
      ['headers', ofRequest({ headers: [[Buffer.from('X-Imei'), [value]]] })],
      ['headers', ofRequest({ headers: [Buffer.from('X-Imei: 490154203237518')] })],
      ['headers', ofRequest({ headers: value })],
      ['trailers', ofRequest({ trailers: { x: value } })],
      ['content', ofRequest({ content: [value] })],
      ['content', ofRequest({ content: { imei: value } })],
      ['path', ofRequest({ path: [value] })],
      ['method', ofRequest({ method: [value] })],
      ['messages', withSocket([{ type: 1, from_client: true, content: value }])],
      ['messages', withSocket([[1, true, [value], new Float('1772610126.0')]])],
      ['messages', withSocket(['490154203237518'])],
      ['messages', withSocket({ '0': [1, true, value, new Float('1772610126.0')] })],
    ] as const) {
      const file = tnetstring(flow)
      const read = readEntries('mitmproxy', file)
      const { request, messages } = first(read, 'exchange')
      const parts = [request.head, request.body, request.trailer, ...messages.map(({ bytes }) => bytes)]
      expect(Buffer.concat(parts).toString('latin1')).toContain('490154203237518')
      expect([read.codes['source.entry.odd_shape'], odd]).toEqual([1, odd])
      expect(accountedBytes(read)).toBe(file.length)
    }
  })

  test('a member that is named twice is noted', () => {
    const inner = (value: TnetInput): string => tnetstring(value).toString('latin1')
    const once = `${inner('type')}${inner('http')}${inner('request')}${inner(plainRequest('GET'))}`
    const twice = `${inner('request')}${inner(plainRequest('PUT'))}${once}`
    for (const [text, codes] of [
      [once, {}],
      [twice, { 'source.entry.named_twice': 1 }],
    ] as const) {
      const read = readEntries('mitmproxy', Buffer.from(`${text.length}:${text}}`, 'latin1'))
      expect(first(read, 'exchange').request.head.toString('latin1')).toMatch(/^GET/)
      expect(read.codes).toEqual(codes)
    }
  })

  test('a response, a WebSocket or a question that is none makes no sense, and is unread', () => {
    for (const flow of [
      { type: 'http', request: plainRequest('GET'), response: [1] },
      { type: 'http', request: plainRequest('GET'), websocket: 'x' },
      {
        type: 'dns',
        request: { timestamp: new Float('1772610126.0'), questions: [{ name: ['a.example'] }] },
      },
    ]) {
      const read = readEntries('mitmproxy', tnetstring(flow))
      expect(read.codes).toEqual({ 'source.entry.malformed': 1 })
    }
  })

  test('the reason with which a side closed a WebSocket is the last that it said', () => {
    const file = socketFlow(21, 'c.example', 'hello', [], 'bye')
    const read = readEntries('mitmproxy', file)
    const { messages } = first(read, 'exchange')
    expect(messages.map(({ direction, bytes }) => `${direction} ${bytes.toString('latin1')}`).at(-1)).toBe(
      '0 bye',
    )
    expect(accountedBytes(read)).toBe(file.length)
  })

  test('what was changed by hand is read as it was before, and that is said', () => {
    const plain = (body: string): Buffer => httpFlow(21, 'a.example.com', '/', body)
    const inner = (file: Buffer): string => file.toString('latin1', file.indexOf(':') + 1, file.length - 1)
    const before = plain('{"imei":"490154203237518"}')
    const text = `${inner(plain('{"imei":"redacted"}'))}6:backup,${before.toString('latin1')}`
    const file = Buffer.from(`${text.length}:${text}}`, 'latin1')
    const read = readEntries('mitmproxy', file)
    expect(first(read, 'exchange').request.body.toString()).toBe('{"imei":"490154203237518"}')
    expect(read.codes).toEqual({ 'source.mitmproxy.changed': 1 })
  })

  test('TCP and UDP keep their bytes in order, with the name and the protection', () => {
    const pieces: [boolean, Buffer][] = [
      [true, Buffer.from('ping')],
      [false, Buffer.from([0, 255])],
    ]
    const tcp = first(readEntries('mitmproxy', streamFlow('tcp', 'b.example', pieces, true)), 'stream')
    expect(tcp).toMatchObject({ kind: 'stream', serverName: 'b.example', isWebSocket: false })
    expect(tcp.ends).toMatchObject({
      protection: 'tls',
      isOnWire: true,
      clientAddress: '203.0.113.9',
      serverAddress: '192.0.2.9',
    })
    expect(tcp.pieces.map((piece) => [piece.direction, piece.bytes.toString('hex')])).toEqual([
      [0, '70696e67'],
      [1, '00ff'],
    ])
    const udp = first(readEntries('mitmproxy', streamFlow('udp', 'b.example', pieces)), 'stream')
    expect(udp.ends).toMatchObject({ protection: 'plaintext', transport: 'udp' })
  })

  test.each(['tcp', 'udp'] as const)('what QUIC carries went over QUIC, as a flow of %s', (type) => {
    const file = streamFlow(type, 'b.example', [[true, Buffer.from('ping')]], true, 'QUICv1')
    expect(first(readEntries('mitmproxy', file), 'stream').ends.protection).toBe('quic')
  })

  test('DNS: the question, the alias and the address', () => {
    const entry = first(readEntries('mitmproxy', dnsFlow('cdn.example.org', [192, 0, 2, 44])), 'dns')
    expect(entry.questions).toEqual([{ name: 'cdn.example.org', type: 1 }])
    expect(entry.answer?.records).toEqual([
      { name: 'cdn.example.org', type: 5, value: 'edge.example.net', ttlSeconds: 60 },
      { name: 'edge.example.net', type: 1, value: '192.0.2.44', ttlSeconds: 60 },
    ])
  })

  test('WebSockets: with their handshake, and apart from it before version 12', () => {
    const entry = first(readEntries('mitmproxy', socketFlow(21, 'c.example', 'hello')), 'exchange')
    expect(entry.messages.map((message) => message.bytes.toString('latin1'))).toEqual([
      'hello',
      '\u0001\u0002\u0003',
    ])
    const old = readEntries('mitmproxy', socketFlow(11, 'c.example', 'hello')).entries
    expect(old.map((one) => one.entry.ends.connection)).toEqual([
      'connection c.example',
      'connection c.example',
    ])
    expect(old[1]?.entry).toMatchObject({
      kind: 'stream',
      isWebSocket: true,
      at: { sec: 1_772_610_128 },
      ends: {
        isOnWire: true,
        clientAddress: '203.0.113.9',
        serverAddress: '192.0.2.9',
        protection: 'plaintext',
      },
      pieces: [
        { direction: 0, bytes: Buffer.from('hello') },
        { direction: 1, bytes: Buffer.from('answer') },
      ],
    })
  })

  test('an address that is a name (development builds of version 10), and a request without an answer', () => {
    const flow = tnetstring({
      version: 10,
      type: 'http',
      request: {
        method: Buffer.from('GET'),
        scheme: Buffer.from('https'),
        host: 'd.example',
        port: 443,
        path: Buffer.from('/'),
        headers: [],
        content: Buffer.alloc(0),
        timestamp_start: new Float('1772610126.0'),
      },
      response: null,
      server_conn: { address: ['d.example', 443], ip_address: ['d.example', 443], source_address: ['', 0] },
      client_conn: { address: ['', 0] },
    })
    const read = readEntries('mitmproxy', flow)
    expect(read.codes).toEqual({})
    expect(read.entries[0]?.entry).toMatchObject({
      response: null,
      ends: { serverAddress: '', clientAddress: '' },
    })
  })

  test.each([
    ['via', ['http', ['10.0.0.1', 3128]]],
    ['via2', ['https', ['10.0.0.1', 3128]]],
    ['via', { address: ['10.0.0.1', 3128] }],
  ] as const)('behind a further proxy (%s) the address of the peer is that proxy’s', (name, via) => {
    const flow = tnetstring({
      version: 10,
      type: 'http',
      request: plainRequest('GET'),
      response: null,
      server_conn: { address: ['d.example', 80], peername: ['10.0.0.1', 3128], [name]: via as TnetInput },
      client_conn: { address: ['', 0] },
    })
    const [read] = readEntries('mitmproxy', flow).entries
    expect(read?.entry.ends).toMatchObject({ serverAddress: '', serverPort: 80 })
  })

  test('what mitmproxy played itself is no request of the phone, and no answer of the server', () => {
    const flowOf = (more: Record<string, TnetInput>, request: Record<string, TnetInput> = {}): Buffer => {
      const common = { headers: [], content: Buffer.from('x'), timestamp_start: new Float('1772610126.5') }
      return tnetstring({
        version: 21,
        type: 'http',
        id: 'flow',
        request: {
          ...common,
          method: Buffer.from('GET'),
          scheme: Buffer.from('http'),
          host: 'a.example',
          port: 80,
          path: Buffer.from('/'),
          ...request,
        },
        response: { ...common, status_code: 200, reason: Buffer.from('OK') },
        ...more,
      })
    }
    const read = (flow: Buffer): unknown => {
      const result = readEntries('mitmproxy', flow)
      expect(accountedBytes(result)).toBe(flow.length)
      const entry = result.entries[0]?.entry
      return entry?.kind === 'exchange' ? entry.response?.status : [...result.counts.other.keys()]
    }
    const again = ['request that mitmproxy sent again']
    expect(read(flowOf({ is_replay: null }))).toBe(200)
    expect(read(flowOf({ is_replay: 'request' }))).toEqual(again)
    expect(read(flowOf({ version: 8 }, { is_replay: true }))).toEqual(again)
    expect(read(flowOf({ is_replay: 'response' }))).toBeUndefined()
    // Sent again in its place: what the phone sent stands in the state from before.
    const reason = Buffer.from('OK')
    const backup = { is_replay: null, response: { headers: [], status_code: 201, reason } }
    expect(read(flowOf({ is_replay: 'request', backup }))).toBe(201)
  })

  test.each([
    ['', 'CONNECT d.example:443 '],
    ['/chat?a=b', 'CONNECT /chat?a=b '],
  ])('a tunnel has its authority for a target, a WebSocket over HTTP/2 its path: %j', (path, start) => {
    const request = {
      method: Buffer.from('CONNECT'),
      scheme: Buffer.from('https'),
      authority: Buffer.from('d.example:443'),
      host: 'd.example',
      port: 443,
      path: Buffer.from(path),
      headers: [],
      content: Buffer.alloc(0),
      http_version: Buffer.from('HTTP/2.0'),
      timestamp_start: new Float('1772610126.0'),
    }
    const file = tnetstring({ version: 21, type: 'http', request, response: null })
    const { head } = first(readEntries('mitmproxy', file), 'exchange').request
    expect(head.toString().startsWith(start)).toBe(true)
  })

  test('content that was streamed through is known to be missing', () => {
    const flow = (method: string, content: Buffer | null): Buffer =>
      tnetstring({
        version: 21,
        type: 'http',
        request: plainRequest(method),
        response: {
          status_code: 200,
          headers: [[Buffer.from('Content-Length'), Buffer.from('70000')]],
          content,
        },
      })
    const streamed = first(readEntries('mitmproxy', flow('GET', null)), 'exchange')
    expect(streamed.response).toMatchObject({ isBodyLeftOut: true, bodyBytesLeftOut: 70_000 })
    const toHead = first(readEntries('mitmproxy', flow('HEAD', null)), 'exchange')
    expect(toHead.response).toMatchObject({ isBodyLeftOut: false })
    const kept = first(readEntries('mitmproxy', flow('GET', Buffer.alloc(0))), 'exchange')
    expect(kept.response).toMatchObject({ isBodyLeftOut: false })
  })
})

describe('the file', () => {
  const file = Buffer.concat([
    httpFlow(21, 'a.example.com', '/', 'x'),
    Buffer.from('\n'),
    dnsFlow('b.example', [192, 0, 2, 1]),
    tnetstring({ version: 21, type: 'later', id: 'x' }),
    httpFlow([0, 10, 1], 'c.example', '/', ''),
  ])
  const whole = readEntries('mitmproxy', file)

  test('holds flows of any types and versions, one behind the other', () => {
    expect(whole.counts).toMatchObject({
      total: 4,
      other: new Map([['flow of type later', 1]]),
      containerBytes: 1,
    })
    expect(whole.entries.map(({ number }) => number)).toEqual([1, 2, 4])
    expect(accountedBytes(whole)).toBe(file.length)
  })

  test('does not depend on how it is cut', () => {
    for (const chunkBytes of [1, 2, 13, 100, 1000])
      expect(readEntries('mitmproxy', file, chunkBytes)).toEqual(whole)
  })

  test('cut anywhere: the flows before the cut are read', () => {
    for (let length = 1; length < file.length; length++) {
      const read = readEntries('mitmproxy', file.subarray(0, length), 50)
      expect(accountedBytes(read)).toBe(length)
      expect(read.refusal === '').toBe(read.counts.total > 0)
    }
  })

  test('what is damaged is counted: a flow, or all behind a damaged length', () => {
    const bad = Buffer.from('9:4:type;4:x}')
    const read = readEntries('mitmproxy', Buffer.concat([bad, httpFlow(21, 'a.example.com', '/', '')]))
    expect(read.codes).toMatchObject({ 'source.entry.malformed': 1 })
    const broken = Buffer.concat([httpFlow(21, 'a.example.com', '/', ''), Buffer.from('x'), file])
    const rest = readEntries('mitmproxy', broken)
    expect(rest.entries).toHaveLength(1)
    expect(rest.codes).toEqual({ 'source.entry.broken': 1 })
    expect(accountedBytes(rest)).toBe(broken.length)
  })

  test('records that are no flows', () => {
    const odd: TnetInput[] = [
      {},
      { type: 'http' },
      { type: 'http', request: {} },
      { type: 'dns' },
      { type: 'tcp' },
      [1, 2],
      'text',
      7,
    ]
    const bytes = Buffer.concat(odd.map((one) => tnetstring(one)))
    const read = readEntries('mitmproxy', bytes)
    expect(read.counts).toMatchObject({ total: odd.length, malformed: odd.length })
    expect(accountedBytes(read)).toBe(bytes.length)
  })
})

describe('typed netstrings', () => {
  const value: fc.Arbitrary<TnetInput> = fc.letrec<{ value: TnetInput }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value

  test('are read as they are written', () => {
    const plain = (read: unknown): unknown =>
      read instanceof Map
        ? Object.fromEntries([...read].map(([name, member]) => [name, plain(member)]))
        : Array.isArray(read)
          ? read.map(plain)
          : read
    fc.assert(
      fc.property(value, (written) => {
        const bytes = tnetstring(written)
        const read = parseTnetstring(bytes, 0, bytes.length)
        expect(typeof read === 'string' ? read : plain(read.value)).toEqual(written)
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    '',
    ':',
    '1',
    '1:',
    '1:a',
    '2:a,',
    '-1:a,',
    '1:a?',
    '1:a#',
    '99999999999999:a,',
    '3:1:a]',
    '4:1:a,}',
    '6:1:1#1:1#}',
    '1:'.repeat(5),
  ])('%s is none', (text) => {
    const bytes = Buffer.from(text)
    expect(typeof parseTnetstring(bytes, 0, bytes.length)).toBe('string')
  })

  test('more values than the limit are refused: they would take many times their size', () => {
    const many = tnetstring([])
    const payload = Buffer.alloc(many.length * limits.source.entryValuesMax, many)
    const bytes = Buffer.concat([Buffer.from(`${payload.length}:`), payload, Buffer.from(']')])
    expect(parseTnetstring(bytes, 0, bytes.length)).toBe('too many values')
  })

  test('numbers beyond 2^53 stay exact, and nesting is bounded', () => {
    const big = Buffer.from('19:1781041621662367888#')
    expect(parseTnetstring(big, 0, big.length)).toMatchObject({ value: 1_781_041_621_662_367_888n })
    let deep = tnetstring([])
    for (let times = 0; times < 100; times++)
      deep = Buffer.concat([Buffer.from(`${deep.length}:`), deep, Buffer.from(']')])
    expect(parseTnetstring(deep, 0, deep.length)).toBe('nested too deep')
  })
})
