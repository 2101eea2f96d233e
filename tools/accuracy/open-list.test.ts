/**
 * The list of encodings is open: one file with its test, in a copy of the project, and nothing else is touched. The decoder
 * undoes it, a scan finds what it hides, and the benchmark measures it under its name.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let copy = ''

/** z-base-32, which nothing here knows: five bits a character, in an order of its own. */
const encoding = `import type { Encoding, Piece, Written } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { isText } from '../text.ts'

const alphabet = 'ybndrfg8ejkmcpqxot1uwisza345h769'
const values: Uint8Array = new Uint8Array(256).fill(255)
for (let value = 0; value < 32; value++) values[alphabet.charCodeAt(value)] = value
const charsMin = 13

function undo(bytes: Buffer, start: number, end: number): Buffer {
  const out: number[] = []
  let held = 0
  let bits = 0
  for (let at = start; at < end; at++) {
    held = ((held << 5) | (values[bytes[at] as number] as number)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    out.push((held >> bits) & 255)
  }
  return Buffer.from(out)
}

/** Runs of the alphabet that give text. */
function* runs(bytes: Buffer, start: number, end: number): Generator<[number, number, Buffer]> {
  for (let at = start; at < end; at++) {
    const from = at
    while (at < end && values[bytes[at] as number] !== 255) at++
    if (at - from < charsMin) continue
    const out = undo(bytes, from, at)
    if (isText(out, 0, out.length) && out.every((byte) => byte > 31)) yield [from, at, out]
  }
}

export const encoding: Encoding = {
  name: 'zbase32',
  kind: 'transform',
  title: 'z-base-32',
  probe: (_bytes, hint) => (hint.shape.length >= charsMin ? certainty.run - 5 : certainty.no),
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    for (const [from, to, out] of runs(bytes, hint.shape.start, hint.shape.end)) {
      if (!budget.takeTransform() || !budget.takeBytes(out.length)) break
      pieces.push(transformedPiece('zbase32', '', out, from, to, 'value'))
    }
    const [only] = pieces
    if (only === undefined) return 'no run gives text'
    return { pieces, isWhole: only.start === hint.shape.start && only.end === hint.shape.end }
  },
  mayHide: (bytes, start, end) => runs(bytes, start, end).next().done !== true,
}

export const written: Written = {
  name: 'z-base-32',
  family: 'E4',
  gives: 'text',
  isForDocuments: false,
  encode: (bytes) => {
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
    const groups = bits.match(/.{1,5}/g) ?? []
    return Buffer.from(groups.map((group) => alphabet.charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join(''))
  },
}
`
const encodingTest = `import { expect, test } from 'vitest'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { written } from './zbase32.ts'

test('what it hides is found', () => {
  const hidden = written.encode(Buffer.from('imei=356938035643809'))
  expect(nodeWith(decodeBody(hidden), '356938035643809')).toBeDefined()
})
`

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'varde-open-list-'))
  for (const path of ['src', 'test', 'tools', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(root, path), join(copy, path), { recursive: true })
  for (const path of ['node_modules', 'dist', 'data', 'samples'])
    symlinkSync(join(root, path), join(copy, path))
  writeFileSync(join(copy, 'src/decode/encodings/zbase32.ts'), encoding)
  writeFileSync(join(copy, 'src/decode/encodings/zbase32.test.ts'), encodingTest)
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

function run(...args: string[]): { output: string; status: number | null } {
  const made = spawnSync(process.execPath, args, {
    cwd: copy,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: copy },
  })
  if (made.error !== undefined) throw made.error
  return { output: `${made.stdout}${made.stderr}`, status: made.status }
}

test('one file is enough for an encoding to be undone, suspected, and measured', () => {
  // It writes the lists in which the new file stands, as every run of tests does.
  const own = run('node_modules/vitest/vitest.mjs', 'run', 'src/decode/encodings/zbase32.test.ts')
  expect(own.output).toMatch(/1 passed/)
  // Of so many messages three carry it, and only these are measured.
  const measured = run(
    'tools/accuracy/accuracy.ts',
    '--only',
    'known',
    '--size',
    '1200',
    '--seeds',
    '1',
    '--encodings',
    '--step',
    'z-base-32',
  )
  const row = /^z-base-32 +(\d+) +([\d.]+) /m.exec(measured.output)
  expect(row, measured.output).not.toBeNull()
  expect(Number(row?.[1])).toBeGreaterThan(2)
  expect(Number(row?.[2]), measured.output).toBeGreaterThanOrEqual(90)
}, 120_000)
