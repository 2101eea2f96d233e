import { crc32 } from 'node:zlib'
import { sealedBytes } from './sealed-bytes.ts'

const dataBytes = 900

/** A JPEG picture in form, whose scan is made of random bytes. */
export function jpegSample(seed: number): Buffer {
  const scan = [...sealedBytes(dataBytes, seed)].flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte]))
  const application = Buffer.from('ffe000104a46494600010100000100010000', 'hex')
  const table = Buffer.concat([Buffer.from('ffdb004300', 'hex'), Buffer.alloc(64, 1)])
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    application,
    table,
    Buffer.from('ffda0008010100003f00', 'hex'),
    Buffer.from(scan),
    Buffer.from('ffd9', 'hex'),
  ])
}

function pngChunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), data])
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  size.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([size, named, sum])
}

function box(name: string, data: Buffer): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(8 + data.length)
  return Buffer.concat([size, Buffer.from(name), data])
}

function riffChunk(name: string, data: Buffer): Buffer {
  const head = Buffer.from(`${name}....`)
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data])
}

function riff(form: string, ...chunks: readonly Buffer[]): Buffer {
  return riffChunk('RIFF', Buffer.concat([Buffer.from(form), ...chunks]))
}

function oggPage(kind: number, data: Buffer): Buffer {
  const head = Buffer.alloc(27)
  head.write('OggS')
  head[5] = kind
  head[26] = Math.ceil(data.length / 255)
  const sizes = Array.from({ length: head[26] }, (_, at) => Math.min(255, data.length - at * 255))
  return Buffer.concat([head, Buffer.from(sizes), data])
}

/** One of each format that is taken for a medium, in form: what is inside is made of random bytes. */
export function mediaSamples(seed: number): readonly (readonly [name: string, bytes: Buffer])[] {
  const data = sealedBytes(dataBytes, seed)
  const icon = Buffer.alloc(22)
  icon.writeUInt32LE(0x1_0000)
  icon[4] = 1
  icon.writeUInt32LE(data.length, 14)
  icon.writeUInt32LE(22, 18)
  const film = box('ftyp', Buffer.from('isom\0\0\x02\0isommp41'))
  return [
    ['JPEG', jpegSample(seed)],
    [
      'PNG',
      Buffer.concat([
        Buffer.from('89504e470d0a1a0a', 'hex'),
        pngChunk('IHDR', Buffer.from('00000010000000100802000000', 'hex')),
        pngChunk('IDAT', data),
        pngChunk('IEND', Buffer.alloc(0)),
      ]),
    ],
    [
      'GIF',
      Buffer.concat([
        Buffer.from('GIF89a\x10\0\x10\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1'),
        Buffer.from('21f9040000000000', 'hex'),
        Buffer.from('2c000000001000100000', 'hex'),
        Buffer.from([7, 255]),
        data.subarray(0, 255),
        Buffer.from([255]),
        data.subarray(255, 510),
        Buffer.from([0, 0x3b]),
      ]),
    ],
    [
      'WebP',
      riff('WEBP', riffChunk('VP8 ', Buffer.concat([Buffer.from('3001009d012a10001000', 'hex'), data]))),
    ],
    [
      'WAVE',
      riff(
        'WAVE',
        riffChunk('fmt ', Buffer.from('5500010044ac0000803e000001000000', 'hex')),
        riffChunk('data', data),
      ),
    ],
    [
      'PDF',
      Buffer.concat([
        Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Length 900>>\nstream\n', 'latin1'),
        data,
        Buffer.from('\nendstream\nendobj\nstartxref\n9\n%%EOF\n'),
      ]),
    ],
    ['Ogg', Buffer.concat([oggPage(2, data.subarray(0, 30)), oggPage(4, data.subarray(30, 800))])],
    [
      'MP3',
      Buffer.concat([
        Buffer.from('ID3\x03\0\0\0\0\0\x10', 'latin1'),
        Buffer.from('TIT2\0\0\0\x06\0\0\0title', 'latin1'),
        Buffer.from('fffb9064', 'hex'),
        data,
      ]),
    ],
    [
      'FLAC',
      Buffer.concat([
        Buffer.from('fLaC\x80\0\0\x22', 'latin1'),
        Buffer.alloc(34, 3),
        Buffer.from('fff8', 'hex'),
        data,
      ]),
    ],
    [
      'WebM',
      Buffer.concat([
        Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581', 'hex'),
        Buffer.from('02', 'hex'),
        Buffer.from('1853806701ffffffffffffff1549a966', 'hex'),
        data,
      ]),
    ],
    ['an icon', Buffer.concat([icon, data])],
    ['MP4', Buffer.concat([film, box('mdat', data), box('moov', Buffer.alloc(8))])],
  ]
}
