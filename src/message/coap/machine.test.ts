import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome } from '../../../test/support/playbook.ts'
import { client, play, server, testFlow } from '../../../test/support/playbook.ts'
import { protocols } from './index.ts'
import { coap, coapOption, extend } from '../../../test/support/coap-message.ts'
import type { CoapOptions } from '../../../test/support/coap-message.ts'

const [protocol, overTcp] = protocols as [(typeof protocols)[0], (typeof protocols)[0]]

const coapFlow = testFlow('udp', { serverPort: 5683 })
const elsewhere = testFlow('udp', { serverPort: 9_999 })
const payload = Buffer.from('{"REGVER":"2","IMEI1":"356938035643809"}').toString('base64')

/** A module's self-registration: POST /nb with JSON, as Base64 text. */
const registration = coap({
  options: [
    [3, 'register.example'],
    [11, 'nb'],
    [12, '\x32'],
  ],
  payload,
})
const accepted = coap({ type: 2, code: 0x44, payload: 'ok' })

function story(outcome: Outcome): string[] {
  return outcome.events.map((event) => {
    if (event.kind === 'request' || event.kind === 'response')
      return `${event.kind} ${event.exchange} ${event.body}`
    if (event.kind === 'closed') return `closed ${event.exchange}`
    return event.kind === 'serverName' ? `${event.source} ${event.name}` : event.kind
  })
}

conform('a registration', protocol, [client(registration), server(accepted)], () => coapFlow)

describe('what the server asks of a device', () => {
  /** As LwM2M reads a resource, or watches it. */
  const asked = (messageId: number, token: string, number: number, block = 0): Buffer =>
    coap({
      code: 1,
      messageId,
      token,
      options: [
        [11, String(number)],
        ...(block === 0 ? [] : [[23, Buffer.from([block])] as [number, Buffer]]),
      ],
    })
  const told = (messageId: number, token: string, body: string, block = 0): Buffer =>
    coap({
      type: 2,
      code: 0x45,
      messageId,
      token,
      options: block === 0 ? [] : [[23, Buffer.from([block])]],
      payload: body,
    })
  const conversation = [
    client(registration),
    server(accepted),
    server(asked(7, 'q1', 3)),
    client(told(7, 'q1', payload)),
  ]

  conform('a device that is asked', protocol, conversation, () => coapFlow)

  test('is answered with what leaves the phone: a request of its own', () => {
    const outcome = play(protocol, [...conversation, client(told(8, 'q1', 'again'))], coapFlow)
    expect(story(outcome)).toEqual([
      'host register.example',
      `request 0 ${payload}`,
      'response 0 ok',
      'closed 0',
      'request 1 ',
      `request 2 ${payload}`,
      'closed 2',
      'closed 1',
      'request 3 again',
      'closed 3',
    ])
    expect(outcome.messages.map(({ direction, status }) => [direction, status])).toEqual([
      [0, 0],
      [1, 204],
      [1, 0],
      [0, 205],
      [0, 205],
    ])
    // Nobody answers an answer: its status is its own.
    expect(outcome.messages.map(({ exchangeStatus }) => exchangeStatus)).toEqual([0, 204, 0, 0, 0])
    expectBalanced(outcome)
  })

  test('is named in the answer, also where it is told again and again', () => {
    const watch = coap({
      code: 1,
      messageId: 9,
      token: 'w',
      options: [
        [6, ''],
        [11, '6'],
        [11, '0'],
      ],
    })
    const outcome = play(
      protocol,
      [
        ...conversation,
        server(watch),
        client(told(9, 'w', 'here')),
        client(told(10, 'w', 'there')),
        client(told(11, 'q1', 'unasked')),
        server(
          coap({
            code: 1,
            messageId: 12,
            token: 'x',
            options: [
              [11, 'a'],
              [15, 'imei=356938035643809'],
            ],
          }),
        ),
        client(told(12, 'x', 'other')),
      ],
      coapFlow,
    )
    const answers = outcome.messages.filter(({ direction, status }) => direction === 0 && status === 205)
    expect(answers.map(({ target, body }) => [target, body])).toEqual([
      ['/3', payload],
      ['/6/0', 'here'],
      ['/6/0', 'there'],
      ['', 'unasked'],
      // What the server says is not put into the device's mouth.
      ['', 'other'],
    ])
    expect(outcome.messages.find(({ direction, status }) => direction === 1 && status === 204)?.target).toBe(
      '',
    )
  })

  test('is answered in blocks, which are put together', () => {
    const [first, second] = ['x'.repeat(16), '{"imei":1}'] as const
    const outcome = play(
      protocol,
      [
        client(registration),
        server(accepted),
        server(asked(7, 'q1', 3)),
        client(told(7, 'q1', first, 0x08)),
        server(asked(8, 'q2', 3, 0x10)),
        client(told(8, 'q2', second, 0x10)),
      ],
      coapFlow,
    )
    const answer = outcome.messages.find(({ status, direction }) => direction === 0 && status === 205)
    expect(answer).toMatchObject({ target: '/3', body: first + second, isComplete: true, exchangeStatus: 0 })
    expect(
      story(outcome)
        .filter((line) => line.startsWith('closed'))
        .sort(),
    ).toEqual(['closed 0', 'closed 1', 'closed 2'])
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
  })
})

describe('a request', () => {
  test('is handed on with its options and payload as they are on the wire, and paired by its token', () => {
    const outcome = play(protocol, [client(registration), server(accepted)], coapFlow)
    expect(story(outcome)).toEqual([
      'host register.example',
      `request 0 ${payload}`,
      'response 0 ok',
      'closed 0',
    ])
    expect(outcome.messages[0]).toMatchObject({
      protocol: 'coap',
      direction: 0,
      host: 'register.example',
      target: '/nb',
      head: 'POST /nb\r\nHost: register.example\r\nContent-Format: 50\r\n',
      // The path, the host and the format, where their options stand.
      headSpans: [
        { frame: 1, start: 79, end: 81 },
        { frame: 1, start: 62, end: 78 },
        { frame: 1, start: 82, end: 83 },
      ],
      bodySpans: [
        { frame: 1, start: 54 + registration.length - payload.length, end: 54 + registration.length },
      ],
      isComplete: true,
    })
    expect(outcome.messages[1]).toMatchObject({ status: 204, exchangeStatus: 204, body: 'ok' })
    expect(outcome.counts).toMatchObject({ requests: 1, responses: 1, framingBytes: 7 + 7 })
    expectBalanced(outcome)
  })

  test('whose resources are no CBOR, as it is said that they are, is searched, and that is said', () => {
    const sent = (body: string): Outcome => {
      const options: CoapOptions['options'] = [
        [3, 'lwm2m.example'],
        [11, 'dp'],
        [12, '\x70'],
      ]
      return play(protocol, [client(coap({ options, payload: body }))], coapFlow)
    }
    expect(sent('\x9f\xa1').anomalies).toEqual({ 'message.coap.resources': 1 })
    expect(sent('\x9f\xff').anomalies).toEqual({})
  })

  test('that names two hosts went to the first, and the second is searched', () => {
    const request = coap({
      code: 1,
      options: [
        [3, 'register.example'],
        [3, '356938035643809'],
        [11, 'nb'],
      ],
    })
    expect(play(protocol, [client(request)], coapFlow).messages[0]).toMatchObject({
      host: 'register.example',
      head: 'GET /nb\r\nHost: register.example\r\nUri-Host: 356938035643809\r\n',
    })
  })

  test('that names no host by its Uri-Host went to none, and what it says there is searched', () => {
    const outcome = play(protocol, [client(coap({ options: [[3, '71840']], payload: 'x' }))], coapFlow)
    expect(outcome.messages[0]).toMatchObject({ host: '', head: 'POST \r\nUri-Host: 71840\r\n' })
    expect(outcome.events.some(({ kind }) => kind === 'serverName')).toBe(false)
  })

  test('may have long options and options far apart', () => {
    const request = coap({
      code: 1,
      options: [
        [11, 'p'.repeat(300)],
        [11, 'second'],
        [15, 'imei=1'],
        [15, 'v=2'],
        [2063, 'x'],
      ],
    })
    const outcome = play(protocol, [client(request)], coapFlow)
    expect(outcome.messages[0]).toMatchObject({
      target: `/${'p'.repeat(300)}/second?imei=1&v=2`,
      host: '',
      body: '',
      head: `GET /${'p'.repeat(300)}/second?imei=1&v=2\r\nOption-2063: x\r\n`,
    })
    expect(outcome.anomalies).toEqual({})
  })

  test('names what its options are, and leaves none out', () => {
    const options = (list: [number, string][]): string | undefined =>
      play(protocol, [client(coap({ code: 3, options: list }))], coapFlow).messages[0]?.head
    expect(
      options([
        [4, 'tag'],
        [7, '\x16\x33'],
        [12, '\0\0\0\0\x32'],
        [14, ''],
        [35, 'coap://x/imei'],
        [39, 'http'],
      ]),
    ).toBe(
      'PUT coap://x/imei\r\nETag: tag\r\nUri-Port: 5683\r\nContent-Format: \0\0\0\0\x32\r\nProxy-Scheme: http\r\n',
    )
    expect(options([[15, 'imei=1']])).toBe('PUT ?imei=1\r\n')
  })

  test.each<[string, [number, string][], string, string, string]>([
    [
      'a whole URL',
      [[35, 'coap://u:pw@a.example.com:5684/r?imei=1']],
      'a.example.com',
      'coap://u:pw@a.example.com:5684/r?imei=1',
      '',
    ],
    ['an address', [[35, 'http://[2001:db8::1]:80/r']], '[2001:db8::1]', 'http://[2001:db8::1]:80/r', ''],
    [
      'a whole URL before a host, which is a field then, as the path',
      [
        [3, 'b.example.com'],
        [11, 'p'],
        [35, 'coap://a.example.com'],
      ],
      'a.example.com',
      'coap://a.example.com',
      'Uri-Host: b.example.com\r\nUri-Path: p\r\n',
    ],
    [
      'a scheme for a host',
      [
        [3, 'b.example.com'],
        [11, 'p'],
        [39, 'http'],
      ],
      'b.example.com',
      '/p',
      'Host: b.example.com\r\nProxy-Scheme: http\r\n',
    ],
    [
      'a URL without a host, which is a field',
      [
        [11, 'p'],
        [35, 'urn:x:imei'],
      ],
      '',
      '/p',
      'Proxy-Uri: urn:x:imei\r\n',
    ],
  ])('to a proxy names whom that is to ask: %s', (_, options, host, target, fields) => {
    const outcome = play(protocol, [client(coap({ code: 1, options }))], coapFlow)
    expect(outcome.messages[0]).toMatchObject({ host, target, head: `GET ${target}\r\n${fields}` })
    expect(outcome.events.some(({ kind }) => kind === 'serverName')).toBe(false)
  })

  test('without a response, or refused by a reset, is closed', () => {
    const reset = Buffer.from([0x70, 0, 0, 1])
    const steps = [
      client(registration),
      server(reset),
      client(coap({ messageId: 2, token: 'b', payload: 'x' })),
    ]
    expect(story(play(protocol, steps, coapFlow)).filter((line) => /request|closed/.test(line))).toEqual([
      `request 0 ${payload}`,
      'closed 0',
      'request 1 x',
      'closed 1',
    ])
  })

  test('that is damaged is searched all the same', () => {
    const damaged = Buffer.concat([coap({ options: [[11, 'nb']] }), Buffer.from('\xf0imei=1', 'latin1')])
    const junk = Buffer.from('imei=2')
    const outcome = play(protocol, [client(registration), client(damaged), client(junk)], coapFlow)
    // Behind what could be read of it, all of it as it is.
    expect(outcome.messages.map(({ body }) => body)).toEqual([
      payload,
      '\xf0imei=1',
      damaged.toString('latin1'),
      'imei=2',
    ])
    expect(outcome.anomalies).toEqual({ 'message.coap.options': 1, 'message.coap.header': 1 })
    expectBalanced(outcome)
  })

  test('or a response that may be something else is searched as it is, too, and counts once', () => {
    const lines = ['PING imei=242010739182646', 'Report: imsi 242010739182646', 'GEo ab']
    for (const line of lines)
      for (const step of [client(line), server(line)]) {
        const outcome = play(protocol, [client(registration), step], elsewhere)
        const told = outcome.messages.slice(1)
        expect(told.at(-1)?.body).toBe(line)
        expect(new Set(told.map(({ exchange }) => exchange)).size).toBe(1)
        expect(outcome.counts.requests + outcome.counts.responses).toBe(2)
        expectBalanced(outcome)
      }
  })

  test('with an option that does not exist is put together from its blocks, counts once, and its options are searched as they are', () => {
    const begin = coap({
      options: [
        [11, 'nb'],
        [27, block(0, true)],
        [2063, 'x'],
      ],
      payload: 'x'.repeat(16),
    })
    const last = coap({
      options: [
        [11, 'nb'],
        [27, block(1, false)],
        [2063, 'x'],
      ],
      payload: 'end',
    })
    const outcome = play(protocol, [client(begin), client(last), client(last)], coapFlow)
    const bodies = outcome.messages.map(({ body }) => body)
    expect(bodies).toContain(`${'x'.repeat(16)}end`)
    expect(bodies).toContain(begin.toString('latin1', 0, begin.indexOf(0xff)))
    expectBalanced(outcome)
    expect(play(protocol, [client(begin), client(last)], coapFlow).counts.requests).toBe(1)
  })
})

/** Value of a Block option (RFC 7959, 2.2): blocks of 16 bytes. */
function block(number: number, isMore: boolean): string {
  const value = (number << 4) | (isMore ? 8 : 0)
  return value < 256 ? String.fromCharCode(value) : String.fromCharCode(value >> 8, value & 255)
}

/** Requests that send `text` in blocks of 16 bytes. */
function blocksOf(text: string, token = 'b'): Buffer[] {
  const count = Math.ceil(text.length / 16)
  return Array.from({ length: count }, (_, number) =>
    coap({
      messageId: 10 + number,
      token: `${token}${number}`,
      options: [
        [11, 'nb'],
        [27, block(number, number + 1 < count)],
      ],
      payload: text.slice(number * 16, number * 16 + 16),
    }),
  )
}

/** 2.31 Continue, with the token of block `number`. */
function goOn(number: number, token = 'b'): Buffer {
  return coap({
    type: 2,
    code: 0x5f,
    messageId: 10 + number,
    token: `${token}${number}`,
    options: [[27, block(number, true)]],
  })
}

describe('a body in blocks', () => {
  const text = JSON.stringify({ REGVER: '2', IMEI1: '356938035643809' })
  const sent = blocksOf(text)
  const steps = [
    client(sent[0] as Buffer),
    server(goOn(0)),
    client(sent[1] as Buffer),
    server(goOn(1)),
    client(sent[2] as Buffer),
    server(coap({ type: 2, code: 0x44, messageId: 12, token: 'b2', payload: 'ok' })),
  ]
  conform('a body in blocks', protocol, steps, () => coapFlow)

  test('is put together, and is one exchange with its answer', () => {
    const outcome = play(protocol, steps, coapFlow)
    expect(story(outcome)).toEqual([`request 0 ${text}`, 'response 0 ok', 'closed 0'])
    expect(outcome.messages[0]).toMatchObject({ target: '/nb', isComplete: true, frame: 1 })
    // The IMEI lies in the blocks of two frames.
    expect(new Set(outcome.messages[0]?.bodySpans.map(({ frame }) => frame))).toEqual(new Set([1, 3, 5]))
    expect(outcome.anomalies).toEqual({})
  })

  test('of which one was sent again is the same; with other content it is searched, too', () => {
    const other = blocksOf(text.replace('REGVER', 'XXXXXX'))
    const again = play(
      protocol,
      [...sent.slice(0, 2), sent[1] as Buffer, sent[2] as Buffer].map(client),
      coapFlow,
    )
    expect(again.messages.map(({ body }) => body)).toEqual([text])
    const twice = play(
      protocol,
      [sent[0], sent[1], blocksOf('x'.repeat(48))[1], sent[2]].map((bytes) => client(bytes as Buffer)),
      coapFlow,
    )
    expect(twice.messages.map(({ body }) => body)).toEqual(['x'.repeat(16), text])
    expect(twice.anomalies).toEqual({ 'message.coap.block_twice': 1 })
    const anew = play(
      protocol,
      [sent[0], ...other].map((bytes) => client(bytes as Buffer)),
      coapFlow,
    )
    expect(anew.messages.map(({ isComplete }) => isComplete)).toEqual([false, true])
  })

  test('ends where the first block says that is the last, whatever another says', () => {
    const beyond = coap({
      messageId: 20,
      token: 'b9',
      options: [
        [11, 'nb'],
        [27, block(5, false)],
      ],
      payload: 'x'.repeat(16),
    })
    const after = coap({ messageId: 21, token: 'c', options: [[11, 'other']], payload: 'after' })
    const steps = [sent[0], sent[2], beyond, sent[1], after].map((bytes) => client(bytes as Buffer))
    const outcome = play(protocol, steps, coapFlow)
    expect(outcome.messages.map(({ body }) => body)).toEqual([`${text}${'x'.repeat(16)}`, 'after'])
    expectBalanced(outcome)
  })

  test('with blocks missing is searched as far as it came, and said to be', () => {
    const middle = play(protocol, [client(sent[0] as Buffer), client(sent[2] as Buffer)], coapFlow)
    expect(middle.messages[0]).toMatchObject({
      body: text.slice(0, 16) + text.slice(32),
      isComplete: false,
      incompleteReason: 'gap',
      bodyBytesLeftOut: 16,
    })
    expect(middle.anomalies).toEqual({ 'message.coap.blocks': 1 })
    const first = play(protocol, [client(sent[1] as Buffer), client(sent[2] as Buffer)], coapFlow)
    expect(first.messages[0]).toMatchObject({ body: text.slice(16), isComplete: false })
    const end = play(protocol, [client(sent[0] as Buffer)], coapFlow)
    expect(end.messages[0]).toMatchObject({ body: text.slice(0, 16), incompleteReason: 'capture-end' })
    expectBalanced(end)
  })

  test.each([
    ['the first two', [1, 0, 2]],
    ['the last two', [0, 2, 1]],
    ['all, and one again', [2, 2, 1, 0]],
  ])('in another order is whole: %s', (_, order) => {
    const outcome = play(
      protocol,
      order.map((index) => client(sent[index] as Buffer)),
      coapFlow,
    )
    expect(outcome.messages[0]).toMatchObject({ body: text, isComplete: true })
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
  })

  test('of two transfers at once that differ in their tokens alone are told apart', () => {
    const of = (token: string, number: number, isMore: boolean, payload: string): Buffer =>
      coap({
        messageId: number,
        token,
        options: [
          [11, 'nb'],
          [27, block(number, isMore)],
        ],
        payload,
      })
    const outcome = play(
      protocol,
      [
        client(of('one', 0, true, '1'.repeat(16))),
        client(of('two', 0, true, '2'.repeat(16))),
        client(of('one', 1, false, 'one')),
        client(of('two', 1, false, 'two')),
      ],
      coapFlow,
    )
    expect(outcome.messages.map(({ body }) => body)).toEqual([`${'1'.repeat(16)}one`, `${'2'.repeat(16)}two`])
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
  })

  test('that the server refuses halfway is handed on before it is closed', () => {
    const refused = coap({ type: 2, code: 0x88, messageId: 10, token: 'b0' })
    const outcome = play(protocol, [client(sent[0] as Buffer), server(refused)], coapFlow)
    expect(story(outcome)).toEqual([`request 0 ${text.slice(0, 16)}`, 'response 0 ', 'closed 0'])
  })

  test('in one block is no transfer', () => {
    const single = coap({
      options: [
        [11, 'nb'],
        [27, block(0, false)],
      ],
      payload: 'all',
    })
    expect(play(protocol, [client(single)], coapFlow).messages[0]).toMatchObject({
      body: 'all',
      isComplete: true,
    })
  })

  test('of an answer is put together from the requests for its blocks', () => {
    const ask = (number: number): Buffer =>
      coap({
        code: 1,
        messageId: 20 + number,
        token: `g${number}`,
        options:
          number === 0
            ? [[11, 'config']]
            : [
                [11, 'config'],
                [23, block(number, false)],
              ],
      })
    const answer = (number: number, isMore: boolean, payload: string): Buffer =>
      coap({
        type: 2,
        code: 0x45,
        messageId: 20 + number,
        token: `g${number}`,
        options: [[23, block(number, isMore)]],
        payload,
      })
    const outcome = play(
      protocol,
      [
        client(ask(0)),
        server(answer(0, true, 'a'.repeat(16))),
        client(ask(1)),
        server(answer(1, false, 'end')),
      ],
      coapFlow,
    )
    expect(story(outcome)).toEqual(['request 0 ', `response 0 ${'a'.repeat(16)}end`, 'closed 0'])
    expect(outcome.messages[1]).toMatchObject({ status: 205, exchangeStatus: 205 })
    expectBalanced(outcome)
  })

  test('more of them at once than are kept, or longer ones, are bounded', () => {
    const begun = Array.from({ length: 20 }, (_, index) =>
      client(
        coap({
          token: `t${index}`,
          options: [
            [11, `path${index}`],
            [27, block(0, true)],
          ],
          payload: 'p'.repeat(16),
        }),
      ),
    )
    const outcome = play(protocol, begun, coapFlow)
    expect(outcome.messages).toHaveLength(20)
    expect(outcome.messages.filter(({ incompleteReason }) => incompleteReason === 'limit')).toHaveLength(4)
    expectBalanced(outcome)
    const closed = outcome.events.filter(({ kind }) => kind === 'closed')
    expect(closed).toHaveLength(20)
  })
})

/** A message over TCP (RFC 8323, 3.2). */
function overStream(code: number, token: string, content: Buffer): Buffer {
  const [nibble, extended] = extend(content.length)
  return Buffer.concat([
    Buffer.from([(nibble << 4) | token.length]),
    extended,
    Buffer.from([code]),
    Buffer.from(token),
    content,
  ])
}

describe('over TCP', () => {
  const csm = overStream(
    0xe1,
    '',
    Buffer.concat([coapOption(2, Buffer.from([4, 128])), coapOption(2, Buffer.alloc(0))]),
  )
  const post = overStream(
    2,
    'tk',
    Buffer.concat([coapOption(11, Buffer.from('nb')), Buffer.from('\xffimei=356938035643809', 'latin1')]),
  )
  const created = overStream(0x41, 'tk', Buffer.alloc(0))
  const ping = overStream(0xe2, '', Buffer.alloc(0))
  const steps = [client(csm), server(csm), client(Buffer.concat([post, ping])), server(created)]
  conform('CoAP over TCP', overTcp, steps)

  test('messages are handed on and paired as over UDP', () => {
    const outcome = play(overTcp, steps)
    expect(story(outcome).slice(-3)).toEqual(['request 1 imei=356938035643809', 'response 1 ', 'closed 1'])
    expect(outcome.messages.find(({ target }) => target === '/nb')).toMatchObject({
      body: 'imei=356938035643809',
    })
    expect(outcome.anomalies).toEqual({})
  })

  test('is recognised by Capabilities and Settings alone', () => {
    const probe = (bytes: Buffer): string => overTcp.probe(bytes, 0, bytes.length, 0, testFlow('tcp'))
    expect(probe(csm)).toBe('yes')
    expect(probe(csm.subarray(0, 3))).toBe('more')
    const bare = overStream(0xe1, '', Buffer.alloc(0))
    expect(probe(bare)).toBe('more')
    expect(probe(Buffer.concat([bare, post]))).toBe('yes')
    expect(probe(Buffer.concat([bare, Buffer.from('GET / HTTP/1.1')]))).toBe('no')
    expect(probe(post)).toBe('no')
  })
})

describe('recognition', () => {
  const probe = (bytes: Buffer, flow: typeof coapFlow): string =>
    protocol.probe(bytes, 0, bytes.length, 0, flow)

  test('takes a request that names a path or host on any port', () => {
    expect(probe(registration, elsewhere)).toBe('yes')
    expect(probe(coap({ code: 1, options: [[11, '.well-known']] }), elsewhere)).toBe('yes')
  })

  test('takes weaker evidence on its own port only', () => {
    const weak = [
      accepted,
      coap({ payload: 'x' }),
      coap({ options: [[11, '\xff\xfe']] }),
      coap({
        options: [
          [11, 'a'],
          [2049, 'x'],
        ],
      }),
      Buffer.from([0x40, 0, 0, 1]),
    ]
    for (const bytes of weak) {
      expect(probe(bytes, coapFlow)).toBe('yes')
      expect(probe(bytes, elsewhere)).toBe('no')
    }
  })

  test('refuses what does not read to its end', () => {
    expect(probe(registration.subarray(0, 20), coapFlow)).toBe('no')
    expect(probe(Buffer.concat([coap({ options: [[11, 'nb']] }), Buffer.from([0xff])]), coapFlow)).toBe('no')
    expect(probe(coap({ code: 0x1f, options: [[11, 'nb']] }), coapFlow)).toBe('no')
    expect(probe(Buffer.from('16fefd000000000000000000', 'hex'), coapFlow)).toBe('no')
  })

  test('refuses text on its own port that only begins like a response', () => {
    const [imei, text] = ['357184092641738', (line: string): Buffer => Buffer.from(line)]
    // 2.09 and 2.19 are no codes; 2.05 is one.
    for (const line of [`PING imei=${imei}`, `USER ${imei}`, `GET ${imei}`, `HELLO: ${imei};\r\n`])
      expect(probe(text(line), coapFlow)).toBe('no')
  })

  test('refuses a response with a code or an option that does not exist, or one of a wrong length', () => {
    const options = (list: [number, string][]): Buffer => coap({ code: 0x45, options: list })
    expect(probe(options([[12, '\x32']]), coapFlow)).toBe('yes')
    expect(probe(options([[12, 'three']]), coapFlow)).toBe('no')
    expect(probe(options([[77, '']]), coapFlow)).toBe('no')
    expect(probe(coap({ code: 0x5e }), coapFlow)).toBe('no')
  })

  test('refuses elsewhere what names a host by digits alone, or has an option of a wrong length', () => {
    expect(probe(coap({ options: [[3, '71840']] }), elsewhere)).toBe('no')
    expect(probe(coap({ options: [[3, 'gateway']] }), elsewhere)).toBe('yes')
    expect(probe(Buffer.from('E\x01\0\x17\0\0\0\x00357184092641738};'), elsewhere)).toBe('no')
  })

  test('takes next to no random bytes elsewhere', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 60 }), (random) => {
        if (probe(Buffer.from(random), elsewhere) !== 'yes') return
        // What passes is a request by all that can be checked.
        expect(random[0]).toBeGreaterThanOrEqual(0x40)
        expect(random[0]).toBeLessThan(0x60)
        expect(random[1]).toBeGreaterThan(0)
        expect(random[1]).toBeLessThan(8)
      }),
      { numRuns: 2_000 },
    )
  })
})

test('random and damaged messages are counted, and nothing is thrown', () => {
  const damage = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 0, max: 255 })), { maxLength: 5 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), damage, (random, changes) => {
      const bytes = Buffer.from(registration)
      for (const [at, value] of changes) bytes[at] = value
      const steps = [
        client(bytes),
        server(Buffer.from(random)),
        client(Buffer.from(random)),
        server(accepted),
      ]
      const outcome = play(protocol, steps, coapFlow)
      expectBalanced(outcome)
      // Each request is closed once.
      const closed = outcome.events.filter((event) => event.kind === 'closed').map((event) => event.exchange)
      expect(new Set(closed).size).toBe(closed.length)
      expect(closed.length).toBe(new Set(outcome.messages.map((message) => message.exchange)).size)
    }),
    { numRuns: 500 },
  )
})

test('blocks that wait for one in front of them are bounded, and the hole is said', () => {
  const of = (number: number): Buffer =>
    coap({
      messageId: number,
      token: 'one',
      options: [
        [11, 'nb'],
        [27, block(number, true)],
      ],
      payload: 'x'.repeat(16),
    })
  const most = limits.message.coapEarlyBlocksMax
  const sent = [0, ...Array.from({ length: most + 1 }, (_, index) => index + 2)]
  const outcome = play(
    protocol,
    sent.map((number) => client(of(number))),
    coapFlow,
  )
  expect(outcome.messages[0]).toMatchObject({ bodyBytesLeftOut: 16, incompleteReason: 'gap' })
  expect(outcome.messages[0]?.body).toHaveLength(16 * sent.length)
  expectBalanced(outcome)
})
