import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

const token =
  'dQw8xR3kT0uVbN5mLp2sYz:APA91bHf7kQZx9kQmP_3rT7vWbY2nLs8Hd4Jf6Gc-5aKe1QoUiXzRyMtNpBwVgCjD0hSlE9uFkI4oJ2q'

test('a token of FCM is known by its form, whatever it goes by', () => {
  expect(foundIn({ action: 'register', id: token, type: 'fcm' })).toEqual([`push-token=${token} (probable)`])
  expect(foundIn({ identifier: token })).toEqual([`push-token=${token} (probable)`])
  expect(foundIn({ id: token.replace('APA91b', 'APA92b') })).toEqual([])
})
