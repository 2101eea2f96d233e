/** The user's fault: not a capture, no such file, a broken profile. Shown as one line; exit code 2, never a stack. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** A file that was to be read as a capture and is none. `path`: it may be another of the files that varde takes. */
export class NoCaptureError extends InputError {
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

/** A file that was to be read as a profile and is none. `profilePath`: it may be another of the files that varde takes. */
export class NoProfileError extends InputError {
  readonly profilePath: string

  constructor(profilePath: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.profilePath = profilePath
  }
}

/** The environment's fault: disk full, a missing program. Exit code 3, where no class below it says otherwise. */
export class FaultError extends Error {
  override readonly name: string = 'FaultError'
}
