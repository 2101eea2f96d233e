import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { jpegSample, mediaSamples } from '../../../test/support/media-samples.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { holdsMedia, isMedia } from './media-signs.ts'

const samples = mediaSamples(1)

function behind(head: string, encoding: BufferEncoding = 'latin1', seed = 1): Buffer {
  return Buffer.concat([Buffer.from(head, encoding), sealedBytes(1_200, seed)])
}

/** A head of a film, and behind it a box of this size by its own word, in random bytes. */
function filmOf(size: number, rest: Buffer): Buffer {
  const head = Buffer.from('00000018667479706d703432000000006d70343269736f6d00000000', 'hex')
  head.writeUInt32BE(size, 24)
  return Buffer.concat([head, rest, sealedBytes(1_200, 3)])
}

function pdfOf(object: string): Buffer {
  return behind(`%PDF-1.7\n1 0 obj\n${object}`)
}

describe('a medium by its form', () => {
  test.each(samples)('%s', (_, bytes) => {
    expect(isMedia(bytes)).toBe(true)
    expect(holdsMedia(Buffer.concat([sealedBytes(40, 2), bytes]), 200)).toBe(true)
  })

  test.each(samples)('%s of which the beginning is at hand', (_, bytes) => {
    expect(isMedia(bytes.subarray(0, 600), bytes.length)).toBe(true)
  })

  // Uploads go in pieces, and recordings stop within one.
  test.each(samples.filter(([name]) => name !== 'Ogg' && name !== 'an icon'))(
    'the first piece of %s',
    (_, bytes) => {
      expect(isMedia(bytes.subarray(0, 700))).toBe(true)
      expect(isMedia(bytes.subarray(0, 300))).toBe(true)
    },
  )

  test.each<[string, Buffer]>([
    ['a film whose data go to the end of the file', filmOf(0, Buffer.from('mdat'))],
    ['one with a long size', filmOf(1, Buffer.from('mdat0000000000100000', 'latin1'))],
    [
      'one with room in front of its data',
      Buffer.concat([
        filmOf(8, Buffer.from('free')).subarray(0, 32),
        filmOf(9_999, Buffer.from('mdat')).subarray(24),
      ]),
    ],
    ['a PDF of several objects', pdfOf('<</Type/Catalog>>\nendobj\n2 0 obj\n<</Length 3 0 R>>\nstream\n')],
    [
      'one whose stream has its length elsewhere',
      pdfOf('<< /Length 3 0 R\n /Filter /FlateDecode\n>>\nstream\n'),
    ],
    ['a tag with a picture', behind('ID3\x03\0\0\0\x10\0\0APIC\0\x03\0\0\0\0')],
  ])('the first piece of %s', (_, bytes) => {
    expect(isMedia(bytes)).toBe(true)
  })

  // What its format wants further on is found by chance hardly ever.
  test.each(samples)('the first 16 bytes of %s in front of random ones are none', (_, bytes) => {
    const count = Array.from({ length: 100 }, (__, seed) =>
      Buffer.concat([bytes.subarray(0, 16), sealedBytes(1_200, seed)]),
    ).filter((made) => isMedia(made)).length
    expect(count).toBeLessThan(4)
  })

  test.each<[string, Buffer]>([
    ['the first segment of a JPEG', behind('ffd8ffe000104a46494600010100000100010000', 'hex')],
    ['one that would be longer than all', behind('ffd8ffe1ffff457869660000', 'hex')],
    ['a JPEG up to its scan', Buffer.concat([jpegSample(1).subarray(0, 99), sealedBytes(4_096, 1)])],
    ['the head of a PNG', behind('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['GIF89a', behind('GIF89a')],
    ['a WebP by its names and sizes', behind('RIFF\xbc\x04\0\0WEBPVP8 \xb0\x04\0\0')],
    ['a film without its boxes', behind('00000018667479706d703432000000006d70343269736f6d', 'hex')],
    ['a page of Ogg', behind('OggS\0\x02')],
    ['the head of ID3', behind('ID3\x03\0\0\0\0\x02\x01')],
    ['the head of a PDF', behind('%PDF-1.4\n')],
    ['a PDF whose stream has ended', pdfOf('<</Length 30>>\nstream\n')],
    ['a film whose first box is longer than all', behind('00000400667479706d703432', 'hex').subarray(0, 900)],
    [
      'a WebP whose picture is longer than itself',
      behind('RIFF\xbc\xff\0\0WEBPVP8 \xb0\xff\x01\0\0\0\0\x9d\x01\x2a'),
    ],
    ['the stream’s block of FLAC', behind(`fLaC\x80\0\0\x22${'\x03'.repeat(34)}`)],
    ['the head of EBML', behind('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex')],
  ])('%s in front of random bytes is none', (_, bytes) => {
    expect(isMedia(bytes)).toBe(false)
  })

  test.each(['1f8b', '504b0304', '377abcaf', '425a68'])('%s begins no medium', (head) => {
    expect(isMedia(behind(head, 'hex'))).toBe(false)
  })

  test('random bytes hold none', () => {
    const count = Array.from({ length: 200 }, () => randomBytes(4_096)).filter((bytes) =>
      holdsMedia(bytes, 4_096),
    ).length
    expect(count).toBeLessThan(5)
  })

  test.each(samples)('any beginning of %s is judged', (_, bytes) => {
    for (let length = 0; length <= bytes.length; length++) {
      isMedia(bytes.subarray(0, length))
      isMedia(bytes.subarray(0, length), bytes.length)
    }
    expect(isMedia(bytes.subarray(0, 8))).toBe(false)
    expect(holdsMedia(bytes.subarray(0, 8), 100)).toBe(false)
  })
})
