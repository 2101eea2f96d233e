import type { Traffic } from '../../pipeline/again/traffic.ts'
import type { Exported } from '../exports/exporter.ts'

/** What the user asked for, beside the format. */
export interface TrafficExportOptions {
  /** Slices: the conversations as a whole, not only the frames that carry something. */
  readonly wholeFlows: boolean
  /** Slices: with the decryption secrets that the capture holds. */
  readonly withSecrets: boolean
  /** HAR: all exchanges that were read, not only those with observations. */
  readonly allExchanges: boolean
}

/** How captured traffic itself is written for another program, with what was observed in it. Each is one file in this folder. */
export interface TrafficExporter {
  /** As given to `--format`. */
  readonly name: string
  /** One clause, for the help. */
  readonly title: string
  /** Why it can not be written with values masked, as a sentence; '' where it can. */
  readonly revealReason: string
  /** Writes by `put`, in pieces that are its own; gives what the user must be told, each in one line. */
  write(
    given: Exported,
    traffic: Traffic,
    options: TrafficExportOptions,
    put: (bytes: Uint8Array) => void,
  ): Promise<string[]>
}
