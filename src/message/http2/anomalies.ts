import type { AnomalyCode } from '../../core/anomaly.ts'

/** Oddities by the name the code uses. */
export type Http2Anomaly =
  | 'joinedLate'
  | 'gap'
  | 'badFrame'
  | 'badPadding'
  | 'unknownFrame'
  | 'brokenBlock'
  | 'strayContinuation'
  | 'blockTooLong'
  | 'fieldsTooLong'
  | 'malformedBlock'
  | 'badIndex'
  | 'badHuffman'
  | 'tableTooLarge'
  | 'unknownIndex'
  | 'cut'
  | 'heldTooMuch'

/** Oddities of HTTP/2, one sentence each. */
export const http2Anomalies: Readonly<Record<Http2Anomaly, AnomalyCode>> = {
  joinedLate: {
    code: 'message.http2.joined_late',
    kind: 'gap',
    sentence:
      'The start of a connection is not in the capture: fields that were sent before can not be looked up.',
  },
  gap: {
    code: 'message.http2.gap',
    kind: 'gap',
    sentence: 'Bytes of a connection are not in the capture.',
  },
  badFrame: {
    code: 'message.http2.bad_frame',
    kind: 'malformed',
    sentence: 'Bytes that are no frame were passed over.',
  },
  badPadding: {
    code: 'message.http2.bad_padding',
    kind: 'malformed',
    sentence: 'A frame is shorter than its padding and what stands before its content.',
  },
  unknownFrame: {
    code: 'message.http2.unknown_frame',
    kind: 'unsupported',
    sentence: 'A frame of a type that is not known was searched as plain bytes.',
  },
  brokenBlock: {
    code: 'message.http2.broken_block',
    kind: 'malformed',
    sentence: 'A header block was interrupted by another frame; its start was read.',
  },
  strayContinuation: {
    code: 'message.http2.stray_continuation',
    kind: 'malformed',
    sentence: 'A header block goes on that did not begin.',
  },
  blockTooLong: {
    code: 'message.http2.block_too_long',
    kind: 'limit',
    sentence: 'A header block is longer than is read; its start was handed on.',
  },
  fieldsTooLong: {
    code: 'message.http2.fields_too_long',
    kind: 'limit',
    sentence: 'A head has more or longer fields than are read; the first were handed on.',
  },
  malformedBlock: {
    code: 'message.http2.malformed_block',
    kind: 'malformed',
    sentence: 'A header block makes no sense from some byte on; what stands before it was read.',
  },
  badIndex: {
    code: 'message.http2.bad_index',
    kind: 'malformed',
    sentence: 'A field refers to an entry of a table that is not there.',
  },
  badHuffman: {
    code: 'message.http2.bad_huffman',
    kind: 'malformed',
    sentence: 'A field is not in the Huffman code that it is said to be in.',
  },
  tableTooLarge: {
    code: 'message.http2.table_too_large',
    kind: 'limit',
    sentence: 'A table of fields is larger than is kept: older fields may not be told.',
  },
  unknownIndex: {
    code: 'message.http2.unknown_index',
    kind: 'gap',
    sentence: 'A field refers to one that was sent before the capture, or in a gap, and can not be told.',
  },
  cut: {
    code: 'message.http2.cut',
    kind: 'short_capture',
    sentence: 'The flow ends within a frame.',
  },
  heldTooMuch: {
    code: 'message.http2.held_too_much',
    kind: 'limit',
    sentence: 'Memory was short; the tables and the unfinished header block of a connection were given up.',
  },
}
