/** The user's fault: not a capture, no such file, a broken profile. Shown as one line; exit code 2, never a stack. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** A kind of files that varde takes. */
export type FileKind = 'evidence' | 'events' | 'profile' | 'keys'

/** A file that was to be read as `wanted` and is none: it may be another of the files that varde takes. */
export class OtherKindError extends InputError {
  readonly path: string
  readonly wanted: FileKind

  constructor(wanted: FileKind, path: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.path = path
    this.wanted = wanted
  }
}

/** The environment's fault: disk full, a missing program. Exit code 3, where no class below it says otherwise. */
export class FaultError extends Error {
  override readonly name: string = 'FaultError'
}

/** A file into which nothing was written yet: by itself it is nothing to read, among others of a recording it is usual. */
export class NothingCapturedError extends InputError {}
