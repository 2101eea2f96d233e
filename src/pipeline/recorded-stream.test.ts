/** What a recorder kept of a connection of no known protocol is one entry: its times are those of its pieces. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Float, streamFlow } from '../../test/support/recordings.ts'
import { scanCapture } from '../../test/support/scan-capture.ts'
import { testFolder } from '../../test/support/test-folder.ts'

const folder = testFolder('recorded-stream')

test('each value has the time of the piece that holds it', async () => {
  const path = join(folder, 'flows')
  const said = [
    ['imei=490154203718467;', 1_772_610_126],
    ['nothing;', 1_772_611_000],
    ['imei=356938035643809;', 1_772_613_726],
  ] as const
  const pieces = said.map(([text, time]) => [true, Buffer.from(text), new Float(`${time}.25`)] as const)
  writeFileSync(path, streamFlow('tcp', 'a.example', pieces))
  const result = await scanCapture(path)
  expect(result.observations.map(({ normal, at }) => [normal, at])).toEqual([
    ['490154203718467', { sec: 1_772_610_126, nsec: 250_000_000 }],
    ['356938035643809', { sec: 1_772_613_726, nsec: 250_000_000 }],
  ])
  expect(result.transmissions.map(({ at }) => at.sec)).toEqual([1_772_610_126, 1_772_613_726])
  expect(result.captures[0]).toMatchObject({ first: { sec: 1_772_610_126 }, last: { sec: 1_772_613_726 } })
})
