/** Apps that a recorder saw send are named like those of a packet capture. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { harEntryOf, harFile } from '../../test/support/recordings.ts'
import { scanCapture } from '../../test/support/scan-capture.ts'
import { testFolder } from '../../test/support/test-folder.ts'

const folder = testFolder('recorded-apps')

test('HAR: each transmission names its app, also where two sent to one host', async () => {
  const path = join(folder, 'apps.har')
  const sentBy = (process: string | undefined, pid: number, imei: string): object =>
    harEntryOf({
      url: `https://a.example.com/x?imei=${imei}`,
      request: process === undefined ? {} : { _stacktrace: { process, pid } },
    })
  const file = harFile([
    sentBy('com.leaky.app', 7, '490154203718467'),
    sentBy('com.other.app', 8, '356938035643809'),
    sentBy(undefined, 0, '357184098151179'),
    sentBy('com.leaky.app', 9, '490154203718467'),
  ])
  writeFileSync(path, file)
  const { apps, transmissions, recipients } = await scanCapture(path)
  expect(apps.map((app) => app.package)).toEqual(['com.leaky.app', 'com.other.app'])
  expect(transmissions.map(({ app }) => app)).toEqual(['a1', 'a2', undefined, 'a1'])
  expect(recipients.map(({ senders, flows }) => [senders, flows])).toEqual([[['a1', 'a2'], 3]])
})
