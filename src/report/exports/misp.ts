import { formatInstant } from '../../core/time.ts'
import type { Exporter } from './exporter.ts'
import { uuidOf } from './uuid.ts'

/** A MISP event (core format): hosts and addresses of recipients as attributes. Numbers are strings there. */
export const exporter: Exporter = {
  name: 'misp',
  title: 'MISP event',
  render: (given) => {
    const { findings } = given.result
    const firsts = findings.map(({ first }) => first).sort((left, right) => left.sec - right.sec)
    const first = firsts[0]
    const seed = given.seed()
    const timestamp = String(first?.sec ?? 0)
    const attribute = (type: string, value: string): object => ({
      uuid: uuidOf(`attribute ${type} ${value} ${seed}`),
      type,
      category: 'Network activity',
      to_ids: true,
      // As the event.
      distribution: '5',
      timestamp,
      value,
      comment: 'recipient of identifiers',
    })
    const event = {
      Event: {
        uuid: uuidOf(`event ${seed}`),
        info: `varde: recipients of ${findings.length} findings`,
        date: first === undefined ? '1970-01-01' : formatInstant(first, 0).slice(0, 10),
        timestamp,
        threat_level_id: findings.some(({ severity }) => severity === 'critical' || severity === 'high')
          ? '1'
          : '3',
        // Completed; to be published by whoever imports it; the own organisation only.
        analysis: '2',
        published: false,
        distribution: '0',
        Attribute: [
          ...given.hosts().map((host) => attribute('hostname', host)),
          ...given.bareAddresses().map((address) => attribute('ip-dst', address)),
        ],
      },
    }
    return `${JSON.stringify(event, null, 2)}\n`
  },
}
