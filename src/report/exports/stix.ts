import { compareInstants } from '../../core/time.ts'
import { printableJson } from '../writing/printable.ts'
import type { Exporter } from './exporter.ts'
import { rfc3339 } from './rfc3339.ts'
import { uuidOf } from './uuid.ts'

/** `Low` of the scale None, Low, Med, High (STIX 2.1 appendix A): of what may never have been sent. */
const lowConfidence = 15

const about = 'Hosts and addresses to which a phone sent identifiers of itself or its user'

/**
 * STIX 2.1 bundle: an indicator for each host or address that findings are about, and a report that holds them
 * together, as readers of indicators show where one is from. Nothing is called malware: that is no fact of a capture.
 *
 * Ids hold for these captures: a STIX id stands for one object with one day of creation. A pattern has one `=` only,
 * no space, and nothing to escape, since the hosts are plain names: MVT cuts it at the `=`, and older versions of it do
 * not know a path with a space behind it.
 */
export const exporter: Exporter = {
  name: 'stix',
  title: 'STIX 2.1 bundle of indicators',
  render: (given) => {
    const seed = given.seed()
    const indicators = [
      ...given.hosts().map((host) => ({ name: host, pattern: `[domain-name:value='${host}']` })),
      ...given.bareAddresses().map((address) => ({
        name: address,
        pattern: `[ipv${address.includes(':') ? 6 : 4}-addr:value='${address}']`,
      })),
    ].map(({ name, pattern }) => {
      const findings = given.findingsAbout(name)
      const [first] = findings.map(({ first: at }) => at).sort(compareInstants)
      const time = rfc3339(first ?? { sec: 0, nsec: 0 }, 3)
      return {
        type: 'indicator',
        spec_version: '2.1',
        id: `indicator--${uuidOf(`indicator ${name} ${seed}`)}`,
        created: time,
        modified: time,
        name,
        description: given.titles(findings),
        ...(given.mayBeUnsent(findings) ? { confidence: lowConfidence } : {}),
        indicator_types: ['anomalous-activity'],
        pattern,
        pattern_type: 'stix',
        valid_from: time,
      }
    })
    const first = indicators.map(({ created }) => created).sort()[0]
    const reports =
      first === undefined
        ? []
        : [
            {
              type: 'report',
              spec_version: '2.1',
              id: `report--${uuidOf(`report ${seed}`)}`,
              created: first,
              modified: first,
              name: `varde ${given.version}: recipients of findings`,
              description: indicators.some(({ confidence }) => confidence !== undefined)
                ? `${about}, or perhaps did: the indicators of low confidence are of requests that were given up.`
                : `${about}.`,
              report_types: ['indicator'],
              published: first,
              object_refs: indicators.map(({ id }) => id),
            },
          ]
    const objects = [...indicators, ...reports]
    const bundle = {
      type: 'bundle',
      id: `bundle--${uuidOf(`bundle ${objects.map(({ id }) => id).join(' ')}`)}`,
      // A bundle has no empty list of objects (STIX 2.1 section 8).
      ...(objects.length === 0 ? {} : { objects }),
    }
    return `${printableJson(JSON.stringify(bundle, null, 2))}\n`
  },
}
