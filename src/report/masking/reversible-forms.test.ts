import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reversibleForms } from './reversible-forms.ts'

test('the forms that are turned back by hand, in lower case', () => {
  expect(reversibleForms('242010123456789')).toEqual([
    '323432303130313233343536373839',
    '%32%34%32%30%31%30%31%32%33%34%35%36%37%38%39',
    'mjqymdewmtizndu2nzg5',
    'i0mjaxmdeymzq1njc4o',
    'yndiwmtaxmjm0nty3od',
    '987654321010242',
    '42020121436587f9',
    'dc1b5f70d115',
  ])
  expect(reversibleForms('00:00:5e:00:53:1a')).toContain('a13500e50000')
  expect(reversibleForms('a@b.example')).toHaveLength(8)
})

test.each(['357184092641738', 'kari@post.example', '00:00:5e:00:53:1a', 'A1>?~x9'])(
  'base64 of it is known behind any other bytes, and in front of any: %s',
  (value) => {
    const forms = reversibleForms(value)
    for (const before of ['', '{', '{ ', '{  ', '{"imei":"'])
      for (const after of ['', '"', '"}', ' ".'])
        for (const encoding of ['base64', 'base64url'] as const) {
          const text = Buffer.from(before + value + after)
            .toString(encoding)
            .toLowerCase()
          expect([text, forms.some((form) => text.includes(form))]).toEqual([text, true])
        }
  },
)

test('any text has them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      for (const form of reversibleForms(text)) expect(form).not.toMatch(/[A-Z]/)
    }),
  )
})
