import type { AnomalyCode } from '../../core/anomaly.ts'

/** Oddities by the name the code uses. */
export type Http3Anomaly =
  | 'gap'
  | 'cut'
  | 'unknownFrame'
  | 'unknownStream'
  | 'blockTooLong'
  | 'fieldsTooLong'
  | 'malformedBlock'
  | 'malformedEncoder'
  | 'badIndex'
  | 'badHuffman'
  | 'tableTooLarge'
  | 'unknownIndex'
  | 'blocked'
  | 'heldTooMuch'

/** Oddities of HTTP/3 and QPACK, one sentence each. */
export const http3Anomalies: Readonly<Record<Http3Anomaly, AnomalyCode>> = {
  gap: {
    code: 'message.http3.gap',
    kind: 'gap',
    sentence:
      'Frames of a stream are not in the capture; what follows was read as body up to the next frame.',
  },
  cut: {
    code: 'message.http3.cut',
    kind: 'short_capture',
    sentence: 'A stream ends within a frame.',
  },
  unknownFrame: {
    code: 'message.http3.unknown_frame',
    kind: 'unsupported',
    sentence: 'A frame of a type that is not known was counted, not searched.',
  },
  unknownStream: {
    code: 'message.http3.unknown_stream',
    kind: 'unsupported',
    sentence: 'A stream of a type that is not known was searched as plain bytes.',
  },
  blockTooLong: {
    code: 'message.http3.block_too_long',
    kind: 'limit',
    sentence: 'A field section is longer than is read; it was counted.',
  },
  fieldsTooLong: {
    code: 'message.http3.fields_too_long',
    kind: 'limit',
    sentence: 'A head has more or longer fields than are read; some were left out.',
  },
  malformedBlock: {
    code: 'message.http3.malformed_block',
    kind: 'malformed',
    sentence: 'A field section makes no sense from some byte on; what stands before it was read.',
  },
  malformedEncoder: {
    code: 'message.http3.malformed_encoder_stream',
    kind: 'malformed',
    sentence:
      'A table of fields was filled by an instruction that makes no sense: later entries are not known.',
  },
  badIndex: {
    code: 'message.http3.bad_index',
    kind: 'malformed',
    sentence: 'A field refers to an entry of a table that is not there.',
  },
  badHuffman: {
    code: 'message.http3.bad_huffman',
    kind: 'malformed',
    sentence: 'A field is not in the Huffman code that it is said to be in.',
  },
  tableTooLarge: {
    code: 'message.http3.table_too_large',
    kind: 'limit',
    sentence: 'A table of fields is larger than is kept: older fields may not be told.',
  },
  unknownIndex: {
    code: 'message.http3.unknown_index',
    kind: 'gap',
    sentence: 'A field refers to one that was sent in a gap, and can not be told.',
  },
  blocked: {
    code: 'message.http3.blocked',
    kind: 'gap',
    sentence:
      'A field section waits for fields that never came, or longer than is waited for; the rest of it was read.',
  },
  heldTooMuch: {
    code: 'message.http3.held_too_much',
    kind: 'limit',
    sentence: 'Memory was short; the tables and the unfinished field sections of a connection were given up.',
  },
}
