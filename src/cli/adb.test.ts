import { expect, test } from 'vitest'
import { endingText, isAwake, isLocked } from './adb.ts'

test('a screen is on where the phone is awake, and of other text nothing is known', () => {
  expect(isAwake('POWER MANAGER (dumpsys power)\n  mWakefulness=Awake\n')).toBe(true)
  for (const state of ['Asleep', 'Dozing', 'Dreaming'])
    expect(isAwake(`  mWakefulness=${state}\n`)).toBe(false)
  expect(isAwake("Can't find service: power")).toBeNull()
})

test.each([
  ['KeyguardServiceDelegate showing=true secure=true', '', true],
  ['  KeyguardServiceDelegate\n    showing=false\n    inputRestricted=false', '', false],
  ['KeyguardServiceDelegate showing=false', 'User "a" (id=0) (current): trusted=0, deviceLocked=1', true],
  ['', 'User "b" (id=10): deviceLocked=1\nUser "a" (id=0) (current): trusted=0, deviceLocked=0', false],
  ['mShowingLockscreen=true', '', true],
  ['isStatusBarKeyguard=false', '', false],
  ['', "Can't find service: trust", null],
])('locked by %j and %j: %s', (policy, trust, expected) => {
  expect(isLocked(policy, trust)).toBe(expected)
})

test('an adb that gives no answer was ended by varde, and that is said', () => {
  expect(endingText({ killed: true, code: null, signal: 'SIGTERM' })).toBe(
    'it gave no answer within 20 seconds',
  )
  expect(endingText({ killed: false, code: 1 })).toBe('it ended with 1')
  expect(endingText({ killed: false, code: null, signal: 'SIGKILL' })).toBe('it ended with SIGKILL')
})
