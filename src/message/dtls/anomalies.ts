import type { AnomalyCode } from '../../core/anomaly.ts'

/** Names of the oddities of DTLS. */
export type DtlsAnomaly =
  | 'record'
  | 'recordRead'
  | 'textInRecords'
  | 'fragmentMalformed'
  | 'helloUnfinished'
  | 'noHello'
  | 'keyMissing'
  | 'versionUnsupported'
  | 'wrongKey'
  | 'notOpened'
  | 'limit'

/** What can be odd about DTLS. Of its hellos see those of TLS. */
export const dtlsAnomalies: Readonly<Record<DtlsAnomaly, AnomalyCode>> = {
  record: {
    code: 'message.dtls.record',
    kind: 'malformed',
    sentence: 'A datagram of a DTLS flow holds what is no record: its rest counts as encrypted.',
  },
  recordRead: {
    code: 'message.dtls.record_read',
    kind: 'malformed',
    sentence: 'A datagram of a DTLS flow holds what is no record: its rest was read by itself.',
  },
  textInRecords: {
    code: 'message.dtls.text_in_records',
    kind: 'ambiguous',
    sentence:
      'Records in the form of DTLS carry text that is not encrypted: what stands in them was read, and anyone on the way can read it.',
  },
  fragmentMalformed: {
    code: 'message.dtls.fragment_malformed',
    kind: 'malformed',
    sentence: 'A fragment of a DTLS handshake message contradicts itself or an earlier one.',
  },
  helloUnfinished: {
    code: 'message.dtls.hello_unfinished',
    kind: 'short_capture',
    sentence: 'Fragments of a ClientHello over DTLS are missing: the name of the server is not known.',
  },
  noHello: {
    code: 'message.dtls.no_hello',
    kind: 'undecryptable',
    sentence: 'A DTLS flow was joined behind its ClientHello: which key is its own can not be told.',
  },
  keyMissing: {
    code: 'message.dtls.key_missing',
    kind: 'undecryptable',
    sentence:
      'A DTLS connection can not be decrypted, though something is known of it: its master secret, its ServerHello or its cipher suite is missing.',
  },
  versionUnsupported: {
    code: 'message.dtls.version_unsupported',
    kind: 'undecryptable',
    sentence: 'A DTLS connection with a key is of version 1.3, which is not read.',
  },
  wrongKey: {
    code: 'message.dtls.wrong_key',
    kind: 'undecryptable',
    sentence:
      'The key given for a DTLS connection opens none of its records: it is wrong, or the bytes are damaged.',
  },
  notOpened: {
    code: 'message.dtls.not_opened',
    kind: 'undecryptable',
    sentence:
      'A record of a DTLS connection that was decrypted does not open: its bytes are damaged, or not of this key.',
  },
  limit: {
    code: 'message.dtls.limit',
    kind: 'limit',
    sentence: 'More fragments or records of a DTLS handshake wait for others than are kept.',
  },
}
