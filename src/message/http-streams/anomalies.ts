import type { AnomalyCode } from '../../core/anomaly.ts'
import { anomalies } from '../http1/anomalies.ts'

/** Oddities by the name the code uses. */
export type StreamAnomaly =
  | 'repeatedPseudo'
  | 'unknownPseudo'
  | 'latePseudo'
  | 'missingPseudo'
  | 'forbiddenByte'
  | 'connectionField'
  | 'conflictingHosts'
  | 'badLength'
  | 'repeatedLength'
  | 'lengthDiffers'
  | 'bodyTooLong'
  | 'bodyInPieces'
  | 'withoutHead'
  | 'tooManyStreams'
  | 'tooManyInterim'
  | 'badGrpcFrame'
  | 'reset'
  | 'cut'
  | 'heldTooMuch'

/** Oddities of requests and responses on streams of HTTP/2 and HTTP/3, one sentence each. */
export const streamAnomalies: Readonly<Record<StreamAnomaly, AnomalyCode>> = {
  repeatedPseudo: {
    code: 'message.http.repeated_pseudo_field',
    kind: 'ambiguous',
    sentence: 'A head has a pseudo-field (method, path, authority, status) twice; the first was used.',
  },
  unknownPseudo: {
    code: 'message.http.unknown_pseudo_field',
    kind: 'malformed',
    sentence: 'A head has a pseudo-field that no standard knows; it was read as a field.',
  },
  latePseudo: {
    code: 'message.http.late_pseudo_field',
    kind: 'malformed',
    sentence: 'A pseudo-field stands behind ordinary fields.',
  },
  missingPseudo: {
    code: 'message.http.missing_pseudo_field',
    kind: 'malformed',
    sentence: 'A head lacks a method, path or status (also where it could not be told).',
  },
  forbiddenByte: {
    code: 'message.http.forbidden_byte',
    kind: 'malformed',
    sentence: 'A field holds a line end or a zero byte.',
  },
  connectionField: {
    code: 'message.http.connection_field',
    kind: 'ambiguous',
    sentence: 'A head has a field that only HTTP/1 has a use for (connection, transfer-encoding, upgrade).',
  },
  conflictingHosts: {
    code: 'message.http.conflicting_hosts',
    kind: 'ambiguous',
    sentence: 'A request names different hosts in its authority and its host field; the authority was used.',
  },
  badLength: {
    code: 'message.http.bad_stream_length',
    kind: 'malformed',
    sentence: 'A content length is not a number that can be counted; the stream itself says where it ends.',
  },
  repeatedLength: {
    code: 'message.http.conflicting_stream_lengths',
    kind: 'ambiguous',
    sentence: 'A head states different content lengths; the stream itself says where it ends.',
  },
  lengthDiffers: {
    code: 'message.http.length_differs',
    kind: 'ambiguous',
    sentence: 'A body is not as long as its head says; it was read as long as it is.',
  },
  bodyTooLong: anomalies.bodyTooLong,
  bodyInPieces: anomalies.bodyInPieces,
  withoutHead: {
    code: 'message.http.without_head',
    kind: 'gap',
    sentence:
      'The body of a message whose head is not in the capture, or came too early, was read without it.',
  },
  tooManyStreams: {
    code: 'message.http.too_many_streams',
    kind: 'limit',
    sentence:
      'More streams of one connection are open than are followed; the oldest was handed on as it was.',
  },
  tooManyInterim: anomalies.tooManyInterim,
  badGrpcFrame: {
    code: 'message.grpc.bad_frame',
    kind: 'malformed',
    sentence: 'A body that is said to be gRPC does not have its frames; it was read as it is.',
  },
  reset: {
    code: 'message.http.reset',
    kind: 'gap',
    sentence: 'A message was broken off by its sender or receiver; what came of it was read.',
  },
  cut: anomalies.cutMessage,
  heldTooMuch: anomalies.heldTooMuch,
}
