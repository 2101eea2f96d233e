import { limits } from '../../core/limits.ts'

/** Master secrets by session id or ticket, from a log or learned from connections that were read: a session goes on under them. */
export class SessionSecrets {
  private readonly masters: Map<string, Buffer> = new Map()

  get size(): number {
    return this.masters.size
  }

  /** The master secret of a session that goes on under this id, or with this ticket; null where it is not known. */
  masterOf(id: Uint8Array): Buffer | null {
    return this.masters.get(sessionName(id)) ?? null
  }

  /** Keeps the master secret of a session that was read, in case it is resumed by a connection that is not in the log. */
  learn(id: Uint8Array, master: Buffer): void {
    if (id.length === 0) return
    const name = sessionName(id)
    this.masters.delete(name)
    if (this.masters.size >= limits.message.tlsSessionsMax) {
      for (const oldest of this.masters.keys()) {
        this.masters.delete(oldest)
        break
      }
    }
    this.masters.set(name, master)
  }
}

/** A ticket is known by its first bytes (its key's name and what it was encrypted with), a session id by all of it. */
function sessionName(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, Math.min(id.length, 64)).toString('latin1')
}
