import type { AnomalyCode } from '../../core/anomaly.ts'

/** Oddities of files with device events. */
export const eventAnomalies: {
  readonly [name in
    | 'none'
    | 'malformed'
    | 'openQuote'
    | 'unknownKind'
    | 'noTime'
    | 'noZone'
    | 'twofoldTime'
    | 'skippedTime'
    | 'dropped'
    | 'tooMany'
    | 'tooManyOddities'
    | 'clockUnset'
    | 'clockJump'
    | 'softRestart'
    | 'noShutdown'
    | 'startUnlocked'
    | 'countedBack'
    | 'suspended'
    | 'relative'
    | 'unreadable'
    | 'otherUser']: AnomalyCode
} = {
  none: {
    code: 'device.events.none',
    kind: 'unsupported',
    sentence:
      'No event of the phone stands in an event file. If it is a log of logcat, they are in a buffer of their own: adb logcat -b events.',
  },
  malformed: {
    code: 'device.events.malformed',
    kind: 'malformed',
    sentence: 'A line of an event file is not what its format says: it was passed over.',
  },
  openQuote: {
    code: 'device.events.open_quote',
    kind: 'malformed',
    sentence:
      'A double quote in a line of an event table is not closed: the line was read as it stands, and may be torn.',
  },
  unknownKind: {
    code: 'device.events.unknown_kind',
    kind: 'unsupported',
    sentence: 'An event is of a kind that is not known: it was passed over.',
  },
  noTime: {
    code: 'device.events.no_time',
    kind: 'malformed',
    sentence: 'An event has no readable time: it was passed over.',
  },
  noZone: {
    code: 'device.events.no_zone',
    kind: 'ambiguous',
    sentence: 'The times of an event file name no time zone and none was given: they were taken as UTC.',
  },
  twofoldTime: {
    code: 'device.events.twofold_time',
    kind: 'ambiguous',
    sentence:
      'A time came twice, when clocks were set back: the earlier was taken, or the later where the log had gone on.',
  },
  skippedTime: {
    code: 'device.events.skipped_time',
    kind: 'ambiguous',
    sentence:
      'A time never came, because clocks were set forward over it: it was taken as if they had not been set. Is the time zone right?',
  },
  dropped: {
    code: 'device.events.dropped',
    kind: 'gap',
    sentence: 'The phone’s log says that it lost lines: events may be missing there.',
  },
  tooMany: {
    code: 'device.events.too_many',
    kind: 'limit',
    sentence: 'More device events than the limit: the ones beyond it were not used.',
  },
  tooManyOddities: {
    code: 'device.events.too_many_oddities',
    kind: 'limit',
    sentence: 'More of a log was odd than the limit: what was beyond it is counted only.',
  },
  clockUnset: {
    code: 'device.events.clock_unset',
    kind: 'ambiguous',
    sentence: 'The phone’s clock was not set yet when it noted an event: it was passed over.',
  },
  clockJump: {
    code: 'device.events.clock_jump',
    kind: 'ambiguous',
    sentence:
      'The times of a log jump by more than a month: the phone was off, or its clock was wrong on one side of the jump. The year was taken that lies nearest.',
  },
  softRestart: {
    code: 'device.events.soft_restart',
    kind: 'ambiguous',
    sentence: 'Android was started anew while the phone itself went on: that is counted as no boot.',
  },
  noShutdown: {
    code: 'device.events.no_shutdown',
    kind: 'ambiguous',
    sentence:
      'A start follows no shutdown: the phone lost its power, or only Android was started anew. It is counted as a boot.',
  },
  startUnlocked: {
    code: 'device.events.start_unlocked',
    kind: 'unsupported',
    sentence:
      'Usage statistics tell of a start when the phone is first unlocked after it, not when it started: that is counted as no boot. The event log and the battery history tell when it started.',
  },
  countedBack: {
    code: 'device.events.counted_back',
    kind: 'ambiguous',
    sentence:
      'Times only say how long ago: they were counted back from when the file was written, and are wrong where it is a later copy.',
  },
  suspended: {
    code: 'device.events.suspended',
    kind: 'unsupported',
    sentence:
      'A dump of the power state counts how long ago without the time that the phone slept: an event before it slept is earlier than it says, and was passed over.',
  },
  relative: {
    code: 'device.events.relative_time',
    kind: 'unsupported',
    sentence:
      'Times count from the start of the phone and nothing ties them to a date: they were passed over.',
  },
  unreadable: {
    code: 'device.events.unreadable',
    kind: 'unsupported',
    sentence: 'A part of an event file could not be unpacked: events in it are missing.',
  },
  otherUser: {
    code: 'device.events.other_user',
    kind: 'ambiguous',
    sentence: 'Events of a second user of the phone were passed over.',
  },
}
