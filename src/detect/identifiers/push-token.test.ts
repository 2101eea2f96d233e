import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const token =
  'dQw8xR3kT0uVbN5mLp2sYz:APA91bHf7kQZx9kQmP_3rT7vWbY2nLs8Hd4Jf6Gc-5aKe1QoUiXzRyMtNpBwVgCjD0hSlE9uFkI4oJ2q'

function found(value: unknown): string[] {
  const input = request('/x', [], Buffer.from(JSON.stringify(value)))
  return isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []
}

test('a token of FCM is known by its form, whatever it goes by', () => {
  expect(found({ action: 'register', id: token, type: 'fcm' })).toEqual([`push-token=${token} (probable)`])
  expect(found({ identifier: token })).toEqual([`push-token=${token} (probable)`])
  expect(found({ id: token.replace('APA91b', 'APA92b') })).toEqual([])
})
