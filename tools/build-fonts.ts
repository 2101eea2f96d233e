/**
 * Compiles the fonts of PDFs to dist/data/fonts.bin and fonts.json: `node tools/build-fonts.ts`. The packages carry Noto
 * as variable web fonts in many parts; each part becomes one plain TrueType file at the weight that is used, with an
 * index of its characters, so that a PDF reads and embeds only what its text needs.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fontFileName, fontIndexName } from '../src/report/pdf/fonts.ts'
import type { FontFace, FontFamily } from '../src/report/pdf/fonts.ts'

interface Source {
  readonly family: FontFamily
  readonly package: string
  /** The parts that are used. */
  readonly files: RegExp
  readonly weight: number
}

const letters = /-(latin|latin-ext|cyrillic|cyrillic-ext|greek|greek-ext|vietnamese)-wght-normal\.woff2$/
const parts = /-\d+-wght-normal\.woff2$/
/** Private use: nobody knows what a captured one would mean. */
const isPrivate = (character: number): boolean =>
  (character >= 0xe000 && character <= 0xf8ff) || character >= 0xf0000

/** In the order in which they are asked for a character; of the wide ones, each has what those before it lack. */
const sources: readonly Source[] = [
  { family: 'sans', package: 'noto-sans', files: letters, weight: 400 },
  { family: 'bold', package: 'noto-sans', files: letters, weight: 700 },
  { family: 'mono', package: 'noto-sans-mono', files: letters, weight: 400 },
  { family: 'wide', package: 'noto-sans-sc', files: parts, weight: 400 },
  { family: 'wide', package: 'noto-sans-tc', files: parts, weight: 400 },
  { family: 'wide', package: 'noto-sans-jp', files: parts, weight: 400 },
  { family: 'wide', package: 'noto-sans-kr', files: parts, weight: 400 },
]

/** What is used of fontkit. */
interface FontReader {
  create(buffer: Buffer): { readonly characterSet: readonly number[] }
}

/** What is used of subset-font. */
type SubsetFont = (
  font: Buffer,
  text: string,
  options: {
    readonly targetFormat: 'truetype'
    readonly variationAxes: Readonly<Record<string, number>>
  },
) => Promise<Buffer>

/** First and last of each run of neighbours. */
function rangesOf(characters: readonly number[]): number[] {
  const ranges: number[] = []
  for (const character of [...new Set(characters)].sort((left, right) => left - right)) {
    if (ranges.at(-1) === character - 1) ranges[ranges.length - 1] = character
    else ranges.push(character, character)
  }
  return ranges
}

async function compile(require: NodeJS.Require): Promise<{ faces: FontFace[]; bytes: Uint8Array[] }> {
  const fontkit = require('fontkit') as FontReader
  const subsetFont = require('subset-font') as SubsetFont
  const faces: FontFace[] = []
  const bytes: Uint8Array[] = []
  const wide = new Set<number>()
  let offset = 0
  for (const { family, package: name, files, weight } of sources) {
    const folder = join(dirname(require.resolve(`@fontsource-variable/${name}/package.json`)), 'files')
    const names = readdirSync(folder).filter((file) => files.test(file))
    if (names.length === 0) throw new Error(`${folder} has none of the fonts that are used`)
    const order = new Intl.Collator('en', { numeric: true })
    for (const file of names.sort(order.compare)) {
      const packed = readFileSync(join(folder, file))
      const characters = fontkit
        .create(packed)
        .characterSet.filter(
          (character) => !isPrivate(character) && !(family === 'wide' && wide.has(character)),
        )
      if (characters.length === 0) continue
      const text = characters.map((character) => String.fromCodePoint(character)).join('')
      const font = await subsetFont(packed, text, {
        targetFormat: 'truetype',
        variationAxes: { wght: weight },
      })
      if (family === 'wide') for (const character of characters) wide.add(character)
      faces.push({ family, offset, length: font.length, ranges: rangesOf(characters) })
      bytes.push(font)
      offset += font.length
    }
  }
  return { faces, bytes }
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const require = createRequire(import.meta.url)
  const folder = join(root, 'dist/data')
  // The work of seconds is done once for each version of the packages and of this file.
  const version = (name: string): string =>
    (JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')) as { version: string }).version
  const madeOf = [
    ...new Set(sources.map(({ package: name }) => `${name} ${version(`@fontsource-variable/${name}`)}`)),
    createHash('sha256')
      .update(readFileSync(fileURLToPath(import.meta.url)))
      .digest('hex'),
  ].join(', ')
  const index = join(folder, fontIndexName)
  const isThere =
    existsSync(index) &&
    existsSync(join(folder, fontFileName)) &&
    (JSON.parse(readFileSync(index, 'utf8')) as { madeOf?: string }).madeOf === madeOf
  if (!isThere) {
    const { faces, bytes } = await compile(require)
    mkdirSync(folder, { recursive: true })
    const put = (name: string, content: Uint8Array | string): void => {
      writeFileSync(join(folder, `${name}.new`), content)
      renameSync(join(folder, `${name}.new`), join(folder, name))
    }
    put(fontFileName, Buffer.concat(bytes))
    put(fontIndexName, JSON.stringify({ madeOf, faces }))
    process.stdout.write(`data: ${faces.length} fonts, ${Buffer.concat(bytes).length} bytes\n`)
  }
}
