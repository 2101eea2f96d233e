/** The user's fault: not a capture, no such file, a broken profile. Shown as one line; exit code 2, never a stack. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** The environment's fault: disk full, a missing program. Exit code 3. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
}
