import type { AnomalyCode } from '../core/anomaly.ts'

/** Names of the oddities of files with entries. */
export type EntryAnomaly =
  | 'malformed'
  | 'tooLarge'
  | 'torn'
  | 'broken'
  | 'noZone'
  | 'noTime'
  | 'badBase64'
  | 'lossy'
  | 'apart'
  | 'stripped'
  | 'noEpoch'
  | 'frameCut'
  | 'besideBytes'
  | 'changed'
  | 'injected'
  | 'unknownSender'
  | 'wayUnknown'
  | 'oddShape'
  | 'namedTwice'
  | 'unknownMember'
  | 'badAddress'
  | 'comments'
  | 'trailing'
  | 'forgotten'
  | 'refused'
  | 'givenUp'

/** Oddities of files with entries, all formats. The frame of a sample is the number of the entry. */
export const entryAnomalies: Readonly<Record<EntryAnomaly, AnomalyCode>> = {
  malformed: {
    code: 'source.entry.malformed',
    kind: 'malformed',
    sentence: 'An entry makes no sense and was not read.',
  },
  tooLarge: {
    code: 'source.entry.too_large',
    kind: 'limit',
    sentence: 'An entry is larger than the limit and was skipped.',
  },
  torn: {
    code: 'source.entry.torn',
    kind: 'short_capture',
    sentence: 'The file ends inside an entry, or before its end is marked.',
  },
  broken: {
    code: 'source.entry.broken',
    kind: 'malformed',
    sentence: 'The file is damaged: what lies behind the damage was not read.',
  },
  noZone: {
    code: 'source.entry.no_zone',
    kind: 'ambiguous',
    sentence: 'A time names no zone; it was taken as UTC.',
  },
  noTime: {
    code: 'source.entry.no_time',
    kind: 'malformed',
    sentence:
      'An entry has no time that can be read; it was given that of the entry before, or of the first that has one.',
  },
  badBase64: {
    code: 'source.entry.bad_base64',
    kind: 'malformed',
    sentence: 'A content that is marked as base64 is none; its text was searched as it stands.',
  },
  lossy: {
    code: 'source.entry.lossy_text',
    kind: 'short_capture',
    sentence:
      'The recorder kept a binary body as text and lost bytes of it: what is left of it was searched.',
  },
  stripped: {
    code: 'source.netlog.stripped',
    kind: 'short_capture',
    sentence:
      'Chrome left cookies or credentials out of a head: they were sent, and never seen. Its export keeps them with “Include cookies and credentials”.',
  },
  noEpoch: {
    code: 'source.netlog.no_epoch',
    kind: 'malformed',
    sentence:
      'The log does not say when its clock began: its times count from 1970, and are right among themselves only.',
  },
  frameCut: {
    code: 'source.eve.frame_cut',
    kind: 'short_capture',
    sentence:
      'A frame of Suricata shows only the beginning of a datagram (256 bytes): the rest was never seen.',
  },
  besideBytes: {
    code: 'source.eve.bytes_beside',
    kind: 'unsupported',
    sentence:
      'An alert shows bytes of the wire beside a request that is not in them: the request was read, and these bytes were not.',
  },
  changed: {
    code: 'source.mitmproxy.changed',
    kind: 'ambiguous',
    sentence:
      'Who recorded a flow has changed it: it was read as it was before, as the phone sent it; the server may have got the changed one.',
  },
  injected: {
    code: 'source.mitmproxy.injected',
    kind: 'ambiguous',
    sentence:
      'Who recorded a WebSocket has put a message of their own into it: no side sent it, and it was left out.',
  },
  unknownSender: {
    code: 'source.har.unknown_sender',
    kind: 'ambiguous',
    sentence:
      'A message of a WebSocket, or the reason for its end, does not say who sent it: it was read as one of the server, and nothing in it is told as sent.',
  },
  wayUnknown: {
    code: 'source.har.way_unknown',
    kind: 'ambiguous',
    sentence:
      'A URL does not say whether what was sent there went over TLS: it was read as if it had, which claims the least.',
  },
  givenUp: {
    code: 'source.har.given_up',
    kind: 'ambiguous',
    sentence:
      'A browser gave a request up and names no server for it: it is told as one that may have been sent. The entry does not say whether its answer was lost or refused, or it was never made (as where it was blocked, or a preflight of CORS refused).',
  },
  apart: {
    code: 'source.har.apart',
    kind: 'short_capture',
    sentence:
      'The recorder kept a body in a file of its own, which is not beside it in a zip archive, or is damaged: it was not read.',
  },
  oddShape: {
    code: 'source.entry.odd_shape',
    kind: 'malformed',
    sentence: 'A part of an entry is not of the form that the format gives it; it was read as it stands.',
  },
  namedTwice: {
    code: 'source.entry.named_twice',
    kind: 'malformed',
    sentence: 'An entry names a member twice: the last one was read, and what the others hold was not.',
  },
  unknownMember: {
    code: 'source.entry.unknown_member',
    kind: 'unsupported',
    sentence:
      'Records of HTTP hold texts under a name that is not read, as where columns were renamed or added: what they say is not known.',
  },
  badAddress: {
    code: 'source.entry.bad_address',
    kind: 'malformed',
    sentence: 'A server address is none; it was left out.',
  },
  comments: {
    code: 'source.entry.comments',
    kind: 'limit',
    sentence: 'The file holds more or longer comments than are kept; the rest were left out.',
  },
  trailing: {
    code: 'source.entry.trailing',
    kind: 'malformed',
    sentence: 'Something follows behind the end of the file’s own structure; it was not read.',
  },
  refused: {
    code: 'source.har.refused',
    kind: 'undecryptable',
    sentence:
      'An app refused the recorder’s certificate: what it sends on such a connection was not recorded.',
  },
  forgotten: {
    code: 'source.entry.forgotten',
    kind: 'limit',
    sentence:
      'The log is longer than is remembered: a record from there on that comes again may count twice.',
  },
}
