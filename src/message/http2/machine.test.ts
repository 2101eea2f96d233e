import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { indexed, literal, literals } from '../../../test/support/hpack.ts'
import {
  blockBytes,
  clientStart,
  data,
  frame,
  headers,
  http2Flags,
  http2Preface,
  requestFields,
  settings,
  settingsAck,
  splitHeaders,
} from '../../../test/support/http2.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import {
  client,
  clientFinished,
  clientGap,
  play,
  playLayer,
  server,
  serverFinished,
  serverGap,
  testFlow,
} from '../../../test/support/playbook.ts'
import { limits } from '../../core/limits.ts'
import { protocol } from './index.ts'

const ok = headers(1, [
  [':status', '200'],
  ['content-type', 'application/json'],
])
const get = headers(1, requestFields('/a?b=c', [['x-id', '35']]), true)

function run(...steps: Step[]): Outcome {
  const outcome = play(protocol, steps)
  expectBalanced(outcome)
  return outcome
}

function joinedLate(...steps: Step[]): Outcome {
  const outcome = playLayer(steps, [protocol], testFlow('tcp', { isRoleGuessed: true }))
  expectBalanced(outcome)
  return outcome
}

const conversation: readonly Step[] = [
  client(Buffer.concat([clientStart, get])),
  server(Buffer.concat([settings([3, 100]), settingsAck])),
  client(settingsAck),
  server(ok),
  client(
    Buffer.concat([headers(3, requestFields('/b', [['content-length', '8']], 'POST')), data(3, '{"a"')]),
  ),
  server(Buffer.concat([data(1, '{"x":'), data(1, '1}', true)])),
  client(data(3, ':12}', true)),
  server(Buffer.concat([headers(3, [[':status', '204']], true), frame('goaway', 0, Buffer.alloc(8))])),
]
conform('two requests that interleave', protocol, conversation)

conform('all that frames can have', protocol, [
  client(
    Buffer.concat([
      clientStart,
      frame('priority', 3, Buffer.from([0, 0, 0, 0, 5])),
      frame('windowUpdate', 0, Buffer.from([0, 0, 1, 0])),
      frame(
        'headers',
        1,
        Buffer.concat([
          Buffer.from([3, 0, 0, 0, 0, 5]),
          blockBytes(requestFields('/p', [], 'POST')),
          Buffer.alloc(3),
        ]),
        http2Flags.padded | http2Flags.priority | http2Flags.endHeaders,
      ),
      frame(
        'data',
        1,
        Buffer.concat([Buffer.from([4]), Buffer.from('body'), Buffer.alloc(4)]),
        http2Flags.padded,
      ),
      frame('data', 1, '', http2Flags.padded | http2Flags.endStream, 0),
    ]),
  ),
  server(
    Buffer.concat([
      settings(),
      frame('ping', 0, Buffer.alloc(8)),
      frame(
        'pushPromise',
        1,
        Buffer.concat([Buffer.from([0, 0, 0, 2]), blockBytes(requestFields('/pushed'))]),
        http2Flags.endHeaders,
      ),
      headers(1, [
        [':status', '103'],
        ['link', '</x>'],
      ]),
      ok,
      data(1, 'abc'),
      headers(2, [[':status', '200']]),
      data(2, 'pushed', true),
      headers(1, [['x-trailer', 'v']], true),
      frame(0x2a, 1, 'grease'),
    ]),
  ),
])

conform('a block in CONTINUATION frames', protocol, [
  client(
    Buffer.concat([
      clientStart,
      splitHeaders(1, requestFields('/a', [['x-imei', '350000000000000']]), 7, true),
    ]),
  ),
])

describe('requests and responses', () => {
  test('are handed on in the form of HTTP/1, with host, target and types', () => {
    const { messages, counts, anomalies } = run(...conversation)
    expect(messages).toMatchObject([
      {
        kind: 'request',
        exchange: 0,
        protocol: 'http2',
        method: 'GET',
        target: '/a?b=c',
        host: 'a.example.com',
        head: 'GET /a?b=c HTTP/2\r\nhost: a.example.com\r\nx-id: 35\r\n\r\n',
        body: '',
        frame: 1,
      },
      {
        kind: 'response',
        exchange: 0,
        status: 200,
        exchangeStatus: 200,
        contentType: 'application/json',
        body: '{"x":1}',
      },
      { kind: 'request', exchange: 1, method: 'POST', target: '/b', body: '{"a":12}', isComplete: true },
      { kind: 'response', exchange: 1, status: 204, body: '' },
    ])
    expect(anomalies).toEqual({})
    expect([counts.requests, counts.responses]).toEqual([2, 2])
  })

  test('each exchange is closed once, behind its response', () => {
    expect(run(...conversation).events.filter((event) => event.kind === 'closed')).toEqual([
      { kind: 'closed', exchange: 0 },
      { kind: 'closed', exchange: 1 },
    ])
  })

  test('a field is mapped to its bytes in the frame, a body to those of its frames', () => {
    const { messages } = run(...conversation)
    const request = messages[0]
    const at = Buffer.concat([clientStart, get]).indexOf('x-id')
    const inHead = request?.head.indexOf('x-id') as number
    expect(request?.headSpans.find((span) => span.start <= 54 + at && span.end > 54 + at)).toBeDefined()
    expect(inHead).toBeGreaterThan(0)
    // DATA of frame 6: nine bytes of header, five of content, nine, two.
    expect(messages[1]?.bodySpans).toEqual([
      { frame: 6, start: 63, end: 68 },
      { frame: 6, start: 77, end: 79 },
    ])
  })

  test.each([
    ['nothing', 0],
    ['padding', http2Flags.padded],
    ['a priority', http2Flags.priority],
    ['padding and a priority', http2Flags.padded | http2Flags.priority],
  ])('fields and body behind %s are read', (_, flags) => {
    const isPadded = (flags & http2Flags.padded) !== 0
    const padded = (lead: number, bytes: Buffer): Buffer =>
      Buffer.concat([
        Buffer.from(isPadded ? [3] : []),
        Buffer.alloc(lead, 5),
        bytes,
        Buffer.alloc(isPadded ? 3 : 0),
      ])
    const lead = (flags & http2Flags.priority) === 0 ? 0 : 5
    const block = blockBytes(requestFields('/p?imei=1', [], 'POST'))
    const { messages, anomalies } = run(
      client(
        Buffer.concat([
          clientStart,
          frame('headers', 1, padded(lead, block), flags | http2Flags.endHeaders),
          frame(
            'data',
            1,
            padded(0, Buffer.from('body')),
            (flags & http2Flags.padded) | http2Flags.endStream,
          ),
        ]),
      ),
    )
    expect(messages).toMatchObject([{ method: 'POST', target: '/p?imei=1', body: 'body', isComplete: true }])
    expect(anomalies).toEqual({})
  })

  test('padding that is longer than its frame is said', () => {
    const short = frame('headers', 1, Buffer.from([9, 9]), http2Flags.priority | http2Flags.endHeaders)
    expect(run(client(Buffer.concat([clientStart, short]))).anomalies).toHaveProperty(
      'message.http2.bad_padding',
    )
  })

  test('padding and priority are no content, trailers and pushes are read, hints are responses', () => {
    const { messages, anomalies } = run(
      client(
        Buffer.concat([
          clientStart,
          frame(
            'headers',
            1,
            Buffer.concat([Buffer.from([2]), blockBytes(requestFields('/p')), Buffer.alloc(2)]),
            13,
          ),
        ]),
      ),
      server(
        Buffer.concat([
          settings(),
          frame(
            'pushPromise',
            1,
            Buffer.concat([Buffer.from([0, 0, 0, 2]), blockBytes(requestFields('/s'))]),
            4,
          ),
          headers(1, [[':status', '103']]),
          ok,
          headers(1, [['grpc-status', '0']], true),
          headers(2, [[':status', '200']], true),
        ]),
      ),
    )
    expect(messages).toMatchObject([
      { kind: 'request', target: '/p', direction: 0, exchange: 0 },
      { kind: 'request', target: '/s', direction: 1, exchange: 1 },
      { kind: 'response', status: 103, exchange: 0 },
      { kind: 'response', status: 200, trailer: 'grpc-status: 0\r\n', exchange: 0 },
      { kind: 'response', status: 200, exchange: 1 },
    ])
    expect(anomalies).toEqual({})
  })

  test('fields of the dynamic table are looked up in each direction apart', () => {
    const first = Buffer.concat([
      blockBytes(requestFields('/a')),
      literal('x-imei', '350000000000000', { kind: 'inserted' }),
    ])
    const second = Buffer.concat([blockBytes(requestFields('/b')), indexed(62)])
    const { messages } = run(
      client(Buffer.concat([clientStart, headers(1, first, true), headers(3, second, true)])),
    )
    expect(messages[1]?.fields).toContain('x-imei: 350000000000000')
  })

  test('a message that is broken off is handed on as far as it came', () => {
    const { messages, anomalies } = run(
      client(Buffer.concat([clientStart, headers(1, requestFields('/a', [], 'POST')), data(1, 'half')])),
      server(Buffer.concat([settings(), frame('rstStream', 1, Buffer.alloc(4))])),
      client(data(1, 'on its way', true)),
    )
    expect(messages).toMatchObject([
      { target: '/a', body: 'half', incompleteReason: 'reset' },
      { kind: 'request', target: '', body: 'on its way', incompleteReason: 'gap' },
    ])
    expect(anomalies).toEqual({ 'message.http.reset': 1, 'message.http.without_head': 1 })
  })

  test('a length that is not the body’s is said', () => {
    const post = headers(1, requestFields('/a', [['content-length', '3']], 'POST'))
    const { messages, anomalies } = run(client(Buffer.concat([clientStart, post, data(1, 'abcdef', true)])))
    expect(messages).toMatchObject([{ body: 'abcdef', isComplete: true }])
    expect(anomalies).toEqual({ 'message.http.length_differs': 1 })
  })

  test('media is counted, unless a client sends it', () => {
    const image = [['content-type', 'image/png']] as const
    const { messages, counts } = run(
      client(
        Buffer.concat([clientStart, headers(1, requestFields('/i', image, 'POST')), data(1, 'sent', true)]),
      ),
      server(Buffer.concat([settings(), headers(1, [[':status', '200'], ...image]), data(1, 'abcd', true)])),
    )
    expect(messages).toMatchObject([
      { body: 'sent' },
      { body: '', incompleteReason: 'media', bodyBytesLeftOut: 4 },
    ])
    expect(counts.mediaBytes).toBe(4)
  })

  test('a tunnel is a stream of its own, read by what it carries', () => {
    const inner = 'GET /in HTTP/1.1\r\nHost: b.example.com\r\n\r\n'
    const connect = headers(1, [
      [':method', 'CONNECT'],
      [':authority', 'b.example.com:80'],
    ])
    const steps = [
      client(Buffer.concat([clientStart, connect])),
      server(Buffer.concat([settings(), headers(1, [[':status', '200']])])),
      client(Buffer.concat([data(1, inner.slice(0, 20)), data(1, inner.slice(20))])),
      server(data(1, 'HTTP/1.1 204 No Content\r\n\r\n', true)),
      client(data(1, '', true)),
    ]
    const outcome = playLayer(steps)
    expectBalanced(outcome)
    expect(outcome.messages).toMatchObject([
      { kind: 'request', method: 'CONNECT', target: 'b.example.com:80' },
      { kind: 'response', protocol: 'http2', status: 200 },
      { kind: 'request', protocol: 'http', target: '/in', host: 'b.example.com', frame: 3 },
      { kind: 'response', protocol: 'http', status: 204 },
    ])
  })
})

describe('a connection that was joined late', () => {
  const known = literal('x-known', 'v', { kind: 'inserted' })

  test('gives what can be told, and says what can not', () => {
    const block = Buffer.concat([
      indexed(2),
      indexed(6),
      indexed(66),
      literal(70, '/path?imei=35'),
      known,
      indexed(62),
    ])
    const { messages, anomalies } = joinedLate(client(headers(7, block, true)))
    expect(messages).toMatchObject([
      { kind: 'request', method: 'GET', isComplete: false, incompleteReason: 'gap' },
    ])
    expect(messages[0]?.fields).toBe('unknown-index-70: /path?imei=35\r\nx-known: v\r\nx-known: v\r\n\r\n')
    expect(anomalies).toMatchObject({
      'message.http2.joined_late': 1,
      'message.http2.unknown_index': 2,
      'message.http.missing_pseudo_field': 1,
    })
  })

  test('bodies without their heads are read, also in the middle of the chunk', () => {
    const { messages } = joinedLate(
      client(
        Buffer.concat([frame('windowUpdate', 0, Buffer.from([0, 0, 1, 0])), data(5, '{"imei":"35"}', true)]),
      ),
      server(Buffer.concat([settingsAck, data(5, 'answer', true)])),
    )
    expect(messages).toMatchObject([
      { kind: 'request', target: '', body: '{"imei":"35"}', exchange: 0 },
      { kind: 'response', body: 'answer' },
    ])
  })

  test('is found at a later chunk, too', () => {
    const { messages, counts } = joinedLate(
      client(Buffer.alloc(200, 0x41)),
      client(Buffer.concat([headers(7, literals(requestFields('/late')), true)])),
    )
    expect(messages.filter((message) => message.protocol === 'http2')).toMatchObject([{ target: '/late' }])
    expect(counts.unrecognisedReadBytes).toBe(200)
  })

  test('with preface and SETTINGS it was not joined late', () => {
    expect(joinedLate(...conversation).anomalies).toEqual({})
  })
})

describe('gaps', () => {
  const post = headers(1, requestFields('/a', [], 'POST'))

  test('within a body its frames still tell where it goes on', () => {
    const { messages, anomalies } = run(
      client(Buffer.concat([clientStart, post, frame('data', 1, 'abc', 0, 10)])),
      clientGap(4),
      client(Buffer.concat([Buffer.from('hij'), data(1, 'k', true), headers(3, requestFields('/b'), true)])),
    )
    expect(messages).toMatchObject([
      { target: '/a', body: 'abchijk', incompleteReason: 'gap', bodyBytesLeftOut: 4 },
      { target: '/b', isComplete: true },
    ])
    expect(anomalies).toEqual({ 'message.http2.gap': 1 })
  })

  test('that take frames: they are found again, the table is forgotten, open bodies are incomplete', () => {
    const inserted = Buffer.concat([
      literals(requestFields('/a', [], 'POST')),
      literal('x', 'y', { kind: 'inserted' }),
    ])
    const { messages, anomalies, counts } = run(
      client(Buffer.concat([clientStart, headers(1, inserted), data(1, 'abc')])),
      clientGap(1000),
      client(
        Buffer.concat([
          Buffer.from('the rest of something'),
          headers(3, Buffer.concat([literals(requestFields('/b')), indexed(62)]), true),
          data(1, 'def', true),
        ]),
      ),
    )
    expect(messages).toMatchObject([
      { protocol: 'unrecognised', body: 'the rest of something' },
      { target: '/b', incompleteReason: 'gap' },
      { target: '/a', body: 'abcdef', incompleteReason: 'gap' },
    ])
    expect(counts.unrecognisedReadBytes).toBe('the rest of something'.length)
    expect(counts.resyncBytes).toBe(1)
    expect(anomalies).toEqual({ 'message.http2.gap': 1, 'message.http2.unknown_index': 1 })
  })

  test('within a header block: its start is read', () => {
    const block = literals(requestFields('/a', [['x-imei', '350000000000000']]))
    const cut = block.length - 6
    const { messages } = run(
      client(Buffer.concat([clientStart, frame('headers', 1, block.subarray(0, cut), 5, block.length)])),
      clientGap(3),
      client(Buffer.concat([block.subarray(cut + 3), headers(3, requestFields('/b'), true)])),
    )
    expect(messages).toMatchObject([{ target: '/a', incompleteReason: 'gap' }, { target: '/b' }])
    expect(messages[0]?.fields).toContain('x-imei: 350000000\r\n')
  })

  test('requests that are told behind their responses have them all the same', () => {
    const requestOf = (stream: number, target: string): Buffer => headers(stream, requestFields(target), true)
    const { messages } = run(
      client(Buffer.concat([clientStart, requestOf(1, '/a')])),
      server(Buffer.concat([settings(), headers(1, [[':status', '201']], true)])),
      server(headers(3, [[':status', '202']], true)),
      server(headers(5, [[':status', '203']], true)),
      clientGap(50),
      client(requestOf(5, '/c')),
      client(requestOf(7, '/d')),
      server(headers(7, [[':status', '204']], true)),
    )
    expect(
      messages
        .filter(({ kind }) => kind === 'request')
        .map(({ target, exchangeStatus }) => `${target} ${exchangeStatus}`),
    ).toEqual(['/a 0', '/c 203', '/d 0'])
  })

  test('what lies between frames that are lost is searched, up to a limit', () => {
    const rest = 'x'.repeat(limits.message.unrecognisedBytesMax)
    const { messages, counts } = run(
      client(clientStart),
      clientGap(1000),
      client(rest),
      client('imei=356938035643809'),
      client(get),
    )
    expect(messages).toMatchObject([{ protocol: 'unrecognised', body: rest }, { target: '/a?b=c' }])
    expect(counts.resyncBytes).toBe('imei=356938035643809'.length)
  })

  test('of one direction do not touch the other', () => {
    const { messages } = run(
      client(Buffer.concat([clientStart, get])),
      serverGap(500),
      server(Buffer.concat([settingsAck, ok, data(1, 'x', true)])),
    )
    expect(messages).toMatchObject([
      { target: '/a?b=c', isComplete: true },
      { status: 200, body: 'x' },
    ])
  })

  test('a flow that ends within a message hands on what there is', () => {
    const { messages, anomalies } = run(
      client(Buffer.concat([clientStart, post, frame('data', 1, 'abc', 0, 10)])),
      clientFinished(),
    )
    expect(messages).toMatchObject([{ target: '/a', body: 'abc', incompleteReason: 'capture-end' }])
    expect(anomalies).toEqual({ 'message.http2.cut': 1, 'message.http.cut': 1 })
  })
})

describe('malformed', () => {
  test.each([
    ['a PING of seven bytes', frame('ping', 0, Buffer.alloc(7))],
    ['SETTINGS on a stream', frame('settings', 1, Buffer.alloc(6))],
    ['DATA on no stream', frame('data', 0, 'abc')],
    ['garbage', Buffer.from('no frame at all, but text')],
  ])('%s: what follows is found again', (_name, bad) => {
    const { messages, anomalies, counts } = run(client(Buffer.concat([clientStart, bad, get])))
    expect(messages.filter(({ protocol: name }) => name === 'http2')).toMatchObject([{ target: '/a?b=c' }])
    expect(anomalies).toMatchObject({ 'message.http2.bad_frame': 1 })
    expect(counts.resyncBytes + counts.unrecognisedReadBytes).toBe(bad.length)
  })

  test('a block that is interrupted is read as far as it goes', () => {
    const block = literals(requestFields('/a'))
    const { messages, anomalies } = run(
      client(Buffer.concat([clientStart, frame('headers', 1, block, 1), data(3, 'other', true)])),
    )
    expect(messages).toMatchObject([
      { target: '/a', isComplete: false },
      { target: '', body: 'other' },
    ])
    expect(anomalies).toMatchObject({ 'message.http2.broken_block': 1 })
  })

  test('a CONTINUATION of another stream ends the block, and is none of it', () => {
    const block = blockBytes(requestFields('/a'))
    const { messages, anomalies } = run(
      client(
        Buffer.concat([
          clientStart,
          frame('headers', 1, block.subarray(0, 9)),
          frame('continuation', 3, block.subarray(9), http2Flags.endHeaders),
          headers(5, requestFields('/b'), true),
        ]),
      ),
    )
    expect(messages.at(-1)).toMatchObject({ method: 'GET', isComplete: true })
    expect(messages.filter(({ target }) => target === '/a')).toEqual([])
    expect(anomalies).toMatchObject({
      'message.http2.broken_block': 1,
      'message.http2.stray_continuation': 1,
    })
  })

  test('the end of the server does not end what the client was saying', () => {
    const form = headers(1, requestFields('/form', [], 'POST'))
    const { messages, anomalies } = run(
      client(Buffer.concat([clientStart, form, data(1, 'imei=1&i').subarray(0, 12)])),
      serverFinished(),
      client(Buffer.concat([data(1, 'imei=1&i').subarray(12), data(1, 'msi=2', true)])),
    )
    expect(messages).toMatchObject([{ target: '/form', body: 'imei=1&imsi=2', isComplete: true }])
    expect(anomalies).toEqual({})
  })

  test.each<[method: string, status: string, isMissing: boolean]>([
    ['GET', '200', true],
    ['HEAD', '200', false],
    ['GET', '304', false],
  ])('a length without a body, in answer to %s with %s', (method, status, isMissing) => {
    const answer: [string, string][] = [
      [':status', status],
      ['content-length', '5000'],
    ]
    const { anomalies } = run(
      client(Buffer.concat([clientStart, headers(1, requestFields('/a', [], method), true)])),
      server(Buffer.concat([settings(), headers(1, answer, true)])),
    )
    expect(Object.keys(anomalies).some((code) => code.endsWith('length_differs'))).toBe(isMissing)
  })

  test('a stray CONTINUATION is counted', () => {
    const { anomalies, counts } = run(
      client(Buffer.concat([clientStart, frame('continuation', 1, 'abc', 4), get])),
    )
    expect(anomalies).toMatchObject({ 'message.http2.stray_continuation': 1 })
    expect(counts.resyncBytes).toBe(3)
  })

  test('padding longer than the frame: all is content', () => {
    const post = headers(1, requestFields('/a', [], 'POST'))
    const { messages, anomalies } = run(
      client(Buffer.concat([clientStart, post, frame('data', 1, '\xffabc', http2Flags.padded | 1)])),
    )
    expect(messages).toMatchObject([{ body: 'abc' }])
    expect(anomalies).toEqual({ 'message.http2.bad_padding': 1 })
  })

  test('a smuggled request stays in its body', () => {
    const post = headers(
      1,
      requestFields(
        '/a',
        [
          ['transfer-encoding', 'chunked'],
          ['content-length', '5'],
        ],
        'POST',
      ),
    )
    const smuggled = '0\r\n\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n'
    const { messages, anomalies } = run(client(Buffer.concat([clientStart, post, data(1, smuggled, true)])))
    expect(messages).toMatchObject([{ target: '/a', body: smuggled }])
    expect(anomalies).toEqual({ 'message.http.connection_field': 1, 'message.http.length_differs': 1 })
  })

  test('frames of known extensions are framing', () => {
    const update = frame(0x10, 0, Buffer.from('\0\0\0\x01u=1, i', 'latin1'))
    const { counts, anomalies } = run(client(Buffer.concat([clientStart, update, get])))
    expect(counts.unrecognisedSkippedBytes).toBe(0)
    expect(anomalies).toEqual({})
  })

  test('frames of unknown types, and what a PING says, are searched as plain bytes', () => {
    const text = 'imei=356938035643809'
    const ping = Buffer.from('0356938035643809', 'hex')
    const bytes = Buffer.concat([clientStart, frame(0xfa, 0, text), frame('ping', 0, ping), get])
    const { messages, counts } = run(client(bytes))
    expect(messages.map(({ protocol, body }) => [protocol, body])).toEqual([
      ['unrecognised', text],
      ['unrecognised', ping.toString('latin1').slice(0)],
      ['http2', ''],
    ])
    expect(messages[0]?.bodySpans).toEqual([
      { frame: 1, start: 54 + clientStart.length + 9, end: 54 + clientStart.length + 9 + text.length },
    ])
    expect(counts.unrecognisedReadBytes).toBe(text.length)
    expect(counts.unrecognisedSkippedBytes).toBe(0)
  })

  test('an unknown frame that the capture cuts is searched as far as it came', () => {
    const bytes = Buffer.concat([clientStart, frame(0xfa, 0, 'imei=356938035643809 and more')])
    const { messages, counts } = run(client(bytes.subarray(0, -5)))
    expect(messages).toMatchObject([{ protocol: 'unrecognised', body: 'imei=356938035643809 and' }])
    expect(counts.unrecognisedReadBytes).toBe(24)
  })

  test('short frames of unknown types are counted as not searched', () => {
    const { counts, anomalies } = run(client(Buffer.concat([clientStart, frame(0xfa, 0, 'hidden'), get])))
    expect(counts.unrecognisedSkippedBytes).toBe(6)
    expect(anomalies).toEqual({ 'message.http2.unknown_frame': 1 })
  })
})

describe('hostile', () => {
  /** Held at the most while the steps were played, by the parser's own account. */
  function heldMax(steps: readonly Step[]): { outcome: Outcome; heldMax: number } {
    let most = 0
    const watched = {
      ...protocol,
      open: (...args: Parameters<typeof protocol.open>) => {
        const parser = protocol.open(...args)
        const push = parser.push.bind(parser)
        parser.push = (...given) => {
          const verdict = push(...given)
          most = Math.max(most, parser.heldBytes)
          return verdict
        }
        return parser
      },
    }
    const outcome = play(watched, steps)
    expectBalanced(outcome)
    return { outcome, heldMax: most }
  }

  const headOfFlood = frame('headers', 1, literals(requestFields('/flood')), 0)

  test('a flood of CONTINUATION frames is bounded', () => {
    const pieces = Array.from({ length: 2_000 }, () => frame('continuation', 1, Buffer.alloc(1_000, 0x82)))
    const { outcome, heldMax: held } = heldMax([
      client(Buffer.concat([clientStart, headOfFlood])),
      ...pieces.map((piece) => client(piece)),
      client(Buffer.concat([frame('continuation', 1, '', 4), headers(3, requestFields('/after'), true)])),
    ])
    expect(held).toBeLessThan(8 * limits.message.headBytesMax)
    expect(outcome.messages.map(({ target }) => target)).toEqual(['/after', '/flood'])
    expect(outcome.anomalies).toMatchObject({
      'message.http2.block_too_long': 1,
      'message.http2.fields_too_long': 1,
    })
    expect(outcome.counts.limitBytes).toBeGreaterThan(1_700_000)
  })

  test('empty CONTINUATION and DATA frames cost nothing', () => {
    const empty = Buffer.concat(Array.from({ length: 20_000 }, () => frame('continuation', 1)))
    const { outcome, heldMax: held } = heldMax([
      client(Buffer.concat([clientStart, headOfFlood, empty, frame('continuation', 1, '', 4)])),
      client(Buffer.concat(Array.from({ length: 20_000 }, (_, index) => data(2 * index + 1, '')))),
    ])
    expect(held).toBeLessThan(10_000)
    expect(outcome.messages).toMatchObject([{ target: '/flood' }])
  })

  test('streams that are opened and reset at once leave nothing behind', () => {
    const storm = Array.from({ length: 20_000 }, (_, index) =>
      Buffer.concat([
        headers(2 * index + 1, requestFields(`/${index}`), true),
        frame('rstStream', 2 * index + 1, Buffer.alloc(4)),
      ]),
    )
    const { outcome, heldMax: held } = heldMax([client(clientStart), ...storm.map((pair) => client(pair))])
    expect(held).toBe(0)
    expect(outcome.counts.requests).toBe(20_000)
    expect(outcome.events.filter((event) => event.kind === 'closed')).toHaveLength(20_000)
  })

  test('ten thousand open streams: the oldest are handed on', () => {
    const steps: Step[] = [client(clientStart)]
    for (let batch = 0; batch < 10; batch++) {
      const opened = Array.from({ length: 1_000 }, (_, index) => {
        const id = 2 * (batch * 1_000 + index) + 1
        return Buffer.concat([headers(id, requestFields('/', [], 'POST')), data(id, 'x')])
      })
      steps.push(client(Buffer.concat(opened)))
    }
    const { outcome, heldMax: held } = heldMax(steps)
    expect(held).toBeLessThan(limits.message.httpStreamsMax * 8_192)
    expect(outcome.counts.requests).toBe(10_000)
    expect(outcome.anomalies['message.http.too_many_streams']).toBe(10_000 - limits.message.httpStreamsMax)
    expect(outcome.messages[0]).toMatchObject({ body: 'x', incompleteReason: 'limit' })
  })

  test('settings, pings and windows by the thousands are only counted', () => {
    const games = Buffer.concat(
      Array.from({ length: 5_000 }, (_, index) =>
        Buffer.concat([
          settings([4, 0x7fffffff], [1, index]),
          frame('windowUpdate', 1, Buffer.from([0, 0, 0, 0])),
          frame('ping', 0, Buffer.alloc(8)),
        ]),
      ),
    )
    const { outcome, heldMax: held } = heldMax([client(Buffer.concat([clientStart, games])), client(get)])
    expect(held).toBeLessThan(1_000)
    expect(outcome.messages).toMatchObject([{ target: '/a?b=c' }])
  })

  test('a long body comes in pieces, also of text that has no ends', () => {
    const piece = 'x'.repeat(16_384)
    const { outcome } = heldMax([
      client(Buffer.concat([clientStart, headers(1, requestFields('/', [], 'POST'))])),
      ...Array.from({ length: 300 }, () => client(data(1, piece))),
      client(data(1, '', true)),
    ])
    const cut = limits.message.bodyBytesMax - 4
    expect(outcome.messages.map(({ body }) => body.length)).toEqual([cut, 300 * 16_384 - cut])
    expect(outcome.messages).toMatchObject([{ incompleteReason: 'limit' }, { head: '' }])
    expect(outcome.counts.limitBytes).toBe(0)
  })

  test('a body of frames with one byte each is charged for what it takes to map them', () => {
    const crumbs = Buffer.concat(Array.from({ length: 20_000 }, () => data(1, 'x')))
    const { outcome, heldMax: held } = heldMax([
      client(Buffer.concat([clientStart, headers(1, requestFields('/', [], 'POST'))])),
      client(crumbs),
      client(data(1, '', true)),
    ])
    expect(held).toBeGreaterThan(20_000 * 20)
    expect(outcome.messages[0]?.body).toBe('x'.repeat(20_000))
    expect(outcome.messages[0]?.bodySpans).toHaveLength(20_000)
  })

  test('memory is given up on demand: bodies, blocks and tables', () => {
    const inserted = Buffer.concat([
      literals(requestFields('/', [], 'POST')),
      literal('x', 'y'.repeat(2_000), { kind: 'inserted' }),
    ])
    const steps = [
      client(
        Buffer.concat([
          clientStart,
          headers(1, inserted),
          data(1, 'kept'),
          frame('headers', 3, 'cut', 4, 10),
        ]),
      ),
      client(Buffer.concat([Buffer.alloc(7), data(1, 'rest', true)])),
    ]
    const outcome = playLayer(steps, [protocol], undefined, undefined, 1_000)
    expectBalanced(outcome)
    expect(outcome.messages).toMatchObject([
      { target: '/', body: 'kept', incompleteReason: 'limit' },
      { target: '', body: 'rest', incompleteReason: 'gap' },
    ])
    expect(outcome.anomalies).toMatchObject({
      'message.http2.held_too_much': 1,
      'message.http.held_too_much': 1,
    })
  })
})

describe('the choice of the protocol', () => {
  test('by the preface, or of the server by its SETTINGS', () => {
    expect(playLayer([client(http2Preface)]).events).toContainEqual({ kind: 'recognised', protocol: 'http2' })
    expect(playLayer([server(settings([3, 100]))]).events).toContainEqual({
      kind: 'recognised',
      protocol: 'http2',
    })
    expect(playLayer([server(Buffer.concat([settings(), settingsAck]))]).events).toContainEqual({
      kind: 'recognised',
      protocol: 'http2',
    })
  })

  test('a server of gRPC speaks first, with settings of its own', () => {
    const first = settings([4, 0x3fffff], [5, 0x3fffff], [6, 0x4000], [0xfe03, 1])
    const call = client(Buffer.concat([http2Preface, settings(), headers(1, [[':method', 'POST']], true)]))
    const outcome = playLayer([server(first), call, server(settingsAck)])
    expect(outcome.events[0]).toEqual({ kind: 'recognised', protocol: 'http2' })
    expect(outcome.anomalies).not.toHaveProperty('message.http2.joined_late')
    const unknown = server(settings([4, 0x3fffff], [0x7e03, 1]))
    expect(playLayer([unknown]).events).not.toContainEqual({ kind: 'recognised', protocol: 'http2' })
  })

  test.each([
    ['zeros', Buffer.alloc(200)],
    ['text', Buffer.from('PRIVMSG #a :hello\r\n')],
    ['a length and a type', Buffer.from('0000000c0400000001ffff00000000', 'hex')],
  ])('not of %s', (_name, bytes) => {
    for (const flow of [testFlow('tcp'), testFlow('tcp', { isRoleGuessed: true })])
      for (const step of [client(bytes), server(bytes)])
        expect(playLayer([step], [protocol], flow).events).not.toContainEqual({
          kind: 'recognised',
          protocol: 'http2',
        })
  })
})
