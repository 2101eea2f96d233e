import { hasField } from './has-field.ts'

/**
 * What a stream of node:zlib works with. Node has no public call for it: it is used where it is what we know, since it can be
 * kept for many inputs, and closed at once.
 */
export interface Engine {
  readonly write: (
    flush: number,
    input: Buffer,
    inputOffset: number,
    inputLength: number,
    output: Buffer,
    outputOffset: number,
    outputLength: number,
  ) => void
  readonly reset: () => void
  readonly close: () => void
  /** After a write: output and input bytes that are left. */
  readonly state: Uint32Array
  /** Of the last fault; '' for none. Whoever resets the engine behind a fault takes it away. */
  code: string
}

/** The engine of a stream of node:zlib; null where it is not what we know. */
export function engineOf(stream: unknown): Engine | null {
  if (!hasField(stream, '_handle') || !hasField(stream, '_writeState')) return null
  const { _handle: handle, _writeState: state } = stream
  if (!(state instanceof Uint32Array) || !hasField(handle, 'onerror')) return null
  if (!hasField(handle, 'writeSync') || !hasField(handle, 'reset') || !hasField(handle, 'close')) return null
  const { writeSync, reset, close } = handle
  if (typeof writeSync !== 'function' || typeof reset !== 'function' || typeof close !== 'function')
    return null
  const opened: Engine = {
    write: writeSync.bind(handle) as Engine['write'],
    reset: reset.bind(handle) as Engine['reset'],
    close: close.bind(handle) as Engine['close'],
    state,
    code: '',
  }
  Object.assign(handle, {
    onerror: (_message: string, _number: number, code: string) => {
      opened.code = code
    },
  })
  return opened
}
