import { printableJson } from '../writing/printable.ts'
import type { Exporter } from './exporter.ts'
import { rfc3339 } from './rfc3339.ts'

/** Elastic Common Schema 8, newline-delimited JSON: an event for each observation. What is not of the schema is under `varde`. */
export const exporter: Exporter = {
  name: 'ecs',
  title: 'Elastic Common Schema, a line of JSON for each observation',
  render: (given) =>
    given
      .rows()
      .map(({ observation, recipient, host, value, capture, protection, mayBeUnsent }) => {
        const address = recipient.addresses[0]?.address
        return `${printableJson(
          JSON.stringify({
            '@timestamp': rfc3339(
              observation.at,
              given.result.captures[observation.capture]?.timeDigits ?? 6,
            ),
            ecs: { version: '8.11.0' },
            event: {
              kind: 'alert',
              category: ['network'],
              type: ['info'],
              module: 'varde',
              dataset: 'varde.observation',
              id: observation.id,
              // ECS: an attempt of which the result is not known to who reports it.
              ...(mayBeUnsent ? { outcome: 'unknown' } : {}),
            },
            observer: { product: 'varde', version: given.version, type: 'sensor' },
            destination: {
              ...(host === '' ? {} : { domain: host }),
              ...(address === undefined ? {} : { ip: address }),
              ...(recipient.ports[0] === undefined ? {} : { port: recipient.ports[0] }),
              ...(recipient.organisation === null
                ? {}
                : { as: { organization: { name: recipient.organisation.name } } }),
            },
            network: {
              ...(recipient.protocols[0] === undefined ? {} : { protocol: recipient.protocols[0] }),
              direction: 'outbound',
            },
            file: { name: capture },
            varde: {
              identifier: observation.identifier,
              value,
              confidence: observation.confidence,
              protection,
              exchange: observation.exchange,
              ...(mayBeUnsent ? { may_be_unsent: true } : {}),
            },
          }),
        )}\n`
      })
      .join(''),
}
