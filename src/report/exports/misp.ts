import { compareInstants } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import type { CaptureSummary } from '../../pipeline/scan-result.ts'
import { printableJson } from '../writing/printable.ts'
import type { Exporter } from './exporter.ts'
import { rfc3339, unixSeconds } from './rfc3339.ts'
import { uuidOf } from './uuid.ts'

/** Of recipients to which perhaps nothing was sent: a machine tag of the taxonomy `misp`. A colour is asked for. */
const rarelyConfident = {
  name: 'misp:confidence-level="rarely-confident"',
  colour: '#c0c0c0',
  exportable: true,
}

/**
 * A MISP event (core format, draft-dulaunoy-misp-core-format): hosts and addresses of recipients as attributes. Numbers
 * are strings there. What only an instance can give (ids of event, attribute and organisations) is left to the one
 * that takes the event in.
 */
export const exporter: Exporter = {
  name: 'misp',
  title: 'MISP event',
  render: (given) => {
    const { findings } = given.result
    const seed = given.seed()
    // Without a finding the event is of the capture's time.
    const [first] = momentsOf(findings.length === 0 ? given.result.captures.flatMap(timed) : findings)
    const timestamp = unixSeconds(first)
    const attribute = (type: string, value: string): object => {
      const about = given.findingsAbout(value)
      const [from, to] = momentsOf(about)
      return {
        uuid: uuidOf(`attribute ${type} ${value} ${seed}`),
        type,
        category: 'Network activity',
        to_ids: true,
        // As the event.
        distribution: '5',
        sharing_group_id: '0',
        timestamp,
        first_seen: rfc3339(from, 6).replace('Z', '+00:00'),
        last_seen: rfc3339(to, 6).replace('Z', '+00:00'),
        deleted: false,
        value,
        comment: `recipient of identifiers: ${given.titles(about)}`,
        ...(given.mayBeUnsent(about) ? { Tag: [rarelyConfident] } : {}),
      }
    }
    const attributes = [
      ...given.hosts().map((host) => attribute('hostname', host)),
      ...given.bareAddresses().map((address) => attribute('ip-dst', address)),
    ]
    const event = {
      Event: {
        uuid: uuidOf(`event ${seed}`),
        info: `varde: recipients of ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`,
        date: rfc3339(first, 0).slice(0, 10),
        timestamp,
        threat_level_id: findings.some(({ severity }) => severity === 'critical' || severity === 'high')
          ? '1'
          : '3',
        // Completed; to be published by whoever imports it; the own organisation only.
        analysis: '2',
        published: false,
        publish_timestamp: '0',
        first_publication: '0',
        distribution: '0',
        sharing_group_id: '0',
        extends_uuid: '',
        attribute_count: String(attributes.length),
        Attribute: attributes,
      },
    }
    return `${printableJson(JSON.stringify(event, null, 2))}\n`
  },
}

interface Timed {
  readonly first: Instant
  readonly last: Instant
}

function timed({ first, last }: CaptureSummary): Timed[] {
  return first === null || last === null ? [] : [{ first, last }]
}

/** First and last moment of findings or captures; the first of 1970 where there are none. */
function momentsOf(findings: readonly Timed[]): readonly [Instant, Instant] {
  const never = { sec: 0, nsec: 0 }
  const sorted = findings.flatMap(({ first, last }) => [first, last]).sort(compareInstants)
  return [sorted[0] ?? never, sorted.at(-1) ?? never]
}
