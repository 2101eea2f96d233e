/**
 * The memory that a queue (search-queue.ts) and its thread share: a ring of bytes that bodies are copied into, and words
 * that say where each body lies and what was found in it. One side writes bodies in order, the other reads them in the
 * same order; both look only at the words that the other has published with an atomic store.
 */
export interface SearchMemory {
  readonly words: SharedArrayBuffer
  readonly bytes: SharedArrayBuffer
}

/** Words at the front. Bodies offered so far, counted from 0 and wrapping with 32 bits. */
export const offeredAt = 0
/** 1 once the thread is ready for bodies. */
export const readyAt = 1
/** 1 when the thread is to end. */
export const stopAt = 2
const slotsAt = 4

/** Bodies that can lie in the ring at once, and the room for them. */
export const slots = 256
/** Bytes of the ring that bodies are copied into. */
export const ringBytes = 2_097_152

/** Words of one slot, from `slotOf`: where the body lies, how long it is, its coding, and its state. */
const slotWords = 4
/** Where the body begins, in bytes of the ring. */
export const startIn = 0
/** How long the body is, in bytes. */
export const lengthIn = 1
/** The body's coding: an index of {@link encodings}. */
export const encodingIn = 2
/** What the thread found: one of {@link bodyStates}. */
export const stateIn = 3

/** What is known of a body: `failed` where the thread could not judge it: then nobody has looked yet. */
export const bodyStates = { pending: 0, clean: 1, hit: 2, failed: 3 } as const

/** Codings that a body may come with, by number. */
export const encodings: readonly string[] = ['', 'gzip', 'br', 'deflate', 'zstd']

/** The first word of the slot of the body with this number. */
export function slotOf(number: number): number {
  return slotsAt + (number & (slots - 1)) * slotWords
}

/** New memory, all words 0. */
export function allocateSearchMemory(): SearchMemory {
  return {
    words: new SharedArrayBuffer((slotsAt + slots * slotWords) * Int32Array.BYTES_PER_ELEMENT),
    bytes: new SharedArrayBuffer(ringBytes),
  }
}
