import type { AnomalyCode } from '../core/anomaly.ts'

/** Oddities of messages as a whole. */
export const examinerAnomalies: {
  readonly [name in
    | 'tooMany'
    | 'uncounted'
    | 'detection'
    | 'saltedFields'
    | 'saltFields'
    | 'opaque'
    | 'budget'
    | 'tolerated'
    | 'damaged'
    | 'unread'
    | 'parts'
    | 'uploads'
    | 'sides']: AnomalyCode
} = {
  sides: {
    code: 'recipients.sides.guessed',
    kind: 'ambiguous',
    sentence:
      'Two ends opened connections to each other and to nobody else, and nothing tells which one is the phone: it is taken to be the one that opened more of them to ports that serve, else the first. With the MAC address of the phone in the profile, the frames tell.',
  },
  tooMany: {
    code: 'detect.observations.too_many',
    kind: 'limit',
    sentence:
      'More observations than the limit: the ones beyond it are not listed, and count as transmissions only.',
  },
  uncounted: {
    code: 'detect.transmissions.too_many',
    kind: 'limit',
    sentence: 'More transmissions than the limit: of some recipients more was sent than is listed.',
  },
  detection: {
    code: 'detect.budget.reached',
    kind: 'limit',
    sentence:
      'A message holds more than the budget of detection: what is beyond it is not tried, or not listed.',
  },
  saltedFields: {
    code: 'detect.salts.not_tried',
    kind: 'limit',
    sentence:
      'Signatures, tokens and the like: what held no salted digest of a known value in many messages, or was opened by no key beside it, is tried with no more salts and keys.',
  },
  saltFields: {
    code: 'detect.salts.too_many_fields',
    kind: 'limit',
    sentence:
      'A message has more fields than are tried as salts: what has the form of a digest in it was tried with the likeliest ones.',
  },
  opaque: {
    code: 'report.opaque.too_many',
    kind: 'limit',
    sentence: 'Opaque payloads stand in more places than the limit: the ones beyond it are not listed.',
  },
  budget: {
    code: 'decode.budget.reached',
    kind: 'limit',
    sentence: 'A message nests or expands beyond the budget of decoding: what lies deeper was not read.',
  },
  parts: {
    code: 'decode.values.in_parts',
    kind: 'limit',
    sentence:
      'A message holds more values than are read at once. It was read in parts, so that what lies across these was not found.',
  },
  tolerated: {
    code: 'decode.encoding.tolerated',
    kind: 'malformed',
    sentence: 'A message does not have the encoding that it declares: it was read as what it is.',
  },
  damaged: {
    code: 'decode.encoding.damaged',
    kind: 'malformed',
    sentence: 'What a message holds in its encoding is cut off or damaged: it was read as far as it goes.',
  },
  unread: {
    code: 'decode.content.unread',
    kind: 'unsupported',
    sentence: 'A message holds something that could not be opened: what is in it was not read.',
  },
  uploads: {
    code: 'message.uploads.cut',
    kind: 'limit',
    sentence:
      'An upload in parts is longer than is put together at a time, or more were under way: what is compressed as a whole was not found behind there.',
  },
}

/** Limits of what is tried again in each message. */
const givenUp: ReadonlySet<string> = new Set([
  'detect.saltedFieldTriesMax',
  'detect.closedValueTriesMax',
  'detect.closedFieldTriesMax',
])

/** The event of a limit of `detect` that one message reached. */
export function limitAnomaly(limit: string): AnomalyCode {
  if (givenUp.has(limit)) return examinerAnomalies.saltedFields
  return limit === 'detect.saltFieldsMax' ? examinerAnomalies.saltFields : examinerAnomalies.detection
}
