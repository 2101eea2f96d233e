import { appendFileSync } from 'node:fs'
import { guarded } from '../case/folder/durable.ts'
import { count } from '../correlate/words.ts'
import type { DeviceEventKind } from '../device/events/types.ts'
import { printable } from '../report/writing/printable.ts'
import { eventLine } from './events.ts'
import { keepFiles } from './kept-files.ts'
import type { EarlierKind } from './kept-files.ts'

/** Keys of `varde events mark`. */
const markKeys: Readonly<Record<string, DeviceEventKind>> = {
  b: 'boot',
  p: 'power-off',
  s: 'screen-on',
  o: 'screen-off',
  u: 'unlock',
  l: 'lock',
  c: 'charger-on',
  x: 'charger-off',
  n: 'network-up',
  d: 'network-down',
  m: 'location-move',
  i: 'sim-change',
  f: 'airplane-on',
  a: 'airplane-off',
  g: 'update-installed',
}

/** What lines of events are added to: never a capture, say, that was named by a slip. */
export const marked: EarlierKind = { name: 'file of marked events', beginning: /^\{"(schema|at)":"/ }

/** Appends one line to a file of events; a full disk is the environment's fault. */
export function appendLine(path: string, line: string): void {
  guarded(`${path} cannot be written`, () => appendFileSync(path, `${line}\n`))
}

/** The moment now, on this machine's clock. */
export function now(): { sec: number; nsec: number } {
  return momentOf(Date.now())
}

/** The moment of so many milliseconds since 1970. */
export function momentOf(ms: number): { sec: number; nsec: number } {
  return { sec: Math.floor(ms / 1_000), nsec: (ms % 1_000) * 1_000_000 }
}

/**
 * `varde events mark`: a person presses a key when something happens. Each mark is written at once, so that nothing is
 * lost when the terminal goes away. In a terminal single keys count and a clock is shown; from a pipe each character.
 */
export async function runMark(flags: { readonly out: string }): Promise<number> {
  keepFiles([{ option: '-o', path: flags.out, earlier: marked }], [])
  const { stdin, stderr } = process
  const keys = Object.entries(markKeys).map(([key, kind]) => `${key} ${kind}`)
  stderr.write(`Press a key when it happens: ${keys.join(', ')}; z takes the last mark back; q ends.\n`)
  // Written once before anything happens: a path that can not be written is told now.
  appendLine(flags.out, JSON.stringify({ schema: 'varde/marks@1' }))
  const isTerminal = stdin.isTTY
  let marks = 0
  const clock = isTerminal
    ? setInterval(
        () => stderr.write(`\r${new Date().toISOString().slice(11, 19)} UTC  ${count(marks, 'mark')}  `),
        500,
      )
    : null
  if (isTerminal) stdin.setRawMode(true)
  try {
    for await (const chunk of stdin) {
      for (const key of String(chunk)) {
        if (key === 'q' || key === '\u0003' || key === '\u0004') return 0
        if (key === 'z' && marks === 0) {
          stderr.write('\rno mark was made yet\n')
          continue
        }
        if (key === 'z') {
          marks--
          appendLine(flags.out, JSON.stringify({ schema: 'varde/marks@1', isWrong: true }))
          stderr.write('\rthe last mark is taken back\n')
          continue
        }
        const kind = markKeys[key]
        if (kind === undefined) continue
        const at = now()
        appendLine(flags.out, eventLine({ at, kind, source: 'mark', note: '' }))
        marks++
        stderr.write(`\r${new Date(at.sec * 1_000).toISOString().slice(11, 19)} UTC  ${kind}\n`)
      }
    }
  } finally {
    if (clock !== null) clearInterval(clock)
    if (isTerminal) stdin.setRawMode(false)
    stdin.pause()
    stderr.write(`\n${count(marks, 'mark')} written to ${printable(flags.out)}\n`)
  }
  return 0
}
