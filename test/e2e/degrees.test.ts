/** Places in degrees, minutes and seconds, with the signs that people write, by the built command. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pcapFile } from '../support/capture.ts'
import { http, post } from './leaking-phone.ts'
import { varde } from './run-varde.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'varde-degrees-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['in two values', `{"lat":"59°55'44.8\\"N","lon":"10°42'44.3\\"E"}`],
  ['in one, with typographic signs', '{"at":"59° 55′ 44.8″ N 10° 42′ 44.3″ E"}'],
])('%s', async (_, body) => {
  const capture = join(folder, 'a.pcap')
  const profile = join(folder, 'phone.yaml')
  writeFileSync(profile, 'places:\n  - name: home\n    lat: 59.9291\n    lon: 10.7123\n')
  writeFileSync(
    capture,
    pcapFile(http(post('degrees.example', '/at', 'application/json', body), '198.51.100.30')),
  )
  const { stdout, code } = await varde(['scan', capture, '--profile', profile, '--json'])
  expect(code).toBe(0)
  const { findings } = JSON.parse(stdout) as { findings: { identifiers: string[] }[] }
  expect(findings.map(({ identifiers }) => identifiers)).toEqual([['location']])
})
