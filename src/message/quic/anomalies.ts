import type { AnomalyCode } from '../../core/anomaly.ts'

/** Names of the oddities of QUIC. */
export type QuicAnomaly =
  | 'header'
  | 'badTag'
  | 'frame'
  | 'cryptoLimit'
  | 'cryptoAmbiguous'
  | 'notClientHello'
  | 'helloUnfinished'
  | 'noInitial'
  | 'joinedLate'
  | 'tooManyTries'
  | 'tooManyTrials'
  | 'unsupportedVersion'
  | 'notOpened'
  | 'streamGap'
  | 'packetsMissing'
  | 'tooManyHoles'
  | 'tooManyStreams'
  | 'tooManyConnections'
  | 'twinConnection'

/** What can be odd about the start of a QUIC connection. */
export const quicAnomalies: Readonly<Record<QuicAnomaly, AnomalyCode>> = {
  header: {
    code: 'message.quic.header',
    kind: 'malformed',
    sentence: 'A QUIC packet is cut, or its header does not fit its datagram.',
  },
  badTag: {
    code: 'message.quic.bad_tag',
    kind: 'undecryptable',
    sentence: 'A QUIC Initial packet does not open with the keys that its connection id gives.',
  },
  frame: {
    code: 'message.quic.frame',
    kind: 'malformed',
    sentence: 'A QUIC packet holds a frame that is cut, not known, or not allowed there.',
  },
  cryptoLimit: {
    code: 'message.quic.crypto_limit',
    kind: 'limit',
    sentence: 'A ClientHello over QUIC is longer, or cut into more pieces or packets, than is read.',
  },
  cryptoAmbiguous: {
    code: 'message.quic.crypto_ambiguous',
    kind: 'ambiguous',
    sentence:
      'Two QUIC packets give different bytes for the same place of a ClientHello; the first was kept.',
  },
  notClientHello: {
    code: 'message.quic.not_client_hello',
    kind: 'malformed',
    sentence: 'A QUIC connection starts with a handshake message that is not a ClientHello.',
  },
  helloUnfinished: {
    code: 'message.quic.hello_unfinished',
    kind: 'gap',
    sentence:
      'Parts of a ClientHello over QUIC are not in the capture: the name of the server is known only where it stands in what is there.',
  },
  noInitial: {
    code: 'message.quic.no_initial',
    kind: 'gap',
    sentence: 'A QUIC connection was joined after its ClientHello: the name of the server is not known.',
  },
  joinedLate: {
    code: 'message.quic.joined_late',
    kind: 'gap',
    sentence:
      'A QUIC connection whose ClientHello is not in the capture was opened with those secrets of the key log that fit: what it carried before the capture is not known.',
  },
  tooManyTries: {
    code: 'message.quic.too_many_tries',
    kind: 'limit',
    sentence:
      'More secrets would have had to be tried on QUIC connections whose ClientHello is not in the capture than are: some stay encrypted.',
  },
  tooManyTrials: {
    code: 'message.quic.too_many_trials',
    kind: 'limit',
    sentence:
      'More lengths and numbers would have had to be tried on QUIC packets of which they are not known than are: some stay encrypted.',
  },
  unsupportedVersion: {
    code: 'message.quic.unsupported_version',
    kind: 'unsupported',
    sentence: 'A QUIC connection uses a version whose first packets are not read.',
  },
  notOpened: {
    code: 'message.quic.not_opened',
    kind: 'undecryptable',
    sentence: 'A QUIC packet does not open with the secrets that the key log has for its connection.',
  },
  streamGap: {
    code: 'message.quic.stream_gap',
    kind: 'gap',
    sentence: 'Bytes of a stream in a QUIC connection are not in the capture.',
  },
  packetsMissing: {
    code: 'message.quic.packets_missing',
    kind: 'gap',
    sentence:
      'Packets of a QUIC connection that the other side acknowledged are not in the capture: what they carried does not come again.',
  },
  tooManyHoles: {
    code: 'message.quic.too_many_holes',
    kind: 'limit',
    sentence:
      'More packets of a QUIC connection are missing here and there than are followed: of some it is not known whether they were received.',
  },
  tooManyStreams: {
    code: 'message.quic.too_many_streams',
    kind: 'limit',
    sentence: 'A QUIC connection has more streams open than are followed; the oldest was let go.',
  },
  tooManyConnections: {
    code: 'message.quic.too_many_connections',
    kind: 'limit',
    sentence: 'There are more QUIC connections at a time than are followed; further ones were only counted.',
  },
  twinConnection: {
    code: 'message.quic.twin',
    kind: 'ambiguous',
    sentence:
      'A QUIC connection was captured on both sides of a translation of addresses (NAT, CLAT): it stands here as two, and its bytes count twice.',
  },
}
