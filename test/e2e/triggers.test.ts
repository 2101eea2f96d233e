/** When, how many, and whether it is fixed: the commands against what the emulator knows to be true. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { initCase } from '../../src/case/folder/init-case.ts'
import { addEvidence } from '../../src/case/folder/case-items.ts'
import { pcapFile, tcpPacket } from '../support/capture.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('triggers')

const sample = (name: string): string => join(root, 'samples', name)
const leaking = [sample('nokia-7-plus.pcapng'), sample('nokia-7-plus.events.ndjson')] as const
const fixed = [sample('nokia-7-plus-fixed.pcapng'), sample('nokia-7-plus-fixed.events.ndjson')] as const
const canary = 'connectivitycheck.gstatic.com'

interface Truth {
  readonly transmissions: readonly {
    readonly at: string
    readonly trigger: { readonly kind: string; readonly at: string }
  }[]
  readonly deviceEvents: Readonly<Record<string, number>>
}

const truth = JSON.parse(readFileSync(sample('nokia-7-plus.truth.json'), 'utf8')) as Truth

interface Exposure {
  readonly hits: number
  readonly exposures: number
}

interface TriggerValue extends Exposure {
  readonly event: string
  readonly recipient: string
  readonly explainedBy?: string
  readonly windowMs: number
  readonly latencyMs: { readonly median: number; readonly p90: number }
  readonly qValue: number
  readonly sentence: string
}

interface Scanned {
  readonly triggers: readonly TriggerValue[]
  readonly periods: readonly {
    readonly recipient: string
    readonly periodS: number
    readonly count: number
    readonly law: string
  }[]
  readonly clock: { readonly offsetMs: number; readonly uncertaintyMs: number; readonly method: string }
  readonly recipients: readonly {
    readonly id: string
    readonly host: string
    readonly protocols: readonly string[]
  }[]
  readonly events: readonly { readonly kind: string; readonly given: number; readonly derived: number }[]
}

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await varde(args)
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout) as T
}

const scans = new Map<string, Promise<string>>()
/**
 * The document of a scan, in a file: made once for all tests. Commands take it in the place of the capture, which they
 * read as they show it (given-results.test.ts).
 */
function resultOf(name: string, ...args: string[]): Promise<string> {
  let made = scans.get(name)
  if (made === undefined) {
    made = varde(['scan', ...args, '--json']).then(({ code, stdout, stderr }) => {
      expect([code, stderr]).toEqual([0, ''])
      const path = join(folder, `${name}.json`)
      writeFileSync(path, stdout)
      return path
    })
    scans.set(name, made)
  }
  return made
}

/** With the phone's events, and without: the leaking phone, and the one that was put right. */
const before = (): Promise<string> => resultOf('before', leaking[0], '--events', leaking[1])
const after = (): Promise<string> => resultOf('after', fixed[0], '--events', fixed[1])
const beforeAlone = (): Promise<string> => resultOf('before-alone', leaking[0], '--reveal')
const afterAlone = (): Promise<string> => resultOf('after-alone', fixed[0], '--reveal')

async function scannedOf(result: Promise<string>): Promise<Scanned> {
  return JSON.parse(readFileSync(await result, 'utf8')) as Scanned
}

/** Checks by schemas, compiled once for all tests. */
const schemas = new Map<string, ValidateFunction>()

function validate(name: string, value: unknown): void {
  let check = schemas.get(name)
  if (check === undefined) {
    const schema = JSON.parse(readFileSync(join(root, `docs/schema/${name}.schema.json`), 'utf8')) as object
    check = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema)
    schemas.set(name, check)
  }
  check(value)
  expect(check.errors).toBeNull()
}

describe('scan with events', () => {
  test('the leaking phone: boot, screen-on and unlock trigger the sends, with the true numbers', async () => {
    const scanned = await scannedOf(before())
    validate('scan', scanned)
    const sender = scanned.recipients.find((one) => one.host === 'zzhc.vnet.cn')
    const of = (event: string): TriggerValue | undefined =>
      scanned.triggers.find((one) => one.recipient === sender?.id && one.event === event)
    for (const [event, exposures] of [
      ['boot', truth.deviceEvents['boot']],
      ['screen-on', truth.deviceEvents['screen-on']],
      ['unlock', truth.deviceEvents['unlock']],
    ] as const) {
      expect(of(event)?.exposures, event).toBe(exposures)
      expect(of(event)?.hits, event).toBe(exposures)
      expect(of(event)?.explainedBy, event).toBeUndefined()
      expect(of(event)?.qValue, event).toBeLessThanOrEqual(0.01)
    }
    // The delays that the emulator notes are within those found: a boot counts from power-on, not from its end.
    const delays = truth.transmissions
      .filter((one) => one.trigger.kind === 'screen-on')
      .map((one) => Date.parse(one.at) - Date.parse(one.trigger.at))
      .sort((left, right) => left - right)
    expect(
      Math.abs((of('screen-on')?.latencyMs.median ?? 0) - (delays[delays.length >> 1] as number)),
    ).toBeLessThan(200)
    expect(Math.abs((of('boot')?.latencyMs.median ?? 0) - 84_300)).toBeLessThan(200)
    const hourly = truth.transmissions.filter((one) => one.trigger.kind === 'hourly-retry').length
    const period = scanned.periods.find((one) => one.recipient === sender?.id)
    expect(period?.law).toBe('retry-ladder')
    expect(Math.abs((period?.periodS ?? 0) - 3_600)).toBeLessThan(1)
    expect(period?.count).toBe(hourly)
    expect(scanned.clock.offsetMs).toBe(0)
    expect(scanned.clock.method).toBe('same-events')
  })

  test('encrypted recipients that follow events are found, too', async () => {
    const scanned = await scannedOf(before())
    const push = scanned.recipients.find((one) => one.host === 'mtalk.google.com')
    expect(push?.protocols).toEqual(['tls'])
    const trigger = scanned.triggers.find((one) => one.recipient === push?.id && one.event === 'network-up')
    expect(trigger?.hits).toBeGreaterThan(40)
    expect(trigger?.sentence).toContain('encrypted connection')
  })

  test('the report says it', async () => {
    const { stdout } = await varde(['scan', await before()])
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toContain('WHEN AND WHY')
    expect(text).toContain('2 of 2 boots are followed by a send to zzhc.vnet.cn 84 s later')
    expect(text).toContain('44 of 44 screen-ons are followed by a send to zzhc.vnet.cn')
    // It is the screen that makes it send: some unlocks come after the send, as far as the clocks agree.
    expect(text).toContain('30 of 30 unlocks come together with a send to zzhc.vnet.cn from 0.42 s before')
    expect(text).toContain('it sends again 3,600 s apart: 9 such intervals')
  })

  test('events on a clock that is 20 minutes off are put right', async () => {
    const shifted = readFileSync(leaking[1], 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const event = JSON.parse(line) as { at: string }
        return JSON.stringify({ ...event, at: new Date(Date.parse(event.at) - 1_200_000).toISOString() })
      })
    const path = join(folder, 'shifted.ndjson')
    writeFileSync(path, shifted.join('\n'))
    const scanned = await json<Scanned>('scan', leaking[0], '--events', path, '--json')
    expect(Math.abs(scanned.clock.offsetMs - 1_200_000)).toBeLessThan(1_000)
    const sender = scanned.recipients.find((one) => one.host === 'zzhc.vnet.cn')
    expect(scanned.triggers.find((one) => one.recipient === sender?.id && one.event === 'unlock')?.hits).toBe(
      30,
    )
  })

  test('events that belong to another day trigger nothing', async () => {
    const scanned = await json<Scanned>(
      'scan',
      leaking[0],
      '--events',
      sample('clean-phone.events.ndjson'),
      '--clock-offset',
      '0',
      '--json',
    )
    const sender = scanned.recipients.find((one) => one.host === 'zzhc.vnet.cn')
    expect(
      scanned.triggers.filter(
        (one) => one.recipient === sender?.id && ['screen-on', 'unlock', 'boot'].includes(one.event),
      ),
    ).toEqual([])
  })

  test('that events lie outside of the capture is said, and what the traffic shows is kept', async () => {
    const seen = /44 of 46 joins of a network are followed by a send to zzhc\.vnet\.cn within 1\.7 s/
    const outside = await resultOf('outside', leaking[0], '--events', fixed[1])
    for (const given of [[outside], [leaking[0], '--events', leaking[1], '--clock-offset', '1e10']]) {
      const scanned = await varde(['scan', ...given])
      const text = scanned.stdout.replaceAll(/\s+/g, ' ')
      expect(text).toMatch(
        /None of the 223 events that were given lies in the time of the capture \(2019-02-11T05:42:55Z to 2019-02-12T05:30:00Z\)/,
      )
      expect(text).toMatch(seen)
      expect(text).not.toContain('more often than chance explains')
    }
    const report = await varde(['report', outside])
    expect(report.stdout).toContain('None of the 223 events that were given lies in the time of the capture')
    expect(report.stdout).toMatch(seen)
    const document = JSON.parse(readFileSync(outside, 'utf8')) as {
      comparisons: { eventsOutside?: { outside: number } }
    }
    validate('scan', document)
    expect(document.comparisons.eventsOutside?.outside).toBe(223)
  })

  test('without events, joins of the network are read from the traffic', async () => {
    const scanned = await scannedOf(beforeAlone())
    validate('scan', scanned)
    const derived = scanned.events.find((one) => one.kind === 'network-up')
    expect(derived?.given).toBe(0)
    expect(derived?.derived).toBeGreaterThan(40)
    expect(scanned.triggers.map((one) => one.event)).toEqual(['network-up'])
  })

  test('a wrong file of events is refused in one line', async () => {
    const wrong = join(folder, 'wrong.txt')
    writeFileSync(wrong, 'no events here')
    for (const args of [
      ['--events', wrong],
      ['--events', join(folder, 'none')],
      ['--events', leaking[1], '--events', leaking[1]],
      ['--events', leaking[1], '--events-zone', 'Oslo'],
      ['--events', leaking[1], '--clock-offset', 'x'],
    ]) {
      const { code, stderr, stdout } = await varde(['scan', leaking[0], ...args])
      expect(code).toBe(2)
      expect(stdout).toBe('')
      expect(stderr.trim().split('\n')).toHaveLength(1)
    }
  })
})

interface Row {
  readonly recipient: string
  readonly event: string | null
  readonly status: string
  readonly before: Exposure
  readonly after: Exposure
  readonly isProven: boolean
  readonly upperBound: number
}

describe('compare', () => {
  test('the update is verified for screen-on and unlock; for two boots it says what is missing', async () => {
    const compared = await json<{ rows: Row[]; canary: { after: boolean } }>(
      'compare',
      '--canary',
      canary,
      '--json',
      ...leaking,
      '--',
      ...fixed,
    )
    validate('compare', compared)
    expect(compared.canary.after).toBe(true)
    expect(new Set(compared.rows.map((one) => `${one.recipient} ${one.status}`))).toEqual(
      new Set(['zzhc.vnet.cn gone']),
    )
    const of = (event: string): Row | undefined => compared.rows.find((one) => one.event === event)
    expect(of('screen-on')).toMatchObject({
      before: { hits: 44, exposures: 44 },
      after: { hits: 0, exposures: 44 },
      isProven: true,
    })
    expect(of('unlock')).toMatchObject({
      before: { hits: 30, exposures: 30 },
      after: { hits: 0, exposures: 30 },
      isProven: true,
    })
    expect(of('unlock')?.upperBound).toBeCloseTo(1 - 0.05 ** (1 / 30), 9)
    expect(of('boot')).toMatchObject({ before: { hits: 2, exposures: 2 }, isProven: false })
  })

  /** Results of scans stand for the captures: read in no time. */
  let results = { before: '', after: '' }
  beforeAll(async () => {
    results = { before: await before(), after: await after() }
  })

  test('results of scans as input', async () => {
    const copy = join(folder, 'copy.json')
    // Another capture that shows the same.
    const document = JSON.parse(readFileSync(results.before, 'utf8')) as { captures: { bytes: number }[] }
    for (const capture of document.captures) capture.bytes++
    writeFileSync(copy, JSON.stringify(document))
    const same = await json<{ rows: Row[] }>('compare', '--json', results.before, '--', copy)
    expect(new Set(same.rows.map((one) => one.status))).toEqual(new Set(['present']))
    expect(same.rows.find((one) => one.event === 'unlock')?.after).toEqual({ hits: 30, exposures: 30 })
    const compared = await json<{ rows: Row[] }>(
      'compare',
      '--canary',
      canary,
      '--json',
      results.before,
      '--',
      results.after,
    )
    expect(compared.rows.find((one) => one.event === 'unlock')).toMatchObject({
      after: { hits: 0, exposures: 30 },
      isProven: true,
    })
    // Of two alone it is plain which one is from after.
    expect(await json('compare', '--canary', canary, '--json', results.before, results.after)).toEqual(
      compared,
    )
  })

  test.each([
    ['a capture with its events', () => leaking],
    ['three files', () => [results.before, results.after, leaking[1]]],
    ['one file', () => [results.before]],
  ])('%s without -- leave open which side is meant', async (_, files) => {
    expect(await varde(['compare', ...files()])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'varde: name the files from before, then --, then the files from after.\n',
    })
  })

  test('gates and SARIF', async () => {
    const compare = (before: string, after: string, ...more: string[]): ReturnType<typeof varde> =>
      varde(['compare', '--canary', canary, ...more, before, '--', after])
    expect((await compare(results.before, results.after, '--gate', 'present')).code).toBe(0)
    expect((await compare(results.before, results.after, '--gate', 'proven')).code).toBe(1)
    expect((await compare(results.after, results.before, '--gate', 'present')).code).toBe(1)
    // Where nothing was sent before nothing can be shown to be gone, and where nothing was read nothing passes.
    const other = join(folder, 'after-again.json')
    const document = JSON.parse(readFileSync(results.after, 'utf8')) as { captures: { bytes: number }[] }
    for (const capture of document.captures) capture.bytes++
    writeFileSync(other, JSON.stringify(document))
    expect((await compare(results.after, other, '--gate', 'present')).code).toBe(0)
    const vain = await compare(results.after, other, '--gate', 'proven')
    expect([vain.code, vain.stderr]).toEqual([
      1,
      'varde: --gate proven fails: nothing was seen to be sent before, so nothing is shown to be gone.\n',
    ])
    const empty = join(folder, 'empty.pcap')
    writeFileSync(empty, Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'))
    const unread = await compare(results.before, empty, '--gate', 'present')
    expect([unread.code, unread.stderr]).toEqual([
      1,
      'varde: --gate present fails: nothing of the side after could be read.\n',
    ])
    const states = async (before: string, after: string): Promise<Set<string>> => {
      const { stdout } = await compare(before, after, '--sarif')
      const sarif = JSON.parse(stdout) as {
        version: string
        runs: { results: { baselineState: string }[] }[]
      }
      expect(sarif.version).toBe('2.1.0')
      return new Set(sarif.runs[0]?.results.map((one) => one.baselineState))
    }
    expect(await states(results.before, results.after)).toEqual(new Set(['absent']))
    expect(await states(results.after, results.before)).toEqual(new Set(['new']))
  })

  test('“proven” asks for the events of both sides: with less evidence it is not easier to pass', async () => {
    const compare = ['compare', '--canary', canary, '--gate', 'proven']
    const { code, stdout, stderr } = await varde([...compare, await beforeAlone(), '--', await afterAlone()])
    expect([code, stderr]).toEqual([
      1,
      'varde: --gate proven fails: no device events were given: only what the traffic itself shows (joins of a network) was tested as what makes it send.\n',
    ])
    expect(stdout).toMatch(/^All that was seen to be sent before is gone/)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('No device events were given')
    expect(
      (
        await varde([
          ...compare.slice(0, 3),
          '--gate',
          'present',
          await beforeAlone(),
          '--',
          await afterAlone(),
        ])
      ).code,
    ).toBe(0)
  })

  test('another phone shows nothing of an update', async () => {
    const other = sample('clean-phone.pcapng.gz')
    const { stdout } = await varde(['compare', '--canary', canary, leaking[0], '--', other])
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'NO same phone: model No••••••••us before, model Co••••••••e after',
    )
    expect(stdout).toContain('NO   the side after is the later one')
    expect(stdout).not.toContain('GONE')
    const { stdout: right } = await varde([
      'compare',
      '--canary',
      canary,
      await beforeAlone(),
      '--',
      await afterAlone(),
    ])
    expect(right).toContain('yes  same phone: DHCP client 02')
  })

  test('wrong uses are one line', async () => {
    for (const args of [
      ['compare', ...leaking],
      ['compare', leaking[0], '--'],
      ['compare', leaking[0], '--', fixed[0], '--json'],
      ['compare', leaking[1], '--', fixed[0]],
      ['compare', '--bound', '2', leaking[0], '--', fixed[0]],
    ]) {
      const { code, stderr } = await varde(args)
      expect(code, args.join(' ')).toBe(2)
      expect(stderr.trim().split('\n'), args.join(' ')).toHaveLength(1)
    }
  })
})

describe('scope', () => {
  const fleet = JSON.parse(readFileSync(sample('fleet-2019.truth.json'), 'utf8')) as {
    readonly cause: { readonly operatorFolder: string; readonly batch: string }
    readonly affected: readonly {
      readonly unit: string
      readonly sends: number
      readonly exposures: number
    }[]
    readonly undetermined: readonly string[]
  }

  test('the batch of the emulated fleet is found, with exact bounds', async () => {
    interface Value {
      readonly units: readonly {
        readonly id: string
        readonly state: string
        readonly exposures: number
        readonly hits: number
        readonly attributes: Readonly<Record<string, string>>
      }[]
      readonly prevalence: {
        readonly k: number
        readonly n: number
        readonly low: number
        readonly high: number
        readonly lowCount: number
      }
      readonly separating: readonly {
        readonly conditions: readonly { readonly attribute: string; readonly value: string }[]
        readonly confoundedWith: readonly (readonly { readonly value: string }[])[]
        readonly pCorrected: number
      }[]
      readonly next: readonly unknown[]
    }
    const scope = await json<Value>('scope', sample('fleet-2019.csv'), '--population', '5000', '--json')
    validate('scope', scope)
    const affected = scope.units.filter((one) => one.state === 'affected')
    expect(affected.map(({ id, exposures, hits }) => ({ unit: id, exposures, sends: hits }))).toEqual(
      fleet.affected,
    )
    expect(scope.units.filter((one) => one.state === 'undetermined').map((one) => one.id)).toEqual(
      fleet.undetermined,
    )
    expect(scope.prevalence).toMatchObject({ k: 5, n: 57 })
    expect(scope.prevalence.low).toBeGreaterThan(0.02)
    expect(scope.prevalence.high).toBeLessThan(0.2)
    const [best] = scope.separating
    expect(best?.conditions.map((one) => one.value)).toEqual([fleet.cause.operatorFolder])
    expect(best?.confoundedWith.flat().map((one) => one.value)).toEqual([fleet.cause.batch])
    expect(scope.next.length).toBeGreaterThan(0)
    // Serial numbers never leave: only their beginnings.
    const serial = /B2NG\w{4}\d{8}/.exec(readFileSync(sample('fleet-2019.csv'), 'utf8'))?.[0] ?? ''
    expect(serial).not.toBe('')
    expect(JSON.stringify(scope)).not.toContain(serial)
  })

  test.each([
    [['--sender', 'wrong.example'], '--sender wrong.example: it is for captures'],
    [['-k', 'nosuch'], '--keys nosuch: it is for captures'],
    [['-p', 'nosuch'], '--profile nosuch: it is for captures'],
    [['--events-zone', 'Mars'], 'the time zone Mars is none'],
    [['--events-zone', 'Z'], '--events-zone Z: it is for captures'],
    [['--clock-offset', '1'], '--clock-offset 1: it is for captures'],
  ])('a table of verdicts leaves nothing for %j to do', async (more, message) => {
    const { code, stdout, stderr } = await varde(['scope', sample('fleet-2019.csv'), ...more])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('after the update nothing is affected', async () => {
    const { stdout } = await varde(['scope', sample('fleet-2019-updated.csv')])
    expect(stdout).toContain('0 of 57 units')
    expect(stdout).toContain('No unit that was tested enough is affected')
  })

  test('units by their captures and results', async () => {
    writeFileSync(
      join(folder, 'fleet.csv'),
      `unit,build,captures,events\na,x,${['../'.repeat(20), leaking[0]].join('')},${['../'.repeat(20), leaking[1]].join('')}\nb,y,${['../'.repeat(20), fixed[0]].join('')},${['../'.repeat(20), fixed[1]].join('')}\nc,y,,\n`,
    )
    const scope = await json<{ units: { id: string; state: string; exposures: number; hits: number }[] }>(
      'scope',
      join(folder, 'fleet.csv'),
      '--sender',
      'zzhc.vnet.cn',
      '--json',
    )
    expect(scope.units.map(({ id, state, hits }) => [id, state, hits])).toEqual([
      ['a', 'affected', 84],
      ['b', 'clean', 0],
      ['c', 'undetermined', 0],
    ])
    // A wake-up is a screen-on, an unlock and a join of the network: it counts once.
    expect(scope.units[1]?.exposures).toBe(46)
    // A statement about another sender is not contradicted by what went to this one.
    const statement = (sender: string): string =>
      `  - {text: only some, form: only-units, sender: ${sender}, units: {build: y}}\n`
    writeFileSync(
      join(folder, 'fleet-results.csv'),
      `unit,build,results\na,x,${basename(await before())}\nb,y,${basename(await after())}\nc,y,\n`,
    )
    writeFileSync(
      join(folder, 'senders.yaml'),
      `claims:\n${statement('zzhc.vnet.cn')}${statement('other.example')}`,
    )
    const { claims } = await json<{ claims: { verdict: string }[] }>(
      'claims',
      '--fleet',
      join(folder, 'fleet-results.csv'),
      '--json',
      join(folder, 'senders.yaml'),
      await after(),
    )
    expect(claims.map(({ verdict }) => verdict)).toEqual(['contradicted', 'not-testable'])
  })

  test('a capture that ended early makes no unit clean, whatever happened to the phone later', async () => {
    const payload = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'
    const capture = join(folder, 'early.pcap')
    writeFileSync(capture, pcapFile([{ bytes: tcpPacket({ payload }) }, { bytes: tcpPacket({ payload }) }]))
    const events = join(folder, 'day.csv')
    const times = Array.from(
      { length: 40 },
      (_, index) =>
        `2019-02-11T${String(8 + Math.floor(index / 6)).padStart(2, '0')}:${index % 6}0:00Z,unlock\n`,
    )
    writeFileSync(events, `time,event\n${times.join('')}`)
    const document = await varde(['scan', capture, '--events', events, '--json'])
    writeFileSync(join(folder, 'early.json'), document.stdout)
    for (const row of ['early.pcap,day.csv,', ',,early.json']) {
      writeFileSync(join(folder, 'early.csv'), `unit,captures,events,results\na,${row}\n`)
      const scope = await json<{ units: { state: string; exposures: number }[] }>(
        'scope',
        join(folder, 'early.csv'),
        '--json',
      )
      expect(scope.units, row).toMatchObject([{ state: 'undetermined', exposures: 0 }])
    }
  })

  test('units by a folder of cases', async () => {
    const cases = join(folder, 'cases')
    const acting = { by: 'Ada', version: 'test', now: () => '2026-01-01T00:00:00Z' }
    mkdirSync(cases)
    for (const [name, files] of [
      ['a', leaking],
      ['b', fixed],
    ] as const) {
      const place = initCase(join(cases, name), { name, device: '', timeZone: 'UTC' }, acting)
      addEvidence(place, files[0], acting)
      addEvidence(place, files[1], acting, 'events')
    }
    const scope = await json<{ units: { id: string; state: string; hits: number }[] }>(
      'scope',
      cases,
      '--sender',
      'zzhc.vnet.cn',
      '--json',
    )
    expect(scope.units.map(({ id, state, hits }) => [id, state, hits])).toEqual([
      ['a', 'affected', 84],
      ['b', 'clean', 0],
    ])
  })

  test('wrong tables are one line', async () => {
    for (const text of [
      '',
      'unit,build\na,x\n',
      'unit,affected\na,maybe\n',
      'unit,affected\na,yes\na,no\n',
      'unit,affected,exposures\na,no,x\n',
    ]) {
      writeFileSync(join(folder, 'bad.csv'), text)
      const { code, stderr } = await varde(['scope', join(folder, 'bad.csv')])
      expect(code, text).toBe(2)
      expect(stderr.trim().split('\n'), text).toHaveLength(1)
    }
  })
})

test('the statements of 2019, judged', async () => {
  const judged = await json<{
    claims: { id: string; verdict: string; reason: string; transmissions: { frames: number[] }[] }[]
  }>(
    'claims',
    '--canary',
    canary,
    '--fleet',
    sample('fleet-2019.csv'),
    '--json',
    sample('claims-2019.yaml'),
    await before(),
    '--',
    await after(),
  )
  validate('claims', judged)
  expect(Object.fromEntries(judged.claims.map((one) => [one.id, one.verdict]))).toEqual({
    'no-person': 'contradicted',
    activation: 'contradicted',
    refused: 'supported',
    fixed: 'supported',
    'one-batch': 'supported',
    singapore: 'contradicted',
  })
  expect(judged.claims[0]?.transmissions[0]?.frames.length).toBeGreaterThan(0)
  expect(judged.claims[1]?.reason).toContain('84 times')
})

describe('events', () => {
  test('marks are written at once, and can be read again', async () => {
    const out = join(folder, 'marks.ndjson')
    const { code } = await varde(['events', 'mark', '-o', out], { input: Buffer.from('b?suzq') })
    expect(code).toBe(0)
    const { stdout } = await varde(['events', 'show', out])
    expect(stdout).toMatch(/1 {2}boot/)
    expect(stdout).toMatch(/1 {2}screen-on/)
    // z took the unlock back.
    expect(stdout).not.toContain('unlock')
  })

  test('z takes back no mark of an earlier session, and is no mark itself', async () => {
    const out = join(folder, 'sessions.ndjson')
    await varde(['events', 'mark', '-o', out], { input: Buffer.from('bq') })
    const { stderr } = await varde(['events', 'mark', '-o', out], { input: Buffer.from('zszq') })
    expect(stderr).toContain('no mark was made yet')
    expect(stderr).toContain('0 marks written')
    expect((await varde(['events', 'show', out])).stdout).toMatch(/1 {2}boot/)
  })

  test('import writes one form, each event once', async () => {
    const log = join(folder, 'log.txt')
    writeFileSync(
      log,
      '--------- beginning of events\n03-04 07:42:03.074  1000  1322  1322 I screen_toggled: 1\n',
    )
    const { stdout } = await varde(['events', 'import', log, log, '--zone', '+01:00', '--year', '2026'])
    expect(stdout).toBe(
      '{"at":"2026-03-04T06:42:03.074Z","kind":"screen-on","source":"logcat-events","note":""}\n',
    )
  })

  test('import says what it passed over', async () => {
    const table = join(folder, 'tea.csv')
    writeFileSync(table, 'at,kind\n2026-03-04T07:42:03Z,unlock\n2026-03-04T07:43:03Z,tea\nnoon,tea\n')
    const { stdout, stderr } = await varde(['events', 'import', table])
    expect(stdout.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain('csv, 3 records, 1 event\n  2× An event is of a kind that is not known')
    expect(stderr).toContain('(first in line 3)\n     not known: tea\n     known: boot, power-off, ')
  })

  test('the forms that are known are listed, and no file is the user’s fault', async () => {
    const { stdout, code } = await varde(['events', 'show', '--formats'])
    expect(code).toBe(0)
    for (const form of [
      'ndjson',
      'csv',
      'logcat-events',
      'batterystats',
      'usagestats',
      'power',
      'bugreport',
      'dumpsys',
      'intrusion-log',
      'ios-powerlog',
    ])
      expect(stdout).toContain(form)
    expect((await varde(['events', 'show'])).code).toBe(2)
  })

  test('a plan depends on its seed alone', async () => {
    const plan = (seed: string): Promise<{ stdout: string }> =>
      varde(['experiment', '--plan', '--seed', seed])
    expect((await plan('4')).stdout).toBe((await plan('4')).stdout)
    expect((await plan('4')).stdout).not.toBe((await plan('5')).stdout)
  })

  /** A program that behaves like adb with one phone, whose clock is 90 seconds behind. */
  function fakeAdb(): string {
    const bin = mkdtempSync(join(folder, 'bin-'))
    writeFileSync(
      join(bin, 'adb'),
      `#!/bin/sh
echo "$*" >> ${join(bin, 'log')}
[ "$1" = devices ] && { printf 'List of devices attached\\nFAKE0123\\tdevice\\n\\n'; exit 0; }
[ "$1 $2" = "-s FAKE0123" ] || { echo "error: device not found" >&2; exit 1; }
shift 2
case "$*" in
  "shell input keyevent 224") date +%s%N >> ${join(bin, 'on')}; sleep 0.6 ;;
  reboot) touch ${join(bin, 'down')} ${join(bin, 'again')} ${join(bin, 'still-up')} ;;
  "shell getprop sys.boot_completed") [ -e ${join(bin, 'still-up')} ] && { echo 1; exit 0; }; [ -e ${join(bin, 'down')} ] && { rm ${join(bin, 'down')}; echo "error: device offline" >&2; exit 1; }; echo 1 ;;
  "shell date +%s%N") echo $(( $(date +%s%N) - 90000000000 )) ;;
  "shell cat /proc/uptime") if [ -e ${join(bin, 'still-up')} ]; then rm ${join(bin, 'still-up')}; echo "100.20 30.00"; elif [ -e ${join(bin, 'again')} ]; then echo "12.50 30.00"; else echo "100.00 30.00"; fi ;;
esac
`,
    )
    chmodSync(join(bin, 'adb'), 0o755)
    return bin
  }

  test('an experiment by ADB: stimuli, events on the phone’s clock, comparisons of clocks', async () => {
    const bin = fakeAdb()
    const out = join(folder, 'experiment.ndjson')
    const before = Date.now()
    const { code, stderr } = await varde(
      [
        'experiment',
        '-o',
        out,
        '--boots',
        '1',
        '--screen-ons',
        '2',
        '--unlocks',
        '2',
        '--quiet',
        '1',
        '--gap',
        '0.02',
        '--seed',
        '9',
        '--pin',
        '1234',
      ],
      { env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } },
    )
    expect(stderr).toContain('by ADB on FAKE0123')
    expect(code).toBe(0)
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            schema?: string
            seed?: number
            kind?: string
            at?: string
            offsetMs?: number
          },
      )
    expect(lines[0]).toMatchObject({ schema: 'varde/experiment@1', seed: 9 })
    const kinds = Map.groupBy(lines.slice(1), (line) => line.kind)
    expect(kinds.get('boot')).toHaveLength(1)
    // By the start of the phone that came back, not of the one that went down.
    const booted = Date.parse(kinds.get('boot')?.[0]?.at ?? '')
    expect(Math.abs(booted + 90_000 + 12_500 - before)).toBeLessThan(60_000)
    expect(existsSync(join(bin, 'down'))).toBe(false)
    expect(kinds.get('screen-on')).toHaveLength(4)
    expect(kinds.get('unlock')).toHaveLength(2)
    expect(kinds.get('clock-anchor')?.length).toBeGreaterThanOrEqual(2)
    expect(Math.abs((kinds.get('clock-anchor')?.[0]?.offsetMs ?? 0) - 90_000)).toBeLessThan(1_000)
    // The phone did it when it was asked, not when adb came back: it may have sent by then.
    const wentOn = readFileSync(join(bin, 'on'), 'utf8').trim().split('\n')
    for (const [index, line] of (kinds.get('screen-on') ?? []).entries())
      expect(Date.parse(line.at ?? '') + 90_000).toBeLessThan(Number(wentOn[index]) / 1e6 + 400)
    const marked = Date.parse(kinds.get('unlock')?.[0]?.at ?? '')
    expect(Math.abs(marked + 90_000 - before)).toBeLessThan(60_000)
    const asked = readFileSync(join(bin, 'log'), 'utf8')
    expect(asked).toContain('shell input keyevent 224')
    expect(asked).toContain('shell wm dismiss-keyguard')
    expect(asked).toContain('shell input text 1234')
    expect(asked).toContain('reboot')
    // What was written can be read: the clock's comparisons come along.
    const shown = await varde(['events', 'import', out])
    expect(shown.stdout).toContain('clock-anchor')
  })

  /** A folder with a program `adb` that does this. */
  function adbThat(...lines: readonly string[]): { env: Readonly<Record<string, string>> } {
    const bin = mkdtempSync(join(folder, 'bin-'))
    writeFileSync(join(bin, 'adb'), ['#!/bin/sh', ...lines, ''].join('\n'))
    chmodSync(join(bin, 'adb'), 0o755)
    return { env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } }
  }

  test('an adb that fails is told, and is no reason to go on by hand', async () => {
    const out = join(folder, 'failing-adb.ndjson')
    const failing = adbThat('echo "adb: error: cannot connect to daemon" >&2; exit 1')
    const { code, stderr } = await varde(['experiment', '-o', out], failing)
    expect(code).toBe(3)
    expect(stderr).toMatch(
      /^varde: adb devices failed: adb: error: cannot connect to daemon\. .*--by-hand.*\.$/m,
    )
    expect(existsSync(out)).toBe(false)
  })

  test('that an experiment goes on by hand is said with its reason', async () => {
    const few = ['--boots', '0', '--screen-ons', '1', '--unlocks', '0', '--quiet', '0', '--gap', '0.01']
    const out = join(folder, 'no-phone.ndjson')
    const none = adbThat('printf "List of devices attached\\n\\n"')
    const { code, stderr } = await varde(['experiment', '-o', out, ...few], {
      ...none,
      input: Buffer.from('\n'),
    })
    expect(stderr).toContain('by hand (adb knows of no phone that is attached)')
    expect(code).toBe(0)
  })

  /** Lines of a phone by ADB, beside those of what is tried. */
  const onePhone = [
    '[ "$1" = devices ] && { printf "List\\nFAKE0123\\tdevice\\n"; exit 0; }',
    'case "$*" in *date*) date +%s%N ;; esac',
  ]

  test.each([
    [
      'refuses what it is told, and adb says that all is well',
      ['case "$*" in *keyevent*) echo "java.lang.SecurityException: no INJECT_EVENTS" ;; esac'],
      /keyevent 223 was refused by the phone FAKE0123: java\.lang\.SecurityException/,
    ],
    [
      'stays dark',
      ['case "$*" in *"dumpsys power") echo "  mWakefulness=Asleep" ;; esac'],
      /FAKE0123 was told, but its screen did not go on/,
    ],
    [
      'stays locked',
      ['case "$*" in *"dumpsys trust") echo " User (id=0) (current): trusted=0, deviceLocked=1" ;; esac'],
      /FAKE0123 was told, but it is still locked: give its PIN with --pin/,
    ],
  ])('a phone that %s: the event is not written', async (_, lines, message) => {
    const out = join(mkdtempSync(join(folder, 'unmoved-')), 'events.ndjson')
    const few = ['--boots', '0', '--screen-ons', '0', '--unlocks', '1', '--quiet', '0', '--gap', '0.01']
    const { code, stderr } = await varde(['experiment', '-o', out, ...few], adbThat(...onePhone, ...lines))
    expect(stderr).toMatch(message)
    expect(code).toBe(3)
    expect(readFileSync(out, 'utf8')).not.toContain('"unlock","source"')
  })

  test('of a phone that does not tell what it did, the note says so', async () => {
    const few = ['--boots', '0', '--screen-ons', '1', '--unlocks', '0', '--quiet', '0', '--gap', '0.01']
    const notes = async (...lines: readonly string[]): Promise<readonly string[]> => {
      const out = join(mkdtempSync(join(folder, 'notes-')), 'events.ndjson')
      expect((await varde(['experiment', '-o', out, ...few], adbThat(...onePhone, ...lines))).code).toBe(0)
      const events = readFileSync(out, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"kind":"screen-'))
      return events.map((line) => (JSON.parse(line) as { note: string }).note)
    }
    const silent = 'asked for; the phone does not tell whether it did'
    expect(await notes()).toEqual([silent, silent])
    const state = join(mkdtempSync(join(folder, 'state-')), 'state')
    expect(
      await notes(
        `case "$*" in *224) echo Awake > ${state} ;; *223) echo Asleep > ${state} ;; *"dumpsys power") echo "  mWakefulness=$(cat ${state})" ;; esac`,
      ),
    ).toEqual(['', ''])
  })

  test('a phone that is attached, but allows nothing, is told, and is no experiment by hand', async () => {
    const bin = mkdtempSync(join(folder, 'bin-'))
    writeFileSync(join(bin, 'adb'), '#!/bin/sh\nprintf "List\\nFAKE0123\\tunauthorized\\n\\n"\n')
    chmodSync(join(bin, 'adb'), 0o755)
    const out = join(folder, 'unauthorized.ndjson')
    const { code, stderr } = await varde(['experiment', '-o', out], {
      env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^varde: the phone FAKE0123 is attached, but adb says: unauthorized\. .*--by-hand\.$/m,
    )
    expect(existsSync(out)).toBe(false)
  })

  test.each([
    ['unauthorized', /adb says: unauthorized\. Allow USB debugging on its screen, or/],
    ['offline', /adb says: offline\. Plug it in again/],
    [
      'no permissions (missing udev rules?); see [http://developer.android.com/tools/device.html]',
      /adb says: no permissions \(missing udev rules\?\)\. Let this user open it/,
    ],
  ])('a phone that is %s: what to do is said, also where it is named', async (state, line) => {
    const listed = adbThat(`printf "List\\nFAKE0123\\t${state}\\n\\n"`)
    for (const serial of [[], ['--serial', 'FAKE0123']]) {
      const { code, stderr } = await varde(['experiment', '-o', join(folder, 'no.ndjson'), ...serial], listed)
      expect(stderr).toMatch(line)
      expect(code).toBe(2)
    }
  })

  test('a phone that goes away: how far the experiment came is said', async () => {
    const steps = ['--boots', '0', '--screen-ons', '3', '--unlocks', '0', '--quiet', '0', '--gap', '0.01']
    const shots = join(mkdtempSync(join(folder, 'shots-')), 'shots')
    const going = adbThat(
      ...onePhone,
      `case "$*" in *224) echo >> ${shots}; [ "$(wc -l < ${shots})" -lt 2 ] || { echo "adb: device not found" >&2; exit 1; } ;; esac`,
    )
    const { code, stderr } = await varde(['experiment', '-o', join(folder, 'gone.ndjson'), ...steps], going)
    expect(stderr).toMatch(/^varde: the experiment ended after 1 step of 3: adb .* device not found$/m)
    expect(code).toBe(3)
  })

  test('a PIN that could not be typed stands in no message', async () => {
    const bin = mkdtempSync(join(folder, 'bin-'))
    writeFileSync(
      join(bin, 'adb'),
      '#!/bin/sh\n[ "$1" = devices ] && { printf "List\\nFAKE0123\\tdevice\\n"; exit 0; }\ncase "$*" in *text*) exit 1 ;; esac\n',
    )
    chmodSync(join(bin, 'adb'), 0o755)
    const steps = ['--boots', '0', '--screen-ons', '0', '--unlocks', '1', '--quiet', '0', '--gap', '0.01']
    const { code, stderr } = await varde(
      ['experiment', '-o', join(folder, 'pin.ndjson'), ...steps, '--pin', '987654'],
      { env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } },
    )
    expect(code).toBe(3)
    expect(stderr).toContain('input text … failed: it ended with 1')
    expect(stderr).not.toContain('987654')
  })

  test('an experiment by hand prompts for each step, and keeps what was done when nobody answers any more', async () => {
    const out = join(folder, 'by-hand.ndjson')
    const args = [
      'experiment',
      '-o',
      out,
      '--by-hand',
      '--boots',
      '0',
      '--screen-ons',
      '3',
      '--unlocks',
      '0',
      '--quiet',
      '0',
      '--gap',
      '0.01',
    ]
    const all = await varde(args, { input: Buffer.from('\n\n\n') })
    expect(all.code).toBe(0)
    expect(readFileSync(out, 'utf8').match(/"screen-on"/g)).toHaveLength(6)
    const cut = await varde([...args.slice(0, 2), join(folder, 'cut.ndjson'), ...args.slice(3)], {
      input: Buffer.from('\n'),
    })
    expect(cut.code).toBe(3)
    expect(readFileSync(join(folder, 'cut.ndjson'), 'utf8').match(/"kind":"screen-on"/g)).toHaveLength(1)
  })
})
