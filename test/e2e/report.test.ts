/** `varde report` as a user meets it, on the recorded sample of the founding case. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pcapFile, TcpConversation } from '../support/capture.ts'
import { shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, run, varde } from './run-varde.ts'

const sample = join(root, 'samples/nokia-7-plus')
const founding = [
  'report',
  `${sample}.pcapng`,
  '--profile',
  `${sample}.profile.yaml`,
  '--events',
  `${sample}.events.ndjson`,
]
const folder = testFolder('report')
const short = join(folder, 'short.pcapng')
writeFileSync(short, shortSample())
/** Of the first messages alone, with the same sections. */
const brief = ['report', short, ...founding.slice(2)]

describe('varde report', () => {
  test('writes the page to a file or to standard output, the same each time', async () => {
    const file = join(folder, 'page.html')
    const [written, printed] = await Promise.all([varde([...brief, '-o', file]), varde(brief)])
    expect([written.code, written.stdout, written.stderr]).toEqual([0, '', ''])
    expect(printed.code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(printed.stdout)
    expect(printed.stdout).toContain('<h1>')
    const truth = readFileSync(`${sample}.profile.yaml`, 'utf8')
    for (const [value] of truth.matchAll(/\b\d{15,20}\b/g)) expect(printed.stdout).not.toContain(value)
  })

  test('never writes over a file, and leaves nothing half-written', async () => {
    const file = join(folder, 'mine.html')
    writeFileSync(file, 'mine')
    const { stderr, code } = await varde([...founding, '-o', file])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^varde: [^\n]*mine\.html is there already: a report is never written over\.\n$/)
    expect(readFileSync(file, 'utf8')).toBe('mine')
    const lost = await varde([...founding, '-o', join(folder, 'none/page.html')])
    expect(lost.code).toBe(2)
    expect(lost.stderr).toMatch(/^varde: [^\n]*: there is no such folder\.\n$/)
    const misnamed = await varde([...founding, '-o', join(folder, 'page.PDF')])
    expect([misnamed.code, misnamed.stderr]).toEqual([
      2,
      `varde: ${folder}/page.PDF would be a page: --pdf ${folder}/page.PDF writes a PDF.\n`,
    ])
    expect(readdirSync(folder).filter((name) => name.includes('writing'))).toEqual([])
  })

  test.each(['--pdf', '--output'])(
    'takes no option for the file behind %s, and says so before it scans',
    async (option) => {
      const { stderr, code } = await varde(['report', '/nonexistent.pcap', option, '--plain-pdf'])
      expect([code, stderr]).toEqual([
        2,
        'varde: --plain-pdf is no file name: give the file behind the option before it.\n',
      ])
    },
  )

  test('says in one line that the Chromium it was told of is not there, before it scans', async () => {
    const pdf = join(folder, 'none.pdf')
    const { stderr, code } = await varde(['report', '/nonexistent.pcap', '--pdf', pdf], {
      env: { VARDE_CHROMIUM: '/nonexistent/chromium' },
    })
    expect(code).toBe(3)
    expect(stderr).toMatch(/^varde: VARDE_CHROMIUM is \/nonexistent\/chromium, and [^\n]+--plain-pdf\.\n$/)
    expect(existsSync(pdf)).toBe(false)
  })

  test.each([
    ['nothing', 'true'],
    ['an empty file', ': > "$target"'],
    ['a part of a PDF', 'printf "%%PDF-1.4 cut" > "$target"'],
  ])('writes no PDF where Chromium, on a full disk, leaves %s', async (_, leave) => {
    const chromium = join(folder, 'chromium')
    writeFileSync(
      chromium,
      `#!/bin/sh\nfor each; do case $each in --print-to-pdf=*) target=\${each#*=} ;; esac; done\n${leave}\n`,
      { mode: 0o755 },
    )
    const pdf = join(folder, 'cut.pdf')
    const { stderr, code } = await varde(['report', '--pdf', pdf, short], {
      env: { VARDE_CHROMIUM: chromium },
    })
    expect([code, stderr]).toEqual([
      3,
      `varde: ${chromium} made no whole PDF: with --plain-pdf varde sets it without Chromium.\n`,
    ])
    expect(existsSync(pdf)).toBe(false)
  })

  test('sets a PDF itself: the same bytes from two processes, checked by other programs', {
    timeout: 60_000,
  }, async () => {
    const [one, other, dated] = ['one.pdf', 'other.pdf', 'dated.pdf'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    const plain = [...brief, '--plain-pdf', '--pdf']
    const runs = await Promise.all([varde([...plain, one]), varde([...plain, other])])
    for (const { code, stdout, stderr } of runs) expect([code, stdout, stderr]).toEqual([0, '', ''])
    expect(Buffer.compare(readFileSync(one), readFileSync(other))).toBe(0)
    const clean = ['report', join(root, 'samples/clean-phone.pcapng.gz'), '--plain-pdf', '--pdf']
    const late = await varde([...clean, dated], { env: { SOURCE_DATE_EPOCH: '86400' } })
    expect(late.code).toBe(0)
    expect(readFileSync(dated, 'latin1')).toContain('(D:19700102000000Z)')
    const bad = await varde([...plain, join(folder, 'bad.pdf')], { env: { SOURCE_DATE_EPOCH: 'today' } })
    expect([bad.code, bad.stderr]).toEqual([
      2,
      'varde: SOURCE_DATE_EPOCH is today: give whole seconds since 1970.\n',
    ])
    if (existsSync('/usr/bin/pdfinfo')) {
      const facts = await run('pdfinfo', [one])
      for (const line of [
        /^Title: +Technical report/m,
        /^Tagged: +yes/m,
        /^Page size: .*A4/m,
        /^JavaScript: +no/m,
      ])
        expect(facts.stdout).toMatch(line)
      const structure = (await run('pdfinfo', ['-struct', one])).stdout
      expect(structure).toMatch(/^Document\n {2}H1 /)
      expect(structure.split(/^ *H2 /m)).toHaveLength(12)
      expect(structure).not.toMatch(/unknown|error/i)
      const text = await run('pdftotext', ['-layout', one, '-'])
      for (const said of ['zzhc.vnet.cn', 'Who got what', 'owner: CN', 'HTTP body', '7 of 7 sums hold'])
        expect(text.stdout).toContain(said)
      const truth = readFileSync(`${sample}.profile.yaml`, 'utf8')
      for (const [value] of truth.matchAll(/\b\d{15,20}\b/g)) expect(text.stdout).not.toContain(value)
    }
    if (existsSync('/usr/bin/qpdf')) {
      const checked = await run('qpdf', ['--check', one])
      expect(checked.code).toBe(0)
      expect(checked.stdout).toContain('No syntax or stream encoding errors found')
    }
  })

  test('prints letters, too, each of them', async () => {
    const pdf = join(folder, 'complaint.pdf')
    const letter = ['letter', short, '--profile', `${sample}.profile.yaml`, '--user-country', 'NO']
    const { code, stdout, stderr } = await varde([
      ...letter,
      '--kind',
      'complaint',
      '--language',
      'nb',
      '--today',
      '2026-11-24',
      '--plain-pdf',
      '--pdf',
      pdf,
    ])
    expect([code, stdout, stderr]).toEqual([0, '', ''])
    const text = readFileSync(pdf, 'latin1')
    expect(text).toContain('/Lang (nb)')
    expect(text).toContain('/StructTreeRoot')
    const twice = await varde([...letter, '--kind', 'complaint', '--plain-pdf', '--pdf', pdf])
    expect([twice.code, twice.stderr]).toEqual([
      2,
      `varde: ${pdf} is there already: a letter is never written over.\n`,
    ])
    const both = await varde([...letter, '--kind', 'complaint', '--text', '--pdf', join(folder, 'x.pdf')])
    expect(both.stderr).toBe('varde: --text and --pdf are two forms of the letter: give one of them.\n')
  })

  test('writes a letter to a file that is not there yet', async () => {
    const page = join(folder, 'to-a-file.html')
    const letter = ['letter', short, '--kind', 'summary', '--user-country', 'NO', '-o']
    const { code, stdout } = await varde([...letter, page])
    expect([code, stdout]).toEqual([0, ''])
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/i)
    for (const [rest, said] of [
      [[page], 'is there already: a letter is never written over'],
      [[join(folder, 'not-written.pdf')], 'would be a page'],
      [
        [join(folder, 'not-written.html'), '--pdf', join(folder, 'not-written.pdf')],
        'two forms of the letter',
      ],
    ] as const) {
      const refused = await varde([...letter, ...rest])
      expect(refused.code).toBe(2)
      expect(refused.stderr).toContain(said)
    }
  })

  test('asks one recipient for access, and says who else got identifiers', async () => {
    const capture = join(folder, 'two.pcap')
    const sent = ['one.example', 'two.example'].flatMap(
      (host, index) =>
        new TcpConversation({ sourcePort: 40_000 + index })
          .open()
          .send(`GET /?imei=356938035643809 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
          .close().frames,
    )
    writeFileSync(capture, pcapFile(sent))
    const masked =
      'varde: the identifiers in the request are masked, and nobody can find data by them: --reveal writes them in full.\n'
    const request = ['letter', capture, '--kind', 'access-request', '--text', '--user-country', 'NO']
    const first = await varde(request)
    expect([first.code, first.stderr]).toEqual([
      0,
      'varde: a request for access goes to one recipient; others got identifiers, too: two.example. --recipient HOST writes it for another.\n' +
        masked,
    ])
    expect(first.stdout).toContain('sent one message to one.example')
    expect(first.stdout).not.toContain('two.example')
    const second = await varde([...request, '--recipient', 'two.example'])
    expect([second.code, second.stderr]).toEqual([0, masked])
    expect(second.stdout).toContain('sent one message to two.example')
    const nobody = await varde([...request, '--recipient', 'three.example'])
    expect([nobody.code, nobody.stderr]).toEqual([
      2,
      'varde: --recipient three.example: no finding is about it.\n',
    ])
  })

  test('names some of many who else got identifiers, and how many more', async () => {
    const capture = join(folder, 'many.pcap')
    const sent = Array.from(
      { length: 1_100 },
      (_, index) =>
        new TcpConversation({ sourcePort: 40_000 + index })
          .open()
          .send(`GET /?imei=356938035643809 HTTP/1.1\r\nHost: of${index}.vendor${index}.example\r\n\r\n`)
          .close().frames,
    ).flat()
    writeFileSync(capture, pcapFile(sent))
    const { code, stderr } = await varde([
      'letter',
      capture,
      '--kind',
      'access-request',
      '--text',
      '--reveal',
      '--user-country',
      'NO',
    ])
    expect(code).toBe(0)
    expect(stderr.match(/vendor\d+\.example/g)).toHaveLength(8)
    expect(stderr).toMatch(
      / and 1,091 more \(varde scan lists them\)\. --recipient HOST writes it for another\.\n/,
    )
  })

  test.skipIf(!existsSync('/usr/bin/chromium'))(
    'prints a tagged PDF by Chromium, where that is there',
    { timeout: 120_000 },
    async () => {
      const pdf = join(folder, 'page.pdf')
      const { code, stderr } = await varde([...founding, '--pdf', pdf])
      expect([code, stderr]).toEqual([0, ''])
      const text = readFileSync(pdf, 'latin1')
      expect(text).toMatch(/^%PDF-/)
      expect(text).toContain('/StructTreeRoot')
      expect(text).toContain("/CreationDate (D:19700101000000+00'00')")
      if (!existsSync('/usr/bin/pdftotext')) return
      expect((await run('pdfinfo', [pdf])).stdout).toMatch(/^Page size: .*\(A4\)$/m)
      const pages = (await run('pdftotext', ['-layout', pdf, '-'])).stdout.split('\f')
      expect(pages[0]).toMatch(/\b1 \/ \d+\s*$/)
      // Columns as wide as what they hold: a day of messages takes a few pages.
      expect(pages.filter((page) => page.includes('phones then send it')).length).toBeLessThan(12)
      // What is wider than a page Chromium prints smaller, and cuts off all the same.
      const har = join(folder, 'seven.har')
      writeFileSync(har, JSON.stringify({ log: { version: '1.2', creator: {}, entries: sevenSends() } }))
      const wide = join(folder, 'wide.pdf')
      expect((await varde(['report', har, '--pdf', wide])).code).toBe(0)
      expect(await headingHeight(wide)).toBeCloseTo(await headingHeight(pdf), 1)
    },
  )
})

/** Seven kinds of identifiers, each to seven servers with long names: as wide as the table of who got what becomes. */
function sevenSends(): readonly object[] {
  const body = JSON.stringify({
    imei: '352099001761481',
    imsi: '242010582037194',
    phone: '+4799900284',
    email: 'ola@firma.no',
    android_id: 'e15a8d42f70c936b',
    gaid: 'c2f84a17-6e0b-4d59-b3a1-90d7e6254f8c',
    wifi_mac: '3c:2e:f5:10:20:9e',
  })
  return Array.from({ length: 7 }, (_, index) => ({
    startedDateTime: `2026-03-01T10:0${index}:00.000Z`,
    time: 1,
    serverIPAddress: `198.51.100.${index + 1}`,
    request: {
      method: 'POST',
      url: `https://firebaseinstallations.server${index}.example/v1`,
      httpVersion: 'HTTP/1.1',
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      postData: { mimeType: 'application/json', text: body },
    },
    response: { status: 200, statusText: 'OK', httpVersion: 'HTTP/1.1', headers: [], content: {} },
  }))
}

/** Points from the top to the foot of the word `Coverage` in its heading. */
async function headingHeight(pdf: string): Promise<number> {
  const { stdout } = await run('pdftotext', ['-bbox', pdf, '-'])
  const heights = [...stdout.matchAll(/yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">Coverage:/g)].map(
    ([, top, foot]) => Number(foot) - Number(top),
  )
  return Math.max(...heights)
}
