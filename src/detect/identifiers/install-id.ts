import { digestOfNothing } from '../digests/digests-of-nothing.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import {
  idBinary,
  idSpellings,
  isRepeated,
  plainUuid,
  uuidOnly,
  uuidPlaceholder,
} from '../spellings/written.ts'

/** Of Firebase: 17 bytes in base64url whose first four bits are 0111, without the last character. */
const firebaseId = /^(?=.*[a-z])(?=.*[A-Z])(?=.*[\d_-])[c-f][\w-]{21}$/

/** Of Alibaba and Umeng (UTDID): 18 bytes in base64. Only under its own name, for so short a path looks like it, too. */
const utdid = /^(?=.*[+/])(?=.*[a-z])(?=.*[A-Z])[0-9A-Za-z+/]{24}$/

/** Of Meta's pixel (cookie `_fbp`): the level of the domain, the moment of the first visit in milliseconds, a random number. */
const metaBrowser = /^fb\.\d\.\d{13}\.\d{1,20}$/

/**
 * Of Google Analytics: in the cookie `_ga` the depth of the domain, and of the path where it is set for one (analytics.js,
 * "Cookies and User Identification"); in the link to another site (`_ga`, its linker) what proves that it is a fresh one;
 * then a random number and the second of the first visit. These two are what Google is sent as `cid`.
 */
const analyticsClient =
  /^(?:GA1\.\d{1,2}(?:-\d{1,2})?\.|2\.\d{1,10}\.\d{1,10}\.\d{10}-)(?<client>\d{1,10}\.\d{10})$/

/** The forms of names that say too little by themselves. */
const formOfName: Readonly<Record<string, RegExp>> = { fbp: metaBrowser, ga: analyticsClient }

/** Of Adobe's Experience Cloud; Apple numbers its chips under that name, in fewer digits. */
const experienceCloudId = /^\d{38}$/

/** What an app or its library calls itself on one phone: a UUID or a token of its own making. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'install-id',
  title: 'installation ID (of an app)',
  subject: 'install',
  stability: 'until the app is removed',
  whyPersonal: 'It follows one user of one app from the first start to the last.',
  names: [
    'installid',
    'installationid',
    'appinstanceid',
    'firebaseinstanceid',
    'anonid',
    'anonymousid',
    'idfv',
    'vendorid',
    'identifierforvendor',
    'vendoridentifier',
    'ifv',
    'appsflyerid',
    'adjustid',
    'installuuid',
    // Baidu, Alibaba, Umeng, Tencent, Shumei, TalkingData: what their libraries call a phone by.
    'cuid',
    'utdid',
    'umid',
    'smid',
    'shumeiid',
    'tdid',
    // Of ByteDance, and of Google for all apps of one developer.
    'clientudid',
    'cdid',
    'appsetid',
    'googleappsetid',
    // Of push services and of measuring.
    'onesignalid',
    'brazeid',
    'airshipchannel',
    'mixpanelid',
    'visitorid',
    'distinctid',
    'installationuuid',
    'identityid',
    'appinstallid',
    'installguid',
    'clientuuid',
    'androiduuid',
    'vendoruuid',
    'idforvendor',
    'keychainuuid',
    'browserid',
    'fbp',
    'ga',
    // What an Apple device tells the server that manages it, to know its own messages by.
    'pushmagic',
    // Of Expo, whose updates may come from any host.
    'easclientid',
    // Of measuring and of messages to customers.
    'userpseudoid',
    'afuid',
    'clevertapid',
    'moengageid',
    'webengageid',
    // Of phones in China, for one maker of apps and for one app; Google calls its advertising ID the latter, too.
    'vaid',
    'aaid',
    // The latter of Huawei, whose every app has one of its own (HMS Core, "AAID").
    'hmsaaid',
    'huaweiaaid',
    // Of Chrome and what is made of it, of Plex, and in cookies of Forter and HUMAN.
    'umaclientid',
    'plexclientidentifier',
    'fortertoken',
    'pxvid',
  ],
  // Also of files, forums and forms, and of who plays a game; OneSignal calls an installation a player.
  // What machines run in is a guest, too, and each cookie has a number in lists of them.
  hints: ['fid', 'playerid', 'appguid', 'ecid', 'guestid', 'cookieid'],
  hintLengthMin: { fid: 22, playerid: 36, appguid: 36, guestid: 32, cookieid: 36 },
  // An app has one of its own, too, which is the same on all phones: beside what else is of the phone it is of this one.
  companions: {
    appguid: ['libraryversion', 'linkerid', 'androidid', 'subscriberid', 'simserialnumber', 'gsfid', 'imei'],
  },
  isLikely: (value: string, name: string): boolean =>
    (name === 'fid' ? firebaseId : name === 'ecid' ? experienceCloudId : plainUuid).test(value.trim()),
  isNamed: (value: string, name: string): boolean =>
    formOfName[name]?.test(value.trim()) ?? (name === 'utdid' || !utdid.test(value.trim())),
  proof: 'it is long enough to tell installations apart',
  confidence: { named: 'possible' },
  isGeneric: true,
  lengthMin: 12,
  normalise(value: string): string {
    const text = value.trim()
    if (utdid.test(text) || metaBrowser.test(text)) return text
    const client = analyticsClient.exec(text)?.groups?.['client']
    if (client !== undefined) return client
    // Google Analytics joins a random number and the moment of the first visit by a dot.
    // Baidu writes a digest, a line, and a check letter or (once) the IMEI backwards. 32 bytes stand in base64 (Incognia).
    const isForm =
      /^[0-9A-Za-z_-]{12,64}$|^\d{1,10}\.\d{9,10}$|^[0-9A-F]{32}\|[0-9A-Z]{1,16}$|^[0-9A-Za-z+/]{43}=$/.test(
        text,
      )
    return isForm && text.length >= 12 && (/[0-9]/.test(text) || firebaseId.test(text)) ? text : ''
  },
  placeholder: (text: string): string =>
    isRepeated(text.replace(/[.-]/g, ''))
      ? 'one digit over and over'
      : uuidPlaceholder(uuidOnly(text)) || digestOfNothing(text.replaceAll('-', '').toLowerCase()),
  spellings: idSpellings,
  binary: idBinary,
})
