import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'

/** A network of all types, wired at random: loops with and without delay, self-loops, parallel wires. */
export function randomGraph(random: () => number, most = 12): GraphDocument {
  const document: GraphDocument = { format: 'unfold-graph', version: 1, nodes: {}, edges: {} }
  const count = 2 + Math.floor(random() * most)
  for (let i = 0; i < count; i++) {
    const type = registry.types[Math.floor(random() * registry.types.length)]!
    document.nodes[`n${i}`] = { type: type.type, size: 3 }
  }
  const ids = Object.keys(document.nodes)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  for (let i = 0; i < count * 1.6; i++) {
    const from = pick(ids)
    const to = pick(ids)
    const out = registry.get(document.nodes[from]!.type)!.outputs
    const into = registry.get(document.nodes[to]!.type)!.inputs
    if (out.length === 0 || into.length === 0) continue
    document.edges[`e${i}`] = { from: `${from}.${pick(out).name}`, to: `${to}.${pick(into).name}`, kind: 'dense' }
  }
  return document
}

const layer = { type: 'layer', size: 4 }

export const elman = (): GraphDocument => ({
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, h: { ...layer }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: {
    W_xh: { from: 'x', to: 'h', kind: 'dense' },
    copy: { from: 'h', to: 'c', kind: 'identity' },
    W_ch: { from: 'c', to: 'h', kind: 'dense' },
    W_hy: { from: 'h', to: 'y', kind: 'dense' },
  },
})

export const lstm = (): GraphDocument => ({
  format: 'unfold-graph',
  version: 1,
  nodes: {
    x: { type: 'input', size: 2 },
    h: { type: 'context', size: 3 },
    g: { type: 'layer', size: 3 },
    i: { type: 'gate', size: 3 },
    o: { type: 'gate', size: 3 },
    f: { type: 'gate', size: 3 },
    c: { type: 'cell', size: 3 },
    y: { type: 'output', size: 1 },
  },
  edges: {
    W_xg: { from: 'x', to: 'g' },
    W_hg: { from: 'h', to: 'g' },
    W_xi: { from: 'x', to: 'i' },
    W_hi: { from: 'h', to: 'i' },
    W_xo: { from: 'x', to: 'o' },
    W_ho: { from: 'h', to: 'o' },
    W_xf: { from: 'x', to: 'f' },
    W_hf: { from: 'h', to: 'f' },
    candidate: { from: 'g', to: 'i.signal' },
    write: { from: 'i', to: 'c' },
    keep: { from: 'f', to: 'c.forget' },
    read: { from: 'c', to: 'o.signal' },
    remember: { from: 'o', to: 'h' },
    W_hy: { from: 'o', to: 'y' },
    p_f: { from: 'c.previous', to: 'f', kind: 'diagonal' },
  },
})

/** Every node wired to every node, itself included. */
export function complete(size: number): GraphDocument {
  const document: GraphDocument = { format: 'unfold-graph', version: 1, nodes: {}, edges: {} }
  for (let i = 0; i < size; i++) document.nodes[`n${i}`] = { ...layer }
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) document.edges[`W_${i}${j}`] = { from: `n${i}`, to: `n${j}`, kind: 'dense' }
  return document
}

/** Places on a grid, for drawings that the layout has not made. */
export function onGrid(document: GraphDocument, columns: number): GraphDocument {
  const ids = Object.keys(document.nodes)
  return { ...document, view: { nodes: Object.fromEntries(ids.map((id, i) => [id, { x: (i % columns) * 300, y: Math.floor(i / columns) * 240 }])) } }
}
