/** The recorded samples against the truth that the emulator wrote beside them. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { renderTerminal } from '../src/report/terminal.ts'
import { brokenSums, profileOf, scannedSample } from './support/scan-capture.ts'

const folder = fileURLToPath(new URL('../samples/', import.meta.url))

interface Truth {
  readonly capture: { readonly frames: number }
  readonly transmissions: readonly {
    readonly host: string
    readonly frames: readonly number[]
    readonly identifiers: readonly { readonly identifier: string; readonly value: string }[]
  }[]
}

/** The path of a sample as pages name it: lines are broken behind it. */
function pathOf(name: string, extension = 'pcapng'): string {
  return relative(process.cwd(), `${folder}${name}.${extension}`)
}

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(`${folder}${name}.truth.json`, 'utf8')) as Truth
}

for (const withProfile of [false, true]) {
  test(`every registration of the leaking day is found, ${withProfile ? 'with' : 'without'} a profile`, async () => {
    const truth = truthOf('nokia-7-plus')
    const profile = withProfile ? profileOf(`${folder}nokia-7-plus.profile.yaml`) : null
    const result = await scannedSample(pathOf('nokia-7-plus'), profile)
    expect(result.captures[0]?.packets).toBe(truth.capture.frames)
    expect(brokenSums(result)).toEqual([])
    expect(truth.transmissions.length).toBeGreaterThan(40)
    expect(result.transmissions.map((transmission) => transmission.frames)).toEqual(
      truth.transmissions.map((transmission) => transmission.frames),
    )
    for (const [index, sent] of truth.transmissions.entries()) {
      const { exchange } = result.transmissions[index] as { exchange: number }
      const seen = result.observations.filter((observation) => observation.exchange === exchange)
      for (const { identifier, value } of sent.identifiers) {
        expect
          .soft(
            seen.some((one) => one.value === value),
            `${identifier} of transmission ${index}`,
          )
          .toBe(true)
      }
      const values = new Set(sent.identifiers.map(({ value }) => value))
      const known = ['imei', 'iccid', 'imsi', 'cell-id', 'wifi-mac']
      const invented = seen.filter((one) => known.includes(one.identifier) && !values.has(one.value))
      expect.soft(invented.map((one) => `${one.identifier} ${one.value}`)).toEqual([])
    }
    expect(result.findings).toHaveLength(1)
    const finding = result.findings[0]
    expect(finding?.severity).toBe('critical')
    expect(finding?.family).toBe('china-telecom-self-registration')
    expect(finding?.transmissions).toBe(truth.transmissions.length)
    const recipient = result.recipients.find((one) => one.id === finding?.recipient)
    expect(recipient?.host).toBe('zzhc.vnet.cn')
    expect(recipient?.organisation?.id).toBe('china-telecom')
    expect(result.transmissions.every((transmission) => transmission.receipt?.accepted === false)).toBe(true)
  })
}

for (const [name, extension] of [
  ['nokia-7-plus-fixed', 'pcapng'],
  ['clean-phone', 'pcapng.gz'],
] as const) {
  test(`nothing is found on ${name}, with and without its profile`, async () => {
    expect(truthOf(name).transmissions).toEqual([])
    for (const profile of [null, profileOf(`${folder}${name}.profile.yaml`)]) {
      const result = await scannedSample(pathOf(name, extension), profile)
      expect(result.findings.map((finding) => finding.title)).toEqual([])
      expect(result.contacts).toEqual([])
      expect(brokenSums(result)).toEqual([])
      expect(result.coverage.summary.undecryptable).toBeGreaterThan(0)
    }
  })
}

test('the samples together are under 5 MB', () => {
  const size = readdirSync(folder).reduce((total, name) => total + statSync(`${folder}${name}`).size, 0)
  expect(size).toBeLessThan(5_000_000)
})

describe('what pages show of a scan is what it prints', () => {
  const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
  const printed = async (name: string): Promise<string[]> => {
    const result = await scannedSample(pathOf(name))
    return renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
      .split('\n')
      .map(plain)
  }
  const page = (path: string): string => readFileSync(`${folder}../${path}`, 'utf8')

  test('the README, of the day after the update', async () => {
    const block = /\$ \.\/varde scan samples\/nokia-7-plus-fixed\.pcapng\n([^]*?)```/.exec(page('README.md'))
    const shown = (block?.[1] ?? '').split('\n').map(plain)
    const lines = shown.filter((line) => line !== '' && line !== '…')
    expect(lines.length).toBeGreaterThan(5)
    const output = await printed('nokia-7-plus-fixed')
    for (const line of lines) expect(output).toContain(line)
  })

  test('the picture, of the leaking day', async () => {
    const rows = new Map<string, string>()
    for (const [, row, text] of page('docs/pictures/scan.svg').matchAll(
      /<text [^>]*\by="(\d+)"[^>]*>([^<]*)</g,
    ))
      rows.set(row as string, (rows.get(row as string) ?? '') + (text as string))
    const [command, ...lines] = [...rows.values()].map(plain)
    expect(command).toBe('$ ./varde scan samples/nokia-7-plus.pcapng')
    expect(lines.length).toBeGreaterThan(40)
    const output = await printed('nokia-7-plus')
    for (const line of lines) expect(output).toContain(unescaped(line))
  })
})

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
