import { fstatSync, statSync } from 'node:fs'
import type { WriteStream } from 'node:tty'

/**
 * The terminal that the user sees, null where output goes to a pipe or file. Node's own stream is asked for only where
 * there may be one: for a pipe it loads all of `node:net`, which a small scan would wait for.
 */
export function terminal(name: 'stdout' | 'stderr'): WriteStream | null {
  if (!isDevice(name === 'stdout' ? 1 : 2)) return null
  const stream = process[name]
  return stream.isTTY ? stream : null
}

/** Whether colours are shown: on a terminal that knows them, unless `--no-color` or NO_COLOR forbids them. */
export function showsColour(screen: WriteStream | null, wanted: boolean | undefined): boolean {
  return screen !== null && wanted !== false && (process.env['NO_COLOR'] ?? '') === '' && !isDumb()
}

/** A terminal that shows what is written to it one line below the other, and knows no commands. */
export function isDumb(): boolean {
  return process.env['TERM'] === 'dumb'
}

/** A device other than that which swallows all. */
function isDevice(file: number): boolean {
  try {
    const status = fstatSync(file)
    return (
      status.isCharacterDevice() && status.rdev !== statSync('/dev/null', { throwIfNoEntry: false })?.rdev
    )
  } catch (error) {
    // Closed by whoever started varde: writing will say so.
    if (error instanceof Error && 'syscall' in error) return false
    throw error
  }
}
