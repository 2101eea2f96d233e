import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'

const blind = new Detector(null)
const long = 'nwhS7kQ2pTzX0wg8vLmnPqRstUvWxYz0123456789abcdefGHIJKLMNOPQRSTUVWXYZ0123456789'
const hex = '0a1b2c3d4e5f60718293a4b5c6d7e8f9'

function found(cookie: string, host: string): string[] {
  const input = request('/', [`Cookie: theme=dark; ${cookie}`])
  return isWorthDecoding(blind, input) ? summary(detect(blind, input, { host })) : []
}

test('a cookie by which a phone is logged in at a large service opens an account, and its number is told', () => {
  for (const [cookie, host, expected] of [
    ['xs=33%3AjV9LkQ2p-TzX0w%3A2%3A1690000000%3A-1%3A7777', 'www.facebook.com', 'account-credential'],
    ['c_user=100004512345678', 'm.facebook.com', 'user-id=100004512345678'],
    [`SID=g.a000${long}; SAPISID=`, 'www.google.no', 'account-credential'],
    [`__Secure-1PSID=g.a000${long}`, 'accounts.google.com', 'account-credential'],
    ['HSID=AbCdEfGhIjKlMnOpQ; SSID=x', 'www.google.co.uk', 'account-credential'],
    ['SSID=AbCdEfGhIjK1MnOpQ', 'www.youtube.com', 'account-credential'],
    ['SAPISID=abcdEFGHijklMNOP/AbCdEfGhIjKlMnOpQ', 'play.google.com', 'account-credential'],
    [`li_at=AQED${long}`, 'www.linkedin.com', 'account-credential'],
    [
      'sessionid=45123456789%3AabCdEfGhIjKlMn%3A12%3AAYcQ2pTzX0w; ds_user_id=45123456789',
      'i.instagram.com',
      'account-credential',
    ],
    [`sid_tt=${hex}`, 'api16-normal.tiktokv.com', 'account-credential'],
    ['twid=u%3D1234567890123456789', 'x.com', 'user-id=1234567890123456789'],
    ['yandex_login=kari.solberg84', 'mail.yandex.ru', 'user-id=kari.solberg84'],
    [
      'Session_id=3:1690000000.5.0.1680000000123:abc:1.1|123.0.2; yandex_login=kari',
      'ya.ru',
      'account-credential',
    ],
    [`BDUSS=${long.repeat(3).slice(0, 192)}`, 'tieba.baidu.com', 'account-credential'],
    [
      `wordpress_logged_in_${hex}=kari%7C1690000000%7C${'aB3dE'.repeat(8)}%7C${hex}${hex}`,
      'blog.example.no',
      'account-credential',
    ],
  ] as const)
    expect([cookie, found(cookie, host).filter((one) => one.startsWith(expected))]).toEqual([
      cookie,
      [expect.stringMatching(/ \(probable\)$/)],
    ])
})

test('sessions of other sites by the same names, and what is not written so, are silent', () => {
  for (const [cookie, host] of [
    [`sessionid=${hex}`, 'shop.example.no'],
    [`sid_tt=${hex}`, 'nottiktokv.com'],
    // What always comes with it is not there.
    [`sessionid=${hex}`, 'www.tiktok.com'],
    [`SID=g.a000${long}`, 'shop.example.no'],
    ['HSID=AbCdEfGhIjKlMnOpQ', 'google.example.no'],
    ['xs=1', 'www.facebook.com'],
    ['li_at=deleteme', 'www.linkedin.com'],
    ['SAPISID=deleted', 'www.google.com'],
    [`wordpress_test_cookie_${hex}=1`, 'blog.example.no'],
  ] as const)
    expect([cookie, found(cookie, host)]).toEqual([cookie, []])
})

test('what a server sets is no cookie that the phone sends', () => {
  const input = request('/', [`Cookie: li_at=AQED${long}`])
  expect(summary(detect(blind, input, { direction: 1 }))).toEqual([])
})
