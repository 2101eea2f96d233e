import { expect, test } from 'vitest'
import { decodeBody, lines, nodeWith } from '../../../test/support/decoded-message.ts'
import { protobufBytes, protobufNumber } from '../../../test/support/protobuf-fields.ts'

test('escapes in a text of a binary container are undone there, and leave the container as it is', () => {
  const fields = Buffer.concat([
    protobufNumber(1, 3),
    protobufBytes(2, 'other text'),
    protobufBytes(3, 'a2%3A0b%3A5e%3A10'),
  ])
  const result = decodeBody(fields)
  expect(lines(result)).toContain('body → protobuf 3 → percent = a2:0b:5e:10')
  expect(nodeWith(result, 'other text')?.step.step).toBe('protobuf')
})

test('escapes among bytes that are no container are undone where they stand', () => {
  const bytes = Buffer.concat([
    Buffer.from([1, 2, 255]),
    Buffer.from('id%3D490154203237518%26'),
    Buffer.from([0]),
  ])
  expect(lines(decodeBody(bytes)).some((line) => line.includes('id=490154203237518&'))).toBe(true)
})

test('doubled escapes are two steps', () => {
  expect(lines(decodeBody('a%253Ab')).at(-1)).toBe('body → percent → percent = a:b')
})
