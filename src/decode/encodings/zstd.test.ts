import { constants, zstdCompressSync } from 'node:zlib'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './zstd.ts'

const text = JSON.stringify({
  imei: '490154203237518',
  list: Array.from({ length: 20 }, () => 'one and two'),
})

conformEncoding(
  encoding,
  {
    'a frame': { bytes: zstdCompressSync(text), gives: [text] },
    'of a high level, with a checksum': {
      bytes: zstdCompressSync(text, {
        params: { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_checksumFlag]: 1 },
      }),
      gives: [text],
    },
    'two frames': {
      bytes: Buffer.concat([zstdCompressSync(text), zstdCompressSync('&b=2')]),
      gives: [`${text}&b=2`],
    },
    'a frame to be skipped between two': {
      bytes: Buffer.concat([
        zstdCompressSync(text),
        Buffer.from('502a4d1803000000010203', 'hex'),
        zstdCompressSync('&b=2'),
      ]),
      gives: [`${text}&b=2`],
    },
    declared: { bytes: zstdCompressSync(text), coding: 'zstd', gives: [text] },
  },
  {
    'another magic': Buffer.concat([Buffer.from('28b52ffc', 'hex'), zstdCompressSync(text).subarray(4)]),
    'the magic, and chance': Buffer.concat([Buffer.from('28b52ffd', 'hex'), Buffer.alloc(40, 0xa7)]),
  },
)
