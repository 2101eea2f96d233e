import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const source = fileURLToPath(new URL('../src/', import.meta.url))

/** A declaration that other files can use. Lists of exports and `export *` have their docstrings where they declare. */
const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/

/** Shorter ones say no more than the name does. */
const charsMin = 12

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return files(path)
    return /(?<!\.test|\.gen)\.ts$/.test(entry.name) ? [path] : []
  })
}

/** The exports of a file that no docstring stands in front of: `name (line)`. */
function bare(text: string): string[] {
  const lines = text.split('\n')
  const found = lines.flatMap((line, index) => {
    const name = declaration.exec(line)?.[1]
    return name === undefined ? [] : [{ name, index }]
  })
  // A file that exports one thing is about that: its head is the docstring.
  if (found.length === 1 && text.startsWith('/**')) return []
  return found
    .filter(({ name, index }) => {
      // Signatures of one overloaded function share a docstring.
      if (found.some((other) => other.name === name && other.index < index)) return false
      return docBefore(lines, index).length < charsMin
    })
    .map(({ name, index }) => `${name} (${index + 1})`)
}

/** The words of the docstring that ends in the line before, '' where there is none. */
function docBefore(lines: readonly string[], index: number): string {
  let at = index - 1
  if (lines[at]?.endsWith('*/') !== true) return ''
  const words: string[] = []
  for (; at >= 0; at--) {
    const line = (lines[at] as string).trim()
    words.unshift(line.replace(/^\/\*\*|\*\/$|^\*/g, '').trim())
    if (line.startsWith('/*')) return line.startsWith('/**') ? words.join(' ').trim() : ''
  }
  return ''
}

test('what a file exports has a docstring', () => {
  const found = files(source).flatMap((path) =>
    bare(readFileSync(path, 'utf8')).map((name) => `${relative(source, path)}: ${name}`),
  )
  expect(found).toEqual([])
})

test('one that is missing is found', () => {
  expect(bare('export const a = 1\n')).toEqual(['a (1)'])
  expect(bare('/** About the file, not this. */\nexport const a = 1\nexport const b = 2\n')).toEqual([
    'b (3)',
  ])
  expect(bare('/* No docstring, but as long as one. */\nexport function a(): void {}\n')).toEqual(['a (2)'])
  expect(bare('/** Too short */\nexport type A = 1\nexport type B = 2\n')).toEqual(['A (2)', 'B (3)'])
  expect(bare('/** The whole file is about a. */\nimport { b } from "b"\n\nexport const a = b\n')).toEqual([])
  expect(
    bare('/** What both signatures do. */\nexport function a(b: 1): 1\nexport function a(b: 2): 2\n'),
  ).toEqual([])
})
