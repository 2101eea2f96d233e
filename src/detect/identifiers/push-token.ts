import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { hexBinary, hexSpellings, plainUuid } from '../spellings/written.ts'
import type { TextShape } from '../text-shape.ts'

/** What stands behind the colon of a token of FCM begins so: no other word does. The probe looks for it. */
export const fcmSign = 'APA91b'
/** The installation, a colon, and what Google made of it (Firebase, "Manage FCM registration tokens"). */
const fcmForm = String.raw`[\w-]{8,64}:${fcmSign}[\w-]{60,400}`
/** Of each of its parts the shortest. */
const fcmCharsMin = 8 + ':'.length + fcmSign.length + 60
const fcmToken = new RegExp(`^${fcmForm}$`)
const fcmTokenInText = new RegExp(String.raw`(?<![\w-])${fcmForm}(?![\w-])`, 'g')

/** A token of APNs as iOS before 13 described its bytes (NSData): `<740f4707 bebcf74f …>`, which programs sent as it was. */
const described = /^<?([0-9A-Fa-f]{8}(?: [0-9A-Fa-f]{8}){7,24})>?$/

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
    'hmstoken',
    'huaweitoken',
    'fcmtoken',
    'fcmid',
    'devicetoken',
    'firebasetoken',
    'gcmregid',
    'gcmid',
    'apnstoken',
    // Of Apple's own programs.
    'apstoken',
    'gcmregistrationid',
    'fcmregistrationid',
    'pushnotificationtoken',
    'registrationtoken',
    'pushaddress',
  ],
  // Apps tell their own servers so, where every other token goes by the same name.
  hints: ['token', 'fcm', 'registration', 'notificationid', 'pushid'],
  proof: 'it is as long as push tokens are',
  confidence: { hinted: 'probable', alone: 'probable' },
  pattern: fcmTokenInText,
  mayMatch: ({ colons, length }: TextShape): boolean => colons > 0 && length >= fcmCharsMin,
  patternProof: 'it has the form of the tokens of FCM',
  lengthMin: 32,
  /** What goes by `push_id` is a client of a push service, or a message, which has a UUID. */
  isLikely: (value: string, name: string): boolean =>
    fcmToken.test(value.trim()) || (name === 'pushid' && !plainUuid.test(value.trim())),
  /** With its hyphens only: 32 hex digits without any are also a token of Getui or OPPO. */
  fault: (text: string): string =>
    plainUuid.test(text)
      ? 'it is a UUID, as messages and phones are numbered, and no push service makes its tokens so'
      : '',
  normalise(value: string): string {
    const text = described.exec(value.trim())?.[1]?.replaceAll(' ', '') ?? value.trim()
    return /^[0-9A-Za-z_:.+/=|-]{32,512}$/.test(text) ? text : ''
  },
  // Tokens of APNs are bytes, which programs write in hex.
  spellings: hexSpellings,
  binary: hexBinary,
})
