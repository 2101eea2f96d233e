import { createHash } from 'node:crypto'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './hidden-deflate.ts'

const json = JSON.stringify({
  app: 'screen of a page',
  imei: '490154203237518',
  list: ['one', 'two', 'two', 'two'],
  more: 'the rest of it, as text',
})
/** More than a block of deflate, and than its window. */
const long = JSON.stringify({
  imei: '490154203237518',
  list: Array.from({ length: 1_000 }, (_, at) => createHash('md5').update(`${at}`).digest('hex')),
})

function under(bytes: Buffer, ...key: readonly number[]): Buffer {
  return Buffer.from(bytes.map((byte, at) => byte ^ (key[at % key.length] as number)))
}

function headed(head: string, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(head, 'hex'), bytes])
}

const gzip = gzipSync(json)
const zlib = deflateSync(json)
const raw = deflateRawSync(json)
const random = Buffer.concat(
  Array.from({ length: 8 }, (_, at) => createHash('sha256').update(`${at}`).digest()),
)

conformEncoding(
  encoding,
  {
    'gzip with another magic': {
      bytes: headed('0000', gzip.subarray(2)),
      gives: [`deflate behind 10 bytes = ${json}`],
    },
    'gzip without its magic': { bytes: gzip.subarray(2), gives: [`deflate behind 8 bytes = ${json}`] },
    'zlib with another head': {
      bytes: headed('7a00', zlib.subarray(2)),
      gives: [`deflate behind 2 bytes = ${json}`],
    },
    'zlib of much with another head': {
      bytes: headed('7a00', deflateSync(long).subarray(2)),
      gives: [`deflate behind 2 bytes = ${long}`],
    },
    'deflate behind a version': { bytes: headed('07', raw), gives: [`deflate behind 1 byte = ${json}`] },
    'deflate behind a key': {
      bytes: headed('a1b2c3d4e5f60718293a4b5c6d7e8f90', raw),
      gives: [`deflate behind 16 bytes = ${json}`],
    },
    'gzip under one byte': { bytes: under(gzip, 0x5a), gives: [`gzip, XOR, key 5a = ${json}`] },
    'gzip under eight bytes': {
      bytes: under(gzip, 0x9a, 0x41, 0xc7, 0xe3, 1, 0x55, 0xd2, 0xb8),
      gives: [`gzip, XOR, key 9a41c7e30155d2b8 = ${json}`],
    },
    'gzip under one byte, in a packet of a program': {
      bytes: Buffer.concat([headed('f2f6e1b37ea8', under(gzip, 0x5a)), Buffer.from('1d0760', 'hex')]),
      gives: [`gzip behind 6 bytes, XOR, key 5a = ${json}`],
    },
    'zlib under one byte': { bytes: under(zlib, 0xc3), gives: [`zlib, XOR, key c3 = ${json}`] },
    'gzip backwards': { bytes: Buffer.from(gzip).reverse(), gives: [`gzip, backwards = ${json}`] },
  },
  {
    'random bytes': random,
    'gzip as it is': gzip.subarray(0, 20),
    'what is no text, behind bytes': headed('07', deflateRawSync(random)),
    'deflate with much behind it': Buffer.concat([headed('07', raw), random]),
    'a magic under a key, and nothing behind it': headed('45d15200000000005a59', random),
    text: json,
  },
)
