// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import { linksOf } from '../../../engine/analyze/unrolled'
import type { UnrolledView } from '../../../engine/run/streams'
import { rowsOf } from '../../../renderer/unrolled/layout'
import { svgOf } from '../../../renderer/unrolled/paint'
import { isCut, pictureOf, type Shape } from '../../../renderer/unrolled/scene'
import { elman, modelOf } from '../../documents'

// Without a canvas, the theme's colours cannot be read.
vi.mock('../../../renderer/graph/live/scale', () => ({ cssColour: (value: number) => `hsl(${value})`, onTheme: () => () => undefined }))

const drawing = { ...elman(), view: { nodes: { x: { x: 0, y: 0 }, h: { x: 200, y: 0 }, c: { x: 200, y: 100 }, y: { x: 400, y: 0 } } } }
const steps = 6

function viewOf(more: Partial<UnrolledView> = {}): UnrolledView {
  const port = (node: string): UnrolledView['ports'][number] => ({
    name: `${node}.out`,
    node,
    port: 'out',
    size: 1,
    units: 1,
    values: new Float32Array(steps).fill(0.5),
    errors: new Float32Array(steps).fill(0.1),
    level: new Float64Array(steps).fill(0.5),
    error: Float64Array.from({ length: steps }, (_, k) => 10 ** (k - steps)),
  })
  return {
    epoch: 1,
    place: { part: 'train', sequence: 0, step: 19 },
    length: 20,
    first: 10,
    steps,
    at: 15,
    loss: 1,
    judged: new Uint8Array(steps).fill(1),
    reach: { kind: 'bptt', horizon: null },
    ports: ['c', 'h', 'x', 'y'].map(port),
    links: linksOf(modelOf(elman()).network),
    parameters: [{ name: 'W_ch', edge: 'W_ch', steps: new Float64Array(steps).fill(1), along: Float64Array.from([1, 2, 3, 4, 5, -6]), norm: 9, within: 3 }],
    ...more,
  }
}

const look = { text: '#111', quiet: '#222', line: '#333', surface: '#444', accent: '#555', carried: '#666', roles: () => '#777' }
const draw = (view: UnrolledView, edges: string[] = [], reveal = Infinity): readonly Shape[] =>
  pictureOf(view, rowsOf(drawing, view), look, {
    nodes: new Set(),
    edges: new Set(edges),
    reveal,
    label: (node) => node,
    words: { horizon: 'horizon', share: (name) => name },
  }).shapes
const texts = (shapes: readonly Shape[]): string[] => shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))
const linesOf = (shapes: readonly Shape[], link: number): Extract<Shape, { kind: 'line' }>[] =>
  shapes.filter((shape): shape is Extract<Shape, { kind: 'line' }> => shape.kind === 'line' && shape.link === link)

describe('the unrolled picture', () => {
  it('has a row for each node, from the right of the drawing at the top to the left at the bottom', () => {
    expect(rowsOf(drawing, viewOf()).map(({ node }) => node)).toEqual(['y', 'h', 'c', 'x'])
  })

  it('shows the state of a cell in place of its output', () => {
    const view = viewOf()
    const state = { ...view.ports[0]!, name: 'c.state', port: 'state' }
    expect(rowsOf(drawing, { ports: [...view.ports, state] }).find(({ node }) => node === 'c')!.port).toBe(4)
  })

  it('draws a wire once per step, and one through a memory to the next step; at the edges it is dashed', () => {
    const view = viewOf()
    const shapes = draw(view)
    const within = linesOf(
      shapes,
      view.links.findIndex(({ edge }) => edge === 'W_xh'),
    )
    expect(within.map(({ k }) => k)).toEqual([0, 1, 2, 3, 4, 5])
    const through = linesOf(
      shapes,
      view.links.findIndex(({ edge }) => edge === 'copy'),
    )
    expect(through.map(({ k, dash }) => [k, dash])).toEqual([
      [-1, true],
      [0, false],
      [1, false],
      [2, false],
      [3, false],
      [4, false],
      [5, true],
    ])
  })

  it('marks the horizon and the part that it cuts off', () => {
    const view = viewOf({ reach: { kind: 'bptt', horizon: 3 } })
    expect(Array.from({ length: steps }, (_, k) => isCut(view, k))).toEqual([true, true, true, false, false, false])
    expect(texts(draw(view))).toContain('horizon')
    expect(texts(draw(viewOf()))).not.toContain('horizon')
    expect(isCut(viewOf({ reach: { kind: 'rtrl', horizon: null } }), 4)).toBe(true)
    const crossed = (shapes: readonly Shape[]): number =>
      shapes.filter((shape) => shape.kind === 'line' && shape.link === undefined && shape.width === 1 && !shape.dash).length
    expect(crossed(draw(view)) - crossed(draw(viewOf()))).toBe(3 * 4)
  })

  it('highlights the shared weights of a wire in every step, and reports the share of each', () => {
    const view = viewOf()
    const lit = draw(view, ['W_ch'])
    const lines = linesOf(
      lit,
      view.links.findIndex(({ edge }) => edge === 'W_ch'),
    )
    expect(lines).toHaveLength(steps)
    expect(new Set(lines.map(({ stroke }) => stroke))).toEqual(new Set(['#555']))
    expect(lines[5]!.width).toBeGreaterThan(lines[0]!.width)
    for (const share of ['1.000', '5.000', '−6.000']) expect(texts(lit)).toContain(share)
    expect(texts(draw(view))).not.toContain('5.000')
  })

  it('shows errors up to the played step', () => {
    expect(draw(viewOf(), [], 1).length).toBeLessThan(draw(viewOf()).length)
  })

  it('is saved as SVG with all names escaped', () => {
    const view = viewOf()
    const picture = pictureOf(view, rowsOf(drawing, view), look, {
      nodes: new Set(),
      edges: new Set(),
      reveal: Infinity,
      label: () => '<b>&',
      words: { horizon: '', share: String },
    })
    const svg = svgOf(picture, 'T', '#fff')
    expect(svg).toContain('&lt;b&gt;&amp;')
    expect(new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror')).toBeNull()
  })
})
