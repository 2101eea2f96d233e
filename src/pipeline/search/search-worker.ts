import { workerData } from 'node:worker_threads'
import { Part } from '../../message/types.ts'
import { bodyHoldsKnown, searchOf } from './known-search.ts'
import type { KnownSearch, PackedKnown } from './known-search.ts'
import {
  encodingIn,
  encodings,
  lengthIn,
  offeredAt,
  readyAt,
  slotOf,
  startIn,
  stopAt,
  stateIn,
  bodyStates,
} from './search-memory.ts'
import type { SearchMemory } from './search-memory.ts'

/** Thread: searches the bodies of a `SearchQueue` for known values, one after the other, until it is told to stop. */
function work({ words: shared, bytes }: SearchMemory, known: PackedKnown): void {
  const words = new Int32Array(shared)
  const ring = Buffer.from(bytes)
  const search = searchOf(known)
  const body = new Part()
  Atomics.store(words, readyAt, 1)
  Atomics.notify(words, readyAt)
  for (let number = 0; ; number = (number + 1) | 0) {
    while (Atomics.load(words, offeredAt) === number) Atomics.wait(words, offeredAt, number)
    if (Atomics.load(words, stopAt) === 1) return
    const slot = slotOf(number)
    body.buf = ring
    body.start = words[slot + startIn] as number
    body.end = body.start + (words[slot + lengthIn] as number)
    const state = judge(search, body, encodings[words[slot + encodingIn] as number] as string)
    Atomics.store(words, slot + stateIn, state)
    Atomics.notify(words, slot + stateIn)
  }
}

/** Nothing that a body contains makes the search throw; were it so, the other side searches it again and meets it. */
function judge(search: KnownSearch, body: Part, encoding: string): number {
  try {
    return bodyHoldsKnown(search, body, encoding) ? bodyStates.hit : bodyStates.clean
  } catch {
    return bodyStates.failed
  }
}

const { memory, known } = workerData as { memory: SearchMemory; known: PackedKnown }
work(memory, known)
