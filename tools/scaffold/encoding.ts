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
    [`src/decode/encodings/${name}.test.ts`]: `import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './${name}.ts'

conformEncoding(
  encoding,
  {
    // TODO: \`imei=356938035643809\` as another program writes it, or an example of the document.
    'TODO: what another program wrote': { bytes: 'TODO', gives: ['imei=356938035643809'] },
  },
  {
    // TODO: what looks like it and is not.
    'digits': '356938035643809',
    'a sentence': 'an ordinary sentence',
  },
)
`,
  }),
  edits: () => ({}),
  next: (name) => [
    `src/decode/encodings/${name}.ts: probe and decode`,
    `src/decode/encodings/${name}.test.ts: a value that another program wrote, and look-alikes`,
    `src/decode/encodings/${name}.ts: \`export const written: Written\`, how a program writes it: the benchmark measures it from then on`,
    `where the raw bytes hide it: \`mayHide\` of \`encoding\`, a cheap question that a message is asked before it is decoded; with \`hidesIn\` only one that begins as it must`,
  ],
}
