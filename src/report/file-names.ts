import type { CaptureSummary } from '../pipeline/scan.ts'

/**
 * What captures are called in what is sent away: their file names without the folders that they lie in, which name whoever
 * made the report (`/home/ada`) and nothing that was seen. Of files with one name as many folders stay as tell them apart;
 * evidence of a case is named as it lies in the case and in its bundles.
 */
export function fileNames(captures: readonly Pick<CaptureSummary, 'path' | 'name'>[]): string[] {
  const parts = captures.map(({ path }) => (isNetwork(path) ? [path] : path.split('/').filter(isNamed)))
  return captures.map(({ path, name }, index) => {
    if (path === standardInput) return 'standard input'
    const own = parts[index] ?? []
    for (let count = name === undefined ? 1 : 2; count < own.length; count++) {
      const tail = own.slice(-count).join('/')
      if (parts.every((other, at) => at === index || other.slice(-count).join('/') !== tail)) return tail
    }
    return own.length === 0 ? path : own.join('/')
  })
}

/** What a command calls what is piped into it. */
export const standardInput = '-'

function isNetwork(path: string): boolean {
  return /^(tcp|tcp-listen|udp-listen):\/\//.test(path)
}

function isNamed(part: string): boolean {
  return part !== '' && part !== '.'
}
