import type { AnomalyCode } from '../../core/anomaly.ts'

/** What can be said of bytes of no protocol that is read. */
export const unrecognisedAnomalies: Readonly<Record<'encryptedTunnel', AnomalyCode>> = {
  encryptedTunnel: {
    code: 'message.tunnel.encrypted',
    kind: 'undecryptable',
    sentence:
      'A conversation is an encrypted tunnel (WireGuard, OpenVPN, IPsec): neither what goes through it nor to whom can be seen.',
  },
}
