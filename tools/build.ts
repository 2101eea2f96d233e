/**
 * Builds varde: writes the registries, compiles the data sets and bundles the sources into dist/, so that a start
 * loads two files and no more. Run it with the Node that the lock file brings.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { BuildOptions, Plugin } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

function run(script: string, ...args: string[]): void {
  execFileSync(process.execPath, [`${root}tools/${script}`, ...args], { stdio: ['ignore', 2, 2], cwd: root })
}

mkdirSync(`${root}dist`, { recursive: true })
run('registry.ts')
run('build-data.ts')
run('build-law.ts')
run('build-world.ts')
run('build-fonts.ts')
// Results that are given back are held against it.
const resultSchema = JSON.parse(readFileSync(`${root}docs/schema/scan.schema.json`, 'utf8')) as object
writeFileSync(`${root}dist/data/scan.schema.json`, JSON.stringify(resultSchema))

const ownUrl = "const __url = require('node:url').pathToFileURL(__filename).href;"

/** CommonJS starts faster than modules: no facade of every built-in, no linking. `import.meta.url` is given by hand. */
const common: BuildOptions = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  legalComments: 'none',
  // Less to read at each start.
  minify: true,
  // `require` at once, where `import()` would first look through the whole file for its exports.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': '__url', vardeBuild: JSON.stringify(digestOfSources()) },
  banner: { js: ownUrl },
  logLevel: 'warning',
}

/** Says which program it is: what was kept by another one is not used. Tests make no difference to it; libraries do. */
function digestOfSources(): string {
  const digest = createHash('sha256')
  const names = ['src', 'data'].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && !file.name.endsWith('.test.ts'))
      .map((file) => relative(root, join(file.parentPath, file.name))),
  )
  for (const name of [...names.toSorted(), 'package-lock.json'])
    digest
      .update(name)
      .update('\0')
      .update(readFileSync(`${root}${name}`))
  return digest.digest('hex').slice(0, 32)
}

/** Leaves imports that match to a file of their own: read only when it is needed. */
function apart(filter: RegExp, path: string): Plugin {
  return {
    name: `apart-${path}`,
    setup(builder) {
      builder.onResolve({ filter }, ({ kind }) => (kind === 'entry-point' ? null : { path, external: true }))
    },
  }
}

/** commander can start commands as processes of their own; varde has none, and the module is slow to load. */
const noProcesses: Plugin = {
  name: 'no-processes',
  setup(builder) {
    builder.onResolve({ filter: /^node:child_process$/ }, ({ path }) => ({ path, namespace: 'no-processes' }))
    builder.onLoad({ filter: /.*/, namespace: 'no-processes' }, () => ({ contents: 'module.exports = {}' }))
  },
}

/** Node's crypto is slow to load, and a small scan may not need it: it is loaded when the first of its functions is called. */
const cryptoNames = [
  'createCipheriv',
  'createDecipheriv',
  'createHash',
  'createHmac',
  'createSecretKey',
  'hash',
  'hkdfSync',
  'pbkdf2Sync',
  'randomBytes',
  'randomInt',
]
const lazyCrypto: Plugin = {
  name: 'lazy-crypto',
  setup(builder) {
    builder.onResolve({ filter: /^node:crypto$/ }, ({ path, pluginData }) =>
      pluginData === 'itself' ? null : { path, namespace: 'lazy-crypto' },
    )
    builder.onLoad({ filter: /.*/, namespace: 'lazy-crypto' }, () => ({
      contents: [
        'let loaded',
        "const load = () => (loaded ??= require('node:crypto'))",
        ...cryptoNames.map((name) => `export const ${name} = (...args) => load().${name}(...args)`),
      ].join('\n'),
      pluginData: 'itself',
    }))
  },
}

function removeBuilt(names: RegExp): void {
  for (const name of readdirSync(`${root}dist`)) if (names.test(name)) rmSync(`${root}dist/${name}`)
}

rmSync(`${root}dist/.cache`, { recursive: true, force: true })
removeBuilt(/\.(?:js|code)/)
writeFileSync(`${root}dist/package.json`, '{ "type": "commonjs" }\n')
/** A file that is the function which Node would make of it: as src/cli/compiled.ts loads it. */
const asFunction: BuildOptions = {
  banner: { js: `(function (exports, require, module, __filename, __dirname) { ${ownUrl}` },
  footer: { js: '})' },
}

/**
 * Such a file is loaded as Latin-1, which is quicker, and what stands raw in it would become two characters. The bundler
 * leaves them in regular expressions and in templates with a tag: there an escape says the same.
 */
function makeAscii(name: string): void {
  const path = `${root}dist/${name}`
  const text = readFileSync(path, 'utf8')
  const outside = /[\ud800-\udfff].{0,40}/.exec(text)
  if (outside !== null) throw new Error(`dist/${name}: write "${outside[0]}" with escapes`)
  const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  writeFileSync(path, text.replaceAll(/[^\0-\x7f]/g, escaped))
}

// What a scan needs sometimes only stands apart: a bundle with one `import()` inside wraps each of its modules in a
// function, and that costs more at each start than all modules do.
await build({
  ...common,
  ...asFunction,
  entryPoints: { main: 'src/cli/main.ts' },
  plugins: [
    apart(/^yaml$/, './yaml.js'),
    apart(/\/case\/check-item\.ts$/, './check-item.js'),
    apart(/\/device\/profile\.ts$/, './profile.js'),
    apart(/\/event-options\.ts$/, './event-options.js'),
    apart(/\/given-result\.ts$/, './given-result.js'),
    noProcesses,
    lazyCrypto,
  ],
})
makeAscii('main.js')
await build({
  ...common,
  entryPoints: {
    'hash-worker': 'src/pipeline/reading/hash-worker.ts',
    'search-worker': 'src/pipeline/search/search-worker.ts',
  },
})
const commands: BuildOptions = {
  ...common,
  // A program for the machine it runs on: it stays where it was installed, and is loaded when a query needs it.
  external: ['@duckdb/node-api'],
  plugins: [
    apart(/^yaml$/, './yaml.js'),
    apart(/\/time-stamp-client\.ts$/, './time-stamp-client.js'),
    apart(/\/report\/pdf\/write-pdf\.ts$/, './pdf.js'),
  ],
}
await build({ ...commands, ...asFunction, entryPoints: { commands: 'src/cli/commands.ts' } })
makeAscii('commands.js')
await build({
  ...commands,
  entryPoints: {
    'check-item': 'src/cli/case/check-item.ts',
    profile: 'src/device/profile.ts',
    'event-options': 'src/cli/options/event-options.ts',
    'given-result': 'src/cli/given-result.ts',
    'parquet-worker': 'src/case/tables/parquet-worker.ts',
    'time-stamp-client': 'src/cli/time-stamp-client.ts',
  },
})
await build({ ...common, entryPoints: { yaml: 'yaml' } })
await build({
  ...common,
  entryPoints: { pdf: 'src/report/pdf/write-pdf.ts' },
  // The library as it is for browsers compresses in JavaScript: the same bytes with every processor and every zlib.
  alias: { pdfkit: `${root}node_modules/pdfkit/js/pdfkit.browser.mjs` },
})
// The start is a file of its own: it has to switch on the compile cache before the rest is compiled.
await build({
  ...common,
  entryPoints: { varde: 'src/cli/varde.ts' },
  plugins: [apart(/^\.\/commands\.ts$/, './commands.js')],
})
// The `bin` of the package: npm links to it.
chmodSync(`${root}dist/varde.js`, 0o755)

// By a process of its own, since it reads the registries that were written above.
run('build-verify-page.ts')

// The first start keeps the compiled code; of scans that of a usual one, which finds nothing and has the profile's spellings kept.
// What makes spellings and findings is compiled when it is needed: reading it at each start would take longer.
const sample = `${root}samples/clean-phone`
if (existsSync(`${sample}.pcapng.gz`)) {
  const cache = mkdtempSync(join(tmpdir(), 'varde-build-'))
  const args = ['dist/varde.js', 'scan', `${sample}.pcapng.gz`, '--profile', `${sample}.profile.yaml`]
  const env = { ...process.env, XDG_CACHE_HOME: cache }
  for (let start = 1; start <= 2; start++) {
    removeBuilt(/\.code/)
    execFileSync(process.execPath, args, { cwd: root, env, stdio: 'ignore' })
  }
  // Of the other commands that which all of them run.
  execFileSync(process.execPath, ['dist/varde.js', '--help'], { cwd: root, env, stdio: 'ignore' })
  rmSync(cache, { recursive: true })
}
