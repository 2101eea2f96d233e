import type { AnomalyCode } from '../../core/anomaly.ts'

export type TlsAnomaly =
  | 'helloMalformed'
  | 'helloGap'
  | 'helloUnfinished'
  | 'helloLimit'
  | 'recordMalformed'
  | 'nameLimit'

/** What can be odd about a ClientHello over TCP or QUIC, and about TLS records. */
export const tlsAnomalies: Readonly<Record<TlsAnomaly, AnomalyCode>> = {
  helloMalformed: {
    code: 'message.tls.hello_malformed',
    kind: 'malformed',
    sentence: 'A ClientHello does not read to its end; what stands before the damage was kept.',
  },
  helloGap: {
    code: 'message.tls.hello_gap',
    kind: 'gap',
    sentence: 'Bytes of a ClientHello are missing from the capture: the name of the server is not known.',
  },
  helloUnfinished: {
    code: 'message.tls.hello_unfinished',
    kind: 'short_capture',
    sentence: 'A stream ended in the middle of a ClientHello: the name of the server is not known.',
  },
  helloLimit: {
    code: 'message.tls.hello_limit',
    kind: 'limit',
    sentence: 'A ClientHello is longer, or cut into more records, than is read.',
  },
  recordMalformed: {
    code: 'message.tls.record_malformed',
    kind: 'malformed',
    sentence: 'A ClientHello is interrupted by something that is not a handshake record.',
  },
  nameLimit: {
    code: 'message.tls.name_limit',
    kind: 'limit',
    sentence: 'The server name in a ClientHello is longer than is read.',
  },
}
