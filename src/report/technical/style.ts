import { Html } from './html.ts'

/**
 * All of the page's style: no font, no picture, nothing from outside. Text has a contrast of 4.5 and more, on light
 * ground and, where the reader's screen is set to it, on dark; the map keeps its paper, whose legend names its shades.
 */
export const style: Html = new Html(`<style>
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto; padding: 1.5rem; max-width: 72rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .6rem; padding-top: .6rem; border-top: 2px solid #1a1a1a; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
h4 { font-size: .95rem; margin: .9rem 0 .2rem; }
h2, h3, h4 { break-after: avoid; }
ul { margin: .3rem 0 .6rem; padding-left: 1.3rem; }
a { color: #0b4f9e; }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid #0b4f9e; outline-offset: 2px; }
nav ol { columns: 2; margin: 1rem 0; padding-left: 1.6rem; }
article { border: 1px solid #8a8a8a; border-radius: 4px; padding: .2rem 1rem .6rem; margin: .8rem 0; }
article > h3 { margin-top: .6rem; }
dl { margin: .3rem 0; }
dl > div { display: grid; grid-template-columns: 8rem 1fr; gap: .2rem .8rem; padding: .15rem 0; }
dt { font-weight: 600; }
dd { margin: 0; }
.wide { overflow-x: auto; background: linear-gradient(to right, #fff 1rem, transparent 2rem) local, linear-gradient(to left, #fff 1rem, transparent 2rem) local, linear-gradient(to right, #0005, transparent .7rem), linear-gradient(to left, #0005, transparent .7rem); }
table { border-collapse: collapse; width: 100%; font-size: .85rem; margin: .4rem 0 .8rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid #8a8a8a; padding: .25rem .45rem; text-align: left; vertical-align: top; min-width: 6rem; }
thead th { overflow-wrap: normal; }
th.number, td.number { min-width: 0; }
#countries td:nth-child(3) { min-width: 9rem; }
.long { display: inline-block; min-width: 11rem; overflow-wrap: anywhere; }
.number { white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums; }
thead th { background: #e9eef4; }
ul.plain { list-style: none; padding: 0; margin: 0; }
ul.plain li + li { margin-top: .3rem; }
tbody th { min-width: 10.5rem; font-weight: 600; background: #f6f8fa; }
tr { break-inside: avoid; }
small { font-size: .85em; color: #444; font-weight: 400; }
code { font: .85em/1.4 ui-monospace, "DejaVu Sans Mono", monospace; background: #f1f1f1; padding: 0 .2em; }
pre.bytes { font: .8rem/1.35 ui-monospace, "DejaVu Sans Mono", monospace; background: #f6f8fa; border: 1px solid #8a8a8a; padding: .4rem .6rem; margin: .3rem 0; overflow-x: auto; white-space: pre; }
mark { color: #1a1a1a; background: #ffe08a; font-weight: 700; text-decoration: underline; }
.note { font-size: .85rem; color: #444; }
.verdict { border: 2px solid #1a1a1a; border-left-width: 10px; padding: .7rem 1rem; font-size: 1.1rem; }
.verdict.critical, .verdict.high { border-color: #9b1111; }
.verdict.medium { border-color: #7a4d00; }
.verdict.none { border-color: #1d5c2e; }
.badge { display: inline-block; border: 2px solid; border-radius: 3px; padding: 0 .4rem; font-size: .8em; font-weight: 700; }
.badge.critical { background: #9b1111; border-color: #9b1111; color: #fff; }
.badge.high { color: #9b1111; background: #fff; }
.badge.medium { color: #7a4d00; background: #fff; }
.badge.low { color: #1f4e79; background: #fff; }
.badge.none { color: #1d5c2e; background: #fff; }
.badge.plain { color: #1a1a1a; background: #fff; border-width: 1px; font-weight: 400; }
.chain { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem; padding: 0; margin: .4rem 0; }
.chain li { border: 1px solid #55606b; border-radius: 3px; padding: .1rem .5rem; background: #f6f8fa; }
.chain li + li::before { content: "→ "; }
.chain .value { background: #fff3c4; border: 2px solid #7a4d00; font-weight: 700; }
figure { margin: .8rem 0; break-inside: avoid; }
figcaption { font-size: .85rem; margin: .2rem 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: .6rem 1.2rem; }
svg { width: 100%; height: auto; display: block; }
svg text { font: 12px system-ui, "Noto Sans", sans-serif; fill: #1a1a1a; }
.axis { stroke: #55606b; stroke-width: 1; fill: none; }
.grid { stroke: #d0d5da; stroke-width: 1; }
.captured { fill: #eef3f8; }
.send { stroke: #9b1111; stroke-width: 2; }
.event { fill: #1f4e79; }
.bar { fill: #1f4e79; }
.bar-read { fill: #1d5c2e; } svg .on-read { fill: #fff; }
.bar-sealed { fill: #55606b; } svg .on-sealed { fill: #fff; }
.bar-twice { fill: #c9d6e3; } svg .on-twice { fill: #1a1a1a; }
.bar-left { fill: #f3c97a; } svg .on-left { fill: #1a1a1a; }
svg rect { stroke: none; }
svg text.map { font-size: 18px; font-weight: 700; }
.land { fill: #e6e6e6; stroke: #8a8a8a; stroke-width: .8; }
.server-agreed { fill: #1f4e79; stroke: #10293f; stroke-width: 1.5; }
.server-single { fill: #a9c6e3; stroke: #1f4e79; stroke-width: 3; }
.server-disputed { fill: #fff3c4; stroke: #7a4d00; stroke-width: 2; }
.hatch { stroke: #7a4d00; stroke-width: 1.5; fill: none; }
.owner { fill: #fff; stroke: #9b1111; stroke-width: 3; }
.leader { stroke: #1a1a1a; stroke-width: 1.5; fill: none; }
svg .label-server { fill: #fff; stroke: #1f4e79; stroke-width: 2; }
svg .label-owner { fill: #fff; stroke: #9b1111; stroke-width: 2; }
@media screen and (max-width: 40rem) {
  body { padding: .8rem; hyphens: auto; }
  code, pre, svg, .long { hyphens: manual; }
  figure { overflow-x: auto; }
  /* The text of a picture stays large enough to be read: it is moved sideways. */
  svg { min-width: 44rem; }
  /* A map whose marks all stand in the east opens there. */
  figure.from-east { direction: rtl; }
  figure.from-east > * { direction: ltr; }
  /* Those of delays are as wide as a phone. */
  .pair svg { min-width: 0; }
  nav ol { columns: 1; }
  article { padding: .2rem .6rem .6rem; }
  dl > div { grid-template-columns: 1fr; gap: 0; }
  tbody th { min-width: 7rem; }
  /* Tables that are moved sideways anyway: times, names and addresses stay whole, and rows lower than the screen. */
  #transmissions tbody th, #transmissions td:nth-child(2) { min-width: 8.5rem; }
  #transmissions td:is(:nth-child(5), :nth-child(6)) { min-width: 13rem; }
  #recipients tbody th { min-width: 10rem; }
  #coverage tbody th, #data tbody th { min-width: 9rem; }
  #data td:nth-child(4), #countries td:nth-child(5) { min-width: 12rem; }
  #recipients td:nth-child(2) { min-width: 14rem; }
  #recipients td:nth-child(3) { min-width: 10rem; }
}
@media screen and (prefers-color-scheme: dark) {
  .wide { background: linear-gradient(to right, #16181b 1rem, transparent 2rem) local, linear-gradient(to left, #16181b 1rem, transparent 2rem) local, linear-gradient(to right, #fff5, transparent .7rem), linear-gradient(to left, #fff5, transparent .7rem); }
  :root { color-scheme: dark; }
  body { color: #e8e8e8; background: #16181b; }
  h2, .verdict { border-color: #e8e8e8; }
  a { color: #8ab8f0; }
  a:focus-visible, [tabindex]:focus-visible { outline-color: #8ab8f0; }
  article, th, td, pre.bytes { border-color: #7d8590; }
  thead th { background: #2a313a; }
  tbody th, pre.bytes, .chain li { background: #22262b; }
  small, .note { color: #b9bec4; }
  code { background: #2a2e33; }
  .verdict.critical, .verdict.high { border-color: #e06666; }
  .verdict.medium { border-color: #f0b860; }
  .verdict.none { border-color: #7fd494; }
  .badge:is(.high, .medium, .low, .none, .plain) { background: #16181b; }
  .badge.high { color: #ff9a9a; }
  .badge.medium { color: #f0b860; }
  .badge.low { color: #8ab8f0; }
  .badge.none { color: #7fd494; }
  .badge.plain { color: #e8e8e8; }
  .chain li { border-color: #7d8590; }
  .chain .value { background: #4a3d10; border-color: #f0b860; }
  svg text { fill: #e8e8e8; }
  .axis { stroke: #9aa3ad; }
  .grid { stroke: #3a4048; }
  .captured { fill: #1f2c3a; }
  .send { stroke: #ff8080; }
  .event, .bar { fill: #7fb0e6; }
  #countries svg { background: #fff; }
  #countries svg text { fill: #1a1a1a; }
}
@page { size: A4; margin: 1.6cm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #444; } }
@media print {
  body { padding: 0; max-width: none; font-size: 9.5pt; }
  table { font-size: 7.5pt; line-height: 1.3; }
  .note, figcaption { font-size: 8pt; }
  th, td { min-width: 4.6rem; padding: .2rem .3rem; }
  tbody th { min-width: 8.2rem; }
  caption, thead { break-after: avoid; }
  .wide { overflow: visible; background: none; }
  .long { display: inline; }
  a { color: inherit; }
  section { break-before: auto; }
  tbody tr:first-child { break-after: avoid; }
  tbody tr:last-child { break-before: avoid; }
  #evidence article { break-inside: avoid; }
  #method li:last-child, footer { break-before: avoid; }
  #matrix table { table-layout: fixed; }
  #matrix :is(th, td) { min-width: 0; overflow-wrap: anywhere; }
  #matrix :is(th, td):first-child { width: 8.2rem; }
  #transmissions table { table-layout: fixed; }
  #transmissions :is(th, td) { min-width: 0; }
  #transmissions th:nth-child(1) { width: 14%; } #transmissions th:nth-child(2) { width: 12%; }
  #transmissions th:nth-child(3) { width: 11%; } #transmissions th:nth-child(4) { width: 11%; }
  #transmissions th:nth-child(5) { width: 21%; } #transmissions th:nth-child(7) { width: 8%; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
</style>`)
