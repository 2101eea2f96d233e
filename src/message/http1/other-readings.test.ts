import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import {
  client,
  clientFinished,
  clientGap,
  play,
  server,
  serverFinished,
  serverGap,
} from '../../../test/support/playbook.ts'
import { protocol } from './index.ts'

const value = '356938035643809'
const body = `{"imei":"${value}","v":1}`
const halfAt = body.indexOf(value) + 7
const answer = 'HTTP/1.1 204 No Content\r\n\r\n'
const next = 'GET /next HTTP/1.1\r\n\r\n'

function run(...steps: Step[]): Outcome {
  const outcome = play(protocol, steps)
  expectBalanced(outcome)
  return outcome
}

describe('two lengths', () => {
  const head = `POST /u HTTP/1.1\r\nContent-Length: ${halfAt}\r\nContent-Length: ${body.length}\r\n\r\n`
  const conflict = { 'message.http.conflicting_lengths': 1 }

  test('the longer one counts where the body goes on', () => {
    for (const steps of [
      [client(head + body + next)],
      [client(head + body.slice(0, halfAt)), client(body.slice(halfAt) + next)],
    ]) {
      const { messages, anomalies } = run(...steps)
      expect(messages).toMatchObject([{ body, isComplete: true }, { target: '/next' }])
      expect(anomalies).toEqual(conflict)
    }
  })

  test('the shorter one counts where the next request follows it, or nothing', () => {
    const short = head + body.slice(0, halfAt)
    for (const steps of [[client(short + next)], [client(short), client(next)]])
      expect(run(...steps).messages).toMatchObject([
        { body: body.slice(0, halfAt), isComplete: true },
        { target: '/next' },
      ])
    for (const steps of [[client(short)], [client(short), clientFinished()], [client(short), clientGap(5)]]) {
      const { messages, anomalies } = run(...steps)
      expect(messages).toMatchObject([{ body: body.slice(0, halfAt), isComplete: true }])
      expect(anomalies).toEqual(conflict)
    }
  })

  test('the answer to it is its answer', () => {
    const { events } = run(client(head + body), server('HTTP/1.1 204 No Content\r\n\r\n'))
    expect(events.map(({ kind }) => kind)).toEqual(['request', 'response', 'closed'])
  })

  test('in any order, and of any number, the shortest and the longest are tried', () => {
    const lengths = [body.length + 9, halfAt, body.length, 0]
    for (const text of [body, body.slice(0, halfAt), '']) {
      for (const order of [lengths, lengths.toReversed()]) {
        const fields = order.filter((length) => length === text.length || length > body.length)
        const lines = fields.map((length) => `Content-Length: ${length}\r\n`).join('')
        for (const steps of [
          [client(`POST /u HTTP/1.1\r\n${lines}\r\n${text}${next}`)],
          [client(`POST /u HTTP/1.1\r\n${lines}\r\n${text}`), server(answer), client(next)],
        ]) {
          const { events, anomalies } = run(...steps)
          expect(events.filter(({ kind }) => kind === 'request')).toMatchObject([
            { body: text, isComplete: true, exchangeStatus: 0 },
            { target: '/next' },
          ])
          expect(anomalies).toEqual(conflict)
        }
      }
    }
  })

  conform('two lengths', protocol, [client(head + body + next)])
  conform('two lengths, one of nothing', protocol, [
    client(`POST /u HTTP/1.1\r\nContent-Length: ${body.length}\r\nContent-Length: 0\r\n\r\n${body}${next}`),
  ])
})

const chunked = (prefix: string): string =>
  `${Array.from(body, (character) => `${prefix}1\r\n${character}\r\n`).join('')}${prefix}0\r\n\r\n`
const chunks = chunked('')

test.each([', chunked ,', 'chunked, ', 'gzip,, chunked\t,'])(
  '%j: empty elements of the list are none',
  (codings) => {
    const { messages, anomalies } = run(
      client(`POST /u HTTP/1.1\r\nTransfer-Encoding: ${codings}\r\n\r\n${chunks}`),
      clientFinished(),
    )
    expect(messages.at(-1)).toMatchObject({ target: '/u', body })
    expect(anomalies['message.http.unknown_coding']).toBeUndefined()
  },
)

describe('chunks under a coding that is none', () => {
  test.each(['\x0bchunked', 'chunked, identity', '"chunked"', 'xchunked', 'chunked\0', 'cow'])(
    '%j: they are put together',
    (coding) => {
      const { messages, anomalies } = run(
        client(`POST /u HTTP/1.1\r\nTransfer-Encoding: ${coding}\r\n\r\n${chunks}`),
        clientFinished(),
      )
      expect(messages.at(-1)).toMatchObject({ target: '/u', body })
      expect(anomalies['message.http.unknown_coding']).toBe(1)
    },
  )

  test('their bytes point to where they lie', () => {
    const head = 'POST /u HTTP/1.1\r\nTransfer-Encoding: cow\r\n\r\n'
    const { messages } = run(client(`${head}3\r\nabc\r\n2;x=y\nde\n0\r\n\r\n`), clientFinished())
    expect(messages).toMatchObject([{ body: 'abcde' }])
    const at = 54 + head.length
    expect(messages[0]?.bodySpans).toEqual([
      { frame: 1, start: at + 3, end: at + 6 },
      { frame: 1, start: at + 14, end: at + 16 },
    ])
  })

  test.each([
    ['3\r\nabc\r\n3\r\nde', 'abcde', '3\r\nabc\r\n3\r\nde'],
    ['1\r\na\r\n1\r\nb\r\n3\r\nde', 'abde', ''],
    ['1\r\na\r\n0\r\nX: tail\r\n\r\n', 'aX: tail\r\n\r\n', ''],
    ['12\r\nno chunk', '', '12\r\nno chunk'],
    ['0\r\n\r\nrest', '', '0\r\n\r\nrest'],
    ['3\r\nabcd\r\n', '', '3\r\nabcd\r\n'],
    ['deadbeef0\r\n', '', 'deadbeef0\r\n'],
    ['plain text', '', 'plain text'],
  ])('%j', (bytes, joined, raw) => {
    const { messages } = run(
      client(`POST /u HTTP/1.1\r\nTransfer-Encoding: cow\r\n\r\n${bytes}`),
      clientFinished(),
    )
    expect(messages).toMatchObject([{ body: raw === '' ? joined : raw }])
  })

  test('a sign or “0x” in front of a size is told, and left out', () => {
    for (const prefix of ['+', '0x', '0X']) {
      const { messages, anomalies } = run(
        client(`POST /u HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(prefix)}${next}`),
      )
      expect(messages).toMatchObject([{ body }, { target: '/next' }])
      expect(Object.keys(anomalies)).toEqual(['message.http.odd_chunk_size'])
    }
    for (const size of ['++1', '1+', '0x0x1', '1x1', 'x1'])
      expect(
        run(client(`POST /u HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\na\r\n`)).anomalies,
      ).toHaveProperty(['message.http.bad_chunk'])
  })

  conform('chunks under no coding', protocol, [
    client(`POST /u HTTP/1.1\r\nTransfer-Encoding: cow\r\n\r\n${chunks}`),
  ])
})

describe('a coding that is none, in front of other requests', () => {
  const head = (more: string): string => `POST /u HTTP/1.1\r\nTransfer-Encoding: binary\r\n${more}\r\n`
  const sized = `Content-Length: ${body.length}\r\n`

  test.each([sized, ''])('%j: the body ends where the next begins, and each has its answer', (fields) => {
    const text = head(fields) + body
    for (const steps of [
      [client(text + next)],
      [client(text), server(answer), client(next), server(answer)],
    ]) {
      const { messages, anomalies } = run(...steps)
      expect(messages.filter(({ kind }) => kind === 'request')).toMatchObject([
        { body, isComplete: true, exchangeStatus: 0 },
        { target: '/next', exchangeStatus: 0 },
      ])
      expect(anomalies).toEqual({ 'message.http.unknown_coding': 1 })
    }
  })

  test('chunks beside a length are put together, however short that is', () => {
    for (const length of [chunks.length, 9])
      expect(
        run(client(`${head(`Content-Length: ${length}\r\n`)}${chunks}${next}`)).messages.slice(-2),
      ).toMatchObject([{ target: '/u', body }, { target: '/next' }])
  })

  test('a gap in it leaves the rest to it', () => {
    const { messages } = run(client(`${head('')}{"a`), clientGap(9), client('b"}'), clientFinished())
    expect(messages).toMatchObject([
      { body: '{"ab"}', isComplete: false, incompleteReason: 'gap', bodyBytesLeftOut: 9 },
    ])
  })

  test('an answer is read by its length, too', () => {
    const length = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: binary\r\nContent-Length: 2\r\n\r\nab'
    expect(run(client(next), client(next), server(length + length)).messages.slice(2)).toMatchObject([
      { body: 'ab' },
      { body: 'ab' },
    ])
  })

  conform('a coding that is none, and a length', protocol, [client(head(sized) + body + next)])
  conform('a coding that is none', protocol, [client(head('') + body + next), server(answer), server(answer)])
})

describe('a length that is no number', () => {
  const head = (length: string): string => `POST /u HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n`
  const { length } = body

  test.each([
    `+${length}`,
    `${length} bytes`,
    `${length}.0`,
    `"${length}"`,
    `0x${length.toString(16)}`,
    '-1',
    '-0',
    '99999999999999999999',
    'none',
  ])('%s: the body ends where the next request begins, and each has its answer', (value) => {
    const text = head(value) + body
    for (const steps of [
      [client(text + next)],
      [client(head(value)), client(body), server(answer), client(next), server(answer)],
    ]) {
      const { messages, anomalies } = run(...steps)
      expect(messages.filter(({ kind }) => kind === 'request')).toMatchObject([
        { body, isComplete: true, exchangeStatus: 0 },
        { target: '/next', exchangeStatus: 0 },
      ])
      expect(anomalies).toEqual({ 'message.http.bad_length': 1 })
    }
  })

  const badAnswer = (text: string, type = ''): string =>
    `HTTP/1.1 200 OK\r\n${type}Content-Length: abc\r\n\r\n${text}`

  test('an answer ends where the next begins, and each request has its own', () => {
    for (const steps of [
      [client(next + next + next), server(badAnswer('{"a":1}') + badAnswer('b') + answer)],
      [client(next), server(badAnswer('{"a"')), server(':1}'), client(next), server(badAnswer('b'))],
    ]) {
      const { messages, anomalies } = run(...steps, serverFinished())
      const answers = messages.filter(({ kind }) => kind === 'response')
      expect(answers.slice(0, 2)).toMatchObject([
        { exchange: 0, body: '{"a":1}', isComplete: true },
        { exchange: 1, body: 'b', isComplete: true },
      ])
      expect(anomalies).toEqual({ 'message.http.bad_length': 2 })
    }
  })

  test('an answer whose body is only counted ends with a chunk where the next begins', () => {
    const image = badAnswer('\x89PNG', 'Content-Type: image/png\r\n')
    const { messages } = run(client(next), server(image), server('more'), client(next), server(answer))
    expect(messages.filter(({ kind }) => kind === 'response')).toMatchObject([
      { exchange: 0, body: '', bodyBytesLeftOut: 8 },
      { exchange: 1, status: 204 },
    ])
  })

  test('an answer that nobody waits for is of the body', () => {
    const text = `--b\r\n${answer}--b--`
    const { messages } = run(client(next), server(badAnswer(text)), serverFinished())
    expect(messages.slice(1)).toMatchObject([{ kind: 'response', body: text, isComplete: true }])
  })

  test('a gap in an answer leaves the rest to it', () => {
    const { messages } = run(
      client(next),
      server(badAnswer('a')),
      serverGap(9),
      server('b'),
      serverFinished(),
    )
    expect(messages.slice(1)).toMatchObject([
      { body: 'ab', isComplete: false, incompleteReason: 'gap', bodyBytesLeftOut: 9 },
    ])
  })

  conform('answers of a length that is no number', protocol, [
    client(next + next),
    server(badAnswer('{"a":1}') + badAnswer('b')),
  ])

  test('a number that is one counts beside it, in any order', () => {
    for (const fields of [
      ['none', `${length}`],
      [`${length}`, '+5'],
    ])
      expect(run(client(head(fields.join('\r\nContent-Length: ')) + body + next)).messages).toMatchObject([
        { body, isComplete: true },
        { target: '/next' },
      ])
  })

  conform('a length that is no number', protocol, [client(head('-1') + body + next), server(answer)])
})

describe('chunks without a blank line at their end', () => {
  const text = 'POST /u HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n'
  const missing = { 'message.http.missing_blank_line': 1 }

  test.each(['', 'X-A: b\r\n', 'Link: GET /a HTTP/1.1\r\n'])('%j: a start line is no trailer', (trailer) => {
    for (const steps of [
      [client(text + trailer + next)],
      [client(text + trailer), server(answer), client(next), server(answer)],
    ]) {
      const { messages, anomalies } = run(...steps)
      expect(messages.filter(({ kind }) => kind === 'request')).toMatchObject([
        { body: 'ab', trailer, isComplete: true },
        { method: 'GET', target: '/next', exchangeStatus: 0 },
      ])
      expect(anomalies).toEqual(missing)
    }
  })

  test.each(['', 'X-A: b\r\n'])('nothing is missing where the answer overtook it: %j', (trailer) => {
    const { messages, anomalies } = run(client(text), server(answer), client(`${trailer}\r\n${next}`))
    expect(messages.filter(({ kind }) => kind === 'request')).toMatchObject([
      { body: 'ab', trailer, isComplete: true },
      { method: 'GET', target: '/next' },
    ])
    expect(anomalies).toEqual({})
  })

  test('nor is that of an answer', () => {
    const chunked = `HTTP/1.1 200 OK${text.slice(16)}`
    const { messages, anomalies } = run(client(next), client(next), server(chunked + answer))
    expect(messages.slice(2)).toMatchObject([{ body: 'ab' }, { status: 204 }])
    expect(anomalies).toEqual(missing)
  })

  test('the next message is where its bytes are', () => {
    const { messages } = run(client(`${text}GET /`), client(next.slice(5)))
    expect(messages[1]?.frame).toBe(1)
    expect(messages[1]?.headSpans).toEqual([
      { frame: 1, start: 54 + text.length, end: 54 + text.length + 5 },
      { frame: 2, start: 54, end: 54 + next.length - 5 },
    ])
  })

  conform('chunks without a blank line', protocol, [client(text + next), server(answer + answer)])
})

describe('controls in a head', () => {
  const half = `${value.slice(0, 7)}\0${value.slice(7)}`

  test.each(['\0', '\r'])('%j: its line is handed on without it, too', (control) => {
    const head = `GET / HTTP/1.1\r\nHost: a.example\r\nX-D: ${half.replace('\0', control)}\r\nX: y\r\n\r\n`
    const { messages, anomalies } = run(client(head))
    expect(messages).toMatchObject([
      { protocol: 'unrecognised', body: `X-D: ${value}\r\n` },
      { protocol: 'http', head },
    ])
    expect(anomalies).toEqual({ 'message.http.control_in_head': 1 })
    const at = 54 + head.indexOf('X-D')
    expect(messages[0]?.bodySpans).toEqual([
      { frame: 1, start: at, end: at + 12 },
      { frame: 1, start: at + 13, end: at + 23 },
    ])
  })

  test.each(['\0', '\r'])('%j: wherever the head is cut into chunks', (control) => {
    const head = `GET / HTTP/1.1\r\nX-D: ${half.replace('\0', control)}\r\r\nX: y\r\n\r\n`
    for (let at = 1; at < head.length; at++) {
      const { messages, anomalies } = run(client(head.slice(0, at)), client(head.slice(at)))
      expect([at, messages.map(({ protocol: name }) => name)]).toEqual([at, ['unrecognised', 'http']])
      expect([at, anomalies]).toEqual([at, { 'message.http.control_in_head': 1 }])
    }
  })

  test('line ends in two chunks are none', () => {
    const head = 'GET / HTTP/1.1\r\nX-D: a\r\r\nX: y\r\n\r\n'
    for (let at = 1; at < head.length; at++)
      expect([at, run(client(head.slice(0, at)), client(head.slice(at))).anomalies]).toEqual([at, {}])
  })

  test('those of answers are not', () => {
    expect(run(server(`HTTP/1.1 204 No Content\r\nX-D: ${half}\r\n\r\n`)).anomalies).toEqual({})
  })
})

describe('a body that goes on behind its length', () => {
  const head = (length: number): string => `POST /u HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n`
  const short = { 'message.http.short_length': 1 }

  test('it is read up to the next request, wherever its chunks are cut behind it', () => {
    const steps = head(body.length - 4) + body + next
    for (let at = head(body.length - 4).length + body.length - 3; at < steps.length; at++) {
      const { messages, anomalies } = run(
        client(steps.slice(0, at)),
        client(steps.slice(at)),
        server(answer),
        server(answer),
      )
      expect([at, messages.slice(0, 2)]).toMatchObject([
        at,
        [{ body, isComplete: true }, { target: '/next' }],
      ])
      expect([at, anomalies]).toEqual([at, short])
    }
  })

  test('a method is not read with the end of a value before it', () => {
    for (const end of ['738', 'AF', 'abc', '-1']) {
      const form = `id=${end}`
      const { messages } = run(client(head(3) + form + next))
      expect(messages.slice(-2)).toMatchObject([{ body: form }, { method: 'GET', target: '/next' }])
    }
  })

  test('it is handed on once, also where a value may end with its length', () => {
    const { messages, counts } = run(client(`${head(4)}id=12${next}`))
    expect(messages).toMatchObject([{ target: '/u', body: 'id=12', head: head(4) }, { target: '/next' }])
    expect(counts.requests).toBe(2)
  })

  test('its exchange is closed once, behind it, however early the answer comes', () => {
    const { events } = run(client(head(4) + body), server(answer), client(next), server(answer))
    expect(events.map(({ kind }) => kind)).toEqual([
      'request',
      'response',
      'closed',
      'request',
      'response',
      'closed',
    ])
  })

  test('nothing follows it: it ends with the connection, or with a gap', () => {
    const text = head(4) + body
    expect(run(client(text)).messages.at(-1)).toMatchObject({ body, isComplete: true })
    expect(run(client(text), clientFinished()).messages.at(-1)).toMatchObject({ body, isComplete: true })
    expect(run(client(text), clientGap(9), client(next)).messages).toMatchObject([
      { body, isComplete: false, incompleteReason: 'gap' },
      { target: '/next' },
    ])
  })

  test('blank lines behind a body, and methods of nobody else, begin the next message', () => {
    for (const text of [`\r\n\r\n\r\n\n${next}`, 'FROB /next HTTP/1.1\r\n\r\n']) {
      const { messages, anomalies } = run(client(head(2) + 'ab' + text))
      expect(messages).toMatchObject([{ body: 'ab' }, { target: '/next' }])
      expect(anomalies).toEqual({})
    }
  })

  test('a length that is too long takes no start of the next request', () => {
    const post = 'POST /next HTTP/1.1\r\n\r\n'
    for (const length of [1, 2, 3])
      for (const text of [next, post]) {
        const whole = run(client(`${head(body.length + length)}${body}${text}`))
        expect(whole.messages).toMatchObject([{ body, isComplete: true }, { target: '/next' }])
        expect(whole.anomalies).toEqual({ 'message.http.long_length': 1 })
        const apart = run(client(head(body.length + length) + body), server(answer), client(text))
        expect(apart.messages).toMatchObject([
          { kind: 'response' },
          { body, isComplete: false, incompleteReason: 'reset' },
          { target: '/next' },
        ])
        expect(apart.anomalies).toEqual({ 'message.http.long_length': 1 })
      }
  })

  test('a request within an upload that is answered early is of the upload, wherever its chunks are cut', () => {
    const upload = `--b\r\n\r\nPOST /inner HTTP/1.1\r\nHost: inner.example\r\n\r\n${body}\r\n--b--\r\n`
    for (let at = 1; at < upload.length; at++) {
      const { messages, anomalies } = run(
        client(head(upload.length) + upload.slice(0, at)),
        server(answer),
        client(upload.slice(at)),
        client(next),
      )
      expect([at, messages.slice(1)]).toMatchObject([
        at,
        [{ target: '/u', body: upload, isComplete: true }, { target: '/next' }],
      ])
      expect([at, anomalies]).toEqual([at, {}])
    }
  })

  test('more of it than is kept is counted', () => {
    const { messages } = run(client(head(1) + '{'.repeat(5_000_000) + '\r\n' + next))
    expect(messages).toMatchObject([
      { isComplete: false, incompleteReason: 'limit', bodyBytesLeftOut: 5_000_002 - 4_194_304 },
      { target: '/next' },
    ])
  })
})
