/** Writes dist/verify.html. Its script may hold no end of a script; esbuild sees to that. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildVerifyPage } from './verify-page.ts'

writeFileSync(fileURLToPath(new URL('../dist/verify.html', import.meta.url)), await buildVerifyPage())
