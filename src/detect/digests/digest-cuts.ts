/** Bytes of a digest that are looked up: what is cut shorter is too short to be meant. */
export const digestBytesMin = 8
/** Digests short enough that programs also take the middle of them have so many bytes. */
const middleBytes = 16

/** Where a cut begins. */
export interface Cut {
  /** Place of the first byte, from the end where it is below 0. */
  readonly from: number
  readonly title: string
  /** Whether programs cut a digest of so many bytes there. */
  readonly isFor: (length: number, isUsual: boolean, isUuid: boolean) => boolean
}

/**
 * Places from which on a digest is looked up: all of it, the middle and second half of short ones, and the last 16, 20, 24
 * and 32 hex digits, of the usual hashes only.
 */
export const cuts: readonly Cut[] = [
  { from: 0, title: '', isFor: () => true },
  { from: 4, title: ', its middle', isFor: (length, _, isUuid) => length === middleBytes && !isUuid },
  { from: 8, title: ', its second half', isFor: (length) => length === middleBytes },
  ...[8, 10, 12, 16].map(
    (bytes): Cut => ({
      from: -bytes,
      title: `, its last ${bytes} bytes`,
      isFor: (length, isUsual) =>
        isUsual && (length > middleBytes || (length === middleBytes && bytes === 10)),
    }),
  ),
]

/** Place of the first byte of a cut in a digest of so many bytes. */
export function offsetOf({ from }: Cut, length: number): number {
  return from < 0 ? length + from : from
}
