import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'

/** The address of an app at a push service (FCM, APNs, HMS, Mi Push): a token of the service's making. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'push-token',
  title: 'push token',
  subject: 'install',
  stability: 'until the app is removed or the service gives a new one',
  whyPersonal: 'It is the address by which messages reach one app on one phone.',
  names: [
    'pushtoken',
    'registrationid',
    'regid',
    'gcmtoken',
    'fcmtoken',
    'devicetoken',
    'firebasetoken',
    'gcmregid',
    'pushid',
    'gcmid',
    'apnstoken',
    'gcmregistrationid',
    'fcmregistrationid',
    'pushnotificationtoken',
  ],
  proof: 'it is as long as push tokens are',
  lengthMin: 32,
  normalise(value: string): string {
    const text = value.trim()
    return /^[0-9A-Za-z_:.+/=|-]{32,512}$/.test(text) ? text : ''
  },
})
