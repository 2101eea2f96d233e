import type { AnomalyCode } from '../../core/anomaly.ts'

/** Oddities by the name the code uses. */
export type HttpAnomaly =
  | 'bareLineFeed'
  | 'spaceBeforeColon'
  | 'foldedField'
  | 'lowerCaseMethod'
  | 'noVersion'
  | 'repeatedHost'
  | 'repeatedLength'
  | 'conflictingLengths'
  | 'badLength'
  | 'shortLength'
  | 'longLength'
  | 'lengthAndCoding'
  | 'unknownCoding'
  | 'tooManyFields'
  | 'headTooLong'
  | 'bodyTooLong'
  | 'bodyInPieces'
  | 'notAMessage'
  | 'badChunk'
  | 'absurdChunkSize'
  | 'oddChunkSize'
  | 'missingBlankLine'
  | 'controlInHead'
  | 'gapInMessage'
  | 'cutMessage'
  | 'tooManyPending'
  | 'tooManyInterim'
  | 'lostResponse'
  | 'heldTooMuch'

/** Oddities of HTTP/1.x, one sentence each. */
export const anomalies: Readonly<Record<HttpAnomaly, AnomalyCode>> = {
  bareLineFeed: {
    code: 'message.http.bare_line_feed',
    kind: 'malformed',
    sentence: 'A line of a head ends with a line feed alone.',
  },
  spaceBeforeColon: {
    code: 'message.http.space_before_colon',
    kind: 'malformed',
    sentence: 'There is white space between a field name and its colon.',
  },
  foldedField: {
    code: 'message.http.folded_field',
    kind: 'malformed',
    sentence: 'A field value is continued on the next line.',
  },
  lowerCaseMethod: {
    code: 'message.http.lower_case_method',
    kind: 'malformed',
    sentence: 'A method is not written in capital letters.',
  },
  noVersion: {
    code: 'message.http.no_version',
    kind: 'malformed',
    sentence: 'A request line names no HTTP version, as in HTTP/0.9.',
  },
  repeatedHost: {
    code: 'message.http.repeated_host',
    kind: 'ambiguous',
    sentence: 'A request has more than one Host field; the first was used.',
  },
  repeatedLength: {
    code: 'message.http.repeated_length',
    kind: 'ambiguous',
    sentence: 'A head states its content length more than once, always the same.',
  },
  conflictingLengths: {
    code: 'message.http.conflicting_lengths',
    kind: 'ambiguous',
    sentence:
      'A head states different content lengths; the shortest was used, or the longest where no message follows it.',
  },
  badLength: {
    code: 'message.http.bad_length',
    kind: 'malformed',
    sentence:
      'A content length is not a number that can be counted; the number it begins with was used, or else the body read to the next request or the end of the connection.',
  },
  shortLength: {
    code: 'message.http.short_length',
    kind: 'ambiguous',
    sentence: 'A body goes on behind its content length; it was read up to the next message.',
  },
  longLength: {
    code: 'message.http.long_length',
    kind: 'ambiguous',
    sentence:
      'A body is shorter than its content length; the next message, which begins within, was read as one.',
  },
  lengthAndCoding: {
    code: 'message.http.length_and_coding',
    kind: 'ambiguous',
    sentence: 'A head has both a transfer coding and a content length; the transfer coding was followed.',
  },
  unknownCoding: {
    code: 'message.http.unknown_coding',
    kind: 'ambiguous',
    sentence:
      'The last transfer coding is not chunked; the body was read by its content length, or else to the next request or the end of the connection, and chunks in it put together.',
  },
  tooManyFields: {
    code: 'message.http.too_many_fields',
    kind: 'limit',
    sentence: 'A head has more fields than are told apart; the rest was only searched.',
  },
  headTooLong: {
    code: 'message.http.head_too_long',
    kind: 'limit',
    sentence: 'A head or trailer is longer than is read; its start was handed on.',
  },
  bodyTooLong: {
    code: 'message.http.body_too_long',
    kind: 'limit',
    sentence: 'A body is longer than is kept; its start was handed on and the rest counted.',
  },
  bodyInPieces: {
    code: 'message.http.body_in_pieces',
    kind: 'limit',
    sentence:
      'A body that was sent is longer than is read at once. Its text was read in pieces, so that what lies across them was not found; behind the first of them, what is no text was counted, and only searched for values of a profile, where they stand as they are.',
  },
  notAMessage: {
    code: 'message.http.not_a_message',
    kind: 'malformed',
    sentence: 'Bytes that start no HTTP message were passed over.',
  },
  badChunk: {
    code: 'message.http.bad_chunk',
    kind: 'malformed',
    sentence: 'A chunk size or the end of a chunk is malformed; the rest of the body was given up.',
  },
  oddChunkSize: {
    code: 'message.http.odd_chunk_size',
    kind: 'ambiguous',
    sentence: 'A chunk size has a sign or “0x” in front, which some servers take; it was read without.',
  },
  missingBlankLine: {
    code: 'message.http.missing_blank_line',
    kind: 'malformed',
    sentence: 'Chunks end without a blank line; the next message begins in place of a trailer.',
  },
  controlInHead: {
    code: 'message.http.control_in_head',
    kind: 'ambiguous',
    sentence:
      'A line of a head has a zero byte or a carriage return in it, where servers differ in what they read; it was searched with and without.',
  },
  absurdChunkSize: {
    code: 'message.http.absurd_chunk_size',
    kind: 'malformed',
    sentence: 'A chunk size is too large to be counted; the rest of the body was given up.',
  },
  gapInMessage: {
    code: 'message.http.gap',
    kind: 'gap',
    sentence: 'Bytes of a message are not in the capture.',
  },
  cutMessage: {
    code: 'message.http.cut',
    kind: 'short_capture',
    sentence: 'The flow ends within a message.',
  },
  tooManyPending: {
    code: 'message.http.too_many_pending',
    kind: 'limit',
    sentence: 'More requests wait for a response than are kept; the oldest was closed without one.',
  },
  tooManyInterim: {
    code: 'message.http.too_many_interim',
    kind: 'limit',
    sentence: 'A request got more interim responses than are expected of any server.',
  },
  lostResponse: {
    code: 'message.http.lost_response',
    kind: 'gap',
    sentence: 'The response to a request was lost in a gap.',
  },
  heldTooMuch: {
    code: 'message.http.held_too_much',
    kind: 'limit',
    sentence: 'Memory was short; an unfinished message was handed on as far as it was read.',
  },
}
