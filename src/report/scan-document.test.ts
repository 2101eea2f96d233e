import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { profileOf, scanCapture } from '../../test/support/scan-capture.ts'
import { schemaErrors } from '../../test/support/scan-schema.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { scanDocument } from './scan-document.ts'
import { renderTerminal } from './terminal.ts'

const sample = fileURLToPath(new URL('../../samples/', import.meta.url))

/** The first line of the report, without the line ends that its width makes. */
function firstLine(result: ScanResult, isRevealed: boolean): string {
  const text = renderTerminal(result, { isRevealed, hasColour: false, columns: 100 })
  return (text.split('\n\n')[0] ?? '').trim().replaceAll(/\s+/g, ' ')
}

test.each([
  ['a finding', 'nokia-7-plus', 'critical'],
  ['none', 'nokia-7-plus-fixed', null],
])('the verdict of %s is the one that is printed first', async (_, name, severity) => {
  const result = await scanCapture(`${sample}${name}.pcapng`, profileOf(`${sample}nokia-7-plus.profile.yaml`))
  const document = scanDocument(result, false)
  const { label, sentence, ...rest } = document['verdict'] as Record<string, unknown>
  expect(`${String(label)} ${String(sentence)}`).toBe(firstLine(result, false))
  expect(rest).toEqual({ severity })
  expect(schemaErrors(document)).toEqual([])
  // What earlier versions wrote stays a document of this form.
  const { verdict: _verdict, ...earlier } = document
  expect(schemaErrors(earlier)).toEqual([])
})

test('a value in the name of a host is masked in the verdict, too, unless it is asked for', async () => {
  const result = await scanCapture(
    `${sample}nokia-7-plus.pcapng`,
    profileOf(`${sample}nokia-7-plus.profile.yaml`),
  )
  const { normal } = result.observations.find(({ identifier }) => identifier === 'imei') ?? { normal: '' }
  const host = `${normal}.a.example`
  const named = { ...result, recipients: result.recipients.map((one) => ({ ...one, host })) }
  const sentenceOf = (isRevealed: boolean): unknown =>
    (scanDocument(named, isRevealed)['verdict'] as Record<string, unknown>)['sentence']
  expect(normal).toMatch(/^\d{14,15}$/)
  expect(sentenceOf(true)).toContain(host)
  expect(sentenceOf(false)).not.toContain(normal)
  expect(sentenceOf(false)).toContain('.a.example')
})
