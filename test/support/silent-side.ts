import type { Side, SideTransmission } from '../../src/assess/side.ts'

/** Traffic in which nothing was sent, while so many unlocks and screen-ons were watched. */
export function silent(more: Partial<Side> = {}): Side {
  return {
    files: [],
    captures: [],
    observedSeconds: 3_600,
    givenKinds: new Set(['imei']),
    readShare: 0.2,
    sumsHold: true,
    missingBytes: 0,
    unsearchedBytes: 0,
    mediaBytes: 0,
    phone: [],
    hasEvents: false,
    recipients: [],
    transmissions: [],
    triggers: [],
    dnsNames: new Set(),
    eventCounts: new Map([
      ['screen-on', 30],
      ['unlock', 30],
    ]),
    timing: null,
    ...more,
  }
}

/** A send by day. */
export const daySend: SideTransmission = {
  host: 'server.example',
  family: '',
  identifiers: ['imei'],
  at: 9 * 3_600,
  protection: 'plaintext',
  capture: 0,
  exchange: 0,
  frames: [1],
  accepted: null,
}
