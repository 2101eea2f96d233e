import { expect, test } from 'vitest'
import type { OpaqueContext } from './opaque-payload.ts'
import { isInBody, placeOf } from './payload-place.ts'

function place(method: string, target: string): string {
  return placeOf({ method, target } as OpaqueContext)
}

test('ids in a path are one place, and so is whatever is asked behind it', () => {
  expect(place('POST', '/v1/collect?sid=1#top')).toBe('POST /v1/collect')
  expect(place('GET', '/users/12345/photo')).toBe('GET /users/*/photo')
  expect(place('GET', '/k/0123456789ab/x')).toBe('GET /k/*/x')
  expect(place('GET', `/${'long-name'.repeat(5)}/x`)).toBe('GET /*/x')
  expect(place('GET', '/v2/1234/index')).toBe('GET /v2/1234/index')
})

test('a place is short, and none where there is no target', () => {
  expect(place('PUT', '')).toBe('')
  expect(place('', 'topic/a')).toBe('topic/a')
  expect(place('GET', '/abcdefgh'.repeat(50))).toHaveLength(120)
})

test('a body is in a body as a value in one is', () => {
  expect((['whole', 'body', 'query', 'path', 'header', 'cookie', 'name'] as const).filter(isInBody)).toEqual([
    'whole',
    'body',
  ])
})
