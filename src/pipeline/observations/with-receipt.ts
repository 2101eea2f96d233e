import { isPublicName } from '../../attribute/stand-in.ts'
import { isOnInternet, scopeOfText } from '../../core/address-scope.ts'
import { latin1 } from '../../core/latin1.ts'
import { contentOf } from '../../decode/content.ts'
import { families as knownFamilies } from '../../detect/families.gen.ts'
import type { FamilyReceipt } from '../../detect/family-type.ts'
import type { FamilyMatch } from '../../detect/types.ts'
import { isHttp } from '../../message/types.ts'
import type { Exchange, InterimAnswer, Message } from '../../message/types.ts'
import type { Receipt, Transmission } from '../../assess/types.ts'
import { encodingOf } from './message-fields.ts'

/** At which turn a frame was read: greater for those that were sent later, where numbers of frames may not be. */
export type TurnOf = (frame: number) => number

/** Frames that stand in the order in which they were sent. */
export const turnIsNumber: TurnOf = (frame) => frame

/** A transmission with what its answer says of it. */
export function withReceipt(
  transmission: Transmission,
  exchange: Exchange,
  answer: Message,
  turnOf: TurnOf = turnIsNumber,
): Transmission {
  const body = answer.body.length === 0 ? null : contentOf(answer.body, encodingOf(answer)).bytes
  const ended = callEnd(answer, transmission.receipt)
  const receipt = exchange.protocol === 'dns' || body === null ? null : receiptOf(transmission.families, body)
  return {
    ...transmission,
    receipt:
      receipt === null
        ? {
            status: exchange.status,
            accepted: null,
            ...unsaid(exchange, answer, transmission, turnOf),
            ...ended,
          }
        : { status: exchange.status, accepted: receipt.accepted, reason: receipt.sentence, ...ended },
    summary: { ...transmission.summary, status: exchange.status },
  }
}

/** How a call of gRPC ended: it stands behind its last message, or in the head where there is none. */
function callEnd(
  { head, trailer }: Message,
  before: Receipt | null,
): Pick<Receipt, 'callStatus' | 'reason'> | null {
  for (const { buf, start, end } of [trailer, head]) {
    const text = latin1(buf, Math.max(start, end - headBytesMax), end)
    const found = /(?:^|\n)grpc-status:[ \t]*(\d{1,3})\s/i.exec(text)?.[1]
    if (found !== undefined)
      return {
        callStatus: Number(found),
        reason: `the call ended with status ${found} of gRPC${found === '0' ? ' (well)' : ''}`,
      }
  }
  const { callStatus, reason = '' } = before ?? {}
  return callStatus === undefined ? null : { callStatus, reason }
}

/** What is to be said of an answer that does not say what became of the data. */
function unsaid(
  exchange: Exchange,
  answer: Message,
  { frames }: Pick<Transmission, 'frames'>,
  turnOf: TurnOf,
): Pick<Receipt, 'reason' | 'isOfNetwork' | 'unshown'> {
  if (isOfNetwork(exchange, answer))
    return { reason: 'the network on the way answered, and asks to log in', isOfNetwork: true }
  return (
    unshownOf(exchange, answer.frame, frames, turnOf) ?? {
      reason: 'the answer does not say whether the data was accepted',
    }
  )
}

/** The server did not get the whole request in the time that it waits (RFC 9110, 15.5.9). */
const timeoutStatus = 408

/**
 * Why an answer does not show that what stands in these frames was received; null where it does. A server answers as soon as it
 * knows what to say, which may be before it has read the message (RFC 9112, 9.3).
 */
function unshownOf(
  { protocol, status }: Exchange,
  answerFrame: number,
  frames: readonly number[],
  turnOf: TurnOf,
): Required<Pick<Receipt, 'reason' | 'unshown'>> | null {
  if (turnOf(answerFrame) < lastTurn(frames, turnOf))
    return {
      reason: 'the answer began before all that identifies was sent: whether that was received is not shown',
      unshown: 'early',
    }
  return protocol === 'http' && status === timeoutStatus
    ? {
        reason:
          'the server says that the message did not come whole in time: whether what identifies was received is not shown',
        unshown: 'not-whole',
      }
    : null
}

/** The server has the whole request, and is not done with it (RFC 2518, 10.1). */
const processingStatus = 102

/** The answer of HTTP by itself, or one that comes before it (RFC 9110, 15.2). A change of protocol is the answer. */
export function isInterim({ protocol, status }: Pick<Message, 'protocol' | 'status'>): boolean {
  return status >= 100 && status < 200 && status !== 101 && isHttp(protocol)
}

/**
 * What an interim answer shows, where no other came (yet): that the server has the head, and no more of the request (100, 103, and
 * those that are not known; RFC 9110, 15.2.1; RFC 8297, 2). `frames`: of what identifies; `headFrame`: in which the head
 * ends, 0 where it has none.
 */
export function interimReceipt(
  { status, frame }: InterimAnswer,
  frames: readonly number[],
  headFrame: number,
  turnOf: TurnOf = turnIsNumber,
): Receipt {
  const last = lastTurn(frames, turnOf)
  const isInHead = last === 0 || (headFrame > 0 && last <= turnOf(headFrame))
  const has = status === processingStatus ? 'the request' : isInHead ? 'the head' : ''
  return has === '' || turnOf(frame) < last
    ? {
        status,
        accepted: null,
        reason:
          'no answer was seen but one that says to go on: whether what identifies was received is not shown',
        unshown: 'interim',
      }
    : {
        status,
        accepted: null,
        reason: `no answer was seen but one that shows that the server has ${has}, with what identifies`,
      }
}

/** When the last of these frames was read; 0 where there are none. */
function lastTurn(frames: readonly number[], turnOf: TurnOf): number {
  return frames.reduce((last, frame) => Math.max(last, turnOf(frame)), 0)
}

/** Whether a further piece of the answer may tell more of it. */
export function isOpen({ receipt, families }: Transmission): boolean {
  return receipt === null || receipt.unshown !== undefined || families.length > 0
}

/** A network asks to log in first (RFC 6585, 6). */
const loginStatus = 511
const headBytesMax = 4_096

/**
 * Whether what was sent in clear text over the Internet was answered by the network on the way: it asks to log in, or sends to a page
 * that is in itself, where no server of the Internet would send anybody.
 */
function isOfNetwork({ flow, status }: Exchange, { head: { buf, start, end } }: Message): boolean {
  if (flow.protection !== 'plaintext' || status < 300 || !isOnInternet(flow.serverAddress)) return false
  if (status === loginStatus) return true
  if (status >= 400) return false
  const head = latin1(buf, start, Math.min(end, start + headBytesMax))
  const target = /\nlocation:[ \t]*(https?:\/\/[^\s]+)/i.exec(head)?.[1] ?? ''
  const host = URL.parse(target)?.hostname.replaceAll(/[[\]]/g, '') ?? ''
  if (host === '' || host === 'localhost') return false
  const scope = scopeOfText(host)
  return scope === null ? !isPublicName(host) : scope === 'private' || scope === 'link-local'
}

/** Of a request that was read behind its answer: that there was one is all that is known of it here. `frames`: of what identifies. */
export function receiptBefore(
  exchange: Exchange,
  frames: readonly number[],
  headFrame: number,
  turnOf: TurnOf = turnIsNumber,
): Receipt | null {
  const { interim } = exchange
  if (exchange.status === 0)
    return interim === null ? null : interimReceipt(interim, frames, headFrame, turnOf)
  return {
    status: exchange.status,
    accepted: null,
    reason: 'of the answer, only the status is known',
    ...(exchange.answerFrame === 0 ? null : unshownOf(exchange, exchange.answerFrame, frames, turnOf)),
  }
}

/** What the answer says, read by the families that the request belongs to. */
function receiptOf(families: readonly FamilyMatch[], body: Uint8Array): FamilyReceipt | null {
  for (const { family } of families) {
    const receipt = knownFamilies.find((known) => known.id === family)?.readReceipt(body) ?? null
    if (receipt !== null) return receipt
  }
  return null
}
