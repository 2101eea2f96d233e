/** Observations and transmissions as a scan tells them, for tests of what is made of them: invented, sent in clear text to `r1`. */
import type { Observation, Transmission } from '../../src/assess/types.ts'

/** What an exchange shows: a value of a kind, as a recogniser finds it. */
export function sentObservation(
  exchange: number,
  identifier: string,
  normal: string,
  more: Partial<Observation> = {},
): Observation {
  return {
    id: `o${exchange}`,
    capture: 0,
    identifier,
    value: normal,
    normal,
    writtenAs: '',
    confidence: 'probable',
    by: `recogniser:${identifier}`,
    reasons: [],
    recipient: 'r1',
    protection: 'plaintext',
    direction: 'sent',
    at: { sec: 0, nsec: 0 },
    spans: [],
    chain: [],
    exchange,
    ...more,
  }
}

/** The exchange itself: a request whose answer was not seen. */
export function sentTransmission(exchange: number, more: Partial<Transmission> = {}): Transmission {
  return {
    capture: 0,
    exchange,
    at: { sec: 0, nsec: 0 },
    recipient: 'r1',
    identifiers: [],
    frames: [exchange],
    protection: 'plaintext',
    receipt: null,
    families: [],
    summary: {
      protocol: 'http',
      method: 'POST',
      host: 'a.example',
      path: '/',
      port: 80,
      status: 0,
      communityId: '',
    },
    ...more,
  }
}
