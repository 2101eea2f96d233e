import { FaultError, InputError } from './errors.ts'

/** By the system's code (errno): what it means to who named the file. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links lead back to themselves',
  ENAMETOOLONG: 'the name is too long',
  // Of what is opened: a terminal where there is none, a socket, a device that was taken away.
  ENXIO: 'it is no file that can be read, but a socket or a device, and nothing is behind it',
  ENODEV: 'it is no file that can be read, but a device, and nothing is behind it',
}

/** What the system says where a disk, a card or a share fails while it is read: neither the user's fault nor varde's. */
const mediumFaults: ReadonlySet<string> = new Set([
  'EIO',
  'ESTALE',
  'ETIMEDOUT',
  'EREMOTEIO',
  'EHOSTDOWN',
  'ENOTCONN',
])

/**
 * The error to throw where a file that the user named cannot be opened or read: one line that says why, with the system's
 * code where no words are known for it. `name` is how the line calls the file. What is said already stays as it is.
 */
export function readError(name: string, cause: unknown): InputError | FaultError {
  if (cause instanceof InputError || cause instanceof FaultError) return cause
  // Node has put this sign in the place of every byte that is no UTF-8: no file of that name is there.
  const hint = name.includes('\ufffd') ? ' (a name that is not UTF-8 cannot be given: rename the file)' : ''
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (mediumFaults.has(code))
    return new FaultError(
      `${name}: reading failed (${code}): the disk, card or share that it lies on fails. Copy what can be read of it, and give the copy.`,
      { cause },
    )
  return new InputError(`${name}: ${reasons[code] ?? `cannot be read (${code})`}${hint}.`, { cause })
}

/** What `read` gives; where that fails, {@link readError} of the file. */
export function reading<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw readError(name, cause)
  }
}
