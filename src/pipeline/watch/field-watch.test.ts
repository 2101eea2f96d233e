import { expect, test } from 'vitest'
import { input } from '../../../test/support/decoded-message.ts'
import { FieldWatch } from './field-watch.ts'

const at = { sec: 0, nsec: 0, flow: '' }

test('a field is named by server, method, path and place; what is no HTTP has no method', () => {
  const watch = new FieldWatch()
  watch.request(input('{"a":1}', { head: 'POST /x/12345?b=c HTTP/1.1\r\n\r\n' }), {
    ...at,
    host: 'one.example',
    method: 'POST',
  })
  watch.request(input('\u0023\u0000\u0001\u0002'), { ...at, host: 'time.example', method: '' })
  const names = [...watch.fields.keys()]
  expect(names).toContain('one.example POST /x/* body → json $.a')
  expect(names).toContain('time.example body')
})
