import { expect, test } from 'vitest'
import { decodeBody, nodeWith, nodesOf } from '../../../test/support/decoded-message.ts'
import type { DecodeResult } from '../types.ts'

function agent(value: string, name = 'User-Agent'): DecodeResult {
  return decodeBody('', { head: `GET / HTTP/1.1\r\n${name}: ${value}\r\n\r\n` })
}

const digest = '8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92'

test.each([
  ['alone', `App/4.1 (${digest})`],
  ['behind others', `App/4.1 (Android 9; ${digest}; en) okhttp/3`],
  ['in a second comment', `App/4.1 (Linux) sdk/2 (${digest})`],
  ['where the comment is not closed', `App/4.1 (Android 9; ${digest}`],
])('a long word in a comment is a value of its own: %s', (_, value) => {
  for (const name of ['User-Agent', 'x-requested-agent'])
    expect(nodeWith(agent(value, name), digest)?.step.step).toBe('agent-comment')
})

test('what stands there encoded is undone', () => {
  const hidden = Buffer.from('imei=490154203237518').toString('base64')
  expect(nodeWith(agent(`App/4.1 (Android 9; ${hidden})`), '490154203237518')).toBeDefined()
})

test.each([
  'Mozilla/5.0 (Linux; Android 9; Nokia 7 plus Build/PPR1.180610.011) AppleWebKit/537.36 (KHTML, like Gecko)',
  'okhttp/3.12.1',
  'App (',
  '',
])('names and versions are left where they are: %s', (value) => {
  expect(nodesOf(agent(value)).filter(({ step }) => step.step === 'agent-comment')).toEqual([])
})

test('only of a header that says who sends', () => {
  expect(nodeWith(agent(`x (${digest})`, 'X-Note'), digest)?.step.step).not.toBe('agent-comment')
})
