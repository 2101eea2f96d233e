import { mqttPacket, mqttString } from '../../test/support/mqtt-packet.ts'
import { isToken, jsonOf } from './carried.ts'
import type { Carried, Carrier } from './carried.ts'
import { utf8 } from './codecs.ts'

const connect = 0x10
const publish = 0x30
const accepted = Buffer.from('20020000', 'hex')

/** CONNECT as a client of MQTT 3.1.1 sends it, the broker's yes, and a PUBLISH of no quality of service. */
function session(clientId: string, userName: string, topic: string, payload: Buffer): Carried {
  const flags = userName === '' ? 0x02 : 0xc2
  const opening = mqttPacket(connect, [
    mqttString('MQTT'),
    Buffer.from([4, flags, 0, 60]),
    mqttString(clientId),
    ...(userName === '' ? [] : [mqttString(userName), mqttString('no secret')]),
  ])
  return {
    transport: 'tcp',
    port: 1883,
    turns: [
      { isClient: true, bytes: opening },
      { isClient: false, bytes: accepted },
      { isClient: true, bytes: mqttPacket(publish, [mqttString(topic), payload]) },
    ],
    keyLog: '',
    http: null,
  }
}

const state = utf8('{"state":"up"}')

/** MQTT in clear: what a client calls itself, topics, and what it publishes. */
export const brokerCarriers: Readonly<Record<string, Carrier>> = {
  'MQTT topic': {
    takes: 'text',
    keeps: 'nothing',
    carry: ({ bytes }) =>
      isToken(bytes) && bytes.length < 800 && !/[+#/]/.test(bytes.toString('latin1'))
        ? session('app', '', `things/${bytes.toString('latin1')}/state`, state)
        : null,
  },
  'MQTT client id': {
    takes: 'text',
    keeps: 'nothing',
    carry: ({ bytes }) =>
      isToken(bytes) && bytes.length < 800 ? session(bytes.toString('latin1'), '', 'up', state) : null,
  },
  'MQTT user name': {
    takes: 'text',
    keeps: 'nothing',
    carry: ({ bytes }) =>
      isToken(bytes) && bytes.length < 800 ? session('app', bytes.toString('latin1'), 'up', state) : null,
  },
  'MQTT payload': {
    takes: 'text',
    keeps: 'names',
    carry: (load) => session('app', '', 'telemetry', utf8(jsonOf(load))),
  },
  'MQTT payload, binary': {
    takes: 'binary',
    keeps: 'nothing',
    carry: ({ bytes }) => session('app', '', 'telemetry', bytes),
  },
}
