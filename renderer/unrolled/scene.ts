import type { UnrolledView } from '../../engine/run/streams'
import { cssColour } from '../graph/live/scale'
import { compact } from '../languages/numbers'
import { placeOn, scaleOf, type LogScale } from '../panels/gradients-through-time/scale'
import { COLUMN, ERROR, FOOT, heightOf, LEFT, middleOf, pathOf, ROW, TILE, TOP, VALUES, widthOf, xOf, yOf, type Row } from './layout'

/** A part of the picture. `key`: its node or `edge:ID`, and its step, for hit testing. */
export type Shape =
  | {
      readonly kind: 'box'
      readonly x: number
      readonly y: number
      readonly w: number
      readonly h: number
      readonly fill?: string
      readonly stroke?: string
      readonly alpha?: number
      readonly width?: number
    }
  | {
      readonly kind: 'line'
      readonly d: string
      readonly stroke?: string
      readonly fill?: string
      readonly width: number
      readonly alpha?: number
      readonly dash?: boolean
      readonly link?: number
      readonly k?: number
    }
  | {
      readonly kind: 'text'
      readonly x: number
      readonly y: number
      readonly text: string
      readonly fill: string
      readonly align?: 'middle' | 'end'
      readonly strong?: boolean
    }

export interface Look {
  readonly text: string
  readonly quiet: string
  readonly line: string
  readonly surface: string
  readonly accent: string
  readonly roles: (node: string) => string
  readonly carried: string
}

export interface SceneView {
  readonly nodes: ReadonlySet<string>
  readonly edges: ReadonlySet<string>
  /** Steps that errors have propagated back so far, while that is played; Infinity for all. */
  readonly reveal: number
  readonly label: (node: string) => string
  readonly words: { readonly horizon: string; readonly share: (name: string) => string }
}

export interface Picture {
  readonly shapes: readonly Shape[]
  readonly width: number
  readonly height: number
}

/** The colours of errors: a logarithmic scale over all that are shown. */
export const errorScale = ({ ports }: Pick<UnrolledView, 'ports'>): LogScale | undefined =>
  scaleOf({ values: Float64Array.from(ports.flatMap(({ error }) => [...error])) })

/** Whether a step lies beyond the horizon, so that training receives none of its errors. */
export const isCut = ({ reach, at, first }: UnrolledView, k: number): boolean => {
  const horizon = reach.kind === 'rtrl' ? 1 : reach.horizon
  return horizon !== null && at - (first + k) >= horizon
}

/** More tiles than these get one colour each instead of one for every unit. */
const DETAILED = 1_500

/** Draws a view: tiles by node and step, links between them, and the shares of the chosen weights. */
export function pictureOf(view: UnrolledView, rows: readonly Row[], look: Look, shown: SceneView): Picture {
  const shapes: Shape[] = []
  const { steps, first, at, ports } = view
  const rowOf = new Map(rows.map(({ node }, r) => [node, r]))
  const scale = errorScale(view)
  const bottom = TOP + rows.length * ROW
  // If time runs forward, later steps do not affect this loss.
  const later = (k: number): boolean => first + k > at && !view.links.some(({ lag }) => lag < 0)
  const revealed = (k: number): boolean => Math.abs(at - (first + k)) <= shown.reveal
  const colour = (value: number): string | undefined => {
    const place = scale && value > 0 ? placeOn(scale, value) : NaN
    return place >= 0 ? cssColour(0.08 + 0.92 * place) : undefined
  }
  if (at >= first && at < first + steps)
    shapes.push({ kind: 'box', x: xOf(at - first) - 6, y: TOP - 2, w: TILE + 12, h: bottom - TOP + 4, stroke: look.accent, width: 1.5 })

  const cut = Array.from({ length: steps }, (_, k) => k).findLast((k) => isCut(view, k))
  if (cut !== undefined && view.loss !== undefined) {
    const x = xOf(cut) + (COLUMN + TILE) / 2
    shapes.push({ kind: 'line', d: `M${x} ${TOP - 10}L${x} ${bottom + 4}`, stroke: look.text, width: 1.5, dash: true })
    shapes.push({ kind: 'text', x: x - 5, y: bottom + 14, text: shown.words.horizon, fill: look.text, align: 'end' })
  }
  shapes.push(...linkShapes(view, rowOf, look, shown, { colour, revealed, later }))

  const detailed = rows.length * steps <= DETAILED
  rows.forEach(({ node, port }, r) => {
    const lit = shown.nodes.has(node)
    const y = yOf(r) - (VALUES + ERROR) / 2
    shapes.push({ kind: 'text', x: LEFT - 34, y: yOf(r) + 4, text: shown.label(node), fill: lit ? look.accent : look.text, align: 'end', strong: lit })
    const { units, values, error, level } = ports[port]!
    const largest = Math.max(1, ...level, ...values.filter(Number.isFinite).map(Math.abs))
    for (let k = 0; k < steps; k++) {
      const x = xOf(k)
      const alpha = later(k) ? 0.45 : 1
      shapes.push({ kind: 'box', x, y, w: TILE, h: VALUES + ERROR, fill: look.surface })
      const cells = detailed ? units : 1
      for (let u = 0; u < cells; u++) {
        const value = detailed ? values[k * units + u]! : level[k]!
        shapes.push({ kind: 'box', x: x + (u * TILE) / cells, y, w: TILE / cells, h: VALUES, fill: cssColour(value / largest), alpha })
      }
      const e = error[k]!
      if (view.loss !== undefined && !Number.isNaN(e) && revealed(k)) {
        const beyond = isCut(view, k)
        const fill = colour(e)
        if (fill) shapes.push({ kind: 'box', x, y: y + VALUES, w: TILE, h: ERROR, fill, alpha: beyond ? 0.3 : 1 })
        // Steps beyond the horizon are crossed out.
        if (beyond && fill) shapes.push({ kind: 'line', d: `M${x} ${y + VALUES + ERROR}L${x + TILE} ${y + VALUES}`, stroke: look.text, width: 1 })
      }
      const carried = view.carried?.kind === 'norms' ? carriedAt(view, node, k) : NaN
      if (carried > 0) shapes.push({ kind: 'box', x, y: y + VALUES + ERROR + 2, w: TILE * carriedShare(view, carried), h: 4, fill: look.carried })
      shapes.push({ kind: 'box', x, y, w: TILE, h: VALUES + ERROR, stroke: lit ? look.accent : look.line, width: lit ? 2 : 1 })
      shapes.push({ kind: 'box', x: x - 3, y, w: 3, h: VALUES + ERROR, fill: look.roles(node), alpha })
    }
  })
  for (let k = 0; k < steps; k++) {
    const now = first + k === at
    shapes.push({
      kind: 'text',
      x: xOf(k) + TILE / 2,
      y: TOP - 10,
      text: String(first + k),
      fill: now ? look.accent : look.quiet,
      align: 'middle',
      strong: now,
    })
    if (view.judged[k]) shapes.push({ kind: 'box', x: xOf(k) + TILE / 2 - 8, y: TOP - 6, w: 16, h: 2, fill: now ? look.accent : look.quiet })
  }
  shapes.push(...shareShapes(view, look, shown, bottom))
  return { shapes, width: widthOf(steps), height: heightOf(rows.length) }
}

interface Reading {
  readonly colour: (value: number) => string | undefined
  readonly revealed: (k: number) => boolean
  readonly later: (k: number) => boolean
}

/** Links of every step, highlighted ones last; those that the horizon cuts are dashed. */
function linkShapes(view: UnrolledView, rowOf: ReadonlyMap<string, number>, look: Look, shown: SceneView, { colour, revealed, later }: Reading): Shape[] {
  const { links, steps, ports } = view
  const errors = new Map<string, Float64Array>()
  for (const { node, port, error } of ports) if (port === 'state' || !errors.has(node)) errors.set(node, error)
  const plain: Shape[] = []
  const above: Shape[] = []
  links.forEach(({ edge, from, to, lag }, link) => {
    const [a, b] = [rowOf.get(from), rowOf.get(to)]
    if (a === undefined || b === undefined) return
    const lit = edge !== undefined && shown.edges.has(edge)
    const near = lit || shown.nodes.has(from) || shown.nodes.has(to)
    const share = lit ? view.parameters.find((parameter) => parameter.edge === edge) : undefined
    const most = share ? Math.max(...share.along.map(Math.abs).filter(Number.isFinite), 0) : 0
    for (let k = lag > 0 ? -lag : 0; k < Math.max(steps, steps - lag); k++) {
      const target = k + lag
      if ((k < 0 || k >= steps) && (target < 0 || target >= steps)) continue
      const outside = k < 0 || k >= steps || target < 0 || target >= steps
      const d = pathOf(a, b, k, lag, steps)
      if (d === '') continue
      const error = view.loss === undefined ? NaN : (errors.get(to)?.[target] ?? NaN)
      const cut = view.loss !== undefined && (k < 0 ? isCut(view, 0) : isCut(view, k))
      const flow = !outside && revealed(k) && revealed(target) ? colour(error) : undefined
      const width = lit ? 2 + (most > 0 ? (3 * Math.abs(share!.along[k] || 0)) / most : 0) : near ? 2 : flow ? 1.5 : 1
      const stroke = near ? look.accent : (flow ?? look.line)
      const faded = outside || later(Math.max(k, target)) || cut
      const list = near ? above : plain
      list.push({ kind: 'line', d, stroke, width, alpha: near ? (faded ? 0.6 : 1) : faded ? 0.5 : 0.9, dash: (cut && lag !== 0) || outside, link, k })
      if (outside || lag === 0) continue
      // An arrow in the direction of propagation: of the influence for RTRL, otherwise of the error.
      const carries = view.carried !== undefined
      if (carries ? !(carriedAt(view, to, k) > 0) : cut || flow === undefined) continue
      const { x, y } = middleOf(a, b, k, lag)
      const s = carries === lag > 0 ? 4 : -4
      list.push({ kind: 'line', d: `M${x + s} ${y}L${x - s} ${y - 4}L${x - s} ${y + 4}Z`, fill: carries ? look.carried : stroke, width: 0, alpha: 1 })
    }
  })
  return [...plain, ...above]
}

/** √ Σ over parameters ‖∂u(t)/∂W‖² of a node's memory; NaN for a node without memory. */
export function carriedAt({ carried }: UnrolledView, node: string, k: number): number {
  if (carried?.kind !== 'norms') return NaN
  const own = carried.norms.filter((norm) => norm.node === node)
  return own.length === 0 ? NaN : Math.sqrt(own.reduce((sum, { steps }) => sum + (steps[k] ?? 0) ** 2, 0))
}

function carriedShare(view: UnrolledView, value: number): number {
  const nodes = view.carried?.kind === 'norms' ? [...new Set(view.carried.norms.map(({ node }) => node))] : []
  let most = 0
  for (const node of nodes) for (let k = 0; k < view.steps; k++) most = Math.max(most, carriedAt(view, node, k) || 0)
  return most > 0 ? value / most : 0
}

/** Bars of each step's share of the gradient of the highlighted wire's weights. */
function shareShapes(view: UnrolledView, look: Look, { edges, nodes, words, reveal }: SceneView, bottom: number): Shape[] {
  const parameter = view.parameters.find(
    ({ edge, node }) => (edge !== undefined && edges.has(edge)) || (edges.size === 0 && node !== undefined && nodes.has(node)),
  )
  if (!parameter || view.loss === undefined) return []
  const most = Math.max(...parameter.along.map(Math.abs).filter(Number.isFinite), 0)
  const base = bottom + FOOT / 2 + 8
  const shapes: Shape[] = [{ kind: 'text', x: LEFT - 34, y: base + 4, text: words.share(parameter.name), fill: look.text, align: 'end' }]
  if (most === 0) return shapes
  for (let k = 0; k < view.steps; k++) {
    const share = parameter.along[k]!
    if (Number.isNaN(share) || Math.abs(view.at - view.first - k) > reveal) continue
    const h = Math.max(1, (16 * Math.abs(share)) / most)
    const beyond = isCut(view, k)
    shapes.push({
      kind: 'box',
      x: xOf(k) + 8,
      y: share >= 0 ? base - h : base,
      w: TILE - 16,
      h,
      fill: cssColour(share >= 0 ? 0.8 : -0.8),
      alpha: beyond ? 0.3 : 1,
    })
    shapes.push({ kind: 'text', x: xOf(k) + TILE / 2, y: base + 28, text: compact(share), fill: beyond ? look.quiet : look.text, align: 'middle' })
  }
  shapes.push({ kind: 'line', d: `M${LEFT} ${base}L${widthOf(view.steps) - COLUMN + TILE} ${base}`, stroke: look.line, width: 1 })
  return shapes
}
