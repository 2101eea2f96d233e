import { expect, test } from 'vitest'
import { holdsNamedKey } from './named-key.ts'

const holds = (text: string): boolean => holdsNamedKey(Buffer.from(`..${text}..`), 2, 2 + text.length)

test.each([
  '{"key":"0123456789abcdef","d":""}',
  '{"v":1, "aesKey" : "MDEyMzQ1Njc4OWFiY2RlZg=="}',
  'd=x&app_key=30313233343536373839616263646566',
  'KEY=0123456789abcdef01234567',
  "{'key':'MDEyMzQ1Njc4OWFiY2RlZg'}",
])('%s', (text) => {
  expect(holds(text)).toBe(true)
})

test.each([
  '{"key":"imei","value":"352099001761481"}',
  '{"keys":"0123456789abcdef"}',
  '{"keyboard":"0123456789abcdef"}',
  '{"key":"0123456789abcdef0"}',
  '{"key":12}',
  '{"monkey":"see"}',
  'the key 0123456789abcdef',
  `${'key=a&'.repeat(50)}key=0123456789abcdef`,
])('%s holds none', (text) => {
  expect(holds(text)).toBe(false)
})

test('nothing beyond the message is read', () => {
  const text = Buffer.from('{"key":"0123456789abcdef"}')
  expect(holdsNamedKey(text, 0, 10)).toBe(false)
})
