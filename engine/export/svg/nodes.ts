import { BOX, isRoundLeft, radiiOf } from '../../contract/outline'
import { familyMarkup } from './family'
import { element, escaped, fitted, widthOf } from './markup'
import { mix, type Palette } from './palette'
import type { PictureNode, PicturePort, PictureTile } from './picture'

const HEADER = 28
const CAPTION = 20
const MONO = "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, monospace"
const LOCK = 'M5 7.5V5.2a3 3 0 0 1 6 0v2.3M4 7.5h8v5.5H4z'

function outline(width: number, height: number, radii: readonly (readonly [number, number])[]): string {
  const inset = 0.5
  const [a, b, c, d] = radii.map(([x, y]) => [Math.max(0, x - inset), Math.max(0, y - inset)] as const) as [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ]
  const [l, t, r, u] = [inset, inset, width - inset, height - inset]
  return `M${l + a[0]} ${t}H${r - b[0]}A${b[0]} ${b[1]} 0 0 1 ${r} ${t + b[1]}V${u - c[1]}A${c[0]} ${c[1]} 0 0 1 ${r - c[0]} ${u}H${l + d[0]}A${d[0]} ${d[1]} 0 0 1 ${l} ${u - d[1]}V${t + a[1]}A${a[0]} ${a[1]} 0 0 1 ${l + a[0]} ${t}Z`
}

function portMarkup({ x, y, right, flow, aside, wired, size }: PicturePort, colour: string, palette: Palette): string {
  const half = (aside ? 3.5 : 4) - 0.75
  const look = wired ? { fill: colour, stroke: colour } : { fill: palette.surface, stroke: aside ? palette['line-strong'] : palette['text-tertiary'] }
  const square = { x: x - half, y: y - half, width: 2 * half, height: 2 * half, ...look, 'stroke-width': 1.5 }
  const dot =
    flow === 'signal'
      ? element('circle', { cx: x, cy: y, r: half, ...look, 'stroke-width': 1.5 })
      : flow === 'state'
        ? element('rect', { ...square, rx: 1.5 })
        : element('rect', { ...square, rx: 1, transform: `rotate(45 ${x} ${y})` })
  if (!wired || size === undefined) return dot
  return (
    dot
    + element(
      'text',
      { x: right ? x + 6 : x - 6, y: y - 4, 'text-anchor': right ? 'start' : 'end', 'font-family': MONO, 'font-size': 11, fill: palette['text-tertiary'] },
      escaped(size),
    )
  )
}

/** Draws the right part of a header, from the right: size, lock, number of the shared bias, delay; returns its width too. */
function headEnd({ size, locked, family, delay }: PictureNode, right: number, colour: string, palette: Palette): { markup: string[]; room: number } {
  const markup = [
    element('text', { x: right, y: 18, 'text-anchor': 'end', 'font-family': MONO, 'font-size': 11, fill: palette['text-tertiary'] }, escaped(size)),
  ]
  let x = right - widthOf(size, 11) - 6
  if (locked) {
    markup.push(
      element('path', {
        d: LOCK,
        transform: `translate(${x - 12} 8) scale(0.75)`,
        fill: 'none',
        stroke: palette['text-tertiary'],
        'stroke-width': 1.6,
        'stroke-linejoin': 'round',
      }),
    )
    x -= 18
  }
  if (family) {
    const { markup: tag, width } = familyMarkup(family, palette.surface, palette)
    markup.push(element('g', { transform: `translate(${x - width / 2} 14)` }, ...tag))
    x -= width + 6
  }
  if (delay !== undefined) {
    const width = widthOf(delay, 12) * 0.85 + 10
    markup.push(
      element('rect', { x: x - width, y: 6, width, height: 16, rx: 8, fill: mix(colour, 0.14, palette.surface) }),
      element('text', { x: x - width / 2, y: 18, 'text-anchor': 'middle', 'font-size': 12, 'font-weight': 560, fill: colour }, escaped(delay)),
    )
    x -= width + 6
  }
  return { markup, room: right - x }
}

/** Draws a node as on the canvas, without activity. */
export function nodeMarkup(node: PictureNode, palette: Palette): string {
  const { id, x, y, width, height, label, role, shape, glyph, caption, ports } = node
  const place = { 'data-node': id, transform: `translate(${x} ${y})` }
  if (role === undefined)
    return element(
      'g',
      place,
      element('path', { d: outline(width, height, radiiOf(BOX, height)), fill: palette.surface, stroke: palette.error, 'stroke-dasharray': '4 3' }),
      element('text', { x: 10, y: 18.5, 'font-weight': 560, fill: palette.text }, escaped(fitted(label, width - 20, 13))),
      element('text', { x: 12, y: 42, 'font-size': 12, fill: palette.error }, escaped(fitted(caption, width - 24, 12))),
    )
  const colour = palette[`role-${role}`]
  const round = shape === 'dots'
  const deep = isRoundLeft(node.outline ?? BOX)
  const indent = round ? 2 : deep ? 12 : 10
  const { markup: end, room } = headEnd(node, width - (round ? 2 : deep ? 12 : 8), colour, palette)
  const head = [
    element('path', {
      d: glyph,
      transform: `translate(${indent} 6)`,
      fill: 'none',
      stroke: colour,
      'stroke-width': 1.5,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
    element('text', { x: indent + 22, y: 18.5, 'font-weight': 560, fill: palette.text }, escaped(fitted(label, width - indent - 22 - room - 8, 13))),
    ...end,
  ]
  const fact = { y: height - 6, 'font-size': 11, fill: palette['text-secondary'] }
  const start = deep ? 14 : 10
  const below = round
    ? element('text', { x: width / 2, 'text-anchor': 'middle', ...fact }, escaped(fitted(caption, width, 11)))
    : element('text', { x: start, ...fact }, escaped(fitted(caption, width - start - 8, 11)))
  const drawn = element(
    'g',
    node.aside === undefined ? place : { ...place, opacity: 0.45 },
    ...(node.carousel === undefined ? [] : [carouselMarkup(width, node.carousel, colour, palette)]),
    ...(round ? fieldMarkup(node, colour, palette) : plateMarkup(node, colour, palette)),
    ...head,
    below,
    ...ports.map((port) => portMarkup({ ...port, x: port.x - x, y: port.y - y }, colour, palette)),
  )
  return node.aside === undefined ? drawn : drawn + asideMarkup(node, node.aside, palette)
}

/** Draws the word over a muted or bypassed node. */
function asideMarkup({ x, y, width, height }: PictureNode, word: string, palette: Palette): string {
  const wide = widthOf(word, 11) + 16
  return element(
    'g',
    { transform: `translate(${x + width / 2} ${y + height / 2})` },
    element('rect', { x: -wide / 2, y: -9, width: wide, height: 18, rx: 9, fill: palette.surface, stroke: palette['line-strong'] }),
    element('text', { y: 4, 'text-anchor': 'middle', 'font-size': 11, fill: palette['text-secondary'] }, escaped(word)),
  )
}

function plateMarkup({ width, height, shape, outline: plate = BOX, mirrored }: PictureNode, colour: string, palette: Palette): string[] {
  const radii = radiiOf(plate, height)
  const right = mirrored || plate.strip === 'right'
  const dashed = shape === 'dashed'
  const border = dashed ? mix(colour, 0.7, palette['line-strong']) : palette['line-strong']
  return [
    element('path', { d: outline(width, height, radii), fill: palette.surface }),
    element('path', { d: band(width, height, radii, HEADER, height - CAPTION), fill: palette['diverging-zero'] }),
    element('path', { d: edge(width, height, radii, right), fill: colour }),
    element('path', { d: outline(width, height, radii), fill: 'none', stroke: border, 'stroke-dasharray': dashed ? '3 2.5' : undefined }),
  ]
}

/** Returns the distance from the outline's side to the elliptic corner at a height. */
function inset(height: number, y: number, [top, bottom]: readonly [readonly [number, number], readonly [number, number]]): number {
  const at = ([rx, ry]: readonly [number, number], away: number): number => (away >= ry ? 0 : rx * (1 - Math.sqrt(Math.max(0, 1 - ((ry - away) / ry) ** 2))))
  return Math.max(at(top, y), at(bottom, height - y))
}

const STEPS = 12

/** Returns the path of the part of an outline between two heights. */
function band(width: number, height: number, [a, b, c, d]: readonly (readonly [number, number])[], from: number, to: number): string {
  const heights = Array.from({ length: STEPS + 1 }, (_, i) => from + ((to - from) * i) / STEPS)
  const right = line(heights, (y) => width - inset(height, y, [b!, c!]) - 1)
  const left = line(heights, (y) => inset(height, y, [a!, d!]) + 1).reverse()
  return `M${[...right, ...left].join('L')}Z`
}

/** Draws the strip in the role's colour: three units along one side, inside the outline. */
function edge(width: number, height: number, [a, b, c, d]: readonly (readonly [number, number])[], right: boolean): string {
  const heights = Array.from({ length: 4 * STEPS + 1 }, (_, i) => (height * i) / (4 * STEPS))
  const x = (n: number): number => (right ? width - n : n)
  const side = line(heights, (y) => x(Math.min(3, inset(height, y, right ? [b!, c!] : [a!, d!]))))
  return `M${[...side, `${x(3)} ${height}`, `${x(3)} 0`].join('L')}Z`
}

/** Returns points at these heights, without those within a vertical line. */
function line(heights: readonly number[], x: (y: number) => number): string[] {
  const at = heights.map((y) => round(x(y)))
  return heights.flatMap((y, i) => (i > 0 && at[i] === at[i - 1] && at[i] === at[i + 1] ? [] : [`${at[i]} ${round(y)}`]))
}

const round = (n: number): number => Math.round(n * 100) / 100

/** Draws a reservoir's disc of dots, in Vogel's spiral. */
function fieldMarkup({ width, units }: PictureNode, colour: string, palette: Palette): string[] {
  const radius = width / 2
  const middle = HEADER + radius
  const reach = radius - 12
  const count = Math.max(1, Math.min(units, 160))
  const dot = Math.max(2, Math.min(5.5, (reach / Math.sqrt(count)) * 0.72))
  const dots = Array.from({ length: count }, (_, i) => {
    const r = count === 1 ? 0 : reach * Math.sqrt((i + 0.5) / count)
    const angle = i * 2.399963229728653
    return element('circle', { cx: radius + r * Math.cos(angle), cy: middle + r * Math.sin(angle), r: dot })
  })
  const k = (radius - 1.5) * Math.SQRT1_2
  return [
    element('circle', { cx: radius, cy: middle, r: radius - 0.5, fill: palette.surface, stroke: palette['line-strong'] }),
    element('path', {
      d: `M${round(radius - k)} ${round(middle - k)}A${radius - 1.5} ${radius - 1.5} 0 0 0 ${round(radius - k)} ${round(middle + k)}`,
      fill: 'none',
      stroke: colour,
      'stroke-width': 3,
    }),
    element('g', { fill: palette['diverging-zero'], stroke: palette['line-strong'], 'stroke-width': 0.75 }, ...dots),
  ]
}

function carouselMarkup(width: number, text: string, colour: string, palette: Palette): string {
  const middle = width / 2
  return element(
    'g',
    { transform: 'translate(0 -20)' },
    element('path', { d: `M${middle + 34} 22V14a8 8 0 0 0-8-8H${middle - 26}a8 8 0 0 0-8 8V19`, fill: 'none', stroke: colour, 'stroke-width': 1.5 }),
    element('path', { d: `M${middle - 38} 15l4 6 4-6z`, fill: colour }),
    element('rect', { x: middle - 15, y: -2, width: 30, height: 16, rx: 8, fill: palette.canvas }),
    element('text', { x: middle, y: 10, 'text-anchor': 'middle', 'font-size': 11, 'font-weight': 560, fill: colour }, escaped(text)),
  )
}

/** Draws a collapsed group, with a second plate behind it and a sketch of its contents. */
export function tileMarkup({ x, y, width, height, label, tone, count, ports, sketch }: PictureTile, palette: Palette): string {
  const colour = tone ? palette[`role-${tone}`] : palette['text-tertiary']
  const radii = radiiOf(BOX, height)
  const area = { x: 44, y: 36, width: width - 88, height: height - 48 }
  return element(
    'g',
    { 'data-group': label, transform: `translate(${x} ${y})` },
    element('rect', { x: 6.5, y: -3.5, width: width - 13, height: 20, rx: 6, fill: palette.surface, stroke: palette['line-strong'] }),
    element('path', { d: outline(width, height, radii), fill: palette.surface }),
    element('path', { d: edge(width, height, radii, false), fill: colour }),
    element('path', { d: outline(width, height, radii), fill: 'none', stroke: palette['line-strong'] }),
    element('text', { x: 12, y: 18.5, 'font-weight': 560, fill: palette.text }, escaped(fitted(label, width - 50, 13))),
    element('text', { x: width - 8, y: 18, 'text-anchor': 'end', 'font-family': MONO, 'font-size': 11, fill: palette['text-tertiary'] }, String(count)),
    element(
      'g',
      { opacity: 0.75 },
      ...sketch.map((box) =>
        element('rect', {
          x: area.x + box.x * area.width,
          y: area.y + box.y * area.height,
          width: box.width * area.width,
          height: box.height * area.height,
          rx: 2,
          fill: palette[`role-${box.role}`],
        }),
      ),
    ),
    ...ports.map((port) => portMarkup({ ...port, x: port.x - x, y: port.y - y }, palette['text-tertiary'], palette)),
  )
}
