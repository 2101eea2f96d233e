import type { AnomalyLog } from '../../core/anomaly.ts'
import { decodeInside } from '../../decode/decode.ts'
import { mayHide } from '../../decode/hiding.ts'
import { Detector } from '../../detect/detector.ts'
import type { KeyLog } from '../../message/key-log.ts'
import { AppBook } from '../apps.ts'
import { ConnectionBook } from '../entries/connection-book.ts'
import type { RunCounts } from '../observations/observation-book.ts'
import { RecipientBook } from '../recipients/recipient-book.ts'
import type { ScanOptions } from '../scan-options.ts'
import { packKnown } from '../search/known-search.ts'
import { SearchQueue } from '../search/search-queue.ts'
import { BorderWatch } from '../twice/border-watch.ts'
import { SameConnections } from '../twice/same-connections.ts'
import type { RequestWatch } from '../watch/request-watch.ts'

/** What the captures of a scan share. */
export interface Shared {
  readonly options: ScanOptions
  readonly detector: Detector
  readonly keys: KeyLog
  readonly recipients: RecipientBook
  readonly apps: AppBook
  readonly connections: ConnectionBook
  readonly queue: SearchQueue
  readonly borders: BorderWatch | null
  readonly sameConnections: SameConnections | null
  readonly run: RunCounts
  readonly watch: RequestWatch | null
}

/** What so many captures share, before the first of them is read; `log` has the anomalies that belong to none of them. */
export function sharedOf(options: ScanOptions, keys: KeyLog, captures: number, log: AnomalyLog): Shared {
  const { profile, spellings } = options
  const detector = new Detector(profile, spellings, mayHide, 'named', decodeInside, keys.payload.keys)
  return {
    options,
    detector,
    keys,
    recipients: new RecipientBook(log),
    apps: new AppBook(),
    connections: new ConnectionBook(log),
    queue: new SearchQueue(() => packKnown(detector.indicators), options.bytesToSecondThread),
    borders: captures > 1 ? new BorderWatch() : null,
    sameConnections: captures > 1 ? new SameConnections() : null,
    run: { observations: 0, transmissions: 0 },
    watch: options.watch?.() ?? null,
  }
}
