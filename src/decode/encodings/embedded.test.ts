import { createHash } from 'node:crypto'
import { constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'
import { zipFile } from '../../../test/support/zip-file.ts'
import { encoding } from './embedded.ts'

const text = '{"imei":"490154203237518","list":["one","two","two"]}'
const binary = Buffer.from(Array.from({ length: 64 }, (_, at) => 0x80 | ((at * at * 37) & 127)))
const head = Buffer.from('c2fe00050000', 'hex')
/** Of 16 bytes, in no order. */
const numbers = Buffer.concat(
  Array.from({ length: 8 }, (_, at) => createHash('sha256').update(String(at)).digest()),
).map((byte) => 0x80 | (byte & 15))
const flushed = { finishFlush: constants.Z_SYNC_FLUSH }
const inside = (bytes: Buffer): Buffer => Buffer.concat([head, bytes, Buffer.from([1, 2])])

conformEncoding(
  encoding,
  {
    'gzip behind a head': { bytes: inside(gzipSync(text)), gives: [`gzip = ${text}`] },
    'zlib behind a head': { bytes: inside(deflateSync(text)), gives: [`zlib = ${text}`] },
    'zstd behind a head': { bytes: Buffer.concat([head, zstdCompressSync(text)]), gives: [`zstd = ${text}`] },
    'two of them': {
      bytes: Buffer.concat([inside(gzipSync(text)), inside(deflateSync('serial=B2NGAA8473920561'))]),
      gives: [`gzip = ${text}`, 'zlib = serial=B2NGAA8473920561'],
    },
    'bytes that are no text, with their check': {
      bytes: inside(deflateSync(binary)),
      gives: [binary],
    },
    'bytes that are no text, flushed and not ended': {
      bytes: Buffer.concat([head, deflateSync(binary, flushed)]),
      gives: [binary],
    },
    'the same in gzip': { bytes: Buffer.concat([head, gzipSync(binary, flushed)]), gives: [binary] },
    'bytes that are no text, cut': {
      bytes: Buffer.concat([head, deflateSync(numbers).subarray(0, -20)]),
      gives: [`zlib = ${Buffer.from(numbers.subarray(0, 20)).toString()}…`],
    },
  },
  {
    'the two bytes of zlib, and chance': inside(
      Buffer.concat([Buffer.from([0x78, 0x9c]), Buffer.alloc(40, 0xa7)]),
    ),
    'gzip from the first byte on': gzipSync(text),
  },
)

test('a ZIP archive behind a head is opened', () => {
  const found = lines(decodeBody(inside(zipFile([{ name: 'a.txt', bytes: Buffer.from(text) }]))))
  expect(found).toContain(
    'body → embedded compression (ZIP) → ZIP archive a.txt → JSON $.imei = 490154203237518',
  )
})

test('that compressed bytes behind a head are cut is said', () => {
  const cut = Buffer.concat([head, deflateSync(binary, flushed)])
  expect(decodeBody(cut).damaged).toEqual(['zlib inside other bytes cut'])
})

test('bzip2 of which nothing comes out is said', () => {
  const cut = Buffer.concat([Buffer.alloc(16, 200), Buffer.from('425a6839314159265359aabbccdd0000', 'hex')])
  expect(decodeBody(cut).unread).toEqual(['bzip2 inside other bytes, damaged or cut'])
})
