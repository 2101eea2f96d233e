import { listHead } from './exporter.ts'
import type { Exporter } from './exporter.ts'

/** A filter list as AdGuard Home and Pi-hole read it. */
export const exporter: Exporter = {
  name: 'adguard',
  title: 'filter list for AdGuard Home and Pi-hole',
  render: (given) =>
    `${listHead(given, '!')}${given
      .hosts()
      .map((host) => `||${host}^\n`)
      .join('')}`,
}
