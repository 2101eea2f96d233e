import { openAttribution } from '../attribute/attribution.ts'
import type { Attribution } from '../attribute/types.ts'
import { trafficBytes } from '../core/traffic-bytes.ts'
import { asCaptures } from '../pipeline/reading/joined-files.ts'
import { leftOutOf } from '../pipeline/reading/left-out-files.ts'
import { scan } from '../pipeline/scan.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { named, TwinFinder } from '../pipeline/twice/twin-captures.ts'
import type { RequestWatch } from '../pipeline/watch/request-watch.ts'
import { KnownOfScans } from '../report/masking/known-of-scans.ts'
import { percent } from '../report/phrases.ts'
import { readData } from './data-files.ts'
import { refuseTwins } from './same-file.ts'
import { tellLeftOutFiles } from './sides.ts'

/** Scans files that are compared with each other: each by itself, without a profile, and read in full by a watch. */
export class LoneScans {
  /** The data on this machine, opened once for all. */
  readonly attribution: Attribution = openAttribution(readData)
  /** What the files scanned so far show of the phones. */
  readonly known: KnownOfScans = new KnownOfScans()
  private readonly keyFiles: readonly string[]
  private readonly twins = new TwinFinder()
  private readBytes = 0
  private allBytes = 0

  /** `keyFiles`: with TLS secrets, for all of the files. */
  constructor(keyFiles: readonly string[]) {
    this.keyFiles = keyFiles
  }

  /**
   * A capture, or several files that are one recording. `watch`: gives who is shown every request, another one where the file is
   * read again. Refuses a capture that was scanned before.
   */
  async scan(files: readonly string[], watch: () => RequestWatch): Promise<ScanResult> {
    const result = await scan(asCaptures(files, [files]), {
      profile: null,
      keyFiles: this.keyFiles,
      attribution: this.attribution,
      wantsHash: false,
      onProgress: () => undefined,
      watch,
    })
    tellLeftOutFiles(leftOutOf(result))
    this.known.add(result)
    await refuseTwins(named(result.captures), this.twins)
    this.readBytes += result.coverage.summary.read
    this.allBytes += trafficBytes(result.coverage)
    return result
  }

  /** How much of the traffic of all files could be read: 0 to 1. */
  get readShare(): number {
    return this.allBytes === 0 ? 0 : this.readBytes / this.allBytes
  }

  /** The same for people. */
  get readPercent(): string {
    return percent(this.readBytes, this.allBytes)
  }
}
