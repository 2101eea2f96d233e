import type { Exporter } from './exporter.ts'

/** A filter list as AdGuard Home and Pi-hole read it. */
export const exporter: Exporter = {
  name: 'adguard',
  title: 'filter list for AdGuard Home and Pi-hole',
  render: (given) =>
    `! Recipients of findings, by varde ${given.version}\n${given
      .hosts()
      .map((host) => `||${host}^\n`)
      .join('')}`,
}
