import type { DigestInput } from '../digests/digest-input.ts'
import { plainOf } from './keyed-cipher.ts'
import type { Reading } from './keyed-cipher.ts'
import { textsIn } from './sought-texts.ts'
import type { SoughtText } from './sought-texts.ts'

/** A reading that something proves. */
export interface RightReading extends Reading {
  /** The known values in it; none where what it is as a whole proves it. */
  readonly found: readonly DigestInput[]
}

/**
 * The reading of one key that holds the most known values, else the first of which `isProof` says that it proves the key by itself;
 * null where none is right.
 */
export function rightOf(
  readings: readonly Reading[],
  texts: readonly SoughtText[],
  isProof: (plain: Buffer, reading: Reading) => boolean,
): RightReading | null {
  let most = null as RightReading | null
  let whole = null as Reading | null
  for (const reading of readings) {
    const found = textsIn(reading, texts)
    const { modes, begin } = reading
    if (whole === null && isProof(plainOf(reading), reading)) whole = reading
    if (found.length === 0) continue
    // A wrong mode may open the first block, and that alone.
    if (most === null || found.length > most.found.length) most = { ...reading, found }
    else if (found.length === most.found.length && begin !== null && begin === most.begin)
      most = { ...most, modes: [...new Set([...most.modes, ...modes])] }
  }
  return most ?? (whole === null ? null : { ...whole, found: [] })
}

/** `AES-128-CBC`, `RC4`, `AES-256-CTR or OFB`. `title`: that of the cipher of blocks. */
export function formOf({ modes }: Reading, title: string): string {
  const mode = modes.join(', ').replace(/, (?=\w+$)/, ' or ')
  return mode === 'RC4' ? mode : `${title}-${mode}`
}
