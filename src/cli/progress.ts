import { writeSync } from 'node:fs'
import { grouped } from '../report/grouped.ts'
import type { WriteStream } from 'node:tty'
import { printable } from '../report/printable.ts'

/** Work that is done in a moment needs no bar. */
const quietMilliseconds = 250
/** A bar that moves more often than this can not be seen to move. */
const stepMilliseconds = 100

/**
 * A progress bar on a terminal, nothing in a pipe. Reading is one synchronous loop, so the bar is written
 * synchronously, too.
 */
export class Progress {
  private readonly isShown: boolean
  private readonly columns: number
  private nextAt: number = performance.now() + quietMilliseconds
  private isDrawn = false

  constructor(stream: WriteStream) {
    this.isShown = stream.isTTY
    this.columns = Math.max(20, Math.min(stream.columns ?? 80, 100))
  }

  show(path: string, bytes: number, size: number): void {
    if (!this.isShown) return
    const now = performance.now()
    if (now < this.nextAt) return
    this.nextAt = now + stepMilliseconds
    const megabytes = `${grouped(bytes / 1_000_000)} MB`
    const name = printable(path.length > 30 ? `…${path.slice(-29)}` : path)
    let text = `${name} ${megabytes}`
    if (size > 0) {
      const share = Math.min(1, bytes / size)
      const room = Math.max(5, this.columns - text.length - 8)
      const filled = Math.round(room * share)
      text += ` ${'█'.repeat(filled)}${'░'.repeat(room - filled)} ${String(Math.floor(share * 100)).padStart(3)} %`
    }
    writeSync(2, `\r\u001b[2K${text}`)
    this.isDrawn = true
  }

  clear(): void {
    if (this.isDrawn) writeSync(2, '\r\u001b[2K')
    this.isDrawn = false
  }
}
