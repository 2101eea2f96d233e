import { AnomalyLog } from '../core/anomaly.ts'
import type { KeyLog } from '../message/key-log.ts'
import { gatherKeys } from './gather-keys.ts'
import type { ScanResult } from './scan.ts'
import { cutSlice } from './slice.ts'
import type { SliceFacts, SliceRequest } from './slice.ts'

/** The captures behind a scan, to be read again for who wants the traffic itself and not only what was found in it. */
export class Traffic {
  private readonly result: ScanResult
  private readonly keyFiles: readonly string[]
  private keys: KeyLog | null = null

  /** `keyFiles`: as the scan was given them. */
  constructor(result: ScanResult, keyFiles: readonly string[]) {
    this.result = result
    this.keyFiles = keyFiles
  }

  /** Cuts a slice of the capture with this index; see {@link cutSlice}. */
  async slice(capture: number, request: SliceRequest): Promise<SliceFacts> {
    return cutSlice(this.result, capture, await this.secrets(), request)
  }

  private async secrets(): Promise<KeyLog> {
    this.keys ??= await gatherKeys(
      this.keyFiles,
      this.result.captures.map(({ path }) => path),
      new AnomalyLog(),
    )
    return this.keys
  }
}
