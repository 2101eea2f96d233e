import { AnomalyLog } from '../../core/anomaly.ts'
import type { KeyLog } from '../../message/key-log.ts'
import { decodeInside } from '../../decode/decode.ts'
import { mayHide } from '../../decode/hiding.ts'
import { Detector } from '../../detect/detector.ts'
import { gatherKeys } from '../reading/gather-keys.ts'
import { readHttpExchanges } from './http-exchanges.ts'
import type { HttpExchange } from './http-exchanges.ts'
import type { ScanResult } from '../scan-result.ts'
import { cutEntries } from './entry-slice.ts'
import type { EntrySliceRequest } from './entry-slice.ts'
import { placeOf } from './replay.ts'
import { cutSlice } from './slice.ts'
import type { SliceFacts, SliceRequest } from './slice.ts'

/** The captures behind a scan, to be read again for who wants the traffic itself and not only what was found in it. */
export class Traffic {
  private readonly result: ScanResult
  /** All that was found, where `result` is a choice of it. */
  readonly whole: ScanResult
  private readonly keyFiles: readonly string[]
  private keys: KeyLog | null = null

  /** `keyFiles`: as the scan was given them. `result` may be a choice of what was found, `whole`. */
  constructor(result: ScanResult, keyFiles: readonly string[], whole: ScanResult = result) {
    this.result = result
    this.whole = whole
    this.keyFiles = keyFiles
  }

  /** Cuts a slice of the capture with this index; see {@link cutSlice}. */
  async slice(capture: number, request: SliceRequest): Promise<SliceFacts> {
    return cutSlice(this.result, capture, await this.secrets(), request)
  }

  /** Cuts a slice of a capture that holds entries; see {@link cutEntries}. */
  async sliceEntries(capture: number, request: EntrySliceRequest): Promise<SliceFacts> {
    return cutEntries(this.result, capture, await this.secrets(), request)
  }

  /** Gives the HTTP exchanges of the capture with this index, those with observations or all; see {@link readHttpExchanges}. */
  async httpExchanges(
    capture: number,
    isAll: boolean,
    take: (exchange: HttpExchange) => void,
  ): Promise<void> {
    const { observations, transmissions } = this.result
    const wanted = new Set(
      [...observations, ...transmissions].filter((one) => one.capture === capture).map((one) => one.exchange),
    )
    if (!isAll && wanted.size === 0) return
    const secrets = await this.secrets()
    const { profile } = this.whole
    const detector = new Detector(profile, undefined, mayHide, 'named', decodeInside, secrets.payload.keys)
    await readHttpExchanges(this.whole, capture, secrets, detector, isAll ? null : wanted, take)
  }

  private async secrets(): Promise<KeyLog> {
    this.keys ??= await gatherKeys(this.keyFiles, this.result.captures.map(placeOf), new AnomalyLog())
    return this.keys
  }
}
