import type { RandomStream } from '../engine/base/random'
import { tensorOf } from '../engine/document/tensor'
import type { EdgeSpec, GraphDocument, InlineSequence, NodeSpec, StoredTensor } from '../engine/document/types'
import { wires, type Drawing } from './reference/drawing'
import { Evaluation, entriesOf } from './reference/evaluation'

/** A document drawn in another way, and where the parameters of the first are found in it. */
export interface Rewritten {
  readonly document: GraphDocument
  /** By renamed parameter of the rewritten document: its original name, and the factor of its gradient there. */
  readonly renamed: ReadonlyMap<string, readonly [name: string, factor: number]>
}

const sequencesOf = (document: GraphDocument): InlineSequence[] => {
  if (document.data?.kind !== 'inline') throw new Error('inline data expected')
  return document.data.sequences
}

const withSequences = (document: GraphDocument, change: (sequence: InlineSequence) => InlineSequence): GraphDocument => ({
  ...document,
  data: { kind: 'inline', sequences: sequencesOf(document).map(change) },
})

const lengthOf = (sequence: InlineSequence): number => Object.values(sequence)[0]!.length

/** Edges with ends and kinds written out, so that a node may change its type under them. */
function explicitEdges(document: GraphDocument): Record<string, EdgeSpec> {
  return Object.fromEntries(
    wires(document as unknown as Drawing).map(({ id, node, port, target, targetPort, kind, trainable }) => [
      id,
      {
        ...document.edges[id]!,
        from: `${node}.${port}`,
        to: `${target}.${targetPort}`,
        kind: kind as EdgeSpec['kind'],
        ...(kind === 'identity' ? {} : { trainable }),
      },
    ]),
  )
}

function redirect(edges: Record<string, EdgeSpec>, end: 'from' | 'to', port: string, to: string): void {
  for (const edge of Object.values(edges)) if (edge[end] === port) edge[end] = to
}

const fullMatrix = (stored: StoredTensor): StoredTensor => {
  const { values, indices } = tensorOf(stored)
  if (!indices) return { shape: stored.shape, data: [...values] }
  const data = new Array<number>(stored.shape[0]! * stored.shape[1]!).fill(0)
  indices.forEach((at, i) => (data[at] = values[i]!))
  return { shape: stored.shape, data }
}

/** The same network with its cells and reservoirs drawn from contexts, gates and layers. All weights must be stored. */
export function fromPrimitives(document: GraphDocument): Rewritten {
  const nodes: Record<string, NodeSpec> = {}
  const edges = explicitEdges(document)
  const weights = { ...document.weights }
  const renamed = new Map<string, [string, number]>()
  const connect = (id: string, from: string, to: string, rest: Partial<EdgeSpec> = { kind: 'identity' }): void => {
    edges[id] = { from, to, ...rest }
  }
  const memory = (id: string, { size, initial, direction }: NodeSpec): string => {
    nodes[`${id}_before`] = { type: 'context', size: size!, ...(initial === undefined ? {} : { initial }), ...(direction === undefined ? {} : { direction }) }
    if (initial === 'trainable') {
      weights[`${id}_before.initial`] = weights[`${id}.initial`]!
      delete weights[`${id}.initial`]
      renamed.set(`${id}_before.initial`, [`${id}.initial`, 1])
    }
    return `${id}_before`
  }
  let ones = false
  for (const [id, node] of Object.entries(document.nodes)) {
    const { type, size } = node
    if (type === 'cell') {
      const before = memory(id, node)
      const forgets = Object.values(edges).some((e) => e.to === `${id}.forget`)
      nodes[`${id}_state`] = { type: 'layer', size: size!, activation: 'linear', bias: false }
      nodes[id] = { type: 'layer', size: size!, activation: node.activation ?? 'tanh', bias: false }
      redirect(edges, 'from', `${id}.state`, `${id}_state`)
      redirect(edges, 'from', `${id}.previous`, before)
      redirect(edges, 'to', `${id}.in`, `${id}_state.in`)
      if (forgets) {
        nodes[`${id}_kept`] = { type: 'gate', size: size!, activation: 'linear', bias: false }
        redirect(edges, 'to', `${id}.forget`, `${id}_kept.control`)
        connect(`${id}_keep`, before, `${id}_kept.signal`)
      }
      connect(`${id}_carry`, forgets ? `${id}_kept` : before, `${id}_state.in`)
      connect(`${id}_store`, `${id}_state`, `${before}.in`)
      connect(`${id}_show`, `${id}_state`, `${id}.in`)
    } else if (type === 'reservoir') {
      const before = memory(id, node)
      const leak = typeof node.leak === 'number' ? node.leak : 1
      nodes[`${id}_drive`] = { type: 'layer', size: size!, activation: node.activation ?? 'tanh', bias: false }
      nodes[id] = { type: 'layer', size: size!, activation: 'linear', bias: false }
      redirect(edges, 'to', `${id}.in`, `${id}_drive.in`)
      connect(`${id}_loop`, before, `${id}_drive.in`, { kind: 'dense', trainable: false })
      connect(`${id}_offset`, 'one', `${id}_drive.in`, { kind: 'dense', trainable: false })
      connect(`${id}_new`, `${id}_drive`, `${id}.in`, { kind: 'identity', scale: leak })
      if (leak !== 1) connect(`${id}_old`, before, `${id}.in`, { kind: 'identity', scale: 1 - leak })
      connect(`${id}_store`, id, `${before}.in`)
      weights[`${id}_loop`] = fullMatrix(weights[`${id}.recurrent`]!)
      weights[`${id}_offset`] = { ...weights[`${id}.bias`]!, shape: [size!, 1] }
      delete weights[`${id}.recurrent`]
      delete weights[`${id}.bias`]
      ones = true
    } else nodes[id] = node
  }
  if (!ones) return { document: { ...document, nodes, edges, weights }, renamed }
  nodes.one = { type: 'input', size: 1 }
  const whole = withSequences({ ...document, nodes, edges, weights }, (s) => ({ ...s, one: Array.from({ length: lengthOf(s) }, () => [1]) }))
  return { document: whole, renamed }
}

/** The same network with every delay of d steps drawn as a chain of d contexts of one step; the last one decays. */
export function unitDelays(document: GraphDocument): Rewritten {
  const nodes: Record<string, NodeSpec> = {}
  const edges = explicitEdges(document)
  const weights = { ...document.weights }
  const renamed = new Map<string, [string, number]>()
  for (const [id, node] of Object.entries(document.nodes)) {
    const delay = typeof node.delay === 'number' ? node.delay : 1
    if (node.type !== 'context' || delay === 1) {
      nodes[id] = node
      continue
    }
    const { delay: _, decay = 0, initial = 0, ...rest } = node
    // out(t) = initial for t < d asks of the chain, before its decay, what decay·initial leaves missing.
    const missing = 1 - Number(decay)
    const link = (k: number): string => (k === delay ? id : `${id}_${k}`)
    for (let k = 1; k < delay; k++) {
      nodes[link(k)] = { ...rest, initial: typeof initial === 'number' ? initial * missing : 'trainable' }
      if (initial === 'trainable') {
        const { shape, data } = weights[`${id}.initial`]!
        weights[`${link(k)}.initial`] = { shape, data: (data as number[]).map((v) => v * missing) }
        renamed.set(`${link(k)}.initial`, [`${id}.initial`, missing])
      }
    }
    nodes[id] = { ...rest, initial, decay }
    redirect(edges, 'to', `${id}.in`, `${link(1)}.in`)
    for (let k = 1; k < delay; k++) edges[`${id}_chain${k}`] = { from: link(k), to: `${link(k + 1)}.in`, kind: 'identity' }
  }
  return { document: { ...document, nodes, edges, weights }, renamed }
}

/** Time turned round: every memory in the other direction, every sequence from its end. */
export function mirrored(document: GraphDocument): GraphDocument {
  const nodes = Object.fromEntries(
    Object.entries(document.nodes).map(([id, node]): [string, NodeSpec] => {
      if (!['context', 'cell', 'reservoir'].includes(node.type)) return [id, node]
      const { direction, ...rest } = node
      return [id, direction === 'backward' ? rest : { ...rest, direction: 'backward' }]
    }),
  )
  return withSequences({ ...document, nodes }, (s) => Object.fromEntries(Object.entries(s).map(([id, vectors]) => [id, vectors.toReversed()])))
}

/** Two networks side by side in one document, the ids of the second with a prefix; both need sequences of the same lengths. */
export function beside(a: GraphDocument, b: GraphDocument, prefix: string): GraphDocument {
  const named = <T>(record: Record<string, T> | undefined): Record<string, T> =>
    Object.fromEntries(Object.entries(record ?? {}).map(([id, value]) => [`${prefix}${id}`, value]))
  const edges = Object.fromEntries(Object.entries(named(b.edges)).map(([id, e]) => [id, { ...e, from: `${prefix}${e.from}`, to: `${prefix}${e.to}` }]))
  const theirs = sequencesOf(b)
  return {
    ...a,
    nodes: { ...a.nodes, ...named(b.nodes) },
    edges: { ...a.edges, ...edges },
    weights: { ...a.weights, ...named(b.weights) },
    data: { kind: 'inline', sequences: sequencesOf(a).map((s, i) => ({ ...s, ...named(theirs[i]) })) },
  }
}

/** The same document with the keys of its nodes, edges, weights and sequences in another order. */
export function shuffled(document: GraphDocument, random: RandomStream): GraphDocument {
  const mix = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(record)
        .map((e): [number, [string, T]] => [random.uniform(), e])
        .sort(([p], [q]) => p - q)
        .map(([, e]) => e),
    )
  return withSequences(
    { ...document, nodes: mix(document.nodes), edges: mix(document.edges), ...(document.weights ? { weights: mix(document.weights) } : {}) },
    mix,
  )
}

/**
 * What Jordan and Elman trained: every context becomes an input with its value, every step a sequence of its own.
 * For documents whose only memories are contexts; the values come from the scalar reference.
 */
export function contextsAsInputs(document: GraphDocument): GraphDocument {
  const drawing = JSON.parse(JSON.stringify(document)) as Drawing
  const contexts = Object.keys(document.nodes).filter((id) => document.nodes[id]!.type === 'context')
  const nodes = Object.fromEntries(
    Object.entries(document.nodes).map(([id, n]): [string, NodeSpec] => [id, n.type === 'context' ? { type: 'input', size: n.size! } : n]),
  )
  const edges = Object.fromEntries(Object.entries(explicitEdges(document)).filter(([, e]) => !contexts.includes(e.to.split('.')[0]!)))
  const weights = Object.fromEntries(
    Object.entries(document.weights!).filter(([name]) => Object.hasOwn(edges, name) || (name.includes('.') && !name.endsWith('.initial'))),
  )
  const parameters = new Map(Object.keys(drawing.weights).map((name) => [name, entriesOf(drawing, name)]))
  const sequences = drawing.data.sequences.flatMap((sequence) => {
    const evaluation = new Evaluation(drawing, sequence, parameters)
    return Array.from(
      { length: evaluation.length },
      (_, t): InlineSequence => ({
        ...Object.fromEntries(Object.entries(sequence).flatMap(([id, vectors]) => (vectors[t] ? [[id, [[...vectors[t]]]]] : []))),
        ...Object.fromEntries(contexts.map((id) => [id, [evaluation.value(id, 'out', t).map((s) => s.value)]])),
      }),
    )
  })
  return { ...document, nodes, edges, weights, data: { kind: 'inline', sequences } }
}
