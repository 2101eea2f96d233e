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
  expect(yamlFault(new RangeError('Maximum call stack size exceeded'))).toBe('it is nested too deeply')
  expect(yamlFault(new Error('allow: give a list of allowances'))).toBe('allow: give a list of allowances')
})
