/**
 * A walk through commands, written in Markdown: in blocks ```console, lines that begin with `$ ` are commands (`> `
 * continues one), and what follows is what they print. The same text can be run and held against itself.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** A command with what it printed, or is to print. */
export interface Step {
  /** As it is given to a shell. */
  readonly command: string
  readonly output: string
  /** Line of the document, from 1. */
  readonly line: number
}

const fence = /^```/

/** The steps of a document, in order. */
export function stepsOf(document: string): Step[] {
  const steps: Step[] = []
  eachBlock(document, (lines, first) => {
    let step: { command: string; output: string[]; line: number } | null = null
    const done = (): void => {
      if (step !== null) steps.push({ ...step, output: step.output.map((line) => `${line}\n`).join('') })
    }
    for (const [index, line] of lines.entries()) {
      if (line.startsWith('$ ')) {
        done()
        step = { command: line.slice(2), output: [], line: first + index }
      } else if (line.startsWith('> ') && step !== null && step.output.length === 0) {
        step.command += `\n${line.slice(2)}`
      } else {
        step?.output.push(line)
      }
    }
    done()
    return lines
  })
  return steps
}

/** The document with what its commands print now; the same one where nothing but what differs by its nature is new. */
export function rewritten(document: string, outputs: readonly string[]): string {
  if (stepsOf(document).every(({ output }, index) => settled(outputs[index] ?? '') === settled(output)))
    return document
  let index = 0
  return eachBlock(document, (lines) => {
    const kept: string[] = []
    let isCommand = false
    for (const line of lines) {
      const isStart = line.startsWith('$ ')
      if (!isStart && !(isCommand && line.startsWith('> '))) {
        isCommand = false
        continue
      }
      if (isStart && kept.length > 0) kept.push(...linesOf(outputs[index++] ?? ''))
      isCommand = true
      kept.push(line)
    }
    kept.push(...linesOf(outputs[index++] ?? ''))
    return kept
  })
}

const execute = promisify(execFile)

/** Runs commands one after the other in one folder, each by a shell; returns what each printed, errors among the rest. */
export async function runSteps(
  steps: readonly Step[],
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<string[]> {
  const outputs: string[] = []
  for (const { command, line } of steps) {
    try {
      const { stdout } = await execute('sh', ['-c', `exec 2>&1\n${command}`], { cwd: folder, env })
      outputs.push(stdout)
    } catch (error) {
      // A command that fails on purpose says so itself: … || echo "exit $?"
      const { message, stdout } = error as Error & { readonly stdout: string }
      throw new Error(`line ${line}: ${message}: ${stdout}`, { cause: error })
    }
  }
  return outputs
}

/**
 * What differs from run to run by its nature, made the same: times of this day's clock, keys and what is signed by
 * them, and digests that hang on these. All else has to be the same.
 */
export function settled(text: string): string {
  return (
    text
      .replaceAll(/\b20(?:2[6-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>')
      // The key of a result hangs on the days of the data sets.
      .replaceAll(/\b[0-9a-f]{16}-(?=\d+\.\d+\.\d+)/g, '<key>-')
      .replaceAll(/\b[0-9a-f]{64}\b/g, (digest) => (lasting.has(digest) ? digest : '<digest>'))
  )
}

/** Digests of files that never change. */
const lasting = new Set<string>()

/** Says that a digest is the same in every run. */
export function keepDigest(digest: string): void {
  lasting.add(digest)
}

function eachBlock(document: string, change: (lines: string[], first: number) => string[]): string {
  const out: string[] = []
  let block: string[] | null = null
  let first = 0
  for (const [index, line] of document.split('\n').entries()) {
    if (block === null) {
      out.push(line)
      if (line === '```console') {
        block = []
        first = index + 2
      }
    } else if (fence.test(line)) {
      out.push(...change(block, first), line)
      block = null
    } else block.push(line)
  }
  return out.join('\n')
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
