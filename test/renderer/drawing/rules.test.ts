import { describe, expect, it } from 'vitest'
import { compile } from '../../../engine/compile'
import { registry } from '../../../nodes'
import { resolveEnd } from '../../../renderer/document/ports'
import { isMemory, sameStep } from '../../../engine/compile/same-step'
import { objection } from '../../../renderer/drawing/rules'
import { createRandom } from '../editing/random'
import { elman, randomGraph } from './drawings'

describe('what depends on what within a step', () => {
  it('is as docs/format.md says', () => {
    const of = (type: string, port: string): readonly string[] => sameStep(registry.get(type), port)
    expect(of('layer', 'out')).toEqual(['in'])
    expect(of('context', 'out')).toEqual([])
    expect(of('gate', 'gate')).toEqual(['control'])
    expect(of('gate', 'out')).toEqual(['control', 'signal', 'other'])
    expect(of('cell', 'previous')).toEqual([])
    expect(of('cell', 'state')).toEqual(['in', 'forget'])
    expect(of('cell', 'out')).toEqual(['in', 'forget'])
    expect(of('reservoir', 'out')).toEqual(['in'])
    expect(registry.types.filter(isMemory).map((t) => t.type)).toEqual(['context'])
  })
})

describe('objections', () => {
  it('foretell the loops that the engine finds', () => {
    let loops = 0
    for (let seed = 1; seed <= 200; seed++) {
      const random = createRandom(seed)
      const document = randomGraph(random, 6)
      const edges = Object.entries(document.edges)
      const last = edges.at(-1)
      if (!last) continue
      const without = { ...document, edges: Object.fromEntries(edges.slice(0, -1)) }
      if (compile(without, registry).errors.some((p) => p.code === 'algebraic-loop')) continue
      const against = objection(without, resolveEnd(document, last[1].from, 'from'), resolveEnd(document, last[1].to, 'to'))
      if (against?.key === 'canvas.reason.twice') continue
      const found = compile(document, registry).errors.find((p) => p.code === 'algebraic-loop')
      expect(against?.key === 'canvas.reason.loop', `seed ${seed}`).toBe(found !== undefined)
      if (found && against?.key === 'canvas.reason.loop') {
        loops++
        expect([...against.loop].sort(), `seed ${seed}`).toHaveLength(found.nodes.length)
      }
    }
    expect(loops).toBeGreaterThan(10)
  })

  it('tell sizes that differ where a copy is usual, and wires that are there', () => {
    const document = { ...elman(), nodes: { ...elman().nodes, c: { type: 'context', size: 7 } }, edges: { W_xh: elman().edges.W_xh! } }
    expect(objection(document, { node: 'h', port: 'out' }, { node: 'c', port: 'in' })).toEqual({ key: 'canvas.reason.size', from: 4, to: 7 })
    expect(objection(document, { node: 'x', port: 'out' }, { node: 'h', port: 'in' })).toEqual({ key: 'canvas.reason.twice', edge: 'W_xh' })
    expect(objection(document, { node: 'h', port: 'out' }, { node: 'y', port: 'in' })).toBeUndefined()
    // The edge that is being plugged elsewhere stands in nobody's way.
    expect(objection(document, { node: 'x', port: 'out' }, { node: 'h', port: 'in' }, 'W_xh')).toBeUndefined()
  })
})
