import type { DecodeInput } from '../../decode/types.ts'

/** Where and when a request went. */
export interface WatchedRequest {
  /** Name or address of the server. */
  readonly host: string
  readonly method: string
  /** Seconds since 1970, by the capture's clock. */
  readonly sec: number
  readonly nsec: number
  /** Community ID of the flow. */
  readonly flow: string
  /** It was given up, and may never have been sent; absent: false. */
  readonly mayBeUnsent?: boolean
}

/** Is shown every request of a scan, whatever it holds. */
export interface RequestWatch {
  request(input: DecodeInput, where: WatchedRequest): void
}
