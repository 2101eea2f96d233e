import { expect, test } from 'vitest'
import { FaultError, InputError } from './errors.ts'
import { readError } from './read-error.ts'

const system = (code: string): Error => Object.assign(new Error(`${code}: open 'x'`), { code })

test.each([
  [system('ENOENT'), 'profile x: there is no such file.'],
  [system('EACCES'), 'profile x: no permission to read it.'],
  [system('EISDIR'), 'profile x: it is a folder.'],
  [system('ELOOP'), 'profile x: its symbolic links lead back to themselves.'],
  [system('ENAMETOOLONG'), 'profile x: the name is too long.'],
  [
    system('ENXIO'),
    'profile x: it is no file that can be read, but a socket or a device, and nothing is behind it.',
  ],
  [system('EBUSY'), 'profile x: cannot be read (EBUSY).'],
  [new Error('what?'), 'profile x: cannot be read ().'],
])('%s: %s', (cause, line) => {
  const error = readError('profile x', cause)
  expect(error).toBeInstanceOf(InputError)
  expect(error.message).toBe(line)
  expect(error.cause).toBe(cause)
})

test('a name that is not UTF-8 is said to be so', () => {
  expect(readError('a\ufffd.pcap', system('ENOENT')).message).toBe(
    'a\ufffd.pcap: there is no such file (a name that is not UTF-8 cannot be given: rename the file).',
  )
})

test('what says already whose fault it is stays', () => {
  const input = new InputError('events y: it is larger than 5 bytes.')
  const fault = new FaultError('the disk is gone')
  expect(readError('x', input)).toBe(input)
  expect(readError('x', fault)).toBe(fault)
})

test('a medium that fails is the machine’s fault, and named as such', () => {
  const error = readError('x.pcap', system('EIO'))
  expect(error).toBeInstanceOf(FaultError)
  expect(error.message).toBe(
    'x.pcap: reading failed (EIO): the disk, card or share that it lies on fails. Copy what can be read of it, and give the copy.',
  )
})
