import type { AnomalyCode } from '../../core/anomaly.ts'

/** Oddities by the name the code uses. */
export type WebSocketAnomaly =
  | 'badFrame'
  | 'reservedBit'
  | 'badMask'
  | 'fragmentedControl'
  | 'strayContinuation'
  | 'interrupted'
  | 'messageTooLong'
  | 'notInflated'
  | 'expandsTooMuch'
  | 'gap'
  | 'cut'
  | 'heldTooMuch'

/** Oddities of WebSocket, one sentence each. */
export const webSocketAnomalies: Readonly<Record<WebSocketAnomaly, AnomalyCode>> = {
  badFrame: {
    code: 'message.websocket.bad_frame',
    kind: 'malformed',
    sentence: 'Bytes that are no frame were passed over, up to a chunk that starts with one.',
  },
  reservedBit: {
    code: 'message.websocket.reserved_bit',
    kind: 'unsupported',
    sentence: 'A frame uses an extension that is not known: its payload was unmasked, and searched as it is.',
  },
  badMask: {
    code: 'message.websocket.bad_mask',
    kind: 'malformed',
    sentence: 'A client did not mask a frame, or a server did.',
  },
  fragmentedControl: {
    code: 'message.websocket.fragmented_control',
    kind: 'malformed',
    sentence: 'A control frame says that it goes on; it was read as a whole.',
  },
  strayContinuation: {
    code: 'message.websocket.stray_continuation',
    kind: 'malformed',
    sentence: 'A message goes on that did not begin; it was read without its start.',
  },
  interrupted: {
    code: 'message.websocket.interrupted',
    kind: 'malformed',
    sentence: 'A message begins before the last one ended; that one was handed on as it was.',
  },
  messageTooLong: {
    code: 'message.websocket.message_too_long',
    kind: 'limit',
    sentence: 'A message is longer than is kept; its start was handed on and the rest counted.',
  },
  notInflated: {
    code: 'message.websocket.not_inflated',
    kind: 'malformed',
    sentence:
      'A compressed message could not be inflated (damaged, or what it refers to is not there); it was searched as it is.',
  },
  expandsTooMuch: {
    code: 'message.websocket.expands_too_much',
    kind: 'limit',
    sentence:
      "A compressed message becomes longer than is kept, or than the capture's messages may expand to in all; its start was handed on.",
  },
  gap: {
    code: 'message.websocket.gap',
    kind: 'gap',
    sentence: 'Bytes of a message are not in the capture.',
  },
  cut: {
    code: 'message.websocket.cut',
    kind: 'short_capture',
    sentence: 'The flow ends within a message.',
  },
  heldTooMuch: {
    code: 'message.websocket.held_too_much',
    kind: 'limit',
    sentence: 'Memory was short; an unfinished message was handed on as far as it was read.',
  },
}
