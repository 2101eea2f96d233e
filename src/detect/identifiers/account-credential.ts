import { mayBeSignature } from '../../core/message-signature.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { hexBinary, hexSpellings } from '../spellings/written.ts'

/** Words behind one another, as labels and states are written: "Enter your password", "not-logged-in". */
const words = /^[A-Za-z][a-z]*(?:[-_ .][A-Za-z]?[a-z]+)+[.!?:\u2026]?$/
/** `Must be at least 8 characters`. Made when it is asked: classes of letters take a tenth of a millisecond, which no start shall. */
function isSentence(text: string): boolean {
  return /^\p{Lu}\p{Ll}*(?: [\p{Ll}\d]+){3,}[.!]?$/u.test(text)
}
const wordsCharsMax = 48
/** Words for a password, and what forms say of one; people choose them, too. */
const formWords =
  /^(?:required|optional|disabled|enabled|hidden|removed|masked|protected|passwords?|passwd|passwort|kennwort|passord|l\u00f6senord|salasana|adgangskode|wachtwoord|contrase\u00f1a|senha|palavra-passe|mot de passe|has\u0142o|\u043f\u0430\u0440\u043e\u043b\u044c)$/iu
/** Schemes of the header by which a program names itself (Elastic, LaunchDarkly, Sentry, Imgur, FCM before 2024). */
const programSchemes = /^(?:api[-_ ]?key(?:-v\d+)?|client-id|sentry)\s|^key=/i
/** Google's check-in gives each phone a number and a token, which push registrations show (microG). */
const phoneScheme = /^AidLogin\s/i
/** Firebase gives each installation of an app a token, to ask for the next one (Firebase Installations API). */
const installationScheme = /^(?:FIS_v2|FIREBASE_INSTALLATIONS_AUTH)\s/i
/** Bearer tokens that X (Twitter) gives to programs, the same for all who use them. */
const programTokens = /^bearer\s+A{20}/i

/** A JSON Web Token that names no user, or was given to a program, which then is its own subject (RFC 9068, 5; Auth0's `gty`). */
function isTokenOfProgram(text: string): boolean {
  const claim = claimsOf(text)
  const subject = claim('sub')
  return (
    namesNobody(text) ||
    claim('gty') === 'client-credentials' ||
    (subject !== undefined && subject === claim('client_id|azp|cid|appid'))
  )
}

/** The token that Firebase gives to an installation of an app, in its own name (`fid`) and in nobody's else. */
function isTokenOfInstallation(text: string): boolean {
  if (installationScheme.test(text)) return true
  const claim = claimsOf(text)
  return claim('fid') !== undefined && claim('appId') !== undefined && claim('sub') === undefined
}

/** The payload of a JSON Web Token; '' of what is none. */
function payloadOf(text: string): string {
  const payload = /^(?:(?:bearer|oauth|token|jwt)\s+)?eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]*$/i.exec(text)?.[1] ?? ''
  return Buffer.from(payload, 'base64url').toString('utf8')
}

/** A claim by which a token says whose it is (RFC 7519, 4.1.2; OpenID Connect Core 1.0, 5.1), whatever its value, or a session. */
const ownerClaim =
  /"(?:sub|oid|upn|nameid|sid|jti|fid|[^"\\]{0,80}(?:user|uid|mail|account|acct|member|customer|player|profile|subscriber|device|phone|msisdn|name|login|owner|session|identit)[^"\\]{0,80}|(?!(?:client|app|application|tenant|project)[_-]?id"|[tk]id")[^"\\]{0,80}id)"\s*:/i

/** The token has claims, and none says whose it is: of the role for all (Supabase), of a maker at Apple (MusicKit). */
function namesNobody(text: string): boolean {
  const payload = payloadOf(text)
  return payload.startsWith('{') && payload.endsWith('}') && !ownerClaim.test(payload)
}

/** The claims of a JSON Web Token that are texts, by their names (a pattern of them); none of what is no such token. */
function claimsOf(text: string): (names: string) => string | undefined {
  const json = payloadOf(text)
  return (names) => new RegExp(`"(?:${names})"\\s*:\\s*"([^"\\\\]{1,200})"`).exec(json)?.[1]
}

/** Shorter ones have letters and a digit or sign: words and numbers are as often labels and states. */
const longCharsMin = 8
const shortPassword = /^(?=.*[A-Za-z])(?=.*[\d!@#$%^&*?])\S{5,7}$/
/** `PWD` is also the folder that a program works in (POSIX, environment variables). */
const folder =
  /^(?:\/(?:home|data|usr|var|root|tmp|opt|app|srv|mnt|sdcard|storage|system|private|Users|proc)\b|[A-Z]:\\)/

/** What `Authorization: Basic` says (RFC 7617); null where the text is no such login. */
function basicLogin(text: string): string | null {
  const pair = /^basic\s+([0-9A-Za-z+/=_-]+)$/i.exec(text)
  return pair === null ? null : Buffer.from(pair[1] as string, 'base64').toString('latin1')
}

/** A name without a password, alone or in base64: so programs send the key they all have (Segment, Stripe). */
function hasNoPassword(text: string): boolean {
  return /^[0-9A-Za-z._-]{8,}:$/.test(basicLogin(text) ?? text)
}

/** A program of Emby or Jellyfin that says which it is before anybody has logged in: no token stands among its parameters. */
function isMediaBrowser(text: string): boolean {
  return /^(?:MediaBrowser|Emby)\s(?!.*\bToken="?[^\s",])/i.test(text)
}

/** Both halves of a login that are nobody's. */
const noLogin =
  /^(?:null|undefined|none|nil|guest|public|test|anonymous|demo|user)?:(?:null|undefined|none|nil|guest|public|test|anonymous|demo|pass(?:word)?)?$/i
/** The name in front of a password of a program: WooCommerce's keys, those that say which program it is, and Intercom's of its SDKs. */
const programLogin =
  /^(?:ck_[0-9a-f]{16,}:cs_|[\w-]{1,64}:(?:android|ios)_sdk-|(?:\w{1,32}[-_]){0,3}(?:android|ios|iphone|mobile|app|client|web)(?:[-_]\w{1,32}){0,3}:)/i
/** Keys that makers of programs put into them for all to read: Stripe's for paying, Google's for its services, RevenueCat's for each store, LaunchDarkly's for phones. */
const publicKeys =
  /^(?:(?:bearer|oauth|token)\s+)?(?:pk_(?:live|test)_\w{16,}|AIza[\w-]{35}|(?:appl|goog|amzn)_[0-9a-z]{16,}|mob-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
/** 20, 32 or 64 bytes in base64, as HMACs with SHA-1, SHA-256 and SHA-512 have. */
const signature = /^(?:[0-9A-Za-z+/]{27}=|[0-9A-Za-z+/]{43}=|[0-9A-Za-z+/]{86}==)$/

/** Shopify's for what all may see of a shop (Storefront API, "Public access"). */
const storefrontToken = 'storefrontaccesstoken'
/** What a pass is like that is no setting, and no label. */
const passes = /^(?=.*[A-Za-z])(?=.*\d)[^\s_.:/-]{6,64}$/
/**
 * A token that says so itself: behind a scheme of a login, or by the beginning that its maker gives to those of users
 * (GitLab, GitHub, Slack, HashiCorp Vault, Google). `token` alone is any.
 */
const tokens =
  /^(?:(?:bearer|oauth)\s+\S{16,}|(?:glpat-|gh[opu]_|github_pat_|xox[acdeps]-|hvs\.|ya29\.)[\w.-]{16,})$/i

/**
 * Tokens and tickets that open an account (RFC 6750, and those of makers' accounts). Known by the name of its field
 * alone.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'account-credential',
  title: 'account credential (password, token or the like)',
  subject: 'account',
  stability: 'until it expires or is changed',
  whyPersonal: 'Who reads it can act as the user: it opens one account.',
  names: [
    'servicetoken',
    'passtoken',
    'cuserid',
    'authorization',
    'authtoken',
    'accesstoken',
    'refreshtoken',
    'sessiontoken',
    'password',
    'passwd',
    'usertoken',
    'oauthtoken',
    'idtoken',
    'logintoken',
    'pwd',
    'psw',
    'passphrase',
    // Headers of makers by which each request of their apps shows whose it is: Plex, Emby and Jellyfin, GitLab, Figma, Vault.
    'plextoken',
    'embytoken',
    'mediabrowsertoken',
    'privatetoken',
    'figmatoken',
    'vaulttoken',
    // By which a phone shows who it is to servers that it was set up for (OMA Client Provisioning, APPAUTH; OMA DM, DMAcc).
    'aauthsecret',
    storefrontToken,
  ],
  // Also of pushes, pages and forms; of tests, of passengers and of seasons.
  // `pw` also of power and of proxies; behind the user of a mailbox it opens that (OMTP, Visual Voicemail, 2.9).
  hints: ['pass', 'token', 'pw'],
  companions: {
    pw: ['srv', 'user', 'username', 'login', 'email', 'userid'],
    pass: ['user', 'username', 'login', 'email', 'account', 'uname', 'usr', 'userid'],
  },
  // Of searches for places, each of which has one to be billed by; apps ask for them through servers of their own, too.
  // What is typed there is an `input`, as it is in chats and forms: only names that such searches alone have say so.
  belied: {
    sessiontoken: [
      'placeid',
      'mapboxid',
      'strictbounds',
      'locationbias',
      'locationrestriction',
      'inputoffset',
      'includedregioncodes',
      'includedprimarytypes',
    ],
  },
  // What forms say about a password, beside it; what passengers and players have.
  foreignNames: new Set([
    ...['forgot', 'forget', 'show', 'hide', 'has', 'need', 'save', 'remember', 'toggle'].map(
      (name) => `${name}password`,
    ),
    ...['boarding', 'season', 'battle', 'bus', 'day', 'travel', 'ski', 'game', 'test'].map(
      (name) => `${name}pass`,
    ),
  ]),
  proof: '',
  lengthMin: 5,
  normalise(value: string): string {
    const text = value.trim()
    // The answer to a challenge (Digest) can not be used again; it shows no secret.
    const isNone = /^(?:undefined|anonymous)$|^Digest\s|[\r\n]/i.test(text) || isMediaBrowser(text)
    const isLong = text.length >= longCharsMin && text.length <= 4_096
    return (isLong || shortPassword.test(text)) && !isNone ? text : ''
  },
  isLikely: (value: string, name: string): boolean => (name === 'token' ? tokens : passes).test(value.trim()),
  fault(text: string): string {
    if (
      programSchemes.test(text) ||
      programTokens.test(text) ||
      publicKeys.test(text) ||
      isTokenOfProgram(text)
    )
      return 'it is sent as the key of a program, which all its phones may have'
    if (phoneScheme.test(text)) return 'it is that of the phone at Google, and opens no account of a person'
    if (isTokenOfInstallation(text))
      return 'it is that of an installation of an app at Firebase, and opens no account of a person'
    if (text.length < longCharsMin) return 'it is shorter than most'
    if (hasNoPassword(text))
      return 'no password stands behind the name: it may be the key of a program, which all its phones have'
    if (programLogin.test(basicLogin(text) ?? text))
      return 'by the name in front of it, it may be that of a program, which all its phones have'
    if (formWords.test(text)) return 'it is a word for a password, or what a form says of one'
    return (text.length <= wordsCharsMax && words.test(text)) || isSentence(text)
      ? 'it is made of words, as labels are'
      : ''
  },
  /**
   * In the header of that name a login has a scheme in front of it (RFC 9110, 11.6.2); GameAnalytics signs its messages
   * there. Requests for something else with the same value take the doubt away (`src/assess/repeated-credential.ts`).
   */
  doubt: (text: string, name: string): string =>
    name === storefrontToken
      ? 'shops are given it to be put into their apps, which all their phones have'
      : name === 'authorization' && signature.test(text)
        ? mayBeSignature
        : '',
  placeholder: (text: string): string =>
    /^(?:(.)\1+$|[*•]{4,}\s)/.test(text)
      ? 'one character over and over (masked)'
      : folder.test(text)
        ? 'the folder that a program works in'
        : noLogin.test(basicLogin(text) ?? text)
          ? 'no name and no password, or those of all who have no account'
          : '',
  spellings: hexSpellings,
  binary: hexBinary,
})
