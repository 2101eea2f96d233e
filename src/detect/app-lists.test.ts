import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'
import { isPackageName } from './package-name.ts'

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
])('a list of programs is what is installed: %s', (body, confidence) => {
  expect(find(body)).toEqual(listed(confidence))
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
  { f: ['com.nxp.feature.a', 'com.google.feature.PIXEL', 'com.samsung.feature.x', 'com.sony.feature.y'] },
  {
    p: ['com.a.permission.READ_IT', 'com.b.permission.READ', 'com.c.GET_IT', 'com.d.SEND_IT', 'com.e.DO_IT'],
  },
  // Four makers are a few libraries.
  { libs: apps.slice(0, 4) },
  // Names that are turned round are as many as names that are not.
  { hosts: ['www.vg.no', 'com.example', 'api.shop.com', 'cdn.shop.com', 'img.shop.com', 'a.b.com'] },
  { keys: ['os.name', 'os.version', 'ui.theme', 'id.token', 'db.host', 'me.age', 'to.do', 'my.key'] },
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
])('%s is the name of a package: %s', (name, isOne) => {
  expect(isPackageName(name)).toBe(isOne)
})
