/**
 * Shannon's entropy of bytes, and whether it is that of random ones: what is encrypted looks like nothing else. Few
 * bytes can not show 8 bits each, so the entropy is held against what random bytes of the same number show on average.
 */

/** Bytes that are counted: more tell nothing new. */
const countedBytesMax = 4_096
/** Fewer are nothing that statistics can tell: two blocks of a cipher. */
export const judgedBytesMin = 32
/** Bits under the average of random bytes: four deviations at 64 bytes, and more at all others. */
const toleranceBits = 0.25
/** A first look at so many bytes throws out nearly all text: it repeats itself. */
const firstLookBytes = 64
/** Of so many bytes, random ones have 56.7 different ones on average; and 30.1 of half as many, with a deviation of 1.3. */
const distinctMin = 46
const distinctOfFewMin = 26

const counts: Uint32Array = new Uint32Array(256)
/** By number of bytes: the average entropy of random ones. */
const averages: Map<number, number> = new Map()

/** Bits per byte, 0 to 8, of the first `bytesMax` bytes of `buf[start, end)`; 0 where there are none. */
export function entropyOf(
  buf: Uint8Array,
  start: number,
  end: number,
  bytesMax: number = countedBytesMax,
): number {
  const stop = Math.min(end, start + bytesMax)
  const length = stop - start
  if (length <= 0) return 0
  counts.fill(0)
  for (let at = start; at < stop; at++) {
    const byte = buf[at] as number
    counts[byte] = (counts[byte] as number) + 1
  }
  let sum = 0
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte] as number
    if (count > 1) sum += count * Math.log2(count)
  }
  return Math.log2(length) - sum / length
}

/** True where the bytes show no structure that counting could see; false for fewer than 32. */
export function looksRandom(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start < judgedBytesMin) return false
  if (end - start < firstLookBytes) return doFewLookRandom(buf, start, end)
  if (distinctIn(buf, start, start + firstLookBytes) < distinctMin) return false
  const length = Math.min(end - start, countedBytesMax)
  return entropyOf(buf, start, end) > averageEntropy(length) - toleranceBits
}

/**
 * Of 32 to 63 bytes. Text of any alphabet has few signs above 127 or repeats them; numbers and lengths of binary documents
 * have zeros and small ones. At random a quarter or less above 127 comes once in 200 times at 32 bytes.
 */
function doFewLookRandom(buf: Uint8Array, start: number, end: number): boolean {
  if (distinctIn(buf, start, start + judgedBytesMin) < distinctOfFewMin) return false
  let high = 0
  let small = 0
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (byte > 127) high++
    if (byte < 8) small++
  }
  const length = end - start
  return high * 4 > length && high * 4 < length * 3 && small * 6 < length
}

function distinctIn(buf: Uint8Array, start: number, end: number): number {
  counts.fill(0)
  let distinct = 0
  for (let at = start; at < end; at++) {
    const byte = buf[at] as number
    if (counts[byte] === 0) distinct++
    counts[byte] = 1
  }
  return distinct
}

/** Each value is met by a Poisson law of `length / 256` times. */
function averageEntropy(length: number): number {
  const known = averages.get(length)
  if (known !== undefined) return known
  const mean = length / 256
  let chance = Math.exp(-mean)
  let sum = 0
  const last = Math.ceil(mean + 10 * Math.sqrt(mean) + 20)
  for (let count = 1; count <= last; count++) {
    chance *= mean / count
    if (count > 1) sum += chance * count * Math.log2(count)
  }
  const average = Math.log2(length) - (256 * sum) / length
  averages.set(length, average)
  return average
}
