/** STIX 2.1: held against the standard, read as MVT reads, and loaded by a program that draws bundles. */
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import { browserMissing, startBrowser } from '../../../test/support/browser.ts'
import {
  attacks,
  nothingIn,
  scanSample,
  withGivenUp,
  withRecipients,
  withText,
  withTime,
  written,
} from '../../../test/support/exported-sample.ts'
import { formats } from '../../../test/support/formats.ts'
import { stixSchema } from '../../../test/support/stix-schema.ts'
import { parseAddress } from '../../core/address.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'

interface StixObject {
  readonly type: string
  readonly id: string
  readonly name: string
  readonly created: string
  readonly modified: string
  readonly pattern: string
  readonly object_refs?: readonly string[]
}

interface Bundle {
  readonly objects?: readonly StixObject[]
}

const hosts = ['A.example.com', 'b_c.example.com', 'xn--bcher-kva.example']
const addresses = ['192.0.2.9', '2001:db8::9']

let result: ScanResult
let many: ScanResult
beforeAll(async () => {
  result = await scanSample()
  many = withRecipients(result, [...hosts, ...attacks], addresses)
})

describe('the standard', () => {
  const validate = new Ajv({ discriminator: true, allErrors: true, formats }).compile(stixSchema)

  test('holds, whatever a capture says', () => {
    for (const one of [
      result,
      nothingIn(result),
      many,
      withGivenUp(result),
      ...attacks.map((text) => withText(result, text)),
      ...[2 ** 53, -(2 ** 53), -1].map((sec) => withTime(result, { sec, nsec: 0 })),
    ])
      expect(validate(JSON.parse(written('stix', one))), JSON.stringify(validate.errors)).toBe(true)
  })

  test('is asked in earnest: each of these is refused', () => {
    const text = written('stix', result)
    const changes: readonly (readonly [string, string])[] = [
      ['"type": "bundle"', '"type": "package"'],
      ['"id": "bundle--', '"id": "report--'],
      ['"spec_version": "2.1"', '"spec_version": "2.0"'],
      ['"created": "2019', '"created": "19'],
      ['"modified": "2019-02-11', '"modified": "2019-02-31'],
      ['.339Z"', 'Z"'],
      ['"anomalous-activity"', '"malware"'],
      ['"pattern_type": "stix"', '"pattern_type": "text"'],
      ["='zzhc.vnet.cn'", "='zzhc'.vnet.cn'"],
      ['"valid_from"', '"valid_form"'],
      ['"report_types": [', '"report_types": [], "x": ['],
      ['"indicator--', '"indicator-'],
    ]
    for (const [from, to] of changes) {
      expect(text).toContain(from)
      expect(validate(JSON.parse(text.replace(from, to))), `${from} as ${to}`).toBe(false)
    }
  })

  test('what a schema can not say: ids are used once, references lead somewhere, times are in order', () => {
    for (const one of [result, many]) {
      const { objects = [] } = JSON.parse(written('stix', one)) as Bundle
      const ids = objects.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { type, created, modified, object_refs = [] } of objects) {
        expect(modified >= created, type).toBe(true)
        for (const ref of object_refs) expect(ids).toContain(ref)
      }
      // 6.4, 6.9, 6.10: what a pattern compares is a name or an address of its kind.
      for (const { pattern } of objects.filter(({ type }) => type === 'indicator')) {
        const [, kind = '', value = ''] = /^\[([^:]+):value='(.*)'\]$/.exec(pattern) ?? []
        const isAddress = parseAddress(value) !== null
        const isSix = isAddress && value.includes(':')
        expect(kind).toBe(isSix ? 'ipv6-addr' : isAddress ? 'ipv4-addr' : 'domain-name')
      }
    }
  })
})

/**
 * Reads a bundle as the loader of MVT does. Up to version 2.5.4 it took the path of a pattern as it stood between
 * bracket and `=`, with spaces, and took indicators only that a relationship tied to malware. Later ones trim the path,
 * and reports are collections too.
 */
function readAsMvt(text: string): { name: string; domains: string[] }[] {
  const { objects = [] } = JSON.parse(text) as Bundle
  const reports = objects.filter(({ type }) => type === 'report')
  const collections = new Map<string, { name: string; domains: string[] }>([
    ...reports.map(({ id, name }): [string, { name: string; domains: string[] }] => [
      id,
      { name, domains: [] },
    ]),
    ['', { name: 'Default collection', domains: [] }],
  ])
  for (const { id, pattern } of objects.filter(({ type }) => type === 'indicator')) {
    const parts = pattern.replaceAll(/^[[\]]+|[[\]]+$/g, '').split('=')
    // There it is an error that ends the program.
    if (parts.length !== 2) throw new Error(`${pattern}: there is more than one =`)
    const [path = '', value = ''] = parts
    if (path !== 'domain-name:value') continue
    const report = reports.findLast(({ object_refs = [] }) => object_refs.includes(id))
    collections.get(report?.id ?? '')?.domains.push(value.toLowerCase().replaceAll("'", '').trim())
  }
  return [...collections.values()].filter(({ domains }) => domains.length > 0)
}

test('MVT loads the hosts, under the name of the report, and stops at nothing', () => {
  expect(readAsMvt(written('stix', result))).toEqual([
    { name: 'varde 0.1.0: recipients of findings', domains: ['zzhc.vnet.cn'] },
  ])
  expect(readAsMvt(written('stix', many))[0]?.domains).toEqual([
    'a.example.com',
    'b_c.example.com',
    'xn--bcher-kva.example',
  ])
  expect(readAsMvt(written('stix', nothingIn(result)))).toEqual([])
})

/** What of stixview is called here. */
interface Stixview {
  init(
    element: unknown,
    options: object,
    onInit: (graph: { loadData(bundle: unknown): void }) => void,
    onLoad: (graph: { cy: { elements(): { map<T>(of: (element: { data(): unknown }) => T): T[] } } }) => void,
  ): void
}

test('stixview draws every object, and ties the report to each indicator', async (context) => {
  context.skip(browserMissing !== '', browserMissing)
  const browser = await startBrowser()
  try {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.setContent('<div id="graph" style="width: 600px; height: 400px"></div>')
    await page.addScriptTag({
      path: createRequire(import.meta.url).resolve('stixview/dist/stixview.bundle.js'),
    })
    for (const one of [result, many]) {
      const bundle = JSON.parse(written('stix', one)) as Required<Bundle>
      const drawn = (await page.evaluate(
        (given) =>
          new Promise((resolve) => {
            const { document, stixview } = globalThis as unknown as {
              document: { querySelector(selector: string): unknown }
              stixview: Stixview
            }
            stixview.init(
              document.querySelector('#graph'),
              { stixAllowDragdrop: true, graphLayout: 'dagre' },
              (graph) => graph.loadData(given),
              (graph) => resolve(graph.cy.elements().map((element) => element.data())),
            )
          }),
        bundle,
      )) as { id: string; label: string; source?: string; target?: string }[]
      const nodes = drawn.filter(({ source }) => source === undefined)
      expect(nodes.map(({ id, label }) => `${id} ${label}`).sort()).toEqual(
        bundle.objects.map(({ id, name }) => `${id} ${name}`).sort(),
      )
      const ties = drawn.flatMap(({ source, target }) =>
        source === undefined ? [] : [`${source} to ${target ?? ''}`],
      )
      const report = bundle.objects.find(({ type }) => type === 'report')
      expect(ties.sort()).toEqual(
        (report?.object_refs ?? []).map((ref) => `${report?.id ?? ''} to ${ref}`).sort(),
      )
    }
    expect(errors).toEqual([])
  } finally {
    await browser.close()
  }
})
