import { FaultError } from '../../src/core/errors.ts'
import type { ReadData } from '../../src/attribute/types.ts'

/** Data files held in memory. Counts the reads of each file. */
export function inMemoryData(files: Readonly<Record<string, Buffer | string>>): {
  readonly readData: ReadData
  readonly reads: Map<string, number>
} {
  const reads = new Map<string, number>()
  const readData: ReadData = (name) => {
    const content = Object.hasOwn(files, name) ? files[name] : undefined
    if (content === undefined) throw new FaultError(`The data file ${name} is missing.`)
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    reads.set(name, reads.get(name) ?? 0)
    return {
      size: bytes.length,
      read(offset, length) {
        reads.set(name, (reads.get(name) ?? 0) + 1)
        return bytes.subarray(offset, Math.min(bytes.length, offset + length))
      },
    }
  }
  return { readData, reads }
}
