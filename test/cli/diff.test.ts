import { describe, expect, it } from 'vitest'
import { placeOfTest } from './terminal'

const here = placeOfTest()

const graph = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 2 }, y: { type: 'output', size: 1 } },
  edges: { W_xh: { from: 'x', to: 'h' }, W_hy: { from: 'h', to: 'y' } },
  training: { optimizer: { kind: 'adam', learningRate: 0.001 } },
  weights: { W_xh: { shape: [2, 1], data: [1, 2] }, b_h: { shape: [2], data: [0, 0] } },
}

describe('unfold diff', () => {
  it('describes what only one document has, and what differs between both', async () => {
    const other = {
      ...graph,
      nodes: { ...graph.nodes, h: { type: 'layer', size: 3 }, z: { type: 'layer', size: 1 } },
      edges: { W_hy: graph.edges.W_hy, W_zy: { from: 'z', to: 'y' } },
      training: { optimizer: { kind: 'adam', learningRate: 0.01 } },
      weights: { W_hy: { shape: [1, 3], data: [1, 2, 3] } },
    }
    const { status, out } = await here.unfold('diff', here.put('a.unfold', graph), here.put('b.unfold', other))
    expect(status).toBe(0)
    expect(out.trimEnd().split('\n')).toEqual([
      'node “h” (layer): size: 2 → 3',
      'node “z” (layer): only in the second',
      'wire “W_xh” (x → h): only in the first',
      'wire “W_zy” (z → y): only in the second',
      'training: optimizer.learningRate: 0.001 → 0.01',
      'weights “W_hy”: stored only in the second',
      'weights “W_xh”: stored only in the first',
      'weights “b_h”: stored only in the first',
    ])
  })

  it('names the document that cannot be read', async () => {
    const { status, err } = await here.unfold('diff', here.put('a.unfold', graph), here.put('b.unfold', { ...graph, nodes: 3 }))
    expect([status, err.split('\n')[0]]).toEqual([1, expect.stringContaining('b.unfold')])
    expect(err).toContain('/nodes')
  })

  it('compares weights number by number, in any encoding', async () => {
    const other = {
      ...graph,
      weights: { ...graph.weights, W_xh: { shape: [2, 1], dtype: 'float64', data: Buffer.from(new Float64Array([1, 2.5]).buffer).toString('base64') } },
    }
    const files = [here.put('a.unfold', graph), here.put('b.unfold', other)]
    expect((await here.unfold('diff', ...files)).out).toBe('weights “W_xh”: 1 of 2 differ, by at most 0.5\n')
    expect(JSON.parse((await here.unfold('diff', ...files, '--json')).out)).toEqual({
      same: false,
      differences: [],
      weights: [{ name: 'W_xh', from: [2, 1], to: [2, 1], values: { differing: 1, count: 2, largest: 0.5 } }],
    })
  })

  it('finds no difference if only the drawing differs', async () => {
    const other = { ...graph, name: 'Another', view: { nodes: { h: { x: 300, y: 40 } } } }
    const { out } = await here.unfold('diff', here.put('a.unfold', graph), here.put('b.unfold', other))
    expect(out).toBe('The two documents compute the same, with the same stored weights.\n')
  })

  it('refuses a file that is not a document, and says which arguments are missing', async () => {
    expect((await here.unfold('diff', here.put('a.unfold', graph), here.put('b.unfold', '{'))).status).toBe(1)
    expect((await here.unfold('diff', 'a.unfold')).status).toBe(2)
  })

  it('prints no control characters of a document', async () => {
    const other = { ...graph, nodes: { ...graph.nodes, h: { ...graph.nodes.h, label: '\u001b[2J' } } }
    const { out } = await here.unfold('diff', here.put('a.unfold', graph), here.put('b.unfold', other))
    expect(out).not.toContain('\u001b')
  })
})
