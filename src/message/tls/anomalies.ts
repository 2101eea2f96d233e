import type { AnomalyCode } from '../../core/anomaly.ts'

/** Names of the oddities of TLS. */
export type TlsAnomaly =
  | 'helloMalformed'
  | 'helloGap'
  | 'helloUnfinished'
  | 'helloLimit'
  | 'recordMalformed'
  | 'nameLimit'
  | 'noHello'
  | 'notPlaced'
  | 'lateLimit'
  | 'keyMissing'
  | 'wrongKey'
  | 'notOpened'
  | 'recordGap'
  | 'recordBroken'
  | 'recordCut'
  | 'serverHelloMissing'
  | 'serverHelloMalformed'
  | 'suiteUnsupported'
  | 'compressionUnsupported'
  | 'waitingLimit'
  | 'nestingLimit'
  | 'handshakeLimit'
  | 'triesLimit'
  | 'certificateMalformed'
  | 'unencrypted'
  | 'textInRecords'

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
    sentence:
      'Bytes of a ClientHello are missing from the capture: the name of the server is known only where it stands in front of them.',
  },
  helloUnfinished: {
    code: 'message.tls.hello_unfinished',
    kind: 'short_capture',
    sentence:
      'A stream ended in the middle of a ClientHello: the name of the server is known only where it stands in what is there.',
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
  noHello: {
    code: 'message.tls.no_hello',
    kind: 'undecryptable',
    sentence:
      'A connection was joined behind its ClientHello, and no secret of the key log is known to be its own.',
  },
  notPlaced: {
    code: 'message.tls.not_placed',
    kind: 'undecryptable',
    sentence:
      'A connection was joined behind its ClientHello, and in one direction its secret opens no record: the key had changed, or too many records went before.',
  },
  lateLimit: {
    code: 'message.tls.late_limit',
    kind: 'limit',
    sentence:
      'A connection was joined behind its ClientHello, and not all secrets of the key log were tried on it, or not far enough.',
  },
  keyMissing: {
    code: 'message.tls.key_missing',
    kind: 'undecryptable',
    sentence: 'The key log knows a connection, but not the secret that a part of it takes.',
  },
  wrongKey: {
    code: 'message.tls.wrong_key',
    kind: 'undecryptable',
    sentence:
      'The key given for a connection opens none of its records: it is wrong, or the bytes are damaged.',
  },
  notOpened: {
    code: 'message.tls.not_opened',
    kind: 'undecryptable',
    sentence:
      'A record of a connection that was decrypted does not open: its bytes are damaged, or not of this key.',
  },
  recordGap: {
    code: 'message.tls.record_gap',
    kind: 'gap',
    sentence: 'Bytes of a TLS record are missing from the capture: what is there of it can not be decrypted.',
  },
  recordBroken: {
    code: 'message.tls.record_broken',
    kind: 'malformed',
    sentence: 'Where a TLS record must begin, none does: the next one was looked for.',
  },
  recordCut: {
    code: 'message.tls.record_cut',
    kind: 'short_capture',
    sentence: 'A stream ended in the middle of a TLS record: what is there of it can not be decrypted.',
  },
  serverHelloMissing: {
    code: 'message.tls.server_hello_missing',
    kind: 'undecryptable',
    sentence:
      'The ServerHello of a connection with a key is not in the capture: without it, the key is of no use.',
  },
  serverHelloMalformed: {
    code: 'message.tls.server_hello_malformed',
    kind: 'malformed',
    sentence: 'A ServerHello does not read to its end: its connection was not decrypted.',
  },
  suiteUnsupported: {
    code: 'message.tls.suite_unsupported',
    kind: 'unsupported',
    sentence: 'A connection with a key uses a cipher suite that is not read.',
  },
  compressionUnsupported: {
    code: 'message.tls.compression_unsupported',
    kind: 'unsupported',
    sentence: 'A connection with a key compresses its records, which is not read.',
  },
  unencrypted: {
    code: 'message.tls.unencrypted',
    kind: 'ambiguous',
    sentence:
      'A connection looks like TLS and encrypts nothing (its cipher suite is NULL, or protects against changes alone): anyone on the way can read it.',
  },
  textInRecords: {
    code: 'message.tls.text_in_records',
    kind: 'ambiguous',
    sentence:
      'Records in the form of TLS carry text that is not encrypted: what stands in them was read, and anyone on the way can read it.',
  },
  waitingLimit: {
    code: 'message.tls.waiting_limit',
    kind: 'limit',
    sentence: 'More records came before their ServerHello than are kept until it comes.',
  },
  nestingLimit: {
    code: 'message.tls.nesting_limit',
    kind: 'limit',
    sentence: 'TLS inside TLS, deeper than is followed.',
  },
  handshakeLimit: {
    code: 'message.tls.handshake_limit',
    kind: 'limit',
    sentence: 'A handshake message is longer than is read.',
  },
  triesLimit: {
    code: 'message.tls.tries_limit',
    kind: 'limit',
    sentence: 'After a gap, the number of the next record was not found among those that were tried.',
  },
  certificateMalformed: {
    code: 'message.tls.certificate_malformed',
    kind: 'malformed',
    sentence: 'A server certificate does not read: it names nobody.',
  },
}
