import { initCase } from '../../src/case/folder/init-case.ts'

/**
 * For tests: makes an encrypted case whose passphrase costs little to try. In one that `varde case init` makes, each
 * command spends half a second on it; that it does is held beside `src/case/keys/case-key.ts`.
 */
export function cheapCase(folder: string, name: string, passphrase: string): void {
  const acting = { by: 'Ada', version: '0.0.0', now: () => new Date().toISOString() }
  const facts = { name, device: '', timeZone: 'UTC' }
  initCase(folder, facts, acting, passphrase, { n: 1_024, r: 8, p: 1 })
}
