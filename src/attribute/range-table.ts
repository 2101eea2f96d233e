import { limits } from '../core/limits.ts'
import { damagedData } from './data-formats.ts'
import type { DataFile } from './types.ts'

/**
 * A table from address ranges to small numbers, searched in the file: only the sparse index (first key of each page) and
 * a bounded number of pages are ever in memory, so that opening costs nothing and a look-up one read.
 *
 * Layout, little endian but for the keys:
 *   0  "VRT1"   4  key bytes (4 or 16)   8  value bytes (1 or 4)   12  ranges   16  keys in a page   20  label bytes
 *   24 labels (two letters each; value v stands for label v - 1), then the sparse index, then the pages: keys of a page
 *   (big endian, ascending: a byte compare orders them), then its values.
 * A range reaches to the next key; value 0 is a hole. IPv6 keys have all 128 bits: the data splits inside a /64.
 */
const rangeTable = {
  magic: 'VRT1',
  headerBytes: 24,
  pageKeyBytes: 4096,
} as const

/** Bytes of a table from its ranges; `keys` in ascending order, each `keyBytes` long. For the build tool and tests. */
export function encodeRangeTable(
  keys: Buffer,
  keyBytes: 4 | 16,
  values: readonly number[],
  labels: string,
): Buffer {
  const count = values.length
  const valueBytes = labels === '' ? 4 : 1
  const perPage = rangeTable.pageKeyBytes / keyBytes
  const pages = Math.ceil(count / perPage)
  const header = Buffer.alloc(rangeTable.headerBytes)
  header.write(rangeTable.magic, 0, 'latin1')
  header.writeUInt32LE(keyBytes, 4)
  header.writeUInt32LE(valueBytes, 8)
  header.writeUInt32LE(count, 12)
  header.writeUInt32LE(perPage, 16)
  header.writeUInt32LE(labels.length, 20)
  const parts: Buffer[] = [header, Buffer.from(labels, 'latin1')]
  for (let page = 0; page < pages; page++) {
    parts.push(keys.subarray(page * perPage * keyBytes, (page * perPage + 1) * keyBytes))
  }
  for (let page = 0; page < pages; page++) {
    const first = page * perPage
    const after = Math.min(count, first + perPage)
    parts.push(keys.subarray(first * keyBytes, after * keyBytes))
    const numbers = Buffer.alloc((after - first) * valueBytes)
    for (let index = first; index < after; index++) {
      const value = values[index] as number
      if (valueBytes === 4) numbers.writeUInt32LE(value, (index - first) * 4)
      else numbers.writeUInt8(value, index - first)
    }
    parts.push(numbers)
  }
  return Buffer.concat(parts)
}

/** Searches one table. Opens nothing before the first look-up. */
export class RangeTable {
  private readonly name: string
  private readonly open: () => DataFile
  private opened: OpenTable | null = null

  constructor(name: string, open: () => DataFile) {
    this.name = name
    this.open = open
  }

  /** Value of the range that holds `key` (as many bytes as the table's keys), 0 where none does. */
  value(key: Buffer): number {
    this.opened ??= this.load()
    const { file, keyBytes, valueBytes, count, perPage, index, pagesStart, pages } = this.opened
    if (count === 0 || key.length !== keyBytes) return 0
    const page = lastNotAbove(index, index.length / keyBytes, keyBytes, key)
    if (page < 0) return 0
    let bytes = pages.get(page)
    if (bytes === undefined) {
      const start = pagesStart + page * perPage * (keyBytes + valueBytes)
      const inPage = Math.min(perPage, count - page * perPage)
      bytes = file.read(start, inPage * (keyBytes + valueBytes))
      if (bytes.length !== inPage * (keyBytes + valueBytes)) throw damagedData(this.name)
      if (pages.size >= limits.attribute.dataPagesMax) pages.delete(pages.keys().next().value as number)
      pages.set(page, bytes)
    }
    const inPage = bytes.length / (keyBytes + valueBytes)
    const place = lastNotAbove(bytes, inPage, keyBytes, key)
    const at = inPage * keyBytes + place * valueBytes
    return valueBytes === 4 ? bytes.readUInt32LE(at) : bytes.readUInt8(at)
  }

  /** Two letters of the range that holds `key`, '' where none does or the table has no labels. */
  label(key: Buffer): string {
    const value = this.value(key)
    return value === 0 ? '' : (this.opened as OpenTable).labels.slice(value * 2 - 2, value * 2)
  }

  private load(): OpenTable {
    const file = this.open()
    const header = file.read(0, rangeTable.headerBytes)
    if (header.length < rangeTable.headerBytes || header.toString('latin1', 0, 4) !== rangeTable.magic)
      throw damagedData(this.name)
    const keyBytes = header.readUInt32LE(4)
    const valueBytes = header.readUInt32LE(8)
    const count = header.readUInt32LE(12)
    const perPage = header.readUInt32LE(16)
    const labelBytes = header.readUInt32LE(20)
    if (keyBytes !== 4 && keyBytes !== 16) throw damagedData(this.name)
    if (valueBytes !== 1 && valueBytes !== 4) throw damagedData(this.name)
    if (perPage < 1 || perPage * keyBytes > rangeTable.pageKeyBytes) throw damagedData(this.name)
    const indexStart = rangeTable.headerBytes + labelBytes
    const indexBytes = Math.ceil(count / perPage) * keyBytes
    const pagesStart = indexStart + indexBytes
    if (file.size !== pagesStart + count * (keyBytes + valueBytes)) throw damagedData(this.name)
    const labels = file.read(rangeTable.headerBytes, labelBytes).toString('latin1', 0, labelBytes)
    const index = file.read(indexStart, indexBytes)
    if (index.length !== indexBytes) throw damagedData(this.name)
    return { file, keyBytes, valueBytes, count, perPage, labels, index, pagesStart, pages: new Map() }
  }
}

interface OpenTable {
  readonly file: DataFile
  readonly keyBytes: number
  readonly valueBytes: number
  readonly count: number
  readonly perPage: number
  readonly labels: string
  readonly index: Buffer
  readonly pagesStart: number
  readonly pages: Map<number, Buffer>
}

/** Place of the last of `count` ascending keys at the start of `keys` that is not above `key`; -1 where all are. */
function lastNotAbove(keys: Buffer, count: number, keyBytes: number, key: Buffer): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys.compare(key, 0, keyBytes, middle * keyBytes, (middle + 1) * keyBytes) <= 0) low = middle + 1
    else high = middle
  }
  return low - 1
}
