import { createHash } from 'node:crypto'
import { formatInstant } from '../../core/time.ts'
import type { Exporter } from './exporter.ts'

/** Name space of the ids of this program; any fixed one serves (STIX 2.1 section 2.9). */
const space = Buffer.from('00abedb434aa4a03872f5c0b26ba1b1a', 'hex')

/** A version-5 UUID (RFC 9562): the same recipient has the same id in every export. */
function uuid(name: string): string {
  const hash = createHash('sha1').update(space).update(name).digest().subarray(0, 16)
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")

/** STIX 2.1 bundle: an indicator for each host or address that findings are about. */
export const exporter: Exporter = {
  name: 'stix',
  title: 'STIX 2.1 bundle of indicators',
  render: (given) => {
    const objects = [
      ...given.hosts().map((host) => ({ name: host, pattern: `[domain-name:value = '${quoted(host)}']` })),
      ...given.bareAddresses().map((address) => ({
        name: address,
        pattern: `[ipv${address.includes(':') ? 6 : 4}-addr:value = '${quoted(address)}']`,
      })),
    ].map(({ name, pattern }) => {
      const findings = given.result.findings.filter((finding) => {
        const recipient = given.recipient(finding.recipient)
        return (
          recipient.host.toLowerCase() === name || recipient.addresses.some(({ address }) => address === name)
        )
      })
      const [first] = findings.map(({ first: at }) => at).sort((left, right) => left.sec - right.sec)
      const time = first === undefined ? '1970-01-01T00:00:00.000Z' : formatInstant(first, 3)
      return {
        type: 'indicator',
        spec_version: '2.1',
        id: `indicator--${uuid(`indicator ${name}`)}`,
        created: time,
        modified: time,
        name,
        description: [...new Set(findings.map(({ title }) => given.hide(title)))].join('; '),
        indicator_types: ['anomalous-activity'],
        pattern,
        pattern_type: 'stix',
        valid_from: time,
      }
    })
    const bundle = {
      type: 'bundle',
      id: `bundle--${uuid(objects.map(({ id }) => id).join(' '))}`,
      objects,
    }
    return `${JSON.stringify(bundle, null, 2)}\n`
  },
}
