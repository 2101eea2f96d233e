import { writeSync } from 'node:fs'
import { grouped } from '../core/grouped.ts'
import { printable } from '../report/writing/printable.ts'
import { isDumb, terminal } from './terminal.ts'

/** Work that is done in a moment needs no bar. */
const quietMilliseconds = 250
/** Room for an amount, the shortest bar and the share. */
const besideName = 22
/** A bar that moves more often than this can not be seen to move. */
const stepMilliseconds = 100

/**
 * A progress bar on a terminal, nothing in a pipe. Reading is one synchronous loop, so the bar is written
 * synchronously, too.
 */
export class Progress {
  private readonly isShown: boolean
  private readonly columns: number
  private nextAt: number = uptimeMilliseconds() + quietMilliseconds
  private isDrawn = false

  constructor() {
    const stream = terminal('stderr')
    this.isShown = stream !== null && !isDumb()
    this.columns = Math.max(30, Math.min(stream?.columns ?? 80, 100))
  }

  show(path: string, bytes: number, size: number): void {
    if (!this.isShown) return
    const now = uptimeMilliseconds()
    if (now < this.nextAt) return
    this.nextAt = now + stepMilliseconds
    const megabytes = `${grouped(bytes / 1_000_000)} MB`
    // A line that is broken is not taken back.
    const most = Math.min(30, this.columns - besideName)
    const shown = printable(path)
    const name = shown.length > most ? `…${shown.slice(1 - most)}` : shown
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

/** `performance` is a module that a start would have to load. */
function uptimeMilliseconds(): number {
  return process.uptime() * 1_000
}
