import type { Side } from '../../assess/side.ts'

/**
 * A side with its names as `other` shows them: a host whose name holds a value that only one of both sides knows would be
 * shown by the other, and would be two hosts.
 */
export function hiddenAlike(side: Side, { hide }: Pick<Side, 'hide'>): Side {
  if (hide === undefined) return side
  const { timing } = side
  return {
    ...side,
    recipients: side.recipients.map((one) => ({ ...one, host: hide(one.host), domain: hide(one.domain) })),
    transmissions: side.transmissions.map((one) => ({ ...one, host: hide(one.host) })),
    ...(side.perhapsSent === undefined
      ? {}
      : { perhapsSent: side.perhapsSent.map((one) => ({ ...one, host: hide(one.host) })) }),
    triggers: side.triggers.map((one) => ({ ...one, host: hide(one.host) })),
    dnsNames: new Set([...side.dnsNames].map(hide)),
    timing: timing && {
      ...timing,
      contacts: new Map([...timing.contacts].map(([host, times]) => [hide(host), times])),
      ...(timing.asked === undefined
        ? {}
        : { asked: new Map([...timing.asked].map(([name, times]) => [hide(name), times])) }),
    },
  }
}
