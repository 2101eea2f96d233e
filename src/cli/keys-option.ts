import { Option } from 'commander'

/** `--keys` of all commands that can decrypt: the files named, an empty list where there is none. */
export function keysOption(): Option {
  return new Option(
    '-k, --keys <file>',
    'TLS secrets (a key log as SSLKEYLOGFILE makes it); may be given several times',
  )
    .argParser((file: string, earlier: readonly string[]) => [...earlier, file])
    .default([], 'none')
}
