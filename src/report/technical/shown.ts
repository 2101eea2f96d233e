/** How much a page shows of what can be endless; it says what it left out, and the document of `--json` has it all. */
export const shown = {
  findings: 200,
  values: 5,
  recipients: 250,
  /** Addresses of one recipient. */
  addresses: 4,
  /** Columns of one table of the matrix; more go into a further table. */
  matrixColumns: 8,
  matrixRows: 250,
  /** Recipients and sources in a row of the table of countries. */
  mapRecipients: 8,
  mapSources: 4,
  timelineRows: 16,
  triggers: 40,
  histograms: 12,
  transmissions: 200,
  kinds: 150,
  /** Excerpts of bytes for one way of writing. */
  excerpts: 2,
  anomalySamples: 5,
  opaque: 100,
} as const
