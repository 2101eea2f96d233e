import { expect, test } from 'vitest'
import { isTokenName } from './token-name.ts'

test.each([
  'token',
  'accessToken',
  'refresh_token',
  'X-CSRF-Token',
  'xsrf',
  'JSESSIONID',
  'If-None-Match-ETag',
  'etag',
  'Authorization',
  'X-Amz-Signature',
  'sig',
  'payload_hash',
  'sha256',
  'code_challenge',
  '__VIEWSTATE',
  'nonce',
])('%s is of a token', (name) => {
  expect(isTokenName(name)).toBe(true)
})

test.each([
  '',
  'd',
  'data',
  'payload',
  'X-Payload',
  'p',
  'design',
  'signal',
  'e',
  'body',
  'enc',
  'content',
  'deviceId',
])('“%s” is of none', (name) => {
  expect(isTokenName(name)).toBe(false)
})
