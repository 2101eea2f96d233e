import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { profileOf, scannedSample } from '../../../test/support/scan-capture.ts'
import { readWorldSources } from '../../../tools/build-world.ts'
import { openFonts } from '../../cli/pdf.ts'
import { technicalReport } from '../technical/report.ts'
import { breakLines, naturalWidths } from './lines.ts'
import type { Run } from './lines.ts'
import type { FontBook } from './font-book.ts'
import { parseMarkup, textOf } from './markup.ts'
import { StyleRules } from './style-rules.ts'
import { writePdf } from './write-pdf.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const fonts = openFonts()
const madeAt = new Date('2019-02-12T05:30:00Z')
const options = { fonts, madeAt, size: 9.2 }
let page: string
let pdf: Uint8Array

beforeAll(async () => {
  const sample = `${root}samples/nokia-7-plus`
  const result = await scannedSample(`${sample}.pcapng`, profileOf(`${sample}.profile.yaml`))
  page = technicalReport(result, { version: '0.1.0', isRevealed: false, world: readWorldSources(root) })
  pdf = await writePdf(page, options)
})

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

/** Types of the elements of structure, in the order in which they were made, with how often each is there. */
function elements(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [, type = ''] of text.matchAll(/\/S \/([A-Z][A-Za-z0-9]*)\n/g))
    counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}

/** All that is drawn, inflated. */
function drawn(bytes: Uint8Array): string {
  return streams(bytes).join('\n')
}

/** Each stream, inflated: among them one for each page. */
function streams(bytes: Uint8Array): string[] {
  const text = latin1(bytes)
  return [...text.matchAll(/\/Length (\d+)\n\/Filter \/FlateDecode\n>>\nstream\n/g)].map((match) => {
    const start = match.index + match[0].length
    return latin1(inflateSync(Buffer.from(bytes).subarray(start, start + Number(match[1]))))
  })
}

describe('a PDF that varde sets itself', () => {
  test('is the same bytes for the same page, and names the moment that it is given', async () => {
    expect(Buffer.compare(await writePdf(page, options), pdf)).toBe(0)
    expect(latin1(pdf)).toContain('(D:20190212053000Z)')
    const short = '<html lang="en"><body><p>short</p></body></html>'
    const later = await writePdf(short, { ...options, madeAt: new Date('2020-01-01T00:00:00Z') })
    expect(Buffer.compare(later, await writePdf(short, options))).not.toBe(0)
    expect(latin1(later)).toContain('(D:20200101000000Z)')
  })

  test('is tagged as the page is, with language, title, outline and alternatives', () => {
    const text = latin1(pdf)
    const found = elements(text)
    const inPage = (pattern: RegExp): number => page.match(pattern)?.length ?? 0
    expect(text).toContain('/Marked true')
    expect(text).toContain('/Lang (en)')
    expect(text).toContain('/DisplayDocTitle true')
    expect(text).toContain('<pdfuaid:part>1</pdfuaid:part>')
    expect(text).toContain('/Outlines ')
    for (const [type, pattern] of [
      ['H1', /<h1/g],
      ['H2', /<h2/g],
      ['H3', /<h3/g],
      ['H4', /<h4/g],
      ['Table', /<table>/g],
      ['Caption', /<caption>|<figcaption>/g],
      ['TH', /<th /g],
      ['TD', /<td/g],
      ['Figure', /<svg /g],
      ['TOCI', /<nav[^]*<\/nav>/g],
    ] as const)
      expect([type, found.get(type)]).toEqual([
        type,
        type === 'TOCI' ? page.match(/<nav[^]*?<\/nav>/)?.[0].match(/<li>/g)?.length : inPage(pattern),
      ])
    expect(text.match(/\/Scope \/(?:Row|Column)/g)).toHaveLength(inPage(/<th /g))
    expect(text.match(/\/Alt [(<]/g)).toHaveLength(inPage(/<svg /g))
    expect(text.match(/\/Subtype \/Link/g)?.length).toBe(inPage(/<a /g))
  })

  test('embeds parts of fonts only, every font, and runs nothing', () => {
    const text = latin1(pdf)
    expect(text.match(/\/FontFile2/g)?.length).toBe(text.match(/\/Type \/FontDescriptor/g)?.length)
    expect(text).not.toMatch(/\/(?:JavaScript|JS|Launch|URI|EmbeddedFile|OpenAction)\b/)
    expect(pdf.length).toBeLessThan(600_000)
  })

  test('draws nothing that is neither content nor decoration', () => {
    let depth = 0
    for (const line of drawn(pdf).split('\n')) {
      if (/(?:BDC|BMC)$/.test(line)) depth++
      if (line.endsWith('EMC')) depth--
      expect(depth).toBeGreaterThanOrEqual(0)
      if (/\bT[jJ]$/.test(line)) expect(depth).toBe(1)
    }
    expect(depth).toBe(0)
  })

  test('writes what no font has as its code point, and Chinese, Japanese and Korean as they are', async () => {
    const text =
      '<!doctype html>\n<html lang="fi"><head><title>漢字 ☃ ا</title></head><body><p>漢字 かな 한글 ا Ж</p></body></html>'
    const odd = latin1(await writePdf(text, options))
    const mapped = drawn(Buffer.from(odd, 'latin1'))
    const codes = (characters: string): string[] =>
      Array.from(characters, (one) => `<${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}>`)
    for (const code of codes('漢字かな한글Ж\\')) expect(mapped).toContain(code)
    expect(mapped).not.toContain(codes('ا')[0])
    expect(odd).toContain('/Lang (fi)')
  })

  test('leaves no heading behind when the pictures under it go to the next page', async () => {
    const caption = 'as long as captions of delays are '.repeat(9)
    const figure = `<figure><svg viewBox="0 0 420 150"><title>Delay</title><path class="axis" d="M0 9H99"/></svg><figcaption>${caption}</figcaption></figure>`
    for (const above of [28, 29, 30, 31, 32, 33, 34, 35, 36]) {
      const body = `${'<p>A line</p>'.repeat(above)}<h3>What follows</h3><div class="pair">${figure}</div>`
      const own = page.replace(/<body>[^]*<\/body>/, `<body><main>${body}</main></body>`)
      const pages = streams(await writePdf(own, options)).filter((stream) => stream.includes('/H3 <<'))
      expect(pages).toHaveLength(1)
      expect(pages[0], `${above} lines above`).toContain('/Figure <<')
    }
  })

  test('takes a page of any length, a table row longer than a page, and a word wider than it', async () => {
    const rows = Array.from(
      { length: 20 },
      (_, row) =>
        `<tr><th scope="row">${row}</th><td>${'long '.repeat(400)}</td><td>${'x'.repeat(600)}</td></tr>`,
    )
    const huge = `<tr><th scope="row">huge</th><td>${'word '.repeat(6_000)}</td><td>漢${'字'.repeat(900)}</td></tr>`
    const long = `<html lang="en"><body><h1>Long</h1><table><caption>c</caption><thead><tr><th scope="col">a</th><th scope="col">b</th><th scope="col">c</th></tr></thead><tbody>${rows.join('')}${huge}</tbody></table></body></html>`
    const text = latin1(await writePdf(long, options))
    expect(Number(/\/Type \/Pages\n\/Count (\d+)/.exec(text)?.[1])).toBeGreaterThan(10)
  })
})

test.each([
  ['a list', (body: string) => `<ul>${`<li>${body}</li>`.repeat(30)}</ul>`],
  ['terms', (body: string) => `<dl>${`<div><dt>term</dt><dd>${body}</dd></div>`.repeat(30)}</dl>`],
])('%s leaves no label at the end of a page without what it stands for', async (_, listOf) => {
  const count = (page: string, type: string): number =>
    page.match(new RegExp(`^/${type} <<$`, 'gm'))?.length ?? 0
  // Moved down step by step, so that the end of the page falls on each line of an entry.
  for (let before = 0; before < 4; before++) {
    const lines = `<p>first</p>${'<p>one more</p>'.repeat(before)}`
    const text = `<html lang="en"><body>${lines}${listOf('word '.repeat(44))}</body></html>`
    const pages = streams(await writePdf(text, options)).filter((one) => count(one, 'Lbl') > 0)
    expect(pages.length).toBeGreaterThan(1)
    const [of] = pages.map((one) => count(one, 'LBody') / count(one, 'Lbl'))
    expect(of).toBeGreaterThan(1)
    for (const one of pages) expect(count(one, 'LBody')).toBe(count(one, 'Lbl') * (of ?? 0))
  }
})

describe('the reader of pages', () => {
  test('gives text as text, whatever it looks like', () => {
    const parsed = parseMarkup('<p class="a &quot;b">x &lt;script&gt; &amp;amp; &#39;<br>y</p>')
    expect(textOf(parsed)).toBe("x <script> &amp; 'y")
  })

  test.each(['<p>', '</p>', '<p></b>', '<p a=b></p>', '<p>&nbsp;</p>', '<p', '<P></P>'])(
    'refuses %s',
    (text) => {
      expect(() => parseMarkup(text)).toThrow(/^a page /)
    },
  )

  test('takes the style of the screen, not that of print', () => {
    const rules = new StyleRules(
      'a, .b { color: #123; } @media print { a { color: #000; } } .b { fill: red }',
    )
    expect(rules.value('color', 'a')).toBe('#123')
    expect(rules.value('fill', '.none', '.b')).toBe('red')
  })
})

describe('lines', () => {
  const look: Run = {
    text: '',
    family: 'sans',
    size: 10,
    colour: '#000',
    ground: '',
    frame: '',
    target: '',
    isUnderlined: false,
  }
  // Each character is one wide.
  const book = { width: (text: string) => Array.from(text).length } as unknown as FontBook
  const broken = (text: string, width: number): string[] =>
    breakLines(book, [{ ...look, text }], width).map(({ pieces }) =>
      pieces.map(({ text: piece }) => piece).join(''),
    )

  test('end at spaces, and inside of what is wider than a line', () => {
    expect(broken('one two three', 8)).toEqual(['one two ', 'three'])
    expect(broken('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
    expect(broken('漢字漢字漢', 2)).toEqual(['漢字', '漢字', '漢'])
    expect(broken('a\nb', 9)).toEqual(['a', 'b'])
    expect(broken('', 9)).toEqual([''])
  })

  test('lose and double no character', () => {
    for (const text of ['a bc  def 漢字 ghij', 'xxxxxxxxxxxx y', '한글 한글한글'])
      for (let width = 1; width < 12; width++) {
        const lines = broken(text, width)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        for (const line of lines) expect(line.trimEnd().length).toBeLessThanOrEqual(width)
      }
  })

  test('say how wide they would be', () => {
    expect(naturalWidths(book, [{ ...look, text: 'one three' }])).toEqual({ least: 5, most: 9 })
  })
})
