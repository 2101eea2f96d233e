import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { scanCapture } from '../../test/support/scan-capture.ts'
import { sideOfScan } from './side-of.ts'

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
