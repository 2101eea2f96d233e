import { expect, test } from 'vitest'
import { scanSample } from '../../test/support/exported-sample.ts'
import { mayChange } from './may-change.ts'

test('an address may change where all that were seen of its kind are set by software', async () => {
  const { observations } = await scanSample()
  const [one] = observations
  if (one === undefined) throw new Error('the sample shows nothing')
  const names = (...seen: readonly (readonly [string, string])[]): string[] => [
    ...mayChange(seen.map(([identifier, normal]) => ({ ...one, identifier, normal }))),
  ]
  expect(names(['wifi-mac', '021122334455'], ['imei', '021122334455678'])).toEqual(['wifi-mac'])
  expect(names(['wifi-mac', '021122334455'], ['wifi-mac', '001122334455'])).toEqual([])
  expect(names(['wifi-mac', '001122334455'], ['bluetooth-mac', '061122334455'])).toEqual(['bluetooth-mac'])
})
