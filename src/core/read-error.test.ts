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
  [system('EIO'), 'profile x: cannot be read (EIO).'],
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
