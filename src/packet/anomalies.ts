/** Oddities of frames, from the link layer to the transport headers. */
export const packetAnomalies = {
  unknownLinkType: {
    code: 'packet.link.unknown_type',
    kind: 'unsupported',
    sentence: 'Frames of a link type that is not read were only counted.',
  },
  unsupportedProtocol: {
    code: 'packet.frame.unsupported_protocol',
    kind: 'unsupported',
    sentence:
      'Frames of a network or transport protocol that is not read: what IP carries in them, and messages that were exported from other captures, are searched as plain bytes; the rest was only counted.',
  },
  headerCut: {
    code: 'packet.frame.header_cut',
    kind: 'short_capture',
    sentence: 'The capture cut a frame inside its headers, so it could not be read.',
  },
  linkMalformed: {
    code: 'packet.link.malformed',
    kind: 'malformed',
    sentence: 'A frame is too short for its link header, or the header contradicts itself.',
  },
  undecryptable: {
    code: 'packet.frame.undecryptable',
    kind: 'undecryptable',
    sentence:
      'Frames whose content is encrypted below TCP and UDP (protected Wi-Fi, IPsec, MACsec) were only counted.',
  },
  damagedFrame: {
    code: 'packet.wlan.damaged',
    kind: 'malformed',
    sentence: 'A Wi-Fi frame was not received as it was sent (its check sequence is wrong) and was not read.',
  },
  nesting: {
    code: 'packet.frame.nesting',
    kind: 'limit',
    sentence: 'A frame has more headers inside headers than the limit and was only counted.',
  },
  names: {
    code: 'packet.frame.names',
    kind: 'limit',
    sentence: 'More kinds of frames than are counted by name; the rest were counted together.',
  },
  tunnels: {
    code: 'packet.tunnel.too_many',
    kind: 'limit',
    sentence: 'Packets came through more tunnels than the limit: the ends of the rest are not listed.',
  },
  ipv4Malformed: {
    code: 'packet.ipv4.malformed',
    kind: 'malformed',
    sentence: 'An IPv4 header is too short, has another version, or states lengths that cannot be.',
  },
  ipv6Malformed: {
    code: 'packet.ipv6.malformed',
    kind: 'malformed',
    sentence: 'An IPv6 header or extension header is too short, has another version, or runs over the end.',
  },
  otherVersion: {
    code: 'packet.ip.other_version',
    kind: 'malformed',
    sentence:
      'A header in front says IPv4, and what follows is IPv6 to its last byte, as some recorders write it: it was read as IPv6.',
  },
  lengthExceedsFrame: {
    code: 'packet.ip.length_exceeds_frame',
    kind: 'malformed',
    sentence: 'An IP header states more bytes than its frame had; those that are there were read.',
  },
  trailer: {
    code: 'packet.frame.trailer',
    kind: 'unsupported',
    sentence: 'Bytes that are no padding stand behind the end of a packet: they were not searched.',
  },
  trailerSearched: {
    code: 'packet.frame.trailer_searched',
    kind: 'unsupported',
    sentence:
      'Bytes that are no padding stand behind the end of a datagram, or of a packet in a tunnel over the Internet: they were searched as plain bytes.',
  },
  tcpMalformed: {
    code: 'packet.tcp.malformed',
    kind: 'malformed',
    sentence: 'A TCP header is too short or longer than its packet.',
  },
  urgent: {
    code: 'packet.tcp.urgent',
    kind: 'ambiguous',
    sentence:
      'A byte is marked as urgent: many receivers take it out of the stream, where it is read in its place. It was searched with and without.',
  },
  multipath: {
    code: 'packet.tcp.multipath',
    kind: 'unsupported',
    sentence:
      'A connection is one more path of another (Multipath TCP): each path is read by itself, and what is sent over several of them is not put together.',
  },
  udpMalformed: {
    code: 'packet.udp.malformed',
    kind: 'malformed',
    sentence: 'A UDP header is too short, or states a length shorter than itself.',
  },
  udpLengthExceeds: {
    code: 'packet.udp.length_exceeds_packet',
    kind: 'malformed',
    sentence: 'A UDP header states more bytes than its packet has; those that are there were read.',
  },
  fragmentMalformed: {
    code: 'packet.fragment.malformed',
    kind: 'malformed',
    sentence:
      'A fragment is empty, ends off the 8-byte grid of IP, or reaches beyond what its datagram can hold.',
  },
  fragmentOverlap: {
    code: 'packet.fragment.overlap',
    kind: 'ambiguous',
    sentence: 'Two fragments claim the same place with different bytes; the first to come was kept.',
  },
  fragmentEnds: {
    code: 'packet.fragment.two_ends',
    kind: 'ambiguous',
    sentence: 'Fragments of one datagram disagree on where it ends; the first statement was kept.',
  },
  fragmentCut: {
    code: 'packet.fragment.cut',
    kind: 'short_capture',
    sentence:
      'The capture cut a fragment, so its datagram could not be put together: what is there of it is searched as plain bytes.',
  },
  fragmentIncomplete: {
    code: 'packet.fragment.incomplete',
    kind: 'gap',
    sentence:
      'Fragments of a datagram never came, so the ones that did could not be read: those of IP are searched as plain bytes.',
  },
  fragmentLimit: {
    code: 'packet.fragment.limit',
    kind: 'limit',
    sentence: 'More fragments wait for the rest of their datagrams than the limit; the oldest were given up.',
  },
} as const
