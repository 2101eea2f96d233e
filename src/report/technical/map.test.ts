import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readWorldSources } from '../../../tools/build-world.ts'
import type { Observation, Recipient } from '../../assess/types.ts'
import type { AddressFacts, Organisation } from '../../attribute/types.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { hatch } from './hatch.ts'
import { mapSection } from './map.ts'
import { Page } from './page.ts'
import { placesOf } from './places.ts'

const world = readWorldSources(fileURLToPath(new URL('../../../', import.meta.url)))

function address(...named: readonly (readonly [country: string, source: string])[]): AddressFacts {
  const countries = named.map(([country, source]) => ({ country, source, builtOn: '2026-01-01' }))
  return {
    address: '192.0.2.1',
    scope: 'public',
    networks: [],
    countries,
    isCountryAgreed: countries.length > 1 && new Set(countries.map(({ country }) => country)).size === 1,
    ambiguity: '',
  }
}

function organisation(country: string, isSharedInfrastructure = false): Organisation {
  return {
    name: 'Example',
    parent: 'Parent',
    country,
    source: 'a list',
    isSharedInfrastructure,
  } as Organisation
}

function facts(
  recipients: readonly { host: string; addresses: AddressFacts[]; organisation?: Organisation }[],
  sentTo: readonly string[],
): ScanResult {
  return {
    profile: null,
    captures: [],
    dataSets: [],
    findings: [],
    transmissions: [],
    recipients: recipients.map(
      (one, index) => ({ organisation: null, ...one, id: `r${index}` }) as unknown as Recipient,
    ),
    observations: sentTo.map(
      (recipient, index) =>
        ({ id: `o${index}`, recipient, direction: 'sent', value: 'x', normal: 'x' }) as Observation,
    ),
  } as unknown as ScanResult
}

function drawn(result: ScanResult): string {
  return mapSection(new Page(result, { version: '0', isRevealed: true, world })).markup
}

describe('the map of countries', () => {
  test('tells servers from owners, and the three states of agreement from each other', () => {
    const result = facts(
      [
        {
          host: 'agreed.example',
          addresses: [address(['SG', 'A'], ['SG', 'B'])],
          organisation: organisation('CN'),
        },
        { host: 'single.example', addresses: [address(['US', 'A'])] },
        { host: 'disputed.example', addresses: [address(['NO', 'A'], ['SE', 'B'])] },
        { host: 'nowhere.example', addresses: [address()] },
        { host: 'cdn.example', addresses: [], organisation: organisation('FR', true) },
        { host: 'not-sent.example', addresses: [address(['BR', 'A'], ['BR', 'B'])] },
      ],
      ['r0', 'r1', 'r2', 'r3', 'r4'],
    )
    const { places, unknown, isOfAll } = placesOf(result)
    expect(places.map(({ country, part, agreement }) => `${country} ${part} ${agreement}`)).toEqual([
      'NO server disputed',
      'SE server disputed',
      'SG server agreed',
      'US server single',
      'CN owner null',
    ])
    expect(places[0]?.sources).toEqual(['A; but SE by B'])
    expect([unknown, isOfAll]).toEqual([['r3', 'r4'], false])
    const page = drawn(result)
    for (const text of [
      '<path class="server-agreed"',
      '<path class="server-single"',
      '>NO ?</text>',
      '>US (1 source)</text>',
      '>SG</text>',
      '>owner: CN</text>',
      'Norway (NO), sources disagree: disputed.example',
      'No source names a country for nowhere.example, cdn.example.',
    ])
      expect(page).toContain(text)
    expect(page.match(/class="hatch"/g)).toHaveLength(2)
    expect(page).not.toContain('not-sent.example')
    expect(page).not.toContain('BR')
  })

  test('shows the servers of all recipients where none was sent identifiers, and says so', () => {
    const page = drawn(facts([{ host: 'a.example', addresses: [address(['FI', 'A'], ['FI', 'B'])] }], []))
    expect(page).toContain('all recipients (none was sent identifiers)')
    expect(page).toContain('class="server-agreed"')
  })

  test('is not there where no country is known, or none that the map has', () => {
    expect(drawn(facts([{ host: 'a.example', addresses: [address()] }], ['r0']))).not.toContain('<svg')
    const odd = drawn(facts([{ host: 'a.example', addresses: [address(['ZZ', 'A'])] }], ['r0']))
    expect(odd).not.toContain('<svg')
    expect(odd).toContain('<th scope="row">ZZ</th>')
  })

  test('keeps labels apart, inside the picture, and the page small', () => {
    const all = [...new Set(world.lands.filter(({ at }) => at !== null).map(({ code }) => code))].slice(0, 30)
    const page = drawn(
      facts([{ host: 'a.example', addresses: all.map((code) => address([code, 'A'], ['NO', 'B'])) }], ['r0']),
    )
    const boxes = [
      ...page.matchAll(/<rect class="label-server" x="([^"]+)" y="([^"]+)" width="([^"]+)"/g),
    ].map(([, x, y, width]) => ({ x: Number(x), y: Number(y), width: Number(width) }))
    expect(boxes.length).toBe(all.length + (all.includes('NO') ? 0 : 1))
    boxes.forEach((box, index) => {
      expect(box.x).toBeGreaterThan(0)
      expect(box.x + box.width).toBeLessThan(world.width)
      for (const other of boxes.slice(0, index))
        expect(
          Math.abs(box.y - other.y) >= 26 || box.x + box.width <= other.x || other.x + other.width <= box.x,
        ).toBe(true)
    })
    expect(page.length).toBeLessThan(150_000)
    const plain = drawn(facts([{ host: 'a.example', addresses: [address(['SG', 'A'])] }], ['r0']))
    expect(plain.length).toBeLessThan(60_000)
  })
})

describe('the compiled map', () => {
  test('knows every country by name, and where it is', () => {
    expect(Object.keys(world.names)).toHaveLength(250)
    expect(world.names['NO']).toBe('Norway')
    for (const code of ['NO', 'CN', 'SG', 'HK', 'MT', 'US', 'XK', 'TW'])
      expect(world.lands.find((land) => land.code === code)?.at).not.toBeNull()
    for (const { code, at } of world.lands) {
      if (code !== '') expect(world.names[code]).toBeDefined()
      if (at === null) continue
      expect(at[0]).toBeGreaterThanOrEqual(0)
      expect(at[0]).toBeLessThanOrEqual(world.width)
    }
  })

  test('no outline crosses the picture where the earth does not end', () => {
    for (const { rings } of world.lands)
      for (const ring of rings)
        for (let at = 2; at + 1 < ring.length; at += 2)
          expect(Math.abs((ring[at] ?? 0) - (ring[at - 2] ?? 0))).toBeLessThan(250)
  })
})

describe('hatching', () => {
  test('stays inside an outline and out of its hole', () => {
    const outer = [0, 0, 40, 0, 40, 40, 0, 40]
    const hole = [10, 10, 30, 10, 30, 30, 10, 30]
    const strokes = [...hatch([outer, hole], 4).matchAll(/M(\S+) (\S+)L(\S+) ([\d.]+)/g)].map((match) =>
      match.slice(1).map(Number),
    )
    expect(strokes.length).toBeGreaterThan(20)
    for (const [x = 0, y = 0, toX = 0, toY = 0] of strokes) {
      const [middleX, middleY] = [(x + toX) / 2, (y + toY) / 2]
      expect(Math.min(x, y, toX, toY)).toBeGreaterThanOrEqual(0)
      expect(Math.max(x, y, toX, toY)).toBeLessThanOrEqual(40)
      expect(middleX > 10.1 && middleX < 29.9 && middleY > 10.1 && middleY < 29.9).toBe(false)
    }
    expect(hatch([], 4)).toBe('')
  })
})
