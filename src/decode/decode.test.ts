import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { times } from '../../test/support/depth.ts'
import { limits } from '../core/limits.ts'
import { openedStep } from '../core/opened-step.ts'
import { decode, decodeBeside, decodeInside, decodePart } from './decode.ts'
import { chainOf, describeChain, placeOf } from './describe-chain.ts'
import type { DecodeResult, Node } from './types.ts'
import { decodeBody, input, lines, nodesOf, nodeWith } from '../../test/support/decoded-message.ts'
import { processorTime } from '../../test/support/processor-time.ts'

const head = [
  'POST /v1/device/490154203237518?model=TA-1046&q=%7B%22a%22%3A1%7D HTTP/1.1',
  'Host: t.example.com',
  'User-Agent: Dalvik/2.1.0 (Linux; U; Android 9)',
  'Cookie: sid=abc; dev="x y"',
  'X-Folded: one',
  '  two',
  'X-Empty:',
  '',
  '',
].join('\r\n')

test.each(['A', '4', 'a', '[', '{', '\x81', '\xc6'])(
  '%j over and over is nothing, however deep a format would nest it',
  (char) => {
    const result = decodeBody(Buffer.alloc(5_000, char, 'latin1'))
    expect(result.limits).toEqual([])
    expect(result.nodes).toBeLessThan(20)
  },
)

describe('a message as a tree', () => {
  test('has the target, each field, body and trailer', () => {
    const result = decodeBody('{"imei":"490154203237518"}', { head, trailer: 'X-Late: yes\r\n\r\n' })
    expect(result.root.children.map((node) => node.step.step)).toEqual(['head', 'body', 'trailer'])
    expect(lines(result)).toEqual([
      'target = /v1/device/490154203237518?model=TA-1046&q=%7B%22a%22%3A1%7D',
      'header Host = t.example.com',
      'header User-Agent = Dalvik/2.1.0 (Linux; U; Android 9)',
      'header Cookie = sid=abc; dev="x y"',
      'header X-Folded = one\r\n  two',
      'body → JSON $.imei = 490154203237518',
      'trailer → header X-Late = yes',
      'target → path [0] = v1',
      'target → path [1] = device',
      'target → path [2] = 490154203237518',
      'target → query model = TA-1046',
      'target → query q = %7B%22a%22%3A1%7D',
      'header Cookie → cookie sid = abc',
      'header Cookie → cookie dev = x y',
      'target → query q → percent = {"a":1}',
      'target → query q → percent → JSON $.a = 1',
    ])
  })

  test('says exactly where a value stands as it is, and the whole run behind a transform', () => {
    const given = input(
      `name=plain&blob=${Buffer.from('{"iccid":"8947010000123456784"}').toString('base64url')}`,
      { head },
    )
    const result = decode(given)
    const text = (node: { part: string; spanStart: number; spanEnd: number }): string => {
      const from = node.part === 'head' ? given.head : given.body
      return from.buf.toString('latin1', from.start + node.spanStart, from.start + node.spanEnd)
    }
    expect(text(nodeWith(result, 'plain') as never)).toBe('plain')
    expect(text(nodeWith(result, '490154203237518') as never)).toBe('490154203237518')
    expect(text(nodeWith(result, 'x y') as never)).toBe('x y')
    expect(text(nodeWith(result, '8947010000123456784') as never)).toBe(
      Buffer.from('{"iccid":"8947010000123456784"}').toString('base64url'),
    )
  })

  test('a value keeps its name through transforms', () => {
    const result = decodeBody(`device=${Buffer.from('imei 490154203237518').toString('base64')}`)
    expect(nodeWith(result, 'imei 490154203237518')?.key).toBe('device')
  })

  test('reads a response head, which has no target', () => {
    const result = decodeBody('', { head: 'HTTP/1.1 200 OK\r\nX-Id: 7\r\n\r\n' })
    expect(lines(result)).toEqual(['header X-Id = 7'])
  })

  test('reads target and host of a protocol without a start line', () => {
    const given = { ...input('x', { head: '/nb?imei=490154203237518' }), target: '/nb?imei=490154203237518' }
    expect(lines(decode(given))).toContain('target → query imei = 490154203237518')
  })
})

describe('ordinary text is left as it is', () => {
  test.each([
    'internationalisation',
    'the quick brown fox jumps over the lazy dog and runs away',
    '550e8400-e29b-41d4-a716-446655440000',
    '550E8400E29B41D4A716446655440000',
    '490154203237518',
    '89470100001234567890',
    '4901542032375184901542032375184901542032375184901542032375180000',
    'd41d8cd98f00b204e9800998ecf8427e',
    'com.example.application.SelfRegistrationBroadcastReceiver',
    'Apache-HttpClient/UNAVAILABLE (java 1.4)',
    'Mozilla/5.0 (Linux; Android 9; Nokia 7 plus Build/PPR1.180610.011) AppleWebKit/537.36',
    'SGVsbG8',
    'application/encrypted-json',
    '[info] started at 10:00',
    'Monday, 11 February 2019',
  ])('%s', (text) => {
    expect(lines(decodeBody(text)).filter((line) => !line.startsWith('body → lines'))).toEqual([])
  })

  test('random tokens give no nodes', () => {
    let made = 0
    for (let seed = 1; seed <= 400; seed++) {
      let state = seed
      const bytes = Buffer.alloc(24)
      for (let index = 0; index < 24; index++) {
        state = (state * 1_103_515_245 + 12_345) >>> 0
        bytes[index] = state >>> 16
      }
      made += lines(decodeBody(bytes.toString('base64url'))).length
      made += lines(decodeBody(bytes.toString('hex'))).length
    }
    expect(made).toBe(0)
  })
})

describe('what a value stands for by what its own bytes do not tell', () => {
  const step = { step: openedStep, detail: 'AES-128-CBC, "k" of the message' }
  const inside = (text: string | Buffer, expandedMax = 1_000_000): DecodeResult => {
    const message = decodeBody('{"d":"c2VhbGVk","k":"x"}')
    const node = message.root.children[0]?.children.find(({ key }) => key === 'd') as Node
    return decodeInside(node, step, Buffer.from(text), expandedMax)
  }

  test('is decoded below it, and has its place', () => {
    const { root } = inside('{"imei":"490154203237518"}')
    const [imei] = root.children
    expect(imei?.key).toBe('imei')
    expect(describeChain(chainOf(imei as Node), 'HTTP')).toBe(
      'HTTP body → JSON $.d → decrypted (AES-128-CBC, "k" of the message) → JSON $.imei',
    )
    // All of what was opened: where in it a value stands says nothing of the wire.
    const outer = root.parent as Node
    expect([imei?.spanStart, imei?.spanEnd]).toEqual([outer.spanStart, outer.spanEnd])
    expect(outer.children).not.toContain(root)
    expect(placeOf(root)).toBe(outer)
  })

  test('within what it may expand to', () => {
    const bomb = gzipSync(Buffer.alloc(100_000, '{"a":1} '))
    expect(inside(bomb, 1_000).limits).not.toEqual([])
    expect(inside(bomb, 1_000_000).limits).toEqual([])
  })
})

describe('budgets', () => {
  function bounded(body: Buffer, given = {}): ReturnType<typeof decodeBody> {
    // Far above what it takes (below 1 s): catches work without a bound, not a busy machine.
    const started = processorTime()
    const result = decodeBody(body, given)
    expect(processorTime() - started).toBeLessThan(10_000)
    expect(result.nodes).toBeLessThanOrEqual(limits.decode.nodesMax)
    expect(result.transforms).toBeLessThanOrEqual(limits.decode.transformsMax)
    expect(result.expandedBytes).toBeLessThanOrEqual(limits.decode.expandedBytesMax)
    return result
  }

  test('a gzip bomb is cut, its prefix kept, the limit named', () => {
    const bomb = gzipSync(Buffer.alloc(40_000_000, 'imei=490154203237518&'), { level: 1 })
    const result = bounded(bomb)
    expect(result.limits).toContain('expandedBytesMax')
    expect(nodeWith(result, '490154203237518')?.key).toBe('imei')
  })

  test('gzip in gzip, twenty deep, ends at the depth limit', () => {
    let body: Buffer = Buffer.from('{"imei":"490154203237518"}')
    for (let depth = 0; depth < 20; depth++) body = gzipSync(body)
    const result = bounded(body)
    expect(result.limits).toEqual(['depthMax'])
    expect(result.nodes).toBe(2 + limits.decode.depthMax)
  })

  test('JSON of a hundred thousand levels is read on', () => {
    const result = bounded(Buffer.from(`${'[{"a":'.repeat(50_000)}"deepest"${'}]'.repeat(50_000)}`))
    expect(result.limits).toContain('jsonDepthMax')
    expect(nodeWith(result, 'deepest')?.key).toBe('a')
  })

  test('a batch of a thousand events is read to its end', () => {
    const events = Array.from({ length: 1_000 }, (_, index) => ({
      name: `screen_${index}`,
      at: 1_700_000_000_000 + index,
      properties: { from: 'home', to: 'settings', seconds: index / 7, isFirst: index === 0 },
    }))
    const blob = Buffer.from('{"imei":"490154203237518"}').toString('base64')
    const result = bounded(Buffer.from(JSON.stringify({ events, blob })))
    expect(result.limits).toEqual([])
    expect(nodeWith(result, '490154203237518')?.key).toBe('imei')
  })

  test('a hundred thousand JSON names end at the node limit', () => {
    const body = `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":"v"`).join(',')}}`
    expect(bounded(Buffer.from(body)).limits).toContain('nodesMax')
  })

  test('a hundred thousand form pairs, path segments, cookies and lines end at the node limit, and parts at theirs', () => {
    expect(bounded(Buffer.from('a=b&'.repeat(100_000))).limits).toContain('nodesMax')
    expect(bounded(Buffer.from(`http://h.example${'/ab'.repeat(100_000)}`)).limits).toContain('nodesMax')
    expect(bounded(Buffer.from('a=b; '.repeat(100_000))).limits).toContain('nodesMax')
    expect(bounded(Buffer.from('name: value\n'.repeat(100_000))).limits).toContain('nodesMax')
    const part = '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nv\r\n'
    expect(bounded(Buffer.from(part.repeat(10_000))).limits).toContain('multipartPartsMax')
  })

  test('base64 runs without number end at the transform limit', () => {
    const run = `${Buffer.from(`{"n":"some text","m":"${'m'.repeat(40)}"}`).toString('base64')} "x" `
    const result = bounded(Buffer.from(run.repeat(limits.decode.transformsMax / 32 + 100)))
    expect(result.limits).toContain('transformsMax')
    expect(nodeWith(result, 'some text')?.key).toBe('n')
  })

  test('a long log whose lines each have an id or a word that may be one is read to its end', () => {
    const packed = gzipSync(Buffer.from(`{"imei":"490154203237518","model":"${'m'.repeat(40)}"}`)).toString(
      'base64',
    )
    const lines = Array.from({ length: 10_000 }, (_, index) => {
      // Of hex digits alone, as `ab` begins in base32 as well as text does.
      const id = `ab${((index + 1) * 0x9e37_79b1).toString(16).padStart(14, '5').slice(-14)}`
      return `11-01 10:00:00 I/Net request ${index} id=${id.replaceAll(/[0189]/g, '7')} took 12 ms\n`
    })
    const result = bounded(Buffer.from(`${lines.join('')}state=${packed}\n`))
    expect(result.limits).toEqual([])
    expect(nodeWith(result, '490154203237518')?.key).toBe('imei')
  })

  test('what costs time without giving anything is bounded', () => {
    const costly = times(1_000_000, 4_000_000)
    bounded(Buffer.alloc(costly, 'A'))
    bounded(Buffer.alloc(costly, 'Aa'))
    bounded(Buffer.alloc(costly, '3a'))
    bounded(Buffer.alloc(costly, '%2'))
    bounded(Buffer.alloc(costly, '%25'))
    bounded(Buffer.alloc(costly, '\n--b\nA:'), { contentType: 'multipart/mixed; boundary=c' })
    bounded(Buffer.alloc(costly, '"\\u0041'))
    bounded(Buffer.alloc(costly, '{"a":"'))
    bounded(Buffer.alloc(costly, '="'), { head: 'GET / HTTP/1.1\r\n\r\n' })
    bounded(Buffer.alloc(10), { head: `GET / HTTP/1.1\r\nCookie: ${'a="b;'.repeat(40_000)}\r\n\r\n` })
  })
})

describe('whatever comes', () => {
  test('random bytes never throw, and spans lie in their part and in their parent', () => {
    const anything = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes))
    const broken = fc.tuple(
      fc.constantFrom(
        '',
        '{"a":"',
        '[',
        '--b\r\n',
        'a=b&',
        '%7B',
        '\x1f\x8b\x08\0\0\0\0\0\0\x03',
        'x\x9c',
        ")]}'\n",
        '(\xb5/\xfd',
      ),
      anything,
    )
    const body = fc.oneof(
      anything,
      broken.map(([start, bytes]) => Buffer.concat([Buffer.from(start, 'latin1'), bytes])),
      fc.string({ unit: 'binary-ascii', maxLength: 300 }).map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
    )
    const encodings = fc.constantFrom('', 'gzip', 'br', 'deflate', 'zstd', 'gzip, br', 'nonsense')
    const types = fc.constantFrom('', 'application/json', 'multipart/form-data; boundary=b', 'multipart/x')
    fc.assert(
      fc.property(body, anything, encodings, types, (bytes, headBytes, contentEncoding, contentType) => {
        const given = input(bytes, { head: headBytes.toString('latin1'), contentEncoding, contentType })
        const result = decode(given)
        const sizes = { head: given.head.length, body: given.body.length, trailer: 0 }
        for (const node of nodesOf(result)) {
          expect(node.spanStart).toBeGreaterThanOrEqual(0)
          expect(node.spanEnd).toBeGreaterThanOrEqual(node.spanStart)
          expect(node.spanEnd).toBeLessThanOrEqual(sizes[node.part])
          const parent = node.parent
          if (parent === null || parent === result.root) continue
          expect(node.spanStart).toBeGreaterThanOrEqual(parent.spanStart)
          expect(node.spanEnd).toBeLessThanOrEqual(parent.spanEnd)
        }
        expect(nodesOf(result).length).toBe(result.nodes - 1)
      }),
      { numRuns: times(250, 500) },
    )
  })

  test('the same message gives the same tree', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(lines(decodeBody(text, { head }))).toEqual(lines(decodeBody(text, { head })))
      }),
      { numRuns: 50 },
    )
  })
})

describe('what is read again of a message', () => {
  const noHead = Buffer.alloc(0)
  const step = { step: 'part', detail: '2 of 2' }
  const body = 'x=1&list={"a":1},{"imei":"490154203237518"}'

  test('is a part of a value, as if it were a body, and knows where it stands', () => {
    const list = nodeWith(decodeBody(body), '{"a":1},{"imei":"490154203237518"}') as Node
    const { root } = decodePart(list, step, { start: 8, end: list.bytes.length, head: noHead })
    const [imei] = root.children
    expect(describeChain(chainOf(imei as Node), 'HTTP')).toBe(
      'HTTP body → form list → part 2 of 2 → JSON $.imei',
    )
    expect(body.slice(imei?.spanStart, imei?.spanEnd)).toBe('490154203237518')
  })

  test('is such a part under a head that takes the place of what stands there', () => {
    const text = 'name: Kari\nnumber: 1\nnumber: 2\n'
    const [value] = decodeBody(text).root.children
    const { root } = decodePart(value as Node, step, {
      start: 21,
      end: 31,
      head: Buffer.from('name: Kari\n'),
    })
    expect(root.children.map(({ key, bytes }) => `${key}=${bytes.toString()}`)).toEqual([
      'name=Kari',
      'number=2',
    ])
    const { spanStart, spanEnd } = root.children[1] as Node
    expect(text.slice(spanStart, spanEnd)).toBe('2')
  })

  test('is nowhere exact behind a transform', () => {
    const inner = 'a=1\nimei=490154203237518'
    const unzipped = nodeWith(decodeBody(gzipSync(inner)), inner) as Node
    const { root } = decodePart(unzipped, step, { start: 4, end: inner.length, head: noHead })
    expect(root.children.map(({ spanStart, spanEnd }) => [spanStart, spanEnd])).toEqual([
      [unzipped.spanStart, unzipped.spanEnd],
    ])
  })

  test('is all beside texts that stay empty', () => {
    const given = input('one={"a":"b"}&two={"c":"d"}')
    const first = decode(given)
    const two = nodeWith(first, '{"c":"d"}') as Node
    expect(lines(decodeBeside([two], given))).toEqual([
      'body → form one = {"a":"b"}',
      'body → form two = ',
      'body → form one → JSON $.a = b',
    ])
  })
})
