/** `varde diff` and `varde link` by the built command, on captures of a phone whose values are changed on purpose. */
import { createCipheriv, createHash, createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pcapFile, TcpConversation } from '../support/capture.ts'
import { get, http, post } from './leaking-phone.ts'
import { root, varde } from './run-varde.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'varde-diff-e2e-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const key = Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex')

/** What an app does that encrypts: the same bytes for the same text, unless the vector is drawn anew. */
function sealed(text: string, vector: Buffer): string {
  const cipher = createCipheriv('aes-128-cbc', key, vector)
  return Buffer.concat([cipher.update(text), cipher.final()]).toString('base64url')
}

/** Bytes that are another each time, and the same in each run of this test. */
function drawn(what: string): Buffer {
  return createHash('sha256').update(what).digest()
}

/** What docs/schema says against a document. */
function schemaErrorsOf(name: string, document: unknown): readonly unknown[] {
  const schema = JSON.parse(readFileSync(join(root, `docs/schema/${name}.schema.json`), 'utf8')) as object
  const check = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema)
  return check(document) ? [] : (check.errors ?? [])
}

interface Phone {
  readonly imsi: string
  readonly adId: string
  readonly lat: number
  readonly lon: number
}

const phone: Phone = {
  imsi: '242010739182646',
  adId: '5d0c7e92-84b1-4f36-9a2e-c1f07b3d6845',
  lat: 59.913_868,
  lon: 10.752_245,
}

/** One run of the script: what three apps send, with what changes by itself. */
function runOf(name: string, run: number, at: Phone): string {
  const frames = [
    // Hashed with a key that nobody has, and encrypted in the same way each time.
    ...http(
      get(
        'sim.tracker.example',
        `/v2/hello?s=${createHmac('sha256', key).update(at.imsi).digest('hex')}&n=${run + 7}`,
      ),
    ),
    ...http(
      post(
        'push.vendor.example',
        '/register',
        'application/json',
        JSON.stringify({
          blob: sealed(`{"imsi":"${at.imsi}"}`, Buffer.alloc(16)),
          app: 'com.example.mail',
          at: 1_700_000_000 + run * 3_600,
        }),
      ),
    ),
    // Encrypted anew each time: it may carry anything.
    ...http(
      post(
        'ads.example',
        '/bid',
        'application/x-www-form-urlencoded',
        `ifa=${at.adId}&enc=${sealed(at.adId, drawn(`vector ${run}`).subarray(0, 16))}&session=${drawn(`session ${run}`).toString('hex', 0, 12)}`,
      ),
    ),
    ...http(
      get(
        'weather.example',
        `/now?p=${sealed(`${at.lat.toFixed(2)},${at.lon.toFixed(2)}`, Buffer.alloc(16, 3))}&units=metric&r=${drawn(`nonce ${run}`).toString('hex', 0, 8)}`,
      ),
    ),
    ...http(get('cdn.example', '/app/logo.png?v=31')),
    // A protocol of its own, to a server that no name is known of.
    ...new TcpConversation({ targetPort: 5_555 })
      .open()
      .send(Buffer.from(sealed(at.adId, Buffer.alloc(16)), 'base64url'))
      .close().frames,
  ]
  const path = join(folder, name)
  writeFileSync(path, pcapFile(frames))
  return path
}

interface Diff {
  readonly schema: string
  readonly found: readonly {
    readonly field: string
    readonly verdict: string
    readonly samples: readonly { readonly label: string; readonly value: string }[]
  }[]
  readonly noise: number
  readonly constant: number
  readonly arrangements: number
  readonly expectedFalse: number | null
}

async function diffOf(
  change: (at: Phone) => Phone,
  labels = 'a,b,b,a,b,a,a,b',
): Promise<{ text: string; json: Diff; paths: string[] }> {
  const name = createHash('md5')
    .update(`${String(change)}${labels}`)
    .digest('hex')
    .slice(0, 6)
  const paths = labels
    .split(',')
    .map((label, run) => runOf(`${name}-${run}.pcap`, run, label === 'a' ? phone : change(phone)))
  const [text, json] = await Promise.all([
    varde(['diff', ...paths, '--values', labels]),
    varde(['diff', ...paths, '--values', labels, '--json']),
  ])
  expect([text.code, text.stderr, json.code, json.stderr]).toEqual([0, '', 0, ''])
  expect(schemaErrorsOf('diff', JSON.parse(json.stdout))).toEqual([])
  return { text: text.stdout, json: JSON.parse(json.stdout) as Diff, paths }
}

const carriers = (diff: Diff): string[] =>
  diff.found.filter(({ verdict }) => verdict === 'carries').map(({ field }) => field)

describe('varde diff', () => {
  test('SIM swapped: the fields that carry it are found, though both hide it, and nothing else is', async () => {
    const { text, json } = await diffOf((at) => ({ ...at, imsi: '310260456789012' }))
    expect(carriers(json)).toHaveLength(2)
    expect(carriers(json).some((field) => /sim\.tracker\.example.*\bs$/.test(field))).toBe(true)
    expect(carriers(json).some((field) => /push\.vendor\.example.*blob/.test(field))).toBe(true)
    expect(text).toMatch(/^8 runs, \d+ fields compared, in the traffic \(all of it could be read\)$/m)
    expect(text).toMatch(/^2 fields change exactly with the value: they carry it$/m)
    // Counters, times, sessions and what is encrypted anew are noise; the error that is left is said as a number.
    expect(json.noise).toBeGreaterThanOrEqual(5)
    expect(text).toMatch(/\d+ fields are the same in all runs; \d+ change without following the value\./)
    expect(text).toMatch(
      /fits one of 34 ways to part these runs; by those that fit another one, 0\.\d\d of the fields found are expected to fit by chance/,
    )
    expect(json.arrangements).toBe(34)
    expect(json.expectedFalse).toBeLessThan(0.1)
    expect(text).not.toContain('310260456789012')
  })

  test('advertising id reset: the field in clear carries it; what is encrypted anew each time is said to be beyond this', async () => {
    const { text, json } = await diffOf((at) => ({ ...at, adId: '91b1a7c4-2f0e-4d7b-8a55-0c7d6e3f1a29' }))
    expect(carriers(json)).toHaveLength(2)
    expect(carriers(json).some((field) => /ads\.example.*\bifa$/.test(field))).toBe(true)
    expect(carriers(json).some((field) => field.startsWith('198.51.100.'))).toBe(true)
    // The values are masked, unless they shall be shown.
    expect(text).toMatch(/a: 5d•+45; b: 91•+29/)
    expect(text).not.toContain(phone.adId)
    expect(text).toContain('what is encrypted anew each time can carry the value unseen')
  })

  test('moved place: the sealed coordinates carry it', async () => {
    const { json } = await diffOf((at) => ({ ...at, lat: 60.391_26, lon: 5.322_05 }))
    expect(carriers(json)).toHaveLength(1)
    expect(carriers(json)[0]).toMatch(/weather\.example.*\bp$/)
  })

  test('moved place: fields whose coordinates wander by metres carry it, each by its number, and the place that stays does not', async () => {
    const labels = ['home', 'work', 'work', 'home', 'work', 'home']
    const paths = labels.map((label, index) => {
      const wander = Number.parseInt(drawn(`fix ${index}`).toString('hex', 0, 2), 16) / 1e9
      const [lat, lon] = label === 'home' ? [59.913_868, 10.752_245] : [60.391_26, 5.322_05]
      const fix = [lat + wander, lon - wander].map((half) => half.toFixed(6))
      const body = JSON.stringify({ lat: Number(fix[0]), lngE7: Math.round(Number(fix[1]) * 1e7), app: 'x' })
      const frames = [
        ...http(
          get('weather.example', `/now?ll=${fix.join(',')}&r=${drawn(`r ${index}`).toString('hex', 0, 8)}`),
        ),
        ...http(post('ads.example', '/bid', 'application/json', body)),
        ...http(get('cdn.example', `/near?lat=${(48.85 + wander).toFixed(6)}`)),
      ]
      const path = join(folder, `wander-${index}.pcap`)
      writeFileSync(path, pcapFile(frames))
      return path
    })
    const runs = ['diff', ...paths, '--values', labels.join(',')]
    const [text, json] = await Promise.all([varde(runs), varde([...runs, '--json'])])
    expect([text.code, json.code]).toEqual([0, 0])
    expect(schemaErrorsOf('diff', JSON.parse(json.stdout))).toEqual([])
    expect(carriers(JSON.parse(json.stdout) as Diff).map((field) => field.split(' ')[0])).toEqual([
      'ads.example',
      'ads.example',
      'weather.example',
      'weather.example',
    ])
    expect(text.stdout).toMatch(/^ {4}with one value it wanders by 0\.0000\d+ at most, as places do/m)
    expect(text.stdout).not.toMatch(/59\.91|60\.39/)
  })

  test('nothing was changed: nothing is found, however the runs are called', async () => {
    const { text, json } = await diffOf((at) => at, 'a,b,b,a,b,a')
    expect(json.found).toEqual([])
    expect(text).toContain('No field that could be read changes exactly with the value.')
  })

  test('three values are told apart', async () => {
    const sims = ['242010739182646', '310260456789012', '460001234567890']
    const labels = 'x,y,z,z,y,x'
    const paths = labels
      .split(',')
      .map((label, run) =>
        runOf(`three-${run}.pcap`, run, { ...phone, imsi: sims['xyz'.indexOf(label)] as string }),
      )
    const { stdout } = await varde(['diff', ...paths, '--values', labels, '--json', '--reveal'])
    const diff = JSON.parse(stdout) as Diff
    expect(carriers(diff)).toHaveLength(2)
    for (const { samples } of diff.found) expect(new Set(samples.map(({ value }) => value)).size).toBe(3)
    expect(diff.arrangements).toBe(14)
  })

  test('two runs prove nothing, and say what to do', async () => {
    const swapped = { ...phone, imsi: '310260456789012' }
    const paths = [runOf('one.pcap', 0, phone), runOf('two.pcap', 1, swapped)]
    const { stdout, code } = await varde(['diff', ...paths])
    expect(code).toBe(0)
    expect(stdout).toMatch(/differ, but may change by themselves: repeat each run to prove it/)
    expect(stdout).not.toMatch(/they carry it/)
    expect(stdout).toMatch(/^Chance of error: not known\. A value with one run only/m)
    expect(stdout).toMatch(/More runs, in an order that is drawn by lot/)
  })

  test.each([
    ['one run', [0], [], /diff needs at least two runs/],
    ['fewer values than runs', [0, 1], ['--values', 'a'], /--values names 1 value, but there are 2 files/],
    ['one value', [0, 1], ['--values', 'a,a'], /at least two different values/],
  ])('refuses %s in one line', async (_, runs, more, line) => {
    const paths = runs.map((run) => runOf(`few-${run}.pcap`, run, phone))
    const { code, stdout, stderr } = await varde(['diff', ...paths, ...more])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^varde: [^\n]+\n$/)
    expect(stderr).toMatch(line)
  })
})

/** A day of a device: an id of its own that two parties get, one that a single party gets, sessions, and a key of the app. */
function dayOf(name: string, device: string, day: number): string {
  const id = drawn(`id of ${device}`).toString('hex', 0, 8)
  const install = drawn(`install of ${device}`).toString('base64url').slice(0, 22)
  const frames = [0, 1, 2].flatMap((hour) => {
    const session = drawn(`session ${device} ${day} ${hour}`).toString('hex', 0, 10)
    return [
      ...http(get('one.example', `/a?uid=${id}&s=${session}&k=AIzaSyD4appkey77Q`)),
      ...http(post('two.example', '/b', 'application/json', JSON.stringify({ who: id, s: session }))),
      ...http(get('three.example', `/c?iid=${install}&t=${1_700_000_000 + day * 86_400 + hour * 977}`)),
    ]
  })
  const path = join(folder, name)
  writeFileSync(
    path,
    pcapFile(frames.map((bytes, at) => ({ bytes, sec: 1_700_000_000 + day * 86_400 + at }))),
  )
  return path
}

interface Linkage {
  readonly devices: number
  readonly links: readonly {
    readonly kind: string
    readonly confidence: string
    readonly domains: readonly string[]
    readonly value: string
    readonly days: number
    readonly fields: readonly string[]
    readonly reasons: readonly string[]
  }[]
  readonly shared: number
}

describe('varde link', () => {
  test('ids of devices are told from keys of the app and from sessions, and those for two parties are linked', async () => {
    const paths = ['a', 'b', 'c'].map((device) => dayOf(`${device}.pcap`, device, 0))
    const [text, json] = await Promise.all([
      varde(['link', ...paths]),
      varde(['link', ...paths, '--json', '--reveal']),
    ])
    expect([text.code, text.stderr, json.code]).toEqual([0, '', 0])
    const linkage = JSON.parse(json.stdout) as Linkage
    expect(schemaErrorsOf('link', linkage)).toEqual([])
    // On one day nothing shows that they last: no more than possible.
    expect(linkage.links.filter(({ confidence }) => confidence !== 'possible')).toEqual([])
    const isOfSession = ({ reasons }: Linkage['links'][number]): boolean =>
      reasons.includes('its fields had other values, too: it may be of one session only')
    const linked = linkage.links.filter((link) => link.kind === 'linked' && !isOfSession(link))
    expect(linked.map(({ value }) => value).sort()).toEqual(
      ['a', 'b', 'c'].map((device) => drawn(`id of ${device}`).toString('hex', 0, 8)).sort(),
    )
    for (const { domains } of linked) expect(domains).toEqual(['one.example', 'two.example'])
    const stable = linkage.links.filter(({ kind }) => kind === 'stable')
    expect(stable.map(({ domains }) => domains)).toEqual([
      ['three.example'],
      ['three.example'],
      ['three.example'],
    ])
    // A session went to two parties, but its fields have others, too. The key of the app is on all devices.
    const sessions = linkage.links.filter((link) => link.kind === 'linked' && isOfSession(link))
    expect(sessions).toHaveLength(9)
    expect(linkage.links.some(({ value }) => value.includes('appkey'))).toBe(false)
    expect(text.stdout).toMatch(
      /^3 devices, \d+ values that could tell devices apart, in the traffic \(all of it could be read\)$/m,
    )
    expect(text.stdout).toMatch(/^\d+ values sent to several parties$/m)
    expect(text.stdout).toContain('no other of the devices sent it')
    expect(text.stdout).toMatch(/\(possible\) of \S+a\.pcap to one\.example, two\.example, 6×/)
    expect(text.stdout).not.toContain(drawn('id of a').toString('hex', 0, 8))
  })

  test('one device alone: the same, with the doubt that is left', async () => {
    const { stdout } = await varde(['link', dayOf('alone.pcap', 'a', 0)])
    expect(stdout).toMatch(/^1 device, /m)
    expect(stdout).toContain('other devices were not compared: it may be a value of the app')
    expect(stdout).toContain(
      'With captures of other devices, values of apps are told from values of the device.',
    )
  })

  test('several days of a device belong together: what stays is told from what is drawn each day', async () => {
    const paths = [
      dayOf('a0.pcap', 'a', 0),
      dayOf('a1.pcap', 'a', 1),
      dayOf('b0.pcap', 'b', 0),
      dayOf('b1.pcap', 'b', 1),
    ]
    const { stdout, code } = await varde(['link', ...paths, '--devices', 'a,a,b,b', '--json', '--reveal'])
    expect(code).toBe(0)
    const linkage = JSON.parse(stdout) as Linkage
    expect(linkage.devices).toBe(2)
    const own = drawn('id of a').toString('hex', 0, 8)
    expect(linkage.links.find(({ value }) => value === own)).toMatchObject({
      kind: 'linked',
      confidence: 'probable',
      days: 2,
    })
    expect(linkage.links.filter(({ kind, days }) => kind === 'stable' && days === 2)).toHaveLength(2)
    const wrong = await varde(['link', ...paths, '--devices', 'a,b'])
    expect([wrong.code, wrong.stdout]).toEqual([2, ''])
    expect(wrong.stderr).toMatch(/^varde: --devices names 2 devices, but there are 4 files\.\n$/)
  })
})
