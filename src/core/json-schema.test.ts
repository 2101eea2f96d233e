import fc from 'fast-check'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { faultOf } from './json-schema.ts'

const schema = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^r\\d+$' },
    kind: { enum: ['a', 'b', null] },
    is: { const: true },
    share: { type: 'number', minimum: 0, maximum: 1 },
    list: { type: ['array', 'null'], maxItems: 2, items: { type: 'integer', minimum: 0 } },
    either: {
      anyOf: [
        { type: 'string' },
        { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
      ],
    },
    counts: { type: 'object', additionalProperties: { type: 'integer' } },
  },
  required: ['id'],
  additionalProperties: false,
}

test.each<[value: unknown, fault: string | null]>([
  [{ id: 'r1' }, null],
  [{ id: 'r1', kind: null, is: true, share: 0.5, list: [1, 2], either: { n: 1 }, counts: { x: 1 } }, null],
  [[], ''],
  [null, ''],
  [{}, '.id'],
  [{ id: 'x' }, '.id'],
  [{ id: 'r1', kind: 'c' }, '.kind'],
  [{ id: 'r1', is: false }, '.is'],
  [{ id: 'r1', share: 2 }, '.share'],
  [{ id: 'r1', share: Number.NaN }, '.share'],
  [{ id: 'r1', list: [1, -1] }, '.list[1]'],
  [{ id: 'r1', list: [1, 2, 3] }, '.list'],
  [{ id: 'r1', either: {} }, '.either'],
  [{ id: 'r1', counts: { x: '1' } }, '.counts.x'],
  [{ id: 'r1', other: 1 }, '.other'],
  [JSON.parse('{"id":"r1","__proto__":1}'), '.__proto__'],
])('of %j the fault is %j', (value, fault) => {
  expect(faultOf(value, schema)).toBe(fault)
})

test('it judges as another validator does', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
  const some = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('r1', 'a', true, 0.5, [1], { n: 1 }))
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.keys(schema.properties), 'x'), some), (value) => {
      const plain = { ...value }
      expect(faultOf(plain, schema) === null).toBe(validate(plain))
    }),
    { numRuns: 2_000 },
  )
})

test('a word that is not known is no silent pass', () => {
  expect(() => faultOf(1, { multipleOf: 2 })).toThrow('the word multipleOf of a schema is not known')
})

test('a number that JSON writes too large for arithmetic is none', () => {
  expect(faultOf(JSON.parse('{"n":1e308}'), { properties: { n: { type: 'number' } } })).toBeNull()
  expect(faultOf(JSON.parse('{"n":1e999}'), { properties: { n: { type: 'number' } } })).toBe('.n')
})
