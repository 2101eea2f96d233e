/**
 * Secrets of TLS and QUIC connections, by label and client random, as programs write them in a key log (RFC 9850, the
 * SSLKEYLOGFILE format) or as a pcapng file carries them in secrets blocks.
 */
export class KeyLog {
  private readonly secrets: Map<string, Buffer> = new Map()
  /** Lines that are neither a secret nor a comment. */
  badLines = 0

  /** How many secrets are known. */
  get size(): number {
    return this.secrets.size
  }

  /** Adds the secrets of a key log's text. A line that was there before changes nothing. */
  add(text: string): void {
    for (const line of text.split(/\r\n|\r|\n/)) {
      const trimmed = line.trim()
      if (trimmed === '' || trimmed.startsWith('#')) continue
      const match = /^([A-Z0-9_]+) ([0-9a-fA-F]{64}) ((?:[0-9a-fA-F]{2})+)$/.exec(trimmed)
      if (match === null) {
        this.badLines++
        continue
      }
      const [, label = '', random = '', secret = ''] = match
      this.secrets.set(`${label} ${random.toLowerCase()}`, Buffer.from(secret, 'hex'))
    }
  }

  /** The secret with this label (e.g. `CLIENT_TRAFFIC_SECRET_0`) of the connection with this client random (32 bytes). */
  find(label: string, clientRandom: Buffer): Buffer | null {
    return this.secrets.get(`${label} ${clientRandom.toString('hex')}`) ?? null
  }
}
