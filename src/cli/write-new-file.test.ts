import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { NewFile, writeNewFile } from './write-new-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-new-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a new file is begun with its first bytes, and is there when it is whole', () => {
  const path = join(folder, 'new')
  const file = new NewFile(path)
  expect(readdirSync(folder)).toEqual([])
  file.put(Buffer.from('a'))
  expect(existsSync(path)).toBe(false)
  expect(readdirSync(folder)).toHaveLength(1)
  file.put(Buffer.from('b'))
  file.close()
  file.abandon()
  expect(readFileSync(path, 'utf8')).toBe('ab')
  expect(readdirSync(folder)).toEqual(['new'])
  expect(() => file.put(Buffer.from('c'))).toThrow('closed')
})

test('one that is given up leaves nothing, and one without bytes is empty', () => {
  const given = new NewFile(join(folder, 'given-up'))
  given.put(Buffer.from('a'))
  given.abandon()
  writeNewFile(join(folder, 'empty'), new Uint8Array())
  expect(readdirSync(folder).toSorted()).toEqual(['empty', 'new'])
})

test('what is there is never written over, and a folder that is not there is told at once', () => {
  writeFileSync(join(folder, 'kept'), 'kept')
  expect(() => writeNewFile(join(folder, 'kept'), Buffer.from('x'))).toThrow('is there already')
  expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('kept')
  expect(() => new NewFile(join(folder, 'none', 'x'))).toThrow('there is no such folder')
})

test('what one left that was killed is not in the way of another with the same number', () => {
  const path = join(folder, 'again')
  writeFileSync(`${path}.writing-${process.pid}`, 'half')
  writeNewFile(path, Buffer.from('whole'))
  expect(readFileSync(path, 'utf8')).toBe('whole')
})

test('a name may be as long as the disk takes, in letters of any length, and a longer one is told as that', () => {
  for (const name of ['y'.repeat(255), `${'ø'.repeat(125)}.html`, `${'📱'.repeat(62)}.html`]) {
    const path = join(folder, name)
    writeNewFile(path, Buffer.from('long'))
    expect(readFileSync(path, 'utf8')).toBe('long')
  }
  const before = readdirSync(folder).length
  expect(() => writeNewFile(join(folder, 'y'.repeat(256)), Buffer.from('x'))).toThrow(
    'y cannot be written: the name is too long.',
  )
  expect(readdirSync(folder)).toHaveLength(before)
})
