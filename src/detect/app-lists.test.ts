import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'
import { mayListApps } from './app-lists.ts'
import { isPackageName, makerOf } from './names/package-name.ts'

const blind = new Detector(null)
const find = (body: string, type = 'application/json', target = '/x'): string[] => {
  const input = request(target, [`Content-Type: ${type}`], body)
  const found = summary(detect(blind, input))
  if (found.length > 0) expect(isWorthDecoding(blind, input)).toBe(true)
  return found
}
const apps = [
  'com.whatsapp',
  'com.facebook.katana',
  'no.dnb.vipps',
  'com.spotify.music',
  'org.telegram.messenger',
  'com.grindrapp.android',
]
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const listed = (confidence: string): string[] => apps.map((app) => `installed-apps=${app} (${confidence})`)

test.each([
  [JSON.stringify({ installed_apps: apps }), 'probable'],
  [JSON.stringify({ data: { appList: apps.map((name, at) => ({ name, version: at })) } }), 'probable'],
  [JSON.stringify({ apps }), 'probable'],
  [JSON.stringify({ installedPackages: apps.join(',') }), 'probable'],
  [JSON.stringify({ q: base64(JSON.stringify({ installed_apps: apps })) }), 'probable'],
  // Many of many makers say it without a name.
  [JSON.stringify({ l: apps }), 'possible'],
  [JSON.stringify({ l: apps.map((p, at) => ({ p, t: at })) }), 'possible'],
  [JSON.stringify({ l: base64(JSON.stringify(apps)) }), 'possible'],
  [apps.join('\n'), 'possible'],
  [JSON.stringify({ l: apps.map((app) => ` ${app} `) }), 'possible'],
  // Of five others one may be none.
  [JSON.stringify({ l: [...apps, 'index.html'] }), 'possible'],
])('a list of programs is what is installed: %s', (body, confidence) => {
  expect(find(body)).toEqual(listed(confidence))
})

test('five are enough without a name, and two with one; each says why', () => {
  expect(find(JSON.stringify({ l: apps.slice(0, 5) }))).toHaveLength(5)
  expect(find(JSON.stringify({ installed_apps: apps.slice(0, 2) }))).toHaveLength(2)
  expect(find(JSON.stringify({ l: [...apps.slice(0, 4), 'com.whatsapp.w4b'] }))).toHaveLength(5)
  for (const name of ['apps', 'applications', 'packages', 'pkgs', 'bundles'])
    expect(find(JSON.stringify({ [name]: apps.slice(0, 3) }))).toHaveLength(3)
  const reasons = (body: unknown): readonly string[] | undefined =>
    detect(blind, request('/x', ['Content-Type: application/json'], JSON.stringify(body))).detections[0]
      ?.reasons
  expect(reasons({ l: apps })).toEqual(['6 names of packages by 6 makers stand in one list'])
  expect(reasons({ installed_apps: apps })).toEqual([
    '6 names of packages by 6 makers stand in one list',
    'the list goes by the name "installed_apps"',
  ])
})

test('a long line is read as a short one is', () => {
  const many = [...apps, ...apps.map((app) => `${app}.beta`)]
  expect(many.join().length).toBeGreaterThan(160)
  for (const sign of [',', ' ', '\n', ';', '|'])
    expect(find(JSON.stringify({ l: many.join(sign) }))).toHaveLength(12)
})

test('the quick look asks for three names under com', () => {
  const asks = (text: string): boolean => {
    // What stands around is none of it.
    const buf = Buffer.from(`com.a com.b ${text} com.c com.d`)
    return mayListApps(buf, 12, buf.length - 12)
  }
  expect(asks('com.a com.b com.c')).toBe(true)
  expect(asks('["com.example.one","no.dnb.vipps","com.x.two","com.y.three"]')).toBe(true)
  expect(asks('com.a com.b c.o.m.')).toBe(false)
  expect(asks('the commons of a common community')).toBe(false)
})

test('so is one in a form', () => {
  expect(find(`a=1&packages=${apps.join('%2C')}`, 'application/x-www-form-urlencoded')).toEqual(
    listed('probable'),
  )
  const fields = apps.map((app) => `pkg_list%5B%5D=${app}`).join('&')
  expect(find(fields, 'application/x-www-form-urlencoded')).toEqual(listed('probable'))
})

test.each([
  // The program that speaks.
  { packageName: apps[0], bundle: apps[1] },
  { apps: [apps[0]] },
  // Parts of one program, and of a system.
  { modules: ['com.shop.core', 'com.shop.cart', 'com.shop.pay', 'com.shop.ads', 'com.shop.map'] },
  { packages: ['com.shop.core', 'com.shop.cart', 'com.shop.pay'] },
  { packages: ['com.shop.core', 'com.shop.cart', 'com.pay.sdk'] },
  { f: ['com.nxp.feature.a', 'com.google.feature.PIXEL', 'com.samsung.feature.x', 'com.sony.feature.y'] },
  {
    p: ['com.a.permission.READ_IT', 'com.b.permission.READ', 'com.c.GET_IT', 'com.d.SEND_IT', 'com.e.DO_IT'],
  },
  // Three makers, and four names, are a few libraries.
  { l: ['com.shop.core', 'com.shop.cart', 'com.pay.sdk', 'com.pay.ui', 'com.map.sdk', 'com.map.ui'] },
  { libs: apps.slice(0, 4) },
  // Names that are turned round are as many as names that are not.
  { hosts: ['www.vg.no', 'com.example', 'api.shop.com', 'cdn.shop.com', 'img.shop.com', 'a.b.com'] },
  { keys: ['os.name', 'os.version', 'ui.theme', 'id.token', 'db.host', 'me.age', 'to.do', 'my.key'] },
  // Few among others of that form.
  { l: [...apps, 'index.html', '1.2.3', 'main.js', 'a.b'] },
  // A line is a list of its own.
  { rows: [apps.slice(0, 3).join(','), apps.slice(3).join(',')] },
  { stack: apps.map((app) => `at ${app}.Main.run(Main.java:12)`) },
])('other names of the same form are no list of programs: %j', (body) => {
  expect(find(JSON.stringify(body))).toEqual([])
})

test.each([
  ['com.facebook.Facebook', true],
  ['ph.telegra.Telegraph', true],
  ['org.mozilla.firefox', true],
  ['com.google.android.apps.maps', true],
  ['main.js', false],
  ['io.min.js', false],
  ['com', false],
  ['android.permission.CAMERA', false],
  ['1.2.3', false],
  ['java.lang.String', false],
  ['com..x', false],
  ['com.x.', false],
  ['com.1x.ab.cd', false],
  ['com.a.b.c.d.e.f.g', true],
  ['com.a.b.c.d.e.f.g.h', false],
  ['com.imdb.IMDB', true],
  ['com.imdb.SHOW_FILM', false],
  ['com.shop.logo.jpg', false],
  ['com.shop.page.htm', false],
])('%s is the name of a package: %s', (name, isOne) => {
  expect(isPackageName(name)).toBe(isOne)
})

test('who made a package is its domain, however it is written', () => {
  expect(['com.Shop.app', 'com.shop.pay', 'no.shop'].map(makerOf)).toEqual([
    'com.shop',
    'com.shop',
    'no.shop',
  ])
})

test('a list is told by what says beside it what it is, and by `installed`, though few are under com', () => {
  const norwegian = ['com.spotify.music', 'no.nav.app', 'no.nrk.mobil.tv', 'no.dnb.vipps', 'no.yr.app']
  const named = norwegian.map((app) => `installed-apps=${app} (probable)`)
  const data = norwegian.map((pkg) => ({ name: 'x', pkg, ver_name: '8.9' }))
  expect(find(JSON.stringify({ type: 'app_list', data }))).toEqual(named)
  expect(find(JSON.stringify({ events: [1, 2], kind: 'installedApps', data: { rows: data } }))).toEqual(named)
  expect(find(JSON.stringify({ installed: data }))).toEqual(named)
  for (const body of [
    { type: 'scripts', data },
    { installed: true, pkg: 'no.nav.app' },
    // Said of another object.
    { a: { type: 'app_list' }, data },
  ])
    expect(find(JSON.stringify(body))).toEqual([])
})
