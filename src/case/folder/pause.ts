/** Waits for others that are at work on the case. Acts are done in one go, so nothing of this process goes on meanwhile. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
