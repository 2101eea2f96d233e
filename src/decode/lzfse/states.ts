import type { Bits } from './bits.ts'

/**
 * Finite state entropy, as LZFSE has it (lzfse_fse.c of the reference implementation): a state stands for a symbol, and bits
 * say which state comes next.
 */
export class States {
  private readonly symbols: Uint8Array
  /** Bits to be taken, and what is added to them. */
  private readonly widths: Uint8Array
  private readonly deltas: Int16Array

  /** `frequencies`: how many of the `count` states (a power of two) are of each symbol. */
  constructor(count: number, frequencies: Uint16Array) {
    this.symbols = new Uint8Array(count)
    this.widths = new Uint8Array(count)
    this.deltas = new Int16Array(count)
    let state = 0
    for (let symbol = 0; symbol < frequencies.length; symbol++) {
      const frequency = frequencies[symbol] as number
      if (frequency === 0) continue
      const width = Math.clz32(frequency) - Math.clz32(count)
      const wideStates = ((2 * count) >> width) - frequency
      for (let index = 0; index < frequency; index++, state++) {
        this.symbols[state] = symbol
        const isWide = index < wideStates
        this.widths[state] = isWide ? width : width - 1
        this.deltas[state] = isWide
          ? ((frequency + index) << width) - count
          : (index - wideStates) << (width - 1)
      }
    }
  }

  /** The symbol that a state stands for. */
  symbolOf(state: number): number {
    return this.symbols[state] as number
  }

  /** The state behind it; -1 where there are not as many bits. */
  next(state: number, bits: Bits): number {
    const taken = bits.take(this.widths[state] as number)
    return taken < 0 ? -1 : (this.deltas[state] as number) + taken
  }
}

/** Takes one symbol after the other. */
export class Symbols {
  private readonly states: States
  private state: number

  constructor(states: States, state: number) {
    this.states = states
    this.state = state
  }

  /** -1 where the bits have run out. */
  next(bits: Bits): number {
    const symbol = this.states.symbolOf(this.state)
    this.state = this.states.next(this.state, bits)
    if (this.state >= 0) return symbol
    this.state = 0
    return -1
  }
}

/** True where the frequencies do not ask for more states than there are. */
export function areFrequencies(count: number, frequencies: Uint16Array): boolean {
  let sum = 0
  for (const frequency of frequencies) sum += frequency
  return sum <= count
}
