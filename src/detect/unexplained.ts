import { limits } from '../core/limits.ts'
import type { Node } from '../decode/types.ts'

/** Steps to what accounts for no bytes: texts found by their length alone may be chance, and cells are of the table around them. */
const besideSteps: ReadonlySet<string> = new Set(['sized-text', 'quoted-cells'])

/** Nothing in the node accounts for its bytes. */
export function isUnexplained(node: Node): boolean {
  return node.children.every(({ step }) => besideSteps.has(step.step))
}

/** A text of which nothing was made but its lines: a log, where names stand in front of values in forms of their own. */
export function isTextOfLines(node: Node): boolean {
  return isUnexplained(node) || node.children.every(({ step }) => step.step === 'lines')
}

/** The shortest text beside what children account for that is looked at: a flag and a length are none. */
const besideBytesMin = 14
/** Stands for each byte that children account for; no value holds it. */
export const blank = '\uFFFD'

/** A node's text with blanks where its children account for it; '' where they leave nothing that may say something. */
export function textBeside({ bytes, explained }: Node): string {
  if (explained === undefined || bytes.length < besideBytesMin) return ''
  const ranges: [number, number][] = []
  for (let at = 0; at < explained.length; at += 2)
    ranges.push([explained[at] as number, explained[at + 1] as number])
  ranges.sort(([one], [other]) => one - other)
  const length = Math.min(bytes.length, limits.detect.leafBytesMax)
  let text = ''
  let isBeside = false
  for (const [start, end] of [...ranges, [length, length] as const]) {
    const stop = Math.min(start, length)
    if (stop - text.length >= besideBytesMin) {
      isBeside = true
      text += bytes.toString('latin1', text.length, stop)
    }
    if (Math.min(end, length) > text.length) text += blank.repeat(Math.min(end, length) - text.length)
  }
  return isBeside ? text : ''
}
