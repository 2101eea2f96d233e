import type { Writable } from 'node:stream'
import { FaultError } from '../core/errors.ts'

/** Writes `text` (or bytes) and waits until it is out. A reader that went away (`| head`) is no error; a full disk is. */
export function writeAll(stream: Writable, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: NodeJS.ErrnoException | null): void => {
      if (error === undefined || error === null || error.code === 'EPIPE') resolve()
      else reject(new FaultError(`the output can not be written (${error.message}).`, { cause: error }))
    }
    // Node tells the callback first and emits the same error afterwards: both must be listened to.
    stream.once('error', finish)
    stream.write(text, finish)
  })
}
