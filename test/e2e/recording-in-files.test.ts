/** A recorder that began new files, and one recording of them again: by the program itself, with a real recorder. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { once } from 'node:events'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { pcapFile, TcpConversation } from '../support/capture.ts'
import { freePort } from '../support/free-ports.ts'
import { isThere, mayRecord, recordLoopbackInFiles } from '../support/record-loopback.ts'
import { putInto, testFolder } from '../support/test-folder.ts'
import { get, http, identifiersOfPhone } from './leaking-phone.ts'
import { varde } from './run-varde.ts'

const folder = testFolder('in-files')
const put = putInto(folder)
const canRecord = (await mayRecord()) && (await isThere('mergecap'))

interface ScanDocument {
  readonly captures: readonly {
    readonly packets: number
    readonly files?: readonly {
      readonly path: string
      readonly packets: number
      readonly firstFrame: number
    }[]
  }[]
  readonly observations: readonly { readonly frames: readonly number[]; readonly spans: readonly unknown[] }[]
  readonly anomalies: readonly { readonly code: string }[]
  readonly findings: readonly unknown[]
}

async function documentOf(...args: readonly string[]): Promise<ScanDocument> {
  const { code, stdout, stderr } = await varde(['scan', '--json', '--reveal', ...args])
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as ScanDocument
}

describe.runIf(canRecord)('what dumpcap wrote into files of seven packets', () => {
  const imei = identifiersOfPhone.imei
  let files: string[] = []
  let joined: ScanDocument

  beforeAll(async () => {
    const ring = join(folder, 'ring')
    mkdirSync(ring)
    const port = await freePort()
    files = await recordLoopbackInFiles(ring, `port ${port}`, port, 7, () => talk(port, imei))
    // As in a ring that came round, names do not stand in the order of time.
    files = files.map((path, index) => {
      const name = join(ring, `ring_${(index + 3) % files.length}.pcapng`)
      renameSync(path, name)
      return name
    })
    joined = await documentOf('--joined', ...files.toSorted())
  }, 60_000)

  test('is read in the order of time, as the file that mergecap makes of them', async () => {
    expect(files.length).toBeGreaterThan(5)
    const merged = join(folder, 'merged.pcapng')
    execFileSync('mergecap', ['-a', '-w', merged, ...files], { stdio: 'ignore' })
    const whole = await documentOf(merged)
    // A file that was begun as the recording ended holds no time, and stays where it was given.
    const read = (joined.captures[0]?.files ?? [])
      .filter(({ packets }) => packets > 0)
      .map(({ path }) => path)
    expect(read).toEqual(files.filter((path) => read.includes(path)))
    expect(read.length).toBeGreaterThanOrEqual(files.length - 1)
    expect(joined.captures[0]?.packets).toBe(whole.captures[0]?.packets)
    expect(joined.observations).toEqual(whole.observations)
    expect(joined.findings).toEqual(whole.findings)
    expect(joined.observations.length).toBeGreaterThanOrEqual(12)
    expect(joined.anomalies.map(({ code }) => code)).not.toContain('stream.flow.goes_on')
  })

  test('each frame of evidence is found in its file by the command that the report gives', async () => {
    const page = join(folder, 'page.html')
    const { code, stderr } = await varde(['report', '--joined', ...files, '-o', page, '--reveal'])
    expect([code, stderr]).toEqual([0, ''])
    const text = readFileSync(page, 'utf8')
    const told = [...text.matchAll(/tshark -r (\S+) -Y '([^']+)'|tshark -r (\S+) -Y &#39;(.+?)&#39;/g)]
    expect(told.length).toBeGreaterThan(0)
    for (const [, plainName, plainFilter, name = plainName, filter = plainFilter] of told) {
      const path = files.find((file) => basename(file) === name) ?? ''
      const shown = execFileSync('tshark', ['-r', path, '-Y', filter ?? '', '-x'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      expect(shown.toString('latin1').replaceAll(/^.{56}|\n/gm, '')).toContain(imei)
    }
    // The bytes are read again, from the file that holds them.
    expect(text).toContain('Files of the recording')
    expect(text).not.toContain('could not be read again')
  })

  test('a slice of it holds the frames that were observed, by their numbers through all files', async () => {
    const slice = join(folder, 'slice.pcapng')
    const { code } = await varde(['export', '--joined', ...files, '-f', 'pcapng', '-o', slice, '--reveal'])
    expect(code).toBe(0)
    const comments = readFileSync(slice, 'latin1')
    for (const { frames } of joined.observations)
      for (const frame of frames) expect(comments).toContain(`frame ${frame} of the capture`)
  })
})

/** A client asks for the same things over one connection, at times; some requests fill several packets. */
async function talk(port: number, imei: string): Promise<void> {
  const server = createServer((asked, answer) => {
    asked.resume()
    asked.once('end', () => answer.end('ok'))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  for (let count = 0; count < 12; count++) {
    const body = `imei=${imei}&count=${count}&fill=${'x'.repeat(count * 4_000)}`
    const asking = request({ port, host: '127.0.0.1', method: 'POST', path: '/v1', agent: false })
    asking.end(body)
    const [answer] = (await once(asking, 'response')) as [import('node:http').IncomingMessage]
    answer.resume()
    await once(answer, 'end')
  }
  server.close()
}

describe('on the command line', () => {
  const frames = http(get('a.example.com', `/v1?imei=${identifiersOfPhone.imei}`))
  const cut = Math.floor(frames.length / 2)
  const timed = frames.map((bytes, index) => ({ bytes, sec: 1_550_000_000 + index * 100 }))
  const [first, second] = [timed.slice(0, cut), timed.slice(cut)].map((own, index) =>
    put(`day-${index}.pcap`, pcapFile(own)),
  ) as [string, string]

  test('the report says which files in which order, and where a gap is', async () => {
    const { stdout, code } = await varde(['scan', '--joined', second, first])
    expect(code).toBe(0)
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toContain('day-1.pcap (2 files): pcap,')
    expect(text).toContain(
      `read as one recording, in the order of their first packets: day-0.pcap: frames 1 to ${cut}, `,
    )
    expect(text).toMatch(/day-1\.pcap: frames \d+ to \d+, [^;]+; begins 100 s after the files before it end/)
    expect(text).toMatch(/ · frame \d+ \(in day-[01]\.pcap\)/)
  })

  describe('of a file that is damaged', () => {
    // Each holds a whole packet less than it begins to.
    const cutOff = (name: string, own: typeof timed): string => {
      const whole = pcapFile(own)
      return put(name, whole.subarray(0, whole.length - 10))
    }
    const whole = pcapFile(timed.slice(4))
    const torn = cutOff('torn.pcap', timed.slice(0, 2))
    const odd = cutOff('odd.pcap', timed.slice(2, 4))
    const last = put('last.pcap', whole)

    test.each<[what: string, args: readonly string[]]>([
      ['the terminal', ['scan']],
      ['the page', ['report']],
      ['SARIF', ['export', '-f', 'sarif']],
      ['JUnit', ['export', '-f', 'junit']],
    ])('%s says which one it is', async (_, args) => {
      const { stdout, stderr } = await varde([...args, '--joined', last, odd, torn])
      expect(stderr).toBe('')
      const text = stdout.replaceAll(/\s+/g, ' ')
      expect(text).toMatch(/2× [^:]+ \(source\.pcap\.torn\): in torn\.pcap, odd\.pcap/)
      expect(text).not.toContain('odd.pcap, last.pcap')
    })

    test('the page says at each place which file it is in', async () => {
      const { stdout } = await varde(['report', '--joined', last, odd, torn])
      expect(stdout).toMatch(
        /in torn\.pcap \(\d+ bytes after frame 1\), in odd\.pcap \(\d+ bytes after frame 2\)/,
      )
    })

    test('the document says it, and a result is rendered alike', async () => {
      const { stdout } = await varde(['scan', '--joined', last, odd, torn, '--json'])
      const { anomalies } = JSON.parse(stdout) as ScanDocument
      expect(anomalies.find(({ code }) => code === 'source.pcap.torn')).toMatchObject({
        files: [
          { path: torn, count: 1 },
          { path: odd, count: 1 },
        ],
      })
      const result = put('torn.json', stdout)
      expect(await varde(['scan', result])).toEqual(await varde(['scan', '--joined', torn, odd, last]))
      const { stdout: page } = await varde(['report', result])
      expect(page).toMatch(/in torn\.pcap \(\d+ bytes after frame 1\), in odd\.pcap/)
    })

    test('what holds nothing yet is left out by its name, and whole files are named in no oddity', async () => {
      const { stdout } = await varde(['scan', '--joined', first, second, put('begun.pcap', '')])
      const text = stdout.replaceAll(/\s+/g, ' ')
      expect(text).toMatch(/left out\. \(source\.file\.empty\): begun\.pcap/)
      expect(text).not.toMatch(/: in day-/)
    })
  })

  test('read apart, the report says how they are read as one', async () => {
    const talk = new TcpConversation({ sourcePort: 40_321 }).open()
    for (let count = 0; count < 3; count++)
      talk.send(get('a.example.com', '/')).reply('HTTP/1.1 204 No Content\r\n\r\n')
    const all = talk.close().frames.map((bytes, index) => ({ bytes, sec: 1_550_000_000 + index }))
    const going = [all.slice(0, 5), all.slice(5)].map((own, index) =>
      put(`going-${index}.pcap`, pcapFile(own)),
    )
    const { stdout } = await varde(['scan', ...going])
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('--joined reads them as one capture')
  })

  test('a result is rendered as the recording was', async () => {
    const result = put('result.json', (await varde(['scan', '--joined', second, first, '--json'])).stdout)
    const [of, from] = await Promise.all([
      varde(['scan', result]),
      varde(['scan', '--joined', first, second]),
    ])
    expect(of).toEqual(from)
    const page = await varde(['report', result])
    expect(page.stdout).toContain('Files of the recording')
  })

  const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
  const whole = createHash('sha256').update(readFileSync(first)).update(readFileSync(second)).digest('hex')

  const letter = (kind: string, files: readonly string[], language = 'en'): ReturnType<typeof varde> =>
    varde(['letter', ...files, '--user-country', 'NO', '--kind', kind, '--language', language])

  test.each(['en', 'de', 'nb', 'fi'])(
    'a letter (%s) has each file with digest and size',
    async (language) => {
      const { stdout, stderr } = await letter('complaint', ['--joined', second, first], language)
      expect(stderr).toBe('')
      const text = stdout.replaceAll(/\s+/g, ' ')
      const places = [first, second].map((path) => {
        const told = `${basename(path)}, SHA-256: ${digestOf(path)}, ${statSync(path).size} `
        expect(text).toContain(told)
        return text.indexOf(told)
      })
      expect(places).toEqual(places.toSorted((left, right) => left - right))
      expect(text).toContain(whole)
      expect(text).not.toContain(folder)
    },
  )

  test('a summary has the first of them, and how many more there are', async () => {
    const { stdout } = await letter('summary', ['--joined', second, first])
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toContain(`Captures: day-0.pcap, and 1 more. SHA-256: ${digestOf(first)}, and 1 more.`)
  })

  test('a letter of a capture in one file has no list of files', async () => {
    const { stdout } = await letter('complaint', [put('one.pcap', pcapFile(timed))])
    expect(stdout).toContain('one.pcap. SHA-256: ')
    expect(stdout).not.toContain('lies in these files')
  })

  test('HAR and slices say what each file is known by', async () => {
    const har = await varde(['export', '--joined', second, first, '-f', 'har'])
    expect(JSON.parse(har.stdout)).toMatchObject({
      log: {
        _varde: {
          captures: [
            {
              sha256: whole,
              files: [first, second].map((path) => ({
                file: basename(path),
                sha256: digestOf(path),
                bytes: statSync(path).size,
              })),
            },
          ],
        },
      },
    })
    const slice = join(folder, 'known.pcapng')
    expect(
      (await varde(['export', '--joined', second, first, '-f', 'pcapng', '-o', slice, '--reveal'])).code,
    ).toBe(0)
    const comments = readFileSync(slice, 'latin1')
    for (const path of [first, second])
      expect(comments).toContain(
        `\n${basename(path)}, SHA-256 ${digestOf(path)}, ${statSync(path).size} bytes`,
      )
    expect(comments).toMatch(/frame \d+ of the capture\nframe \d+ of day-[01]\.pcap\n/)
  })

  test('a gate says which file holds the first packet', async () => {
    const policy = put('policy.yaml', 'leastRead: 10\nallow: []\n')
    const { code, stdout } = await varde([
      'gate',
      '--joined',
      second,
      first,
      '--policy',
      policy,
      '--build',
      'X',
    ])
    expect(code).toBe(1)
    expect(stdout).toMatch(/\| imei \| 1×, in clear text \| \d+ \(in day-[01]\.pcap\) \|/)
  })

  test('one file is read as it is, and that is said', async () => {
    const alone = await varde(['scan', '--joined', first])
    expect(alone.stderr).toBe(
      'varde: --joined changes nothing: one file was given, and it was read as it is.\n',
    )
    expect(alone.stdout).toBe((await varde(['scan', first])).stdout)
  })

  const copy = put('copy.pcap', pcapFile(timed.slice(cut)))
  const har = put('x.har', '{"log":{"version":"1.2","entries":[]}}')
  const result = put('other.json', '{\n  "schema": "varde/scan@1",\n')
  const sealed = join(folder, 'case')
  beforeAll(async () => {
    const { code } = await varde(['case', 'init', sealed, '--name', 'x', '--by', 'Ada'])
    expect(code).toBe(0)
  })
  test.each<[what: string, args: readonly string[], line: RegExp]>([
    ['the same file twice', ['scan', first, first], /is named twice/],
    ['a copy of it', ['scan', first, second, copy], /day-1\.pcap and \S*copy\.pcap hold the same capture/],
    ['a folder', ['scan', first, folder], /is a folder: name the capture files in it/],
    ['only a folder', ['scan', folder], /is a folder: name the capture files in it/],
    ['a file that is not there', ['report', first, `${first}x`], /day-0\.pcapx: there is no such file/],
    ['what holds no packets', ['scan', first, har], /x\.har holds no packets/],
    ['standard input', ['scan', first, '-'], /^varde: standard input \(-\) can be read only once/],
    ['a result', ['scan', result], /--joined is for captures: \S*other\.json is a result/],
    ['a case', ['report', first, sealed], /--joined is for capture files: \S*case is a case/],
    ['a case that is scanned', ['case', 'scan', sealed], /--joined is for capture files: \S*case is a case/],
  ])('%s is refused in one line', async (_, args, line) => {
    const { code, stdout, stderr } = await varde([...args, '--joined'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(line)
    expect(stderr.split('\n')).toHaveLength(2)
  })
})
