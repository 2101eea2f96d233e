import { createCipheriv } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parse as parseJunit } from 'junit2json'
import { beforeAll, describe, expect, test } from 'vitest'
import { kindNamed, kindsBeside } from '../detect/kind-named.ts'
import { TcpConversation } from '../../test/support/capture.ts'
import { harEntryOf, harFile } from '../../test/support/recordings.ts'
import { sealedBytes } from '../../test/support/sealed-bytes.ts'
import { putInto, testFolder } from '../../test/support/test-folder.ts'
import { profileOf, scanCapture, scannedSample } from '../../test/support/scan-capture.ts'
import { scanFrames } from '../../test/support/scan-frames.ts'
import { gate, policyOf } from '../assess/gate.ts'
import { trafficBytes } from '../core/traffic-bytes.ts'
import { limitAnomaly } from '../pipeline/examiner-anomalies.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { Exported } from './exports/exporter.ts'
import { sarifOf } from './exports/sarif.ts'
import { maskedName } from './masking/masked-name.ts'
import { failingOf, gateJunit, gateSummary, readForGate, unreadableText } from './gate.ts'
import type { GateReport } from './gate.ts'
import { verdictOf } from './verdict.ts'

const sample = fileURLToPath(new URL('../../samples/nokia-7-plus', import.meta.url))
const put = putInto(testFolder('gate'))
let result: ScanResult
beforeAll(async () => {
  result = await scannedSample(`${sample}.pcapng`, profileOf(`${sample}.profile.yaml`))
})

const allowing = (reason: string): unknown => ({
  allow: [{ recipient: '*.vnet.cn', identifiers: ['imei', 'imsi'], reason, until: '2026-12-31' }],
})

function report(of: ScanResult, reason = 'test', baseline: readonly string[] = []): GateReport {
  const policy = policyOf(allowing(reason), { kindNamed, kindsBeside })
  const { read, isLittle } = readForGate(of, policy)
  const traffic = trafficBytes(of.coverage)
  const setting = { build: '1', today: '2026-11-24', baseline: new Set(baseline), traffic, read, isLittle }
  return {
    result: of,
    outcome: gate(of, policy, { ...setting, hide: (host) => host }),
    policy,
    build: setting.build,
    today: setting.today,
    hideName: (name) => maskedName(name),
  }
}

test('a build server sees what is allowed, known and not allowed', async () => {
  const suite = await parseJunit(gateJunit(report(result, 'test', ['zzhc.vnet.cn iccid plaintext'])))
  expect(suite).toMatchObject({ tests: 8, failures: 4, skipped: 1 })
})

test('where an allowance names what it does not cover, it is said what is missing', () => {
  const texts = (given: object, build = '1'): string[] => {
    const allow = [
      { recipient: '*.vnet.cn', identifiers: ['imei'], reason: 'r', until: '2026-12-31', ...given },
    ]
    const policy = policyOf({ allow }, { kindNamed, kindsBeside })
    const setting = {
      build,
      today: '2026-11-24',
      baseline: new Set<string>(),
      traffic: 1,
      read: 1,
      isLittle: false,
    }
    const outcome = gate(result, policy, { ...setting, hide: (host) => host })
    const whole: GateReport = { ...report(result), outcome, policy, build }
    return [gateJunit(whole), gateSummary(whole)]
  }
  const clear = 'an allowance (r) names it for encrypted only, and it went in clear text'
  for (const text of texts({ onlyEncrypted: true })) expect(text).toContain(clear)
  for (const text of texts({ builds: ['2', '3'] }))
    expect(text).toContain('an allowance (r) names it for other builds only (2, 3)')
  expect(texts({ onlyEncrypted: true, builds: ['2'] })[0]).toContain(
    `${clear}; and for other builds only (2)`,
  )
  for (const given of [{}, { identifiers: ['email'] }, { recipient: 'other.example' }])
    for (const text of texts(given)) expect(text).not.toContain('an allowance (r)')
  expect(texts({ identifiers: ['email'] })[0]).toContain('imei to zzhc.vnet.cn: no allowance names it')
})

test('names of files are shown as names that people gave are', () => {
  const captures = ['a', 'b'].map((name) => ({ ...result.captures[0], path: `${name} 357184092641738.pcap` }))
  const given = report({ ...result, captures: captures as ScanResult['captures'] })
  for (const text of [gateSummary(given), gateJunit(given)]) {
    expect(text).toContain(' of a 35•••••••••••38.pcap')
    expect(text).not.toContain('357184092641738')
  }
})

test('what fails holds the identifiers that are not allowed, and no others', () => {
  const given = report(result)
  const [finding] = failingOf(result, given.outcome).findings
  expect(finding?.identifiers).toContain('iccid')
  expect(finding?.identifiers).not.toContain('imei')
  expect(failingOf(result, { ...given.outcome, rows: [] }).findings).toEqual([])
})

test('where too little could be read, what is uploaded says so, though nothing is forbidden', async () => {
  const { outcome } = report({ ...result, findings: [] })
  const nothing = { ...result.coverage, summary: { ...result.coverage.summary, read: 0 } }
  const given = {
    ...report({ ...result, findings: [], coverage: nothing }),
    outcome: { ...outcome, isReadable: false },
  }
  const reason = 'Nothing could be read, so nothing has passed.'
  expect(unreadableText(given)).toBe(reason)
  expect(await parseJunit(gateJunit(given))).toMatchObject({ tests: 1, failures: 1 })
  const sarif = sarifOf(new Exported(failingOf(given.result, given.outcome), 'test', false), reason)
  expect(JSON.parse(sarif)).toMatchObject({
    runs: [
      {
        results: [],
        invocations: [
          {
            executionSuccessful: false,
            toolExecutionNotifications: expect.arrayContaining([
              { level: 'error', message: { text: reason } },
            ]),
          },
        ],
      },
    ],
  })
  expect(unreadableText(report(result))).toBe('')
})

test('what a capture or a policy holds is no markup, and stays within its cell', async () => {
  for (const text of [
    'a|b',
    '<script>x</script>',
    '**x**',
    '[x](http://example.com)',
    '`x`\n# y',
    '&lt;',
    '\u001b[2J',
  ]) {
    const of = { ...result, recipients: result.recipients.map((recipient) => ({ ...recipient, host: text })) }
    const summary = gateSummary(report(of, text))
    expect(summary).not.toMatch(/<script|[^\\]\]\(http|^# y|\u001b/m)
    for (const line of summary.split('\n').filter((each) => each.startsWith('|')))
      expect(line.match(/(?<!\\)\|/g)).toHaveLength(8)
    expect(await parseJunit(gateJunit(report(of, text)))).toMatchObject({ tests: 8 })
  }
})

test('a build that is not the one that the capture states is noted, and fails nothing by it', () => {
  const summaryFor = (build: string): string => gateSummary({ ...report(result), build })
  expect(summaryFor('00WW_3_39B')).toContain(
    'Note: the capture itself states another build, 00•••••••C (packet 198): was 00WW\\_3\\_39B captured?',
  )
  for (const build of ['00WW_3_22C', 'B2N 00ww-3-22c release', ''])
    expect(summaryFor(build)).not.toContain('another build')
  expect(gateSummary({ ...report({ ...result, observations: [] }), build: 'x' })).not.toContain(
    'another build',
  )
})

describe('what looks encrypted', () => {
  /** `sealed` random bytes in each of 20 messages, beside `clear` ones that are none. */
  const sentSealed = (sealed: number, clear: number): Promise<ScanResult> => {
    const conversation = new TcpConversation().open()
    for (let index = 0; index < 20; index++) {
      const body = JSON.stringify({ text: 'so much for it '.repeat(clear / 15), d: randomHex(sealed, index) })
      conversation
        .send(`POST /v1/u HTTP/1.1\r\nHost: c.example.com\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
        .reply('HTTP/1.1 204 No Content\r\n\r\n')
    }
    return scanFrames(conversation.close().frames)
  }
  const randomHex = (bytes: number, seed: number): string =>
    createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16))
      .update(Buffer.alloc(bytes))
      .toString('hex')

  test('has not passed where it is most of what was sent, and is named wherever the gate tells', async () => {
    const sealed = await sentSealed(400, 90)
    const given = report(sealed)
    expect(verdictOf(sealed).label).toBe('LITTLE READ')
    expect(given.outcome).toMatchObject({ passes: false, isReadable: false })
    const reason =
      'Payloads that look encrypted are most of what was sent: searching them shows nothing. So nothing has passed.'
    expect(unreadableText(given)).toBe(reason)
    const named = '20 payloads (16 kB, '
    const where = 'c.example.com, POST /v1/u, “d”'
    const summary = gateSummary(given)
    expect(summary).toContain(`## varde gate: failed\n`)
    for (const text of [
      summary,
      gateJunit(given),
      sarifOf(new Exported(failingOf(sealed, given.outcome), 'test', false), reason),
    ]) {
      expect(text).toContain(named)
      expect(text).toContain(where)
      expect(text).not.toContain('every byte of payload was read')
    }
  })

  test('is named where it is little, and what passed is not called all', async () => {
    const given = report(await sentSealed(100, 900))
    expect(given.outcome.passes).toBe(true)
    const summary = gateSummary(given)
    expect(summary).toContain('## varde gate: passed, in the traffic; 20 payloads in it look encrypted\n')
    expect(summary).toContain('c.example.com, POST /v1/u, “d”')
    expect(summary).not.toContain('all of it could be read')
  })

  test('what passed is not called all where a part of the file was not read', async () => {
    const whole = await scanFrames(new TcpConversation().open().send('GET / HTTP/1.1\r\n\r\n').close().frames)
    const code = { code: 'source.gzip.cut', kind: 'short_capture', sentence: 'It ends early.' } as const
    const tally = { code, count: 1, samples: [] }
    expect(gateSummary(report(whole))).toContain('all of it could be read')
    expect(gateSummary(report({ ...whole, anomalies: [{ capture: 0, tally }] }))).toContain(
      '## varde gate: passed, in the traffic; a part of the file was not read\n',
    )
  })

  test('what passed is not called all where values are taken for tokens', async () => {
    const token = sealedBytes(100, 1).toString('base64url')
    const sent = new TcpConversation().open().send(`GET /?state=${token} HTTP/1.1\r\n\r\n`).close().frames
    const given = report(await scanFrames(sent))
    expect(gateSummary(given)).toContain('## varde gate: passed, in the traffic\n')
    expect(gateSummary(given)).toContain(
      '1 value (134 bytes) looks random and is taken for tokens, signatures or keys by its name, its size, or how it comes: what it holds is not known.',
    )
  })

  test('what passed is called all where only further salts were not tried', async () => {
    const whole = await scanFrames(new TcpConversation().open().send('GET / HTTP/1.1\r\n\r\n').close().frames)
    const tally = { code: limitAnomaly('detect.saltFieldsMax'), count: 1, samples: [] }
    expect(gateSummary(report({ ...whole, anomalies: [{ capture: 0, tally }] }))).toContain(
      'all of it could be read',
    )
  })

  test('what passed is not called all where a limit left something unread', async () => {
    const whole = await scanFrames(new TcpConversation().open().send('GET / HTTP/1.1\r\n\r\n').close().frames)
    const code = { code: 'decode.budget.reached', kind: 'limit', sentence: 'It nests too deep.' } as const
    const limited = { ...whole, anomalies: [{ capture: 0, tally: { code, count: 1, samples: [] } }] }
    expect(gateSummary(report(limited))).toContain(
      '## varde gate: passed, in the traffic; not all of it was looked into\n',
    )
    expect(verdictOf(limited).sentence).toBe(
      'Nothing that identifies the phone or its owner was found in the traffic.',
    )
    expect(verdictOf(whole).sentence).toContain('the traffic (all of it could be read)')
  })

  test('is not read where a policy asks for a share', async () => {
    const sealed = await sentSealed(150, 300)
    const { read } = readForGate(sealed, given().policy)
    expect(read).toBe(sealed.coverage.summary.read - 20 * 300)
  })
  const given = (): GateReport => report(result)
})

describe('bodies that a recorder left out', () => {
  const recorded = (request: Readonly<Record<string, unknown>>, more = {}): Promise<ScanResult> =>
    scanCapture(
      put('left-out.har', harFile([harEntryOf({ request: { method: 'POST', ...request }, ...more })])),
    )

  test('are traffic that was not read: where they are most of it, nothing has passed', async () => {
    const given = report(await recorded({ bodySize: 50_000 }))
    expect(verdictOf(given.result).label).toBe('LITTLE READ')
    expect(given.outcome).toMatchObject({ passes: false, isReadable: false })
    expect(gateSummary(given)).toMatch(/Only (<1|\d) % of the traffic could be read/)
  })

  test('are named in the first line where their size is not known, and nothing is called all', async () => {
    const postData = { mimeType: 'text/plain', _file: 'lost.txt' }
    const given = report(await recorded({ bodySize: -1, postData }))
    expect(given.outcome.passes).toBe(true)
    const summary = gateSummary(given)
    expect(summary).toContain(
      '## varde gate: passed, in the traffic; 1 content of messages was not recorded\n',
    )
    expect(summary).toContain('Read: 100 % of what was recorded of the traffic.')
    expect(gateJunit(given)).not.toContain('all of it')
    expect(new Exported(given.result, 'test', false).coverage()[0]).toBe(
      'Read: 100 % of what was recorded of the traffic.',
    )
  })
})
