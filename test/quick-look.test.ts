/**
 * Reading a message in full takes a hundred times as long as the quick look at it. A name or a pattern that takes
 * ordinary messages for more than they are makes scans slow, and changes nothing else: here it is counted.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generate } from '../tools/bench/generate.ts'
import type { Truth } from '../tools/bench/generate.ts'
import { device, profileOf as profileText } from '../tools/bench/http-content.ts'
import { profileOf, scanCapture } from './support/scan-capture.ts'

/** Of all requests and questions, beside those that leak: one of a thousand, and a few by chance. */
const share = 0.001
const byChance = 2

let folder = ''
let truth: Truth
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'varde-quick-look-'))
  writeFileSync(join(folder, 'device.yaml'), profileText(device))
  truth = generate({
    profile: 'http',
    path: join(folder, 'http.pcap'),
    size: 40e6,
    seed: 'quick look',
    loss: 0,
    leakShare: 0.01,
    link: 'ethernet',
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

for (const withProfile of [false, true]) {
  test(`ordinary messages are not read in full, ${withProfile ? 'with' : 'without'} a profile`, async () => {
    const profile = withProfile ? profileOf(join(folder, 'device.yaml')) : null
    const { coverage } = await scanCapture(join(folder, 'http.pcap'), profile)
    const decoded = coverage.searched.decodedMessages
    const messages = truth.httpRequests + truth.dnsQuestions
    expect(truth.httpRequests).toBeGreaterThan(1_500)
    expect(decoded).toBeGreaterThanOrEqual(truth.leaks.length)
    expect(decoded).toBeLessThanOrEqual(truth.leaks.length + byChance + messages * share)
  })
}
