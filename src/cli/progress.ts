import { writeSync } from 'node:fs'
import { grouped } from '../core/grouped.ts'
import { printable } from '../report/writing/printable.ts'
import { columnsOf } from '../report/writing/wrap.ts'
import { isDumb, terminal } from './terminal.ts'

/** Work that is done in a moment needs no bar. */
const quietMilliseconds = 250
/** Room for an amount, the shortest bar and the share. */
const besideName = 22
/** The shortest bar, and what stands around it. */
const barMin = 5
const besideBar = 8
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
    // A terminal that does not know how wide it is says 0.
    this.columns = Math.min(stream?.columns || 80, 100)
  }

  show(path: string, bytes: number, size: number): void {
    if (!this.isShown) return
    const now = uptimeMilliseconds()
    if (now < this.nextAt) return
    this.nextAt = now + stepMilliseconds
    writeSync(2, `\r\u001b[2K${progressLine(path, bytes, size, this.columns)}`)
    this.isDrawn = true
  }

  clear(): void {
    if (this.isDrawn) writeSync(2, '\r\u001b[2K')
    this.isDrawn = false
  }
}

/**
 * What is shown of `bytes` read of `size` (0: not known), in fewer columns than the terminal has: a line that is broken is
 * not taken back. In a narrow one the name goes first, then the bar.
 */
export function progressLine(path: string, bytes: number, size: number, columns: number): string {
  const most = columns - 1
  const amount = `${grouped(bytes / 1_000_000)} MB`
  const name = endOf(printable(path), Math.min(30, columns - besideName))
  const text = name === '' ? amount : `${name} ${amount}`
  if (size === 0) return endOf(text, most)
  const share = Math.min(1, bytes / size)
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`
  const room = columns - columnsOf(text) - besideBar
  if (room < barMin) return endOf(`${amount} ${percent}`, most)
  const filled = Math.round(room * share)
  return `${text} ${'█'.repeat(filled)}${'░'.repeat(room - filled)} ${percent}`
}

/** The end of a text, in so many columns. */
function endOf(text: string, most: number): string {
  if (columnsOf(text) <= most) return text
  const kept: string[] = []
  let left = most - 1
  for (const character of Array.from(text).reverse()) {
    left -= columnsOf(character)
    if (left < 0) break
    kept.push(character)
  }
  return kept.length === 0 ? '' : `…${kept.reverse().join('')}`
}

/** `performance` is a module that a start would have to load. */
function uptimeMilliseconds(): number {
  return process.uptime() * 1_000
}
