import type { AnomalyCode } from '../core/anomaly.ts'

/** Names of the oddities of streams. */
export type StreamAnomaly =
  | 'flowLimit'
  | 'gap'
  | 'heldLimit'
  | 'depthLimit'
  | 'overlapDiffers'
  | 'damaged'
  | 'damagedPayload'
  | 'mistaken'
  | 'damageNotTold'
  | 'notCompared'
  | 'copyLimit'
  | 'outOfWindow'
  | 'strayDropped'
  | 'beforeStart'
  | 'lateAnswer'
  | 'resetOutOfWindow'
  | 'dataAfterEnd'
  | 'datagramCut'
  | 'twinDatagram'
  | 'translatedDatagram'
  | 'onlyAnswers'
  | 'twinConnection'
  | 'directionGuessed'
  | 'datagramsGuessed'
  | 'decrypted'
  | 'timeBack'
  | 'timeAhead'
  | 'readByTime'
  | 'orderNotKept'

/** Every oddity that the stream layer notes. */
export const streamAnomalies: Readonly<Record<StreamAnomaly, AnomalyCode>> = {
  flowLimit: {
    code: 'stream.flow.limit',
    kind: 'limit',
    sentence:
      'More conversations were open at once than are kept; the one silent for longest was ended early.',
  },
  gap: {
    code: 'stream.tcp.gap',
    kind: 'gap',
    sentence: 'Bytes of a TCP stream are missing from the capture.',
  },
  heldLimit: {
    code: 'stream.tcp.held_limit',
    kind: 'limit',
    sentence:
      'Too many out-of-order bytes were waiting for a missing piece; the piece was given up as a gap.',
  },
  depthLimit: {
    code: 'stream.tcp.depth_limit',
    kind: 'limit',
    sentence: 'One direction of a TCP connection is longer than is read; the rest was only counted.',
  },
  overlapDiffers: {
    code: 'stream.tcp.overlap_differs',
    kind: 'ambiguous',
    sentence:
      'Two TCP segments carry different bytes for the same place in the stream; both were searched, and which one the receiver took is not known.',
  },
  damaged: {
    code: 'stream.tcp.damaged',
    kind: 'malformed',
    sentence:
      'A TCP segment was damaged on the way, and nobody took it: its checksum is wrong, while that of another one is right, which carries other bytes for the same place, or the same ones in a place that fits. That one was read, and the damaged one was not.',
  },
  mistaken: {
    code: 'stream.tcp.mistaken',
    kind: 'ambiguous',
    sentence:
      'A SYN or FIN in the middle of a TCP connection was never answered, and what its sender sent next goes on as if it were not there: it was left out.',
  },
  damagedPayload: {
    code: 'stream.tcp.damaged_payload',
    kind: 'malformed',
    sentence:
      'A TCP segment has a wrong checksum, where others between the same addresses have right ones: it was damaged, and what it held may have been another. It was read as it is.',
  },
  damageNotTold: {
    code: 'stream.tcp.damage_not_told',
    kind: 'limit',
    sentence:
      'TCP segments may have been damaged on the way, which another reading of the capture would tell; it can be read only once (a pipe, the network), or was read, or held such segments, as often as is allowed. What they carry was read as the others.',
  },
  notCompared: {
    code: 'stream.tcp.not_compared',
    kind: 'ambiguous',
    sentence:
      'A TCP segment came again when its first copy was no longer kept, or had been given up as a gap; it was searched by itself.',
  },
  copyLimit: {
    code: 'stream.tcp.copy_limit',
    kind: 'limit',
    sentence:
      'More TCP segments with different bytes for the same places came than are put together in every way; some ways were not searched.',
  },
  outOfWindow: {
    code: 'stream.tcp.out_of_window',
    kind: 'ambiguous',
    sentence:
      'A TCP segment lies far outside of the stream it claims to belong to; it was set aside until another confirms it.',
  },
  strayDropped: {
    code: 'stream.tcp.stray_dropped',
    kind: 'ambiguous',
    sentence: 'A TCP segment far outside of its stream was never confirmed and was not read.',
  },
  beforeStart: {
    code: 'stream.tcp.before_start',
    kind: 'gap',
    sentence:
      'A TCP segment lies before the first byte seen of a connection that the capture joined midway; if the client sent it, it was searched by itself, else it was not read.',
  },
  lateAnswer: {
    code: 'stream.tcp.late_answer',
    kind: 'limit',
    sentence:
      'A part of an answer came when its place in the TCP stream had been given up as a gap; it was not read.',
  },
  resetOutOfWindow: {
    code: 'stream.tcp.reset_out_of_window',
    kind: 'ambiguous',
    sentence: 'A TCP reset lies far outside of the stream and was not believed.',
  },
  dataAfterEnd: {
    code: 'stream.tcp.data_after_end',
    kind: 'ambiguous',
    sentence: 'TCP payload came after the connection was finished or reset; it was read all the same.',
  },
  datagramCut: {
    code: 'stream.udp.cut',
    kind: 'short_capture',
    sentence: 'A UDP datagram was captured only in part.',
  },
  twinDatagram: {
    code: 'stream.udp.twin',
    kind: 'ambiguous',
    sentence:
      'A UDP datagram came again with the same content, and the same number in its IP header or other headers below it: it was captured on two interfaces, or doubled on the way. What it carries counts once.',
  },
  onlyAnswers: {
    code: 'stream.tcp.only_answers',
    kind: 'gap',
    sentence:
      'Of a connection only what its server sent is in the capture: what its client sent is missing, or was sent before.',
  },
  translatedDatagram: {
    code: 'stream.udp.translated',
    kind: 'ambiguous',
    sentence:
      'A UDP datagram was captured on both sides of a translation of addresses (NAT): its conversation stands here as two, and its bytes count twice.',
  },
  twinConnection: {
    code: 'stream.tcp.twin',
    kind: 'ambiguous',
    sentence:
      'A connection was captured on both sides of a translation of addresses (NAT, CLAT): it stands here as two, and its bytes count twice.',
  },
  directionGuessed: {
    code: 'stream.tcp.direction_guessed',
    kind: 'ambiguous',
    sentence:
      'The beginning of a connection was not captured, and neither its first bytes nor its ports nor its addresses nor other connections tell who is the client: it is taken to be who was seen speaking first, until what is said shows otherwise, and both sides are searched as what the phone sent.',
  },
  datagramsGuessed: {
    code: 'stream.udp.direction_guessed',
    kind: 'ambiguous',
    sentence:
      'Neither the ports of a conversation of UDP nor its addresses nor others before it tell who is the client, or they contradict who was seen speaking first: its sides are guessed, and both are searched as what the phone sent.',
  },
  decrypted: {
    code: 'stream.tcp.decrypted',
    kind: 'ambiguous',
    sentence:
      'The packets of a connection to a port of TLS are such as no system sends, and hold nothing encrypted: a program that decrypts wrote them (a proxy, a hook in an app). What they hold counts as encrypted on the way.',
  },
  timeBack: {
    code: 'stream.clock.back',
    kind: 'ambiguous',
    sentence:
      'A frame is older than one before it: the clock was set back, or files were joined out of order. Times before and after may not be comparable.',
  },
  timeAhead: {
    code: 'stream.clock.ahead',
    kind: 'ambiguous',
    sentence:
      'A frame is more than a year younger than the one before it: the clock was set, or a time is wrong. Times before and after may not be comparable.',
  },
  readByTime: {
    code: 'stream.order.by_time',
    kind: 'ambiguous',
    sentence:
      'The frames of the capture do not stand in the order in which they were sent (several queues or interfaces, joined files), and their times tell that order: the capture was read again in the order of its times.',
  },
  orderNotKept: {
    code: 'stream.order.not_kept',
    kind: 'limit',
    sentence:
      'Packets stand behind others that were sent after them, and another reading of the capture would put what they carry in its place; it can be read only once (a pipe, the network), was read as often as is allowed, or has more of them than are remembered. What came late was searched by itself, or was not read.',
  },
}
