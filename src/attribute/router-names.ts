/**
 * Names under which routers answer for themselves, as their makers and operators print on them. They are names of the
 * Internet, but what is said to them at a private address is said to the router, and to nobody behind it.
 */
const routerNames: ReadonlySet<string> = new Set([
  'asusrouter.com',
  'router.asus.com',
  'tplinkwifi.net',
  'tplinklogin.net',
  'tplinkmodem.net',
  'tplinkrepeater.net',
  'tplogin.cn',
  'melogin.cn',
  'mwlogin.net',
  'routerlogin.com',
  'routerlogin.net',
  'orbilogin.com',
  'orbilogin.net',
  'mywifiext.net',
  'miwifi.com',
  'tendawifi.com',
  'linksyssmartwifi.com',
  'internetbox.swisscom.ch',
  'mabbox.bytel.fr',
  'mafreebox.freebox.fr',
  'myfiosgateway.com',
  'mynetworksettings.com',
  'fritz.box',
  'easy.box',
  'o2.box',
  'speedport.ip',
  'homerouter.cpe',
  'hi.link',
  'mobile.hotspot',
])

/** Whether a router is called so by itself, or by a name in front of that (`www.`). */
export function isRouterName(host: string): boolean {
  const labels = host.toLowerCase().split('.')
  return labels.some((_, from) => routerNames.has(labels.slice(from).join('.')))
}
