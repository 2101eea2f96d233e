import { damagedData } from './data-formats.ts'
import type { DataFile } from './types.ts'

/**
 * AS number and name by position. Layout: "VNN1", count, then count + 1 offsets (all uint32, little endian), then the
 * records: AS number (uint32) and name (UTF-8). Position 0 stands for none.
 */
const magic = 'VNN1'
const headerBytes = 8

/** Bytes of the table; `networks[0]` has position 1. For the build tool and tests. */
export function encodeNetworkNames(
  networks: readonly { readonly asn: number; readonly name: string }[],
): Buffer {
  const records = networks.map(({ asn, name }) => {
    const number = Buffer.alloc(4)
    number.writeUInt32LE(asn)
    return Buffer.concat([number, Buffer.from(name, 'utf8')])
  })
  const head = Buffer.alloc(headerBytes + 4 * (records.length + 1))
  head.write(magic, 0, 'latin1')
  head.writeUInt32LE(records.length, 4)
  let offset = head.length
  for (const [index, record] of records.entries()) {
    head.writeUInt32LE(offset, headerBytes + 4 * index)
    offset += record.length
  }
  head.writeUInt32LE(offset, headerBytes + 4 * records.length)
  return Buffer.concat([head, ...records])
}

/** Reads names from the file, two small reads each. */
export class NetworkNames {
  private readonly name: string
  private readonly open: () => DataFile
  private file: DataFile | null = null
  private count = 0

  constructor(name: string, open: () => DataFile) {
    this.name = name
    this.open = open
  }

  at(position: number): { asn: number; name: string } | null {
    if (position === 0) return null
    const file = this.file ?? this.load()
    if (position > this.count) throw damagedData(this.name)
    const range = file.read(headerBytes + 4 * (position - 1), 8)
    if (range.length !== 8) throw damagedData(this.name)
    const start = range.readUInt32LE(0)
    const end = range.readUInt32LE(4)
    if (end < start + 4 || end > file.size) throw damagedData(this.name)
    const record = file.read(start, end - start)
    if (record.length !== end - start) throw damagedData(this.name)
    return { asn: record.readUInt32LE(0), name: record.toString('utf8', 4) }
  }

  private load(): DataFile {
    const file = this.open()
    const header = file.read(0, headerBytes)
    if (header.length !== headerBytes || header.toString('latin1', 0, 4) !== magic)
      throw damagedData(this.name)
    this.count = header.readUInt32LE(4)
    this.file = file
    return file
  }
}
