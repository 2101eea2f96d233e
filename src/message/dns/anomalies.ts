import type { AnomalyCode } from '../../core/anomaly.ts'

/** Names of the oddities of DNS. */
export type DnsAnomaly =
  | 'header'
  | 'cut'
  | 'nameLoop'
  | 'namePointers'
  | 'nameLength'
  | 'nameLabel'
  | 'record'
  | 'questions'
  | 'records'
  | 'trailing'
  | 'emptyMessage'
  | 'gap'
  | 'resync'
  | 'unfinished'
  | 'pending'
  | 'unasked'

/** What can be odd about DNS, mDNS, LLMNR and NetBIOS name service messages. */
export const dnsAnomalies: Readonly<Record<DnsAnomaly, AnomalyCode>> = {
  header: {
    code: 'message.dns.header',
    kind: 'malformed',
    sentence: 'A DNS message is shorter than its header or has impossible flags.',
  },
  cut: {
    code: 'message.dns.cut',
    kind: 'short_capture',
    sentence: 'A DNS message ends before the questions or records that it announces.',
  },
  nameLoop: {
    code: 'message.dns.name_loop',
    kind: 'malformed',
    sentence: 'A compression pointer in a DNS name does not point back to an earlier name.',
  },
  namePointers: {
    code: 'message.dns.name_pointers',
    kind: 'limit',
    sentence: 'A DNS name goes through more compression pointers than are followed.',
  },
  nameLength: {
    code: 'message.dns.name_length',
    kind: 'limit',
    sentence: 'A DNS name is longer than is read.',
  },
  nameLabel: {
    code: 'message.dns.name_label',
    kind: 'malformed',
    sentence: 'A DNS name contains a label of a reserved type.',
  },
  record: {
    code: 'message.dns.record',
    kind: 'malformed',
    sentence: 'The content of a DNS record does not fit its type.',
  },
  questions: {
    code: 'message.dns.questions',
    kind: 'limit',
    sentence: 'A DNS message has more questions than are read.',
  },
  records: {
    code: 'message.dns.records',
    kind: 'limit',
    sentence: 'A DNS message has more records than are read.',
  },
  trailing: {
    code: 'message.dns.trailing_bytes',
    kind: 'malformed',
    sentence: 'Bytes follow the last record of a DNS message.',
  },
  emptyMessage: {
    code: 'message.dns.empty_message',
    kind: 'malformed',
    sentence: 'A DNS message over TCP announces a length of zero.',
  },
  gap: {
    code: 'message.dns.gap',
    kind: 'gap',
    sentence: 'Bytes of a DNS message over TCP are missing from the capture.',
  },
  resync: {
    code: 'message.dns.resync',
    kind: 'gap',
    sentence: 'Bytes were passed over to find the next DNS message after a gap.',
  },
  unfinished: {
    code: 'message.dns.unfinished',
    kind: 'short_capture',
    sentence: 'A stream ended in the middle of a DNS message.',
  },
  pending: {
    code: 'message.dns.pending',
    kind: 'limit',
    sentence: 'More DNS questions were without an answer than are remembered; the oldest was forgotten.',
  },
  unasked: {
    code: 'message.dns.unasked',
    kind: 'ambiguous',
    sentence:
      'An answer of DNS fits no question: it has another number than the question for the same name, or comes from a port that was not asked. Whoever asked does not take it, and neither is an address named by it here.',
  },
}
