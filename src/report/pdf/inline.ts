import { attribute, hasClass, isElement, textOf } from './markup.ts'
import type { Element, Node } from './markup.ts'
import type { Run } from './lines.ts'
import type { StyleRules } from './style-rules.ts'

const blocks: ReadonlySet<string> = new Set([
  'address',
  'article',
  'div',
  'dl',
  'figure',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'header',
  'main',
  'nav',
  'ol',
  'p',
  'pre',
  'section',
  'table',
  'ul',
])

/** Whether an element begins a paragraph of its own, as HTML sets it. */
export function isBlock(node: Node): node is Element {
  return isElement(node) && blocks.has(node.tag)
}

/** Text of one look for each piece of what stands in a line. White space is one space, unless it is kept. */
export function runsOf(nodes: readonly Node[], look: Run, rules: StyleRules, keepsSpace = false): Run[] {
  const runs: Run[] = []
  const visit = (node: Node, inherited: Run): void => {
    if (!isElement(node)) {
      const text = keepsSpace ? node : node.replaceAll(/\s+/g, ' ')
      if (text !== '') runs.push({ ...inherited, text })
      return
    }
    if (node.tag === 'br') runs.push({ ...inherited, text: '\n' })
    else {
      const own = lookOf(node, inherited, rules)
      if (own.frame === '') for (const child of node.children) visit(child, own)
      // A frame has some room around its words.
      else runs.push({ ...own, text: `\u00a0${textOf(node)}\u00a0` })
    }
  }
  for (const node of nodes) visit(node, look)
  return keepsSpace ? runs : trimmed(runs)
}

function lookOf(element: Element, look: Run, rules: StyleRules): Run {
  switch (element.tag) {
    case 'strong':
    case 'span':
      // What only has a name for whoever hears it looks like the text around it.
      if (attribute(element, 'role') === 'img') return look
      return hasClass(element, 'badge') ? badge(element, look, rules) : { ...look, family: 'bold' }
    case 'small':
      return { ...look, size: look.size * 0.88, family: 'sans', colour: rules.value('color', 'small') }
    case 'code':
      return { ...look, size: look.size * 0.88, family: 'mono', ground: rules.value('background', 'code') }
    case 'mark':
      return { ...look, ground: rules.value('background', 'mark'), isUnderlined: true }
    case 'a':
      return {
        ...look,
        colour: rules.value('color', 'a'),
        target: attribute(element, 'href').slice(1),
        isUnderlined: true,
      }
    default:
      return look
  }
}

function badge(element: Element, look: Run, rules: StyleRules): Run {
  const selectors = attribute(element, 'class')
    .split(' ')
    .filter((name) => name !== 'badge')
    .map((name) => `.badge.${name}`)
  const colour = rules.value('color', ...selectors)
  return {
    ...look,
    family: 'bold',
    size: look.size * 0.85,
    colour,
    ground: rules.value('background', ...selectors),
    frame: rules.value('border-color', ...selectors) || colour,
  }
}

/** Without space at the ends and twice in a row. */
function trimmed(runs: readonly Run[]): Run[] {
  const kept: Run[] = []
  for (const run of runs) {
    const before = kept.at(-1)?.text
    const text = before === undefined || /[ \n]$/.test(before) ? run.text.replace(/^ +/, '') : run.text
    if (text !== '') kept.push({ ...run, text })
  }
  const last = kept.at(-1)
  if (last !== undefined) kept[kept.length - 1] = { ...last, text: last.text.replace(/[ \n]+$/, '') }
  return kept.filter(({ text }) => text !== '')
}
