import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipFile {
  readonly name: string
  readonly bytes: Buffer
  /** Stored instead of deflated. */
  readonly isStored?: boolean
  /** The sizes stand behind the data, as programs write them that do not know them before. */
  readonly isUnsized?: boolean
  /** Replaces numbers of the header: `method`, `flags`. */
  readonly method?: number
  readonly flags?: number
  /** Date and time of MS-DOS, the date in the upper half; and seconds since 1970 in the field of Info-ZIP, in the directory. */
  readonly changedDos?: number
  readonly changedUtc?: number
}

/**
 * A zip archive; `comment` stands at its end. `zip64`: all its numbers stand in Zip64 fields, or it has the records of Zip64
 * beside numbers that fit, as Info-ZIP writes what comes through a pipe.
 */
export function zipFile(files: readonly ZipFile[], comment = '', zip64: boolean | 'records' = false): Buffer {
  const isZip64 = zip64 === true
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const file of files) {
    const packed = file.isStored === true ? file.bytes : deflateRawSync(file.bytes)
    const name = Buffer.from(file.name)
    const isUnsized = file.isUnsized === true
    const flags = file.flags ?? (isUnsized ? 8 : 0)
    const method = file.method ?? (file.isStored === true ? 0 : 8)
    const common = (isCentral: boolean): Buffer => {
      const fields = Buffer.alloc(26)
      fields.writeUInt16LE(20, 0)
      fields.writeUInt16LE(flags, 2)
      fields.writeUInt16LE(method, 4)
      fields.writeUInt32LE(file.changedDos ?? 0, 6)
      const is64 = isZip64 && (isCentral || !isUnsized)
      if (isCentral || !isUnsized) {
        fields.writeUInt32LE(crc32(file.bytes), 10)
        fields.writeUInt32LE(is64 ? 0xffffffff : packed.length, 14)
        fields.writeUInt32LE(is64 ? 0xffffffff : file.bytes.length, 18)
      }
      fields.writeUInt16LE(name.length, 22)
      return fields
    }
    const in64 = (...numbers: readonly number[]): Buffer => {
      const extra = Buffer.alloc(isZip64 ? 4 + 8 * numbers.length : 0)
      if (!isZip64) return extra
      extra.writeUInt16LE(1, 0)
      extra.writeUInt16LE(8 * numbers.length, 2)
      for (const [index, number] of numbers.entries()) extra.writeBigUInt64LE(BigInt(number), 4 + index * 8)
      return extra
    }
    const sizes = isUnsized ? Buffer.alloc(0) : in64(file.bytes.length, packed.length)
    const header = common(false)
    header.writeUInt16LE(sizes.length, 24)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), header, name, sizes, packed])
    const behind = Buffer.alloc(isUnsized ? 16 : 0)
    if (isUnsized) {
      behind.write('PK\u0007\u0008', 'latin1')
      behind.writeUInt32LE(crc32(file.bytes), 4)
      behind.writeUInt32LE(packed.length, 8)
      behind.writeUInt32LE(file.bytes.length, 12)
    }
    const stamp = Buffer.alloc(file.changedUtc === undefined ? 0 : 9)
    if (file.changedUtc !== undefined) {
      stamp.writeUInt32LE(0x0005_5455, 0)
      stamp[4] = 1
      stamp.writeUInt32LE(file.changedUtc, 5)
    }
    const extra = Buffer.concat([in64(file.bytes.length, packed.length, at), stamp])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(isZip64 ? 0xffffffff : at, 10)
    const fields = common(true)
    fields.writeUInt16LE(extra.length, 24)
    directory.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), fields, tail, name, extra]),
    )
    parts.push(local, behind)
    at += local.length + behind.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(isZip64 ? 0xffff : files.length, 8)
  end.writeUInt16LE(isZip64 ? 0xffff : files.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(isZip64 ? 0xffffffff : at, 16)
  end.writeUInt16LE(Buffer.byteLength(comment), 20)
  const end64: Buffer[] = []
  if (zip64 !== false) {
    const record = Buffer.alloc(56)
    record.write('PK\u0006\u0006', 'latin1')
    record.writeBigUInt64LE(44n, 4)
    record.writeBigUInt64LE(BigInt(files.length), 24)
    record.writeBigUInt64LE(BigInt(files.length), 32)
    record.writeBigUInt64LE(BigInt(central.length), 40)
    record.writeBigUInt64LE(BigInt(at), 48)
    const locator = Buffer.alloc(20)
    locator.write('PK\u0006\u0007', 'latin1')
    locator.writeBigUInt64LE(BigInt(at + central.length), 8)
    end64.push(record, locator)
  }
  return Buffer.concat([...parts, central, ...end64, end, Buffer.from(comment)])
}
