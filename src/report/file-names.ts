import type { CaptureSummary } from '../pipeline/scan-result.ts'

/**
 * What captures are called in what is sent away: their file names without the folders that they lie in, which name whoever
 * made the report (`/home/ada`) and nothing that was seen. Of files with one name as many folders stay as tell them apart;
 * evidence of a case is named as it lies in the case and in its bundles.
 */
export function fileNames(captures: readonly NamedFile[]): string[] {
  const parts = captures.map(partsOf)
  const tails = new Tails(parts)
  return captures.map((capture, index) => nameAmong(tails, parts[index] ?? [], capture))
}

/** The same of one of them. */
export function fileName(captures: readonly NamedFile[], index: number): string {
  const capture = captures[index]
  return capture === undefined ? '' : nameAmong(new Tails(captures.map(partsOf)), partsOf(capture), capture)
}

type NamedFile = Pick<CaptureSummary, 'path' | 'name'>

function partsOf({ path }: NamedFile): string[] {
  return isNetwork(path) ? [path] : path.split('/').filter(isNamed)
}

/** How many of some paths end in the same parts, counted once for each number of parts: a recording has thousands of files. */
class Tails {
  private readonly counts: Map<number, Map<string, number>> = new Map()
  private readonly parts: readonly (readonly string[])[]

  constructor(parts: readonly (readonly string[])[]) {
    this.parts = parts
  }

  isOfOne(tail: string, count: number): boolean {
    let counts = this.counts.get(count)
    if (counts === undefined) {
      counts = new Map()
      for (const parts of this.parts) {
        const other = parts.slice(-count).join('/')
        counts.set(other, (counts.get(other) ?? 0) + 1)
      }
      this.counts.set(count, counts)
    }
    return counts.get(tail) === 1
  }
}

function nameAmong(tails: Tails, own: readonly string[], { path, name }: NamedFile): string {
  if (path === standardInput) return 'standard input'
  for (let count = name === undefined ? 1 : 2; count < own.length; count++) {
    const tail = own.slice(-count).join('/')
    if (tails.isOfOne(tail, count)) return tail
  }
  return own.length === 0 ? path : own.join('/')
}

/** What a command calls what is piped into it. */
export const standardInput = '-'

/** Whether a capture came over the network, and lies in no file. */
export function isNetwork(path: string): boolean {
  return /^(tcp|tcp-listen|udp-listen):\/\//.test(path)
}

function isNamed(part: string): boolean {
  return part !== '' && part !== '.'
}
