import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { duplicate } from '../../../renderer/editing/clipboard'
import * as commands from '../../../renderer/editing/commands'
import { replaceNode, replacements } from '../../../renderer/editing/replace'
import type { DocumentStore } from '../../../renderer/editing/store'
import { bendsOf, hiddenWires, setBends, setHidden } from '../../../renderer/document/wires'
import { boxOf } from '../../../renderer/drawing/geometry'
import { makeRoom } from '../../../renderer/drawing/layout/free'
import { change, now, openStore } from '../editing/stores'

const chain = (): GraphDocument => ({
  format: 'unfold-graph',
  version: 1,
  nodes: {
    x: { type: 'input', size: 2 },
    h: { type: 'layer', size: 3, activation: 'tanh', biasInit: 1 },
    c: { type: 'context' },
    y: { type: 'output', size: 1 },
  },
  edges: {
    W_xh: { from: 'x', to: 'h', kind: 'dense' },
    copy: { from: 'h', to: 'c', kind: 'identity' },
    W_ch: { from: 'c', to: 'h', kind: 'dense' },
    W_hy: { from: 'h', to: 'y', kind: 'dense' },
  },
  view: { nodes: { x: { x: 0, y: 0 }, h: { x: 240, y: 0, label: 'Hidden' }, c: { x: 240, y: 160 }, y: { x: 480, y: 0 } } },
})
const opened = (document = chain()): DocumentStore => openStore(document)

describe('replacing a node', () => {
  it('offers types that have ports for its wires', () => {
    expect(replacements(chain(), 'x')).toEqual(
      registry.types.map(({ type }) => type).filter((type) => type !== 'input' && registry.get(type)!.outputs.length > 0),
    )
    expect(replacements(chain(), 'h')).not.toContain('input')
    expect(replacements(chain(), 'h')).toContain('reservoir')
  })

  it('keeps id, name, wires and the parameters of both types', () => {
    const store = opened()
    change(store, (draft) => replaceNode(draft, 'h', 'gate'))
    expect(now(store).nodes.h).toEqual({ type: 'gate', size: 3, activation: 'tanh', biasInit: 1 })
    expect(now(store).edges).toEqual(chain().edges)
    expect(now(store).view!.nodes!.h!.label).toBe('Hidden')
    change(store, (draft) => commands.connect(draft, { node: 'x', port: 'out' }, { node: 'h', port: 'signal' }))
    change(store, (draft) => replaceNode(draft, 'h', 'cell'))
    expect(
      Object.values(now(store).edges)
        .filter(({ from }) => from === 'x')
        .map(({ to }) => to),
    ).toEqual(['h', 'h'])
    expect(parseDocument(serializeDocument(now(store)), registry).errors).toEqual([])
    expect(change(store, (draft) => replaceNode(draft, 'h', 'input'))).toBe(false)
  })
})

describe('the appearance of a wire', () => {
  it('is stored apart from the computed document, and is renamed and deleted with the wire', () => {
    const store = opened()
    change(store, (draft) => setHidden(draft, 'copy', true))
    change(store, (draft) => setBends(draft, 'W_hy', [{ x: 400.4, y: 90 }]))
    expect(now(store).view!.edges).toEqual({ copy: { hidden: true }, W_hy: { bends: [{ x: 400, y: 90 }] } })
    expect(parseDocument(serializeDocument(now(store)), registry).document).toEqual(now(store))
    change(store, (draft) => commands.rename(draft, 'copy', 'memory'))
    expect(hiddenWires(now(store))).toEqual(['memory'])
    change(store, (draft) => commands.removeEdge(draft, 'memory'))
    change(store, (draft) => setBends(draft, 'W_hy', []))
    expect(now(store).view).not.toHaveProperty('edges')
  })

  it('moves with nodes that move together, and is copied', () => {
    const store = opened()
    change(store, (draft) => setBends(draft, 'W_hy', [{ x: 400, y: 90 }]))
    change(store, (draft) => commands.moveNodes(draft, { h: { x: 250, y: 20 }, y: { x: 490, y: 20 } }))
    expect(bendsOf(now(store), 'W_hy')).toEqual([{ x: 410, y: 110 }])
    change(store, (draft) => commands.moveNodes(draft, { y: { x: 600, y: 20 } }))
    expect(bendsOf(now(store), 'W_hy')).toEqual([{ x: 410, y: 110 }])
    const added = change(store, (draft) => duplicate(draft, now(store), { nodes: ['h', 'y'], edges: [] }))
    expect(bendsOf(now(store), added.edges[0]!)).toEqual([{ x: 442, y: 142 }])
  })

  it('is the default if the file’s value is invalid', () => {
    const document = chain()
    document.view!.edges = { W_hy: { bends: [{ x: 'far' } as never] }, ghost: { hidden: true } }
    expect(bendsOf(document, 'W_hy')).toEqual([])
    expect(hiddenWires(document)).toEqual([])
    expect(parseDocument(JSON.stringify(document), registry).errors.map(({ path }) => path)).toEqual(expect.arrayContaining(['/view/edges/W_hy/bends/0/x']))
  })
})

describe('all wires of a port', () => {
  it('move to another port at once, except duplicates', () => {
    const store = opened()
    change(store, (draft) => commands.moveWires(draft, { node: 'h', port: 'in' }, { node: 'c', port: 'in' }, 'to'))
    expect(Object.values(now(store).edges).map(({ from, to }) => `${from} ${to}`)).toEqual(['x c', 'h c', 'c c', 'h y'])
    change(store, (draft) => commands.moveWires(draft, { node: 'h', port: 'out' }, { node: 'x', port: 'out' }, 'from'))
    expect(Object.values(now(store).edges).map(({ from, to }) => `${from} ${to}`)).toEqual(['x c', 'h c', 'c c', 'x y'])
  })
})

describe('a node that is inserted into a wire', () => {
  it('moves only the following nodes aside', () => {
    const document = chain()
    document.nodes.n = { type: 'layer', size: 3 }
    document.view!.nodes!.n = { x: 400, y: 0 }
    const moved = makeRoom(document, 'n', 'h', 'y')
    expect(Object.keys(moved).sort()).toEqual(['n', 'y'])
    const width = (id: string): number => boxOf(registry.get(document.nodes[id]!.type)).width
    expect(moved.n!.x).toBeGreaterThanOrEqual(240 + width('h'))
    expect(moved.y!.x).toBeGreaterThanOrEqual(moved.n!.x + width('n'))
    expect(makeRoom({ ...document, view: { nodes: { ...document.view!.nodes!, y: { x: 1200, y: 0 } } } }, 'n', 'h', 'y')).toEqual({ n: moved.n })
    // A wire that leads back has room of its own.
    expect(makeRoom(document, 'n', 'h', 'c')).toEqual({})
  })
})

it('the bends of a thousand wires move with their nodes in one change, and undo restores them', () => {
  const document = chain()
  const ids = Array.from({ length: 1_000 }, (_, i) => `e${i}`)
  Object.assign(document.edges, Object.fromEntries(ids.map((id) => [id, { from: 'x', to: 'h' }])))
  document.view!.edges = {
    W_hy: { bends: [{ x: 1, y: 1 }] },
    copy: { hidden: true },
    ...Object.fromEntries(ids.map((id) => [id, { bends: [{ x: 100, y: 9 }] }])),
  }
  const store = opened(document)
  store.edit('move', (draft) => commands.moveNodes(draft, { x: { x: 8, y: 4 }, h: { x: 248, y: 4 } }))
  expect([bendsOf(now(store), 'e0'), bendsOf(now(store), 'e999'), bendsOf(now(store), 'W_hy')]).toEqual([
    [{ x: 108, y: 13 }],
    [{ x: 108, y: 13 }],
    [{ x: 1, y: 1 }],
  ])
  expect(hiddenWires(now(store))).toEqual(['copy'])
  expect(store.store.getState().past[0]!.patches.length).toBeLessThan(10)
  store.undo()
  expect(now(store)).toEqual(document)
  store.redo()
  expect(bendsOf(now(store), 'e7')).toEqual([{ x: 108, y: 13 }])
})
