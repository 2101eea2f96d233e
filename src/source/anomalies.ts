/** Oddities of capture files, both formats. */
export const sourceAnomalies = {
  pcapNoHeader: {
    code: 'source.pcap.no_header',
    kind: 'malformed',
    sentence: 'The file does not begin with a pcap header, so nothing in it was read.',
  },
  pcapOddVersion: {
    code: 'source.pcap.odd_version',
    kind: 'unsupported',
    sentence: 'The pcap header names a version other than 2.4; the records were read as 2.4.',
  },
  pcapConcatenated: {
    code: 'source.pcap.concatenated',
    kind: 'malformed',
    sentence: 'A second pcap header follows in the same file; reading went on with its link type.',
  },
  pcapBadRecord: {
    code: 'source.pcap.bad_record',
    kind: 'malformed',
    sentence: 'A record header makes no sense; bytes were passed over up to the next record that does.',
  },
  pcapTorn: {
    code: 'source.pcap.torn',
    kind: 'short_capture',
    sentence: 'The file ends inside a record.',
  },
  pcapRecordTooLarge: {
    code: 'source.pcap.record_too_large',
    kind: 'limit',
    sentence: 'A record is larger than the limit and was skipped.',
  },
  capturedExceedsWire: {
    code: 'source.frame.captured_exceeds_wire',
    kind: 'malformed',
    sentence: 'A frame claims more captured bytes than were on the wire; the captured bytes were believed.',
  },
  timeOutOfRange: {
    code: 'source.frame.time_out_of_range',
    kind: 'malformed',
    sentence:
      'A frame has a time that no calendar holds; it was set to the nearest one that can be computed with.',
  },
  pcapngNoSection: {
    code: 'source.pcapng.no_section',
    kind: 'malformed',
    sentence: 'The file does not begin with a section header; bytes were passed over up to the next one.',
  },
  pcapngOddVersion: {
    code: 'source.pcapng.odd_version',
    kind: 'unsupported',
    sentence: 'A section header names a major version other than 1; the section was read as version 1.',
  },
  pcapngByteOrder: {
    code: 'source.pcapng.byte_order',
    kind: 'malformed',
    sentence: 'A section header has a damaged byte-order mark; the byte order was taken from its length.',
  },
  pcapngBadBlock: {
    code: 'source.pcapng.bad_block',
    kind: 'malformed',
    sentence: 'A block length makes no sense; bytes were passed over up to the next block that does.',
  },
  pcapngTrailerDiffers: {
    code: 'source.pcapng.trailer_differs',
    kind: 'malformed',
    sentence: 'The two lengths of a block differ; the first was believed since a block follows there.',
  },
  pcapngShortBlock: {
    code: 'source.pcapng.short_block',
    kind: 'malformed',
    sentence: 'A block is too short for what its type must hold, and was not read.',
  },
  pcapngTorn: {
    code: 'source.pcapng.torn',
    kind: 'short_capture',
    sentence: 'The file ends inside a block.',
  },
  pcapngBlockTooLarge: {
    code: 'source.pcapng.block_too_large',
    kind: 'limit',
    sentence: 'A packet block is larger than the limit and was skipped.',
  },
  pcapngUnknownBlock: {
    code: 'source.pcapng.unknown_block',
    kind: 'unsupported',
    sentence: 'A block of an unknown type was skipped.',
  },
  pcapngUnknownInterface: {
    code: 'source.pcapng.unknown_interface',
    kind: 'malformed',
    sentence: 'A packet belongs to an interface that is not described, so it cannot be read.',
  },
  pcapngInterfaces: {
    code: 'source.pcapng.interfaces',
    kind: 'limit',
    sentence: 'The file describes more interfaces than the limit; packets of the rest were not read.',
  },
  pcapngCapturedExceedsBlock: {
    code: 'source.pcapng.captured_exceeds_block',
    kind: 'malformed',
    sentence: 'A packet claims more captured bytes than its block holds; the bytes of the block were taken.',
  },
  pcapngFineTime: {
    code: 'source.pcapng.fine_time',
    kind: 'ambiguous',
    sentence:
      'An interface records times that whole nanoseconds cannot express; they were cut to nanoseconds.',
  },
  pcapngNoTime: {
    code: 'source.pcapng.no_time',
    kind: 'ambiguous',
    sentence:
      'A simple packet block has no time; it was given the time of the frame before, or that of 1970 where none has any.',
  },
  pcapngOddOption: {
    code: 'source.pcapng.odd_option',
    kind: 'malformed',
    sentence: 'An option or record runs over the end of its block, or has a size its kind cannot have.',
  },
  pcapngComments: {
    code: 'source.pcapng.comments',
    kind: 'limit',
    sentence: 'The file holds more or longer comments than are kept; the rest were left out.',
  },
  apps: {
    code: 'source.apps',
    kind: 'limit',
    sentence: 'The capture names more apps or processes than the limit; the rest are not known by name.',
  },
  numberedBlocks: {
    code: 'source.pcapng.numbered_blocks',
    kind: 'limit',
    sentence:
      'The capture holds more blocks without a packet than the limit: numbers by which Wireshark is asked for later frames may be too low.',
  },
  pcapdroidTrailer: {
    code: 'source.pcapdroid.bad_trailer',
    kind: 'malformed',
    sentence: 'The trailer in which PCAPdroid names the app of a frame is damaged; the app is not known.',
  },
  pcapngSecrets: {
    code: 'source.pcapng.secrets',
    kind: 'limit',
    sentence: 'The file holds more bytes of decryption secrets than the limit; the rest were not used.',
  },
} as const
