/** Uploads in parts: what lies across two requests is found, and said once. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { limits } from '../../../src/core/limits.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { withLuhn } from '../../../tools/phone-emulator/luhn.ts'
import { TcpConversation } from '../../support/capture.ts'
import { isDeep } from '../../support/depth.ts'
import { clientStart, data, headers, requestFields, settings, settingsAck } from '../../support/http2.ts'
import { anomalyCodes, observed, scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const serial = 'PLEGAR1792301245'
const document = JSON.stringify({ app: 'page view', list: 'x '.repeat(40), imei, rest: 'y '.repeat(60) })
const middle = document.indexOf(imei) + 7
const profile = `name: the phone\nidentifiers:\n  imei: "${imei}"\n  serial: "${serial}"\n`

type Field = readonly [name: string, value: string]
type Part = readonly [target: string, fields: readonly Field[], body: Buffer]

/** Parts of some content, cut at these places, each with its field. */
function parts(
  content: Buffer | string,
  cuts: readonly number[],
  field: (start: number, end: number, all: number) => Field,
): Part[] {
  const bytes = Buffer.from(content)
  const ends = [...cuts, bytes.length]
  return ends.map((end, index): Part => {
    const start = index === 0 ? 0 : (ends[index - 1] as number)
    return ['/upload/7', [field(start, end, bytes.length)], bytes.subarray(start, end)]
  })
}

const ranged = (start: number, end: number, all: number): Field => [
  'Content-Range',
  `bytes ${start}-${end - 1}/${all}`,
]

function put([target, fields, body]: Part, host = 'u.example.com'): Buffer {
  const lines = [...fields, ['Content-Length', String(body.length)] as const].map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return Buffer.concat([
    Buffer.from(`PUT ${target} HTTP/1.1\r\nHost: ${host}\r\n${lines.join('')}\r\n`),
    body,
  ])
}

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'

/** One connection for all, with an answer to each. */
function oneAfterTheOther(requests: readonly Buffer[], port = 40_000): TcpConversation {
  const talk = new TcpConversation({ sourcePort: port }).open()
  for (const request of requests) talk.send(request).reply(answer)
  return talk
}

function scanned(requests: readonly Buffer[], known: string | null = profile): Promise<ScanResult> {
  return scanFrames(oneAfterTheOther(requests).close().frames, known === null ? {} : { profile: known })
}

const found = [`imei ${imei} certain`]

test('two phones that upload at the same time are two uploads', async () => {
  const own = document.replaceAll('x', 'z').replace(imei, '356938035643825')
  const [first, second] = [parts(document, [middle], ranged), parts(own, [middle], ranged)].map((all) =>
    all.map((part) => put(part)),
  )
  const phones = [first, second].map((_, index) =>
    new TcpConversation({ source: `192.0.2.${10 + index}` }).open(),
  )
  const frames = [0, 1].flatMap((part) =>
    [first, second].flatMap((requests, index) => {
      const talk = phones[index] as TcpConversation
      const before = part === 0 ? 0 : talk.frames.length
      return talk
        .send((requests as Buffer[])[part] as Buffer)
        .reply(answer)
        .frames.slice(before)
    }),
  )
  expect(observed(await scanFrames(frames, { profile }))).toEqual([...found, 'imei 356938035643825 probable'])
})

describe('a value that is cut over two parts of an upload is found', () => {
  test.each<[name: string, parts: Part[]]>([
    ['by their ranges', parts(document, [middle], ranged)],
    ['of three', parts(document, [20, middle], ranged)],
    [
      'of which the length of all is not told',
      parts(document, [middle], (start, end) => ['content-range', `bytes ${start}-${end - 1}/*`]),
    ],
    ['of tus', parts(document, [middle], (start) => ['Upload-Offset', String(start)])],
    ['as Google sends them', parts(document, [middle], (start) => ['X-Goog-Upload-Offset', String(start)])],
    ['of what is compressed', parts(gzipSync(document), [40], ranged)],
    [
      'whose targets tell more',
      parts(document, [middle], ranged).map(
        ([target, ...rest], index): Part => [`${target}?part=${index}`, ...rest],
      ),
    ],
  ])('%s', async (_, sent) => {
    expect(observed(await scanned(sent.map((part) => put(part))))).toEqual(found)
  })

  test('over HTTP/2', async () => {
    const frames = parts(document, [middle], ranged).flatMap(([target, fields, body], index) => [
      headers(
        index * 2 + 1,
        requestFields(
          target,
          fields.map(([name, value]) => [name.toLowerCase(), value] as const),
          'PUT',
        ),
      ),
      data(index * 2 + 1, body, true),
    ])
    const talk = new TcpConversation({ targetPort: 80 })
      .open()
      .send(clientStart)
      .reply(Buffer.concat([settings([3, 100]), settingsAck]))
    expect(observed(await scanFrames(talk.send(Buffer.concat(frames)).close().frames, { profile }))).toEqual(
      found,
    )
  })

  test('over two connections, and between parts of another upload', async () => {
    const [one, two] = parts(document, [middle], ranged).map((part) => put(part)) as [Buffer, Buffer]
    const others = parts('z'.repeat(300), [100], ranged).map(([, ...rest]) => put(['/upload/8', ...rest]))
    const frames = [
      ...oneAfterTheOther([one, others[0] as Buffer]).close().frames,
      ...oneAfterTheOther([others[1] as Buffer, two], 40_001).close().frames,
    ]
    expect(observed(await scanFrames(frames, { profile }))).toEqual(found)
  })

  test('without a profile', async () => {
    const result = await scanned(
      parts(document, [middle], ranged).map((part) => put(part)),
      null,
    )
    expect(observed(result)).toEqual([`imei ${imei} probable`])
  })
})

const boundary = 'XtUvWx'

/** A part as the file of a form, its fields in front or behind. */
function inForm(target: string, fields: readonly Field[], body: Buffer, areBehind = false): Part {
  const written = fields.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Length: ${value.length}\r\n\r\n${value}\r\n`,
  )
  const file = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="blob"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    ),
    body,
    Buffer.from('\r\n'),
  ])
  const all = [Buffer.from(written.join('')), file]
  return [
    target,
    [['Content-Type', `multipart/form-data; boundary=${boundary}`]],
    Buffer.concat([...(areBehind ? all.reverse() : all), Buffer.from(`--${boundary}--\r\n`)]),
  ]
}

/** Parts that are numbered, each made by `write`: its number from 0, how many, where it begins, and its bytes. */
function numbered(
  write: (index: number, count: number, start: number, body: Buffer) => Part,
  content: Buffer | string = document,
  cuts: readonly number[] = [middle],
): Part[] {
  const ends = [...cuts, content.length]
  return parts(content, cuts, () => ['X', '']).map(([, , body], index) =>
    write(index, ends.length, index === 0 ? 0 : (ends[index - 1] as number), body),
  )
}

describe('a value that is cut over two numbered parts is found', () => {
  const writers: [name: string, write: Parameters<typeof numbered>[0]][] = [
    [
      'of resumable.js, in the query',
      (index, count, _, body) => [
        `/up?resumableChunkNumber=${index + 1}&resumableTotalChunks=${count}&resumableIdentifier=9-log`,
        [],
        body,
      ],
    ],
    [
      'of flow.js, in a form',
      (index, count, _, body) =>
        inForm(
          '/up',
          [
            ['flowChunkNumber', String(index + 1)],
            ['flowCurrentChunkSize', String(body.length)],
            ['flowIdentifier', '9-log'],
            ['flowTotalChunks', String(count)],
          ],
          body,
        ),
    ],
    [
      'of Dropzone, behind the file',
      (index, count, start, body) =>
        inForm(
          '/up',
          [
            ['dzuuid', '8f1a2b3c-44d5-4e6f-8a9b-0c1d2e3f4a5b'],
            ['dzchunkindex', String(index)],
            ['dztotalchunkcount', String(count)],
            ['dzchunkbyteoffset', String(start)],
          ],
          body,
          true,
        ),
    ],
    [
      'of Plupload',
      (index, count, _, body) =>
        inForm(
          '/up',
          [
            ['name', 'log'],
            ['chunk', String(index)],
            ['chunks', String(count)],
          ],
          body,
        ),
    ],
    [
      'by the place of each in a form',
      (_, __, start, body) =>
        inForm(
          '/v1/videos',
          [
            ['upload_session_id', '77'],
            ['start_offset', String(start)],
          ],
          body,
        ),
    ],
    ['of S3', (index, _, __, body) => [`/b/log?partNumber=${index + 1}&uploadId=VXBsb2Fk`, [], body]],
    [
      'of blocks of Azure',
      (index, _, __, body) => [
        `/c/log?comp=block&blockid=${encodeURIComponent(Buffer.from(`block-0000${index}`).toString('base64'))}`,
        [],
        body,
      ],
    ],
    [
      'in fields of the head',
      (index, count, _, body) => [
        '/up',
        [
          ['X-Chunk-Index', String(index)],
          ['X-Chunk-Count', String(count)],
        ],
        body,
      ],
    ],
  ]
  test.each(writers)('%s', async (_, write) => {
    expect(observed(await scanned(numbered(write).map((part) => put(part))))).toEqual(found)
    const packed = gzipSync(document)
    expect(observed(await scanned(numbered(write, packed, [40, 80]).map((part) => put(part))))).toEqual(found)
  })

  test('in any order, and without those in front of them', async () => {
    const [, write] = writers[0] as (typeof writers)[0]
    const sent = numbered(write, document, [20, middle]).map((part) => put(part))
    expect(observed(await scanned(sent.toReversed()))).toEqual(found)
    expect(observed(await scanned(sent.slice(1)))).toEqual(found)
    expect(observed(await scanned([sent[1], sent[1], sent[2]] as Buffer[]))).toEqual(found)
  })
})

test('the places of a value in a form point into the frames that carry it', async () => {
  const fields = (index: number): Field[] => [
    ['chunk', String(index)],
    ['chunks', '2'],
  ]
  const sent = numbered((index, _, __, body) => inForm('/up', fields(index), body)).map((part) => put(part))
  const { frames } = oneAfterTheOther(sent).close()
  const [observation] = (await scanFrames(frames, { profile })).observations
  const bytes = observation?.spans.map(({ frame, start, end }) =>
    frames[frame - 1]?.toString('latin1', start, end),
  )
  expect(bytes?.join('')).toBe(imei)
})

describe('numbers that make no upload', () => {
  const query = (text: (index: number) => string): Buffer[] =>
    numbered((index, _, __, body) => [`/up?${text(index)}`, [], body]).map((part) => put(part))
  test.each<[name: string, requests: Buffer[]]>([
    ['of two uploads', query((index) => `partNumber=${index + 1}&uploadId=${index}`)],
    ['with a hole', query((index) => `chunk=${index * 2}&chunks=3`)],
    ['of nothing that has a name', query((index) => `part=${index}`)],
    ['that are words', query((index) => `part=snippet${index}&uploadId=8`)],
    ['that count pages', query((index) => `page=${index}&pages=2&name=log`)],
    ['of one part', query((index) => `chunk=${index}&chunks=1&name=log`)],
  ])('%s', async (_, requests) => {
    expect(observed(await scanned(requests))).toEqual([])
  })
})

test('its places are in the frames of both parts, and the last is told to have been received', async () => {
  const result = await scanned(parts(document, [middle], ranged).map((part) => put(part)))
  const [observation] = result.observations
  expect(new Set(observation?.spans.map(({ frame }) => frame)).size).toBe(2)
  expect(observation?.reasons.join()).toContain('2 parts of one upload')
  expect(result.transmissions).toMatchObject([
    { identifiers: ['imei'], receipt: { status: 200 }, summary: { path: '/upload/7' } },
  ])
})

test('what one part shows by itself is said once', async () => {
  const both = JSON.stringify({ serial, imei, rest: 'y '.repeat(30) })
  const sent = parts(both, [both.indexOf(imei) + 7], ranged)
  const result = await scanned(sent.map((part) => put(part)))
  expect(result.observations.map(({ identifier }) => identifier).sort()).toEqual(['imei', 'serial'])
})

describe('nothing is put together', () => {
  const [first, second] = parts(document, [middle], ranged) as [Part, Part]
  test.each<[name: string, requests: Buffer[]]>([
    ['where one is missing', [put(first), put(parts(document, [middle, middle + 3], ranged)[2] as Part)]],
    ['of two hosts', [put(first), put(second, 'v.example.com')]],
    ['of two targets', [put(first), put(['/upload/8', second[1], second[2]])]],
    [
      'of another length of all',
      [
        put(first),
        put(['/upload/7', [['Content-Range', `bytes ${middle}-${document.length - 1}/999`]], second[2]]),
      ],
    ],
    [
      'of parts that are not as long as they say',
      [put(first), put(['/upload/7', second[1], second[2].subarray(1)])],
    ],
    ['without the fields', [put(['/upload/7', [], first[2]]), put(['/upload/7', [], second[2]])]],
    [
      'of what is asked for',
      [
        put(['/upload/7', [['Range', `bytes=0-${middle - 1}`]], first[2]]),
        put(['/upload/7', [['Range', `bytes=${middle}-`]], second[2]]),
      ],
    ],
  ])('%s', async (_, requests) => {
    expect(observed(await scanned(requests))).toEqual([])
  })
})

test('what is longer than the limit is put together as far as it goes, and it is said', async () => {
  const half = limits.message.uploadBytesMax / 2
  const long = Buffer.concat([
    Buffer.alloc(half - 7, ' '),
    Buffer.from(`"${imei}"`),
    Buffer.alloc(half + 900, ' '),
  ])
  const result = await scanned(parts(long, [half, half * 2 - 100], ranged).map((part) => put(part)))
  expect(observed(result)).toEqual(found)
  expect(anomalyCodes(result)).toContain('message.uploads.cut')
})

test('of more uploads than the limit the oldest is looked at as far as it came', async () => {
  const sent = parts(document, [middle, middle + 20], ranged).slice(0, 2)
  const others = Array.from({ length: limits.message.uploadsMax }, (_, index) =>
    put([`/other/${index}`, [['Content-Range', 'bytes 0-3/9']], Buffer.from('abcd')]),
  )
  const result = await scanned([...sent.map((part) => put(part)), ...others])
  expect(observed(result)).toEqual(found)
  expect(anomalyCodes(result)).toContain('message.uploads.cut')
})

describe('an upload that is longer than is put together at a time', () => {
  const filler = 'a line of a log\n'.repeat(16_384)
  const lengthMax = limits.message.uploadBytesMax
  const text = filler.repeat(Math.ceil((2.5 * lengthMax) / filler.length))
  const partBytes = 1_000_000
  const cuts = Array.from(
    { length: Math.ceil(text.length / partBytes) - 1 },
    (_, part) => (part + 1) * partBytes,
  )
  /** The text with these values across the ends of these parts. */
  const holding = (values: ReadonlyMap<number, string>): string =>
    [...values].reduce((made, [end, value]) => {
      const at = end * partBytes - 12
      return `${made.slice(0, at)} imei=${value} ${made.slice(at + value.length + 7)}`
    }, text)
  const across = (...ends: readonly number[]): string => holding(new Map(ends.map((end) => [end, imei])))
  const asNumbers = (start: number): Field => ['X-Chunk-Index', String(Math.ceil(start / partBytes))]

  const ends = [1, 4, 5, 8, 10]
  test.each(isDeep ? ends.map((end) => [end]) : [ends])(
    'what lies across its part %s and the next is found, and said once',
    async (...behind) => {
      const values = new Map(behind.map((end) => [end, withLuhn(`3569380356438${end % 10}`)]))
      const sent = parts(holding(values), cuts, ranged).map((part) => put(part))
      const known = JSON.stringify([...values.values()])
      const result = await scanned(sent, `name: the phone\nidentifiers:\n  imei: ${known}\n`)
      expect(observed(result)).toEqual([...values.values()].map((value) => `imei ${value} certain`).sort())
      expect(
        result.anomalies.flatMap(({ tally }) => (tally.code.code.includes('upload') ? [tally.count] : [])),
      ).toEqual([1])
    },
  )

  test('also where its parts are numbered, and the same value lies across several', async () => {
    const fields = parts(across(2, 4, 9), cuts, asNumbers)
    const sent = fields.map(([target, own, body]) => put([target, [...own, ['X-Upload-Id', 'u7']], body]))
    expect(observed(await scanned(sent))).toEqual(found)
  })

  test('a part that has none in front, and one that came before, add nothing', async () => {
    const sent = parts(across(4), cuts, ranged).map((part) => put(part))
    const [, , , , ...behind] = sent
    expect(observed(await scanned(behind))).toEqual([])
    expect(observed(await scanned([...sent.slice(0, 6), ...sent.slice(2)]))).toEqual(found)
  })
})
