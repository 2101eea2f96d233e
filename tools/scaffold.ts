/**
 * npm run scaffold -- protocol NAME [--title TITLE] [--transport tcp|udp] [--port N]
 * npm run scaffold -- encoding|identifier|adapter NAME [--title TITLE]
 *
 * Makes the files of a new member, all of the same shape as its neighbours'. It is found without wiring; general tests
 * pass at once, and tests named TODO fail until what is particular is written. What stands already is never changed
 * but by whole lines, and a name that is taken is refused.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parsedArguments } from './arguments.ts'
import { writeRegistries } from './registry.ts'
import { adapterScaffold } from './scaffold/adapter.ts'
import { encodingScaffold } from './scaffold/encoding.ts'
import { identifierScaffold } from './scaffold/identifier.ts'
import { protocolScaffold } from './scaffold/protocol.ts'
import { namePattern } from './scaffold/text-edit.ts'
import type { ScaffoldOptions } from './scaffold/types.ts'

const scaffolds = [protocolScaffold, encodingScaffold, identifierScaffold, adapterScaffold]

/** What the user did wrong: one line. */
export class ScaffoldError extends Error {}

/** Makes the files under `root`. Returns the paths that were written. */
export function scaffold(root: string, kind: string, name: string, options: ScaffoldOptions): string[] {
  const found = scaffolds.find((one) => one.kind === kind)
  if (found === undefined)
    throw new ScaffoldError(`"${kind}" is no kind; there are ${scaffolds.map((one) => one.kind).join(', ')}`)
  if (!namePattern.test(name))
    throw new ScaffoldError(`"${name}" is no name: lower-case letters and digits, words joined by -`)
  const files = found.files(name, options)
  const taken = Object.keys(files).filter((path) => existsSync(join(root, path)))
  if (taken.length > 0) throw new ScaffoldError(`"${name}" is there already: ${taken.join(', ')}`)
  // All texts first: where one cannot be made, nothing is written.
  const edits = Object.entries(found.edits(name, options)).map(
    ([path, edit]) => [path, edit(readFileSync(join(root, path), 'utf8'))] as const,
  )
  const texts = [...Object.entries(files), ...edits]
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  writeRegistries(root)
  return texts.map(([path]) => path)
}

function main(): number {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      title: { type: 'string' },
      transport: { type: 'string', default: 'tcp' },
      port: { type: 'string', default: '4999' },
    },
  })
  const [kind = '', name = ''] = positionals
  if (kind === '')
    throw new ScaffoldError(
      `name what to make: ${scaffolds.map((one) => one.kind).join('|')} NAME [--title TITLE]`,
    )
  const { transport } = values
  if (transport !== 'tcp' && transport !== 'udp')
    throw new ScaffoldError(`--transport is tcp or udp, not "${transport}"`)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new ScaffoldError(`--port is a number from 1 to 65535, not "${values.port}"`)
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const written = scaffold(root, kind, name, { title: values.title ?? name.toUpperCase(), transport, port })
  spawnSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', ...written], { cwd: root })
  for (const path of written) process.stdout.write(`wrote ${path}\n`)
  const next = scaffolds.find((one) => one.kind === kind)?.next(name) ?? []
  process.stdout.write(`\nNext:\n${next.map((line) => `- ${line}`).join('\n')}\n`)
  return 0
}

if (import.meta.main) {
  try {
    process.exitCode = main()
  } catch (error) {
    if (!(error instanceof ScaffoldError)) throw error
    process.stderr.write(`scaffold: ${error.message}\n`)
    process.exitCode = 2
  }
}
