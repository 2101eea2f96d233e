import { createHash } from 'node:crypto'
import { formatInstant } from '../../core/time.ts'
import type { Exporter } from './exporter.ts'

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex').slice(0, 32)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** A MISP event (core format): hosts and addresses of recipients as attributes. */
export const exporter: Exporter = {
  name: 'misp',
  title: 'MISP event',
  render: (given) => {
    const { findings, captures } = given.result
    const firsts = findings.map(({ first }) => first).sort((left, right) => left.sec - right.sec)
    const first = firsts[0]
    const seed = captures.map(({ sha256, path }) => sha256 ?? path).join(' ')
    const attribute = (type: string, value: string): object => ({
      uuid: uuidOf(`${seed} ${type} ${value}`),
      type,
      category: 'Network activity',
      to_ids: true,
      value,
      comment: 'recipient of identifiers',
    })
    const event = {
      Event: {
        uuid: uuidOf(`event ${seed}`),
        info: `varde: ${findings.length} findings`,
        date: first === undefined ? '1970-01-01' : formatInstant(first, 0).slice(0, 10),
        threat_level_id: findings.some(({ severity }) => severity === 'critical' || severity === 'high')
          ? '1'
          : '3',
        analysis: '2',
        distribution: '0',
        Attribute: [
          ...given.hosts().map((host) => attribute('domain', host)),
          ...given.bareAddresses().map((address) => attribute('ip-dst', address)),
        ],
      },
    }
    return `${JSON.stringify(event, null, 2)}\n`
  },
}
