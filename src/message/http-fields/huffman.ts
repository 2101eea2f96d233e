/**
 * The Huffman code of HPACK and QPACK (RFC 7541 section 5.2 and appendix B). The code is canonical: the lengths of the
 * codes, with the symbols of one length in ascending order, give all of it.
 *
 * It is walked four bits at a time: the states are the inner nodes of the code's tree, and as no code is shorter than
 * five bits, a step ends at most one symbol.
 */

/** Bits of each byte's code. The end of string (symbol 256) has 30. */
const codeLengths: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7,
  8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19,
  13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13,
  28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21,
  22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23,
  22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25,
  25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
]

const endOfString = 256
/** Inner nodes of the tree of 257 symbols. */
const statesMax = 256
/** Padding is fewer bits than a byte, all ones (RFC 7541 section 5.2). */
const paddingBitsMax = 7

const none = 0xffff

/** By state and nibble: the next state, and the symbol that the step ends (`none`: it ends none). Filled at the first use. */
const nextStates: Uint8Array = new Uint8Array(statesMax * 16)
const symbols: Uint16Array = new Uint16Array(statesMax * 16)
/** 1 where a string may end: on a symbol's end, or in padding. */
const mayEnd: Uint8Array = new Uint8Array(statesMax)
let isBuilt = false

/** The code of each symbol, for who writes: as many bits of `code`, the highest first. The last is the end of string. */
export function huffmanCodes(): { readonly code: number; readonly bits: number }[] {
  const codes: { code: number; bits: number }[] = []
  let next = 0
  for (let bits = 1; bits <= 30; bits++, next *= 2) {
    for (let symbol = 0; symbol <= endOfString; symbol++)
      if (codeLengths[symbol] === bits) codes[symbol] = { code: next++, bits }
  }
  return codes
}

function build(): void {
  symbols.fill(none)
  // Children of each inner node: another inner node, or -1 - symbol.
  const zeros = new Int16Array(statesMax)
  const ones = new Int16Array(statesMax)
  let nodes = 1
  for (const [symbol, { code, bits }] of huffmanCodes().entries()) {
    let node = 0
    for (let bit = bits - 1; bit > 0; bit--) {
      const children = ((code >>> bit) & 1) === 1 ? ones : zeros
      if (children[node] === 0) children[node] = nodes++
      node = children[node] as number
    }
    ;((code & 1) === 1 ? ones : zeros)[node] = -1 - symbol
  }
  for (let state = 0; state < statesMax; state++) {
    for (let nibble = 0; nibble < 16; nibble++) {
      let node = state
      for (let bit = 3; bit >= 0; bit--) {
        const child = ((nibble >> bit) & 1 ? ones : zeros)[node] as number
        if (child < 0) {
          symbols[state * 16 + nibble] = -1 - child
          node = 0
        } else node = child
      }
      nextStates[state * 16 + nibble] = node
    }
  }
  let node = 0
  for (let bits = 0; bits <= paddingBitsMax; bits++) {
    mayEnd[node] = 1
    node = ones[node] as number
  }
  isBuilt = true
}

/** Most bytes that `length` bytes of Huffman code can become: the shortest code has five bits. */
export function huffmanOutputMax(length: number): number {
  return Math.floor((length * 8) / 5)
}

/**
 * Decodes `buf[start, end)` to `out` from `at` on, where there is room for `huffmanOutputMax(end - start)` bytes.
 * Returns where the output ends; of what is no such code (an end of string within it, padding that is none) the bitwise
 * complement of that, a negative number: what stands before the fault was decoded.
 */
export function decodeHuffman(
  buf: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  if (!isBuilt) build()
  let state = 0
  let to = at
  for (let from = start; from < end; from++) {
    const byte = buf[from] as number
    let step = state * 16 + (byte >> 4)
    let symbol = symbols[step] as number
    if (symbol !== none) {
      if (symbol === endOfString) return ~to
      out[to++] = symbol
    }
    step = (nextStates[step] as number) * 16 + (byte & 15)
    symbol = symbols[step] as number
    if (symbol !== none) {
      if (symbol === endOfString) return ~to
      out[to++] = symbol
    }
    state = nextStates[step] as number
  }
  return mayEnd[state] === 1 ? to : ~to
}
