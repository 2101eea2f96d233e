import { limits } from '../../core/limits.ts'
import type { DigestInput } from '../digests/digest-input.ts'
import { detection } from './hidden-detection.ts'
import type { KeyedMessage } from './keyed-message.ts'
import { programKeys } from './message-keys.ts'
import { RunningKeyTable } from './running-keys.ts'
import type { RunningPlace } from './running-keys.ts'
import type { SentKey } from './sent-keys.ts'
import type { SeenReading } from '../seen-values.ts'
import type { Detection } from '../types.ts'
import { inWriting, xorDetectionAt } from './xor-detection.ts'
import { placesBeside, placeUnderOwnKey, placeUnderSentKey } from './xor-search.ts'
import type { XorPlace } from './xor-search.ts'
import type { XorSuspect } from './xor-suspects.ts'

/** Known values inside of text that is under XOR. Made once for a profile. */
export class ValuesInText {
  private readonly texts: readonly DigestInput[]
  /** Made when it is first asked: most scans never do. */
  private keptRunning: RunningKeyTable | null = null

  constructor(texts: readonly DigestInput[]) {
    this.texts = texts
  }

  *search(message: KeyedMessage): Generator<Detection> {
    let left = limits.detect.xorBytesMax
    for (const suspect of message.suspects) {
      const { node, bytes, reading } = suspect
      if (!reading.looks.mayBeXored || message.isDone(node)) continue
      if (left <= 0) {
        message.reach('detect.xorBytesMax')
        return
      }
      const keys = message.keysFor(suspect)
      left -= bytes.length * (keys.length + 1)
      const isToPrograms = keys === programKeys
      if (isToPrograms && reading.isClosedToPrograms) {
        message.leave(suspect)
        continue
      }
      const place = this.placeUnderSentKey(suspect, keys, message) ?? this.placeUnderOwnKey(reading)
      if (place !== null) {
        message.open(suspect)
        yield* this.at(place, suspect)
        continue
      }
      const running = this.runningIn(reading)
      reading.isClosedToPrograms ||= isToPrograms && running.length === 0
      if (running.length === 0) message.leave(suspect)
      else {
        message.finish(suspect)
        for (const one of running) yield joinedDetection(one, suspect)
      }
    }
  }

  private placeUnderSentKey(
    suspect: XorSuspect,
    keys: readonly SentKey[],
    message: KeyedMessage,
  ): XorPlace | null {
    const place = placeUnderSentKey(suspect.bytes, this.texts, keys, suspect.node)
    if (place !== null) message.noteKey(suspect, place.keyFrom)
    return place
  }

  private placeUnderOwnKey({ isClosed, bytes }: SeenReading): XorPlace | null {
    return isClosed ? null : placeUnderOwnKey(bytes, this.texts)
  }

  /** The value at this place, and those that its key opens beside it. */
  private *at(place: XorPlace, suspect: XorSuspect): Generator<Detection> {
    for (const one of [place, ...placesBeside(suspect.bytes, place, this.texts)]) {
      const found = xorDetectionAt(suspect, one, ...shownRange(suspect, one))
      yield one.text === place.text || one.keyFrom !== '' ? found : { ...found, reasons: [givenBeside] }
    }
  }

  /** Asked last of what hides a value by itself. */
  private runningIn(reading: SeenReading): readonly RunningPlace[] {
    if (reading.isClosed) return []
    this.keptRunning ??= new RunningKeyTable(this.texts)
    const places = this.keptRunning.find(reading.bytes)
    reading.isClosed = places.length === 0
    return places
  }
}

const givenBeside = 'another value gives the key, and the key opens text'

/** A value each byte of which is joined with the one before. */
function joinedDetection(place: RunningPlace, suspect: XorSuspect): Detection {
  const { text, form } = place
  const [start, end] = shownRange(suspect, place)
  return detection(text, suspect.node, start, end, `${form}${inWriting(suspect.written)}`, [
    'what its bytes have between them stands here',
  ])
}

/** Of bytes that are written as text all of it is shown. */
function shownRange(
  { node, written }: XorSuspect,
  { start, end }: Pick<XorPlace, 'start' | 'end'>,
): [number, number] {
  return written === '' ? [start, end] : [0, node.bytes.length]
}
