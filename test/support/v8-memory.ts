/**
 * What V8 is told of memory in processes that run many tests. Each has the modules of hundreds of files in its heap, and
 * marked all of them whenever tests had made 64 MiB of buffers outside of it: most collections freed nothing in it.
 * Buffers count as a part of the whole now, which may grow with it; and what a test makes is gone before it is old.
 */
export const v8Memory: readonly string[] = [
  '--external-memory-accounted-in-global-limit',
  '--min-semi-space-size=16',
  '--max-semi-space-size=32',
]
