import type { Command } from 'commander'
import { InputError } from '../core/errors.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { fontFileName, fontIndexName } from '../report/pdf/fonts.ts'
import type { FontFace, Fonts } from '../report/pdf/fonts.ts'
import { findChromium, printPdf } from './chromium.ts'
import { readData, readJsonData } from './data-files.ts'
import { tell } from './output.ts'

/** Options of commands that also write a PDF, as typed. */
export interface PdfFlags {
  readonly pdf?: string
  readonly plainPdf?: boolean
}

/** Adds them. `what`: the PDF beside what the command writes else. */
export function addPdfOptions(command: Command, what: string): Command {
  return command
    .option('--pdf <file>', `write ${what}: by Chromium where it is, else by varde itself`)
    .option('--plain-pdf', 'set the PDF without Chromium: the same bytes on every machine')
}

/** Makes a PDF of a page. `size`: of its text in points, where varde sets it itself. */
type PdfPrinter = (page: string, result: ScanResult, size: number) => Promise<Uint8Array>

/**
 * How a PDF will be made: by Chromium where it is, else, or where `--plain-pdf` asks for it, by varde's own writer; null
 * where none is asked for. What is missing is said now, so that nobody waits for a scan first. `output`: the page that is
 * written. Throws an InputError where the options do not fit together.
 */
export async function openPdfPrinter(
  flags: PdfFlags,
  output: string | undefined,
): Promise<PdfPrinter | null> {
  if (output !== undefined && /\.pdf$/i.test(output))
    throw new InputError(`${output} would be a page: --pdf ${output} writes a PDF.`)
  if (flags.pdf !== undefined && /\.html?$/i.test(flags.pdf))
    throw new InputError(`${flags.pdf} would be a PDF: -o ${flags.pdf} writes a page.`)
  if (flags.pdf === undefined) {
    if (flags.plainPdf === true)
      throw new InputError('--plain-pdf says how a PDF is made: name the file, too (--pdf FILE).')
    return null
  }
  const chromium = flags.plainPdf === true ? '' : findChromium()
  if (chromium !== '') return (page) => printPdf(chromium, page)
  if (flags.plainPdf !== true)
    tell('varde: Chromium is not there: varde sets the PDF itself (--plain-pdf does so without this line).\n')
  const fonts = openFonts()
  const stated = sourceDate()
  const { writePdf } = await import('../report/pdf/write-pdf.ts')
  return (page, result, size) => writePdf(page, { fonts, size, madeAt: stated ?? lastMoment(result) })
}

/** The moment that a build states for its files (SOURCE_DATE_EPOCH, seconds since 1970); null where it states none. */
function sourceDate(): Date | null {
  const stated = process.env['SOURCE_DATE_EPOCH']
  if (stated === undefined) return null
  const date = new Date(Number(stated) * 1_000)
  if (!/^\d+$/.test(stated) || Number.isNaN(date.getTime()))
    throw new InputError(`SOURCE_DATE_EPOCH is ${stated}: give whole seconds since 1970.`)
  return date
}

/** When the last packet was captured: the same for the same captures. */
function lastMoment({ captures }: ScanResult): Date {
  return new Date(Math.max(0, ...captures.map(({ last }) => (last === null ? 0 : last.sec * 1_000))))
}

/** The fonts as they were compiled. Throws a FaultError where they are missing. */
export function openFonts(): Fonts {
  const { faces } = readJsonData(fontIndexName) as { faces: FontFace[] }
  const container = readData(fontFileName)
  return { faces, read: ({ offset, length }) => container.read(offset, length) }
}
