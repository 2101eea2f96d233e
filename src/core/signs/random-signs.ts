/**
 * Whether text looks random in an alphabet that nobody knows: all of its signs are about as frequent, and about as many of
 * them stand side by side as chance would have it. Base85, base64 whose signs are shifted and hex in other letters are so;
 * words, numbers, lists of ids and alphabets in their order are not.
 */

/** Fewer show too little. */
const signsMin = 128
const countedMax = 4_096
/** Of alphabets with fewer signs: lists of UUIDs and numbers have 11 to 18. */
const alphabetMin = 24
/** But for letters alone, of one case: digits of hex. */
const lettersMin = 14
/** Decimal digits that hold 96 bytes: shorter numbers, and several in a row, are of many things. */
const decimalsMin = 231
const toleranceBits = 0.15
const pairsShare = 0.85

const counts: Uint32Array = new Uint32Array(128)
const pairs: Uint8Array = new Uint8Array(128 * 128)

/** True where `buf[start, end)` is text without blanks that looks random; false for fewer than 128 characters. */
export function areSignsRandom(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start < signsMin) return false
  const stop = Math.min(end, start + countedMax)
  counts.fill(0)
  pairs.fill(0)
  let different = 0
  let last = 0
  for (let at = start; at < stop; at++) {
    const code = buf[at] as number
    if (code <= 0x20 || code >= 0x7f) return false
    counts[code] = (counts[code] as number) + 1
    const pair = (last << 7) | code
    if (at > start && pairs[pair] === 0) {
      pairs[pair] = 1
      different++
    }
    last = code
  }
  const length = stop - start
  let size = 0
  let sum = 0
  for (const count of counts) {
    if (count === 0) continue
    size++
    sum += count * Math.log2(count)
  }
  if (size < alphabetMin && !(size >= lettersMin && areLetters()) && !areDecimals(length, size)) return false
  const entropy = Math.log2(length) - sum / length
  // On average entropy is less than the alphabet has, by this much (Miller, 1955).
  const average = Math.log2(size) - (size - 1) / (2 * length * Math.LN2)
  if (entropy < average - toleranceBits) return false
  const possible = size * size
  return different >= pairsShare * possible * (1 - Math.exp(-(length - 1) / possible))
}

/**
 * True where most signs of a text are near the one before: alphabets, and colours, sound and other measures whose bytes are
 * letters by chance. Of random base64 a fifth are, of hex in the letters from a to p two thirds.
 */
export function areSignsNear(bytes: Uint8Array): boolean {
  const stop = Math.min(bytes.length, countedMax)
  let near = 0
  for (let at = 1; at < stop; at++)
    if (Math.abs((bytes[at] as number) - (bytes[at - 1] as number)) <= nearMax) near++
  return near * 6 > stop * 5
}

const nearMax = 6

/** No sign that was counted is another one than letters of one case. */
function areLetters(): boolean {
  let upper = 0
  let lower = 0
  for (let code = 0; code < 128; code++) {
    if (counts[code] === 0) continue
    if (code >= 65 && code < 91) upper++
    else if (code >= 97 && code < 123) lower++
    else return false
  }
  return upper === 0 || lower === 0
}

/** All ten digits and nothing else, as a program prints a number of a thousand bits. */
function areDecimals(length: number, size: number): boolean {
  if (length < decimalsMin || size !== 10) return false
  for (let code = 48; code < 58; code++) if (counts[code] === 0) return false
  return true
}
