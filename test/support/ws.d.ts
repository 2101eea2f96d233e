/** What the tests use of the package `ws`. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events'

  interface Extension {
    readonly threshold?: number
    readonly serverNoContextTakeover?: boolean
    readonly clientNoContextTakeover?: boolean
  }

  export class WebSocket extends EventEmitter {
    constructor(
      url: string,
      options?: {
        readonly perMessageDeflate?: Extension | boolean
        readonly headers?: Record<string, string>
      },
    )
    send(content: string | Buffer, options?: { readonly fin?: boolean; readonly compress?: boolean }): void
    ping(content: string): void
    close(code?: number): void
  }

  export class WebSocketServer extends EventEmitter {
    constructor(options: {
      readonly port: number
      readonly host: string
      readonly perMessageDeflate?: Extension | boolean
    })
    close(): void
  }
}
