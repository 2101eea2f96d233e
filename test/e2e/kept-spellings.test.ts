/** What is kept of a profile between two starts of the built command: docs/decisions/0024-kept-spellings.md. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identifiersOfPhone, leakingCapture } from './leaking-phone.ts'
import { entry, freshVarde, run } from './run-varde.ts'
import type { Run } from './run-varde.ts'

/** A profile of few numbers: those of each are as long to spell as they are many. */
const profileYaml = `identifiers:\n  imei: "${identifiersOfPhone.imei}"\n  android-id: "${identifiersOfPhone['android-id']}"\n`

let folder = ''
const at = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'varde-kept-'))
  writeFileSync(at('leaking.pcap'), leakingCapture())
  writeFileSync(at('phone.yaml'), profileYaml)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function scan(cache: string, ...more: string[]): Promise<Run> {
  const args = ['scan', at('leaking.pcap'), '--profile', at('phone.yaml'), '--json', ...more]
  return freshVarde(args, { env: { XDG_CACHE_HOME: at(cache) } })
}

const keptIn = (cache: string): string[] =>
  existsSync(at(`${cache}/varde`)) ? readdirSync(at(`${cache}/varde`)) : []

// Sources that run as they are keep nothing.
describe.skipIf(!entry.endsWith('.js'))('the spellings of a profile', () => {
  test('are kept, used again, and change nothing', async () => {
    const first = await scan('one')
    const [name] = keptIn('one') as [string]
    expect(name).toMatch(/^[0-9a-f]{32}\.spellings$/)
    const file = at(`one/varde/${name}`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const made = statSync(file).mtimeMs
    const second = await scan('one')
    expect(second).toEqual(first)
    expect(statSync(file).mtimeMs).toBe(made)
    const bytes = readFileSync(file)
    for (const value of profileYaml.match(/[0-9a-f-]{12,}/g) ?? []) expect(bytes.includes(value)).toBe(false)
  })

  test('are neither used nor kept with --no-cache', async () => {
    const result = await scan('two', '--no-cache')
    expect(result.code).toBe(0)
    expect(keptIn('two')).toEqual([])
  })

  test('that are damaged are said to be, in one line, and made anew', async () => {
    const first = await scan('three')
    const file = at(`three/varde/${keptIn('three')[0]}`)
    const bytes = readFileSync(file)
    bytes.writeUInt8(bytes.readUInt8(200) ^ 255, 200)
    writeFileSync(file, bytes)
    const second = await scan('three')
    const said = 'varde: the spellings that were kept of this profile are damaged: made anew.\n'
    expect(second.stderr).toBe(said + first.stderr)
    expect(second.stdout).toBe(first.stdout)
    expect(await scan('three')).toEqual(first)
  })

  test('are kept once, however many start at the same time', async () => {
    const results = await Promise.all([scan('four'), scan('four'), scan('four')])
    for (const result of results) expect(result).toEqual(results[0])
    expect(keptIn('four')).toHaveLength(1)
    expect((await scan('four')).stdout).toBe(results[0]?.stdout)
  })

  test('are not kept where nothing can be written, without a word', async () => {
    writeFileSync(at('five'), 'a file')
    const result = await scan('five')
    expect(result).toEqual(await scan('two', '--no-cache'))
    // Without a home there is no place at all.
    const args = [entry, 'scan', at('leaking.pcap'), '--profile', at('phone.yaml'), '--json']
    const homeless = await run(process.execPath, args, { env: { HOME: '', XDG_CACHE_HOME: 'relative' } })
    expect(homeless).toEqual(result)
  })

  test('of a profile that is wrong are not looked for: its line is said', async () => {
    writeFileSync(at('wrong.yaml'), 'identifiers:\n  imeii: "1"\n')
    const result = await freshVarde(['scan', at('leaking.pcap'), '--profile', at('wrong.yaml')], {
      env: { XDG_CACHE_HOME: at('six') },
    })
    expect(result.code).toBe(2)
    expect(result.stderr).toMatch(/wrong\.yaml:2: "imeii" is not known; did you mean imei\?/)
    expect(keptIn('six')).toEqual([])
  })

  test('say what is odd in the profile each time', async () => {
    const odd = 'identifiers:\n  imei: "357184092641730"\n'
    writeFileSync(at('odd.yaml'), odd)
    chmodSync(at('odd.yaml'), 0o600)
    const args = ['scan', at('leaking.pcap'), '--profile', at('odd.yaml')]
    const runs = [
      await freshVarde(args, { env: { XDG_CACHE_HOME: at('seven') } }),
      await freshVarde(args, { env: { XDG_CACHE_HOME: at('seven') } }),
    ]
    expect(keptIn('seven')).toHaveLength(1)
    expect(runs[0]?.stderr).toMatch(/^varde: .*odd\.yaml:2: imei: .*\n$/)
    expect(runs[1]).toEqual(runs[0])
  })
})
