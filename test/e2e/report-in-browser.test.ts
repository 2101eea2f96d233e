/** The report and the letters in a real browser: no barriers (axe), and hostile text that stays text. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assessLaw } from '../../src/assess/law/evaluate.ts'
import { openAttribution } from '../../src/attribute/attribution.ts'
import { readData } from '../../src/cli/data-files.ts'
import { identifiers } from '../../src/detect/identifiers.gen.ts'
import { readEventFile } from '../../src/pipeline/events/event-files.ts'
import { readFrames } from '../../src/pipeline/again/read-frames.ts'
import { scan } from '../../src/pipeline/scan.ts'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { letterHtml } from '../../src/report/letters/render.ts'
import { writeLetter } from '../../src/report/letters/letter.ts'
import { letterKinds, letterLanguages } from '../../src/report/letters/texts.ts'
import { shownFrames } from '../../src/report/technical/chains.ts'
import { technicalReport } from '../../src/report/technical/report.ts'
import { readLawSources } from '../../tools/build-law.ts'
import { readWorldSources } from '../../tools/build-world.ts'
import { browserMissing, startBrowser } from '../support/browser.ts'
import { times } from '../support/depth.ts'
import { filled, hostileStrings, poisoned } from '../support/poisoned-facts.ts'
import { profileOf } from '../support/scan-capture.ts'
import { root } from './run-varde.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const law = readLawSources(root)
const world = readWorldSources(root)
const setting = { userCountry: 'NO', makerCountry: 'FI', maker: '', today: '2026-11-24', awareAt: '' }
const samples = ['nokia-7-plus', 'nokia-7-plus-fixed', 'clean-phone'] as const
const results = new Map<string, ScanResult>()

async function scanSample(name: string): Promise<ScanResult> {
  const path = join(root, 'samples', name)
  return scan([existsSync(`${path}.pcapng`) ? `${path}.pcapng` : `${path}.pcapng.gz`], {
    profile: profileOf(`${path}.profile.yaml`),
    attribution: openAttribution(readData),
    wantsHash: true,
    onProgress: () => undefined,
    events: async (near) => {
      const { imported } = await readEventFile(`${path}.events.ndjson`, { zone: null, near })
      return { events: imported.events, anchors: imported.anchors, offsetMs: null, oddities: [] }
    },
  })
}

/** With the first few of a day's transmissions: rows of one form, of which each is looked at. */
function brief(result: ScanResult): ScanResult {
  return { ...result, transmissions: result.transmissions.slice(0, 6) }
}

function letterOf(result: ScanResult, index: number, version = '0', timeZone = 'UTC'): string {
  const kind = letterKinds[index % letterKinds.length] ?? 'summary'
  const language = letterLanguages[Math.floor(index / letterKinds.length) % letterLanguages.length] ?? 'en'
  const assessment = assessLaw(result.findings, result, setting, law)
  const options = { kind, language, version, isRevealed: true, deadline: '', awareAt: '', timeZone }
  return letterHtml(writeLetter(result, assessment, options))
}

/** What axe says against a page: rule, and the elements that break it. */
async function barriers(page: Page, html: string): Promise<string[]> {
  // The policy of the page forbids scripts, axe's too; what axe looks at is the same without it.
  await page.setContent(withoutPolicy(html))
  await page.evaluate(axe)
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[]
    passes: unknown[]
  }
  expect(found.passes.length).toBeGreaterThan(10)
  return found.violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, 3)
      .map(({ html: element, failureSummary }) => `${id}: ${element.slice(0, 160)} ${failureSummary ?? ''}`),
  )
}

function withoutPolicy(html: string): string {
  const without = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
  expect(without).not.toBe(html)
  return without
}

describe.skipIf(browserMissing !== '')('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startBrowser()
    for (const name of samples) results.set(name, await scanSample(name))
  })
  const folder = mkdtempSync(join(tmpdir(), 'varde-browser-'))
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const sampleOf = (name: string): ScanResult => results.get(name) as ScanResult

  test('no page is wider than the screen of a small phone', { timeout: 120_000 }, async () => {
    const leak = sampleOf('nokia-7-plus')
    const page = await browser.newPage()
    await page.setViewport({ width: 320, height: 640 })
    const pages: [string, string][] = [
      ['report', technicalReport(leak, { version: '0', isRevealed: false, world })],
      ...letterKinds.map((kind, index): [string, string] => [kind, letterOf(leak, index)]),
    ]
    for (const [name, html] of pages) {
      await page.setContent(html)
      expect([name, await page.evaluate('document.scrollingElement.scrollWidth')]).toEqual([name, 320])
      const narrowest =
        "Math.min(9999, ...[...document.querySelectorAll('td')].filter((cell) => cell.textContent.length > 60).map((cell) => cell.clientWidth))"
      expect([name, Number(await page.evaluate(narrowest)) >= 90]).toEqual([name, true])
    }
    await page.close()
  })

  test('a long name of a host makes no page wider than the screen', async () => {
    const leak = sampleOf('nokia-7-plus')
    const host = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.example.com`
    const long = { ...leak, recipients: leak.recipients.map((one) => ({ ...one, host })) }
    const page = await browser.newPage()
    for (const width of [390, 1100]) {
      await page.setViewport({ width, height: 640 })
      await page.setContent(technicalReport(long, { version: '0', isRevealed: false, world }))
      expect(await page.evaluate('document.scrollingElement.scrollWidth')).toBe(width)
    }
    await page.close()
  })

  test('on a small screen the map opens where its marks are', async () => {
    const page = await browser.newPage()
    await page.setViewport({ width: 390, height: 844 })
    await page.setContent(
      technicalReport(sampleOf('nokia-7-plus'), { version: '0', isRevealed: false, world }),
    )
    const marks =
      "[...document.querySelectorAll('.server-single, .server-agreed, .owner')].map((one) => one.getBoundingClientRect()).map(({ left, right }) => [left, right])"
    const sides = (await page.evaluate(marks)) as [number, number][]
    expect(sides.length).toBeGreaterThan(0)
    for (const [left, right] of sides) {
      expect(left).toBeGreaterThanOrEqual(0)
      expect(right).toBeLessThanOrEqual(390)
    }
    await page.close()
  })

  test('on a small screen the list of contents has one column, and what is told of a finding the whole width', async () => {
    const page = await browser.newPage()
    await page.setViewport({ width: 360, height: 640 })
    await page.setContent(
      technicalReport(sampleOf('nokia-7-plus'), { version: '0', isRevealed: false, world }),
    )
    const tops = "[...document.querySelectorAll('nav li a')].map((one) => one.getBoundingClientRect().left)"
    expect(new Set((await page.evaluate(tops)) as number[]).size).toBe(1)
    const widths =
      "[...document.querySelectorAll('#findings dd')].map((one) => one.clientWidth / one.parentElement.clientWidth)"
    expect(Math.min(...((await page.evaluate(widths)) as number[]))).toBeGreaterThan(0.9)
    await page.close()
  })

  test('on a phone words and times of tables stay whole, and pictures of delays fit', async () => {
    const page = await browser.newPage()
    await page.setViewport({ width: 390, height: 844 })
    await page.setContent(
      technicalReport(sampleOf('nokia-7-plus'), { version: '0', isRevealed: false, world }),
    )
    const broken = `(() => {
      const range = document.createRange()
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      const found = []
      while (texts.nextNode()) {
        const text = texts.currentNode
        if (text.parentElement.closest('#transmissions, #coverage, #data') === null || text.parentElement.closest('tbody th') === null) continue
        for (const { index, 0: word } of text.data.matchAll(/[^\\s-]+/g)) {
          range.setStart(text, index)
          range.setEnd(text, index + word.length)
          if (range.getClientRects().length > 1) found.push(word)
        }
      }
      return found
    })()`
    expect(await page.evaluate(broken)).toEqual([])
    const widths =
      "[...document.querySelectorAll('.pair svg')].map((one) => one.getBoundingClientRect().width)"
    const drawn = (await page.evaluate(widths)) as number[]
    expect(drawn.length).toBeGreaterThan(0)
    expect(Math.max(...drawn)).toBeLessThanOrEqual(390)
    await page.close()
  })

  test('on paper no head of a column of transmissions is wider than the column', async () => {
    const page = await browser.newPage()
    await page.setViewport({ width: 673, height: 900 })
    await page.emulateMediaType('print')
    await page.setContent(
      technicalReport(sampleOf('nokia-7-plus'), { version: '0', isRevealed: false, world }),
    )
    const wide = `[...document.querySelectorAll('#transmissions thead th')].filter((one) => {
      const range = document.createRange()
      range.selectNodeContents(one)
      const room = one.getBoundingClientRect().right - parseFloat(getComputedStyle(one).paddingRight)
      return range.getBoundingClientRect().right > room + 0.5
    }).map((one) => one.textContent)`
    expect(await page.evaluate(wide)).toEqual([])
    await page.close()
  })

  test('a long name beside others leaves all recipients of a table in sight', async () => {
    const leak = sampleOf('nokia-7-plus')
    const [first] = leak.findings
    const kinds = ['imei', 'imsi', 'iccid', 'serial', 'cell-id', 'email']
    const hosts = ['a.example.com', `${'a'.repeat(60)}.${'b'.repeat(60)}.example.com`, 'c.example.com']
    const model = leak.recipients.find(({ id }) => id === first?.recipient)
    const shownTo = leak.observations.filter(({ recipient }) => recipient === first?.recipient).slice(0, 1)
    const several = {
      ...leak,
      findings: [],
      recipients: hosts.flatMap((host, index) =>
        model === undefined ? [] : [{ ...model, id: `r${index}`, host }],
      ),
      observations: hosts.flatMap((_, index) =>
        kinds.flatMap((identifier) =>
          shownTo.map((one) => ({
            ...one,
            id: `${one.id}-${index}-${identifier}`,
            identifier,
            recipient: `r${index}`,
          })),
        ),
      ),
    }
    const page = await browser.newPage()
    await page.setViewport({ width: 1100, height: 640 })
    await page.setContent(technicalReport(several, { version: '0', isRevealed: false, world }))
    const hidden =
      "(() => { const one = document.querySelector('#matrix .wide'); return one.scrollWidth - one.clientWidth })()"
    expect(await page.evaluate(hidden)).toBe(0)
    await page.close()
  })

  test('from the width of a page of paper on, the table of a letter is seen whole', async () => {
    const leak = sampleOf('nokia-7-plus')
    const page = await browser.newPage()
    const complaint = letterKinds.indexOf('complaint')
    const hidden =
      "[...document.querySelectorAll('.wide, th, td')].filter((box) => box.scrollWidth > box.clientWidth + 1).length"
    for (const width of [720, 1200, 2400]) {
      await page.setViewport({ width, height: 900 })
      for (const nth of letterLanguages.keys()) {
        await page.setContent(letterOf(leak, nth * letterKinds.length + complaint))
        expect([width, nth, await page.evaluate(hidden)]).toEqual([width, nth, 0])
      }
    }
    await page.close()
  })

  test('a time with its offset stands on two lines, the day and the hour', async () => {
    const leak = sampleOf('nokia-7-plus')
    const page = await browser.newPage()
    const lines = `(() => {
      const range = document.createRange()
      range.selectNodeContents(document.querySelector('tbody td'))
      return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
    })()`
    await page.setContent(letterOf(leak, letterKinds.indexOf('complaint'), '0', 'Europe/Oslo'))
    for (const [media, width] of [
      ['screen', 900],
      ['print', 642],
    ] as const) {
      await page.setViewport({ width, height: 900 })
      await page.emulateMediaType(media)
      expect([media, await page.evaluate(lines)]).toEqual([media, 2])
    }
    await page.close()
  })

  test('on paper the columns with most text are the widest, and the end of a page is no line alone', async () => {
    const leak = sampleOf('nokia-7-plus')
    const page = await browser.newPage()
    // Paper of A4 between its margins, in pixels of CSS.
    await page.setViewport({ width: 642, height: 900 })
    await page.emulateMediaType('print')
    const wide = (rows: string): string =>
      `[...document.querySelectorAll('${rows}')].map((cell) => cell.clientWidth / cell.closest('table').clientWidth)`
    const complaint = letterKinds.indexOf('complaint')
    for (const html of letterLanguages.map((_, nth) =>
      letterOf(leak, nth * letterKinds.length + complaint),
    )) {
      await page.setContent(html)
      const cells = (await page.evaluate(wide('tbody tr:first-child td'))) as number[]
      expect(cells).toHaveLength(6)
      for (const cell of cells.slice(2, 4)) expect(cell).toBeGreaterThan(0.2)
    }
    await page.setContent(technicalReport(leak, { version: '0', isRevealed: false, world }))
    const [, , , , identifiersCell, answer] = (await page.evaluate(
      wide('#transmissions tbody tr:first-child > *'),
    )) as number[]
    expect(Math.min(identifiersCell ?? 0, answer ?? 0)).toBeGreaterThan(0.2)
    const kept = "getComputedStyle(document.querySelector('footer')).breakBefore"
    expect(await page.evaluate(kept)).toBe('avoid')
    await page.close()
  })

  test('axe finds no barrier in reports: of a leak, of its end, of a clean phone, revealed, hostile, on a small screen and on paper', {
    timeout: 120_000,
  }, async () => {
    const leak = brief(sampleOf('nokia-7-plus'))
    const wanted = shownFrames(leak)
    const frames = await Promise.all(
      leak.captures.map((capture, index) => readFrames(capture, wanted[index] ?? new Set())),
    )
    const few = filled(leak)
    const pages: [string, string][] = [
      ...samples.map((name): [string, string] => [
        name,
        technicalReport(brief(sampleOf(name)), { version: '0', isRevealed: false, world }),
      ]),
      ['revealed', technicalReport(leak, { version: '0', isRevealed: true, frames, world })],
      ['everything', technicalReport(few, { version: '0', isRevealed: false, world })],
      [
        'hostile',
        technicalReport(poisoned(few, '"><svg onload=alert(1)>漢字'), { version: '<b>', isRevealed: true }),
      ],
    ]
    const page = await browser.newPage()
    for (const [name, html] of pages) expect([name, await barriers(page, html)]).toEqual([name, []])
    await page.setViewport({ width: 360, height: 640 })
    expect(await barriers(page, pages[0]?.[1] ?? '')).toEqual([])
    await page.emulateMediaType('print')
    expect(await barriers(page, pages[0]?.[1] ?? '')).toEqual([])
    await page.close()
  })

  test('axe finds no barrier in reports and letters on a dark screen, and paper stays light', {
    timeout: 120_000,
  }, async () => {
    const page = await browser.newPage()
    const session = await page.createCDPSession()
    const features = [{ name: 'prefers-color-scheme', value: 'dark' }]
    const showOn = (media: 'screen' | 'print'): Promise<void> =>
      session.send('Emulation.setEmulatedMedia', { media, features })
    const leak = sampleOf('nokia-7-plus')
    const complaint = letterOf(leak, letterKinds.indexOf('complaint'))
    const reports = [filled(leak), sampleOf('clean-phone')].map((result) =>
      technicalReport(result, { version: '0', isRevealed: true, world }),
    )
    const ground = 'getComputedStyle(document.body).backgroundColor'
    for (const html of [...reports, complaint]) {
      await showOn('screen')
      expect(await barriers(page, html)).toEqual([])
      expect(await page.evaluate(ground)).toBe('rgb(22, 24, 27)')
      await showOn('print')
      expect(await page.evaluate(ground)).toBe('rgb(255, 255, 255)')
    }
    await page.close()
  })

  test('axe finds no barrier in letters, of any kind in any language', { timeout: 120_000 }, async () => {
    const page = await browser.newPage()
    const leak = sampleOf('nokia-7-plus')
    for (let index = 0; index < letterKinds.length * letterLanguages.length; index += 5)
      expect(await barriers(page, letterOf(leak, index))).toEqual([])
    expect(await barriers(page, letterOf(sampleOf('clean-phone'), 0))).toEqual([])
    await page.close()
  })

  test('hostile text in every field runs nothing, fetches nothing and makes no element, even without the policy', {
    timeout: 240_000,
  }, async () => {
    const page = await browser.newPage()
    const happened: string[] = []
    page.on('dialog', (dialog) => {
      happened.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => happened.push(`request ${request.url()}`))
    page.on('popup', () => happened.push('window'))
    page.on('framenavigated', (frame) => {
      if (frame.url() !== 'about:blank') happened.push(`went to ${frame.url()}`)
    })
    await page.evaluateOnNewDocument(
      'globalThis.ran = []; globalThis.alert = (text) => globalThis.ran.push(String(text))',
    )
    await page.goto('about:blank')
    happened.length = 0

    const whole = filled(sampleOf('nokia-7-plus'))
    const [finding] = whole.findings
    const facts = {
      ...whole,
      observations: whole.observations.slice(0, 3),
      transmissions: whole.transmissions.slice(0, 2),
      recipients: whole.recipients.filter(({ id }, index) => index < 2 || id === finding?.recipient),
      correlation: {
        ...whole.correlation,
        triggers: whole.correlation.triggers.slice(0, 2),
        periods: whole.correlation.periods.slice(0, 1),
      },
    }
    const report = (text: string): string =>
      technicalReport(poisoned(facts, text), { version: text, isRevealed: true })
    /** Names of all elements and of their attributes, as the browser made them; what keeps texts from the right apart is of none. */
    const shape = `[...document.querySelectorAll('*:not(bdi)')].map((one) => one.localName + ' ' + one.getAttributeNames().join(' ')).join('\\n')`
    const made = async (html: string): Promise<string> => {
      await page.setContent(withoutPolicy(html), { waitUntil: 'domcontentloaded' })
      return (await page.evaluate(shape)) as string
    }
    /** A report, and one of the letters below it; none for -1. */
    const both = (text: string, kind: number): string => {
      if (kind < 0) return report(text)
      const letter = /<main>[^]*<\/main>/.exec(letterOf(poisoned(facts, text), kind, text))?.[0] ?? ''
      return report(text).replace('</body>', () => `${letter}</body>`)
    }
    const harmless = new Map<number, string>()
    for (const kind of [-1, ...letterKinds.keys()]) harmless.set(kind, await made(both('word', kind)))
    // What the writer makes of each is held beside it; here is looked at what a browser makes of that.
    const step = times(9, 1)
    const tried = hostileStrings.filter((_, index) => index % step === 0)
    for (const [index, text] of tried.entries()) {
      // Letters pass the same writer: every fourth text is put into one, too.
      const kind = index % 4 === 0 ? (index / 4) % letterKinds.length : -1
      expect(await made(both(text, kind)), text).toBe(harmless.get(kind))
      // A pointer over the page, and the focus on what takes it, would start handlers.
      if (index % 25 === 0) {
        await page.mouse.move(200, 200)
        await page.keyboard.press('Tab')
      }
    }
    expect(happened).toEqual([])
    expect(await page.evaluate('globalThis.ran')).toEqual([])

    // The test would see it: the same text unescaped runs.
    await page.setContent('<img src="http://evil.example/x" onerror=alert(1)>')
    await page.waitForFunction('globalThis.ran.length > 0')
    expect(happened.length).toBeGreaterThan(0)
    await page.close()
  })

  test.each(letterLanguages)(
    'the summary in %s is printed on one page, however much was found',
    async (language) => {
      const leak = sampleOf('nokia-7-plus')
      const [first] = leak.findings
      const names = identifiers.map(({ name }) => name)
      const many: ScanResult = {
        ...leak,
        captures: leak.captures.flatMap((capture) => Array.from({ length: 12 }, () => capture)),
        recipients: leak.recipients.map((one) => ({ ...one, host: `${'sub-domain.'.repeat(30)}example` })),
        findings: Array.from({ length: 40 }, (_, index) => ({
          ...(first as NonNullable<typeof first>),
          id: `f${index + 1}`,
          identifiers: names,
        })),
      }
      const page = await browser.newPage()
      await page.setContent(letterOf(many, letterLanguages.indexOf(language) * letterKinds.length))
      const pdf = Buffer.from(await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1')
      expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1)
      await page.close()
    },
  )

  test('the policy of the page would stop what got through', async () => {
    const page = await browser.newPage()
    await page.evaluateOnNewDocument(
      `globalThis.stopped = [];
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
        globalThis.stopped.push(effectiveDirective + ' ' + blockedURI))`,
    )
    const html = technicalReport(sampleOf('clean-phone'), { version: '0', isRevealed: false })
    const file = join(folder, 'page.html')
    writeFileSync(
      file,
      html.replace('<main>', '<main><img src="http://evil.example/x"><script>globalThis.ran = 1</script>'),
    )
    await page.goto(pathToFileURL(file).href)
    await page.waitForFunction('globalThis.stopped.length > 1')
    expect(await page.evaluate('globalThis.stopped.sort()')).toEqual([
      'img-src http://evil.example/x',
      'script-src-elem inline',
    ])
    expect(await page.evaluate('typeof globalThis.ran')).toBe('undefined')
    await page.close()
  })
})
