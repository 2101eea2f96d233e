import { expect, test } from 'vitest'
import { maskedName } from './masked-name.ts'

test.each([
  ['bugreport-490154203237518.zip', 'bugreport-49•••••••••••18.zip'],
  ['wifi AA:bb:01:02:03:04', 'wifi AA•••••••••••••04'],
  ['capture-20190301-1200.pcapng', 'capture-20190301-1200.pcapng'],
  ['', ''],
])('%j is shown as %j', (name, shown) => {
  expect(maskedName(name)).toBe(shown)
})
