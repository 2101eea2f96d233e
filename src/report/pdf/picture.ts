import { paper } from './flow.ts'
import type { Flow, Tag } from './flow.ts'
import { attribute, elementsOf, find, textOf } from './markup.ts'
import type { Element } from './markup.ts'

/** How large a picture becomes in a width, in points; small ones are not blown up. */
export function pictureSize(
  svg: Element,
  widthMax: number,
): { scale: number; width: number; height: number } {
  const [, , width = 1, height = 1] = attribute(svg, 'viewBox').split(' ').map(Number)
  const scale = Math.min(widthMax / width, 0.62)
  return { scale, width: width * scale, height: height * scale }
}

/** Draws a picture of the page as it stands there: the same shapes by the same style, scaled to `widthMax`. */
export function drawPicture(flow: Flow, parent: Tag, svg: Element, x: number, widthMax: number): Tag {
  const { scale, width, height: tall } = pictureSize(svg, widthMax)
  flow.ensure(Math.min(tall, flow.bottom - paper.top))
  const { pdf } = flow
  const top = flow.y
  const title = find(svg, 'title')
  const description = find(svg, 'desc')
  const figure = flow.tag(parent, 'Figure', {
    alt: [title, description].map((part) => (part === undefined ? '' : textOf(part))).join('. '),
    bbox: [x, top, x + width, top + tall],
  })
  flow.draw(figure, () => {
    pdf.save()
    pdf.translate(x, top).scale(scale)
    for (const element of elementsOf(svg)) shape(flow, element)
    pdf.restore()
  })
  flow.y = top + tall + 4
  return figure
}

function shape(flow: Flow, element: Element): void {
  const number = (name: string): number => Number(attribute(element, name))
  switch (element.tag) {
    case 'rect':
      paint(flow, element, () => flow.pdf.rect(number('x'), number('y'), number('width'), number('height')))
      break
    case 'path':
      if (attribute(element, 'd') !== '') paint(flow, element, () => flow.pdf.path(attribute(element, 'd')))
      break
    case 'text':
      letters(flow, element)
      break
    case 'title':
    case 'desc':
      break
    default:
      throw new Error(`a picture has the element ${element.tag}`)
  }
}

function paint(flow: Flow, element: Element, outline: () => void): void {
  const style = (property: string): string => flow.rules.ofPicture(element, property)
  const [fill, stroke] = [style('fill') || '#000', style('stroke') || 'none']
  const hasFill = fill !== 'none'
  const hasStroke = stroke !== 'none'
  if (!hasFill && !hasStroke) return
  outline()
  flow.pdf.lineWidth(Number(style('stroke-width') || 1))
  if (hasFill && hasStroke) flow.pdf.fillAndStroke(fill, stroke)
  else if (hasFill) flow.pdf.fill(fill)
  else flow.pdf.stroke(stroke)
}

function letters(flow: Flow, element: Element): void {
  const style = (property: string): string => flow.rules.ofPicture(element, property)
  const size = Number.parseFloat(style('font-size') || '12')
  const text = textOf(element)
  const family = Number(style('font-weight') || 400) >= 600 ? 'bold' : 'sans'
  const width = flow.book.width(text, family, size)
  const anchor = attribute(element, 'text-anchor')
  const shift = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0
  const run = flow.look({ text, family, size, colour: style('fill') || '#000' })
  flow.text({ ...run, x: 0, width }, Number(attribute(element, 'x')) - shift, Number(attribute(element, 'y')))
}
