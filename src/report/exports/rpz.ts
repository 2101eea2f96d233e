import type { Exporter } from './exporter.ts'

/** A response policy zone for resolvers (BIND, Unbound, Knot): the names do not exist. */
export const exporter: Exporter = {
  name: 'rpz',
  title: 'response policy zone for resolvers',
  render: (given) =>
    [
      `; Recipients of findings, by varde ${given.version}`,
      '$TTL 300',
      '@ SOA localhost. root.localhost. 1 3600 600 86400 300',
      '@ NS localhost.',
      ...given.hosts().flatMap((host) => [`${host} CNAME .`, `*.${host} CNAME .`]),
      '',
    ].join('\n'),
}
