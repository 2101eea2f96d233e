import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import { clientRandomBytes } from './secret-label.ts'

/** Labels of what opens a hello that is sealed in another (ECH), by the random of the one that is sent in clear (RFC 9850, 2.4). */
export const echLabels: ReadonlyMap<string, keyof EchSecret> = new Map([
  ['ECH_SECRET', 'secret'],
  ['ECH_CONFIG', 'config'],
])

/** The shared secret of HPKE and the configuration under which a hello was sealed; null where the log does not have it. */
export interface EchSecret {
  readonly secret: Buffer | null
  readonly config: Buffer | null
}

/** What opens hellos that are sealed in others, by the random of the hello in clear, and the sealed one's random once it is known. */
export class EchSecrets {
  private readonly secrets: Map<string, EchSecret> = new Map()
  private readonly innerRandoms: Map<string, Buffer> = new Map()

  get size(): number {
    return this.secrets.size
  }

  /** Adds what a line for the client random `random` has; false where there are too many. */
  add(random: Buffer, part: keyof EchSecret, value: Buffer): boolean {
    const name = latin1(random, 0, clientRandomBytes)
    const known = this.secrets.get(name)
    if (known === undefined && this.secrets.size >= limits.message.keyEchMax) return false
    this.secrets.set(name, { secret: null, config: null, ...known, [part]: value })
    return true
  }

  /** What opens the hello that is sealed in the one with the client random `buf[at, at + 32)`; null where nothing is known. */
  secretOf(buf: Buffer, at: number): EchSecret | null {
    if (this.secrets.size === 0 || at + clientRandomBytes > buf.length) return null
    return this.secrets.get(latin1(buf, at, at + clientRandomBytes)) ?? null
  }

  /** The log has the connection whose hello in clear has the random `outer` under that of the hello sealed in it. */
  learnInner(outer: Buffer, inner: Buffer): void {
    if (this.innerRandoms.size < limits.message.keyEchMax)
      this.innerRandoms.set(latin1(outer, 0, outer.length), inner)
  }

  /** The random under which the log has the connection of a hello with this one. */
  randomOf(random: Buffer): Buffer {
    if (this.innerRandoms.size === 0) return random
    return this.innerRandoms.get(latin1(random, 0, random.length)) ?? random
  }
}
