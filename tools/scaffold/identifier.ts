import { insertLine } from './text-edit.ts'
import type { Scaffold } from './types.ts'

/** A kind of identifier with a key name of its own and no form yet: no value is taken for one. */
export const identifierScaffold: Scaffold = {
  kind: 'identifier',
  files: (name, { title }) => ({
    [`src/detect/identifiers/${name}.ts`]: `import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'

/** TODO: the document that defines the value, and its form. */
export const identifier: IdentifierType = defineIdentifier({
  name: '${name}',
  title: '${title}',
  subject: 'device',
  stability: 'TODO: what it survives',
  whyPersonal: 'TODO: in one sentence, why it tells one person or phone from all others.',
  names: ['${name.replaceAll('-', '')}'],
  proof: 'TODO: what makes a value one',
  lengthMin: 6,
  normalise(_value: string): string {
    // TODO: the normal form of a value, and '' for what is none.
    return ''
  },
  placeholder: (_normal: string): string => '',
  spellings: (normal: string): readonly string[] => [normal],
})
`,
    [`src/detect/identifiers/${name}.test.ts`]: `import { expect, test } from 'vitest'
import { detect, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(null)
/** TODO: an invented value of the right form. */
const value = 'TODO0000'
const find = (query: string): string[] => summary(detect(detector, request(\`/x?\${query}\`)))

test('TODO: is found by its name', () => {
  expect(find(\`${name.replaceAll('-', '')}=\${value}\`)).toEqual([\`${name}=\${value} (probable)\`])
})

test.each(['${name.replaceAll('-', '')}=', '${name.replaceAll('-', '')}=null', 'page=2', 'q=an+ordinary+sentence'])(
  '%s is none',
  (query) => {
    expect(find(query)).toEqual([])
  },
)
`,
  }),
  edits: (name) => ({
    'src/assess/severity.ts': (text) =>
      insertLine(
        text,
        `  ${name.includes('-') ? `'${name}'` : name}: 1,`,
        'export const weights: Readonly<Record<string, 1 | 2 | 3>> = {',
        (line) => line === '}',
      ),
  }),
  next: (name) => [
    `src/detect/identifiers/${name}.ts: names, form, checks, placeholders, spellings`,
    `src/detect/identifiers/${name}.test.ts: values that must be found, and look-alikes`,
    'src/assess/severity.ts and docs/severity.md: its weight (1 until it is argued)',
  ],
}
