import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { holdsMedia, isMedia } from './media-signs.ts'

function behind(head: string, encoding: BufferEncoding = 'hex'): Buffer {
  return Buffer.concat([Buffer.from(head, encoding), randomBytes(300)])
}

const jpeg = `ffd8ffe00010${Buffer.from('JFIF\0').toString('hex')}010100000100010000ffdb0043`

describe('a medium by its head', () => {
  test.each([
    ['JPEG', jpeg],
    ['JPEG with its data first', 'ffd8ffe1ffff457869660000'],
    ['PNG', '89504e470d0a1a0a0000000d49484452'],
    ['GIF', '474946383961'],
    ['WebP', '524946462400000057454250'],
    ['PDF', '255044462d312e37'],
    ['Ogg', '4f6767530002'],
    ['MP3', '494433040000000001760000'],
    ['FLAC', '664c614300000022'],
    ['WebM', '1a45dfa39f4286810142f78101'],
    ['an icon', '00000100010010100000'],
    ['MP4', '0000001c667479706973366d'],
  ])('%s', (_, head) => {
    expect(isMedia(behind(head))).toBe(true)
    expect(holdsMedia(Buffer.concat([randomBytes(40), behind(head)]), 200)).toBe(true)
  })

  test.each([
    'ffd8ff',
    '89504e47',
    '1f8b',
    '504b0304',
    '377abcaf',
    '425a68',
    '494433',
    '00000100',
    '1a45dfa3',
    '4f676753',
  ])('%s in front of random bytes is rarely one', (head) => {
    const count = Array.from({ length: 200 }, () => behind(head)).filter((bytes) => isMedia(bytes)).length
    expect(count).toBeLessThan(20)
  })

  test('random bytes hold none', () => {
    const count = Array.from({ length: 200 }, () => randomBytes(4_096)).filter((bytes) =>
      holdsMedia(bytes, 4_096),
    ).length
    expect(count).toBeLessThan(5)
  })

  test.each([0, 1, 4, 8])('%i bytes are none', (length) => {
    expect(isMedia(Buffer.from(jpeg, 'hex').subarray(0, length))).toBe(false)
    expect(holdsMedia(Buffer.from(jpeg, 'hex').subarray(0, length), 100)).toBe(false)
  })
})
