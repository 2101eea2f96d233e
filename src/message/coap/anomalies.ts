import type { AnomalyCode } from '../../core/anomaly.ts'

export type CoapAnomaly = 'header' | 'options' | 'optionsLimit' | 'blockTransfer' | 'pending'

/** What can be odd about CoAP messages. */
export const coapAnomalies: Readonly<Record<CoapAnomaly, AnomalyCode>> = {
  header: {
    code: 'message.coap.header',
    kind: 'malformed',
    sentence: 'A datagram of a CoAP conversation has no CoAP header.',
  },
  options: {
    code: 'message.coap.options',
    kind: 'malformed',
    sentence: 'The options of a CoAP message do not fit into it.',
  },
  optionsLimit: {
    code: 'message.coap.options_limit',
    kind: 'limit',
    sentence: 'A CoAP message has more options than are read.',
  },
  blockTransfer: {
    code: 'message.coap.block_transfer',
    kind: 'unsupported',
    sentence: 'A CoAP body is sent in several blocks: each was searched, but they were not put together.',
  },
  pending: {
    code: 'message.coap.pending',
    kind: 'limit',
    sentence: 'More CoAP requests were without a response than are remembered; the oldest was forgotten.',
  },
}
