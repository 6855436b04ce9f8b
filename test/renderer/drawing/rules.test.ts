import { describe, expect, it } from 'vitest'
import { compile } from '../../../engine/compile'
import { registry } from '../../../nodes'
import { portsOf, resolveEnd, typeOf, type End, type Side } from '../../../renderer/document/ports'
import { farHandle } from '../../../renderer/drawing/flowIds'
import { isMemory, sameStep } from '../../../engine/compile/same-step'
import { objection, objections } from '../../../renderer/drawing/rules'
import { createRandom } from '../editing/random'
import { elman, randomGraph } from './drawings'

describe('dependencies within a step', () => {
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
  it('predict the loops that the engine finds', () => {
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

  it('are the same for all ports at once, in a search from either end', () => {
    let objected = 0
    for (let seed = 1; seed <= 60; seed++) {
      const document = randomGraph(createRandom(seed), 8)
      const ends = (side: Side): readonly End[] =>
        Object.keys(document.nodes).flatMap((node) => portsOf(typeOf(document, node), side).map(({ name }) => ({ node, port: name })))
      for (const from of ends('from')) {
        const all = objections(document, from, 'from')
        for (const to of ends('to')) {
          const one = objection(document, from, to)
          const same = all.get(farHandle(to))
          expect(same?.key, `seed ${seed}: ${farHandle(from)} to ${farHandle(to)}`).toBe(one?.key)
          expect(objections(document, to, 'to').get(farHandle(from))?.key, `seed ${seed}`).toBe(one?.key)
          if (one?.key !== 'canvas.reason.loop' || same?.key !== 'canvas.reason.loop') continue
          objected++
          expect([same.loop[0], same.loop.at(-1), same.loop.length], `seed ${seed}`).toEqual([to.node, from.node, one.loop.length])
        }
      }
    }
    expect(objected).toBeGreaterThan(100)
  })

  it('account for muted nodes, which close no loop, and bypassed ones, which have no memory', () => {
    const { c, ...nodes } = elman().nodes
    const document = { ...elman(), nodes: { ...nodes, c: c! }, edges: Object.fromEntries(Object.entries(elman().edges).filter(([id]) => id !== 'W_ch')) }
    const back = (ablation?: 'muted' | 'bypassed', node = 'c') =>
      objection(
        { ...document, nodes: { ...document.nodes, [node]: { ...document.nodes[node as 'c'], ...(ablation ? { ablation } : {}) } } },
        { node: 'c', port: 'out' },
        { node: 'h', port: 'in' },
      )?.key
    expect([back(), back('muted'), back('bypassed')]).toEqual([undefined, undefined, 'canvas.reason.loop'])
  })

  it('report differing sizes for copies, and existing wires', () => {
    const document = { ...elman(), nodes: { ...elman().nodes, c: { type: 'context', size: 7 } }, edges: { W_xh: elman().edges.W_xh! } }
    expect(objection(document, { node: 'h', port: 'out' }, { node: 'c', port: 'in' })).toEqual({ key: 'canvas.reason.size', from: 4, to: 7 })
    expect(objection(document, { node: 'x', port: 'out' }, { node: 'h', port: 'in' })).toEqual({ key: 'canvas.reason.twice', edge: 'W_xh' })
    expect(objection(document, { node: 'h', port: 'out' }, { node: 'y', port: 'in' })).toBeUndefined()
    // The edge that is being reconnected does not count.
    expect(objection(document, { node: 'x', port: 'out' }, { node: 'h', port: 'in' }, 'W_xh')).toBeUndefined()
  })
})
