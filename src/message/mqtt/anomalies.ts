import type { AnomalyCode } from '../../core/anomaly.ts'
import type { FramedAnomalies } from '../framed.ts'
import { framedAnomalies } from '../framed.ts'

/** Oddities of MQTT: of its packets, their content, and their fields. */
export interface MqttAnomalies extends FramedAnomalies {
  readonly content: AnomalyCode
  readonly fields: AnomalyCode
}

/** What can be odd about MQTT. */
export const mqttAnomalies: MqttAnomalies = {
  ...framedAnomalies('mqtt', 'an MQTT packet'),
  content: {
    code: 'message.mqtt.content',
    kind: 'malformed',
    sentence: 'The fields of an MQTT packet do not fit into it: what does not was searched as its body.',
  },
  fields: {
    code: 'message.mqtt.fields',
    kind: 'limit',
    sentence: 'An MQTT packet has more fields than are named: the others were searched as its body.',
  },
}
