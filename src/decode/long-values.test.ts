import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBody } from '../../test/support/decoded-message.ts'
import { processorTime } from '../../test/support/processor-time.ts'
import { longValuesOf, partsOf } from './long-values.ts'

function cut(text: string): string[] {
  const bytes = Buffer.from(text)
  return partsOf(bytes).map(({ start, end }) => bytes.toString('utf8', start, end))
}

const events = Array.from({ length: 4_000 }, (_, n) => ({
  n,
  name: 'tap {"',
  props: { screen: `s${n % 50}` },
}))
const log = events.map(({ n }) => `12-03 10:00:00.${n} D App: request ${n} is done`).join('\n')

describe('the parts of a text', () => {
  test('are all of it, each behind the other, whatever it is', () => {
    const signs = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      '<a>',
      '</a>',
      '<',
      '>',
      '\n',
      '&',
      'a',
      'æ',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.array(signs, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 12_000 }),
        (some, times) => {
          const text = Buffer.from(some.join('').repeat(times))
          const parts = partsOf(text)
          expect(parts[0]?.start).toBe(0)
          expect(parts.at(-1)?.end).toBe(text.length)
          for (const [index, { start, end }] of parts.entries()) {
            expect(end).toBeGreaterThan(start)
            if (index > 0) expect(start).toBe(parts[index - 1]?.end)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test.each([
    ['lines of JSON', events.map((event) => JSON.stringify(event)).join('\n'), /^\s*\{"n":/, /"\}\}$/],
    ['a list', JSON.stringify(events), /^\[?\{"n":/, /\}\}[,\]]?$/],
    ['a list that is printed', JSON.stringify(events, null, 2), /^(?:\[|\s+\{)\s+/, /\}(?:,|\s*\])?$/],
    [
      'a list in an object',
      JSON.stringify({ v: 1, events }),
      /^(?:\{"v":1,"events":\[)?\{"n":/,
      /\}\}(?:,|\]\})?$/,
    ],
    [
      'elements',
      `<log>${events.map(({ n }) => `<e><n>${n}</n><br/><s>ok</s></e>`).join('')}</log>`,
      /^(?:<log>)?<e><n>/,
      /<\/e>(?:<\/log>)?$/,
    ],
    ['a log', log, /^12-03/, /is done\n?$/],
    ['a form', events.map(({ n }) => `key${n}=value+number+${n}`).join('&'), /^key/, /\d&?$/],
  ])('%s: are cut where a record ends', (_name, text, begins, ends) => {
    const parts = cut(text)
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) {
      expect(part).toMatch(begins)
      expect(part).toMatch(ends)
    }
  })

  test('have one word whole, however long it is', () => {
    expect(cut(`${'A'.repeat(100_000)} ${'B'.repeat(40_000)}`)).toEqual([
      `${'A'.repeat(100_000)} `,
      'B'.repeat(40_000),
    ])
  })

  test.each(['{', '<', '<a', '"', '{"', '[', 'a', '\n'])(
    'are found in time that grows with the text: %j',
    (sign) => {
      const took = (length: number): number => {
        const text = Buffer.alloc(length, sign)
        const before = processorTime()
        partsOf(text)
        return processorTime() - before
      }
      took(1_000_000)
      expect(took(8_000_000)).toBeLessThan(2_000)
    },
  )
})

test('a long list in other bytes is one, and not what is around it', () => {
  const list = Buffer.concat([Buffer.from('dc0800', 'hex'), Buffer.from('\xa3abc'.repeat(2_048), 'latin1')])
  const named = (body: Buffer | string): string[] =>
    longValuesOf(decodeBody(body).root).lists.map(({ step: { step } }) => step)
  expect(named(list)).toEqual(['body'])
  expect(named(gzipSync(list))).toEqual(['gzip'])
  expect(named(list.subarray(0, 400))).toEqual([])
})

describe('the long texts of a message', () => {
  const named = (body: Buffer | string, contentType = ''): string[] =>
    longValuesOf(decodeBody(body, { contentType }).root).texts.map(({ step }) =>
      `${step.step} ${step.detail}`.trim(),
    )

  test('is its body, where that is one', () => {
    expect(named(log)).toEqual(['body'])
    expect(named(JSON.stringify(events))).toEqual(['body'])
  })

  test('is what is in another text, or in other bytes, and not what is around it', () => {
    expect(named(JSON.stringify({ v: 1, log }))).toEqual(['json $.log'])
    expect(named(`v=1&log=${encodeURIComponent(log)}`)).toEqual(['percent'])
    expect(named(Buffer.from(log).toString('base64'))).toEqual(['base64'])
  })

  test('are several, in one message', () => {
    expect(named(JSON.stringify({ one: log, two: log }))).toEqual(['json $.one', 'json $.two'])
  })

  test('are none in short messages and in bytes', () => {
    expect(named(log.slice(0, 60_000))).toEqual([])
    expect(named(Buffer.alloc(100_000, '\x01\x02\xff', 'latin1'))).toEqual([])
  })
})
