/** The command line as a user meets it: real processes, their output byte for byte, their exit codes. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pcapFile, pcapngFile } from '../support/capture.ts'
import { shortSample } from '../support/short-sample.ts'
import {
  get,
  http,
  identifiersOfPhone,
  leakingCapture,
  leakingFrames,
  post,
  profileYaml,
  tls,
  withinTls,
} from './leaking-phone.ts'
import { entry, freshVarde, quoted, root, run, varde } from './run-varde.ts'
import type { Run } from './run-varde.ts'

let folder = ''
const at = (name: string): string => join(folder, name)

function put(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content)
  return at(name)
}

let leaking = ''
let clean = ''
let profile = ''
let masked: Run
let maskedJson: Run
let revealedJson: Run

interface Document {
  readonly observations: readonly { readonly value: string; readonly normal: string }[]
  readonly captures: readonly { readonly path: string; readonly gzip: boolean; readonly packets: number }[]
  readonly findings: readonly { readonly severity: string }[]
  readonly recipients: readonly { readonly host: string; readonly protocols: readonly string[] }[]
  readonly coverage: { readonly summary: unknown }
}

function documentOf(text: string): Document {
  return JSON.parse(text) as Document
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'varde-e2e-'))
  leaking = put('leaking.pcap', leakingCapture())
  clean = put('clean.pcap', pcapFile([...http(get('www.example.com', '/')), ...tls('www.example.com')]))
  profile = put('phone.yaml', profileYaml)
  ;[masked, maskedJson, revealedJson] = await Promise.all([
    varde(['scan', leaking, '--profile', profile]),
    varde(['scan', leaking, '--profile', profile, '--json']),
    varde(['scan', leaking, '--profile', profile, '--json', '--reveal']),
  ])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One clear line on standard error, nothing on standard output, exit 2. */
function expectRefusal(result: Run, line: RegExp): void {
  expect(result.stderr).toMatch(/^varde: [^\n]+\n$/)
  expect(result.stderr).toMatch(line)
  expect(result.stderr).not.toMatch(/\n\s+at |internal error|node:internal/)
  expect(result.stdout).toBe('')
  expect(result.code).toBe(2)
}

describe('a capture that can not be read is refused in one line', () => {
  const random = Buffer.from(Array.from({ length: 2_000 }, (_, index) => (index * 167 + 91) & 0xff))
  const cases: [name: string, args: () => string[], line: RegExp][] = [
    ['no file named', () => [], /missing required argument 'file'\. See: varde scan --help$/m],
    ['a file that does not exist', () => [at('nothing.pcap')], /nothing\.pcap: there is no such file\.$/m],
    ['a file below a file', () => [join(put('plain', 'x'), 'y')], /there is no such file\.$/m],
    ['a folder', () => [folder], /is a folder: name the capture files in it\.$/m],
    ['an empty file', () => [put('empty.pcap', '')], /empty\.pcap is empty: nothing was captured\.$/m],
    ['an empty device', () => ['/dev/null'], /is empty/],
    [
      'a text file',
      () => [put('notes.txt', 'These are notes, not packets.\n')],
      /is no packet capture: it starts with 54 68 65/,
    ],
    ['random bytes', () => [put('random.bin', random)], /is no packet capture: it starts with 5b 02/],
    [
      'a gzip of a text',
      () => [put('notes.gz', gzipSync('These are notes.'))],
      /is no packet capture: unpacked, it starts with 54 68/,
    ],
    ['a gzip of nothing', () => [put('nothing.gz', gzipSync(''))], /nothing can be unpacked/],
    [
      'a broken gzip',
      () => [put('broken.gz', Buffer.from('1f8b08ffffffffffffffffffffff', 'hex'))],
      /nothing can be unpacked/,
    ],
    [
      'a name with a line break and an escape',
      () => [at('a\n\u001b[31mb')],
      /a\\u000a\\u001b\[31mb: there is no such file/,
    ],
    ['two times standard input', () => ['-', '-'], /standard input \(-\) can be read only once\.$/m],
    ['an empty standard input', () => ['-'], /standard input is empty/],
    ['a name of nothing', () => [''], /^varde: a file name is empty\.$/m],
    [
      'a file twice',
      () => [clean, clean],
      /clean\.pcap is named twice: all that it shows would be counted twice\.$/m,
    ],
    [
      'a file twice, named in two ways',
      () => [clean, join(folder, '.', 'x', '..', 'clean.pcap')],
      /is named twice/,
    ],
    [
      'a file twice, by a hard link',
      () => {
        linkSync(clean, at('hard.pcap'))
        return [clean, at('hard.pcap')]
      },
      /hard\.pcap and .*clean\.pcap are the same file: all that it shows would be counted twice\.$/m,
    ],
    [
      'a file twice, by a symbolic link',
      () => {
        symlinkSync(clean, at('soft.pcap'))
        return [at('soft.pcap'), clean]
      },
      /clean\.pcap and .*soft\.pcap are the same file/,
    ],
    ['a good file before a bad one', () => [clean, at('nothing.pcap')], /there is no such file/],
  ]
  test.for(cases)('%s', async ([, args, line]) => {
    expectRefusal(await varde(['scan', ...args()]), line)
  })

  test('text on standard input', async () => {
    expectRefusal(
      await varde(['scan', '-'], { input: Buffer.from('hello') }),
      /standard input is no packet capture: it starts with 68 65 6c 6c 6f/,
    )
    expectRefusal(
      await varde(['scan', '-'], { input: Buffer.from('h') }),
      /standard input is no packet capture: it starts with 68\. /,
    )
  })

  test.skipIf(process.getuid?.() === 0)(
    'a file that may not be read (skipped for root, who may read all)',
    async () => {
      const path = put('secret.pcap', leakingCapture())
      chmodSync(path, 0)
      expectRefusal(await varde(['scan', path]), /secret\.pcap: no permission to read it\.$/m)
    },
  )

  test.each([1, 4, 23])('a pcap header that is cut behind %i bytes', async (size) => {
    const path = put(`cut-${size}.pcap`, pcapFile(leakingFrames()).subarray(0, size))
    expectRefusal(await varde(['scan', path]), /is no packet capture|ends inside its pcap header/)
  })

  test('a header with nothing behind it is a capture of nothing, not a clean phone', async () => {
    const result = await varde(['scan', put('header.pcap', pcapFile([]))])
    expect(result.stderr).toBe('')
    expect(result.code).toBe(0)
    expect(result.stdout).toMatch(/^NOTHING TO READ/)
    expect(result.stdout).not.toContain('every byte of payload was read')
  })
})

describe('a wrong command is refused in one line', () => {
  const cases: [name: string, args: () => string[], line: RegExp][] = [
    ['an unknown option', () => ['scan', '--jsn', clean], /unknown option '--jsn' \(Did you mean --json\?\)/],
    ['an unknown command', () => ['scann', clean], /unknown command 'scann' \(Did you mean scan\?\)/],
    [
      'an unknown level',
      () => ['scan', '--fail-on', 'huge', clean],
      /'huge' is invalid\. Allowed choices are low, medium, high, critical/,
    ],
    ['a level left out', () => ['scan', clean, '--fail-on'], /argument missing/],
    [
      'no such profile',
      () => ['scan', '-p', at('nobody.yaml'), clean],
      /profile .*nobody\.yaml: there is no such file\.$/m,
    ],
    ['a folder as profile', () => ['scan', '-p', folder, clean], /profile .*: it is a folder\.$/m],
    [
      'a broken profile',
      () => ['scan', '-p', put('broken.yaml', 'name: x\nidentifiers:\n  imei: "1\n'), clean],
      /broken\.yaml:\d+: is no valid YAML/,
    ],
    ['an empty profile', () => ['scan', '-p', put('empty.yaml', ''), clean], /empty\.yaml:1: is empty/],
    [
      'an unknown identifier',
      () => [
        'scan',
        '-p',
        put('odd.yaml', 'name: x\nidentifiers:\n  serial: "A1B2C3D4"\n  imie: "1"\n'),
        clean,
      ],
      /odd\.yaml:4: "imie" is not known; did you mean imei\?$/m,
    ],
    [
      'an unknown key',
      () => ['scan', '-p', put('key.yaml', 'name: x\nidentifier:\n  imei: "1"\n'), clean],
      /key\.yaml:2: "identifier" is not known; did you mean identifiers\?$/m,
    ],
    [
      'a place with half a position',
      () => ['scan', '-p', put('place.yaml', 'name: x\nplaces:\n  - name: home\n    lat: 59.9\n'), clean],
      /place\.yaml:3: .*needs both lat and lon/,
    ],
  ]
  test.for(cases)('%s', async ([, args, line]) => {
    expectRefusal(await varde(args()), line)
  })

  test('without a command, the help is shown, as an error', async () => {
    const result = await freshVarde([])
    expect(result.code).toBe(2)
    expect(result.stdout).toBe('')
    expect(result.stderr).toMatch(/^Usage: varde /)
  })
})

describe('help and version', () => {
  test('the version', async () => {
    expect(await freshVarde(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    })
  })

  test('the help, of the program and of the command', async () => {
    const [program, command] = await Promise.all([freshVarde(['--help']), freshVarde(['scan', '--help'])])
    expect(program).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: varde /), stderr: '' })
    expect(command).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: varde scan /),
      stderr: '',
    })
    for (const option of [
      '--packets',
      '--seconds',
      '--idle',
      'tcp://HOST:PORT',
      '--profile',
      '--json',
      '--reveal',
      '--fail-on',
      '--no-color',
    ])
      expect(command.stdout).toContain(option)
  })
})

describe('called with a Node that is too old', () => {
  // What the program asks for; everything else of it is as new as it is.
  const asOld = (): string =>
    put(
      'old.cjs',
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })`,
    )

  test.skipIf(!entry.endsWith('.js'))('it goes on with the one that was installed beside it', async () => {
    const [usual, old] = await Promise.all([
      varde(['scan', clean]),
      run(process.execPath, ['--require', asOld(), entry, 'scan', clean]),
    ])
    expect(old).toEqual(usual)
    expectRefusal(
      await run(process.execPath, ['--require', asOld(), entry, 'scan', at('none')]),
      /no such file/,
    )
  })

  test.skipIf(!entry.endsWith('.js')).each([
    ['SIGTERM', { code: null, signal: 'SIGTERM' }],
    ['SIGHUP', { code: null, signal: 'SIGHUP' }],
    // Of a capture that comes, it is the end: nothing came of this one.
    ['SIGINT', { code: 2, signal: null }],
  ] as const)('hands on %s to it, and ends as it ends', async (signal, ending) => {
    const child = spawn(process.execPath, ['--require', asOld(), entry, 'scan', 'tcp-listen://127.0.0.1:0'])
    const told = Promise.withResolvers<void>()
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('waiting for')) told.resolve()
    })
    await told.promise
    child.kill(signal)
    // Its pipes close when both have ended.
    const [code, by] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    expect({ code, signal: by }).toEqual(ending)
  })

  test.skipIf(!entry.endsWith('.js'))('and says in one line what it needs where there is none', async () => {
    const alone = at(basename(entry))
    copyFileSync(entry, alone)
    const result = await run(process.execPath, ['--require', asOld(), alone, 'scan', clean])
    expect(result).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'varde: needs Node.js 22.18 or later, and this is 20.19.0: install a newer one, or start ./varde, which brings its own.\n',
    })
  })
})

describe('exit codes', () => {
  const levels = ['low', 'medium', 'high', 'critical'] as const
  const worstOf: [name: string, capture: () => string, worst: (typeof levels)[number] | null][] = [
    ['three permanent identifiers', () => leaking, 'critical'],
    [
      'one permanent identifier',
      () => put('high.pcap', pcapFile(http(get('a.example.com', `/?imei=${identifiersOfPhone.imei}`)))),
      'high',
    ],
    [
      'an advertising ID',
      () =>
        put(
          'medium.pcap',
          pcapFile(http(get('a.example.com', `/?advertising_id=${identifiersOfPhone['advertising-id']}`))),
        ),
      'medium',
    ],
    [
      'an advertising ID that stays in the house',
      () =>
        put(
          'low.pcap',
          pcapFile(
            http(
              get('a.example.com', `/?advertising_id=${identifiersOfPhone['advertising-id']}`),
              '192.168.1.9',
              undefined,
              { source: '192.168.1.20' },
            ),
          ),
        ),
      'low',
    ],
    ['nothing', () => clean, null],
  ]
  test.for(worstOf)('--fail-on with %s', async ([, capture, worst]) => {
    const path = capture()
    const found = documentOf((await varde(['scan', path, '--json'])).stdout).findings.map(
      (finding) => finding.severity,
    )
    expect(found[0] ?? null).toBe(worst)
    // The code that a process ends with is that of its command: one shows it.
    const results = await Promise.all(
      levels.map((level) =>
        (level === (worst ?? 'critical') ? freshVarde : varde)(['scan', path, '--fail-on', level]),
      ),
    )
    const rank = worst === null ? -1 : levels.indexOf(worst)
    expect(results.map((result) => result.code)).toEqual(levels.map((_, index) => (index <= rank ? 1 : 0)))
    for (const result of results) expect(result.stderr).toBe('')
  })

  // Who captured the wrong interface must not take it for a pass; the code tells of findings alone.
  test.for([
    ['without a packet', () => put('empty.pcap', pcapFile([])), /holds no traffic that could be looked at/],
    [
      'with nothing that could be read',
      () => put('opaque.pcap', pcapFile(withinTls())),
      /None of the traffic in the capture could be read/,
    ],
  ] as const)('--fail-on with a capture %s says that it shows nothing', async ([, capture, why]) => {
    const path = capture()
    const asked = await varde(['scan', path, '--fail-on', 'critical'])
    expect(asked.code).toBe(0)
    expect(asked.stderr).toMatch(
      /^varde: --fail-on critical shows nothing: [^\n]+\. To fail then, use varde gate\.\n$/,
    )
    expect(asked.stderr).toMatch(why)
    expect(asked.stdout).toMatch(/^NOTHING TO READ/)
    expect(await varde(['scan', path])).toMatchObject({ code: 0, stderr: '' })
  })

  test('without --fail-on a finding is no failure', () => {
    expect(masked.code).toBe(0)
    expect(documentOf(maskedJson.stdout).findings[0]?.severity).toBe('critical')
  })

  test.for([
    () => ['scan', leaking, '--json'],
    () => ['--help'],
    () => ['case', '--help'],
    () => ['--version'],
  ])('output that can not be written is the environment’s fault: %s', async (argsOf) => {
    const args = argsOf()
    const result = await run('sh', ['-c', `${quoted(process.execPath, entry, ...args)} > /dev/full`])
    expect(result.code).toBe(3)
    expect(result.stderr).toMatch(/^varde: the output can not be written \(the disk is full\)\.\n$/)
  })
})

describe('ways in', () => {
  const withoutPath = (text: string): string => text.replace(/^ {6}"path": .*\n/m, '')

  test('pieces of any size give the same document', async () => {
    const inPieces = (size: number): Promise<Run> =>
      run('sh', [
        '-c',
        `dd bs=${size} status=none if=${quoted(leaking)} | ${quoted(process.execPath, entry, 'scan', '-', '--profile', profile, '--json')}`,
      ])
    const [whole, ...cut] = await Promise.all([1_048_576, 61].map(inPieces))
    expect(whole?.code).toBe(0)
    for (const one of cut) expect(one).toEqual(whole)
  })

  test('of encrypted connections a pipe counts as much to be read as the file', async () => {
    const sample = shortSample()
    const [piped, read] = await Promise.all([
      varde(['scan', '-', '--json'], { input: sample }),
      varde(['scan', put('short.pcapng', sample), '--json']),
    ])
    expect(documentOf(read.stdout).recipients.some(({ protocols }) => protocols.includes('tls'))).toBe(true)
    expect(documentOf(piped.stdout).coverage.summary).toEqual(documentOf(read.stdout).coverage.summary)
  })

  test('says of each value where it stands, and of decoys without any finding what they are', async () => {
    const [found, clean] = await Promise.all(
      [put('found.pcapng', shortSample()), join(root, 'samples/clean-phone.pcapng.gz')].map((path) =>
        varde(['scan', path]),
      ),
    )
    expect(found?.stdout).toContain('→ JSON $.IMEI1, JSON $.IMEI2 · frame')
    expect(clean?.stdout).toMatch(
      /^HOW SURE\n {2}4 messages looked like one of a known sender and are none \(decoys\): application\/encrypted-json$/m,
    )
  })

  test('standard input gives the same bytes as the file', async () => {
    const piped = await varde(['scan', '-', '--profile', profile, '--json'], { input: leakingCapture() })
    expect(piped.code).toBe(0)
    expect(documentOf(piped.stdout).captures[0]?.path).toBe('-')
    // The ports of the capture are counted on, so the file's own bytes are what must be given.
    const file = await varde(['scan', put('piped.pcap', leakingCapture()), '--json'])
    const again = await run('sh', [
      '-c',
      `cat ${quoted(at('piped.pcap'))} | ${quoted(process.execPath, entry, 'scan', '-', '--json')}`,
    ])
    expect(withoutPath(again.stdout)).toBe(withoutPath(file.stdout))
    expect(withoutPath(again.stdout)).not.toBe(again.stdout)
  })

  test('a gzip’d file, by its content and not by its name, gives the same report', async () => {
    const plain = documentOf(maskedJson.stdout)
    const path = put('really-gzip.pcap', gzipSync(leakingCapture()))
    const [file, piped] = await Promise.all([
      varde(['scan', path, '--profile', profile, '--json']),
      run('sh', [
        '-c',
        `(head -c 1 ${quoted(path)}; sleep 0.3; tail -c +2 ${quoted(path)}) | ${quoted(process.execPath, entry, 'scan', '-', '--profile', profile, '--json')}`,
      ]),
    ])
    for (const result of [file, piped]) {
      const unzipped = documentOf(result.stdout)
      expect(unzipped.captures[0]?.gzip).toBe(true)
      expect(unzipped.captures[0]?.packets).toBe(plain.captures[0]?.packets)
      expect(unzipped.findings).toEqual(plain.findings)
    }
    expect(withoutPath(piped.stdout)).toBe(withoutPath(file.stdout))
  })

  test('a cut gzip’d file is read as far as it goes', async () => {
    const bytes = gzipSync(leakingCapture())
    const result = await varde(['scan', put('cut.gz', bytes.subarray(0, bytes.length / 2)), '--json'])
    expect(result.code).toBe(0)
    expect(documentOf(result.stdout).captures[0]?.packets).toBeGreaterThan(10)
    expect(result.stdout).toContain('"source.gzip.cut"')
  })

  test('a gzip’d file with a wrong checksum, or with bytes behind it, is read whole', async () => {
    const bytes = gzipSync(leakingCapture())
    const plain = documentOf((await varde(['scan', put('plain.pcapng', leakingCapture()), '--json'])).stdout)
    const wrong = Buffer.from(bytes)
    wrong.fill(0, wrong.length - 8, wrong.length - 4)
    for (const [code, file] of [
      ['source.gzip.checksum', wrong],
      ['source.gzip.followed', Buffer.concat([bytes, Buffer.from('something else')])],
    ] as const) {
      const result = await varde(['scan', put('odd.gz', file), '--json'])
      expect(result.code).toBe(0)
      const document = documentOf(result.stdout)
      expect(document.captures[0]?.packets).toBe(plain.captures[0]?.packets)
      expect(document.findings).toEqual(plain.findings)
      expect(result.stdout).toContain(`"${code}"`)
    }
  })

  test('the same capture under another name, packed or not, is refused: it would count twice', async () => {
    const bytes = leakingCapture()
    const capture = put('same.pcapng', bytes)
    for (const twin of [put('other.pcapng', bytes), put('other.gz', gzipSync(bytes))]) {
      const { code, stderr } = await varde(['scan', capture, twin])
      expect(code).toBe(2)
      expect(stderr).toMatch(/^varde: \S+ and \S+ hold the same capture: .* counted twice\.\n$/)
    }
  })

  test('a named pipe, whose writer is gone before it is read', async () => {
    const path = at('pipe')
    expect(spawnSync('mkfifo', [path]).status).toBe(0)
    const result = await run('sh', [
      '-c',
      `cat ${quoted(leaking)} > ${quoted(path)} & ${quoted(process.execPath, entry, 'scan', path, '--profile', profile, '--json')}`,
    ])
    expect(withoutPath(result.stdout)).toBe(withoutPath(maskedJson.stdout))
  })

  test('several files are one report, in their order', async () => {
    const second = put(
      'second.pcapng',
      pcapngFile(http(get('other.example.com', `/?imei=${identifiersOfPhone.imei}`))),
    )
    const result = await varde(['scan', leaking, second, clean, '--json'])
    const document = documentOf(result.stdout)
    expect(document.captures.map((capture) => capture.path)).toEqual([leaking, second, clean])
    expect(document.recipients.map((recipient) => recipient.host)).toEqual(
      expect.arrayContaining(['a.example.com', 'other.example.com', 'www.example.com']),
    )
  })

  test('the way files lie in folders does not matter', async () => {
    mkdirSync(at('with space'))
    const result = await varde(['scan', put('with space/it’s.pcap', leakingCapture()), '--json'])
    expect(result.code).toBe(0)
  })
})

describe('what is written where', () => {
  // oxlint-disable-next-line no-control-regex -- the escape is what must not be there
  const active = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

  test('a reader that goes away early is no error', async () => {
    for (const options of [[], ['--json']]) {
      const result = await run('sh', [
        '-c',
        `${quoted(process.execPath, entry, 'scan', leaking, ...options)} | head -n 1`,
      ])
      expect(result.stderr).toBe('')
      expect(result.stdout.split('\n')).toHaveLength(2)
      const gone = await run('sh', [
        '-c',
        `{ ${quoted(process.execPath, entry, 'scan', leaking, ...options)}; echo "exit $?" >&2; } | true`,
      ])
      expect(gone.stderr).toBe('exit 0\n')
    }
  })

  test('no bar and no colours in a pipe', async () => {
    expect(await varde(['scan', clean])).toMatchObject({ code: 0, stderr: '' })
    expect(masked.stdout).not.toMatch(active)
    expect(maskedJson.stdout).not.toMatch(active)
    expect(masked.stderr).not.toMatch(active)
  })

  const hasScript = spawnSync('script', ['--version']).status === 0
  if (!hasScript)
    process.stderr.write('cli: there is no program `script`; the tests on a terminal are skipped\n')

  /** A case with one capture, made when it is first asked for. */
  async function caseOf(): Promise<string> {
    const made = at('wide-case')
    if (existsSync(made)) return made
    for (const words of [
      ['init', made, '--name', 'a phone that is told of at length, so that nothing fits into one line'],
      ['add', made, leaking],
    ])
      await varde(['case', ...words, '--by', 'Ada'])
    return made
  }

  /** What a terminal of 90 columns is sent. */
  async function onTerminal(command: string, env: Record<string, string> = {}): Promise<string> {
    const result = await run('script', ['-qec', `stty cols 90 rows 40; ${command}`, '/dev/null'], {
      env: { TERM: 'xterm-256color', ...env },
    })
    return result.stdout
  }

  test.skipIf(!hasScript)('on a terminal there are a bar, which is cleared, and colours', async () => {
    // Long work for its size: a bar is for what takes longer than a moment.
    const padding = post('www.example.com', '/', 'text/plain', 'words and words '.repeat(2_500))
    const frames = Array.from({ length: 60 }, () => [...leakingFrames(), ...http(padding)]).flat()
    const large = put('large.pcap', pcapFile(frames))
    const shown = await onTerminal(quoted(process.execPath, entry, 'scan', '--profile', profile, large))
    expect(shown).toMatch(/large\.pcap \d+ MB █*░+ +\d+ %/)
    // Cleared before the report, and nothing of it afterwards.
    const report = shown.slice(shown.lastIndexOf('\u001b[2K') + 4)
    expect(report).toMatch(/^\u001b\[1;97;41m CRITICAL \u001b\[0m/)
    expect(report).not.toMatch(/[█░]/)
    for (const line of report.replaceAll(/\u001b\[[\d;]*m/g, '').split('\r\n'))
      expect(line.length).toBeLessThanOrEqual(90)
  })

  test.skipIf(!hasScript).for([
    ['report', [], 'name a file with -o'],
    ['letter', ['--kind', 'summary', '--user-country', 'NO'], 'or --text'],
    ['export', ['--format', 'pcapng', '--reveal'], 'name a file with -o'],
  ] as const)(
    'on a terminal %s says what to do instead of printing a page',
    async ([command, rest, advice]) => {
      const shown = await onTerminal(
        `${quoted(process.execPath, entry, command, leaking, ...rest)}; echo "ended with $?"`,
      )
      expect(shown).toMatch(/^varde: .* is nothing for a terminal[:)] ?.*\r\nended with 2\r\n$/)
      expect(shown).toContain(advice)
    },
  )

  test.skipIf(!hasScript)('a narrow terminal gets narrow lines', async () => {
    const shown = await onTerminal(`stty cols 40; ${quoted(process.execPath, entry, 'scan', leaking)}`, {
      NO_COLOR: '1',
    })
    expect(shown).toContain('CRITICAL')
    for (const line of shown.slice(shown.indexOf('CRITICAL')).split('\r\n'))
      expect(line.length).toBeLessThanOrEqual(40)
  })

  test.skipIf(!hasScript).for([
    ['the help', () => [], 40],
    ['the help of a command', () => ['letter', '--help'], 40],
    ['the help with a list behind it', () => ['export', '--help'], 40],
    ['diff', () => ['diff', leaking, clean], 80],
    ['link', () => ['link', leaking], 80],
    ['case list', async () => ['case', 'list', await caseOf()], 80],
    ['case show', async () => ['case', 'show', '--long', await caseOf()], 80],
  ] as const)('what %s says fits the terminal, but for words', async ([, words, columns]) => {
    const said = await words()
    const command = quoted(process.execPath, entry, ...(said.length === 0 ? ['--help'] : said))
    const shown = await onTerminal(`stty cols ${columns}; ${command}`)
    const lines = shown.split('\r\n').filter((line) => / \S+ /.test(line))
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
  })

  test('in a pipe each line stays one', async () => {
    const listed = await varde(['case', 'list', await caseOf()])
    expect(listed.stdout.split('\n')[1]).toMatch(/bytes, .* by .*, varde .*, from .*\.pcap$/)
  })

  test.skipIf(!hasScript)('NO_COLOR and --no-color leave the colours out', async () => {
    const [variable, option] = await Promise.all([
      onTerminal(quoted(process.execPath, entry, 'scan', leaking), { NO_COLOR: '1' }),
      onTerminal(quoted(process.execPath, entry, 'scan', leaking, '--no-color')),
    ])
    expect(variable).toContain('CRITICAL')
    expect(variable).not.toMatch(/\u001b\[[\d;]*m/)
    expect(option).not.toMatch(/\u001b\[[\d;]*m/)
  })

  test.skipIf(!hasScript)('a terminal that knows no commands is sent none', async () => {
    const shown = await onTerminal(quoted(process.execPath, entry, 'scan', leaking), { TERM: 'dumb' })
    expect(shown).toContain('CRITICAL')
    expect(shown).not.toContain('\u001b')
  })

  test('what a capture says can not command the terminal', async () => {
    const nasty = '\u001b[31mred\u001b]52;c;cm0gLXJm\u0007\u202eevil\u2066\u009b2J\u200b'
    const json = JSON.stringify({
      [`imei${nasty}`]: identifiersOfPhone.imei,
      imei: identifiersOfPhone.imei,
      [nasty]: { serial: `${nasty}A1B2C3D4` },
    })
    const path = put(
      'nasty.pcap',
      pcapFile([
        ...http(post(`ho${nasty}st.example.com`, `/a${nasty}/b`, `text/${nasty}`, json)),
        ...http(post('b.example.com', '/', 'application/json', json)),
        ...tls(`${nasty}.example.com`),
      ]),
    )
    const phone = put(
      'nasty.yaml',
      `name: "x\\e[31my\\u202e"\nidentifiers:\n  imei: "${identifiersOfPhone.imei}"\n  serial: "abc\\e]52;c;YQ==\\a"\n`,
    )
    for (const options of [[], ['--json'], ['--reveal'], ['--json', '--reveal']]) {
      const result = await varde(['scan', path, '--profile', phone, ...options])
      expect(result.code).toBe(0)
      expect(result.stdout).toContain('b.example.com')
      expect(result.stdout).not.toMatch(active)
      expect(result.stderr).not.toMatch(active)
    }
  })
})

describe('values are masked unless they are revealed', () => {
  /** Every form in which a value could be read off: as written, in other case, percent-encoded, in base64 and hex. */
  function formsOf(value: string): string[] {
    const bytes = Buffer.from(value)
    return [
      value,
      encodeURIComponent(value),
      bytes.toString('hex'),
      bytes.toString('base64').replaceAll(/=|.{2}=+$/g, ''),
    ].map((form) => form.toLowerCase())
  }

  test('the capture shows each identifier in many places, so that there is something to hide', () => {
    const { observations } = documentOf(revealedJson.stdout)
    const bare = (value: string): string => value.toLowerCase().replaceAll(/[+:]/g, '')
    for (const value of Object.values(identifiersOfPhone)) {
      expect(
        observations.filter((observation) => bare(observation.normal) === bare(value)).length,
        value,
      ).toBeGreaterThanOrEqual(3)
    }
    for (const form of [identifiersOfPhone.imei, encodeURIComponent(identifiersOfPhone.email)])
      expect(revealedJson.stdout).toContain(form)
    expect(revealedJson.stdout).toContain(`${identifiersOfPhone['android-id']}.h.example.com`)
  })

  test.for([
    ['report', (): string => masked.stdout],
    ['document', (): string => maskedJson.stdout],
  ] as const)('no value stands anywhere in the %s', ([, text]) => {
    const lower = text().toLowerCase()
    expect(lower).toContain('a.example.com')
    const values = documentOf(revealedJson.stdout).observations.flatMap(({ value, normal }) => [
      value,
      normal,
    ])
    const whole = new Set(
      [...values, ...Object.values(identifiersOfPhone)].filter((value) => value.length >= 8),
    )
    expect(whole.size).toBeGreaterThanOrEqual(Object.keys(identifiersOfPhone).length)
    expect([...whole].flatMap(formsOf).filter((form) => lower.includes(form))).toEqual([])
  })

  test('the document has no field for a value', () => {
    expect(maskedJson.stdout).not.toMatch(/"(value|normal)":/)
    expect(revealedJson.stdout).toMatch(/"value":/)
  })

  test('the samples and the same without a profile, too', async () => {
    const [hidden, open, text] = await Promise.all([
      varde(['scan', leaking, '--json']),
      varde(['scan', leaking, '--json', '--reveal']),
      varde(['scan', leaking]),
    ])
    const values = documentOf(open.stdout)
      .observations.flatMap(({ value, normal }) => [value, normal])
      .filter((value) => value.length >= 8)
    expect(values.length).toBeGreaterThan(10)
    const found = [...new Set(values)].filter(
      (value) => hidden.stdout.includes(value) || text.stdout.includes(value),
    )
    expect(found).toEqual([])
  })
})
