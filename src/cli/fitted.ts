import type { Help, Option } from 'commander'
import { reportWidth, wrap, wrapLines } from '../report/writing/wrap.ts'
import { terminal } from './terminal.ts'

/**
 * `text` in lines of the terminal's width. What goes to a pipe or file keeps its lines: programs read one thing of each.
 */
export function fitted(text: string): string {
  const screen = terminal('stdout')
  return screen === null ? text : wrapLines(text, reportWidth(screen.columns))
}

/** What an option is for, with what it may be and what it is where it is not given. */
export function optionText({ description, argChoices, defaultValue }: Option): string {
  const value: unknown = defaultValue
  const isTold = typeof value === 'string' && value !== ''
  const notes = [
    ...(argChoices === undefined ? [] : [`one of ${argChoices.join(', ')}`]),
    ...(isTold ? [`default: ${value}`] : []),
  ]
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`
}

/** A description beside its option needs so many columns. */
const besideMin = 40

/** An option or command in the help: its description beside it, and below it where the terminal is narrow. */
export function helpItem(
  this: Help,
  term: string,
  termWidth: number,
  description: string,
  helper: Help,
): string {
  const width = reportWidth(helper.helpWidth ?? 0)
  const indent = ' '.repeat(6)
  const beside = width - termWidth - 4
  if (description === '') return `  ${term}`
  if (beside < besideMin) return [`  ${term}`, ...wrap(`${indent}${description}`, width, indent)].join('\n')
  const room = '\n'.padEnd(termWidth + 5)
  return `  ${term.padEnd(termWidth)}  ${wrap(description, beside, '').join(room)}`
}
