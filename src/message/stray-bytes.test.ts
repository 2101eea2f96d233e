import { describe, expect, test } from 'vitest'
import { byteByByte, expectBalanced } from '../../test/support/conform.ts'
import {
  blockBytes,
  clientStart,
  frame,
  headers,
  http2Flags,
  requestFields,
} from '../../test/support/http2.ts'
import type { Step } from '../../test/support/playbook.ts'
import { client, numbered, playLayer } from '../../test/support/playbook.ts'

const mark = 'imei=356938035643809'

/** What is handed on as bytes of no protocol, and where it stands. */
function strays(steps: readonly Step[]): { body: string; spans: unknown }[] {
  const outcome = playLayer(numbered(steps))
  expectBalanced(outcome)
  const found = outcome.messages.flatMap(({ protocol, body, bodySpans }) =>
    protocol === 'unrecognised' ? [{ body, spans: bodySpans }] : [],
  )
  const cut = playLayer(byteByByte(steps)).messages.filter(({ protocol }) => protocol === 'unrecognised')
  expect(cut.map(({ body }) => body)).toEqual(found.map(({ body }) => body))
  return found
}

const block = blockBytes(requestFields('/'))
const padded = (padding: string): Buffer =>
  Buffer.from(`${String.fromCharCode(padding.length)}body${padding}`, 'latin1')

describe('of HTTP/2', () => {
  test.each([
    ['debug data of GOAWAY', frame('goaway', 0, `\0\0\0\0\0\0\0\0${mark}`), mark],
    ['padding of DATA', frame('data', 1, padded(mark), http2Flags.padded), mark],
    [
      'padding of HEADERS',
      frame(
        'headers',
        3,
        Buffer.concat([Buffer.from([mark.length]), block, Buffer.from(mark)]),
        http2Flags.padded | http2Flags.endHeaders,
      ),
      mark,
    ],
    ['PRIORITY_UPDATE', frame(0x10, 0, `\0\0\0\x01u=${mark}`), `\x01u=${mark}`],
    ['ALTSVC', frame(0x0a, 1, `\0\0h2="${mark}"`), `h2="${mark}"`],
  ])('%s is handed on', (_, bytes, body) => {
    const start = Buffer.concat([clientStart, headers(1, requestFields('/'))])
    const found = strays([client(start), client(bytes)])
    expect(found.map((stray) => stray.body)).toEqual([body])
    const at = 54 + bytes.indexOf(body, 0, 'latin1')
    expect(found[0]?.spans).toEqual([{ frame: 2, start: at, end: at + body.length }])
  })

  test('zeros are nothing, and few bytes neither', () => {
    const start = Buffer.concat([clientStart, headers(1, requestFields('/'))])
    expect(
      strays([client(start), client(frame('data', 1, padded('\0'.repeat(40)), http2Flags.padded))]),
    ).toEqual([])
    expect(strays([client(start), client(frame('data', 1, padded('1234567'), http2Flags.padded))])).toEqual(
      [],
    )
  })
})

test('extensions of the chunks of HTTP/1 are handed on with their message', () => {
  const head = 'POST / HTTP/1.1\r\nHost: a.example.com\r\nTransfer-Encoding: chunked\r\n\r\n'
  const found = strays([client(`${head}3;${mark}\r\nabc\r\n2\r\nde\r\n0 ;end=1\r\n\r\n`)])
  expect(found.map(({ body }) => body)).toEqual([`;${mark}\r\n;end=1\r\n`])
})
