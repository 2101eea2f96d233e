import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { times } from '../../../test/support/depth.ts'
import { anyText } from '../../../test/support/any-text.ts'
import { filled, hostileKinds, hostileStrings, poisoned } from '../../../test/support/poisoned-facts.ts'
import { TcpConversation } from '../../../test/support/capture.ts'
import { profileOf, scannedSample, spellingsOf } from '../../../test/support/scan-capture.ts'
import { scanFrames } from '../../../test/support/scan-frames.ts'
import { readWorldSources } from '../../../tools/build-world.ts'
import { readEventFile } from '../../pipeline/events/event-files.ts'
import { openAttribution } from '../../attribute/attribution.ts'
import { escapeHtml } from '../writing/escape-html.ts'
import { readData } from '../../cli/data-files.ts'
import { readFrames } from '../../pipeline/again/read-frames.ts'
import { scan } from '../../pipeline/scan.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { shownFrames } from './chains.ts'
import { namedFilesMax } from '../recording-files.ts'
import { technicalReport } from './report.ts'
import { style } from './style.ts'

const sample = fileURLToPath(new URL('../../../samples/nokia-7-plus', import.meta.url))
const world = readWorldSources(fileURLToPath(new URL('../../../', import.meta.url)))
const masked = { version: '0.1.0', isRevealed: false, world }
let result: ScanResult
let page: string

beforeAll(async () => {
  const profile = profileOf(`${sample}.profile.yaml`)
  result = await scan([`${sample}.pcapng`], {
    profile,
    spellings: spellingsOf(profile),
    attribution: openAttribution(readData),
    wantsHash: true,
    onProgress: () => undefined,
    events: async (near) => {
      const { imported } = await readEventFile(`${sample}.events.ndjson`, { zone: null, near })
      return { events: imported.events, anchors: imported.anchors, offsetMs: null, oddities: [] }
    },
  })
  page = technicalReport(result, masked)
})

/** Tags in order, with the names of their attributes: what a browser would make of a page. */
function structure(html: string): string[] {
  // Which values are masked depends on them: what names these is left out, after it was seen to hold nothing else.
  const named =
    /<span role="img" aria-label="masked(?:, (?:begins|ends) with [\p{L}\p{N}]{1,2})*">([^<]*)<\/span>/gu
  // What is written from the right stands apart, whatever it says.
  return (
    html
      .replaceAll(named, '$1')
      .replaceAll(/<\/?bdi>/g, '')
      .match(/<[^>]*>/g) ?? []
  ).map((tag) => tag.replaceAll(/="[^"]*"/g, '=""'))
}

const emptyElements = new Set(['meta', 'br', 'rect', 'path'])

/** Elements that are not closed in the order in which they were opened. */
function misnested(html: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
    if (emptyElements.has(name)) continue
    if (slash === '') open.push(name)
    else if (open.pop() !== name) wrong.push(name)
  }
  return [...wrong, ...open]
}

/** A frame that holds every byte, under the number of the first one shown. */
const allBytes: ReadonlyMap<number, Uint8Array> = new Map([
  [198, Uint8Array.from({ length: 1024 }, (_, at) => at)],
])

describe('the technical report', () => {
  test('what its times are where the people concerned live is said', () => {
    expect(page).not.toContain('people concerned')
    expect(technicalReport(result, { ...masked, timeZone: 'Europe/Oslo' })).toMatch(
      /By the time of the people concerned \(Europe\/Oslo\) it was captured from 2019-02-11 \d\d:\d\d:\d\d\+01:00 to 2019-02-12 /,
    )
  })

  test('of a recording in several files it lists these, and which of them holds what', () => {
    const [capture] = result.captures as [ScanResult['captures'][number]]
    const size = 190
    const files = Array.from({ length: namedFilesMax + 50 }, (_, index) => ({
      path: `/home/ada/rec_${index}.pcapng`,
      sha256: null,
      isGzip: false,
      ...(index === 1 ? { isZipped: true as const } : {}),
      fileBytes: 1,
      bytes: 1,
      packets: size,
      firstFrame: 1 + index * size,
      first: null,
      last: null,
    }))
    const [observed] = result.observations as [ScanResult['observations'][number]]
    const [span] = observed.spans as [ScanResult['observations'][number]['spans'][number]]
    const spans = [
      { ...span, frame: 190 },
      { ...span, frame: 191 },
      { ...span, frame: 381 },
      { ...span, frame: 400 },
    ]
    const text = technicalReport(
      { ...result, captures: [{ ...capture, files }], observations: [{ ...observed, spans }] },
      masked,
    )
    expect(text).toContain('Files of the recording')
    expect(text).toContain(`rec_${namedFilesMax - 1}.pcapng`)
    expect(text).not.toContain(`rec_${namedFilesMax}.pcapng`)
    expect(text).toContain('… and 50 more files of the recording')
    expect(text).not.toContain('/home/ada')
    for (const line of [
      'tshark -r rec_0.pcapng -Y &#39;frame.number == 190&#39; -x',
      'rec_1.pcapng: unpack the zip archive: tshark reads none',
      'tshark -r rec_2.pcapng -Y &#39;frame.number in {1, 20}&#39; -x',
      'in rec_2.pcapng, frame 381 of the recording is frame 1, frame 400 of the recording is frame 20',
    ])
      expect(text).toContain(line)
  })

  test('of what only a log of the device tells, it is not said how it travelled', () => {
    const transmissions = result.transmissions.map((one) => ({
      ...one,
      summary: { ...one.summary, protocol: 'device-log' },
    }))
    const logged = technicalReport({ ...result, transmissions }, masked)
    expect(page).toContain('<td>not encrypted</td>')
    expect(logged).not.toContain('<td>not encrypted</td>')
    expect(logged).not.toContain('× in clear')
    expect(logged).toContain('84×, not known how')
    expect(logged).toContain('what was recorded does not say whether it was encrypted')
  })

  test('has one heading of the first rank, no rank left out, and names for all parts', () => {
    expect(page).toContain('<html lang="en">')
    expect(page.match(/<h1>/g)).toHaveLength(1)
    const ranks = [...page.matchAll(/<h([1-6])/g)].map(([, rank]) => Number(rank))
    ranks.forEach((rank, index) => expect(rank).toBeLessThanOrEqual((ranks[index - 1] ?? 0) + 1))
    for (const part of ['header', 'nav', 'main', 'footer']) expect(page.split(`<${part}`)).toHaveLength(2)
    expect(misnested(page)).toEqual([])
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, named = ''] of page.matchAll(/(?:aria-labelledby="|href="#)([^"]*)"/g))
      for (const id of named.split(' ')) expect(ids).toContain(id)
    for (const [tag] of page.matchAll(/<th\b[^>]*>/g)) expect(tag).toMatch(/scope="(?:col|row)"/)
    for (const [table] of page.matchAll(/<table>[^]*?<\/table>/g)) expect(table).toContain('<caption>')
    for (const [picture] of page.matchAll(/<svg[^]*?<\/svg>/g))
      expect(picture).toMatch(/role="img"[^]*<title id=[^]*<desc id=/)
  })

  test('needs nothing from outside', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page).not.toMatch(/<(?:script|img|link|iframe|object|embed|base|form)\b/i)
    expect(page).not.toMatch(/\b(?:src|srcset|action|xlink:href)=|url\(|@import/i)
    for (const [, target] of page.matchAll(/href="([^"]*)"/g)) expect(target).toMatch(/^#/)
  })

  test('says what was found, why, to whom, when, where to see it, and what was not read', () => {
    for (const text of [
      'zzhc.vnet.cn',
      'Severity: critical',
      '3 permanent identifiers, an address that may change and the place of the phone travel together in clear text',
      'the server refused 84 of 84 transmissions',
      'China Telecom Group',
      '84× in clear',
      '30 of 30 unlocks come together with a send to zzhc.vnet.cn',
      'tshark -r ',
      'frame.number == 198',
      'JSON $.SIM1ICCID',
      '7 of 7 sums hold',
      'Public Suffix List',
    ])
      expect(page).toContain(text)
    expect(page).not.toMatch(/undefined|NaN|\[object/)
    expect(page.match(/<svg/g)?.length).toBeGreaterThan(3)
  })

  test('says which values of the profile were not searched as such', () => {
    const pageOf = (untraceable: readonly string[]): string =>
      technicalReport({ ...result, untraceable }, { version: '0', isRevealed: false })
    expect(pageOf([])).toContain('Its values were searched in every written form that varde knows of each.')
    expect(pageOf(['user-id'])).toContain(
      'that varde knows of each, but for 1 value that can not be told from chance (user-id): looked for under key names only.',
    )
  })

  test('claims no more of its method than the documents do', () => {
    expect(page).not.toMatch(/never by port|in every written form(?! that varde knows)/)
    expect(page).toContain('What it receives is searched for the values of the profile only.')
    expect(page).toContain('255.255.255.255 (broadcast address)')
    expect(page).not.toContain('255.255.255.255 (reserved address)')
  })

  test('names the sources of a country, and says whether they agree', () => {
    const shown = technicalReport(filled(result), masked)
    expect(shown).toContain('sources disagree: NO (a list), SE (a list). shared')
    expect(shown).toContain('AS64496 a network')
    expect(shown).toContain('against')
  })

  test('shows no value of the profile, and all of them where that is asked for', () => {
    const shown = technicalReport(result, { ...masked, isRevealed: true })
    for (const values of result.profile?.identifiers.values() ?? [])
      for (const value of values) if (value.length > 6) expect(page).not.toContain(value)
    const [imei = ''] = result.profile?.identifiers.get('imei') ?? []
    expect(imei).toMatch(/^\d{15}$/)
    expect(shown).toContain(imei)
  })

  test('shows the bytes that carry a value, marked, only where values are shown', async () => {
    const wanted = shownFrames(result)
    const frames = await Promise.all(
      result.captures.map((capture, index) => readFrames(capture, wanted[index] ?? new Set())),
    )
    const shown = technicalReport(result, { ...masked, isRevealed: true, frames })
    // The base64 of the registration form begins so, at byte 234 of frame 198.
    expect(shown).toContain('marked: bytes 234 to 740, which carry the value')
    expect(shown).toMatch(
      /00e0 {2}(?:[0-9a-f]{2} ){10}<mark>(?:[0-9a-f]{2} ){6}<\/mark> .{10}<mark>.{6}<\/mark>\n/,
    )
    expect(misnested(shown)).toEqual([])
    expect(technicalReport(result, { ...masked, frames })).toBe(page)
  })

  test('says so where the bytes could not be read again', () => {
    const frames = result.captures.map(() => new Map<number, Uint8Array>())
    const lost = 'The bytes are not shown: the capture could not be read again'
    expect(technicalReport(result, { ...masked, isRevealed: true, frames })).toContain(lost)
    expect(technicalReport(result, { ...masked, frames })).not.toContain(lost)
    const captures = result.captures.map((capture) => ({ ...capture, path: '-' }))
    const piped = technicalReport({ ...result, captures }, { ...masked, isRevealed: true, frames })
    expect(piped).not.toContain(lost)
  })

  test('is the same each time', () => {
    expect(technicalReport(structuredCloneOf(result), masked)).toBe(page)
  })

  test('says so where there is nothing', async () => {
    const nothing = technicalReport(await scannedSample(`${sample}-fixed.pcapng`), masked)
    expect(nothing).toContain('NOTHING FOUND')
    expect(nothing).toContain('No identifier was seen to be sent to anybody.')
    expect(misnested(nothing)).toEqual([])
    expect(nothing).not.toMatch(/undefined|NaN|\[object/)
  })

  test('text has a contrast of 4.5 and more', () => {
    const [dark = ''] =
      /@media screen and \(prefers-color-scheme: dark\) \{\n[^]*?\n\}/.exec(style.markup) ?? []
    const light = style.markup.replace(dark, '')
    const pairsOf = (css: string, paper: string): [string, string][] =>
      [...css.matchAll(/\{([^{}]*)\}/g)].flatMap(([, body = '']): [string, string][] => {
        const text = /(?:^|[\s;])color: (#[0-9a-f]{3,6})/.exec(body)?.[1]
        return text === undefined ? [] : [[text, /background: (#[0-9a-f]{3,6})/.exec(body)?.[1] ?? paper]]
      })
    const night = '#16181b'
    expect(pairsOf(dark, night)).toContainEqual(['#e8e8e8', night])
    const pairs = [...pairsOf(light, '#fff'), ...pairsOf(dark, night)]
    for (const [, ground = ''] of dark.matchAll(/background: (#[0-9a-f]{6})/g))
      pairs.push(['#e8e8e8', ground])
    for (const [, mark = ''] of dark.matchAll(
      /\.(?:axis|send|event, \.bar) \{ (?:stroke|fill): (#[0-9a-f]{6})/g,
    ))
      pairs.push([mark, night])
    for (const name of ['read', 'sealed', 'twice', 'left']) {
      const fill = (selector: string): string =>
        new RegExp(`${selector} \\{ fill: (#[0-9a-f]{3,6})`).exec(style.markup)?.[1] ?? ''
      pairs.push([fill(`\\.on-${name}`), fill(`\\.bar-${name}`)])
    }
    expect(pairs.length).toBeGreaterThan(10)
    for (const [text, ground] of pairs)
      expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  })
})

describe('whatever the capture held, the page stays inert', () => {
  test('there are enough kinds of hostile text', () => {
    expect(new Set(hostileStrings).size).toBeGreaterThanOrEqual(300)
  })

  test.each(Object.keys(hostileKinds))('%s, in every field', (kind) => {
    const facts = filled(result)
    for (const isRevealed of [false, true]) {
      const options = { version: 'word', isRevealed, frames: [allBytes] }
      const harmless = structure(technicalReport(poisoned(facts, 'word'), options)).join('')
      // A page that reveals holds more of them, and is tried with more: in the short form with those that the other is not.
      const step = isRevealed ? times(4, 1) : times(8, 1)
      const from = isRevealed ? 0 : 2
      for (const text of (hostileKinds[kind] ?? []).filter((_, index) => index % step === from % step)) {
        const html = technicalReport(poisoned(facts, text), { ...options, version: text })
        expect(structure(html).join(''), text).toBe(harmless)
        expect(misnested(html), text).toEqual([])
        if (isRevealed) expect(html.split(escapeHtml(text)).length).toBeGreaterThan(60)
        expect(html).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
        )
      }
    }
  })

  test('any text at all', () => {
    const facts = filled(result)
    const harmless = structure(technicalReport(poisoned(facts, 'word'), masked))
    // The code of a country is drawn on a map, and a capture `-` came through a pipe.
    const isTold = (text: string): boolean => /^(?:[A-Z]{2}|-)$/i.test(text.trim())
    fc.assert(
      fc.property(
        anyText({ minLength: 1 }).filter((text) => !isTold(text)),
        (text) => {
          expect(structure(technicalReport(poisoned(facts, text), masked))).toEqual(harmless)
        },
      ),
      { numRuns: times(10, 25) },
    )
  })
})

/** A copy of the facts in new objects, so that nothing is remembered between two renderings. */
function structuredCloneOf(facts: ScanResult): ScanResult {
  return { ...facts, observations: [...facts.observations], findings: [...facts.findings] }
}

/** Contrast of two colours (WCAG 2.2, relative luminance). */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const hex = colour.length === 4 ? colour.slice(1).replaceAll(/./g, '$&$&') : colour.slice(1)
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right)
  return (light + 0.05) / (dark + 0.05)
}

test('names no folder of whoever made it', () => {
  expect(page).toContain('tshark -r nokia-7-plus.pcapng ')
  expect(page).not.toContain('samples/')
})

test('gives no command that can not work: it says what to do first', () => {
  const as = (change: Partial<ScanResult['captures'][number]>): string =>
    technicalReport(
      { ...result, captures: result.captures.map((capture) => ({ ...capture, ...change })) },
      masked,
    )
  for (const [change, first] of [
    [{ isZipped: true }, 'unpack the zip archive'],
    [{ isSealed: true }, 'take the capture out of the encrypted case'],
    [{ path: '-' }, 'save what was piped in as a file'],
    [{ path: 'tcp://127.0.0.1:4567' }, 'record it in a file'],
  ] as const) {
    const page = as(change)
    expect(page).not.toContain('tshark -r')
    expect(page).toContain('frame.number == 198')
    expect(page).toContain(`<dt>first</dt><dd>${first}`)
  }
})

describe('what is shown of a message with much in it', () => {
  const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.tracker.example`
  const sent = (host: string, body: string): Promise<ScanResult> =>
    scanFrames(
      new TcpConversation()
        .open()
        .send(
          `POST /r HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        )
        .reply('HTTP/1.1 204 No Content\r\n\r\n')
        .close().frames,
    )

  test('members of one list are one way of writing, with how many there are', async () => {
    const apps = Array.from({ length: 40 }, (_, index) => `com.vendor${index}.application.name`)
    const html = technicalReport(
      await sent('a.example', JSON.stringify({ imei: '356938035643809', apps })),
      masked,
    )
    const evidence = html.slice(html.indexOf('id="evidence"'), html.indexOf('id="coverage"'))
    expect(evidence.match(/<article/g)).toHaveLength(2)
    expect(evidence).toContain('(40 observations, ')
    expect(evidence).toContain(
      'This is the first of 40 places in a list; at the others it is written in the same way.',
    )
  })

  test('a name of a host that is wider than a page may be cut over lines, and no other', async () => {
    const body = JSON.stringify({ imei: '356938035643809' })
    expect(technicalReport(await sent(long, body), masked)).toContain(`<span class="long">${long}</span>`)
    expect(technicalReport(await sent('a.example', body), masked)).toContain(
      '<span class="short">a.example</span>',
    )
  })

  test('names that are written from the right are kept apart', async () => {
    const html = technicalReport(
      await sent('a.example', JSON.stringify({ imei: '356938035643809', fullName: 'שרה כהן' })),
      {
        ...masked,
        isRevealed: true,
      },
    )
    expect(html).toContain('<bdi>שרה כהן</bdi>')
  })
})
