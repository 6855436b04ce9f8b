import { describe, expect, it } from 'vitest'
import type { Compiled } from '../../engine/compile'
import { limits } from '../../engine/document/limits'
import { compiled, draw } from '../documents'

const base = { x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } }
const codes = (document: Parameters<typeof compiled>[0]): string[] => compiled(document).errors.map((e) => e.code)

describe('loops without delay', () => {
  it('names the nodes in the order of the loop, from the first of the document', () => {
    const { errors } = compiled(
      draw(
        { ...base, c: { type: 'layer', size: 3 }, a: { type: 'layer', size: 3 }, b: { type: 'layer', size: 3 } },
        { in: 'x → a', ab: 'a → b', bc: 'b → c', ca: 'c → a', out: 'c → y' },
      ),
    )
    expect(errors).toHaveLength(1)
    expect(errors[0]!.code).toBe('algebraic-loop')
    expect(errors[0]!.nodes).toEqual(['c', 'a', 'b'])
    expect(errors[0]!.message).toContain('c → a → b → c')
    expect(errors[0]!.repairs.every((r) => r.kind === 'insert-context')).toBe(true)
  })

  it('reports the shortest loop of a component, and one for each component', () => {
    const { errors } = compiled(
      draw(
        { ...base, a: { type: 'layer', size: 3 }, b: { type: 'layer', size: 3 }, c: { type: 'layer', size: 3 }, p: { type: 'layer', size: 2 } },
        { in: 'x → a', ab: 'a → b', bc: 'b → c', ca: 'c → a', cb: 'c → b', pp: 'p → p', ap: 'a → p', out: 'p → y' },
      ),
    )
    expect(errors.map((e) => e.nodes)).toEqual([['b', 'c'], ['p']])
    expect(errors[0]!.edges.toSorted()).toEqual(['bc', 'cb'])
  })

  it('are traced by ports: a gate’s opening depends only on its control', () => {
    const nodes = { ...base, g: { type: 'gate', size: 3 }, l: { type: 'layer', size: 3 } }
    expect(codes(draw(nodes, { c: 'x → g.control', a: 'g.gate → l', b: 'l → g.signal', out: 'g → y' }))).toEqual([])
    expect(codes(draw(nodes, { c: 'x → g.control', a: 'g.out → l', b: 'l → g.signal', out: 'g → y' }))).toEqual(['algebraic-loop'])
  })

  it('allows a loop through a context, a cell’s previous state and a reservoir', () => {
    expect(codes(draw({ ...base, h: { type: 'layer', size: 2 }, c: { type: 'context' } }, { a: 'x → h', b: 'h → c', d: 'c → h', e: 'h → y' }))).toEqual([])
    expect(codes(draw({ ...base, h: { type: 'layer', size: 2 }, c: { type: 'cell' } }, { a: 'x → h', b: 'h → c', d: 'c.previous → h', e: 'c → y' }))).toEqual(
      [],
    )
    expect(codes(draw({ ...base, h: { type: 'layer', size: 2 }, c: { type: 'cell' } }, { a: 'x → h', b: 'h → c', d: 'c.state → h', e: 'c → y' }))).toEqual([
      'algebraic-loop',
    ])
  })

  it('finds loops while sizes are still missing', () => {
    const found = codes(draw({ ...base, a: { type: 'layer' }, b: { type: 'layer' } }, { in: 'x → a', ab: 'a → b', ba: 'b → a', out: 'b → y' }))
    expect(new Set(found)).toEqual(new Set(['size-unknown', 'algebraic-loop']))
  })
})

describe('the shortest loop', () => {
  /** Fewest wires from a node back to itself, by a search from each. */
  function girth(wires: readonly (readonly [string, string])[]): number {
    const ids = [...new Set(wires.flat())]
    return Math.min(
      ...ids.map((start) => {
        const met = new Set<string>()
        let frontier = [start]
        for (let length = 1; frontier.length > 0; length++) {
          frontier = frontier.flatMap((id) => wires.flatMap(([from, to]) => (from === id ? to : [])))
          if (frontier.includes(start)) return length
          frontier = [...new Set(frontier)].filter((id) => !met.has(id))
          for (const id of frontier) met.add(id)
        }
        return Infinity
      }),
    )
  }

  it('is found in random networks', () => {
    const seed = Date.now() % 1e9
    console.log(`seed ${seed}`)
    let state = seed
    const pick = (n: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * n)
    }
    for (let round = 0; round < 60; round++) {
      const count = 3 + pick(12)
      const ids = Array.from({ length: count }, (_, i) => `h${i}`)
      // In a ring with short cuts, all nodes are of one component.
      const pairs = [
        ...ids.map((id, i) => [id, ids[(i + 1) % count]!] as const),
        ...Array.from({ length: pick(6) }, () => [ids[pick(count)]!, ids[pick(count)]!] as const),
      ]
      const wires = { in: 'x → h0', out: 'h1 → y', ...Object.fromEntries(pairs.map(([from, to], i) => [`w${i}`, `${from} → ${to}`])) }
      const { errors } = compiled(draw({ ...base, ...Object.fromEntries(ids.map((id) => [id, { type: 'layer', size: 2 }])) }, wires))
      expect(errors).toHaveLength(1)
      const { nodes, edges } = errors[0]!
      expect(nodes).toHaveLength(girth(pairs))
      // Each wire leads from one node of the loop to the next.
      expect(edges.map((id) => wires[id as keyof typeof wires])).toEqual(nodes.map((id, i) => `${id} → ${nodes[(i + 1) % nodes.length]!}`))
    }
  })

  it('is found among as many nodes and wires as a document may have, none of them in a short one', () => {
    const columns = 50
    const rows = 39
    const nodes = Object.fromEntries(Array.from({ length: columns * rows }, (_, i) => [`h${i}`, { type: 'layer', size: 2 }]))
    const wires: Record<string, string> = { in: 'x → h0', out: 'h1 → y' }
    for (let k = 0; k < 9_900; k++) {
      const column = k % columns
      wires[`w${k}`] = `h${column * rows + (k % rows)} → h${((column + 1) % columns) * rows + ((k * 7 + Math.floor(k / columns)) % rows)}`
    }
    const { errors } = compiled(draw({ ...base, ...nodes }, wires))
    expect(errors.map(({ code }) => code)).toEqual(['algebraic-loop'])
    expect(errors[0]!.nodes).toHaveLength(columns)
  })
})

describe('a node that passes thousands of wires on to thousands', () => {
  // Edges from every incoming to every outgoing wire would be 25 million, too many for memory or time.
  const half = limits.edges / 2
  const hub = (wires: Parameters<typeof draw>[1]): Compiled =>
    compiled(
      draw(
        { ...base, hub: { type: 'layer', size: 2, ablation: 'bypassed' }, c: { type: 'context', size: 2 }, h: { type: 'layer', size: 2 } },
        {
          ...Object.fromEntries(Array.from({ length: half - 2 }, (_, i) => [`i${i}`, { from: 'x', to: 'hub', kind: 'identity' }])),
          ...Object.fromEntries(Array.from({ length: half - 2 }, (_, i) => [`o${i}`, i % 2 === 0 ? 'hub → h' : 'hub → y'])),
          ...wires,
        },
      ),
    )

  it('is compiled, each wire before the ops that read the sum', () => {
    const { errors, network } = hub({ out: 'h → y' })
    expect(errors).toEqual([])
    const ran = network!.opOrder.groups.flatMap(({ ops }) => ops).flatMap(({ edge }) => edge ?? [])
    expect(ran).toHaveLength(limits.edges - 3)
    expect(ran.findLastIndex((id) => id.startsWith('i'))).toBeLessThan(ran.findIndex((id) => id.startsWith('o')))
  })

  it('is found in a loop without delay, and allowed in one with', () => {
    expect(hub({ back: 'h → hub', out: 'h → y' }).errors.map(({ code, nodes }) => [code, nodes])).toEqual([['algebraic-loop', ['hub', 'h']]])
    expect(hub({ to: 'h → c', from: 'c → hub' }).errors).toEqual([])
  })
})

describe('directions of time', () => {
  const nodes = { ...base, h: { type: 'layer', size: 2 }, f: { type: 'context' }, b: { type: 'context', direction: 'backward' } }

  it('refuses a loop with both', () => {
    const { errors } = compiled(draw(nodes, { in: 'x → h', hf: 'h → f', fh: 'f → h', hb: 'h → b', bh: 'b → h', out: 'h → y' }))
    expect(errors.map((e) => e.code)).toEqual(['time-direction-conflict'])
    expect(errors[0]!.nodes).toEqual(['h', 'f', 'b'])
  })

  it('allows one after the other', () => {
    expect(codes(draw(nodes, { in: 'x → h', hf: 'h → f', fh: 'f → h', hb: 'h → b', by: 'b → y', out: 'h → y' }))).toEqual([])
  })

  it('requires the whole sequence if a node runs backward', () => {
    const document = draw(
      nodes,
      { in: 'x → h', hf: 'h → f', fh: 'f → h', hb: 'h → b', by: 'b → y', out: 'h → y' },
      { training: { algorithm: { kind: 'bptt', horizon: 5 } } },
    )
    const { errors } = compiled(document)
    expect(errors.map((e) => e.code)).toEqual(['algorithm-needs-forward-time'])
    expect(errors[0]!.nodes).toEqual(['b'])
  })
})

describe('the order in which groups run', () => {
  it('runs the sources of a loop before it and its readers after it', () => {
    const { groups } = compiled(
      draw(
        { y: { type: 'output', size: 1 }, x: { type: 'input', size: 2 }, e: { type: 'layer', size: 2 }, h: { type: 'layer', size: 3 }, c: { type: 'context' } },
        { a: 'x → e', b: 'e → h', copy: 'h → c', d: 'c → h', o: 'h → y' },
      ),
    )
    expect(groups).toEqual([['x'], ['e'], ['c', 'h'], ['y']])
  })
})

describe('horizons that are too short', () => {
  it('names a parameter all of whose paths are cut', () => {
    const document = draw(
      { ...base, h: { type: 'layer', size: 2 }, c: { type: 'context', size: 2, delay: 3 } },
      { W_xh: 'x → h', W_hc: { from: 'h', to: 'c', kind: 'dense' }, W_cy: 'c → y' },
      { training: { algorithm: { kind: 'bptt', horizon: 3 } } },
    )
    const { warnings, errors } = compiled(document)
    expect(errors).toEqual([])
    expect(warnings.map((w) => `${w.code} ${w.edges[0] ?? w.nodes[0]}`).sort()).toEqual(['horizon-invalid W_hc', 'horizon-invalid W_xh', 'horizon-invalid h'])
    document.training = { algorithm: { kind: 'bptt', horizon: 4 } }
    expect(compiled(document).warnings).toEqual([])
  })
})
