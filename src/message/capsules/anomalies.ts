import type { AnomalyCode } from '../../core/anomaly.ts'
import { framedAnomalies } from '../framed.ts'

/** Oddities of capsules, and of what they carry. */
export const capsuleAnomalies: ReturnType<typeof framedAnomalies> & { readonly packets: AnomalyCode } = {
  ...framedAnomalies('capsule', 'a capsule of HTTP'),
  packets: {
    code: 'message.capsule.packets',
    kind: 'unsupported',
    sentence:
      'A proxy is asked to pass on IP packets (CONNECT-IP): they are searched as plain bytes, and not told as sent to whom they go.',
  },
}
