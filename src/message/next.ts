/**
 * Chooses the protocol of a stream or datagram by its content; ports are no proof. The list is found by the registry.
 * Protocols are asked in order, and the first that does not say `no` decides, so that the choice depends on the first
 * bytes alone and not on how they are split.
 */
import type { Flow } from '../stream/types.ts'
import type { Direction } from '../core/verdict.ts'
import { protocols as registered } from './protocols.gen.ts'
import type { ProtocolSwitch } from './protocol-switch.ts'
import type { Protocol } from './types.ts'

/** Every protocol that is read. */
export const protocols: readonly Protocol[] = registered

/** Protocols in the order in which they are asked, by the first byte of what they are asked of: most are ruled out by that. */
export class AskedProtocols {
  private readonly all: readonly Protocol[]
  /** By first byte, made when one comes. */
  private readonly byFirst: (readonly Protocol[] | undefined)[] = []

  constructor(all: readonly Protocol[]) {
    this.all = all
  }

  /** Those that `buf[start, end)` is not too plainly none of; all, where it has no byte yet. */
  for(buf: Buffer, start: number, end: number): readonly Protocol[] {
    if (start >= end) return this.all
    const first = buf[start] as number
    return (this.byFirst[first] ??= this.all.filter((one) => one.mayBeginWith?.(first) !== false))
  }
}

/**
 * Whom to ask for the first bytes of a stream: all protocols that content alone can prove; and behind a change of
 * protocol that names its successor, that one before all others.
 */
export class Candidates {
  private readonly unnamed: AskedProtocols
  private readonly named: Map<string, Protocol> = new Map()
  private readonly byToken: Map<string, AskedProtocols> = new Map()

  constructor(streamProtocols: readonly Protocol[]) {
    const unnamed = unnamedOf(streamProtocols)
    this.unnamed = new AskedProtocols(unnamed)
    for (const protocol of streamProtocols) {
      for (const token of protocol.upgradeTokens ?? []) {
        const others = unnamed.filter((other) => other.name !== protocol.name)
        this.named.set(token, protocol)
        this.byToken.set(token, new AskedProtocols([protocol, ...others]))
      }
    }
  }

  /** What follows a change of protocol that both ends agreed on by a name; null where its first bytes have to tell. */
  agreedOn(switched: ProtocolSwitch | null): Protocol | null {
    if (switched === null || switched.response === null) return null
    return this.named.get(switched.token) ?? null
  }

  /** `token`: the name of the successor, '' where none was named. */
  of(token: string): AskedProtocols {
    return token === '' ? this.unnamed : (this.byToken.get(token) ?? this.unnamed)
  }
}

/** Protocols as they are judged where no upgrade names them. */
export function unnamedOf(given: readonly Protocol[]): readonly Protocol[] {
  return given.map((protocol) =>
    protocol.probeUnnamed === undefined ? protocol : { ...protocol, probe: protocol.probeUnnamed },
  )
}

/**
 * The protocol that `buf[start, end)` starts with; `more` if it takes more bytes to tell; null if none is known.
 * `isLast`: there will be no more bytes to judge by, and who would wait for them has lost.
 */
export function chooseProtocol(
  candidates: readonly Protocol[],
  flow: Flow,
  direction: Direction,
  buf: Buffer,
  start: number,
  end: number,
  isLast: boolean,
): Protocol | 'more' | null {
  for (const protocol of candidates) {
    const answer = protocol.probe(buf, start, end, direction, flow)
    if (answer === 'yes') return protocol
    if (answer === 'more' && !isLast) return 'more'
  }
  return null
}
