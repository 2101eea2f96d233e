/** Slips on the command line: each is told in one line that says what to do, and nothing is done. */
import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { testFolder } from '../support/test-folder.ts'
import { zipFile } from '../support/zip-file.ts'
import { entry, root, run, varde } from './run-varde.ts'
import type { Run } from './run-varde.ts'

const folder = testFolder('wrong-use')

const at = (name: string): string => join(folder, name)
function put(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content)
  return at(name)
}
function link(name: string, target: string): string {
  symlinkSync(target, at(name))
  return at(name)
}

const sample = (name: string): string => join(root, 'samples', name)
const leaking = sample('nokia-7-plus.pcapng')
const fixed = sample('nokia-7-plus-fixed.pcapng')
const events = sample('nokia-7-plus.events.ndjson')
const longCapture = put('long.pcapng', Buffer.concat([readFileSync(leaking), Buffer.alloc(4_200_000)]))

const bugReport =
  '== dumpstate: 2026-03-04 08:00:01\n------ EVENT LOG (logcat) ------\n03-04 07:42:03.074  1000  1322  1322 I screen_toggled: 1\n'

const keyLog = put('keys.log', `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`)

/** A result of scan --json, as a shell of Unix or Windows writes it: what stands behind its first line is not looked at. */
const resultText = `{\n  "schema": "varde/scan@1",\n  "verdict": ${'[ '.repeat(3_000_000)}`
const longResult = put('result.json', resultText)
const wideResult = put('wide-result.json', Buffer.from(`\ufeff${resultText}`, 'utf16le'))
const zippedResult = put('result.json.gz', gzipSync(resultText))

describe('a result of scan --json where something else is wanted is refused by its first line', () => {
  const asOther = (wanted: string): RegExp =>
    new RegExp(
      `^varde: \\S*result\\.json is a result of varde scan --json, and no ${wanted}: varde scan, report, letter, assess, export and gate render it, varde compare, claims and scope take it as what a capture shows\\.\n$`,
    )
  const asCapture =
    /is no packet capture: .* It is a result of varde scan --json: give it as a plain file \(varde scan, report and letter read it\), or the capture that it comes from\.\n$/
  const asResult = /^varde: \S*result\.json: it is no whole JSON \(.*\)\.\n$/
  test.each<[args: readonly string[], line: RegExp]>([
    [['scan', longResult], asResult],
    [['scan', zippedResult], asCapture],
    [['report', longResult], asResult],
    [['export', '-f', 'sarif', longResult], asResult],
    [['scan', leaking, '--profile', longResult], asOther('profile')],
    [['scan', leaking, '--keys', longResult], asOther('log of keys')],
    [['report', leaking, '--events', longResult], asOther('file of device events')],
    [['events', 'show', wideResult], asOther('file of device events')],
    [['gate', '--policy', longResult, leaking], asOther('policy')],
    [['claims', longResult, leaking], asOther('file of claims')],
    [['scope', longResult], asOther('table of units')],
  ])('varde %j', async (args, line) => {
    const { code, stdout, stderr } = await varde(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(line)
  })
})

describe('is refused in one line', () => {
  const cases: [name: string, args: readonly string[], line: RegExp][] = [
    [
      'an offset that is no number, without events',
      ['scan', leaking, '--clock-offset', 'abc'],
      /--clock-offset abc: give a number of seconds, such as -3600\.$/,
    ],
    [
      'the sign of standard input, where a file is to be written',
      ['export', leaking, '-f', 'csv', '-o', '-'],
      /- is no file to write: name one \(\.\/- is a file of that name\), or leave the option out\.$/,
    ],
    [
      'the same for a file beside the output',
      ['gate', leaking, '--policy', put('none.yaml', 'allow: []\n'), '--sarif', '-'],
      /- is no file to write/,
    ],
    [
      'an experiment by hand with the name of a phone',
      ['experiment', '-o', at('hand.ndjson'), '--by-hand', '--serial', 'X'],
      /--by-hand asks no phone: --serial has no effect on it\.$/,
    ],
    [
      'a case in a folder that is not there',
      ['case', 'init', at('no/such/case'), '--name', 'x', '--by', 'Ada'],
      /no\/such: there is no such folder\.$/,
    ],
    [
      'a PDF by the name of a page',
      ['report', leaking, '--pdf', at('page.html')],
      /page\.html would be a PDF: -o \S+page\.html writes a page\.$/,
    ],
    [
      'the help of a command that there is not',
      ['scna', '--help'],
      /unknown command 'scna' \(Did you mean scan\?\) See: varde --help$/,
    ],
    [
      'the help of a command of cases that there is not',
      ['case', 'inti', '-h'],
      /unknown command 'inti' \(Did you mean init\?\) See: varde case --help$/,
    ],
    [
      'sides that are divided twice',
      ['compare', leaking, '--', fixed, '--', leaking],
      /one -- divides the files before from those after: -- is given twice\.$/,
    ],
    [
      'a value that varies for one capture only',
      ['diff', leaking, fixed, '--values', 'a'],
      /--values names 1 value, but there are 2 files\.$/,
    ],
    [
      'a summary that is a folder',
      ['gate', leaking, '--policy', put('any.yaml', 'allow: []\n'), '--summary', folder],
      /--summary \S+: it is a folder, and no file to write\.$/,
    ],
    [
      'an offset that no clock has',
      ['scan', leaking, '--events', events, '--clock-offset', '-1e308'],
      /--clock-offset -1e308: no clock is more than 1,000 years off\.$/,
    ],
    [
      'an offset without events',
      ['scan', leaking, '--clock-offset', '5'],
      /--clock-offset is for events of the phone: name their file with --events\.$/,
    ],
    [
      'a link that leads to itself',
      ['scan', link('loop.pcap', 'loop.pcap')],
      /loop\.pcap: its symbolic links lead back to themselves\.$/,
    ],
    ['a name that no disk takes', ['scan', 'a'.repeat(300)], /aaa: the name is too long\.$/],
    [
      // What Node makes of a byte that is no UTF-8.
      'a report of a name that is not UTF-8',
      ['report', leaking, '-o', at('o\ufffd.html')],
      /o\ufffd\.html: a name that is not UTF-8 cannot be given: choose another name\.$/,
    ],
    [
      'a report of a name that no disk takes',
      ['report', leaking, '-o', at('a'.repeat(300))],
      /aaa: the name is too long\.$/,
    ],
    [
      'an export in the place of a link that leads nowhere',
      ['export', leaking, '--format', 'csv', '-o', link('dangling.csv', 'nowhere.csv')],
      /dangling\.csv is there already: name a new file\.$/,
    ],
    [
      'two profiles',
      ['scan', leaking, '-p', 'one.yaml', '--profile', 'two.yaml'],
      /--profile is given twice \(one\.yaml, two\.yaml\), and takes one value\.$/,
    ],
    [
      'two formats',
      ['export', leaking, '--format', 'csv', '--format', 'sarif'],
      /--format is given twice \(csv, sarif\), and takes one value\.$/,
    ],
    [
      'two folders of a command below another',
      ['case', 'init', at('never'), '--name', 'a', '--name', 'b'],
      /--name is given twice \(a, b\), and takes one value\.$/,
    ],
    [
      'a case in the place of a file',
      ['case', 'init', put('file', 'x'), '--name', 'a'],
      /file is a file: give a new folder for the case\.$/,
    ],
    [
      'a profile among the captures',
      ['scan', leaking, sample('nokia-7-plus.profile.yaml')],
      /nokia-7-plus\.profile\.yaml is a profile, and no capture: give it with --profile\.$/,
    ],
    [
      'a long profile among the captures',
      [
        'scan',
        put(
          'long.yaml',
          `identifiers:\n  serial:\n${Array.from({ length: 9_000 }, (_, n) => `    - S${n}000\n`).join('')}`,
        ),
      ],
      /long\.yaml is a profile, and no capture: give it with --profile\.$/,
    ],
    [
      'a text of a million braces, of which a YAML parser would take all memory',
      ['scan', put('braces.json', '{}\n'.repeat(1_000_000))],
      /braces\.json is no packet capture: it starts with 7b 7d 0a /,
    ],
    [
      'a text of a million brackets as events',
      ['scan', leaking, '--events', put('brackets.ndjson', '['.repeat(1_000_000))],
      /brackets\.ndjson: no device events are known in this form\./,
    ],
    [
      'a text of a million dashes as a profile',
      ['scan', leaking, '--profile', put('dashes.yaml', '- '.repeat(1_000_000))],
      /dashes\.yaml:1: has more than 80000 lines and signs of YAML; /,
    ],
    [
      'events among the captures',
      ['report', leaking, events, '-o', at('never.html')],
      /events\.ndjson is a file of device events, and no capture: varde scan and varde report take it with --events\.$/,
    ],
    [
      'a bug report among the captures',
      ['scan', put('bugreport.zip', zipFile([{ name: 'bugreport-x.txt', bytes: Buffer.from(bugReport) }]))],
      /bugreport\.zip is a file of device events, and no capture: /,
    ],
    [
      'a log of Android without events among the captures',
      ['scan', put('main.txt', '03-04 07:41:12.508  1000   611   611 I Power: x\n')],
      /main\.txt is no packet capture: .* It is a log of Android \(logcat\) without events: /,
    ],
    [
      'secrets among the captures',
      ['scan', keyLog],
      /keys\.log is a log of keys, and no capture: give it with --keys\.$/,
    ],
    [
      'a capture as a profile',
      ['scan', leaking, '--profile', leaking],
      /nokia-7-plus\.pcapng is a capture, and no profile: captures are named without an option, and added to a case with varde case add, /,
    ],
    [
      'a compressed capture as a profile, in a report',
      ['report', leaking, '--profile', sample('clean-phone.pcapng.gz')],
      /clean-phone\.pcapng\.gz is a capture, and no profile: /,
    ],
    [
      'a capture that is longer than any profile',
      ['compare', '--profile', longCapture, leaking, '--', fixed],
      /long\.pcapng is a capture, and no profile: /,
    ],
    [
      'events as a profile',
      ['scan', leaking, '--profile', events],
      /events\.ndjson is a file of device events, and no profile: varde scan and varde report take it with --events\.$/,
    ],
    ...(
      [
        [
          '--events',
          leaking,
          'a capture, and no file of device events: captures are named without an option, and added to a case with varde case add',
        ],
        [
          '--events',
          sample('nokia-7-plus.profile.yaml'),
          'a profile, and no file of device events: give it with --profile',
        ],
        ['--events', keyLog, 'a log of keys, and no file of device events: give it with --keys'],
        [
          '--keys',
          sample('nokia-7-plus.profile.yaml'),
          'a profile, and no log of keys: give it with --profile',
        ],
        [
          '--keys',
          fixed,
          'a capture, and no log of keys: captures are named without an option, and added to a case with varde case add',
        ],
      ] as const
    ).map(([option, path, line]): [string, readonly string[], RegExp] => [
      `${option} ${line}`,
      ['scan', leaking, option, path],
      new RegExp(`^varde: \\S+ is ${line}\\.$`),
    ]),
    [
      'a zone without events, in a comparison',
      ['compare', '--events-zone', 'Europe/Oslo', leaking, '--', fixed],
      /--events-zone is for events of the phone: name their file among the others\.$/,
    ],
    [
      'a passphrase without a case, in a letter',
      ['letter', leaking, '--kind', 'summary', '--text', '--passphrase-file', at('phrase')],
      /--passphrase-file is for encrypted cases, and no case is named\.$/,
    ],
    [
      'a passphrase without a case, in a comparison',
      ['compare', '--passphrase-file', at('phrase'), leaking, '--', fixed],
      /--passphrase-file is for encrypted cases, and no case is named\.$/,
    ],
    [
      'a profile with a slip',
      ['scan', leaking, '--profile', put('slip.yaml', 'identifiers:\n  imei: [356938035643809\n')],
      /slip\.yaml:\d+: is no valid YAML/,
    ],
    [
      'a zone that is none, without events',
      ['scan', leaking, '--events-zone', 'Oslo'],
      /the time zone Oslo is none: give it by the name of its place, such as Europe\/Oslo, or as \+01:00 or Z\.$/,
    ],
    [
      'a zone without events, in a report',
      ['report', leaking, '--events-zone', '+01:00'],
      /--events-zone is for events of the phone: name their file with --events\.$/,
    ],
    [
      'an empty offset',
      ['scan', leaking, '--events', events, '--clock-offset', ''],
      /--clock-offset is empty: give <seconds>, or leave it out\.$/,
    ],
    [
      'a page and a PDF of one name, written in two ways',
      ['report', leaking, '-o', at('both.html'), '--pdf', `${link('here', '.')}/both.html`],
      /both\.html is named twice: each file needs a name of its own\.$/,
    ],
    [
      'a policy in the encoding of an old Windows',
      ['gate', leaking, '--policy', put('latin.yaml', Buffer.from('allow: [] # für\n', 'latin1'))],
      /--policy \S+latin\.yaml: is no text in UTF-8; save it as UTF-8\.$/,
    ],
    ...['null', '[]', '"x"', '{', '{"schema":"varde/baseline@1"}'].map(
      (text, index): [string, readonly string[], RegExp] => [
        `a baseline that is none: ${text}`,
        [
          'gate',
          leaking,
          '--policy',
          put('empty-policy.yaml', 'allow: []\n'),
          '--baseline',
          put(`none-${index}.json`, text),
        ],
        /: it is none of varde \(make one with --write-baseline\)\.$/,
      ],
    ),
    [
      'an offset in hexadecimals',
      ['scan', leaking, '--events', events, '--clock-offset', '0x10'],
      /--clock-offset 0x10: give a number of seconds/,
    ],
    [
      'an offset that is none, in a comparison',
      ['compare', '--clock-offset', '0x10', leaking, '--', fixed],
      /--clock-offset 0x10: give a number of seconds/,
    ],
    [
      'a capture on both sides',
      ['compare', leaking, '--', leaking],
      /nokia-7-plus\.pcapng is named twice: all that it shows would be counted twice\.$/,
    ],
    [
      'statements that are not there',
      ['claims', at('nofile'), leaking],
      /claims .*nofile: there is no such file\.$/,
    ],
    [
      'broken statements',
      ['claims', put('claims.yaml', 'claims: [\n'), leaking],
      /claims .*claims\.yaml: [^\n]* at line \d+, column \d+\.$/,
    ],
    [
      'a broken policy',
      ['gate', leaking, '--policy', put('policy.yaml', 'allow: [\n')],
      /policy .*policy\.yaml: [^\n]* at line \d+, column \d+\.$/,
    ],
    [
      'an export into no folder',
      ['export', leaking, '-f', 'csv', '-o', at('none/x.csv')],
      /none: there is no such folder\.$/,
    ],
    [
      'events into no folder',
      ['events', 'import', events, '-o', at('none/x')],
      /none: there is no such folder\.$/,
    ],
    ['marks into no folder', ['events', 'mark', '-o', at('none/x')], /none: there is no such folder\.$/],
    [
      'an experiment into no folder',
      ['experiment', '--by-hand', '-o', at('none/x')],
      /none: there is no such folder\.$/,
    ],
    [
      'an experiment that is written nowhere',
      ['experiment', '--by-hand'],
      /say with -o FILE where the events are written/,
    ],
    [
      'a number of packets below 1',
      ['scan', leaking, '--packets', '-5'],
      /--packets -5: give a number from 1 to 2000000\.$/,
    ],
    [
      'a complaint about nothing',
      ['letter', sample('clean-phone.pcapng.gz'), '--kind', 'complaint', '--text', '--user-country', 'NO'],
      /nothing was found to write about: --kind summary says so, and how much could be read\.$/,
    ],
    [
      'a request for access about nothing',
      ['letter', sample('clean-phone.pcapng.gz'), '--kind', 'access-request', '--user-country', 'NO'],
      /nothing was found to write about/,
    ],
    ...(
      [
        [
          'a time zone that is none',
          '--time-zone',
          'Mars/Phobos',
          /--time-zone Mars\/Phobos: give a time zone such as Europe\/Oslo/,
        ],
        ['an empty name', '--name', '', /--name is empty: give <text>\.$/],
        ['a phone without a name', '--device', '', /--device is empty: give <text>, or leave it out\.$/],
        ['an empty actor', '--by', ' ', /--by is empty\.$/],
        ['an actor over two lines', '--by', 'Ada\nroot', /--by: give one line of text\.$/],
      ] as const
    ).map(([name, option, value, line]): [string, string[], RegExp] => [
      `a case with ${name}`,
      ['case', 'init', at('none'), '--name', 'x', option, value],
      line,
    ]),
    ...(
      [
        [['--kind', 'breach-memo', '--aware-at', ''], /--aware-at is empty: give <time>, or leave it out\.$/],
        [
          ['--kind', 'breach-memo', '--aware-at', '2026-11-23T10:00Z', '--aware-at', ''],
          /--aware-at is empty: give <time>, or leave it out\.$/,
        ],
        [['--kind', 'right-of-reply', '--deadline='], /--deadline is empty: give <day>, or leave it out\.$/],
        [['--kind', 'complaint', '--maker', ''], /--maker is empty: give <name>, or leave it out\.$/],
        [['--kind', 'complaint', '--maker', 'a\nb'], /--maker: give one line of text\.$/],
      ] as const
    ).map(([options, line]): [string, string[], RegExp] => [
      `a letter with what is not set: ${options.slice(2).join(' ')}`,
      ['letter', leaking, '--user-country', 'NO', ...options],
      line,
    ]),
    [
      'a letter of which all is left out, told at once',
      ['letter'],
      /^varde: the letter also needs FILE \(.*\); --kind \(summary, .*breach-memo\); --user-country CODE \(.*\)\. See: varde letter --help$/,
    ],
    [
      'a letter of which one thing is left out',
      ['letter', leaking, '--user-country', 'NO'],
      /^varde: the letter also needs --kind \(summary, .*breach-memo\)\. See: varde letter --help$/,
    ],
    [
      'a country by a name that is nearly one',
      ['assess', leaking, '--user-country', 'Norwey'],
      /^varde: --user-country Norwey: give the country as two letters; do you mean NO \(Norway\)\?$/,
    ],
    ...(
      [
        [['case', 'init', '', '--name', 'x'], /the folder is empty: give one\.$/],
        [['case', 'bundle', '.', '-o', ''], /--output is empty: give <file>\.$/],
        [['case', 'add', '.', leaking, ''], /a file name is empty\.$/],
        [['verify', ''], /the bundle is empty: give one\.$/],
        [['compare', leaking, '--', ''], /a file name is empty\.$/],
      ] as const
    ).map(([args, line]): [string, readonly string[], RegExp] => [
      `an empty name: ${args.join(' ')}`,
      args,
      line,
    ]),
    ...(
      [
        ['gate', leaking, '--policy', put('days.yaml', 'allow: []\n'), '--today', '2026-02-30'],
        ['assess', leaking, '--user-country', 'NO', '--today', '2026-02-30'],
        ['letter', leaking, '--kind', 'right-of-reply', '--user-country', 'NO', '--deadline', '2026-02-31'],
        [
          'gate',
          leaking,
          '--policy',
          put(
            'until.yaml',
            'allow:\n  - { recipient: "*.vnet.cn", identifiers: ["*"], reason: r, until: "2026-02-31" }\n',
          ),
        ],
      ] as const
    ).map((args): [string, readonly string[], RegExp] => [
      `a day that is none: ${args.at(-1)}`,
      args,
      /: give (a day of the calendar|the last day, one of the calendar,) as YYYY-MM-DD\.$/,
    ]),
    ...(
      [
        [
          ['export', leaking, '-f', 'csv', '--whole-flows'],
          /--whole-flows is for pcapng: it changes nothing in csv\.$/,
        ],
        [
          ['export', leaking, '-f', 'har', '--with-secrets'],
          /--with-secrets is for pcapng: it changes nothing in har\.$/,
        ],
        [
          ['export', leaking, '-f', 'pcapng', '--reveal', '--all-exchanges'],
          /--all-exchanges is for har: it changes nothing in pcapng\.$/,
        ],
        [['compare', '--sarif', '--json', leaking, '--', fixed], /give --json or --sarif, not both\.$/],
        [
          ['compare', '--canary', '', leaking, '--', fixed],
          /--canary is empty: give <host>, or leave it out\.$/,
        ],
        [
          ['letter', leaking, '--kind', 'complaint', '--user-country', 'NO', '--deadline', '2026-03-01'],
          /--deadline is for right-of-reply and controller-notice: complaint names none\.$/,
        ],
        [
          [
            'letter',
            leaking,
            '--kind',
            'complaint',
            '--user-country',
            'NO',
            '--aware-at',
            '2026-03-01T09:30Z',
          ],
          /--aware-at is for breach-memo: complaint counts no hours\.$/,
        ],
        [['experiment', '--plan', '--pin', '12ab'], /--pin: give the digits of the PIN\.$/],
        [
          ['experiment', '--plan', '-o', 'plan.json'],
          /--plan only prints the protocol: -o has no effect on it\.$/,
        ],
        [
          ['experiment', '--plan', '--pin', '1234'],
          /--plan only prints the protocol: --pin has no effect on it\.$/,
        ],
      ] as const
    ).map(([args, line]): [string, readonly string[], RegExp] => [
      `an option without effect: ${args.join(' ')}`,
      args,
      line,
    ]),
    ...['2026-03-01', '1970-01-01'].map((deadline): [string, readonly string[], RegExp] => [
      `a deadline that is over: ${deadline}`,
      [
        'letter',
        leaking,
        '--kind',
        'right-of-reply',
        '--user-country',
        'NO',
        '--today',
        '2026-03-02',
        '--deadline',
        deadline,
      ],
      /--deadline .{10}: it lies before the day of the letter \(2026-03-02\)\.$/,
    ]),
    [
      'a time on a day that is none',
      ['assess', leaking, '--user-country', 'NO', '--aware-at', '2026-02-30T09:00Z'],
      /there is no such time\.$/,
    ],
    [
      'half a restart',
      ['experiment', '--plan', '--boots', '1.5'],
      /--boots 1\.5: give a whole number from 0 to 1000\.$/,
    ],
    [
      'a seed that is no whole number',
      ['experiment', '--plan', '--seed', '1.5'],
      /--seed 1\.5: give a whole number/,
    ],
    [
      'half a unit',
      ['scope', sample('fleet-2019.csv'), '--population', '100000.5'],
      /--population 100000\.5: give a whole number/,
    ],
    [
      'a protocol without a step',
      ['experiment', '--plan', '--boots', '0', '--screen-ons', '0', '--unlocks', '0', '--quiet', '0'],
      /the protocol has no step: give at least one of/,
    ],
    ...[
      ['help', 'sacn'],
      ['help', 'nosuch'],
      ['case', 'help', 'ad'],
      ['events', 'help', 'nosuch'],
    ].map((args): [string, string[], RegExp] => [
      `help on what is no command: ${args.join(' ')}`,
      args,
      new RegExp(`unknown command '${args.at(-1)}'.* See: varde (?:case |events )?--help$`),
    ]),
    ['help on a command that is nearly one', ['help', 'sacn'], /\(Did you mean scan\?\) See/],
    [
      'a fingerprint that can be no key’s',
      ['verify', sample('nokia-7-plus.case.zip'), '--fingerprint', 'zz'],
      /--fingerprint zz: give the 64 hex digits of a key\.$/,
    ],
  ]
  test.for(cases)('%s', async ([, args, line]) => {
    const { code, stdout, stderr } = await varde(args)
    expect(stderr).toMatch(/^varde: [^\n]+\n$/)
    expect(stderr.trimEnd()).toMatch(line)
    expect([code, stdout]).toEqual([2, ''])
    expect(existsSync(at('none'))).toBe(false)
  })
})

test('a protocol is printed without a file to write to', async () => {
  const { code, stdout, stderr } = await varde(['experiment', '--plan', '--boots', '1'])
  expect([code, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'varde/experiment@1', boots: 1 })
})

test('one log of events may serve both sides of a comparison', async () => {
  const log = at('both.ndjson')
  copyFileSync(events, log)
  const { code } = await varde(['compare', leaking, log, '--', fixed, log])
  expect(code).toBe(0)
})

test('a profile without values is told, and the report does not say that it was searched', async () => {
  const profile = put('none.yaml', 'name: x\nidentifiers:\n  imei:\n')
  const { code, stdout, stderr } = await varde(['scan', sample('clean-phone.pcapng.gz'), '-p', profile])
  expect(code).toBe(0)
  expect(stderr).toBe(
    `varde: ${profile}: the profile holds no values: identifiers are recognised by their form only\n`,
  )
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'profile “x” holds no values: identifiers were recognised by their form only',
  )
})

test('a capture whose name begins as an option is named with its folder', async () => {
  copyFileSync(fixed, at('-nokia.pcapng'))
  copyFileSync(fixed, at('-phone.pcapng'))
  const inFolder = (...args: string[]): Promise<Run> =>
    run('/bin/sh', ['-c', 'cd "$1" && shift && exec "$@"', 'sh', folder, process.execPath, entry, ...args])
  const refused = await inFolder('scan', '-nokia.pcapng')
  expect([refused.code, refused.stderr]).toEqual([
    2,
    "varde: unknown option '-nokia.pcapng' (the file of that name is ./-nokia.pcapng) See: varde scan --help\n",
  ])
  // Taken for -p with a profile called hone.pcapng.
  expect((await inFolder('scan', '-phone.pcapng')).stderr).toBe(
    "varde: missing required argument 'file' (the file of that name is ./-phone.pcapng) See: varde scan --help\n",
  )
  expect((await inFolder('scan', './-phone.pcapng')).code).toBe(0)
})

test('without a place for what it needs for a while, varde says which place and how to name another', async () => {
  const env = { TMPDIR: at('no-such-place') }
  const bundle = at('nokia.varde')
  await varde(['case', 'init', at('nokia'), '--name', 'Nokia'])
  await varde(['case', 'add', at('nokia'), fixed])
  await varde(['case', 'scan', at('nokia')])
  expect((await varde(['case', 'bundle', at('nokia'), '-o', bundle])).code).toBe(0)
  const verified = await varde(['verify', bundle], { env })
  expect([verified.code, verified.stdout]).toEqual([3, ''])
  expect(verified.stderr).toBe(
    `varde: no folder can be made in ${env.TMPDIR} for a while (TMPDIR names another place): there is no such folder.\n`,
  )
  expect((await varde(['verify', bundle, '--no-derive'], { env })).code).toBe(0)
})

test('a case is not made inside of another, which would not hold any more', async () => {
  const outer = at('outer')
  await varde(['case', 'init', outer, '--name', 'outer'])
  for (const place of ['evidence/sub', 'reports/new/sub', 'sub'].map((name) => join(outer, name))) {
    const { code, stdout, stderr } = await varde(['case', 'init', place, '--name', 'inner'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^varde: \S+sub would lie in the case \S+outer: make it beside that one\.\n$/)
    expect(existsSync(place)).toBe(false)
  }
  expect((await varde(['case', 'verify', outer])).code).toBe(0)
})

test('a folder as standard input, and a file of the system that has no size, are told as what they are', async () => {
  const fromFolder = await run('sh', ['-c', `'${process.execPath}' '${entry}' scan - < '${folder}'`])
  expect(fromFolder).toMatchObject({ code: 2, stdout: '' })
  expect(fromFolder.stderr).toBe('varde: standard input is a folder: give a capture, or the files in it.\n')
  if (!existsSync('/proc/self/maps')) return
  const { code, stderr } = await varde(['scan', '/proc/self/maps'])
  expect(code).toBe(2)
  expect(stderr).toMatch(
    /^varde: \/proc\/self\/maps says of itself that it is empty, and is not, .+ give it through a pipe/,
  )
})
