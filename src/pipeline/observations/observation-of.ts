import type { Observation } from '../../assess/types.ts'
import { confidenceRank } from '../../core/confidence-rank.ts'
import { objectionOf } from '../../core/objections.ts'
import type { FrameSpan } from '../../core/origin.ts'
import { chainOf } from '../../decode/describe-chain.ts'
import type { Confidence, Detection } from '../../detect/types.ts'
import type { Exchange, Message, Turn } from '../../message/types.ts'

/** Observations are numbered in the order of the capture, once all are known. */
export type UnnumberedObservation = Omit<Observation, 'id'>

/** What a detection in a message shows, to or from the recipient with the id `recipient`. */
export function observationOf(
  capture: number,
  exchange: Exchange,
  message: Message,
  recipient: string,
  detection: Detection,
  places: MessagePlaces,
): UnnumberedObservation {
  const spans = places.of(detection)
  const turn = turnOf(message, detection)
  const { sec, nsec } = turn ?? message
  return {
    capture,
    identifier: detection.identifier,
    value: detection.value,
    normal: detection.normal,
    writtenAs: detection.writtenAs,
    confidence: exchange.doubt?.isWeak === true ? atMostProbable(detection.confidence) : detection.confidence,
    by: detection.by,
    reasons:
      exchange.doubt === null ? detection.reasons : [...detection.reasons, objectionOf(exchange.doubt.text)],
    recipient,
    protection: exchange.flow.protection,
    direction: directionOf(message),
    at: { sec, nsec },
    spans,
    chain: chainOf(detection.node),
    exchange: turn?.exchange ?? exchange.id,
  }
}

/** The frames that observations stand in, ascending: many in one encoded run share the list of its ranges. */
export function framesIn(observed: readonly UnnumberedObservation[]): number[] {
  const frames = new Set<number>()
  for (const spans of new Set(observed.map((observation) => observation.spans)))
    for (const { frame } of spans) frames.add(frame)
  return [...frames].sort((left, right) => left - right)
}

function atMostProbable(confidence: Confidence): Confidence {
  return confidence === 'certain' ? 'probable' : confidence
}

/** Where the values of one message stand in frames. What comes out of one encoded run stands in the same many: they are listed once. */
export class MessagePlaces {
  private readonly message: Message
  private readonly known: Map<string, readonly FrameSpan[]> = new Map()

  constructor(message: Message) {
    this.message = message
  }

  /** Frame spans of a detection: exact where the value stands on the wire as it is, else those of the encoded run. */
  of(detection: Detection): readonly FrameSpan[] {
    const { part } = detection.node
    const { start, end } = placeOf(detection)
    const place = `${part} ${start} ${end}`
    const spans = this.known.get(place) ?? this.message[part].runs.spans(start, end)
    this.known.set(place, spans)
    return spans
  }
}

/** The turn of a message in which a detection begins; null for its first. */
function turnOf({ turns }: Message, detection: Detection): Turn | null {
  if (turns.length === 0 || detection.node.part !== 'body') return null
  const { start } = placeOf(detection)
  return turns.findLast(({ at }) => at <= start) ?? null
}

/** Where a detection stands in its part: exact where it is there as it is, else the encoded run. */
function placeOf({ node, start, end }: Detection): { readonly start: number; readonly end: number } {
  const isVerbatim = node.bytes.length === node.spanEnd - node.spanStart
  return isVerbatim
    ? { start: node.spanStart + start, end: node.spanStart + end }
    : { start: node.spanStart, end: node.spanEnd }
}

/**
 * True where `told` says the same of the very bytes, read as another part of the message: some protocols hand on as a target
 * or a field what also stands in the body (the `to` of a stanza, who logs in).
 */
export function isToldBy(observation: UnnumberedObservation, told: UnnumberedObservation): boolean {
  return (
    told.chain[0]?.step !== observation.chain[0]?.step &&
    told.identifier === observation.identifier &&
    told.normal === observation.normal &&
    confidenceRank[told.confidence] >= confidenceRank[observation.confidence] &&
    told.spans.length === observation.spans.length &&
    told.spans.every(({ frame, start, end }, index) => {
      const span = observation.spans[index] as FrameSpan
      return span.frame === frame && span.start === start && span.end === end
    })
  )
}

/** Which way a message went, as the phone sees it: a request is sent. */
export function directionOf({ direction }: Message): Observation['direction'] {
  return direction === 0 ? 'sent' : 'received'
}
