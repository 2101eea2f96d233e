/** Hostile text in every field that a capture can reach: what leaves varde as text for terminals and other programs. */
import { fileURLToPath } from 'node:url'
import { parse as parseCsv } from 'csv-parse/sync'
import { parse as parseJunit } from 'junit2json'
import { beforeAll, describe, expect, test } from 'vitest'
import { kindNamed, kindsBeside } from '../src/detect/kind-named.ts'
import { gate, policyOf } from '../src/assess/gate.ts'
import { renderAssessmentJson } from '../src/report/assessment-json.ts'
import { assessLaw } from '../src/assess/law/evaluate.ts'
import { openFonts } from '../src/cli/pdf.ts'
import { trafficBytes } from '../src/core/traffic-bytes.ts'
import type { ScanResult } from '../src/pipeline/scan-result.ts'
import { renderAssessment } from '../src/report/assessment-terminal.ts'
import { evidenceLines } from '../src/report/evidence-lines.ts'
import { exporters } from '../src/report/exporters.gen.ts'
import { Exported } from '../src/report/exports/exporter.ts'
import { gateSummary } from '../src/report/gate.ts'
import { renderJson } from './support/render-json.ts'
import { letterHtml, letterText } from '../src/report/letters/render.ts'
import { writeLetter } from '../src/report/letters/letter.ts'
import { letterKinds, letterLanguages } from '../src/report/letters/texts.ts'
import { writePdf } from '../src/report/pdf/write-pdf.ts'
import { technicalReport } from '../src/report/technical/report.ts'
import { renderTerminal } from '../src/report/terminal.ts'
import { readLawSources } from '../tools/build-law.ts'
import { times } from './support/depth.ts'
import { filled, hostileKinds, hostileStrings, poisoned } from './support/poisoned-facts.ts'
import { profileOf, scannedSample } from './support/scan-capture.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const law = readLawSources(root)
let facts: ScanResult

beforeAll(async () => {
  const sample = `${root}samples/nokia-7-plus`
  facts = filled(await scannedSample(`${sample}.pcapng`, profileOf(`${sample}.profile.yaml`)))
})

/** Characters that act instead of being seen: no output for people or terminals has one, but for ends of lines. */
const active =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\udb40][\udc00-\udc7f]/

/** Tags of the letters that hold nothing hostile, by kind and language. */
const harmless: Map<string, string> = new Map()

const letterOptions = { version: 'word', isRevealed: true, deadline: '', awareAt: '' }

/** Tags in order, without the values of their attributes. */
function tags(html: string): string {
  return (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, '=""')).join('')
}

/** Kinds of text that are made for one of the outputs below, by its number. */
const madeFor: ReadonlyMap<string, number> = new Map([
  ['terminals and bidirectional text', 0],
  ['templates and other languages', 1],
])

test('kinds that are made for one output are there', () => {
  expect([...madeFor.keys()].filter((kind) => hostileKinds[kind] === undefined)).toEqual([])
})

describe.each(Object.keys(hostileKinds))('%s', (kind) => {
  const all = hostileKinds[kind] ?? []
  // In the short form each text is given to one of the outputs, and each output gets texts of each kind, and all of the
  // kind that is made for it.
  const step = times(4, 1)
  const part = (output: number): readonly string[] =>
    all.filter((_, index) => madeFor.get(kind) === output || index % step === output % step)

  test('commands no terminal', () => {
    for (const text of part(0)) {
      const hostile = poisoned(facts, text)
      for (const isRevealed of [false, true]) {
        const shown = renderTerminal(hostile, { isRevealed, hasColour: false, columns: 80 })
        expect(active.exec(shown), text).toBeNull()
      }
      expect(active.exec(evidenceLines(hostile, [text])), text).toBeNull()
      const json = renderJson(hostile, true)
      expect(active.exec(json), text).toBeNull()
      expect(() => JSON.parse(json) as unknown).not.toThrow()
    }
  })

  test('stays text in what other programs read', async () => {
    for (const text of part(1)) {
      const given = new Exported(poisoned(facts, text), '0', true)
      for (const exporter of exporters) {
        const { name } = exporter
        const written = exporter.render(given)
        const where = `${name}: ${text}`
        // Rows of CSV end with a carriage return, too.
        expect(active.exec(written.replaceAll('\r\n', '\n')), where).toBeNull()
        if (name === 'csv') {
          const rows = parseCsv(written) as string[][]
          expect(rows.length, where).toBeGreaterThan(1)
          expect(
            rows.filter((row) => row.length !== rows[0]?.length),
            where,
          ).toEqual([])
          expect(
            rows.flat().filter((cell) => /^[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell)),
            where,
          ).toEqual([])
        } else if (name === 'junit')
          await expect(parseJunit(written), where).resolves.toMatchObject({ tests: 1 })
        else if (name === 'ecs')
          for (const line of written.trimEnd().split('\n'))
            expect(() => JSON.parse(line) as unknown, where).not.toThrow()
        else if (written.startsWith('{')) expect(() => JSON.parse(written) as unknown, where).not.toThrow()
        // Block lists: lines of their own grammar, nothing of the text unless it is a host name.
        else
          expect(
            written.split('\n').filter((line) => !/^[\w .:;#,|^*@$!(){}/-]*$/.test(line)),
            where,
          ).toEqual([])
      }
    }
  })

  test('is no markup of a summary in Markdown', () => {
    for (const text of part(2)) {
      const of = poisoned(facts, text)
      const policy = policyOf(
        {
          allow: [{ recipient: 'a.example', identifiers: ['imei'], reason: text, until: '2026-12-31' }],
        },
        { kindNamed, kindsBeside },
      )
      const { read } = of.coverage.summary
      const traffic = trafficBytes(of.coverage)
      const report = {
        result: of,
        outcome: gate(of, policy, {
          build: '1',
          today: '2026-11-24',
          baseline: new Set<string>([text]),
          traffic,
          isLittle: false,
          read,
          hide: (host: string) => host,
        }),
        policy,
        build: text,
        today: '2026-11-24',
        hideName: (name: string) => name,
      }
      const summary = gateSummary(report)
      expect(summary, text).not.toMatch(/<(?!br>)|(?<!\\)\]\(|(?<!\\)`/)
      expect(active.exec(summary), text).toBeNull()
      expect(summary.match(/^#+ /gm), text).toHaveLength(1)
      for (const line of summary.split('\n').filter((each) => each.startsWith('|')))
        expect(line.match(/(?<!\\)\|/g), text).toHaveLength(8)
    }
  })

  test('is text in letters', () => {
    const setting = { userCountry: 'NO', makerCountry: 'FI', maker: 'word', today: '2026-11-24', awareAt: '' }
    part(3).forEach((text, index) => {
      const letterKind = letterKinds[index % letterKinds.length] ?? 'summary'
      const language = letterLanguages[index % letterLanguages.length] ?? 'en'
      const written = (word: string): { html: string; text: string; json: string; terminal: string } => {
        const result = poisoned(facts, word)
        const assessment = assessLaw(result.findings, result, { ...setting, maker: word }, law)
        const letter = writeLetter(result, assessment, {
          ...letterOptions,
          kind: letterKind,
          language,
          version: word,
        })
        return {
          html: letterHtml(letter),
          text: letterText(letter),
          json: renderAssessmentJson(assessment, result, true),
          terminal: renderAssessment(assessment, result, { isRevealed: true, columns: 80, hasColour: false }),
        }
      }
      const hostile = written(text)
      const kindAndLanguage = `${letterKind} ${language}`
      const plain = harmless.get(kindAndLanguage) ?? tags(written('word').html)
      harmless.set(kindAndLanguage, plain)
      expect(tags(hostile.html), text).toBe(plain)
      for (const output of Object.values(hostile)) expect(active.exec(output), text).toBeNull()
    })
  })
})

test('is text in a PDF: no script, no address, no file', async () => {
  const fonts = openFonts()
  const [finding] = facts.findings
  for (const text of hostileStrings.filter((_, index) => index % times(120, 48) === 0)) {
    const few = { ...facts, recipients: facts.recipients.filter(({ id }) => id === finding?.recipient) }
    const page = technicalReport(poisoned(few, text), { version: text, isRevealed: true })
    const pdf = Buffer.from(await writePdf(page, { fonts, size: 9, madeAt: new Date(0) })).toString('latin1')
    expect(pdf).not.toMatch(/\/(?:JavaScript|JS|Launch|URI|EmbeddedFile|OpenAction|SubmitForm)\b/)
    expect(pdf).toMatch(/%%EOF\n$/)
  }
})
