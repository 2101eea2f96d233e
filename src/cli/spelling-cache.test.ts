import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { spell } from '../detect/indicators.ts'
import { openSpellingCache } from './spelling-cache.ts'

const text = Buffer.from('name: phone\nidentifiers:\n  imei: "357184092641738"\n')
const profile = {
  name: 'phone',
  identifiers: new Map([['imei', ['357184092641738']]]),
  places: [],
  warnings: [],
}
const spelled = { profile, spellings: spell(profile) }

let folder = ''
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'varde-cache-')), 'varde')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const cacheOf = (bytes = text, path = 'phone.yaml', build = 'b1'): ReturnType<typeof openSpellingCache> =>
  openSpellingCache(folder, build, path, bytes)

/** The only file in the folder. */
function kept(): string {
  const names = readdirSync(folder)
  expect(names).toHaveLength(1)
  return join(folder, names[0] as string)
}

describe('kept spellings', () => {
  test('come back as they were', () => {
    expect(cacheOf().find()).toBeNull()
    cacheOf().keep(spelled)
    const found = cacheOf().find()
    if (found === null || found === 'damaged') throw new Error(String(found))
    expect(found.profile).toEqual(profile)
    expect(found.spellings.common.long.bytes.equals(spelled.spellings.common.long.bytes)).toBe(true)
  })

  test('are not those of another profile, another name of it, or another build', () => {
    cacheOf().keep(spelled)
    expect(cacheOf(Buffer.concat([text, Buffer.from('\n')])).find()).toBeNull()
    expect(cacheOf(text, 'other.yaml').find()).toBeNull()
    expect(cacheOf(text, 'phone.yaml', 'b2').find()).toBeNull()
  })

  test('are for nobody else, and say nothing to who has not the profile', () => {
    cacheOf().keep(spelled)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(kept()).mode & 0o777).toBe(0o600)
    const bytes = readFileSync(kept())
    for (const known of ['357184092641738', '35718409', 'imei', 'phone'])
      expect(bytes.includes(known)).toBe(false)
    // With the name of another profile they are there, and can not be opened.
    const other = cacheOf(Buffer.from('name: other\n'))
    other.keep(spelled)
    const names = readdirSync(folder).map((name) => join(folder, name))
    for (const name of names) if (name !== kept0(names, bytes)) writeFileSync(name, bytes)
    expect(other.find()).toBe('damaged')
  })

  test('that were changed or cut are said to be damaged, and replaced', () => {
    cacheOf().keep(spelled)
    const whole = readFileSync(kept())
    for (const at of [0, 17, 20, 40, 50, 62, 100, whole.length - 1]) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] as number) ^ 1
      writeFileSync(kept(), changed)
      expect(cacheOf().find(), `byte ${at}`).toBe('damaged')
    }
    for (const length of [0, 10, 61, 62, whole.length - 1]) {
      writeFileSync(kept(), whole.subarray(0, length))
      expect(cacheOf().find(), `${length} bytes`).toBe('damaged')
    }
    cacheOf().keep(spelled)
    expect(cacheOf().find()).not.toBe('damaged')
  })

  test('are no links, pipes or folders', () => {
    cacheOf().keep(spelled)
    const place = kept()
    const elsewhere = join(folder, '..', 'elsewhere')
    writeFileSync(elsewhere, readFileSync(place))
    rmSync(place)
    symlinkSync(elsewhere, place)
    expect(cacheOf().find()).toBe('damaged')
    cacheOf().keep(spelled)
    expect(statSync(elsewhere).isFile()).toBe(true)
    expect(cacheOf().find()).not.toBe('damaged')
    rmSync(place)
    execFileSync('mkfifo', [place])
    expect(cacheOf().find()).toBe('damaged')
    rmSync(place)
    mkdirSync(place)
    expect(cacheOf().find()).toBe('damaged')
    cacheOf().keep(spelled)
    expect(cacheOf().find()).toBe('damaged')
    expect(readdirSync(folder)).toHaveLength(1)
  })

  test.skipIf(process.getuid?.() === 0)('of somebody else are none of ours, and not damaged', () => {
    cacheOf().keep(spelled)
    chmodSync(kept(), 0)
    expect(cacheOf().find()).toBeNull()
    chmodSync(folder, 0)
    expect(cacheOf().find()).toBeNull()
    chmodSync(folder, 0o700)
  })

  test('where nothing can be kept, nothing is', () => {
    mkdirSync(join(folder, '..'), { recursive: true })
    writeFileSync(folder, 'a file')
    cacheOf().keep(spelled)
    expect(cacheOf().find()).toBeNull()
    rmSync(folder)
    // A link that somebody else may have put there.
    mkdirSync(join(folder, '..', 'place'))
    symlinkSync(join(folder, '..', 'place'), folder)
    cacheOf().keep(spelled)
    expect(readdirSync(join(folder, '..', 'place'))).toEqual([])
  })

  test.skipIf(!existsSync('/proc'))('in /proc, where no folder can be made, nothing is', () => {
    const cache = openSpellingCache('/proc/no/place/varde', 'a build', 'phone.yaml', Buffer.from('a profile'))
    cache.keep(spelled)
    expect(cache.find()).toBeNull()
  })

  test('the oldest go, and what a program left that was ended while it wrote', () => {
    cacheOf().keep(spelled)
    const old = new Date(1_000_000)
    utimesSync(kept(), old, old)
    const [oldest] = readdirSync(folder) as [string]
    const left = join(folder, `${oldest}.0123456789abcdef`)
    writeFileSync(left, 'half')
    utimesSync(left, old, old)
    writeFileSync(join(folder, 'something else'), '')
    for (let index = 0; index < limits.detect.keptProfilesMax; index++)
      cacheOf(Buffer.concat([text, Buffer.from(`# ${index}\n`)])).keep(spelled)
    const names = readdirSync(folder)
    expect(names).toHaveLength(limits.detect.keptProfilesMax + 1)
    expect(names).not.toContain(oldest)
    expect(names).toContain('something else')
  })
})

function kept0(names: readonly string[], bytes: Buffer): string | undefined {
  return names.find((name) => readFileSync(name).equals(bytes))
}
