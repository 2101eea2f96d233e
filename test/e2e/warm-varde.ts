/**
 * A process in which varde runs one command after the other, as they come from the process that started it. What each
 * writes goes to this process's own output. It ends with that process.
 */
import { join } from 'node:path'
import { loadCompiled } from '../../src/cli/compiled.ts'

type Main = typeof import('../../src/cli/commands.ts')

/** What a run is asked with, and answered by. */
export interface RunRequest {
  readonly args: readonly string[]
  /** Beside what this process was started with. */
  readonly env: Readonly<Record<string, string>>
}
export interface RunAnswer {
  readonly code: number
}

const [folder = ''] = process.argv.slice(2)
const loaded = new Map<string, Promise<Main>>()

/** The file of the build that has this command, as the program itself chooses it; the sources where there is none. */
function commandsOf(args: readonly string[]): Promise<Main> {
  const file = args[0] === 'scan' ? 'main.js' : 'commands.js'
  const known = loaded.get(file)
  if (known !== undefined) return known
  const made =
    folder === ''
      ? import('../../src/cli/commands.ts')
      : Promise.resolve(loadCompiled(join(folder, file)).exports as Main)
  loaded.set(file, made)
  return made
}

async function answer({ args, env }: RunRequest): Promise<RunAnswer> {
  const { main } = await commandsOf(args)
  const own = Object.keys(env).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, env)
  try {
    return { code: await main(args) }
  } finally {
    for (const [name, value] of own)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  }
}

process.on('message', (request: RunRequest) => {
  void answer(request).then((said) => process.send?.(said))
})
process.on('disconnect', () => process.exit())
