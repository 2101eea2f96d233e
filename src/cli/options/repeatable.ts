import { Option } from 'commander'

/** An option that may be given several times: its values in their order, an empty list where there is none. */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description}; may be given several times`)
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([])
}
