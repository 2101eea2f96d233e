import { expect, test } from 'vitest'
import { enhancedPacketBlock, interfaceBlock, sectionHeaderBlock } from '../../../../test/support/capture.ts'
import { endsAnother, follows, isSectionBigEndian, isSliceComment, sectionOrder, text } from './blocks.ts'

const section = sectionHeaderBlock()
const packet = enhancedPacketBlock({ bytes: Buffer.alloc(8) }, { sec: 1, nsec: 0 }, 6)

test('the order of a section is that of its mark, or where that is damaged that of the smaller length', () => {
  expect(isSectionBigEndian(section, 0)).toBe(false)
  const damaged = Buffer.from(section)
  damaged.writeUInt32LE(0, 8)
  expect(isSectionBigEndian(damaged, 0)).toBeNull()
  expect(sectionOrder(damaged, 0)).toBe(false)
  damaged.swap32()
  expect(sectionOrder(damaged, 0)).toBe(true)
})

test('a block follows where its type is known and its length makes sense, and so does the end of the file', () => {
  const buf = Buffer.concat([packet, interfaceBlock({})])
  expect(follows(buf, packet.length, buf.length, false, false)).toBe('yes')
  expect(follows(buf, packet.length + 1, buf.length, false, false)).toBe('no')
  expect(follows(packet, packet.length, packet.length, false, false)).toBe('more')
  expect(follows(packet, packet.length, packet.length, false, true)).toBe('yes')
  expect(follows(packet, packet.length - 4, packet.length, false, true)).toBe('no')
})

test('a block that ends where one inside of it ends has a damaged length', () => {
  const both = Buffer.concat([packet, packet])
  both.writeUInt32LE(both.length, 4)
  expect(endsAnother(both, 0, both.length, false)).toBe(true)
  expect(endsAnother(packet, 0, packet.length, false)).toBe(false)
})

test('comments of slices are known by their beginning, and texts end before zeros', () => {
  const comment = Buffer.from('varde: frame 12')
  expect(isSliceComment(comment, 0, comment.length)).toBe(true)
  expect(isSliceComment(comment, 0, 12)).toBe(false)
  expect(isSliceComment(Buffer.from('varde: france 1'), 0, 15)).toBe(false)
  expect(text(Buffer.from('wlan0\0\0\0'), 0, 8)).toBe('wlan0')
})
