import type { AnomalyCode } from '../core/anomaly.ts'

/** Oddities of attribution. */
export const attributeAnomalies: { readonly namesMax: AnomalyCode; readonly cnamesMax: AnomalyCode } = {
  namesMax: {
    code: 'attribute.names.answers_max',
    kind: 'limit',
    sentence: 'More answers name addresses than are kept; servers named only by the others have no name.',
  },
  cnamesMax: {
    code: 'attribute.names.cnames_max',
    kind: 'limit',
    sentence: 'A chain of aliases is longer than is kept; the names behind the limit were not looked at.',
  },
}
