import { digestOfNothing } from '../digests/digests-of-nothing.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { idBinary, idSpellings, isRepeated, uuidOnly, uuidPlaceholder } from '../spellings/written.ts'
import { signs } from '../text-shape.ts'
import type { TextShape } from '../text-shape.ts'

const none = new Set(
  'null undefined none anonymous guest unknown true false default main self everyone'.split(' '),
)

/** What is done with accounts: `/userid/upload?id=…` names an action, and nobody. */
const actions = new Set(
  'upload download track tracking update create delete remove get list search query check verify login logout register report sync status info details settings config event events'.split(
    ' ',
  ),
)

/** Apple numbers accounts so (DSID): shorter numbers are too many other things. */
const appleAccount = /^[1-9]\d{8,10}$/

/** `000123-05-` and a UUID. */
const appleOther = /^\d{6}-\d\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Of Game Center (for the whole of it, for one game and for a developer's), of Google Play Games, of Unity, and of services that keep players in MongoDB. Programs that play music and films number
 * themselves in fewer characters.
 */
const anyPlayer =
  /^(?:G:\d{6,12}|[AT]:_[0-9a-f]{32}|g\d{17,21}|a_\d{17,20}|(?=.*[a-f])(?=.*\d)[0-9a-f]{24}|(?=.*[a-z])(?=.*[A-Z])(?=(?:.*\d){2})[0-9A-Za-z]{24,28})$/

/** A decentralised identifier (W3C, DID Core 1.0) that is of an account, as those of Bluesky (AT Protocol, "DID"), which stay when its keys change: `did:plc:…`; others are keys. */
const accountDid = /^did:(?!(?:key|jwk|peer):)[a-z0-9]{2,32}:[0-9A-Za-z._:%-]{3,100}$/

/** True for one, which is of no device. */
export function isAccountDid(text: string): boolean {
  return accountDid.test(text)
}

const paymentAddresses: readonly string[] = ['vpa', 'upiid', 'virtualpaymentaddress']
/** `karin@okbank`: a handle of a bank is no domain. */
const paymentAddress = /^[0-9A-Za-z][0-9A-Za-z._-]{1,254}@[a-z][0-9a-z]{1,63}$/i

/** `openid` is also what programs ask of a login. Of Tencent's games it is a number of 64 bits. */
const wechatOrQq = /^o[\w-]{27}$|^[0-9A-F]{32}$|^UID_[0-9A-F]{32}$|^[1-9]\d{16,19}$/

/** What who has an account is there, each with a number: some of these things have numbers of lines and seats, too. */
const numberedNames: readonly string[] = (
  'subscriberid subscriberkey householdid acctid riderid passengerid viewerid shopperid shopperreference sdkuid ' +
  'customernumber customerno clientnumber membernumber memberno membershipnumber membershipid ' +
  'loyaltyid loyaltynumber frequentflyernumber policyholderid ' +
  'kundenummer kundennummer kundnummer medlemsnummer mitgliedsnummer asiakasnumero jasennumero'
).split(' ')
/** Long enough to number people; no words with a counter or a year, and no IMSI, which Android calls the number of the subscriber. */
const personalNumber = /^(?=.*\d)(?!\d{14,15}$)(?![A-Za-z]{2,}(?:[-_.:][A-Za-z]+)*[-_.:]?\d{1,4}$).{6,}$/

/** What a value looks like under a name that only hints. */
const likely: Readonly<Record<string, RegExp>> = {
  dsid: appleAccount,
  prsid: appleAccount,
  playerid: anyPlayer,
  adsid: appleOther,
  altdsid: appleOther,
  // What analysis (Mixpanel, PostHog, Sensors) tells users apart by is the app's own number once they have logged in, shorter than one that a program made.
  distinctid: /^[1-9]\d{4,10}$/,
  did: accountDid,
  // Of players at Xbox and Steam (SteamID64), and of users of WeChat and QQ, for one program and for all of a maker.
  xuid: /^253[345]\d{12}$/,
  steamid: /^7656119\d{10}$/,
  openid: wechatOrQq,
  unionid: wechatOrQq,
  // Of the AT Protocol: whose records are written, or read.
  repo: accountDid,
}

/** What says of which other kind it is, and is told as that: `imei:3520…`, `tel:+47…`, `email|…`. */
const ofOtherKind =
  /^(?:(?:imei|meid|imsi|iccid)[:=]\d{14,20}|(?:tel|phone|mobile|msisdn):\+\d{8,15}|(?:mailto|e?mail)[:|][^@\s:|]{1,64}@[0-9A-Za-z.-]{1,253}\.[A-Za-z]{2,24})$/i

/** Written where who calls is not to be known (RFC 3323, 4.1.1.3), and other names of no host (RFC 2606, 2). */
const hidden = /^anonymous@|@(?:[0-9A-Za-z-]{1,63}\.){0,4}invalid$/i

/** The number of an account at one service. Known by the name of its field alone. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'user-id',
  title: 'user ID (of an account)',
  subject: 'account',
  stability: 'as long as the account',
  whyPersonal: 'It is the number of one account, and the service knows whose account that is.',
  names: [
    'userid',
    'useruuid',
    'userguid',
    'accountuuid',
    'customeruuid',
    'memberuuid',
    'profileuuid',
    'accountid',
    'customerid',
    'memberid',
    'profileid',
    'useridentifier',
    'usrid',
    'enduserid',
    'useruid',
    'accountuid',
    'memberuid',
    'customeruid',
    'playeruid',
    'loginid',
    ...numberedNames,
    // At one service: PlayFab, Amazon, Garmin, Salesforce.
    'playfabid',
    'directedid',
    'userprofilepk',
    // Of who is cured, taught and paid.
    'patientid',
    'studentid',
    'employeeid',
    // Whose cookies hold them: Facebook, Yandex.
    'cuser',
    'yandexlogin',
    // By which buyers of advertisements know the user (OpenRTB 2.6, 3.2.20).
    'buyeruid',
    // Of Apple's accounts.
    'xdsid',
    'iclouddsid',
    'dspersonid',
    // Of the user of a machine of Apple's.
    'xappleimdlu',
    // Of players of Apple's games: for one game, and for all of a developer. What an app gives StoreKit for its account.
    'gameplayerid',
    'teamplayerid',
    'appaccounttoken',
    // By which one pays and is paid (UPI of India, "virtual payment address").
    ...paymentAddresses,
  ],
  // The same, and the other number of such an account; also of sets of data, and of advertisements. Players are also those of music.
  hints: [
    'dsid',
    'prsid',
    'adsid',
    'altdsid',
    'distinctid',
    'playerid',
    'did',
    'repo',
    'xuid',
    'steamid',
    'openid',
    'unionid',
  ],
  hintLengthMin: {
    xuid: 16,
    steamid: 17,
    openid: 17,
    unionid: 28,
    dsid: 9,
    prsid: 9,
    adsid: 46,
    altdsid: 46,
    playerid: 8,
    did: 11,
    repo: 11,
  },
  isLikely: (value: string, name: string): boolean => likely[name]?.test(value.trim()) ?? true,
  isNamed: (value: string, name: string): boolean =>
    paymentAddresses.includes(name)
      ? paymentAddress.test(value.trim())
      : !numberedNames.includes(name) || personalNumber.test(value.trim()),
  // Whom one pays.
  foreignNames: new Set(
    ['payee', 'merchant', 'receiver', 'to'].flatMap((whose) => paymentAddresses.map((name) => whose + name)),
  ),
  nearNames: ['uid', 'user', 'account', 'login', 'username', 'member', 'customer', 'mid', 'profile', 'owner'],
  proof: '',
  confidence: { named: 'possible', alone: 'possible' },
  // Of telephony, chat and networks of servers (RFC 3261, RFC 5122, RFC 7565): in the form of a mail address, and none. So has who answers a challenge of SIP (RFC 3261, 22.4): what is looked at behind stands first there, for it is read last. Numbers of three digits that call for help are nobody's account.
  pattern:
    /(?<=(?<![0-9A-Za-z])(?:(?:sips?|xmpp|acct):|(?=username="[^"\r\n]{3,300}"[^\r\n]{0,400}\buri="sips?:)username="|\buri="sips?:[^\r\n]{0,400}\busername="))(?!(?:1\d\d|911|999|000)@)[0-9A-Za-z][0-9A-Za-z._%+-]{0,63}@(?![0-9A-Za-z.-]{0,200}\.3gppnetwork\.org)[0-9A-Za-z][0-9A-Za-z.-]{0,251}\.[A-Za-z]{2,24}(?![0-9A-Za-z.@-])/g,
  mayMatch: ({ colons, signs: found }: TextShape): boolean =>
    (found & signs.at) !== 0 && (colons > 0 || (found & signs.equals) !== 0),
  remark: (value: string): string =>
    /^[^@]+@[^@]+$/.test(value) ? 'it is written as the address of an account' : '',
  isGeneric: true,
  lengthMin: 4,
  normalise(value: string): string {
    const text = value.trim()
    if (ofOtherKind.test(text)) return ''
    // A minus stands in front of half of all numbers of 64 bits.
    // CloudKit sets an underline in front.
    const isId = /^[0-9A-Za-z][0-9A-Za-z@._=+/|:*-]{3,127}$|^-\d{9,19}$|^_[0-9a-f]{32}$/.test(text)
    const word = text.toLowerCase()
    return isId && !none.has(word) && !actions.has(word) ? text : ''
  },
  placeholder: (text: string): string =>
    isRepeated(text)
      ? 'one digit over and over'
      : hidden.test(text)
        ? 'who does not say who he is'
        : uuidPlaceholder(uuidOnly(text)) || digestOfNothing(text.toLowerCase()),
  spellings: idSpellings,
  binary: idBinary,
})
