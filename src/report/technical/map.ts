import type { Html, HtmlValue } from './html.ts'
import { hatch } from './hatch.ts'
import { oneDecimal } from './one-decimal.ts'
import type { Page } from './page.ts'
import { agreementTexts, placesOf } from './places.ts'
import type { Place } from './places.ts'
import { shown } from './shown.ts'
import type { Land, World } from './world.ts'

/**
 * Where it went: the countries of servers, and where their owners have their seat, as a map and as a table. The three
 * states of agreement differ in fill, pattern and words; seats are marked, never filled.
 */
export function mapSection(page: Page): Html {
  const { html, options } = page
  const { places, isOfAll, unknown } = placesOf(page.result)
  const whose = isOfAll ? 'all recipients (none was sent identifiers)' : 'the recipients of identifiers'
  const open =
    unknown.length === 0
      ? ''
      : html`<p>No source names a country for ${namesText(page, unknown)}.</p>
`
  if (places.length === 0)
    return html`<p>No country is known of ${whose}: there is no map.</p>
${open}`
  return html`${options.world === undefined ? '' : picture(page, options.world, places, whose)}${page.table(
    `Countries of ${whose}`,
    ['Country', 'What is there', 'Recipients', 'Do the sources agree', 'Who says so'],
    places.map((place) => [
      countryName(options.world, place.country),
      place.part === 'server' ? 'servers' : 'seat of the owner',
      namesText(page, place.recipients),
      place.agreement === null ? 'one list of organisations' : agreementTexts[place.agreement],
      html`<ul class="plain">${place.sources.slice(0, shown.mapSources).map((source) => html`<li>${source}</li>`)}</ul>`,
    ]),
  )}${open}<p class="note">Where a server stands, and who owns its operator, are two things: neither follows from the other. A country of an address is a claim of its source. Borders are those of Natural Earth; they are no statement about the status of an area.</p>
`
}

function namesText(page: Page, recipients: readonly string[]): string {
  const named = recipients.slice(0, shown.mapRecipients).map((id) => page.masker.hide(page.name(id)))
  const rest = recipients.length - named.length
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function countryName(world: World | undefined, country: string): string {
  const name = world !== undefined && Object.hasOwn(world.names, country) ? world.names[country] : undefined
  return name === undefined ? country : `${name} (${country})`
}

function picture(page: Page, world: World, places: readonly Place[], whose: string): HtmlValue {
  const { html } = page
  const { width, height, lands } = world
  const known = places.filter(({ country }) => landOf(world, country)?.at != null)
  if (known.length === 0) return ''
  const servers = known.filter(({ part }) => part === 'server')
  const filled = new Map(servers.map(({ country, agreement }) => [country, agreement ?? 'single']))
  const told = (place: Place): string =>
    `${countryName(world, place.country)}${place.agreement === null ? '' : `, ${agreementTexts[place.agreement]}`}: ${namesText(page, place.recipients)}`
  const parts = [
    ...(servers.length === 0 ? [] : [`Servers in ${servers.map(told).join('; ')}.`]),
    ...(servers.length === known.length
      ? []
      : [
          `Seats of owners in ${known
            .filter(({ part }) => part === 'owner')
            .map(told)
            .join('; ')}.`,
        ]),
  ]
  const missing = places.length - known.length
  const areAllEast = known.every(({ country }) => (landOf(world, country)?.at?.[0] ?? 0) > width / 2)
  return html`<figure tabindex="0"${areAllEast ? html` class="from-east"` : ''}>
<svg role="img" viewBox="0 0 ${width} ${height}" aria-labelledby="map-title map-desc">
<title id="map-title">Map: countries of ${whose}</title>
<desc id="map-desc">${parts.join(' ')} The table below has the same in words.</desc>
<path class="land" d="${lands
    .filter(({ code }) => !filled.has(code))
    .map(({ rings }) => outline(rings))
    .join('')}"/>
${servers.map(({ country, agreement }) => area(page, landOf(world, country), agreement ?? 'single'))}${labels(page, world, known)}</svg>
<figcaption>Filled dark: a server stands there, and the sources agree. Light, framed: one source only. Hatched, with a question mark: sources disagree. A diamond marks the seat of the owner, which says nothing of where a server stands.${missing > 0 ? ` Not drawn, since the map does not have them: ${missing}; they are in the table.` : ''}</figcaption>
</figure>
`
}

function landOf(world: World, code: string): Land | undefined {
  return world.lands.find((land) => land.code === code)
}

/** A country that has servers; one without an outline is a disc. */
function area(page: Page, land: Land | undefined, agreement: string): HtmlValue {
  const { html } = page
  if (land?.at == null) return ''
  const [x, y] = land.at
  const rings = land.rings.length > 0 ? land.rings : [disc(x, y)]
  const strokes = agreement === 'disputed' ? hatch(rings, 6) : ''
  return html`<path class="server-${agreement}" d="${outline(rings)}"/>${
    strokes === '' ? '' : html`<path class="hatch" d="${strokes}"/>`
  }
`
}

/** A circle as the map has outlines. */
function disc(x: number, y: number): number[] {
  return Array.from({ length: 12 }, (_, nth) => (nth * Math.PI) / 6).flatMap((angle) => [
    Math.round(x + 8 * Math.cos(angle)),
    Math.round(y + 8 * Math.sin(angle)),
  ])
}

/** Outlines as a path of relative steps, which are short. */
function outline(rings: readonly (readonly number[])[]): string {
  return rings
    .map((ring) => {
      let path = `M${ring[0] ?? 0} ${ring[1] ?? 0}l`
      for (let at = 2; at + 1 < ring.length; at += 2) {
        const right = (ring[at] ?? 0) - (ring[at - 2] ?? 0)
        const down = (ring[at + 1] ?? 0) - (ring[at - 1] ?? 0)
        path += `${at > 2 && right >= 0 ? ' ' : ''}${right}${down >= 0 ? ' ' : ''}${down}`
      }
      return `${path}z`
    })
    .join('')
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const labelHeight = 26
/** Width of a character of a label, rather too wide than too narrow. */
const characterWidth = 10.5
const away: readonly number[] = [18, 40, 66, 96, 130, 170]

/** A framed name for each place, near it, on no other; a line leads to the place. */
function labels(page: Page, world: World, places: readonly Place[]): Html[] {
  const { html } = page
  const taken: Box[] = []
  return places.map((place) => {
    const [x, y] = landOf(world, place.country)?.at ?? [0, 0]
    const text =
      place.part === 'owner'
        ? `owner: ${place.country}`
        : `${place.country}${place.agreement === 'disputed' ? ' ?' : place.agreement === 'single' ? ' (1 source)' : ''}`
    const box = free(world, taken, x, y, text.length * characterWidth + 14)
    taken.push(box)
    const endX = Math.min(Math.max(x, box.x), box.x + box.width)
    const endY = Math.min(Math.max(y, box.y), box.y + box.height)
    const mark = place.part === 'owner' ? html`<path class="owner" d="M${x} ${y - 8}l8 8-8 8-8-8z"/>` : html``
    return html`<path class="leader" d="M${x} ${y}L${oneDecimal(endX)} ${oneDecimal(endY)}"/>${mark}<rect class="label-${place.part}" x="${oneDecimal(box.x)}" y="${oneDecimal(box.y)}" width="${oneDecimal(box.width)}" height="${labelHeight}"/><text class="map" x="${oneDecimal(box.x + box.width / 2)}" y="${oneDecimal(box.y + 19)}" text-anchor="middle">${text}</text>
`
  })
}

function free(world: World, taken: readonly Box[], x: number, y: number, width: number): Box {
  const boxes = away.flatMap((distance) =>
    Array.from({ length: 16 }, (_, nth) => {
      const angle = (nth * Math.PI) / 8
      const middleX = x + Math.cos(angle) * (distance + width / 2)
      const middleY = y + Math.sin(angle) * (distance + labelHeight / 2)
      return { x: middleX - width / 2, y: middleY - labelHeight / 2, width, height: labelHeight }
    }),
  )
  const fits = (box: Box): boolean =>
    box.x >= 1 &&
    box.y >= 1 &&
    box.x + box.width < world.width &&
    box.y + box.height < world.height &&
    taken.every(
      (other) =>
        box.x + box.width + 4 < other.x ||
        other.x + other.width + 4 < box.x ||
        box.y + box.height + 4 < other.y ||
        other.y + other.height + 4 < box.y,
    )
  return boxes.find(fits) ?? (boxes[0] as Box)
}
