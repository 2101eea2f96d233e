import { printable } from '../report/writing/printable.ts'

/** What stands in an element: text is text, whatever it holds; control and direction characters are made visible. */
export type Content = Node | string | number | readonly Content[]

/**
 * An element of the page. Attributes are the page's own, never captured text; content goes in as text nodes. Nothing of the page
 * is ever parsed as markup (its policy forbids that, too).
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  append(made, content)
  return made
}

function append(parent: HTMLElement, content: Content): void {
  if (typeof content === 'string') parent.append(printable(content))
  else if (typeof content === 'number') parent.append(String(content))
  else if (content instanceof Node) parent.append(content)
  else for (const part of content) append(parent, part)
}

/** A section with its heading. */
export function section(id: string, title: string, ...content: readonly Content[]): HTMLElement {
  return element(
    'section',
    { id, 'aria-labelledby': `${id}-heading` },
    element('h2', { id: `${id}-heading` }, title),
    ...content,
  )
}

/** Points of a list. */
export function points(items: readonly Content[]): HTMLElement {
  return element('ul', {}, ...items.map((item) => element('li', {}, item)))
}

/** Terms and what they say; those that say nothing are left out. */
export function terms(pairs: readonly (readonly [term: string, content: Content])[]): HTMLElement {
  return element(
    'dl',
    {},
    ...pairs
      .filter(([, content]) => content !== '')
      .map(([term, content]) => element('div', {}, element('dt', {}, term), element('dd', {}, content))),
  )
}

/** Rows that are shown at once; more by a button. */
const rowsMax = 200

/** A table whose columns and rows are named for whoever hears it; the first cell of a row is its name. */
export function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Content[])[],
): HTMLElement {
  const body = element('tbody', {})
  let shown = 0
  const more = element('button', { type: 'button' }, '')
  const showMore = (): void => {
    for (const [first = '', ...others] of rows.slice(shown, shown + rowsMax))
      body.append(
        element('tr', {}, element('th', { scope: 'row' }, first), ...others.map((cell) => cellOf(cell))),
      )
    shown = Math.min(rows.length, shown + rowsMax)
    more.textContent = `Show more rows (${rows.length - shown} left)`
    more.hidden = shown === rows.length
  }
  more.addEventListener('click', showMore)
  showMore()
  return element(
    'div',
    {},
    element(
      'div',
      { class: 'wide', role: 'group', 'aria-label': caption, tabindex: '0' },
      element(
        'table',
        {},
        element('caption', {}, caption),
        element(
          'thead',
          {},
          element('tr', {}, ...columns.map((name) => element('th', { scope: 'col' }, name))),
        ),
        body,
      ),
    ),
    more,
  )
}

function cellOf(content: Content): HTMLElement {
  return element('td', typeof content === 'number' ? { class: 'number' } : {}, content)
}
