import { createInflateRaw } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { Rng } from '../../../tools/bench/rng.ts'
import { zipFile } from '../../../test/support/zip-file.ts'
import type { ByteSource } from './zip.ts'
import { readZipDirectory, startsAsZip, unlistedBytes, zipPieces } from './zip.ts'

vi.mock('node:zlib', async (original) => {
  const zlib = await original<typeof import('node:zlib')>()
  return { ...zlib, createInflateRaw: vi.fn(zlib.createInflateRaw) }
})

function sourceOf(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) =>
      bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length)),
  }
}

interface Unpacked {
  readonly name: string
  readonly bytes: Buffer
  readonly fault: string
}

async function unpack(archive: Buffer, bytesMax = 10_000_000): Promise<Unpacked[]> {
  const source = sourceOf(archive)
  const unpacked: Unpacked[] = []
  for (const member of readZipDirectory(source)?.members ?? []) {
    const parts: Buffer[] = []
    const pieces = zipPieces(source, member, bytesMax)
    for (;;) {
      const next = await pieces.next()
      if (next.done === true) {
        unpacked.push({ name: member.name, bytes: Buffer.concat(parts), fault: next.value })
        break
      }
      parts.push(Buffer.from(next.value))
    }
  }
  return unpacked
}

const long = Buffer.from('a line of a log that repeats\n'.repeat(40_000))
const files = [
  { name: '2026-03-04.txt', bytes: Buffer.from('hello') },
  { name: 'folder/', bytes: Buffer.alloc(0), isStored: true },
  { name: 'folder/ünlike.txt', bytes: long },
  { name: 'stored', bytes: Buffer.from([0, 255, 1]), isStored: true },
]
const expected = files.map(({ name, bytes }) => ({ name, bytes, fault: '' }))

describe('an archive', () => {
  test('is unpacked: deflated, stored, with a comment, with sizes behind the data, with Zip64', async () => {
    expect(await unpack(zipFile(files))).toEqual(expected)
    expect(await unpack(zipFile(files, 'a comment with PK in it'))).toEqual(expected)
    expect(await unpack(zipFile(files.map((file) => ({ ...file, isUnsized: true }))))).toEqual(expected)
    expect(await unpack(zipFile(files, '', true))).toEqual(expected)
    expect(await unpack(zipFile([]))).toEqual([])
  })

  test('is told by its first bytes', () => {
    expect(startsAsZip(zipFile([]))).toBe(true)
    expect(startsAsZip(zipFile(files))).toBe(true)
    expect(startsAsZip(Buffer.from('PK'))).toBe(false)
    expect(readZipDirectory(sourceOf(Buffer.from('PKWARE')))).toBeNull()
  })

  test('cut anywhere: the files before the cut are unpacked', async () => {
    const archive = zipFile(files)
    for (const length of [4, 30, 40, 60, 200, archive.length - 200, archive.length - 1]) {
      const source = sourceOf(archive.subarray(0, length))
      const directory = readZipDirectory(source)
      expect(directory?.isCut).toBe(true)
      const unpacked = await unpack(archive.subarray(0, length))
      for (const [index, { bytes, fault }] of unpacked.entries()) {
        const whole = expected[index]?.bytes ?? Buffer.alloc(0)
        expect(whole.subarray(0, bytes.length)).toEqual(bytes)
        if (bytes.length < whole.length) expect(fault).not.toBe('')
      }
    }
  })

  test('without its directory, with sizes in Zip64 fields: all files are unpacked, where each says how long it is', async () => {
    const withoutDirectory = (archive: Buffer): Buffer =>
      archive.subarray(0, archive.indexOf('PK\u0001\u0002'))
    expect(await unpack(withoutDirectory(zipFile(files, '', true)))).toEqual(expected)
    // No such field, though the header points to it: where the file ends is not known, and it is the last.
    const unsaid = withoutDirectory(zipFile(files))
    unsaid.writeUInt32LE(0xffff_ffff, 18)
    unsaid.writeUInt32LE(0xffff_ffff, 22)
    expect(await unpack(unsaid)).toEqual(expected.slice(0, 1))
  })

  test('what stands behind its end is counted, however long it is; a comment is no such thing', async () => {
    const behind = (archive: Buffer): number | undefined => readZipDirectory(sourceOf(archive))?.bytesBehind
    const unsized = files.map((file) => ({ ...file, isUnsized: true }))
    for (const archive of [
      zipFile(files),
      zipFile(unsized),
      zipFile(files, 'a comment'),
      zipFile(files, '', true),
    ]) {
      expect(behind(archive)).toBe(0)
      for (const length of [1, 4, 21, 22, 70_000, 600_000]) {
        const followed = Buffer.concat([archive, Buffer.alloc(length, `PK\u0005\u0006${'x'.repeat(2_000)}`)])
        expect(behind(followed)).toBe(length)
        expect(await unpack(followed)).toEqual(expected)
      }
    }
    expect(behind(Buffer.concat([zipFile([]), Buffer.from('junk')]))).toBe(4)
    // Zeros that fill a block hold nothing; what stands behind them may.
    for (const length of [1, 5_000, 600_000]) {
      const padded = Buffer.concat([zipFile(files), Buffer.alloc(length)])
      expect(behind(padded)).toBe(0)
      expect(behind(Buffer.concat([padded, Buffer.from('junk\0')]))).toBe(5)
      expect(await unpack(padded)).toEqual(expected)
    }
  })

  test('bytes of no file in its directory are counted: of one that it does not name, and between two', async () => {
    const unlisted = (archive: Buffer): number => {
      const source = sourceOf(archive)
      const directory = readZipDirectory(source)
      return directory === null ? -1 : unlistedBytes(source, directory)
    }
    const empty = { name: 'empty', bytes: Buffer.alloc(0), isStored: true }
    const unsized = [...files, empty].map((file) => ({ ...file, isUnsized: true }))
    for (const archive of [
      zipFile([]),
      zipFile(files, 'a comment'),
      zipFile(files, '', true),
      zipFile(unsized),
      zipFile(unsized, '', true),
      zipFile(unsized, '', 'records'),
      Buffer.concat([zipFile(files, '', true), zipFile(unsized, 'a comment', 'records')]),
      Buffer.concat([zipFile(files, '', true), zipFile(files, '', true), Buffer.from('junk')]),
    ])
      expect(unlisted(archive)).toBe(0)
    for (const list of [files, unsized]) {
      const whole = zipFile(list)
      const directoryAt = whole.indexOf('PK\u0001\u0002')
      const gap = Buffer.concat([
        whole.subarray(0, directoryAt),
        Buffer.alloc(77, 1),
        whole.subarray(directoryAt),
      ])
      gap.writeUInt32LE(directoryAt + 77, gap.length - 22 + 16)
      expect(readZipDirectory(sourceOf(gap))?.isCut).toBe(false)
      expect(unlisted(gap)).toBe(77)
    }
    // The record of Zip64 says that what follows it is its own.
    const claimed = zipFile(files, '', 'records')
    const locatorAt = claimed.length - 22 - 20
    const hiding = Buffer.concat([
      claimed.subarray(0, locatorAt),
      Buffer.alloc(99, 1),
      claimed.subarray(locatorAt),
    ])
    hiding.writeBigUInt64LE(44n + 99n, locatorAt - 56 + 4)
    expect(unlisted(hiding)).toBe(99)
    expect(await unpack(hiding)).toEqual(expected)
    // The directory begins behind its first file.
    const [first] = files
    const left = zipFile(files)
    const secondAt = left.indexOf('PK\u0001\u0002', left.indexOf('PK\u0001\u0002') + 1)
    left.writeUInt16LE(files.length - 1, left.length - 22 + 10)
    left.writeUInt32LE(secondAt, left.length - 22 + 16)
    const entryBytes = secondAt - left.indexOf('PK\u0001\u0002')
    expect(unlisted(left)).toBe(left.indexOf('PK\u0003\u0004', 4) + entryBytes)
    expect(first?.name).toBe('2026-03-04.txt')
  })

  test('of several that were joined the last is read, as by other programs', async () => {
    const other = [{ name: 'other', bytes: Buffer.from('other') }]
    for (const first of [
      zipFile(other),
      zipFile(files, 'with a comment'),
      zipFile(files, '', true),
      zipFile([]),
    ]) {
      for (const last of [
        zipFile(files),
        zipFile(files, '', true),
        zipFile(files, '', 'records'),
        zipFile(files, 'a comment'),
      ]) {
        const joined = Buffer.concat([first, last])
        expect(readZipDirectory(sourceOf(joined))).toMatchObject({ isCut: false, bytesBefore: first.length })
        expect(await unpack(joined)).toEqual(expected)
      }
    }
    const three = Buffer.concat([zipFile(files), zipFile(files), zipFile(other), Buffer.from('junk')])
    expect(readZipDirectory(sourceOf(three))).toMatchObject({
      bytesBefore: 2 * zipFile(files).length,
      bytesBehind: 4,
    })
    expect((await unpack(three)).map(({ name }) => name)).toEqual(['other'])
  })

  test('a whole archive in one that was cut off is a file of it', async () => {
    const whole = zipFile([...files, { name: 'inner.zip', bytes: zipFile(files), isStored: true }])
    const cut = whole.subarray(0, whole.lastIndexOf('PK\u0001\u0002', whole.length - 200))
    expect(readZipDirectory(sourceOf(cut))).toMatchObject({ isCut: true, bytesBefore: 0 })
    expect((await unpack(cut)).map(({ name }) => name)).toEqual([
      ...files.map(({ name }) => name),
      'inner.zip',
    ])
  })

  test('what can not be unpacked is said', async () => {
    const [file] = files
    if (file === undefined) return
    expect(await unpack(zipFile([{ ...file, flags: 1 }]))).toMatchObject([{ fault: 'it is encrypted' }])
    expect(await unpack(zipFile([{ ...file, method: 12 }]))).toMatchObject([{ fault: /method 12/ }])
    const damaged = zipFile([{ name: 'x', bytes: long }])
    damaged.fill(0xff, 60, 90)
    const flipped = zipFile([{ name: 'x', bytes: Buffer.from('abcdef'), isStored: true }])
    flipped.write('x', 33, 'latin1')
    expect(await unpack(flipped)).toMatchObject([{ fault: 'its checksum is wrong' }])
    const [only] = await unpack(damaged)
    expect(only?.fault).not.toBe('')
  })

  test('no more is unpacked than is asked for', async () => {
    const bomb = zipFile([{ name: 'bomb', bytes: Buffer.alloc(50_000_000) }])
    const [unpacked] = await unpack(bomb, 300_000)
    expect(unpacked?.bytes.length).toBe(300_000)
    expect(unpacked?.fault).toBe('it is longer than is unpacked')
  })

  test('of thousands of small files is unpacked without an engine for each; a damaged one as far as it goes', async () => {
    const small = Array.from({ length: 1_000 }, (_, index) => ({
      name: `${index}`,
      bytes: Buffer.from(`file ${index}`),
    }))
    const archive = zipFile(small)
    vi.mocked(createInflateRaw).mockClear()
    const unpacked = await unpack(archive)
    expect(createInflateRaw).not.toHaveBeenCalled()
    expect(unpacked.map(({ bytes, fault }) => `${bytes.toString()}${fault}`)).toEqual(
      small.map(({ bytes }) => bytes.toString()),
    )
    const one = zipFile([{ name: 'a', bytes: Buffer.from('0123456789'.repeat(9)) }])
    one.writeUInt32LE(7, one.length - 22 - 47 + 16)
    expect((await unpack(one))[0]).toMatchObject({ fault: 'its checksum is wrong' })
  })

  test('whatever an archive says of itself, it ends', async () => {
    const archive = zipFile(files)
    for (let run = 0; run < 300; run++) {
      const damaged = Buffer.from(archive)
      const rng = new Rng(`zip ${run}`)
      for (let index = 0; index < 4; index++) {
        const where = rng.whole(0, 399)
        damaged[where < 200 ? where : damaged.length - 400 + where] = rng.whole(0, 255)
      }
      const unpacked = await unpack(damaged, 100_000)
      expect(unpacked.length).toBeLessThanOrEqual(64)
    }
  })
})
