import type { Option } from 'commander'
import { repeatable } from './repeatable.ts'

/** `--keys` of all commands that can decrypt: the files named, an empty list where there is none. */
export function keysOption(): Option {
  return repeatable(
    '-k, --keys <file>',
    'TLS secrets (a key log as SSLKEYLOGFILE makes it), and keys of what apps encrypt themselves (lines PAYLOAD_KEY CIPHER KEY: docs/sources.md)',
  )
}
