import type { Lowering, ParameterDeclaration } from '../contract/lowering'
import type { ResolvedNode } from '../contract/node-type'
import type { Op, ParameterRef, Slot } from '../contract/op'
import type { GraphDocument, Initializer } from '../document/types'
import { bias as biasOp } from '../ops/bias'
import { dropout } from '../ops/dropout'
import { force } from '../ops/force'
import { dense, diagonal, identity, sparse } from '../ops/project'
import type { ResolvedEdge } from './validate'

/** The network as ops on slots, independent of node types. */
export interface Lowered {
  readonly slots: readonly Slot[]
  readonly ops: readonly Op[]
  readonly parameters: readonly ParameterDeclaration[]
  /** Out slot by `node.port`. */
  readonly ports: ReadonlyMap<string, Slot>
  /** Net input of each output, for its loss. */
  readonly nets: ReadonlyMap<string, Slot>
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/**
 * Lowers nodes and edges to ops: each node emits its ops; each edge becomes a projection from an out slot to the sum at
 * an in port. Takes them in the order of their ids, so that the order in the document changes no bit of any result.
 *
 * A muted node gives zeros. A bypassed one gives the sum of its inputs, unweighted, at its first out port, and zeros at
 * the others. Their parameters, and those of edges that carry nothing, are declared and kept, so that learned weights
 * are not lost, but no op reads them.
 */
export function lower(document: GraphDocument, nodes: readonly ResolvedNode[], edges: readonly ResolvedEdge[]): Lowered {
  const seed = document.training?.seed ?? 0
  const forced = new Set(document.training?.teacherForcing ?? [])
  const slots: Slot[] = []
  const ops: Op[] = []
  const parameters: ParameterDeclaration[] = []
  const ports = new Map<string, Slot>()
  const nets = new Map<string, Slot>()
  const forcedSlots = new Map<string, Slot>()
  const sorted = nodes.toSorted(byId)
  const byNode = new Map(sorted.map((n) => [n.id, n]))

  const makeSlot = (node: ResolvedNode, name: string, size = node.size): Slot => {
    const slot = { index: slots.length, size, node: node.id, name }
    slots.push(slot)
    return slot
  }
  const declare = (declaration: ParameterDeclaration): ParameterRef => {
    parameters.push(declaration)
    return { name: declaration.name }
  }

  for (const node of sorted) for (const port of node.type.outputs) ports.set(`${node.id}.${port.name}`, makeSlot(node, port.name))
  const arrivals = new Map<string, ResolvedEdge[]>()
  for (const edge of edges.toSorted(byId)) {
    const key = `${edge.target}.${edge.targetPort}`
    const list = arrivals.get(key)
    if (list) list.push(edge)
    else arrivals.set(key, [edge])
  }

  /** Returns the slot that later steps read for an edge: with teacher forcing, the output's target. */
  const sourceOf = (edge: ResolvedEdge): Slot => {
    const out = ports.get(`${edge.source}.${edge.sourcePort}`)!
    if (!forced.has(edge.source) || !byNode.get(edge.target)!.type.delays) return out
    let slot = forcedSlots.get(edge.source)
    if (!slot) {
      slot = makeSlot(byNode.get(edge.source)!, 'forced')
      forcedSlots.set(edge.source, slot)
      ops.push(force(edge.source, out, slot))
    }
    return slot
  }

  /** Declares the weights of a projection to a port of `size` units; undefined if it has none. */
  const weightsOf = (edge: ResolvedEdge, size: number): ParameterRef | undefined => {
    if (edge.kind === 'identity') return undefined
    const node = byNode.get(edge.target)!
    const scaling = node.type.fixedInputs && edge.kind !== 'diagonal' ? node.number('inputScaling') : undefined
    const init: Initializer = edge.spec.init ?? (scaling === undefined ? { kind: 'glorot-uniform' } : { kind: 'uniform', low: -scaling, high: scaling })
    return declare({
      name: edge.id,
      edge: edge.id,
      init,
      trainable: edge.trainable,
      decays: true,
      shape: edge.kind === 'diagonal' ? [size] : [size, ports.get(`${edge.source}.${edge.sourcePort}`)!.size],
      seed: scaling !== undefined && !edge.spec.init ? node.number('seed') : seed,
      ...(edge.kind === 'sparse' ? { density: edge.density } : {}),
      ...(edge.carries === 'projected' ? {} : { idle: true }),
    })
  }

  const project = (edge: ResolvedEdge, target: Slot): void => {
    if (edge.carries !== 'projected') {
      weightsOf(edge, target.size)
      return
    }
    let source = sourceOf(edge)
    if (edge.dropout > 0) {
      const dropped = makeSlot(byNode.get(edge.source)!, `dropout.${edge.id}`)
      ops.push(dropout(edge.target, edge.id, edge.dropout, source, dropped))
      source = dropped
    }
    const projection = { node: edge.target, edge: edge.id, source, target, scale: edge.scale }
    if (edge.kind === 'identity') {
      ops.push(identity(projection))
      return
    }
    ops.push((edge.kind === 'dense' ? dense : edge.kind === 'sparse' ? sparse : diagonal)(projection, weightsOf(edge, target.size)!))
  }

  const lowerAblated = (node: ResolvedNode): void => {
    const nowhere = (name: string): Slot => ({ index: -1, size: node.size, node: node.id, name })
    const incoming = node.type.inputs.flatMap(({ name }) => arrivals.get(`${node.id}.${name}`) ?? [])
    for (const edge of incoming) weightsOf(edge, node.size)
    node.type.lower(node, {
      seed,
      noise: 0,
      arriving: nowhere,
      net: nowhere,
      out: nowhere,
      slot: nowhere,
      parameter: (declaration) => declare({ ...declaration, trainable: false, idle: true, node: node.id }),
      emit: () => undefined,
    })
    for (const { name } of node.type.outputs) ops.push(biasOp(node.id, ports.get(`${node.id}.${name}`)!, undefined))
    const target = ports.get(`${node.id}.${node.type.outputs[0]!.name}`)!
    for (const edge of incoming)
      if (edge.carries === 'passed')
        ops.push(identity({ node: node.id, edge: edge.id, source: ports.get(`${edge.source}.${edge.sourcePort}`)!, target, scale: 1 }))
  }

  for (const node of sorted) {
    if (node.spec.ablation !== undefined) {
      lowerAblated(node)
      continue
    }
    const sum = (port: string, start: ParameterRef | undefined): Slot => {
      const slot = makeSlot(node, port)
      const incoming = arrivals.get(`${node.id}.${port}`) ?? []
      ops.push(biasOp(node.id, slot, start))
      for (const edge of incoming) project(edge, slot)
      return slot
    }
    const emit: Lowering = {
      seed,
      noise: document.training?.noise ?? 0,
      arriving: (port) => (arrivals.has(`${node.id}.${port}`) ? sum(port, undefined) : undefined),
      net(port, start) {
        const slot = sum(port, start)
        if (node.type.isOutput) nets.set(node.id, slot)
        return slot
      },
      out: (port) => {
        const slot = ports.get(`${node.id}.${port}`)
        if (!slot) throw new Error(`${node.type.type} declares no out port ${port}`)
        return slot
      },
      slot: (name) => makeSlot(node, name),
      parameter: (declaration) => declare({ ...declaration, node: node.id }),
      emit: (op) => {
        ops.push(op)
      },
    }
    node.type.lower(node, emit)
  }
  return { slots, ops, parameters, ports, nets }
}
