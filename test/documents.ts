import { compile, type Compiled } from '../engine/compile'
import type { EdgeSpec, GraphDocument, InlineSequence, NodeSpec, TrainingSpec } from '../engine/document/types'
import { stream } from '../engine/base/random'
import { Model, type ModelOptions } from '../engine/learn/model/model'
import { registry } from '../nodes'

/** A document of these nodes and edges; an edge is written `from → to`, or in full. */
export function draw(nodes: Record<string, NodeSpec>, edges: Record<string, string | EdgeSpec>, rest: Partial<GraphDocument> = {}): GraphDocument {
  return {
    format: 'unfold-graph',
    version: 1,
    nodes,
    edges: Object.fromEntries(
      Object.entries(edges).map(([id, edge]) => {
        if (typeof edge !== 'string') return [id, edge]
        const [from, to] = edge.split(' → ') as [string, string]
        return [id, { from, to }]
      }),
    ),
    ...rest,
  }
}

/** The network of Elman 1990 with `hidden` units. */
export function elman(training: TrainingSpec = {}, hidden = 4): GraphDocument {
  return draw(
    { x: { type: 'input', size: 2 }, h: { type: 'layer', size: hidden }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
    { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' },
    { training, data: { kind: 'inline', sequences: [7, 12, 12, 5].map((length, i) => randomSequence(length, i)) } },
  )
}

/** An LSTM with forget gate, drawn from three gates, a layer and a cell. */
export const lstmNodes = (inputs: number, hidden: number, output: Omit<NodeSpec, 'type'>): Record<string, NodeSpec> => ({
  x: { type: 'input', size: inputs },
  y: { type: 'output', ...output },
  h: { type: 'context' },
  i: { type: 'gate', size: hidden },
  f: { type: 'gate', size: hidden },
  o: { type: 'gate', size: hidden },
  g: { type: 'layer', size: hidden },
  c: { type: 'cell', size: hidden },
})
export const lstmWires = {
  W_xi: 'x → i.control',
  W_xf: 'x → f.control',
  W_xo: 'x → o.control',
  W_xg: 'x → g',
  W_hi: 'h → i.control',
  W_hf: 'h → f.control',
  W_ho: 'h → o.control',
  W_hg: 'h → g',
  write: 'g → i.signal',
  keep: 'f → c.forget',
  add: 'i → c.in',
  read: 'c → o.signal',
  copy: 'o → h',
  W_oy: 'o → y',
}

function randomSequence(length: number, seed: number): InlineSequence {
  const random = stream(seed, 'sequence')
  const vectors = (size: number): number[][] => Array.from({ length }, () => Array.from({ length: size }, () => random.normal()))
  return { x: vectors(2), y: vectors(1) }
}

export const compiled = (document: GraphDocument): Compiled => compile(document, registry)

export function modelOf(document: GraphDocument, options?: ModelOptions): Model {
  const { network, errors } = compiled(document)
  if (!network) throw new Error(errors.map((e) => e.message).join('\n'))
  return new Model(network, options)
}

/** A network that predicts, for a, b, c, the next letter in the “abcabc…” of `t.txt`. */
export const nextLetter: GraphDocument = {
  format: 'unfold-graph',
  version: 1,
  nodes: {
    x: { type: 'input', columns: ['char'], encoding: 'one-hot' },
    y: { type: 'output', columns: ['char'], encoding: 'one-hot', ahead: 1, activation: 'softmax', loss: 'cross-entropy', bias: false },
  },
  edges: { W: { from: 'x', to: 'y' } },
  weights: { W: { shape: [3, 3], data: [0, 0, 9, 9, 0, 0, 0, 9, 0] } },
  data: { kind: 'file', path: 't.txt', format: 'text' },
}
