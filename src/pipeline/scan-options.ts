import type { Attribution } from '../attribute/types.ts'
import type { ProfileSpellings } from '../detect/indicators.ts'
import type { Profile } from '../device/types.ts'
import type { EventsInput } from './events/correlation.ts'
import type { LiveOptions } from './reading/network-source.ts'
import type { Interruptible } from './reading/open-capture.ts'
import type { RequestWatch } from './watch/request-watch.ts'

/** What a scan is told by its shell. It asks nobody else: no clock, no environment, no network. */
export interface ScanOptions {
  readonly profile: Profile | null
  /** Spellings of the profile, where they were kept from an earlier time; else they are made. */
  readonly spellings?: ProfileSpellings
  /** Files with TLS secrets (key logs). */
  readonly keyFiles?: readonly string[]
  readonly attribution: Attribution
  readonly wantsHash: boolean
  /**
   * The files may be those of a recording that goes on, all of which were there: where others hold something, one that
   * holds nothing of a capture, or is gone by now, is said and left out. Absent where all files are refused then.
   */
  readonly isRecording?: true
  /**
   * What happened to the device (`--events`); absent where nobody says. Asked for once the captures were read, with the
   * middle of their time in seconds since 1970: logs without a year are near to it.
   */
  readonly events?: (near: number) => Promise<EventsInput>
  readonly onProgress: (path: string, bytes: number, size: number) => void
  /** Gives who is shown every request, whatever it holds (`varde diff`): where the captures are read again, another one. */
  readonly watch?: () => RequestWatch
  /** Asks for `contactTimes` and `questionTimes` of the result (`varde compare`). */
  readonly wantsContactTimes?: boolean
  /** Bytes of responses after which a second thread helps to search them; for tests. */
  readonly bytesToSecondThread?: number
  /** For captures that come over the network: when they are over. */
  readonly live?: LiveOptions
  /** For standard input, which the user may end. */
  readonly interruptible?: Interruptible
}
