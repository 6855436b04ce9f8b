import type { GraphDocument } from '../../document/types'
import { embed } from '../../document/embedded'
import { element, escaped, fitted } from './markup'
import { familyMarkup } from './family'
import { nodeMarkup, tileMarkup } from './nodes'
import { noteMarkup } from './notes'
import { mix, palettes, type Palette, type Theme } from './palette'
import type { Picture, PictureFrame, PictureWire } from './picture'

const MARGIN = 32
const TEXT = "'Inter Variable', Inter, 'Noto Sans JP', system-ui, sans-serif"

export interface SvgOptions {
  readonly theme: Theme
  /** The document shown, embedded so that the picture can be opened as a document. */
  readonly document?: GraphDocument
}

/** Renders a network as SVG that looks like the canvas. Deterministic. */
export function svgOf(picture: Picture, { theme, document }: SvgOptions): string {
  const palette = palettes[theme]
  const bounds = boundsOf(picture)
  const size = { width: bounds.width, height: bounds.height }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        ...size,
        viewBox: `${bounds.x} ${bounds.y} ${bounds.width} ${bounds.height}`,
        'font-family': TEXT,
        'font-size': 13,
      },
      `\n${element('title', {}, escaped(picture.title))}\n`,
      ...(document ? [`${element('metadata', {}, embed(document))}\n`] : []),
      `${element('rect', { x: bounds.x, y: bounds.y, ...size, fill: palette.canvas })}\n`,
      ...[
        ...picture.frames.map((frame) => frameMarkup(frame, palette)),
        ...picture.notes.map((note) => noteMarkup(note, palette)),
        ...picture.wires.map((wire) => wireMarkup(wire, palette)),
        ...picture.nodes.map((node) => nodeMarkup(node, palette)),
        ...picture.tiles.map((tile) => tileMarkup(tile, palette)),
        // Draw names last, in free space.
        ...picture.wires.flatMap((wire) => nameMarkup(wire, palette)),
      ].map((line) => `${line}\n`),
    ),
    '\n',
  ].join('')
}

function boundsOf({ nodes, tiles, frames, notes, wires }: Picture): { x: number; y: number; width: number; height: number } {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  const add = (x1: number, y1: number, x2: number, y2: number): void => {
    left = Math.min(left, x1)
    top = Math.min(top, y1)
    right = Math.max(right, x2)
    bottom = Math.max(bottom, y2)
  }
  for (const { x, y, width, height } of [...tiles, ...frames, ...notes]) add(x, y, x + width, y + height)
  for (const { x, y, width, height, carousel } of nodes) add(x, y - (carousel === undefined ? 0 : 20), x + width, y + height)
  for (const { path, at } of wires) {
    // Paths contain moves, lines and curves with absolute points only, so they lie within the hull of their points.
    const numbers = [...path.matchAll(/-?\d+(?:\.\d+)?/g)].map(Number)
    for (let i = 0; i + 1 < numbers.length; i += 2) add(numbers[i]!, numbers[i + 1]!, numbers[i]!, numbers[i + 1]!)
    add(at.x - 16, at.y - 10, at.x + 16, at.y + 10)
  }
  if (left > right) return { x: 0, y: 0, width: 2 * MARGIN, height: 2 * MARGIN }
  const x = Math.floor(left - MARGIN)
  const y = Math.floor(top - MARGIN)
  return { x, y, width: Math.ceil(right + MARGIN) - x, height: Math.ceil(bottom + MARGIN) - y }
}

function frameMarkup({ x, y, width, height, label, tone }: PictureFrame, palette: Palette): string {
  const colour = tone ? palette[`role-${tone}`] : palette['text-tertiary']
  return element(
    'g',
    { 'data-group': label },
    element('rect', {
      x: x + 0.5,
      y: y + 0.5,
      width: width - 1,
      height: height - 1,
      rx: 8,
      fill: colour,
      'fill-opacity': 0.06,
      stroke: colour,
      'stroke-opacity': 0.45,
    }),
    element('text', { x: x + 12, y: y + 18.5, 'font-weight': 560, fill: mix(colour, 0.7, palette.text) }, escaped(fitted(label, width - 24, 13))),
  )
}

function wireMarkup({ id, path, kind, role, end, arrives, idle }: PictureWire, palette: Palette): string {
  const ink = mix(palette[`role-${role}`], 0.82, palette['text-tertiary'])
  const line = {
    dense: { 'stroke-width': 1.5 },
    sparse: { 'stroke-width': 1.5, 'stroke-dasharray': '7 4' },
    diagonal: { 'stroke-width': 2.5, 'stroke-dasharray': '1 5', 'stroke-linecap': 'round' },
    identity: { 'stroke-width': 4 },
  }[kind]
  const head = arrives < 0 ? `M${end.x - 4} ${end.y}l-8 -4v8z` : `M${end.x + 4} ${end.y}l8 -4v8z`
  return element(
    'g',
    { 'data-edge': id, fill: 'none', opacity: idle ? 0.35 : undefined },
    element('path', { d: path, stroke: ink, ...line }),
    ...(kind === 'identity' ? [element('path', { d: path, stroke: palette.canvas, 'stroke-width': 1.75 })] : []),
    element('path', { d: head, fill: ink }),
  )
}

const LOCK = 'M-3 0v-2.2a3 3 0 0 1 6 0V0M-4 0h8v5.5h-8z'

function nameMarkup({ name, delay, family, at }: PictureWire, palette: Palette): string[] {
  const transform = `translate(${at.x} ${at.y})`
  if (delay !== undefined)
    return [
      element(
        'g',
        { transform },
        element('rect', { x: -14, y: -9, width: 28, height: 18, rx: 9, fill: palette.canvas, stroke: palette['role-context'] }),
        element('text', { y: 4, 'text-anchor': 'middle', 'font-size': 12, 'font-weight': 560, fill: palette['role-context'] }, escaped(delay)),
      ),
    ]
  const tag = family && familyMarkup(family, palette.canvas, palette)
  // Without space for the name, only the number is drawn.
  if (!name) return tag ? [element('g', { transform }, ...tag.markup)] : []
  const lock = name.locked
    ? [element('path', { d: LOCK, transform: `translate(${-name.width / 2 - 8} -1)`, fill: 'none', stroke: palette['text-tertiary'], 'stroke-width': 1.3 })]
    : []
  const left = -name.width / 2 - (name.locked ? 16 : 0)
  return [
    element(
      'g',
      { transform },
      ...lock,
      ...(tag ? [element('g', { transform: `translate(${left - tag.width / 2 - 4} 0)` }, ...tag.markup)] : []),
      element(
        'text',
        {
          y: 4,
          'text-anchor': 'middle',
          'font-style': 'italic',
          fill: palette['text-secondary'],
          stroke: palette.canvas,
          'stroke-width': 5,
          'stroke-linejoin': 'round',
          'paint-order': 'stroke',
        },
        escaped(name.stem),
        ...(name.index ? [element('tspan', { dy: 3, 'font-size': 11 }, escaped(name.index))] : []),
      ),
    ),
  ]
}
