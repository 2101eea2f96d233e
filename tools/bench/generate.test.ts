import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { brokenSums, profileOf, scanCapture } from '../../test/support/scan-capture.ts'
import { testFolder } from '../../test/support/test-folder.ts'
import { appHosts, appKindOf } from './app-world.ts'
import { appsLeakShare, generate } from './generate.ts'
import type { Truth } from './generate.ts'
import { device, profileOf as profileText } from './http-content.ts'

const folder = testFolder('bench-apps')

function apps(name: string, size: number, leakShare = appsLeakShare): { path: string; truth: Truth } {
  const path = join(folder, name)
  return {
    path,
    truth: generate({ profile: 'apps', path, size, seed: 'apps', loss: 0, leakShare, link: 'ethernet' }),
  }
}

test('the same seed makes the same requests of apps', () => {
  const [one, other] = [apps('one.pcap', 300e3), apps('other.pcap', 300e3)]
  expect(readFileSync(one.path).equals(readFileSync(other.path))).toBe(true)
  expect(one.truth).toEqual(other.truth)
})

test('a third of the requests of apps carry identifiers, of every kind but those of shops, and every identifier', () => {
  const { truth } = apps('kinds.pcap', 3e6)
  const share = truth.leaks.length / truth.httpRequests
  expect(share).toBeGreaterThan(0.3)
  expect(share).toBeLessThan(0.37)
  const kinds = new Set(appHosts.map((host) => appKindOf(host)))
  kinds.delete('shop')
  expect(new Set(truth.leaks.map(({ kind }) => kind))).toEqual(kinds)
  expect(new Set(truth.leaks.map(({ host }) => appKindOf(host)))).toEqual(kinds)
  expect(new Set(truth.leaks.flatMap(({ identifiers }) => identifiers))).toEqual(new Set(Object.keys(device)))
  expect(truth.leaks.some(({ identifiers }) => identifiers.length >= 4)).toBe(true)
})

test('requests of apps that carry nothing of the device do not hold it', () => {
  const bytes = readFileSync(apps('none.pcap', 300e3, 0).path)
  expect(Object.values(device).filter((value) => bytes.includes(value))).toEqual([])
})

test('what the truth of apps says is found in its frames, at its host, and all requests are counted', async () => {
  const { path, truth } = apps('found.pcap', 150e3)
  const profilePath = join(folder, 'device.yaml')
  writeFileSync(profilePath, profileText(device))
  const result = await scanCapture(path, profileOf(profilePath))
  const hosts = new Map(result.recipients.map(({ id, host }) => [id, host]))
  const missed = truth.leaks.filter(
    ({ host, packet, identifiers }) =>
      !result.transmissions.some(
        (sent) =>
          hosts.get(sent.recipient) === host &&
          sent.frames.some((frame) => frame >= packet && frame < packet + 4) &&
          identifiers.every((name) => sent.identifiers.includes(name)),
      ),
  )
  expect(truth.leaks.length).toBeGreaterThan(15)
  expect(missed).toEqual([])
  expect(result.exchanges).toBe(truth.httpRequests)
  expect(brokenSums(result)).toEqual([])
})
