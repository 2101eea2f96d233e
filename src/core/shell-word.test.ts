import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWord } from './shell-word.ts'

test('a usual name stays as it is', () => {
  expect(shellWord('samples/nokia-7-plus.pcapng')).toBe('samples/nokia-7-plus.pcapng')
})

test('a shell reads back the name, whatever it holds', () => {
  for (const name of ['my case', "Ada's phone", 'a\nb', '$(id) `id` "x"', 'ümläut 😀', '*', '~', ''])
    expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(name)}`], { encoding: 'utf8' })).toBe(name)
})

test('a name that begins as an option does names the same file', () => {
  expect(shellWord('-rf')).toBe('./-rf')
  expect(shellWord('-')).toBe('-')
  expect(shellWord('-my file')).toBe("'./-my file'")
})
