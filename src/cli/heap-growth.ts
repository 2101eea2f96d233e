/** A heap that is smaller than this grows as V8 likes. */
const smallHeapBytes = 8 * 1024 * 1024
/** Bytes of a capture between two looks at the heap. */
const stepBytes = 16 * 1024 * 1024
/** By how much of what was live V8 lets the heap grow before it collects again. */
const growthPercent = 20

/**
 * Keeps the heap of a scan near what is live. V8 lets a heap grow by half and more before it collects, to save time; amid
 * hundreds of thousands of live flows those are megabytes for nothing, since it marks on the other core. Set late, and only
 * then: with flags that differ from its own, Node would compile its modules anew at each start.
 */
export class HeapGrowth {
  private nextAt = stepBytes
  private isHeld = false

  /** Call it while a capture is read, with the bytes read of it. */
  show(bytes: number): void {
    if (this.isHeld || bytes < this.nextAt) return
    this.nextAt = bytes + stepBytes
    if (process.memoryUsage().heapUsed < smallHeapBytes) return
    setGrowth(growthPercent)
    this.isHeld = true
  }

  /** V8 decides again. Compiled code that is kept after this fits the next start. */
  end(): void {
    if (this.isHeld) setGrowth(0)
    this.isHeld = false
  }
}

/** Percent; 0 leaves it to V8. The module is there in any start, but its own load costs time. */
function setGrowth(percent: number): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(`--heap-growing-percent=${percent}`)
}
