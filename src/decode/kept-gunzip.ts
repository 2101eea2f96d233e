import { constants, createGunzip } from 'node:zlib'

/**
 * Gunzips with one engine and one output buffer that are kept: zlib's one-shot call makes both anew for every body,
 * which costs more than unzipping a small one. Node has no public call for that, so its engine's own `writeSync` and
 * `reset` are used, where they are what we know; elsewhere `keptGunzip` is null and the one-shot call serves.
 */
interface Engine {
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
  /** After a write: output and input bytes that are left. */
  readonly state: Uint32Array
  /** Faults since the last reset. */
  faults: number
}

/** Larger bodies are left to the one-shot call. */
const outputBytesMax = 1_048_576

/** Made when the first body asks for it: most small captures have none, and a start must not wait for it. */
let kept: { readonly engine: Engine | null; readonly output: Buffer } | null = null

/**
 * The content of the gzip stream `bytes`, whole and undamaged, as a view that is valid until the next call; null for
 * anything else (cut, damaged, followed by other bytes, longer than `outputMax` or a megabyte): the caller takes the
 * thorough way then.
 */
export function keptGunzip(bytes: Buffer, outputMax: number): Buffer | null {
  kept ??= { engine: openEngine(), output: Buffer.allocUnsafeSlow(outputBytesMax) }
  const { engine, output } = kept
  if (engine === null) return null
  const room = Math.min(outputBytesMax, outputMax)
  engine.faults = 0
  engine.reset()
  engine.write(constants.Z_FINISH, bytes, 0, bytes.length, output, 0, room)
  const left = engine.state[0] as number
  // No room left: there may be more.
  return engine.faults > 0 || left === 0 || engine.state[1] !== 0 ? null : output.subarray(0, room - left)
}

function openEngine(): Engine | null {
  const gunzip: unknown = createGunzip()
  if (!hasField(gunzip, '_handle') || !hasField(gunzip, '_writeState')) return null
  const { _handle: handle, _writeState: state } = gunzip
  if (!(state instanceof Uint32Array) || !hasField(handle, 'writeSync') || !hasField(handle, 'reset'))
    return null
  const { writeSync, reset } = handle
  if (typeof writeSync !== 'function' || typeof reset !== 'function' || !hasField(handle, 'onerror'))
    return null
  const opened: Engine = {
    write: writeSync.bind(handle) as Engine['write'],
    reset: reset.bind(handle) as Engine['reset'],
    state,
    faults: 0,
  }
  Object.assign(handle, { onerror: () => opened.faults++ })
  return opened
}

function hasField<Name extends string>(value: unknown, name: Name): value is { [key in Name]: unknown } {
  return typeof value === 'object' && value !== null && name in value
}
