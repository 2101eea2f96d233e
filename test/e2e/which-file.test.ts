/** Where several captures are read, a frame alone names no place: what is printed says of which file it is. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile } from '../support/capture.ts'
import { putInto, testFolder } from '../support/test-folder.ts'
import { get, http, identifiersOfPhone } from './leaking-phone.ts'
import { varde } from './run-varde.ts'

/** The phone sends its IMEI once, on this day. */
function captureOf(day: number): Buffer {
  const frames = http(get('a.example.com', `/v1?imei=${identifiersOfPhone.imei}`))
  return pcapFile(frames.map((bytes, index) => ({ bytes, sec: 1_550_000_000 + day * 86_400 + index })))
}

const folder = testFolder('which-file')
const put = putInto(folder)
const first = put('monday.pcap', captureOf(0))
const second = put('tuesday.pcap', captureOf(1))
const claims = put(
  'claims.yaml',
  'claims:\n  - text: nothing personal is sent\n    form: no-personal-identifier\n',
)

test('of one file nothing is said, of several its name', async () => {
  const alone = (await varde(['scan', first])).stdout
  expect(alone).toMatch(/ · frame \d+$/m)
  expect(alone).not.toContain(' of monday.pcap')
  const both = (await varde(['scan', first, second])).stdout.replaceAll(/\s+/g, ' ')
  expect(both).toMatch(/ · frame \d+ of monday\.pcap, and in 1 more file /)
})

test('by claims and the gate, too', async () => {
  const told = (await varde(['claims', claims, first, second])).stdout.replaceAll(/\s+/g, ' ')
  expect(told).toMatch(/decided by frame \d+ of monday\.pcap, and in 1 more file/)
  const policy = put('policy.yaml', 'allow: []\n')
  const summary = join(folder, 'summary.md')
  const gate = await varde(['gate', '--policy', policy, '--summary', summary, first, second])
  expect(gate.code).toBe(1)
  expect(readFileSync(summary, 'utf8')).toMatch(/\| \d+ of monday\.pcap \|/)
})
