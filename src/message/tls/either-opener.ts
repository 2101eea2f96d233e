/**
 * Opens records where a key log names several secrets for one connection: all are tried until one has opened a record. So
 * it is with GnuTLS, whose renegotiations of DTLS keep the client random: each master secret stands under the same name.
 */
import type { RecordOpener } from './record-opener.ts'

/** Which of several secrets a connection is under. Both of its directions share it. */
export class SecretChoice {
  /** -1 until one has opened a record. */
  index = -1
  private readonly onMade: (index: number) => void

  /** `onMade` is told, once, which it is. */
  constructor(onMade: (index: number) => void) {
    this.onMade = onMade
  }

  make(index: number): void {
    this.index = index
    this.onMade(index)
  }
}

/** The openers of one direction, one for each secret. */
export class EitherOpener implements RecordOpener {
  readonly leadBytes: number
  readonly overheadBytes: number
  private readonly openers: readonly [RecordOpener, ...RecordOpener[]]
  private readonly choice: SecretChoice

  constructor(openers: readonly [RecordOpener, ...RecordOpener[]], choice: SecretChoice) {
    this.openers = openers
    this.choice = choice
    this.leadBytes = openers[0].leadBytes
    this.overheadBytes = openers[0].overheadBytes
  }

  open(...record: Parameters<RecordOpener['open']>): Buffer | null {
    return this.first((opener) => opener.open(...record))
  }

  openWith(...record: Parameters<RecordOpener['openWith']>): Buffer | null {
    return this.first((opener) => opener.openWith(...record))
  }

  passed(buf: Buffer, end: number): void {
    // All of them: what is chained goes on, whichever it will be.
    for (const opener of this.openers) opener.passed(buf, end)
  }

  private first(open: (opener: RecordOpener) => Buffer | null): Buffer | null {
    const { choice, openers } = this
    const chosen = openers[choice.index]
    if (chosen !== undefined) return open(chosen)
    for (const [index, opener] of openers.entries()) {
      const content = open(opener)
      if (content === null) continue
      choice.make(index)
      return content
    }
    return null
  }
}
