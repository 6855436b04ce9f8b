import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../engine/compile'
import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { copyText, paste, readPart } from '../../../renderer/editing/clipboard'
import * as commands from '../../../renderer/editing/commands'
import { resolveEnd, writeEnd } from '../../../renderer/document/ports'
import type { DocumentDraft } from '../../../renderer/document/types'
import { createDocumentStore } from '../../../renderer/editing/store'

const empty: GraphDocument = { format: 'unfold-graph', version: 1, nodes: {}, edges: {} }
const change = (document: GraphDocument, recipe: (draft: DocumentDraft) => void): GraphDocument => produce(document, (draft) => void recipe(draft))
const at = { x: 0, y: 0 }

const elman = (): GraphDocument =>
  change(empty, (draft) => {
    for (const type of ['input', 'layer', 'context', 'output']) commands.addNode(draft, type, at)
    commands.connect(draft, { node: 'x', port: 'out' }, { node: 'h', port: 'in' })
    commands.connect(draft, { node: 'h', port: 'out' }, { node: 'c', port: 'in' })
    commands.connect(draft, { node: 'c', port: 'out' }, { node: 'h', port: 'in' })
    commands.connect(draft, { node: 'h', port: 'out' }, { node: 'y', port: 'in' })
  })

describe('building', () => {
  it('makes an Elman network with the usual names, which the engine accepts', () => {
    const document = elman()
    expect(document.nodes).toEqual({ x: { type: 'input', size: 1 }, h: { type: 'layer', size: 8 }, c: { type: 'context' }, y: { type: 'output', size: 1 } })
    expect(document.edges).toEqual({
      W_xh: { from: 'x', to: 'h', kind: 'dense' },
      copy: { from: 'h', to: 'c', kind: 'identity' },
      W_ch: { from: 'c', to: 'h', kind: 'dense' },
      W_hy: { from: 'h', to: 'y', kind: 'dense' },
    })
    expect(compile(document, registry).errors).toEqual([])
  })

  it('numbers nodes and edges whose name is taken', () => {
    const document = change(elman(), (draft) => {
      commands.addNode(draft, 'layer', at)
      commands.connect(draft, { node: 'x', port: 'out' }, { node: 'h2', port: 'in' })
      commands.connect(draft, { node: 'x', port: 'out' }, { node: 'h2', port: 'in' })
      draft.nodes.cell = { type: 'cell' }
      commands.connect(draft, { node: 'cell', port: 'state' }, { node: 'h2', port: 'in' })
    })
    expect(Object.keys(document.edges).slice(4)).toEqual(['W_xh2', 'W_xh2_2', 'W_cell_h2'])
    expect(document.edges.W_cell_h2).toEqual({ from: 'cell.state', to: 'h2', kind: 'dense' })
  })

  it('writes the ends of edges as in the format', () => {
    const document = change(elman(), (draft) => commands.addNode(draft, 'gate', at))
    expect(writeEnd(document, { node: 'g', port: 'control' }, 'to')).toBe('g')
    expect(writeEnd(document, { node: 'g', port: 'signal' }, 'to')).toBe('g.signal')
    expect(resolveEnd(document, 'g', 'from')).toEqual({ node: 'g', port: 'out' })
  })
})

describe('changing', () => {
  const trained = (): GraphDocument => ({
    ...elman(),
    data: { kind: 'inline', sequences: [{ x: [[1]], y: [[2]] }] },
    training: { teacherForcing: ['y'] },
    weights: {
      W_xh: { shape: [8, 1], data: Array<number>(8).fill(1) },
      'h.bias': { shape: [8], data: Array<number>(8).fill(0) },
      W_hy: { shape: [1, 8], data: Array<number>(8).fill(1) },
    },
  })

  it('removes a node with its wires', () => {
    const document = change(trained(), (draft) => commands.removeSelection(draft, { nodes: ['y'], edges: ['W_ch'] }))
    expect(Object.keys(document.nodes)).toEqual(['x', 'h', 'c'])
    expect(Object.keys(document.edges)).toEqual(['W_xh', 'copy'])
    expect(Object.keys(document.weights!)).toEqual(['W_xh', 'h.bias'])
    expect(document.view!.nodes).not.toHaveProperty('y')
    expect(document.training!.teacherForcing).toEqual([])
    expect(document.data).toEqual({ kind: 'inline', sequences: [{ x: [[1]] }] })
  })

  it('removes a node and connects its neighbours', () => {
    const document = change(trained(), (draft) => commands.removeAndReconnect(draft, { nodes: ['h'], edges: [] }))
    expect(Object.values(document.edges).map((e) => `${e.from} ${e.to} ${e.kind}`)).toEqual(['x c identity', 'x y dense', 'c y dense'])
  })

  it('renames every reference, in place', () => {
    const document = change(trained(), (draft) => {
      expect(commands.rename(draft, 'h', 'x')).toBe(false)
      expect(commands.rename(draft, 'h', '1h')).toBe(false)
      expect(commands.rename(draft, 'h', 'hidden')).toBe(true)
      expect(commands.rename(draft, 'W_xh', 'W_in')).toBe(true)
      expect(commands.rename(draft, 'y', 'next')).toBe(true)
    })
    expect(Object.keys(document.nodes)).toEqual(['x', 'hidden', 'c', 'next'])
    expect(Object.keys(document.edges)).toEqual(['W_in', 'copy', 'W_ch', 'W_hy'])
    expect(document.edges.W_in).toEqual({ from: 'x', to: 'hidden', kind: 'dense' })
    expect(Object.keys(document.weights!)).toEqual(['W_in', 'hidden.bias', 'W_hy'])
    expect(Object.keys(document.view!.nodes!)).toEqual(['x', 'hidden', 'c', 'next'])
    expect(document.training!.teacherForcing).toEqual(['next'])
    expect(document.data).toEqual({ kind: 'inline', sequences: [{ x: [[1]], next: [[2]] }] })
  })

  it('repairs a loop without delay and differing sizes', () => {
    const looped = change(elman(), (draft) => commands.connect(draft, { node: 'h', port: 'out' }, { node: 'h', port: 'in' }))
    const [loop] = compile(looped, registry).errors
    expect(loop!.code).toBe('algebraic-loop')
    const repaired = change(looped, (draft) => commands.apply(draft, loop!.repairs[0]!))
    expect(compile(repaired, registry).errors).toEqual([])
    const uneven = change(elman(), (draft) => commands.setNodeParameter(draft, 'c', 'size', 5))
    const [size] = compile(uneven, registry).errors
    expect(size!.code).toBe('size-mismatch')
    expect(
      compile(
        change(uneven, (draft) => commands.apply(draft, size!.repairs[0]!)),
        registry,
      ).errors,
    ).toEqual([])
  })

  it('repairs settings that prevent learning', () => {
    const strange = change(elman(), (draft) => {
      commands.setTraining(draft, ['algorithm'], { kind: 'rtrl' })
      commands.setTraining(draft, ['regularize', 'gradientNorm'], 2)
    })
    const [omega] = compile(strange, registry).errors
    const repaired = change(strange, (draft) => commands.apply(draft, omega!.repairs[0]!))
    expect(compile(repaired, registry).errors).toEqual([])
    expect(repaired.training).not.toHaveProperty('regularize')
    const cheaper = change(repaired, (draft) => {
      commands.apply(draft, { kind: 'set-variant', variant: 'uoro' })
      commands.apply(draft, { kind: 'set-batch-size', size: 4 })
    })
    expect(cheaper.training).toMatchObject({ algorithm: { kind: 'rtrl', variant: 'uoro' }, batchSize: 4 })
  })

  it('drops weights whose shape no longer fits, in the same step', () => {
    const store = createDocumentStore(() => 0)
    store.open(trained(), { path: null, name: '' })
    store.edit('size', (draft) => commands.setNodeParameter(draft, 'h', 'size', 4))
    expect(Object.keys(store.store.getState().document.weights!)).toEqual([])
    store.undo()
    expect(store.store.getState().document).toEqual(trained())
    store.edit('kind', (draft) => commands.setEdgeParameter(draft, 'W_hy', 'kind', 'identity'))
    expect(Object.keys(store.store.getState().document.weights!)).toEqual(['W_xh', 'h.bias'])
  })

  it('sets and removes training settings', () => {
    const document = change(elman(), (draft) => {
      commands.setTraining(draft, ['algorithm', 'horizon'], 20)
      commands.setTraining(draft, ['epochs'], 5)
      commands.setTraining(draft, ['epochs'], undefined)
    })
    expect(document.training).toEqual({ algorithm: { horizon: 20 } })
  })
})

describe('clipboard', () => {
  it('pastes a part under free names, with its wires and weights', () => {
    const source = {
      ...elman(),
      weights: { W_ch: { shape: [8, 8], data: Array<number>(64).fill(0.5) }, 'h.bias': { shape: [8], data: Array<number>(8).fill(0) } },
    }
    const part = readPart(copyText(source, { nodes: ['h', 'c'], edges: [] }))!
    expect(Object.keys(part.edges)).toEqual(['copy', 'W_ch'])
    const document = change(source, (draft) => {
      expect(paste(draft, part, { offset: { x: 32, y: 32 } })).toEqual({ nodes: ['h2', 'c2'], edges: ['copy2', 'W_c2h2'] })
    })
    expect(document.edges.W_c2h2).toEqual({ from: 'c2', to: 'h2', kind: 'dense' })
    expect(Object.keys(document.weights!)).toEqual(['W_ch', 'h.bias', 'W_c2h2', 'h2.bias'])
    expect(document.view!.nodes!.h2).toEqual({ x: 32, y: 32 })
    expect(compile(document, registry).errors).toEqual([])
  })

  it('refuses text that is not a network', () => {
    for (const text of ['', 'hello', '[]', '{"format":"unfold-graph","version":1,"nodes":{"__proto__x":1},"edges":{}}', '{"format":"other"}'])
      expect(readPart(text)).toBeUndefined()
  })
})
