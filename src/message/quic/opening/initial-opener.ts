import type { Direction } from '../../../core/verdict.ts'
import { deriveInitialKeys, openInitial } from '../keys.ts'
import type { InitialKeys } from '../keys.ts'
import { clientIdBytesMin } from '../parse.ts'
import type { LongHeader } from '../parse.ts'

/**
 * Opens the Initial packets of a client. Their keys follow the id that it chose first; after a Retry, or for a new connection
 * on the same ports, the id that it now uses.
 */
export class InitialOpener {
  /** By which a packet opened last; null while none has. */
  keys: InitialKeys | null = null
  /** The packet that opened last has other keys than those before. */
  isNew = false

  /** The content of the packet at `at`, whose header was read; null where it does not open. */
  open(direction: Direction, buf: Buffer, at: number, header: LongHeader): Buffer | null {
    this.isNew = false
    const known = this.openKnown(buf, at, header)
    if (known !== null) return known
    const { version, targetIdStart, targetIdEnd } = header
    // What a server sends carries an id that the client chose for itself, often an empty one.
    const canBeClient = direction === 0 || targetIdEnd - targetIdStart >= clientIdBytesMin
    if (!canBeClient || (this.keys?.version === version && this.isFirstId(buf, header))) return null
    const keys = deriveInitialKeys(version, Buffer.from(buf.subarray(targetIdStart, targetIdEnd)))
    const content = openInitial(buf, at, header, keys)
    if (content === null) return null
    this.keys = keys
    this.isNew = true
    return content
  }

  /** The same with the keys of the packets before. */
  private openKnown(buf: Buffer, at: number, header: LongHeader): Buffer | null {
    const { keys } = this
    return keys === null || keys.version !== header.version ? null : openInitial(buf, at, header, keys)
  }

  /** Whether the keys are those of the packet at `at`, which goes to another id. */
  opensAgain(buf: Buffer, at: number, header: LongHeader): boolean {
    return this.keys !== null && openInitial(buf, at, header, this.keys) !== null
  }

  /** Whether the packet has the id that the keys follow. */
  isFirstId(buf: Buffer, { targetIdStart, targetIdEnd }: LongHeader): boolean {
    return this.keys?.targetId.compare(buf, targetIdStart, targetIdEnd) === 0
  }
}
