import { listHead } from './exporter.ts'
import type { Exporter } from './exporter.ts'

/** A name in a zone has 253 characters; this leaves 60 for `*.` and the name of the zone. One that is longer stops the whole zone. */
const longestName = 190

/** A response policy zone for resolvers (BIND, Unbound, Knot): the names do not exist. */
export const exporter: Exporter = {
  name: 'rpz',
  title: 'response policy zone for resolvers',
  render: (given) => {
    const hosts = given.hosts()
    const fitting = hosts.filter((host) => host.length <= longestName)
    return [
      listHead(given, ';').trimEnd(),
      ...(fitting.length === hosts.length
        ? []
        : [
            `; left out, too long for a name within a zone: ${hosts.filter((host) => !fitting.includes(host)).join(' ')}`,
          ]),
      '$TTL 300',
      '@ SOA localhost. root.localhost. 1 3600 600 86400 300',
      '@ NS localhost.',
      ...fitting.flatMap((host) => [`${host} CNAME .`, `*.${host} CNAME .`]),
      '',
    ].join('\n')
  },
}
