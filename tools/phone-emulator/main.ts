/** `npm run emulate`: records one scenario of the emulated phone. */
import { FaultError, InputError } from '../../src/core/errors.ts'
import { emulate, writeFiles } from './emulate.ts'
import { parseOptions, USAGE } from './options.ts'

const EXIT_INPUT = 2
const EXIT_ENVIRONMENT = 3

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  try {
    const options = parseOptions(args)
    const emulated = await emulate(options, commandOf(args))
    writeFiles(options.out, options.phone, emulated)
    const { transmissions, capture, failures, senderNote } = emulated.truth
    process.stdout.write(
      `${options.out}/${options.phone}.pcapng: ${capture.frames} frames, ${transmissions.length} registrations (${senderNote})\n`,
    )
    for (const failure of failures) process.stderr.write(`emulate: ${failure}\n`)
    return 0
  } catch (error) {
    if (error instanceof InputError || error instanceof FaultError) {
      process.stderr.write(`emulate: ${error.message}\n`)
      return error instanceof InputError ? EXIT_INPUT : EXIT_ENVIRONMENT
    }
    throw error
  }
}

/** The command as the truth file keeps it: without the place on this machine. */
function commandOf(args: readonly string[]): string {
  const out = args.indexOf('--out')
  const kept = args.map((arg, index) => (index === out + 1 && out >= 0 ? 'DIR' : arg))
  return `npm run emulate -- ${kept.join(' ')}`
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
