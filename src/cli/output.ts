import type { Writable } from 'node:stream'

/** Writes `text` and waits until it is out. A reader that went away (`| head`) is no error. */
export function writeAll(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') resolve()
      else reject(error)
    })
    stream.write(text, () => resolve())
  })
}
