/**
 * Opens packets of one direction of a connection whose beginning is not in the capture, with a secret that may be its own.
 * Nothing else is known of it: not the suite, perhaps not the version, how long the connection id is, the upper part of
 * packet numbers, nor how often keys were updated.
 *
 * Headers come first. Under the right key two bits of each are zero (RFC 9000, 17.2 and 17.3.1), whatever its number and
 * phase: a few packets leave out nearly all other secrets, at a block of the cipher each. Then a packet is opened: a tag
 * that fits is certain. How many numbers are tried for it depends on how many headers have spoken for the secret.
 */
import type { Direction } from '../../core/verdict.ts'
import type { ContentKeys, HeaderMask, KeyPhase, MaskKind } from './packet-keys.ts'
import { ClearHeader, firstPhase, nextPhases, packetNumber } from './packet-keys.ts'
import { connectionIdBytesMax } from './parse.ts'
import { phaseBit, sampleBytes, sampleOffset } from './protection.ts'

/** A packet of a connection that was joined late: all of `bytes`. */
export interface LatePacket {
  readonly direction: Direction
  readonly bytes: Buffer
  /** Where the number of a Handshake packet starts; 0: the header is short; -1: it is another that is not tried. */
  readonly numberStart: number
}

/** Counts what is tried; false once it is enough. The unit is a secret's key for headers, some 2 µs. */
export interface TryBudget {
  spend(tries: number): boolean
}

/** What a packet opened with. */
export interface LateKeys {
  readonly suite: number
  readonly labelPrefix: string
  readonly mask: HeaderMask
  /** How often keys were updated, the secret and keys that this led to, and the keys before. */
  readonly generation: number
  readonly phase: KeyPhase
  readonly previous: ContentKeys | null
  /** Of the packet that opened. */
  readonly number: number
  readonly packet: LatePacket
  readonly idBytes: number
}

/** Packets of a direction whose headers are looked at: further ones would say nothing more. */
const headersMax = 12
/** So many headers may have one among them that is none (a stateless reset, a damaged packet). */
const headersWithOneBad = 6
/** Longer packets may be several in one. */
const latePacketBytesMax = 1_500
/** Lengths of ids that are looked for, where those of the packets are not alike. */
const idLengthsMax = 2
const reservedBits = { short: 0x18, long: 0x0c } as const
/** Opening a packet costs so many units of {@link TryBudget}. */
const openingTries = 4
/** Packets that are opened, and updates of keys before them. */
const openedMax = 3
const generationsMax = 8
/**
 * How many upper parts of a packet number are tried, by how many bytes of it are written: enough for a million packets where
 * one is. Few senders begin with another number than the first ones.
 */
const windowsMax: readonly number[] = [0, 4_096, 4_096, 128, 1]
const windowSizes: readonly number[] = [0, 2 ** 8, 2 ** 16, 2 ** 24, 2 ** 32]
/**
 * How often a packet is tried to be opened: the first row for which enough headers spoke for the secret. Of a hundred
 * thousand others hardly one comes to the first row, where a packet takes 0.2 s.
 */
const depths: readonly (readonly [headers: number, openings: number])[] = [
  [11, 16_384],
  [6, 512],
  [3, 32],
  [0, 8],
]

/**
 * Each packet is tried so often under each suite before any is tried to the end: of the packets that are looked at one may be
 * damaged, or the suite be another, and most numbers are among the first.
 */
const firstOpenings = 32

const maskBytes: Buffer = Buffer.alloc(16)
const clear: ClearHeader = new ClearHeader()

/** The packets that are looked at, of one direction and form of header: the shortest, which take least to open. */
export function sampleOf(
  packets: readonly LatePacket[],
  direction: Direction,
  isLong: boolean,
): LatePacket[] {
  return packets
    .filter((packet) => packet.direction === direction)
    .filter(({ numberStart }) => (isLong ? numberStart > 0 : numberStart === 0))
    .filter(({ bytes }) => bytes.length <= latePacketBytesMax)
    .sort((one, other) => one.bytes.length - other.bytes.length)
    .slice(0, headersMax)
}

/**
 * How long the connection id is that short headers of the direction carry, the likeliest first: packets that follow each
 * other have it in common, and what stands behind it is protected. Empty where there is but one packet.
 */
export function idLengthsOf(packets: readonly LatePacket[], direction: Direction): number[] {
  const shorts = packets.filter((packet) => packet.direction === direction && packet.numberStart === 0)
  const found = new Map<number, number>()
  for (let index = 1; index < shorts.length; index++) {
    const length = commonLength((shorts[index - 1] as LatePacket).bytes, (shorts[index] as LatePacket).bytes)
    found.set(length, (found.get(length) ?? 0) + 1)
  }
  return [...found]
    .sort(([, one], [, other]) => other - one)
    .slice(0, idLengthsMax)
    .map(([length]) => length)
}

/** Every length that an id may have, those that are known to be likely in front. */
export function allIdLengths(likely: readonly number[]): number[] {
  const all = Array.from({ length: connectionIdBytesMax + 1 }, (_, length) => length)
  return [...likely, ...all.filter((length) => !likely.includes(length))]
}

function commonLength(one: Buffer, other: Buffer): number {
  let length = 0
  while (length < connectionIdBytesMax && one[1 + length] === other[1 + length]) length++
  return length
}

/** How many headers speak for the key, those that speak against it taken off; -1 where it is another's. */
export function headersFor(mask: HeaderMask, packets: readonly LatePacket[], idBytes: number): number {
  const badMax = packets.length >= headersWithOneBad ? 1 : 0
  let bad = 0
  for (const { bytes, numberStart } of packets) {
    const isLong = numberStart > 0
    const sampleStart = (isLong ? numberStart : 1 + idBytes) + sampleOffset
    let isGood = sampleStart + sampleBytes <= bytes.length
    if (isGood) {
      mask.fill(bytes, sampleStart, maskBytes, 0)
      const first = (bytes[0] as number) ^ (maskBytes[0] as number)
      isGood = (first & (isLong ? reservedBits.long : reservedBits.short)) === 0
    }
    if (!isGood && ++bad > badMax) return -1
  }
  return packets.length - 2 * bad
}

/** How a secret's headers are hidden, if it is this one. */
export interface LateMask {
  readonly labelPrefix: string
  readonly kind: MaskKind
  readonly mask: HeaderMask
}

/**
 * Opens one of the packets, for whose secret so many `headers` have spoken. `largest`: the largest number that the other
 * side is known to have received, -1 where none is. `isFirst`: they are the first of their kind, whose numbers are written
 * whole.
 */
export function openLate(
  secret: Buffer,
  { labelPrefix, kind, mask }: LateMask,
  packets: readonly LatePacket[],
  idBytes: number,
  headers: number,
  largest: number,
  budget: TryBudget,
  isFirst = false,
): LateKeys | null {
  const [, depth] = depths.find(([least]) => headers >= least) as (typeof depths)[number]
  const openingsMax = isFirst ? 1 : depth
  const likely = likeliest(mask, packets, idBytes)
  const suites = kind.map((suite) => ({ suite, phases: new Phases(secret, suite, labelPrefix) }))
  for (const [from, to] of roundsOf(openingsMax)) {
    for (const { suite, phases } of suites) {
      for (const packet of likely) {
        if (!lift(mask, packet, idBytes)) continue
        let opening = 0
        for (const { number, generation } of placesOf(packet, largest)) {
          if (opening++ < from) continue
          if (opening > to || !budget.spend(openingTries)) break
          const found = phases.opening(packet.bytes, generation, number)
          if (found !== null)
            return { suite, labelPrefix, mask, generation, ...found, number, packet, idBytes }
        }
      }
    }
  }
  return null
}

/** Which of so many openings of a packet are tried in one go. */
function roundsOf(openings: number): (readonly [from: number, to: number])[] {
  if (openings <= firstOpenings) return [[0, openings]]
  return [
    [0, firstOpenings],
    [firstOpenings, openings],
  ]
}

/** The numbers that the packet whose header was lifted last may have, each with how often its keys may have been updated. */
function* placesOf(
  packet: LatePacket,
  largest: number,
): Generator<{ readonly number: number; readonly generation: number }, void, void> {
  const isShort = packet.numberStart === 0
  const first = isShort && (clear.first & phaseBit) !== 0 ? 1 : 0
  for (const number of numbersOf(clear.truncated, clear.numberBytes, largest)) {
    for (let generation = first; generation < (isShort ? generationsMax : 1); generation += 2)
      yield { number, generation }
  }
}

function lift(mask: HeaderMask, { bytes, numberStart }: LatePacket, idBytes: number): boolean {
  return mask.lift(bytes, 0, numberStart > 0 ? numberStart : 1 + idBytes, bytes.length, clear)
}

/** The packets of whose number most is written; of these the shortest. */
function likeliest(mask: HeaderMask, packets: readonly LatePacket[], idBytes: number): LatePacket[] {
  const found: { readonly packet: LatePacket; readonly numberBytes: number }[] = []
  for (const packet of packets) {
    if (!lift(mask, packet, idBytes)) continue
    const reserved = packet.numberStart > 0 ? reservedBits.long : reservedBits.short
    if ((clear.first & reserved) === 0) found.push({ packet, numberBytes: clear.numberBytes })
  }
  return found
    .sort((one, other) => other.numberBytes - one.numberBytes)
    .slice(0, openedMax)
    .map(({ packet }) => packet)
}

/** The numbers of which these low bits are written: the one next to what is known, then from the first on. */
function* numbersOf(truncated: number, numberBytes: number, largest: number): Generator<number, void, void> {
  const size = windowSizes[numberBytes] as number
  const near = largest < 0 ? truncated : packetNumber(largest, truncated, numberBytes)
  yield near
  for (let window = 0; window < (windowsMax[numberBytes] as number); window++) {
    const number = truncated + window * size
    if (number !== near) yield number
  }
}

/** The phases of one secret, made as they are asked for: of version 2 in two ways, see {@link nextPhases}. */
class Phases {
  private readonly made: (readonly KeyPhase[])[]
  private readonly suite: number
  private readonly labelPrefix: string

  constructor(secret: Buffer, suite: number, labelPrefix: string) {
    this.suite = suite
    this.labelPrefix = labelPrefix
    this.made = [[firstPhase(secret, suite, labelPrefix)]]
  }

  /** What opens the packet whose header was lifted last. */
  opening(
    bytes: Buffer,
    generation: number,
    number: number,
  ): { readonly phase: KeyPhase; readonly previous: ContentKeys | null } | null {
    for (const [way, phase] of this.of(generation).entries()) {
      if (phase.content.open(bytes, clear, number) === null) continue
      const before = generation === 0 ? [] : this.of(generation - 1)
      return { phase, previous: (before[way] ?? before[0])?.content ?? null }
    }
    return null
  }

  private of(generation: number): readonly KeyPhase[] {
    for (let next = this.made.length; next <= generation; next++) {
      const before = this.made[next - 1] as readonly KeyPhase[]
      const { suite, labelPrefix } = this
      this.made.push(
        before.length === 1
          ? nextPhases((before[0] as KeyPhase).secret, suite, labelPrefix)
          : before.map(({ secret }, way) => nextPhases(secret, suite, labelPrefix)[way] as KeyPhase),
      )
    }
    return this.made[generation] as readonly KeyPhase[]
  }
}
