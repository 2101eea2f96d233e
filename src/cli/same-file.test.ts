import { afterEach, expect, test, vi } from 'vitest'
import { FaultError, InputError } from '../core/errors.ts'
import { refuseInsideCase } from './case-place.ts'
import { eventsReader } from './options/event-options.ts'
import { refuseDoubles } from './same-file.ts'

afterEach(() => vi.restoreAllMocks())

test('where the current folder is gone, no case can be made in it', () => {
  vi.spyOn(process, 'cwd').mockImplementation(() => {
    throw Object.assign(new Error('ENOENT: process.cwd failed'), { code: 'ENOENT' })
  })
  expect(() => refuseInsideCase('phone')).toThrow(
    new FaultError('phone cannot be made: there is no such folder.'),
  )
})

test('where the current folder is gone, a file in it is not there, and others are', async () => {
  vi.spyOn(process, 'cwd').mockImplementation(() => {
    throw Object.assign(new Error('ENOENT: process.cwd failed'), { code: 'ENOENT' })
  })
  const missing = new InputError('day.pcap: there is no such file.')
  expect(() => refuseDoubles(['day.pcap'])).toThrow(missing)
  expect(() => refuseDoubles(['/day.pcap', '-'])).not.toThrow()
  await expect(eventsReader(['day.pcap'], {})).rejects.toThrow(missing)
})
