import { expect, it } from 'vitest'
import { SceneBuilder } from '../../../renderer/drawing/model'
import { familiesOf, kinOf } from '../../../renderer/document/families'
import { draw } from '../../documents'

const tied = draw(
  { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 3 }, g: { type: 'layer', size: 3, shares: 'h' }, y: { type: 'output', size: 2 } },
  { W_xh: 'x → h', W_xg: { from: 'x', to: 'g', shares: 'W_xh' }, W_gy: { from: 'g', to: 'y', shares: 'W_xh', transpose: true }, W_hy: 'h → y' },
)

it('elements that use one parameter are a family with their owner', () => {
  const families = familiesOf(tied)
  expect([...families.keys()].sort()).toEqual(['W_gy', 'W_xg', 'W_xh', 'g', 'h'])
  expect(families.get('W_gy')).toEqual({ family: 1, owner: 'W_xh', transposed: true })
  expect(families.get('h')).toEqual({ family: 2, owner: 'h', transposed: false })
  expect([...kinOf(families, 'W_xg')].sort()).toEqual(['W_gy', 'W_xh'])
  // A missing owner, or itself as the owner, gives no family.
  expect(familiesOf({ nodes: {}, edges: { a: { from: 'x', to: 'y', shares: 'b' }, c: { from: 'x', to: 'y', shares: 'c' } } }).size).toBe(0)
})

it('selecting one highlights its whole family, and nothing else', () => {
  const scene = new SceneBuilder().build(tied, undefined, { nodes: [], edges: ['W_xg'], notes: [] }, new Map())
  expect(
    scene.edges
      .filter(({ data }) => data!.strong)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['W_gy', 'W_xg', 'W_xh'])
  const nodes = new SceneBuilder().build(tied, undefined, { nodes: ['g'], edges: [], notes: [] }, new Map()).nodes
  expect(nodes.filter(({ data }) => data.kin).map(({ id }) => id)).toEqual(['h'])
})

it('unchanged members keep their identity', () => {
  const builder = new SceneBuilder()
  const selection = { nodes: [], edges: [], notes: [] }
  const first = builder.build(tied, undefined, selection, new Map())
  const again = builder.build({ ...tied }, undefined, selection, new Map())
  for (const edge of again.edges) expect(first.edges).toContain(edge)
})
