import type { CaptureSummary } from '../pipeline/scan-result.ts'

/**
 * What captures are called in what is sent away: their file names without the folders that they lie in, which name whoever
 * made the report (`/home/ada`) and nothing that was seen. Of files with one name as many folders stay as tell them apart;
 * evidence of a case is named as it lies in the case and in its bundles.
 */
export function fileNames(captures: readonly NamedFile[]): string[] {
  const parts = captures.map(partsOf)
  return captures.map((capture, index) => nameAmong(parts, capture, index))
}

/** The same of one of them. */
export function fileName(captures: readonly NamedFile[], index: number): string {
  const capture = captures[index]
  return capture === undefined ? '' : nameAmong(captures.map(partsOf), capture, index)
}

type NamedFile = Pick<CaptureSummary, 'path' | 'name'>

function partsOf({ path }: NamedFile): string[] {
  return isNetwork(path) ? [path] : path.split('/').filter(isNamed)
}

function nameAmong(parts: readonly (readonly string[])[], { path, name }: NamedFile, index: number): string {
  if (path === standardInput) return 'standard input'
  const own = parts[index] ?? []
  for (let count = name === undefined ? 1 : 2; count < own.length; count++) {
    const tail = own.slice(-count).join('/')
    if (parts.every((other, at) => at === index || other.slice(-count).join('/') !== tail)) return tail
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
