/** What an item of Burp's saved history says; `isPlain`: contents as they are, not in base64. */
export interface BurpItem {
  readonly request: string
  readonly response?: string
  readonly host?: string
  readonly ip?: string
  readonly protocol?: 'http' | 'https'
  readonly time?: string
  readonly isPlain?: boolean
}

/** A file of Burp Suite (“Save items”), as its versions since 1.7 write it. */
export function burpFile(items: readonly BurpItem[]): string {
  const declared = [
    '<!ELEMENT items (item*)>',
    '<!ATTLIST items burpVersion CDATA "">',
    '<!ELEMENT item (time, url)>',
  ]
  return [
    '<?xml version="1.0"?>',
    `<!DOCTYPE items [\n${declared.join('\n')}\n]>`,
    '<items burpVersion="2024.5.3" exportTime="Wed Mar 04 09:00:00 CET 2026">',
    ...items.map(itemText),
    '</items>\n',
  ].join('\n')
}

function itemText(item: BurpItem): string {
  const { host = 'one.example.com', ip = '198.51.100.2', protocol = 'https' } = item
  const port = protocol === 'https' ? 443 : 80
  const content = (name: string, text: string): string => {
    const written = item.isPlain === true ? text : Buffer.from(text, 'latin1').toString('base64')
    return `    <${name} base64="${item.isPlain !== true}"><![CDATA[${written}]]></${name}>`
  }
  return [
    '  <item>',
    `    <time>${item.time ?? 'Wed Mar 04 08:40:00 CET 2026'}</time>`,
    `    <url><![CDATA[${protocol}://${host}/x]]></url>`,
    `    <host ip="${ip}">${host}</host>`,
    `    <port>${port}</port>`,
    `    <protocol>${protocol}</protocol>`,
    content('request', item.request),
    '    <status>200</status>',
    ...(item.response === undefined ? ['    <response/>'] : [content('response', item.response)]),
    '    <comment></comment>',
    '  </item>',
  ].join('\n')
}
