/** The page that checks bundles, in a real browser, from a file. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { archiveOf } from '../../src/case/bundle/archive.ts'
import { buildVerifyPage } from '../../tools/verify-page.ts'
import { browserMissing, startBrowser } from '../support/browser.ts'
import { pcapFile, TcpConversation } from '../support/capture.ts'
import { bundleOf, emptyResult, filesOf, ledgerOf, newKey } from '../support/make-bundle.ts'
import type { BundleFile } from '../support/make-bundle.ts'
import { shortProfile, shortSample } from '../support/short-sample.ts'
import { get } from './leaking-phone.ts'
import { varde } from './run-varde.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-verify-page-'))
const pagePath = join(folder, 'verify.html')
let browser: Browser | null = null
let page: Page
let whole: Buffer
let fingerprint = ''
/** Everything that the page asked for, and everything that it said of itself. */
const requests: string[] = []
const complaints: string[] = []

beforeAll(async () => {
  writeFileSync(join(folder, 'nokia-7-plus.pcapng'), shortSample())
  writeFileSync(join(folder, 'profile.yaml'), shortProfile)
  const place = join(folder, 'nokia')
  for (const args of [
    ['init', place, '--name', 'Nokia 7 Plus', '--by', 'Ada'],
    ['add', place, join(folder, 'nokia-7-plus.pcapng'), '--by', 'Ada'],
    ['add', place, join(folder, 'profile.yaml'), '--as', 'profile', '--by', 'Ada'],
    ['bundle', place, '-o', join(folder, 'nokia.varde'), '--by', 'Ada'],
  ]) {
    const run = await varde(['case', ...args])
    fingerprint = /signed by the key ([0-9a-f]{64})/.exec(run.stdout)?.[1] ?? ''
  }
  whole = readFileSync(join(folder, 'nokia.varde'))
  writeFileSync(pagePath, await buildVerifyPage())
  if (browserMissing !== '') return
  browser = await startBrowser()
  page = await browser.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => complaints.push(message.text()))
  await page.setRequestInterception(true)
  page.on('request', (request) => {
    requests.push(request.url())
    void request.continue()
  })
  await page.goto(pathToFileURL(pagePath).href)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

let given = 0

/** Gives the page a file, and waits for its answer. */
async function give(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `given-${++given}.varde`)
  writeFileSync(path, bytes)
  const input = await page.$('input')
  await page.evaluate('document.querySelector("#status").textContent = ""')
  await input?.uploadFile(path)
  return answered()
}

async function answered(): Promise<string> {
  // Not by `waitForFunction`: the page's policy forbids that text becomes code.
  while (
    (await page.evaluate('document.querySelector("#status").textContent.startsWith("Checked")')) !== true
  )
    await setTimeout(20)
  return (await page.evaluate('document.querySelector("#output").innerText')) as string
}

/** What the page says does not hold. */
async function problemsOf(bytes: Uint8Array): Promise<string[]> {
  await give(bytes)
  return (await page.evaluate(
    '[...document.querySelectorAll(".problems li")].map((item) => item.textContent)',
  )) as string[]
}

describe('the page', () => {
  test('stands beside the bundle, is small, is the same at each build, and names no other place', async () => {
    const beside = join(folder, 'nokia.verify.html')
    expect(existsSync(beside)).toBe(true)
    const text = await buildVerifyPage()
    expect(readFileSync(pagePath, 'utf8')).toBe(text)
    expect(text.length).toBeLessThan(200_000)
    expect(text).toMatch(/Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/)
    expect(text.match(/(?:https?:|src=|\son[a-z]+=|<link|@import|url\()/g)).toBeNull()
    const written = join(folder, 'again.html')
    expect(await varde(['verify', '--page', written])).toMatchObject({ code: 0 })
    expect(readFileSync(written, 'utf8')).toBe(readFileSync(beside, 'utf8'))
    writeFileSync(written, 'something else')
    expect((await varde(['verify', '--page', written])).code).toBe(2)
    expect((await varde(['verify'])).code).toBe(2)
  })

  test('accepts what was not touched, shows it masked, and says what it did not check', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    const text = await give(whole)
    expect(text).toContain('✓ The bytes of this bundle hold.')
    expect(text).toContain('Whether the observations follow from the packets: varde verify BUNDLE')
    expect(text).toContain('Nokia 7 Plus')
    expect(text).toContain('China Telecom terminal self-registration')
    expect(text).toContain('zzhc.vnet.cn')
    expect(text).toContain('89••••••••••••••••33')
    expect(text).not.toContain('89470100739182640533')
    expect(text.replaceAll(/\s/g, '')).toContain(fingerprint)
    expect(text).toMatch(/Acts \(5\)/)
  })

  test('compares the fingerprint that one was told', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    await give(whole)
    const answer = async (told: string): Promise<string> => {
      await page.evaluate('document.querySelector("#told").value = ""')
      await page.type('#told', told)
      return (await page.evaluate('document.querySelector("#verdict [role=status]").textContent')) as string
    }
    expect(await answer(fingerprint.toUpperCase())).toMatch(/^✓ It is the same/)
    expect(await answer(fingerprint.slice(0, 8))).toMatch(/^The same so far: 8 of 64/)
    expect(await answer(`0${fingerprint}`)).toMatch(/^✗ It is another key/)
  })

  test('shows values and the bytes that carry them when asked', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    await give(whole)
    await page.click('#result-1-reveal')
    await page.waitForSelector('pre.bytes mark')
    const text = (await page.evaluate('document.querySelector("#output").innerText')) as string
    expect(text).toContain('89470100739182640533')
    expect(text).toContain('marked: bytes 234 to 740, which carry the value.')
    // Base64 of `{"REG`, where the registration form begins.
    expect(text).toContain('65 79 4a 53 52 55')
    await page.click('#result-1-reveal')
    expect(await page.$('pre.bytes')).toBeNull()
  })

  test('finds the bytes in slices, too, by the numbers of the original', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    const path = join(folder, 'slices.varde')
    expect((await varde(['case', 'bundle', join(folder, 'nokia'), '--slices', '-o', path])).code).toBe(0)
    await give(readFileSync(path))
    await page.click('#result-1-reveal')
    await page.waitForSelector('pre.bytes mark')
    const text = (await page.evaluate('document.querySelector("#output").innerText')) as string
    expect(text).toContain('Frame 198, from byte 208; marked: bytes 234 to 740')
    expect(text).toContain('65 79 4a 53 52 55')
  })

  test('finds the bytes of a recording in the files that hold them', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    const imei = '356938035643809'
    const request = get('a.example.com', `/v1?imei=${imei}`)
    const border = request.indexOf(imei) + 7
    const talk = new TcpConversation({ target: '198.51.100.20' }).open().send(request.slice(0, border))
    const cut = talk.frames.length
    talk.send(request.slice(border)).reply('HTTP/1.1 204 No Content\r\n\r\n').close()
    const frames = talk.frames.map((bytes, index) => ({ bytes, sec: 1_550_000_000 + index }))
    const paths = [frames.slice(0, cut), frames.slice(cut)].map((own, index) => {
      const path = join(folder, `ring-${index}.pcap`)
      writeFileSync(path, pcapFile(own))
      return path
    })
    const place = join(folder, 'ring')
    const bundle = join(folder, 'ring.varde')
    for (const args of [
      ['init', place, '--name', 'Ring'],
      ['add', place, '--joined', ...paths],
      ['bundle', place, '-o', bundle],
    ])
      expect((await varde(['case', ...args])).code).toBe(0)
    expect(await give(readFileSync(bundle))).toContain('✓ The bytes of this bundle hold.')
    await page.click('#result-1-reveal')
    await page.waitForSelector('pre.bytes mark')
    const text = (await page.evaluate('document.querySelector("#output").innerText')) as string
    expect(text).toMatch(
      new RegExp(`frame ${cut} \\(${cut} of evidence/\\w+\\.pcap\\), .*; frame ${cut + 1} \\(1 of evidence/`),
    )
    const marked = (await page.evaluate(
      '[...document.querySelectorAll("pre.bytes mark")].map((mark) => mark.textContent).join(" ")',
    )) as string
    const hex = Buffer.from(imei).toString('hex')
    const shown = marked.replaceAll(/[^0-9a-f]/g, '')
    expect(shown).toContain(hex.slice(0, 14))
    expect(shown).toContain(hex.slice(14))
  })

  test('shows what was revealed of a redacted bundle, and refuses what does not open it', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    const place = (name: string): string => join(folder, name)
    await varde(['case', 'redact', place('nokia'), '-o', place('red.varde'), '--by', 'Ada'])
    const reveal = ['case', 'reveal', place('red.secrets.json'), '--identifier', 'iccid']
    await varde([...reveal, '-o', place('reveal.json')])
    const shown = await give(readFileSync(place('red.varde')))
    expect(shown).toContain('✓ The bytes of this bundle hold.')
    expect(shown).toContain('captures and values are not in a redacted bundle')
    expect(shown).toContain('⟦iccid 1⟧')
    const open = async (path: string): Promise<string> => {
      await page.evaluate('document.querySelector("#opened").replaceChildren()')
      const field = await page.$('input#openings')
      await field?.uploadFile(path)
      while ((await page.evaluate('document.querySelector("#opened").textContent')) === '')
        await setTimeout(20)
      return (await page.evaluate('document.querySelector("#output").innerText')) as string
    }
    expect(await open(place('reveal.json'))).toContain('✓ ⟦iccid 1⟧ is 89••••••••••••••••33: o3, o11')
    await page.click('#result-1-reveal')
    while (
      !((await page.evaluate('document.querySelector("#output").innerText')) as string).includes('8947010073')
    )
      await setTimeout(20)
    const text = readFileSync(place('reveal.json'), 'utf8')
    writeFileSync(place('wrong.json'), text.replace('89470100739182640533', '89470100739182640541'))
    const refused = await open(place('wrong.json'))
    expect(refused).toContain('✗ iccid 1: value and salt do not open the commitment')
    expect(refused).not.toMatch(/iccid 1⟧ =/)
    writeFileSync(place('none.json'), '<script>window.hit = 1</script>')
    expect(await open(place('none.json'))).toContain('✗ none.json holds no openings of a redacted bundle.')
  })

  test('masks numbers in names of case, device and files until it is asked for them', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    const imei = '490154203237518'
    const digest = '4'.repeat(64)
    const parts = [ledgerOf('Ada', { name: `${imei}.pcap`, digest }), emptyResult]
    const bytes = bundleOf(parts, newKey(), `Phone ${imei}`)
    const text = await give(bytes)
    expect(text).toMatch(/^case\s+Phone 49•••••••••••18\s+device\s+Phone 49•••••••••••18$/m)
    expect(text).not.toContain(`${imei}.pcap`)
    expect(text).toContain(digest)
    await page.click('#names-reveal')
    const shown = (await page.evaluate('document.querySelector("#output").innerText')) as string
    expect(shown).not.toContain('•')
    expect(shown).toContain(`${imei}.pcap`)
    // What a result found of the profile is known in names, too.
    const serial = 'R58M42ABCDE'
    const observations = [{ id: 'o1', identifier: 'serial', value: serial, normal: serial, by: 'profile' }]
    const result = {
      name: emptyResult.name,
      content: Buffer.from(JSON.stringify({ schema: 'varde/scan@1', findings: [], observations })),
    }
    const named = await give(bundleOf([ledgerOf('Ada', {}, [result]), result], newKey(), `Phone ${serial}`))
    expect(named).toMatch(/^case\s+Phone R5•+E\s+device\s+Phone R5•+E$/m)
    await give(whole)
    expect(await page.$('#names-reveal')).toBeNull()
  })

  test('takes a file that is dropped anywhere on it', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    await page.evaluate(`{
      const moved = new DataTransfer()
      moved.items.add(new File(['no bundle'], 'dropped.varde'))
      document.querySelector('h1').dispatchEvent(
        new DragEvent('drop', { dataTransfer: moved, bubbles: true, cancelable: true }),
      )
    }`)
    expect(await answered()).toContain('dropped.varde')
  })

  test('names each kind of damage', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    const files = filesOf(whole)
    const [manifest, signature, ...parts] = files as [BundleFile, BundleFile, ...BundleFile[]]
    const evidence = parts.find(({ name }) => name.startsWith('evidence/')) as BundleFile
    const changed = (name: string, edit: (text: string) => string): Buffer =>
      Buffer.from(
        archiveOf(
          files.map((file) =>
            file.name === name
              ? { name, content: Buffer.from(edit(Buffer.from(file.content).toString('utf8'))) }
              : file,
          ),
        ),
      )
    const flipped = Buffer.from(whole)
    flipped[whole.indexOf(evidence.content) + 5_000]! ^= 4
    expect(await problemsOf(flipped)).toEqual([
      `${evidence.name} its checksum does not hold`,
      `${evidence.name} its SHA-256 is not that of the manifest`,
    ])
    expect(await problemsOf(archiveOf([manifest, signature, ...parts.slice(1)]))).toEqual([
      'case.yaml it is missing',
    ])
    expect(await problemsOf(archiveOf([manifest, signature, ...parts.toReversed()]))).toEqual([
      'bundle the parts are not in the order of the manifest',
    ])
    expect(
      await problemsOf(changed('manifest.json', (text) => text.replace('Nokia 7 Plus', 'Nokia 8 Plus'))),
    ).toEqual(['signature.json the signature is not over this manifest'])
    const [, stranger] = filesOf(bundleOf(parts, newKey())) as [BundleFile, BundleFile]
    expect(await problemsOf(archiveOf([manifest, stranger, ...parts]))).toEqual([
      'signature.json the signature is not over this manifest',
      'ledger.jsonl the key of the case is not the one that signed',
    ])
    const edited = changed('ledger.jsonl', (text) => text.replace('"by":"Ada"', '"by":"Eve"'))
    expect(await problemsOf(edited)).toEqual([
      'ledger.jsonl its SHA-256 is not that of the manifest',
      'ledger.jsonl ledger line 1: its hash does not hold',
    ])
    expect(await problemsOf(whole.subarray(0, 100_000))).toEqual([
      'bundle it does not end as a bundle does',
      'bundle it has no manifest or no signature',
    ])
    expect(await problemsOf(Buffer.alloc(0))).not.toEqual([])
    expect(
      await problemsOf(Buffer.concat([whole.subarray(0, 60), Buffer.alloc(9), whole.subarray(60)])),
    ).not.toEqual([])
  })

  test('shows nothing of a bundle that does not hold', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    const flipped = Buffer.from(whole)
    flipped[flipped.length - 30_000]! ^= 1
    const text = await give(flipped)
    expect(text).toContain('✗ Do not rely on this bundle')
    expect(text).not.toContain('China Telecom')
  })

  test('takes hostile text as text', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    const hostile = [
      '<script>window.hit = 1</script>',
      '<img src=x onerror="window.hit=1">',
      '"><svg/onload=window.hit=1>',
      '</style><script>window.hit=1</script>',
      'javascript:window.hit=1',
      '\u202eevil\u0000',
      '<iframe srcdoc="<script>parent.hit=1</script>">',
      '<a href="https://example.com/leak">x</a>',
    ]
    const text = hostile.join(' ')
    const scan = {
      schema: 'varde/scan@1',
      captures: [{ path: text, format: text, places: 'frames' }, 7, null],
      profile: { name: text },
      findings: [
        {
          id: text,
          title: text,
          severity: text,
          reasons: [text],
          counterEvidence: [text],
          recipient: 'r1',
          identifiers: [text],
          observations: ['o1'],
        },
        null,
        'text',
      ],
      recipients: [{ id: 'r1', host: text, addresses: [{ address: text }], organisation: { name: text } }],
      observations: [
        {
          id: text,
          capture: 0,
          identifier: text,
          value: text,
          normal: text,
          masked: text,
          writtenAs: text,
          reasons: [text, 3],
          recipient: 'r1',
          chain: [{ step: text, detail: text }],
          spans: [{ frame: 1e300, start: -1, end: 4 }],
        },
        [],
      ],
      triggers: [{ sentence: text }],
    }
    const results = [
      { name: `results/a/scan.json`, content: Buffer.from(JSON.stringify(scan)) },
      { name: `results/b/scan.json`, content: Buffer.from('{"schema":') },
    ]
    const parts = [ledgerOf(text, { [text]: text }, results), ...results]
    const shown = await give(bundleOf(parts, newKey(), text))
    expect(shown).toContain('✓ The bytes of this bundle hold.')
    expect(shown).toContain('<script>window.hit = 1</script>')
    expect(shown).toContain('\\u202eevil\\u0000')
    await page.click('#result-1-reveal')
    const isHarmless = async (): Promise<void> => {
      expect(await page.evaluate('window.hit')).toBeUndefined()
      expect(
        await page.evaluate('document.querySelectorAll("#output script, img, svg, iframe").length'),
      ).toBe(0)
    }
    await isHarmless()
    const named = { name: 'results/<img src=x onerror=hit=1>/scan.json', content: Buffer.from('{}') }
    expect(await give(bundleOf([...parts, named], newKey(), text))).toContain(
      `${named.name} its name is none that a bundle has`,
    )
    await isHarmless()
  })

  test('is clean for whoever can not see it', async (context) => {
    context.skip(browserMissing !== '', browserMissing)
    for (const bytes of [whole, whole.subarray(1)]) {
      await give(bytes)
      await page.evaluate(axe.source)
      for (const value of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }])
        const violations = await page.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
        )
        expect([value, violations]).toEqual([value, []])
      }
    }
    await page.emulateMediaFeatures([])
  })

  test('asked for nothing but itself, and nothing went wrong in it', (context) => {
    context.skip(browserMissing !== '', browserMissing)
    expect(requests).toEqual([pathToFileURL(pagePath).href])
    expect(complaints).toEqual([])
  })
})
