/**
 * Work that asks for bytes and goes on with them: written once, run at once by Node (which reads a file) and step by step by a
 * browser (which has to wait for each slice of a file).
 */

/** A place in the file whose bytes are wanted. */
export interface Wanted {
  readonly offset: number
  readonly length: number
}

/** Work that gives a `T` in the end. It asks with `yield* bytesAt(…)`. */
export type AskingWork<T> = Generator<Wanted, T, Uint8Array>

/** Bytes with random access. What lies behind the end is left out. */
export interface ArchiveSource {
  readonly size: number
  read(offset: number, length: number): Uint8Array
}

/** Asks whoever runs the work for `length` bytes at `offset`; gets fewer where the file ends. */
export function* bytesAt(offset: number, length: number): AskingWork<Uint8Array> {
  return yield { offset, length }
}

/** Runs work to its end with a source that answers at once. */
export function readAtOnce<T>(work: AskingWork<T>, source: ArchiveSource): T {
  let step = work.next()
  while (step.done !== true) step = work.next(source.read(step.value.offset, step.value.length))
  return step.value
}

/** Runs work to its end with a source that answers later. */
export async function readLater<T>(
  work: AskingWork<T>,
  read: (offset: number, length: number) => Promise<Uint8Array>,
): Promise<T> {
  let step = work.next()
  while (step.done !== true) step = work.next(await read(step.value.offset, step.value.length))
  return step.value
}
