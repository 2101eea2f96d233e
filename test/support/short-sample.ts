import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** Of 1.5 MB; the sender of the first sample speaks four times until there. */
const bytesMax = 100_000

/**
 * For tests of what commands do with any capture of a phone: the first blocks of a sample, unzipped. In those of the
 * first sample each identifier that it leaks is seen. They are read in a third of the time of all of it.
 */
export function shortSample(name = 'nokia-7-plus.pcapng'): Buffer {
  const file = readFileSync(fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)))
  const bytes = name.endsWith('.gz') ? gunzipSync(file) : file
  let end = 0
  for (;;) {
    // Length of a block, as pcapng has it.
    const next = end + bytes.readUInt32LE(end + 4)
    if (next > bytesMax) return bytes.subarray(0, end)
    end = next
  }
}

/**
 * The profile of that phone with few of its numbers: each command that derives something spells all of them, which takes
 * longer than the capture does.
 */
export const shortProfile = `name: Nokia 7 plus (emulated)
identifiers:
  imei:
    - "357184092641738"
    - "357184092649814"
  iccid:
    - "89470100739182640533"
`
