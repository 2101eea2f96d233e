import { unescapePercent } from '../core/signs/percent-escape.ts'
import type { Node } from '../decode/types.ts'
import type { DetectContext } from './family-type.ts'
import { keyEndings } from './names/key-name.ts'
import type { Detection } from './types.ts'

/**
 * Cookies by which a phone is logged in at a large service, for months: who has them is the user there. Any site has a `sid` or a
 * `sessionid` of its own, which says nothing of an account: so each counts with the form of its value, and where that is no
 * proof, at the service's own hosts. The names stand in the services' lists of cookies; the forms are remembered, and
 * but for Google's (seen in a capture) not confirmed.
 */
interface AccountCookie {
  readonly service: string
  readonly names: readonly string[]
  readonly form: RegExp
  /** How long the value is at least. */
  readonly charsMin: number
  /** Ends of the service's hosts; none where the form is proof. */
  readonly hosts: readonly string[]
  /** Cookies that the service sends with it, of a name that many sites have: one of them must stand beside, for the quick look sees them only. '' for none. */
  readonly beside: readonly string[]
  readonly identifier: 'account-credential' | 'user-id'
}

type More = Partial<Record<'at' | 'beside', string> & Pick<AccountCookie, 'identifier'>>

/** Names and hosts with blanks between them. */
function cookie(
  service: string,
  names: string,
  form: RegExp,
  charsMin: number,
  more: More = {},
): AccountCookie {
  const { at = '', beside = '', identifier = 'account-credential' } = more
  return {
    service,
    names: listOf(names),
    form,
    charsMin,
    hosts: listOf(at),
    beside: listOf(beside),
    identifier,
  }
}

function listOf(text: string): readonly string[] {
  return text.split(' ').filter((one) => one !== '')
}

const google = 'google.* youtube.com google.co.* google.com.* googleapis.com'
const googles = 'SAPISID APISID SSID __Secure-1PSID __Secure-3PSID'
const tiktok = 'tiktok.com tiktokv.com tiktokv.us tiktokv.eu musical.ly byteoversea.com snssdk.com douyin.com'
const yandex = 'yandex.ru yandex.com yandex.net yandex.by yandex.kz ya.ru'
const microsoft = 'microsoftonline.com live.com microsoft.com'
const person = 'user-id'

const cookies: readonly AccountCookie[] = [
  cookie('Facebook', 'c_user', /^\d{5,17}$/, 5, { at: 'facebook.com messenger.com', identifier: person }),
  cookie('Facebook', 'xs', /^\d{1,3}:[\w-]{10,20}:\d:\d{10}(?::|$)/, 24),
  cookie('Instagram', 'sessionid', /^\d{5,20}:\w{10,20}:\d{1,3}(?::|$)/, 20, { beside: 'ds_user_id' }),
  cookie('Instagram', 'ds_user_id', /^\d{5,20}$/, 5, { at: 'instagram.com', identifier: person }),
  cookie('Google', 'SID', /^[\w.-]{60,}$/, 60, { at: google, beside: googles }),
  cookie('Google', '__Secure-1PSID __Secure-3PSID', /^[\w.-]{60,}$/, 60, { at: google }),
  cookie('Google', 'SSID', /^A[\w-]{16}$/, 17, { at: google }),
  cookie('Google', 'HSID', /^A[\w-]{16}$/, 17, { at: google, beside: googles }),
  cookie('Google', 'APISID SAPISID __Secure-1PAPISID __Secure-3PAPISID', /^[\w-]{16}\/A[\w-]{16}$/, 34),
  cookie('YouTube', 'LOGIN_INFO', /^AFmmF2s[\w:-]{60,}/, 60),
  cookie('LinkedIn', 'li_at', /^AQED[\w-]{60,}$/, 60),
  cookie('TikTok', 'sessionid', /^[0-9a-f]{32}$/, 32, {
    at: tiktok,
    beside: 'sid_tt sessionid_ss sid_guard',
  }),
  cookie('TikTok', 'sessionid_ss sid_tt', /^[0-9a-f]{32}$/, 32, { at: tiktok }),
  cookie('TikTok', 'sid_guard', /^[0-9a-f]{32}\|\d{10}\|/, 40),
  cookie('X (Twitter)', 'auth_token', /^[0-9a-f]{40}$/, 40, { at: 'twitter.com x.com' }),
  cookie('X (Twitter)', 'twid', /^"?u=\d{5,20}"?$/, 7, { identifier: person }),
  cookie('Yandex', 'Session_id sessionid2', /^3:\d{10}\.\d+\.\d+\.\d{13}:/, 30, { beside: 'yandex_login' }),
  cookie('Yandex', 'yandex_login', /^[\w.@-]{2,64}$/, 4, { at: yandex, identifier: person }),
  cookie('Mail.ru', 'Mpop', /^\d{10}:[0-9a-f]{30,}:[^:@]+@/i, 40),
  cookie('VK', 'remixsid', /^[\w-]{40,}$/, 40, { at: 'vk.com vk.ru vk.me' }),
  cookie('Baidu', 'BDUSS BDUSS_BFESS', /^[\w~-]{192}$/, 192),
  cookie('Weibo', 'SUB', /^_2A[\w.-]{60,}$/, 60, { beside: 'SUBP' }),
  cookie('Weibo', 'SUBP', /^003[\w.-]{60,}$/, 60),
  cookie('Bilibili', 'SESSDATA', /^[0-9a-f]{8},\d{10},[0-9a-f]{5}\*/, 20),
  cookie('Bilibili', 'DedeUserID', /^\d{1,20}$/, 4, { at: 'bilibili.com', identifier: person }),
  cookie('JD', 'pt_key', /^(?:AAJ|app_openAAJ)[\w-]{60,}$/, 60),
  cookie('Zhihu', 'z_c0', /^2\|1:0\|10:\d{10}\|4:z_c0\|/, 40),
  cookie('Naver', 'NID_AUT NID_SES', /^[\w+/]{60,}={0,2}$/, 60, { at: 'naver.com' }),
  cookie('Microsoft', 'ESTSAUTH ESTSAUTHPERSISTENT RPSSecAuth', /^[\w.*!$-]{60,}={0,2}$/, 60, {
    at: microsoft,
  }),
  cookie('Apple', 'myacinfo', /^DAW[\w-]{60,}/, 60),
  cookie('Amazon', 'at-main at-acbde at-acbuk at-acbfr at-acbit at-acbes', /^Atza\|[\w-]{60,}$/, 60),
  cookie('Netflix', 'NetflixId SecureNetflixId', /^(?:v=\d&)?(?:ct|mac)=[\w.%-]{20,}/, 20, {
    at: 'netflix.com',
  }),
  cookie('Spotify', 'sp_dc', /^AQ[\w-]{80,}$/, 80),
  cookie('Steam', 'steamLoginSecure', /^7656119\d{10}\|\|/, 20),
  cookie('Roblox', '.ROBLOSECURITY', /^_\|WARNING:/, 40),
  cookie('GitHub', 'user_session', /^[\w-]{48}$/, 48, { at: 'github.com' }),
  cookie('Reddit', 'reddit_session', /^\d{5,20},|^eyJ/, 20, { at: 'reddit.com' }),
]
/** By the name of a cookie, in their order. */
const byName: Map<string, AccountCookie[]> = new Map()
for (const one of cookies)
  for (const name of one.names) {
    const before = byName.get(name)
    if (before === undefined) byName.set(name, [one])
    else before.push(one)
  }
/** Behind which WordPress puts a digest of the site's address; its value begins with the name of the account. */
const wordpress = cookie(
  'WordPress',
  'wordpress_logged_in_',
  /^[^|]{1,60}\|\d{10}\|\w{20,}\|[0-9a-f]{64}$/,
  100,
)
/** The first of its name, for the quick look: the rest of the name is different at each site. */
export const wordpressName: Buffer = Buffer.from(wordpress.names[0] as string)

/** For the quick look: as names of fields are compared, and how long a value is at least. */
export const cookieNames: readonly (readonly [names: readonly string[], bytesMin: number])[] = cookies
  .filter(({ beside }) => beside.length === 0)
  .map(({ names, charsMin }) => [names.map((name) => keyEndings(name)[0] ?? ''), charsMin])

const valueBytesMax = 4_096

/** The account that a cookie opens or names, at a large service. */
export function accountCookie(node: Node, { host }: Pick<DetectContext, 'host'>): Detection | null {
  if (node.step.step !== 'cookie' || node.bytes.length > valueBytesMax) return null
  const { key } = node
  const named = byName.get(key) ?? (wordpressKey.test(key) ? [wordpress] : undefined)
  if (named === undefined) return null
  const text = plainOf(node)
  const found = named.find(
    ({ form, hosts, beside }) =>
      form.test(text) && isAt(host.toLowerCase(), hosts) && (beside.length === 0 || isBeside(node, beside)),
  )
  if (found === undefined) return null
  const { service, identifier, hosts } = found
  const value = node.bytes.toString('utf8')
  const what = identifier === person ? 'names' : 'opens'
  return {
    identifier,
    value,
    normal: identifier === person ? text.replace(/^"?u=|"$/g, '') : value,
    node,
    start: 0,
    end: node.bytes.length,
    writtenAs: '',
    confidence: 'probable',
    by: `recogniser:${identifier}`,
    reasons: [
      `the cookie "${node.key}" ${what} an account of ${service}`,
      hosts.length === 0 ? 'it is written as none but that is' : `${host} is of that service`,
    ],
  }
}

/** One of these cookies is sent with it. */
function isBeside(node: Node, names: readonly string[]): boolean {
  return node.parent?.children.some(({ key }) => names.includes(key)) === true
}

const wordpressKey = /^wordpress_logged_in_[0-9a-f]{32}$/

/** Without its escapes: `33%3AjV9…`. */
function plainOf({ bytes }: Node): string {
  return unescapePercent(bytes, false).toString('latin1')
}

function isAt(host: string, ends: readonly string[]): boolean {
  return ends.length === 0 || ends.some((end) => isOf(host, end))
}

/** The star stands for the last label: `google.*`. */
function isOf(host: string, end: string): boolean {
  const own = end.endsWith('.*') ? host.replace(/[^.]+$/, '*') : host
  return own === end || own.endsWith(`.${end}`)
}
