/** The user's fault: not a capture, no such file, a broken profile. Shown as one line; exit code 2, never a stack. */
export class InputError extends Error {
  override readonly name = 'InputError'
}

/** The environment's fault: disk full, a missing program. Exit code 3. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
}

/** Our fault. Stops the unit of work that hit it; what it was working on is counted as not read. */
export class Bug extends Error {
  override readonly name = 'Bug'
}

/** States what must hold. A failure is a {@link Bug}, never a judgement on the input. */
export function assert(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Bug(what)
}
