/** Encrypted files of a case: whole, of every size, and with chunks that were changed, moved, repeated or cut off. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { DamagedFileError, openSealed, sealedContentBytes, sealedSink } from './sealed-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-sealed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'file.enc')
const key = Buffer.alloc(32, 7)
const chunk = 262_144
const stored = chunk + 16
const header = 48

function seal(content: Buffer, pieceBytes: number): void {
  const file = openSync(path, 'w')
  const sink = sealedSink(file, key, 'here')
  for (let at = 0; at < content.length; at += pieceBytes) sink.write(content.subarray(at, at + pieceBytes))
  sink.end()
  closeSync(file)
}

function opened(place = 'here', own = key): Buffer {
  const descriptor = openSync(path, 'r')
  try {
    const file = openSealed(descriptor, own, place, 'a file')
    const content = Buffer.alloc(file.size)
    expect(file.read(content, 0, content.length + 10, 0)).toBe(content.length)
    return content
  } finally {
    closeSync(descriptor)
  }
}

function content(bytes: number): Buffer {
  const made = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; at += 4) made.writeUInt32LE(at, Math.max(0, Math.min(at, bytes - 4)))
  return made
}

describe('a sealed file', () => {
  test.each([4, 5, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 77])(
    'of %i bytes opens as it was',
    (bytes) => {
      const plain = content(bytes)
      seal(plain, 100_003)
      expect(statSync(path).size).toBe(header + bytes + 16 * Math.ceil(bytes / chunk))
      expect(sealedContentBytes(statSync(path).size)).toBe(bytes)
      expect(opened().equals(plain)).toBe(true)
    },
  )

  test('may be empty', () => {
    seal(Buffer.alloc(0), 1)
    expect(opened()).toHaveLength(0)
  })

  test('is read from anywhere', () => {
    const plain = content(3 * chunk + 77)
    seal(plain, plain.length)
    const file = openSealed(openSync(path, 'r'), key, 'here', 'a file')
    const into = Buffer.alloc(1_000)
    for (const at of [3 * chunk - 500, 0, 2 * chunk - 1, chunk, plain.length - 3]) {
      const count = file.read(into, 0, into.length, at)
      expect(count).toBe(Math.min(into.length, plain.length - at))
      expect(into.subarray(0, count).equals(plain.subarray(at, at + count))).toBe(true)
    }
    expect(file.read(into, 0, 1, plain.length)).toBe(0)
    file.close()
  })

  test('shows no chunk twice, and nothing of its content', () => {
    seal(Buffer.alloc(2 * chunk, 'a'), chunk)
    const first = readFileSync(path)
    expect(first.subarray(header, header + chunk).equals(first.subarray(header + stored, -16))).toBe(false)
    seal(Buffer.alloc(2 * chunk, 'a'), chunk)
    expect(readFileSync(path).equals(first)).toBe(false)
  })

  const cut = (from: number, to: number) => (bytes: Buffer) =>
    Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['its last chunk cut off', (bytes) => bytes.subarray(0, header + 2 * stored)],
    ['its first chunk cut off', cut(header, header + stored)],
    ['the middle chunk cut out', cut(header + stored, header + 2 * stored)],
    ['one byte missing', (bytes) => bytes.subarray(0, -1)],
    ['only its header left', (bytes) => bytes.subarray(0, header)],
    ['nothing left', () => Buffer.alloc(0)],
    ['a byte behind its end', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    [
      'two chunks exchanged',
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, header),
          bytes.subarray(header + stored, header + 2 * stored),
          bytes.subarray(header, header + stored),
          bytes.subarray(header + 2 * stored),
        ]),
    ],
    [
      'a chunk repeated',
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, header + stored),
          bytes.subarray(header, header + stored),
          bytes.subarray(header + 2 * stored),
        ]),
    ],
  ])('with %s is refused', (_, change) => {
    seal(content(2 * chunk + 77), chunk)
    writeFileSync(path, change(readFileSync(path)))
    expect(() => opened()).toThrow(DamagedFileError)
  })

  test('with any single bit changed is refused', () => {
    seal(content(40), 40)
    const good = readFileSync(path)
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bad = Buffer.from(good)
      bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7))
      writeFileSync(path, bad)
      expect(() => opened(), `bit ${bit}`).toThrow(DamagedFileError)
    }
  })

  test('opens with its own key and in its own place only', () => {
    seal(content(40), 40)
    expect(() => opened('there')).toThrow(/part 1 of 1 was changed, moved or cut/)
    expect(() => opened('here', Buffer.alloc(32, 8))).toThrow(DamagedFileError)
  })
})
