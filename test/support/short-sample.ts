import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const sample = fileURLToPath(new URL('../../samples/nokia-7-plus.pcapng', import.meta.url))
/** Of 1.5 MB; the sender speaks four times until there. */
const bytesMax = 100_000

/**
 * For tests of what commands do with any capture of a phone: the first blocks of the sample, in which each identifier
 * that it leaks is seen. Reads in a third of the time of all of it.
 */
export function shortSample(): Buffer {
  const bytes = readFileSync(sample)
  let end = 0
  for (;;) {
    // Length of a block, as pcapng has it.
    const next = end + bytes.readUInt32LE(end + 4)
    if (next > bytesMax) return bytes.subarray(0, end)
    end = next
  }
}
