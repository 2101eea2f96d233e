import { expect, test } from 'vitest'
import { formAt } from '../../../test/support/pooled-digests.ts'

// uuid.uuid3 and uuid.uuid5 of Python, in its name spaces and in 00000000-….
test.each([
  ['UUID of MD5 (version 3, of a domain)', '9adb07b9-695f-3225-adc3-7bc808a261b7'],
  ['UUID of SHA-1 (version 5, of a domain)', '8b5ff39f-a1cb-54cc-987d-84d27e6993ec'],
  ['UUID of MD5 (version 3, of a URL)', '7402820b-b2ec-3fd8-b81f-e37b50c789dc'],
  ['UUID of SHA-1 (version 5, of a URL)', '47c28625-6a1e-5e38-a7d7-30ebcb0fccca'],
  ['UUID of MD5 (version 3, of an object)', 'ed82bf05-1b85-3305-991f-202790a7defa'],
  ['UUID of SHA-1 (version 5, of an object)', 'b4b60992-93e8-5817-a947-04259b63295b'],
  // Without a name space, as Java makes one of MD5.
  ['UUID of SHA-1 (version 5)', '1a82036c-e6f9-5a78-a5fa-ce4ae0bb99db'],
  ['UUID of SHA-1 (version 5, of no name space)', '52bbe3d8-438f-50c5-81f8-1568773b81bf'],
])('%s', (form, uuid) => {
  expect(formAt(Buffer.from(uuid.replaceAll('-', ''), 'hex'))).toBe(`${form}: 357184092641738`)
})
