import type { Scaffold } from './types.ts'

/** An encoding that undoes nothing yet: it never claims a value, and its test asks for the first one. */
export const encodingScaffold: Scaffold = {
  kind: 'encoding',
  files: (name, { title }) => ({
    [`src/decode/encodings/${name}.ts`]: `import type { Encoding } from '../encoding.ts'
import { certainty } from '../encoding.ts'

/** ${title}. TODO: its document; what must not be taken for it, and how they are told apart. */
export const encoding: Encoding = {
  name: '${name}',
  kind: 'transform',
  title: '${title}',
  probe(_bytes, _hint) {
    // TODO: cheap, by the shape of the value and a few bytes.
    return certainty.no
  },
  decode(_bytes, _hint, _budget) {
    // TODO: transformedPiece for each run, within the budget (takeTransform, takeBytes); total on anything.
    return 'it is not written yet'
  },
}
`,
    [`src/decode/encodings/${name}.test.ts`]: `import { expect, test } from 'vitest'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'

/** TODO: \`imei=356938035643809\` as the encoding writes it, by another program than ours. */
const written = 'TODO'

test('TODO: what it hides is found, under its step, at its place', () => {
  const node = nodeWith(decodeBody(written), '356938035643809')
  expect(node?.step).toBe('${name}')
})

test.each(['TODO: what looks like it and is not', '356938035643809', 'an ordinary sentence'])(
  'is not seen in: %s',
  (text) => {
    expect(nodeWith(decodeBody(text), '${name}')).toBeUndefined()
  },
)

test.each(['', written.slice(0, 1), written.slice(0, -1), \`\${written}!\`])('cut or damaged (%s) ends', (text) => {
  expect(() => decodeBody(text)).not.toThrow()
})
`,
  }),
  edits: () => ({}),
  next: (name) => [
    `src/decode/encodings/${name}.ts: probe and decode`,
    `src/decode/encodings/${name}.test.ts: a value that another program wrote, and look-alikes`,
    `src/decode/encodings/${name}.ts: \`export const written: Written\`, how a program writes it: the benchmark measures it from then on`,
    `where the raw bytes hide it: \`mayHide\` of \`encoding\`, a cheap question that every message is asked before it is decoded`,
  ],
}
