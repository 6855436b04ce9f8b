import { stream, type RandomStream } from '../engine/base/random'
import type { EdgeSpec, GraphDocument, InlineSequence, NodeSpec } from '../engine/document/types'

export interface RandomGraphOptions {
  /** No memory at all. */
  readonly feedforward?: boolean
  /** Every projection inside a loop is elementwise, and there is one layer of memory. */
  readonly diagonal?: boolean
  /** Memories that run backward in time are allowed. */
  readonly backward?: boolean
  /** Some outputs have their targets fed back. */
  readonly forcing?: boolean
}

const ACTIVATIONS = ['linear', 'logistic', 'tanh', 'relu', 'leaky-relu', 'softplus', 'softsign', 'softmax'] as const

interface Draft {
  readonly id: string
  readonly type: string
  readonly size: number
}

/** Draws a valid document with inline data: all node types, projections, delays of several steps, decays, masked targets. */
export function randomGraph(seed: number, options: RandomGraphOptions = {}): GraphDocument {
  const random = stream(seed, 'graph')
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!
  const chance = (p: number): boolean => random.uniform() < p
  const size = (): number => 1 + random.integer(3)
  const nodes: Record<string, NodeSpec> = {}
  const edges: Record<string, EdgeSpec> = {}
  const order: Draft[] = []
  const add = (id: string, type: string, spec: Record<string, unknown> = {}, units = size()): Draft => {
    nodes[id] = { type, size: units, ...spec }
    const draft = { id, type, size: units }
    order.push(draft)
    return draft
  }
  const activation = (): string => pick(options.diagonal ? ACTIVATIONS.slice(0, 7) : ACTIVATIONS)
  const direction = (): Record<string, unknown> => (options.backward && chance(0.4) ? { direction: 'backward' } : {})
  const initial = (): Record<string, unknown> => (chance(0.3) ? { initial: 'trainable' } : chance(0.3) ? { initial: round(random.normal() / 2) } : {})

  const inputs = Array.from({ length: 1 + random.integer(2) }, (_, i) => add(`x${i}`, 'input'))
  const hidden = 2 + random.integer(7)
  const kinds = options.feedforward ? ['layer', 'gate'] : ['layer', 'layer', 'gate', 'cell', 'context', 'context', 'reservoir']
  for (let i = 0; i < hidden; i++) {
    const type = options.diagonal ? (i === 0 ? 'layer' : i === 1 ? 'context' : 'layer') : pick(kinds)
    if (type === 'layer') add(`h${i}`, type, { activation: activation(), bias: chance(0.7) })
    else if (type === 'gate') add(`g${i}`, type, { activation: activation() })
    else if (type === 'cell') add(`m${i}`, type, { activation: activation(), ...initial(), ...direction() })
    else if (type === 'reservoir')
      add(
        `r${i}`,
        type,
        {
          activation: 'tanh',
          leak: pick([1, 0.6]),
          density: pick([0.25, 0.8]),
          biasScaling: 0.2,
          spectralRadius: 0.8,
          seed: random.integer(99),
          ...initial(),
          ...direction(),
        },
        2 + random.integer(3),
      )
    else
      add(
        `c${i}`,
        type,
        { delay: pick([1, 1, 2, 3, 4]), decay: pick([0, 0, 0.5, -0.3]), ...initial(), ...direction() },
        options.diagonal ? order.find((n) => n.id === 'h0')!.size : size(),
      )
  }
  const outputs = Array.from({ length: 1 + random.integer(2) }, (_, i) => {
    const [kind, loss] = pick([
      ['linear', 'squared-error'],
      ['tanh', 'squared-error'],
      ['logistic', 'cross-entropy'],
      ['softmax', 'cross-entropy'],
    ] as const)
    return add(`y${i}`, 'output', { activation: kind, loss, lossWeight: pick([1, 0.5]) })
  })

  let count = 0
  const wire = (from: Draft, fromPort: string, to: Draft, toPort: string, only?: EdgeSpec['kind']): void => {
    const same = from.size === to.size
    const kind = only ?? pick(same ? (['dense', 'diagonal', 'identity', 'sparse'] as const) : (['dense', 'sparse'] as const))
    edges[`w${count++}`] = {
      from: fromPort === 'out' ? from.id : `${from.id}.${fromPort}`,
      to: `${to.id}.${toPort}`,
      kind,
      ...(chance(0.3) ? { scale: round(0.5 + random.uniform()) } : {}),
      ...(kind === 'sparse' ? { density: 0.6 } : {}),
      ...(to.type === 'reservoir' && chance(0.5) ? { trainable: true } : chance(0.1) ? { trainable: false } : {}),
      ...(kind === 'identity' ? {} : { init: { kind: 'uniform' as const, low: -0.8, high: 0.8 } }),
    }
  }
  /** Everything whose value is known when node `at` is computed: earlier nodes, and all memories. */
  const before = (at: number): [Draft, string][] =>
    order.flatMap((n, i): [Draft, string][] => {
      if (n.type === 'context') return [[n, 'out']]
      const ways: [Draft, string][] = n.type === 'cell' ? [[n, 'previous']] : []
      if (i >= at) return ways
      if (n.type === 'gate' && chance(0.3)) return [[n, 'gate'], ...ways]
      if (n.type === 'cell' && chance(0.3)) return [[n, 'state'], ...ways]
      return [[n, 'out'], ...ways]
    })
  const from = (at: number): [Draft, string] => pick(before(at))

  if (options.diagonal) {
    const [h, c] = [order.find((n) => n.id === 'h0')!, order.find((n) => n.id === 'c1')!]
    wire(pick(inputs), 'out', h, 'in', 'dense')
    wire(h, 'out', c, 'in', 'identity')
    wire(c, 'out', h, 'in', 'diagonal')
    const later = order.filter((n) => n.type === 'layer' && n !== h)
    for (const n of later) wire(chance(0.6) ? h : pick(inputs), 'out', n, 'in', 'dense')
    for (const y of outputs) wire(pick([h, ...later]), 'out', y, 'in', 'dense')
  } else {
    order.forEach((node, at) => {
      const some = (port: string, least: number): void => {
        for (let k = least + random.integer(2); k > 0; k--) {
          // A context may read any node, because it reads the previous step.
          const [source, sourcePort] = node.type === 'context' ? [pick(order), 'out'] : from(at)
          wire(source, sourcePort, node, port)
        }
      }
      if (node.type === 'layer' || node.type === 'output' || node.type === 'reservoir') some('in', 1)
      else if (node.type === 'context') some('in', chance(0.9) ? 1 : 0)
      else if (node.type === 'gate') {
        some('control', 1)
        if (chance(0.8)) some('signal', 1)
        if (chance(0.4)) some('other', 1)
      } else if (node.type === 'cell') {
        some('in', 1)
        if (chance(0.6)) some('forget', 1)
      }
    })
  }
  const forced = options.forcing ? outputs.filter(() => chance(0.7)).map((y) => y.id) : []
  const sequences = Array.from({ length: 1 + random.integer(3) }, () => randomSequence(random, inputs, outputs, nodes))
  return {
    format: 'unfold-graph',
    version: 1,
    nodes,
    edges,
    data: { kind: 'inline', sequences },
    training: { seed, ...(forced.length > 0 ? { teacherForcing: forced } : {}) },
  }
}

const round = (x: number): number => Math.round(x * 100) / 100

function randomSequence(random: RandomStream, inputs: readonly Draft[], outputs: readonly Draft[], nodes: Record<string, NodeSpec>): InlineSequence {
  const length = 3 + random.integer(10)
  const sequence: InlineSequence = {}
  for (const { id, size } of inputs) sequence[id] = Array.from({ length }, () => Array.from({ length: size }, () => round(random.normal())))
  for (const { id, size } of outputs)
    sequence[id] = Array.from({ length }, (_, t) => {
      if (t > 0 && random.uniform() < 0.2) return null
      const share = nodes[id]!.loss === 'cross-entropy'
      return Array.from({ length: size }, () => round(share ? random.uniform() : random.normal()))
    })
  return sequence
}

/** The same document with one node muted and, where sizes fit, one bypassed; undefined if neither is possible. */
export function ablated(document: GraphDocument, seed: number): GraphDocument | undefined {
  const random = stream(seed, 'ablation')
  const pick = <T>(list: readonly T[]): T | undefined => list[random.integer(Math.max(1, list.length))]
  const { nodes, edges } = document
  const sizeOf = (end: string): unknown => nodes[end.split('.')[0]!]!.size
  const outputs = Object.keys(nodes).filter((id) => nodes[id]!.type === 'output')
  const muted = pick(Object.keys(nodes).filter((id) => nodes[id]!.type !== 'output' || outputs.length > 1))
  const through = (id: string): string => `${id}${nodes[id]!.type === 'gate' ? '.signal' : '.in'}`
  const fits = (id: string): boolean => {
    const into = Object.values(edges).filter(({ to }) => to === through(id) || (to === id && nodes[id]!.type !== 'gate'))
    return into.length > 0 && into.every(({ from }) => sizeOf(from) === nodes[id]!.size)
  }
  const bypassed = pick(
    Object.keys(nodes).filter((id) => id !== muted && ['layer', 'gate', 'cell', 'reservoir', 'context'].includes(nodes[id]!.type) && fits(id)),
  )
  if (muted === undefined) return undefined
  return {
    ...document,
    nodes: {
      ...nodes,
      [muted]: { ...nodes[muted]!, ablation: 'muted' },
      ...(bypassed === undefined ? {} : { [bypassed]: { ...nodes[bypassed]!, ablation: 'bypassed' } }),
    },
  }
}
