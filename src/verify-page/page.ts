import { createHash } from 'node:crypto'
import { style as reportStyle } from '../report/technical/style.ts'

/** Beyond the style of the report, which the page shares. */
const ownStyle = `
#drop { border: 2px dashed #55606b; border-radius: 6px; padding: 1.2rem; background: #f6f8fa; }
#drop.over { border-color: #0b4f9e; background: #e3edf8; }
#drop label { display: block; font-weight: 600; margin-bottom: .5rem; }
input[type=file] { font: inherit; max-width: 100%; }
input:focus-visible, button:focus-visible { outline: 3px solid #0b4f9e; outline-offset: 2px; }
button { font: inherit; padding: .2rem .8rem; border: 1px solid #55606b; border-radius: 3px; background: #f6f8fa; color: #1a1a1a; }
#status:empty { display: none; }
#status { margin: .6rem 0 0; }
progress { width: 100%; margin-top: .6rem; }
[hidden] { display: none; }
.verdict p { margin: .1rem 0; overflow-wrap: anywhere; }
.problems li { margin: .25rem 0; }
.fingerprint { font: 1rem/1.6 ui-monospace, "DejaVu Sans Mono", monospace; background: #f6f8fa; border: 1px solid #8a8a8a; border-radius: 4px; padding: .5rem .8rem; }
.fingerprint span { display: inline-block; margin-right: .7ch; }
#told { display: block; width: 100%; font: .9rem ui-monospace, "DejaVu Sans Mono", monospace; padding: .3rem .5rem; border: 1px solid #55606b; border-radius: 3px; margin-top: .2rem; }
.reveal { border: 1px solid #7a4d00; background: #fff9e3; border-radius: 4px; padding: .5rem .8rem; margin: 1.6rem 0 0; }
.reveal input { margin-right: .5rem; }
@media screen and (prefers-color-scheme: dark) {
  #drop, button, .fingerprint { background: #22262b; }
  #drop, #told, button, .fingerprint { border-color: #7d8590; }
  #drop.over { border-color: #8ab8f0; background: #1f2c3a; }
  button { color: #e8e8e8; }
  input:focus-visible, button:focus-visible { outline-color: #8ab8f0; }
  .reveal { border-color: #f0b860; background: #332b10; }
}
`

/** The static page around its script: one file, and a policy that allows nothing but that script and that style. */
export function verifyPage(script: string, version: string): string {
  const style = `${reportStyle.markup.replace('<style>', '').replace('</style>', '')}${ownStyle}`
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Check an evidence bundle of varde</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Check an evidence bundle</h1>
<p>This page checks a bundle of varde and shows the evidence in it. Everything happens in this browser: the page has no network, sends nothing and keeps nothing. It works from a file, without a server.</p>
<div id="drop">
<label for="bundle">Drop a bundle (a file that ends in .varde) here, or pick it:</label>
<input id="bundle" type="file">
<p id="status" role="status"></p>
<progress id="progress" aria-label="How far the file was read" max="1" hidden></progress>
</div>
<noscript><p>The checks are a script in this page, and this browser does not run it. <code>varde verify BUNDLE</code> checks the same and more.</p></noscript>
<div id="output"></div>
<p class="note">Page of varde ${version}.</p>
</main>
<script>${script}</script>
</body>
</html>
`
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
