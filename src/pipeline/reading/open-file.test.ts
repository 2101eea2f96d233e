/** Files on the disk, in pipes, and below a folder that somebody else opens. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../../../test/support/test-folder.ts'
import { FaultError } from '../../core/errors.ts'
import { isRegularFile, mount, openFile, openMounted, readWholeFile, streamOf } from './open-file.ts'
import type { OpenFile } from './open-file.ts'

const folder = testFolder('open')

const content = Buffer.alloc(2_500_000, 'some bytes ')
let openFiles = 0

function held(name: string): OpenFile | null {
  if (name !== 'evidence/a') return null
  openFiles++
  return {
    size: content.length,
    modifiedMs: 0,
    read: (into, offset, length, position) => {
      const piece = content.subarray(position, position + length)
      into.set(piece, offset)
      return piece.length
    },
    close: () => void openFiles--,
  }
}

test('a file of a mounted folder is read from who mounted it', async () => {
  const place = join(folder, 'case')
  const unmount = mount(place, held)
  const path = join(place, 'evidence', '..', 'evidence', 'a')
  expect(openMounted(`${place}-other/a`)).toBeNull()
  expect(isRegularFile(path)).toBe(true)
  expect(readWholeFile(path).equals(content)).toBe(true)
  const pieces: Buffer[] = []
  for await (const piece of streamOf(path) as AsyncIterable<Buffer>) pieces.push(piece)
  expect(Buffer.concat(pieces).equals(content)).toBe(true)
  // Who stops early leaves nothing open.
  for await (const _ of streamOf(path)) break
  expect(openFiles).toBe(0)
  expect(() => openFile(join(place, 'evidence/b'))).toThrow(/ENOENT/)
  unmount()
  expect(openMounted(path)).toBeNull()
  expect(() => openFile(path)).toThrow(/ENOENT/)
})

test('a file on the disk is read from anywhere', () => {
  const path = join(folder, 'file')
  writeFileSync(path, '0123456789')
  const file = openFile(path)
  const into = Buffer.alloc(4)
  expect(file.size).toBe(10)
  expect(file.read(into, 0, 4, 8)).toBe(2)
  expect(file.read(into, 1, 2, 3)).toBe(2)
  expect(into.toString('latin1', 0, 3)).toBe('834')
  file.close()
  expect(isRegularFile(folder)).toBe(false)
  expect(isRegularFile(join(folder, 'nothing'))).toBe(false)
})

// Its first bytes belong to no memory, and reading them fails as on a bad sector.
const failing = '/proc/self/mem'
test.runIf(existsSync(failing))('a disk that fails is named, with the file', () => {
  const file = openFile(failing)
  try {
    expect(() => file.read(Buffer.alloc(8), 0, 8, 0)).toThrow(
      /^\/proc\/self\/mem: reading failed \(EIO\): the disk, card or share that it lies on fails\./,
    )
    expect(() => file.read(Buffer.alloc(8), 0, 8, 0)).toThrow(FaultError)
  } finally {
    file.close()
  }
})
