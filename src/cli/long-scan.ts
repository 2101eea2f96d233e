/** A scan that has read this much is long, and what it costs to change flags of V8 is little beside it. */
const longBytes = 4 * 1024 * 1024
/** Bytes of a capture between two looks at the heap. */
const stepBytes = 16 * 1024 * 1024
/** A heap that is smaller than this grows as V8 likes. */
const smallHeapBytes = 8 * 1024 * 1024

/**
 * A capture of this size is a long scan before any of it is read: the jobs of its first megabytes left holes of 30 MB.
 * When it is read, with as much in use, garbage is collected at once: the results are made next, and
 * V8 would let the heap grow for them before it has marked what is left of the flows.
 */
const largeBytes = 128 * 1024 * 1024
const largeHeapBytes = 40 * 1024 * 1024

interface Setting {
  readonly held: string
  readonly own: string
}

/** By how much of what was live V8 lets the heap grow before it collects again; 0 leaves it to V8. */
const growth: Setting = { held: '--heap-growing-percent=20', own: '--heap-growing-percent=0' }
/** Where the memory of V8's compile jobs is freed. */
const jobs: Setting = {
  held: '--no-maglev-destroy-on-background',
  own: '--maglev-destroy-on-background',
}

/**
 * Keeps the memory of a long scan near what is in use. The jobs of V8's middle compiler wait in a queue to be freed on
 * the one thread that also compiles, dozens of megabytes of them: this frees each at once. And V8 lets a heap grow by half and more
 * before it collects, to save time; amid hundreds of thousands of live flows those are megabytes for nothing, since it
 * marks on the other core. Set late, and only then: with flags that differ from its own, Node would compile its modules
 * anew: at each start, and those that are loaded in the middle of it.
 */
export class LongScan {
  private nextAt = stepBytes
  private readonly held: Setting[] = []

  /** Call it while a capture is read, with the bytes read of it and those it has (0 where that is not known). */
  show(bytes: number, size: number): void {
    if ((bytes >= longBytes || size >= largeBytes) && !this.held.includes(jobs)) this.hold(jobs)
    if (bytes === size && size >= largeBytes && process.memoryUsage().heapUsed >= largeHeapBytes) collect()
    if (bytes < this.nextAt || this.held.includes(growth)) return
    this.nextAt = bytes + stepBytes
    if (process.memoryUsage().heapUsed >= smallHeapBytes) this.hold(growth)
  }

  /** V8 decides again. Compiled code that is kept after this fits the next start. */
  end(): void {
    for (const { own } of this.held.splice(0)) setFlag(own)
  }

  private hold(setting: Setting): void {
    // Nearly every long scan needs it, and Node's own compiled code of what is loaded from here on is refused.
    process.getBuiltinModule('node:crypto')
    setFlag(setting.held)
    this.held.push(setting)
  }
}

/** The module is there in any start, but its own load costs time. */
function setFlag(flag: string): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(flag)
}

/** V8 collects all garbage. The function for it is there only in contexts that are made while its flag is set. */
function collect(): void {
  setFlag('--expose-gc')
  const gc: unknown = process.getBuiltinModule('node:vm').runInNewContext('gc')
  setFlag('--no-expose-gc')
  if (typeof gc === 'function') gc()
}
