import { expect, test } from 'vitest'
import { writeReason } from './write-reason.ts'

test('what the system refuses is told in words, and by its code where there are none', () => {
  expect(writeReason('ENOSPC')).toBe('the disk is full')
  expect(writeReason('ENOENT')).toBe('there is no such folder')
  for (const code of ['EISDIR', 'EFBIG', 'EBADF', 'ENXIO', 'ENODEV'])
    expect(writeReason(code)).toMatch(/^[^A-Z]*(?:FAT32: 4 GB)?[^A-Z]*$/)
  expect(writeReason('EXDEV')).toBe('EXDEV')
})
