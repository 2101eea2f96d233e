import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { encodings } from '../src/decode/encodings.gen.ts'
import { identifiers } from '../src/detect/identifiers.gen.ts'
import { verifyPage } from '../src/verify-page/page.ts'
import { version } from '../src/cli/version.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The page has its own primitives, and of the registries only what names things. */
const forBrowsers: Plugin = {
  name: 'for-browsers',
  setup(builder) {
    builder.onResolve({ filter: /\/primitives\.ts$/ }, () => ({
      path: `${root}src/verify-page/primitives.ts`,
    }))
    const named: [RegExp, string, readonly unknown[]][] = [
      [/encodings\.gen\.ts$/, 'encodings', encodings.map(({ name, title, kind }) => ({ name, title, kind }))],
      [/identifiers\.gen\.ts$/, 'identifiers', identifiers.map(({ name, title }) => ({ name, title }))],
    ]
    for (const [filter, name, table] of named)
      builder.onLoad({ filter }, () => ({
        contents: `export const ${name} = ${JSON.stringify(table)}`,
      }))
  },
}

/** The static page that checks bundles in a browser, whole. The same sources give the same bytes. */
export async function buildVerifyPage(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/verify-page/main.ts'],
    bundle: true,
    write: false,
    platform: 'browser',
    target: ['es2024', 'chrome117', 'firefox119', 'safari17.4'],
    format: 'iife',
    minify: true,
    legalComments: 'none',
    plugins: [forBrowsers],
    logLevel: 'warning',
  })
  return verifyPage((outputFiles[0]?.text ?? '').trim(), version)
}
