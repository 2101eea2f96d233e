import type { AnomalyCode } from '../../core/anomaly.ts'

/** Names of the oddities of CoAP. */
export type CoapAnomaly =
  | 'header'
  | 'options'
  | 'optionsLimit'
  | 'blocks'
  | 'blockTwice'
  | 'transfers'
  | 'pending'
  | 'resources'

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
  blocks: {
    code: 'message.coap.blocks',
    kind: 'gap',
    sentence: 'Blocks of a CoAP body are missing: what there was of it was searched.',
  },
  blockTwice: {
    code: 'message.coap.block_twice',
    kind: 'ambiguous',
    sentence: 'A block of a CoAP body was sent twice with different content: both were searched.',
  },
  transfers: {
    code: 'message.coap.transfers',
    kind: 'limit',
    sentence:
      'More CoAP bodies than are put together, or longer ones, were sent in blocks: they were searched as far as they came.',
  },
  pending: {
    code: 'message.coap.pending',
    kind: 'limit',
    sentence: 'More CoAP requests were without a response than are remembered; the oldest was forgotten.',
  },
  resources: {
    code: 'message.coap.resources',
    kind: 'malformed',
    sentence:
      'What a device says by the numbers of LwM2M could not be read as the CBOR that it is said to be: its bytes were searched as they are.',
  },
}
