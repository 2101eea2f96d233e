import { createCipheriv, createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { refusedUnnamed } from '../core/refused-unnamed.ts'
import type { Coverage } from '../pipeline/coverage.ts'
import type { OpaquePayload } from '../pipeline/opaque/opaque-payload.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { technicalReport } from './technical/report.ts'
import { TcpConversation, udpPacket } from '../../test/support/capture.ts'
import { dnsMessage, dnsQuestion } from '../../test/support/dns-message.ts'
import { sealedBytes } from '../../test/support/sealed-bytes.ts'
import { clientHello, tlsRecord } from '../../test/support/tls-hello.ts'
import { scanFrames } from '../../test/support/scan-frames.ts'
import { unreadTexts } from './unread.ts'
import { readPartText, recipientText, whoText } from './phrases.ts'
import { renderTerminal } from './terminal.ts'
import { verdictOf } from './verdict.ts'
import { root } from '../../test/e2e/run-varde.ts'
import { scannedSample } from '../../test/support/scan-capture.ts'

const result = await scannedSample(join(root, 'samples/clean-phone.pcapng.gz'))

/** The same scan, where what it says of coverage is changed. */
function changed(
  change: (coverage: Coverage) => Partial<Coverage>,
  more: Partial<ScanResult> = {},
): ScanResult {
  return { ...result, ...more, coverage: { ...result.coverage, ...change(result.coverage) } }
}

/** A recording without some bodies. */
const recordedWithout = (
  notRecorded: Partial<NonNullable<Coverage['entries']>['notRecorded']>,
): Coverage['entries'] => ({
  total: 1,
  read: { exchange: 1 },
  other: {},
  duplicate: 0,
  malformed: 0,
  contentBytes: 1,
  notRecorded: { entries: 0, bodies: 0, bodyBytes: 0, ...notRecorded },
})

const shareOf = (of: ScanResult): number =>
  Number(/ (\d+) % of the traffic/.exec(verdictOf(of).sentence)?.[1])
const share = shareOf(result)

test('nothing found is said of a share of all traffic that is known to have been there', () => {
  expect(verdictOf(result).label).toBe('NOTHING FOUND')
  const { payload } = result.coverage.summary
  const half = Math.round(share / 2)
  for (const of of [
    changed(({ missing }) => ({ missing: { ...missing, cutBytes: payload } })),
    changed(({ missing }) => ({ missing: { ...missing, gapBytes: payload } })),
    changed(({ file }) => ({ file: { ...file, unread: payload } })),
    changed(({ frameBytes }) => ({ frameBytes: { ...frameBytes, unsupported: payload } })),
    changed(({ frameBytes }) => ({ frameBytes: { ...frameBytes, malformed: payload } })),
    changed(({ frameBytes }) => ({ frameBytes: { ...frameBytes, fragmentsLost: payload } })),
    changed(() => ({ entries: recordedWithout({ bodies: 1, bodyBytes: payload }) })),
  ])
    expect(Math.abs(shareOf(of) - half)).toBeLessThanOrEqual(1)
})

test('what came again is no traffic of its own', () => {
  const { payload, duplicate } = result.coverage.summary
  expect(duplicate).toBe(0)
  const of = changed(({ summary }) => ({
    summary: { ...summary, payload: 3 * payload, duplicate: 2 * payload },
  }))
  expect(shareOf(of)).toBe(share)
})

test('a damaged file says how much of it could not be read, and unrecognised protocols how much of them was', () => {
  const of = changed(({ file, messages }) => ({
    file: { ...file, bytes: 1_000_000, unread: 980_000 },
    messages: { ...messages, unrecognisedRead: 4_000 },
  }))
  expect(unreadTexts(of)).toEqual(
    expect.arrayContaining([
      '980 kB of the file (98 %) could not be read.',
      '4,000 bytes are of unrecognised protocols: searched as bytes, raw and decoded, and not understood.',
    ]),
  )
})

test('whatever is known to be missing is said, each kind in a line of its own, and nothing was read to the last byte then', () => {
  const lost = (code: string, kind: 'gap' | 'malformed', count: number): ScanResult['anomalies'][number] => ({
    capture: 0,
    tally: { code: { code, kind, sentence: `${code}.` }, count, samples: [] },
  })
  const odd = Array.from({ length: 10 }, (_, index) => lost(`odd.${index}`, 'malformed', 1))
  const gaps = Array.from({ length: 10 }, (_, index) => lost(`gap.${index}`, 'gap', index + 1))
  const texts = unreadTexts(
    changed(({ missing }) => ({ missing: { ...missing, gaps: 2, gapBytes: 3_000 } }), {
      anomalies: [...odd, ...gaps, lost('stream.tcp.gap', 'gap', 2)],
    }),
  )
  for (const { tally } of gaps)
    expect(texts).toContain(`${tally.count}× ${tally.code.code}. (${tally.code.code})`)
  expect(texts).toContain('3,000 bytes are missing from the capture (2 gaps).')
  expect(texts.join()).not.toContain('stream.tcp.gap')
  expect(texts.at(-1)).toBe('… and 2 more kinds of oddities: see --json.')
  const fragments = changed(({ frameBytes }) => ({ frameBytes: { ...frameBytes, fragmentsLost: 2_000 } }))
  expect(unreadTexts(fragments)).toContain('2,000 bytes of fragments could not be put together: not read.')
})

test('fragments that came again are told beside the payload, and are nothing that could not be read', () => {
  const twice = changed(({ frameBytes }) => ({ frameBytes: { ...frameBytes, fragmentsTwice: 3_036 } }))
  const told = '3,036 bytes of fragments were seen twice, beside the payload: not read again'
  const text = (of: ScanResult): string =>
    renderTerminal(of, { isRevealed: false, hasColour: false, columns: 300 })
  const page = (of: ScanResult): string => technicalReport(of, { version: '0', isRevealed: false })
  expect(text(twice)).toContain(`  ${told}\n`)
  expect(page(twice)).toContain(`<p>${told}.</p>`)
  expect(text(result) + page(result)).not.toContain('beside the payload')
  expect(unreadTexts(twice)).toEqual(unreadTexts(result))
})

test('what was read as what it is does not stand under what could not be read; what is cut off does', () => {
  const oddity = (name: string): ScanResult['anomalies'][number] => ({
    capture: 0,
    tally: {
      code: { code: `decode.encoding.${name}`, kind: 'malformed', sentence: `${name}.` },
      count: 2,
      samples: [],
    },
  })
  const said = unreadTexts(
    changed(() => ({}), { anomalies: [oddity('tolerated'), oddity('damaged')] }),
  ).join()
  expect(said).not.toContain('tolerated')
  expect(said).toContain('2× damaged.')
})

test('files of an archive that were not read are named, inert, and not all of a long list', () => {
  const samples = ['a.log', 'a.log', 'b\u001b[31m.log', 'c.log', 'd.log'].map((detail) => ({
    frame: 0,
    detail,
  }))
  const code = { code: 'source.zip.not_read', kind: 'unsupported' as const, sentence: 'Left out.' }
  const anomalies = [{ capture: 0, tally: { code, count: 9, samples } }]
  const said = unreadTexts(changed(() => ({}), { anomalies })).find((text) => text.startsWith('9×'))
  expect(said).toMatch(/^9× Left out\. \(source\.zip\.not_read\): a\.log, b.*\.log, c\.log and 6 more$/)
  expect(said).not.toContain('\u001b')
})

test('what was read and is encrypted inside is not passed over in silence', () => {
  expect(verdictOf({ ...result, opaque: [] }).sentence).not.toContain('encrypted')
  const opaque = [{ count: 3 }, { count: 4 }] as unknown as OpaquePayload[]
  expect(verdictOf({ ...result, opaque }).sentence).toMatch(
    / 7 payloads in it look encrypted and can hold more\.$/,
  )
})

test('nothing is called found where nearly all that was sent looks encrypted', async () => {
  const random = (length: number, seed: number): Buffer =>
    createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16)).update(Buffer.alloc(length))
  const tunnel = Array.from({ length: 20 }, (_, at) =>
    udpPacket({ sourcePort: 40_000, targetPort: 4_433, payload: random(200 + at, at) }),
  )
  const sealed = await scanFrames(tunnel)
  expect(verdictOf(sealed)).toMatchObject({
    label: 'LITTLE READ',
    sentence:
      'Nothing that identifies the phone or its owner was found in the traffic. 20 payloads in it look encrypted and can hold more. They are nearly all of what was sent: searching them shows nothing.',
  })
  const words = udpPacket({ sourcePort: 40_001, targetPort: 7_777, payload: 'so it goes. '.repeat(100) })
  expect(verdictOf(await scanFrames([...tunnel, words]))).toMatchObject({
    label: 'LITTLE READ',
    sentence: expect.stringContaining('They are most of what was sent: searching them shows nothing.'),
  })
  const others = Array.from({ length: 4 }, () => words)
  expect(verdictOf(await scanFrames([...tunnel, ...others]))).toMatchObject({
    label: 'NOTHING FOUND',
    sentence: expect.not.stringContaining('all of it could be read'),
  })
})

test('a network of several phones is not called one', async () => {
  const from = (source: string, imei: string): Buffer[] =>
    new TcpConversation({ source, targetPort: 80 })
      .open()
      .send(`GET /?imei=${imei} HTTP/1.1\r\nHost: one.example.com\r\n\r\n`)
      .close().frames
  const first = from('192.168.1.20', '357184092641738')
  const both = await scanFrames([...first, ...from('192.168.1.21', '352099001761481')])
  expect(verdictOf(both).sentence).toMatch(/^This phone, or several, sent its IMEI/)
  expect(both.findings[0]?.counterEvidence.join()).toContain('192.168.1.20, 192.168.1.21')
  const one = await scanFrames([...first, ...from('192.168.1.21', '357184092641738')])
  expect(verdictOf(one).sentence).toMatch(/^This phone sent its IMEI/)
})

test('frames that were lost before they were captured are told, and most of them leave next to nothing known', async () => {
  const whole = await scanFrames(
    new TcpConversation().open().send('GET / HTTP/1.1\r\nHost: one.example.com\r\n\r\n').close().frames,
  )
  const lost = (droppedFrames: number): ScanResult => ({
    ...whole,
    coverage: { ...whole.coverage, missing: { ...whole.coverage.missing, droppedFrames } },
  })
  const { total } = whole.coverage.frames
  const most = verdictOf(lost(5_000))
  expect(most.label).toBe('LITTLE READ')
  expect(most.sentence).toContain(
    `The capturing program lost 5,000 of 5,00${total} frames: what they held is not known.`,
  )
  expect(verdictOf(lost(1))).toMatchObject({
    label: 'NOTHING FOUND',
    sentence: `Nothing that identifies the phone or its owner was found in the traffic. The capturing program lost 1 of ${total + 1} frames: what they held is not known.`,
  })
  expect(verdictOf(lost(0)).sentence).toContain('(all of it could be read)')
})

test('nothing is called read to the end where something is known not to have been seen', async () => {
  const sent = new TcpConversation().open().send('GET / HTTP/1.1\r\nHost: one.example.com\r\n\r\n')
  const whole = await scanFrames(sent.close().frames)
  const sentenceWith = (code: string, kind: 'gap' | 'undecryptable' | 'malformed' | 'ambiguous'): string =>
    verdictOf({
      ...whole,
      anomalies: [{ capture: 0, tally: { code: { code, kind, sentence: 'Odd.' }, count: 1, samples: [] } }],
    }).sentence
  for (const [code, kind] of [
    ['source.har.refused', 'undecryptable'],
    ['stream.tcp.only_answers', 'gap'],
    ['source.entry.named_twice', 'malformed'],
    ['source.zip.unlisted', 'malformed'],
  ] as const)
    expect(sentenceWith(code, kind)).not.toContain('all of it')
  for (const [code, kind] of [
    ['device.events.dropped', 'gap'],
    ['message.http.bare_line_feed', 'malformed'],
    ['stream.tcp.twin', 'ambiguous'],
  ] as const)
    expect(sentenceWith(code, kind)).toContain('all of it could be read')
})

test('connections that an app refused the recorder are not recorded, whether it says to whom they were or not', () => {
  const of = changed(() => ({
    entries: { ...(recordedWithout({}) as NonNullable<Coverage['entries']>), other: { [refusedUnnamed]: 5 } },
  }))
  expect(verdictOf(of).sentence).toMatch(/ What was not recorded can hold more\.$/)
  const other = changed(() => ({
    entries: { ...(recordedWithout({}) as NonNullable<Coverage['entries']>), other: { 'local file': 5 } },
  }))
  expect(verdictOf(other).sentence).not.toContain('not recorded')
})

test('two IMEIs from two addresses are not called one phone’s, of whatever network these are', async () => {
  const first = '357184092641738'
  const second = '352099001761481'
  const from = (source: string, query: string, target = '93.184.216.34'): Buffer[] =>
    new TcpConversation({ source, target, targetPort: 80 })
      .open()
      .send(`GET /?${query} HTTP/1.1\r\nHost: one.example.com\r\n\r\n`)
      .close().frames
  const subjectOf = async (frames: Buffer[], profile?: string): Promise<string> => {
    const of = await scanFrames(frames, profile === undefined ? {} : { profile })
    const isHedged = of.findings[0]?.counterEvidence.join().includes('or of one with two SIM cards')
    const [subject = ''] = verdictOf(of).sentence.split(' sent its')
    expect(isHedged).toBe(subject === 'This phone, or several,')
    return subject
  }
  const outside = (query: string): Buffer[] => from('81.166.10.20', query)
  const other = (query: string): Buffer[] => from('84.210.33.44', query)
  const six = (source: string, query: string): Buffer[] => from(source, query, '2001:db8::80')
  expect(await subjectOf([...outside(`imei=${first}`), ...other(`imei=${second}`)])).toBe(
    'This phone, or several,',
  )
  expect(
    await subjectOf([...six('2a01:79c:1::5', `imei=${first}`), ...six('2a01:79c:1::6', `imei=${second}`)]),
  ).toBe('This phone, or several,')
  // One address, one value that both sent, or a profile that has both make it one.
  for (const frames of [
    [...outside(`imei=${first}`), ...outside(`imei=${second}`)],
    [...outside(`imei=${first}&imei2=${second}`), ...other(`imei=${second}`)],
    [
      ...outside(`imei=${first}&android_id=9f3c1b7a5e2d4806`),
      ...other(`imei=${second}&android_id=9f3c1b7a5e2d4806`),
    ],
    [...outside(`imei=${first}`), ...other(`imei=${first}`)],
  ])
    expect(await subjectOf(frames)).toBe('This phone')
  const both = `identifiers:\n  imei: ["${first}", "${second}"]\n`
  expect(await subjectOf([...outside(`imei=${first}`), ...other(`imei=${second}`)], both)).toBe('This phone')
})

test('names are told of what stayed encrypted, not of what was opened', () => {
  const [one] = result.recipients
  const of = (host: string, ...protocols: string[]): ScanResult['recipients'][number] => ({
    ...(one as NonNullable<typeof one>),
    host,
    protocols,
    flows: 1,
  })
  const hello = (sni: string): ScanResult['hellos'][number] => ({ sni, transport: 'tls', count: 1 })
  const said = (connections: number, hellos: ScanResult['hellos'], recipients: ScanResult['recipients']) =>
    unreadTexts(
      changed(
        ({ summary, decryption }) => ({
          summary: { ...summary, undecryptable: 5_000 },
          decryption: { ...decryption, connections },
        }),
        { hellos, recipients },
      ),
    ).find((text) => text.includes('is encrypted: varde saw'))
  const opened = of('known.example.com', 'http', 'tls')
  const both = [hello('known.example.com'), hello('')]
  expect(said(1, both, [opened, of('', 'tls')])).toContain('saw to which addresses, not what')
  expect(
    said(1, [...both, hello('b.example.com')], [opened, of('', 'tls'), of('b.example.com', 'tls')]),
  ).toContain('saw to whom (1 server name, and addresses without one), not what')
  expect(said(0, both.slice(0, 1), [opened])).toContain('saw to whom (1 server name), not what')
})

test('how often is told by each identifier where not every message had all', async () => {
  const sentenceOf = async (...queries: string[]): Promise<string> => {
    const conversation = new TcpConversation({ targetPort: 80 }).open()
    for (const query of queries) conversation.send(`GET /?${query} HTTP/1.1\r\nHost: one.example.com\r\n\r\n`)
    return verdictOf(await scanFrames(conversation.close().frames)).sentence
  }
  const imei = 'imei=357184092641738'
  const mail = 'email=ada.nordmann%40example.no'
  expect(await sentenceOf(imei, mail, mail)).toContain(
    'not encrypted, in 3 messages (IMEI in 1, e-mail address in 2).',
  )
  expect(await sentenceOf(`${imei}&${mail}`, `${imei}&${mail}`)).toContain('not encrypted, 2 times.')
  // A model only describes, and is not named beside what names.
  expect(await sentenceOf(`${imei}&device_model=TA-1046`, imei)).toContain('not encrypted, 2 times.')
})

test('what was found in next to nothing is not called nothing', () => {
  const little = changed(({ summary, messages }) => ({
    summary: { ...summary, read: summary.payload / 20 },
    messages,
  }))
  expect(verdictOf(little).label).toBe('LITTLE READ')
  expect(verdictOf(little).sentence).toMatch(/was found in the [45] % of the traffic that could be read/)
  expect(technicalReport(little, { version: '0', isRevealed: false })).toContain(
    '<p class="verdict plain"><strong class="badge plain">LITTLE READ',
  )
  expect(technicalReport(result, { version: '0', isRevealed: false })).toContain('<p class="verdict none">')
})

test('where what was sent is encrypted, answers and hellos that were read are not called nothing', () => {
  const sealed = changed(({ searched }) => ({ searched: { ...searched, probedBytes: 9_000 } }))
  expect(verdictOf(sealed)).toMatchObject({
    label: 'LITTLE READ',
    sentence: expect.stringContaining(' Hardly anything of what was sent could be searched: '),
  })
  expect(unreadTexts(sealed)[1]).toBe('Hardly anything of what was sent could be searched.')
  expect(verdictOf(result).sentence).not.toContain('Hardly')
  expect(unreadTexts(result).join()).not.toContain('Hardly')
  const open = changed(({ searched, summary }) => ({
    searched: { ...searched, probedBytes: 9_000 },
    summary: { ...summary, undecryptable: 0 },
  }))
  expect(verdictOf(open).label).toBe('NOTHING FOUND')
})

test('hellos, which grow with keys against quantum computers, are nothing of what was sent', async () => {
  const sealedText = 'Hardly anything of what was sent could be searched'
  const connections = Array.from({ length: 20 }, (_, at) =>
    new TcpConversation({ sourcePort: 40_000 + at, targetPort: 443 })
      .open()
      .send(tlsRecord(clientHello({ sni: `a${at}.example.com`, paddingBytes: 1_600 })))
      .send(tlsRecord(sealedBytes(120, at), 23))
      .close(),
  ).flatMap(({ frames }) => frames)
  const asking = (count: number): Buffer[] =>
    new TcpConversation({ sourcePort: 39_000, targetPort: 80 })
      .open()
      .send('GET /so-it-goes HTTP/1.1\r\nHost: own.example.com\r\n\r\n'.repeat(count))
      .close().frames
  const open = await scanFrames([...connections, ...asking(40)])
  const { decryption, searched } = open.coverage
  expect(decryption.helloBytes).toBeGreaterThan(20 * 1_600)
  expect(searched.namesBytes).toBe('aN.example.com'.length * 20 + 10)
  expect(verdictOf(open).sentence).not.toContain(sealedText)
  expect(verdictOf(await scanFrames([...connections, ...asking(1)])).sentence).toContain(sealedText)
  // Names of servers are not what was sent, either, nor are questions for them.
  const question = udpPacket({
    sourcePort: 5_353,
    targetPort: 53,
    payload: dnsMessage({ questions: [dnsQuestion('a1.example.com')] }),
  })
  const questions = Array.from({ length: 40 }, () => question)
  const named = await scanFrames([...connections, ...questions])
  expect(named.coverage.searched.namesBytes).toBeGreaterThan(40 * 20)
  expect(verdictOf(named).sentence).toContain(sealedText)
})

test('where only answers were captured, nothing is not called found', async () => {
  const text = 'Nothing that was sent is in the capture, only what was answered.'
  const recipients = result.recipients.map((recipient) => ({
    ...recipient,
    bytesToServer: 0,
    bytesToClient: 900,
  }))
  const answers = { ...result, recipients }
  expect(verdictOf(answers)).toMatchObject({ label: 'LITTLE READ', sentence: expect.stringContaining(text) })
  expect(unreadTexts(answers)).toContain(text)
  const [first] = recipients
  if (first === undefined) throw new Error('a recipient')
  const asked = { ...result, opaque: [], recipients: [...recipients, { ...first, bytesToServer: 1 }] }
  expect(verdictOf(asked).label).toBe('NOTHING FOUND')
  expect(unreadTexts(asked)).not.toContain(text)
  // A greeting of a server, and a client that says nothing to it.
  const greeted = new TcpConversation({ targetPort: 21 }).open().reply('220 hello\r\n').close().frames
  expect(verdictOf(await scanFrames(greeted)).label).toBe('NOTHING FOUND')
  const cut = await scanFrames(greeted.slice(3, 4))
  expect([verdictOf(cut).label, unreadTexts(cut)[0]]).toEqual(['LITTLE READ', text])
})

test('an entry that makes no sense is not said to be no contact', () => {
  const entries = { total: 2, read: {}, other: {}, malformed: 1 } as unknown as Coverage['entries']
  const of = changed(({ summary }) => ({ entries, summary: { ...summary, read: 0 } }))
  expect(verdictOf(of).sentence).toMatch(
    /^No contact with a server could be read from any of the 2 entries, so/,
  )
})

test('of what was sent as a digest only, that is said, and each value by its own', async () => {
  const [md5, sha1] = ['9f3b6c1d2e4a5807c1d2e4a58079f3b6', '8a1d2e4a58079f3b6c1d2e4a58079f3b6c1d2e4a']
  const sent = async (query: string, options: { profile?: string } = {}): Promise<ScanResult> =>
    scanFrames(
      new TcpConversation({ targetPort: 80 })
        .open()
        .send(`GET /a?${query} HTTP/1.1\r\nHost: shop.test\r\n\r\n`)
        .reply('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
        .close().frames,
      options,
    )
  const digests = await sent(`imei_md5=${md5}&imei_sha1=${sha1}&mac=90:a5:03:75:ff:81`)
  expect(verdictOf(digests).sentence).toContain(
    'sent its IMEI (number of the phone) as a digest and MAC address (number of the Wi-Fi radio) to shop.test',
  )
  const lines = (of: ScanResult): string =>
    renderTerminal(of, { columns: 100, hasColour: false, isRevealed: true }).replaceAll(/\s+/g, ' ')
  expect(lines(digests)).toContain(`IMEI (number of the phone) ${md5} as MD5, ${sha1} as SHA-1 (probable)`)
  expect(technicalReport(digests, { version: '0', isRevealed: true })).toContain(
    `IMEI (number of the phone): ${md5} as MD5, ${sha1} as SHA-1; MAC address`,
  )
  const both = await sent(`imei_md5=${md5}&imei=357184092641738`)
  expect(verdictOf(both).sentence).toContain('sent its IMEI (number of the phone) to shop.test')
  expect(lines(both)).toContain(`IMEI (number of the phone) ${md5} as MD5, 357184092641738 (probable)`)
  const other = await sent(`a[imei_md5]=${md5}&b[imei_md5]=${md5.split('').toReversed().join('')}`)
  expect(lines(other)).toMatch(/IMEI \(number of the phone\) [0-9a-f]{32}, [0-9a-f]{32} as MD5 \(probable\)/)

  const imei = '357184092641738'
  const known = { profile: `name: x\nidentifiers: { imei: "${imei}" }\n` }
  const of = (algorithm: string): string => createHash(algorithm).update(imei).digest('hex')
  const twice = await sent(`a=${of('md5')}&b=${of('sha1')}`, known)
  expect(lines(twice)).toContain(`IMEI (number of the phone) ${imei} as MD5 in hex, SHA-1 in hex HTTP`)
  const plain = await sent(`a=${of('md5')}&b=${imei}`, known)
  expect(lines(plain)).toContain(`IMEI (number of the phone) ${imei} HTTP`)
})

test('findings beside the worst are counted', async () => {
  const found = await scannedSample(join(root, 'samples/nokia-7-plus.pcapng'))
  const [first] = found.findings
  if (first === undefined) throw new Error('nothing was found')
  const of = (count: number): string => verdictOf({ ...found, findings: Array(count).fill(first) }).sentence
  expect(of(1)).not.toContain('There ')
  expect(of(2)).toMatch(/ There is 1 more finding\.$/)
  expect(of(5_000)).toMatch(/ There are 4,999 more findings\.$/)
})

test('a recipient that is only possible is not named as if it were known, nor by a country that nobody knows', () => {
  const [recipient] = result.recipients
  if (recipient?.organisation === undefined || recipient.organisation === null)
    throw new Error('no organisation')
  const { organisation } = recipient
  const told = (changes: Partial<typeof organisation>): string[] => {
    const of = {
      ...recipient,
      host: 'a.example',
      organisation: { ...organisation, name: 'A', parent: 'B', ...changes },
    }
    return [recipientText(of), whoText(of)]
  }
  expect(told({ seat: 'CN', country: 'CN', state: 'controls' })).toEqual([
    'A (CN, state-controlled) at a.example',
    expect.stringMatching(/^A, owned by B \(CN\), controlled by the state/),
  ])
  expect(told({ seat: 'CN', country: 'CN', confidence: 'possible' })).toEqual([
    'a.example (possibly of A, CN)',
    expect.stringMatching(/^possibly A, owned by B \(CN\)/),
  ])
  expect(told({ seat: 'FI', country: 'NO', state: 'controls' })[0]).toBe(
    'A (FI, owner in NO, state-controlled) at a.example',
  )
  expect(told({ seat: '', country: 'NO' })[0]).toBe('A (owner in NO) at a.example')
  expect(told({ seat: '', country: 'NO', parent: '' })[0]).toBe('A (NO) at a.example')
  expect(told({ seat: '', country: 'ZZ' })).toEqual([
    'A at a.example',
    expect.stringMatching(/^A, owned by B(?! \()/),
  ])
})

test('where all was read, one line says so, and none that nothing is encrypted', () => {
  const zero = <T extends object>(counts: T): T =>
    Object.fromEntries(
      Object.entries(counts).map(([name, value]) => [name, typeof value === 'number' ? 0 : {}]),
    ) as T
  const of = changed(
    ({ file, frames, frameBytes, messages, summary, decryption, missing, searched }) => ({
      file: { ...zero(file), bytes: file.bytes },
      frames: { ...zero(frames), total: frames.total, dissected: frames.total },
      frameBytes: zero(frameBytes),
      messages: zero(messages),
      summary: { ...zero(summary), payload: summary.payload, read: summary.payload },
      decryption: zero(decryption),
      missing: zero(missing),
      searched: zero(searched),
      entries: null,
    }),
    { anomalies: [], opaque: [], recipients: [], untraceable: [] },
  )
  expect(unreadTexts(of)).toEqual(['Nothing: every byte of payload was read.'])
})

test('more IMEIs than one phone has may be of several phones', async () => {
  const sent = async (...imeis: readonly string[]): Promise<string> => {
    const frames = imeis.flatMap(
      (imei, index) =>
        new TcpConversation({ sourcePort: 40_000 + index })
          .open()
          .send(Buffer.from(`GET /p?imei=${imei} HTTP/1.1\r\nHost: t.example\r\n\r\n`))
          .close().frames,
    )
    return verdictOf(await scanFrames(frames)).sentence
  }
  const phones = ['357184092641738', '352099001761481', '867941043185278']
  expect(await sent(...phones.slice(0, 2))).toMatch(/^This phone sent its IMEI/)
  expect(await sent(...phones)).toMatch(/^This phone, or several, sent its IMEI/)
})

describe('what few connections of a network belong to may be another device’s', () => {
  const mac = 'A4:77:33:48:AA:10'
  const scanned = (sender: string, others: readonly (readonly [address: string, connections: number])[]) => {
    let port = 40_000
    const request = (source: string, target: string): Buffer[] =>
      new TcpConversation({ source, sourcePort: port++ })
        .open()
        .send(Buffer.from(`GET ${target} HTTP/1.1\r\nHost: t.example\r\n\r\n`))
        .close().frames
    return scanFrames([
      ...request(sender, `/p?mac=${mac}`),
      ...others.flatMap(([address, connections]) =>
        Array.from({ length: connections }, () => request(address, '/')).flat(),
      ),
    ])
  }
  const against = /it was sent from 192\.168\.1\.53; of the connections in its network that address opened 1,/

  test('beside an address of the same network that opened four times as many', async () => {
    const result = await scanned('192.168.1.53', [['192.168.1.23', 4]])
    expect(verdictOf(result).sentence).toMatch(/^This phone, or another device, sent its MAC address/)
    expect(result.findings[0]?.counterEvidence.join('\n')).toMatch(against)
    expect(result.findings[0]?.counterEvidence.join('\n')).toContain('192.168.1.23 opened 4: ')
  })

  test.each<[string, string, readonly (readonly [string, number])[]]>([
    ['that opened hardly more', '192.168.1.53', [['192.168.1.23', 3]]],
    ['of another network', '192.168.1.53', [['192.168.2.23', 9]]],
    ['of the Internet', '192.168.1.53', [['93.184.216.34', 9]]],
    ['where it was sent from the Internet', '93.184.216.34', [['93.184.216.35', 9]]],
  ])('not beside one %s', async (_, sender, others) => {
    const result = await scanned(sender, others)
    expect(verdictOf(result).sentence).toMatch(/^This phone sent its MAC address/)
    expect(result.findings[0]?.counterEvidence.join('\n')).not.toMatch(against)
  })

  test('nor where the value is that of the profile', async () => {
    const frames = await scanned('192.168.1.53', [['192.168.1.23', 9]])
    const by = 'profile'
    const known = { ...frames, observations: frames.observations.map((one) => ({ ...one, by })) }
    expect(verdictOf(known).sentence).toMatch(/^This phone sent its MAC address/)
    // All in a house have the name of its network.
    const shared = {
      ...known,
      observations: known.observations.map((one) => ({ ...one, identifier: 'ssid' })),
    }
    expect(verdictOf(shared).sentence).toMatch(/^This phone, or another device,/)
  })
})

test.each([
  ['100 %', 'the traffic (all of it could be read)'],
  ['<1 %', 'the part of the traffic that could be read (less than 1 %)'],
  ['36 %', 'the 36 % of the traffic that could be read'],
])('a share of %s reads as a sentence', (told, said) => {
  expect(readPartText(told)).toBe(said)
})

test('where little was read because it is encrypted, the verdict says what would help', () => {
  const advice = 'can be read with its keys (--keys)'
  const { payload } = result.coverage.summary
  const little = (undecryptable: number): ScanResult =>
    changed(({ summary }) => ({ summary: { ...summary, read: Math.round(payload / 50), undecryptable } }))
  expect(verdictOf(little(payload)).sentence).toContain(advice)
  expect(verdictOf(little(0)).sentence).not.toContain(advice)
  const keys = { secrets: 1, connections: 1 } as ScanResult['keys']
  expect(verdictOf({ ...little(payload), keys }).sentence).not.toContain(advice)
  expect(verdictOf(result).sentence).not.toContain(advice)
})
