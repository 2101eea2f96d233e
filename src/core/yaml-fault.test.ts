import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { yamlFault } from './yaml-fault.ts'

function faultOf(text: string): string {
  try {
    parse(text)
  } catch (cause) {
    return yamlFault(cause)
  }
  return ''
}

test('the fault of a YAML file is a part of one sentence', () => {
  expect(faultOf('allow: [')).toMatch(/ at line 1, column \d+$/)
  expect(faultOf('a: "b')).toMatch(/ at line 1, column \d+$/)
  expect(faultOf('a: 1\na: 2')).toBe(
    'a key is named twice: write several values as a list, such as [1, 2], behind one (at line 2, column 1)',
  )
  expect(faultOf('a:\n\tb: 1')).toBe('a line begins with a tab: begin it with blanks (at line 2, column 1)')
  expect(faultOf('a: b: 1')).toContain('give each key a line of its own')
  expect(faultOf('a: 1\n---\nb: 1')).toContain('leave one')
  expect(faultOf('a: @ada')).toMatch(/^a value begins with a sign .*: put the value in quotes/)
  expect(faultOf("a: 'Ada's net'")).toMatch(/put that in quotes of the other kind \(at line 1, column \d+\)$/)
  expect(faultOf('imei:1\niccid: 2')).toContain('the blank behind it')
  expect(yamlFault(new RangeError('Maximum call stack size exceeded'))).toBe('it is nested too deeply')
  expect(yamlFault(new Error('allow: give a list of allowances'))).toBe('allow: give a list of allowances')
})
