import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'

/** The options of a command of the project, as `parseArgs` reads them. What it does not know is said in one line, and ends it with 2. */
export function parsedArguments<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config)
  } catch (cause) {
    const isUsers = cause instanceof TypeError && 'code' in cause
    if (!isUsers || !String(cause.code).startsWith('ERR_PARSE_ARGS')) throw cause
    const [what = ''] = cause.message.split('. ')
    const known = Object.keys(config.options ?? {}).map((name) => `--${name}`)
    process.stderr.write(`${what.replace(/\.$/, '')}. There are ${known.join(', ')}.\n`)
    return process.exit(2)
  }
}
