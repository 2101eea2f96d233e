import type { AnomalyCode } from '../../core/anomaly.ts'

export type QuicAnomaly =
  | 'header'
  | 'badTag'
  | 'frame'
  | 'cryptoLimit'
  | 'cryptoAmbiguous'
  | 'notClientHello'
  | 'helloUnfinished'
  | 'noInitial'
  | 'unsupportedVersion'

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
    sentence: 'A QUIC Initial packet holds a frame that is cut or not allowed there.',
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
    sentence: 'Parts of a ClientHello over QUIC are not in the capture: the name of the server is not known.',
  },
  noInitial: {
    code: 'message.quic.no_initial',
    kind: 'gap',
    sentence: 'A QUIC connection was joined after its ClientHello: the name of the server is not known.',
  },
  unsupportedVersion: {
    code: 'message.quic.unsupported_version',
    kind: 'unsupported',
    sentence: 'A QUIC connection uses a version whose first packets are not read.',
  },
}
