import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { scanCapture } from '../../test/support/scan-capture.ts'
import { scanDocument } from '../report/scan-document.ts'
import { sideOfDocument, sideOfScan } from './side-of.ts'

const sample = fileURLToPath(new URL('../../samples/nokia-7-plus.pcapng', import.meta.url))

test('an organisation is named with the country of its owner where that is known', async () => {
  const result = await scanCapture(sample)
  const of = (country: string): string | undefined =>
    sideOfScan({
      ...result,
      recipients: result.recipients.map((one) => ({
        ...one,
        organisation: one.organisation === null ? null : { ...one.organisation, country },
      })),
    }).recipients.find(({ host }) => host === 'zzhc.vnet.cn')?.organisation
  expect(of('CN')).toBe('China Telecom Group (CN)')
  expect(of('ZZ')).toBe('China Telecom Group')
})

test('a side is the same from a scan and from its document, and says whether all sums hold', async () => {
  const result = await scanCapture(sample)
  const { equations } = result.coverage
  const broken = equations.map((one, index) => (index === 2 ? { ...one, left: one.left + 1 } : one))
  for (const [sums, holds] of [
    [equations, true],
    [broken, false],
  ] as const) {
    const changed = { ...result, coverage: { ...result.coverage, equations: sums } }
    const document = JSON.parse(JSON.stringify(scanDocument(changed, true))) as unknown
    const sides = [sideOfScan(changed), sideOfDocument('x.json', document)]
    expect(sides.map(({ sumsHold }) => sumsHold)).toEqual([holds, holds])
    expect(sides[1]?.recipients.map(({ host }) => host)).toEqual(sides[0]?.recipients.map(({ host }) => host))
    expect(sides[1]).toMatchObject({
      observedSeconds: sides[0]?.observedSeconds,
      readShare: sides[0]?.readShare,
      missingBytes: sides[0]?.missingBytes,
    })
  }
})
