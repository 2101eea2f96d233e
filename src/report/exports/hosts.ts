import { listHead } from './exporter.ts'
import type { Exporter } from './exporter.ts'

/** A hosts file: the recipients of findings lead nowhere. */
export const exporter: Exporter = {
  name: 'hosts',
  title: 'hosts file that blocks the recipients of findings',
  render: (given) =>
    `${listHead(given, '#')}${given
      .hosts()
      .map((host) => `0.0.0.0 ${host}\n:: ${host}\n`)
      .join('')}`,
}
