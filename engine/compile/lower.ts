import { usualInitializer } from '../document/settings'
import type { Lowering, ParameterDeclaration } from '../contract/lowering'
import type { ResolvedNode } from '../contract/node-type'
import type { Op, ParameterRef, Slot } from '../contract/op'
import { filled } from '../contract/schema'
import { edgeSchema } from '../document/settings'
import type { GraphDocument, Initializer } from '../document/types'
import { bias as biasOp } from '../ops/bias'
import { dropout } from '../ops/dropout'
import { force } from '../ops/force'
import { mirrored, type Mirror } from '../ops/mirror'
import { dense, diagonal, identity, sparse } from '../ops/project'
import { ownerOf } from './shares'
import type { ResolvedEdge } from './validate'

/** The network as ops on slots, independent of node types. */
export interface Lowered {
  readonly slots: readonly Slot[]
  readonly ops: readonly Op[]
  readonly parameters: readonly ParameterDeclaration[]
  /** Parameters that share the numbers of others. */
  readonly mirrors: readonly ParameterDeclaration[]
  /** Out slot by `node.port`. */
  readonly ports: ReadonlyMap<string, Slot>
  /** Net input of each output, for its loss. */
  readonly nets: ReadonlyMap<string, Slot>
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** The factor of the learning rate of a node's own parameters, where not 1. */
const rateOf = ({ spec: { rate } }: ResolvedNode): { rate?: number } => (typeof rate === 'number' && rate !== 1 ? { rate } : {})

/**
 * Lowers nodes and edges to ops: each node emits its ops; each edge becomes a projection from an out slot to the sum at
 * an in port. Processes them in the order of their ids, so that their order in the document does not affect results.
 *
 * A muted node outputs zeros. A bypassed node outputs the unweighted sum of its inputs at its first out port, and zeros
 * at the others. Their parameters, and those of edges that carry nothing, are still declared, so that learned weights are
 * not lost, but no op reads them.
 */
export function lower(document: GraphDocument, nodes: readonly ResolvedNode[], edges: readonly ResolvedEdge[]): Lowered {
  const seed = document.training?.seed ?? 0
  const forced = new Set(document.training?.teacherForcing ?? [])
  const slots: Slot[] = []
  const ops: Op[] = []
  const parameters: ParameterDeclaration[] = []
  const mirrors: ParameterDeclaration[] = []
  const ports = new Map<string, Slot>()
  const nets = new Map<string, Slot>()
  const forcedSlots = new Map<string, Slot>()
  const sorted = nodes.toSorted(byId)
  const byNode = new Map(sorted.map((n) => [n.id, n]))

  const makeSlot = (node: ResolvedNode, name: string): Slot => {
    const slot = { index: slots.length, size: node.size, node: node.id, name }
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

  /** Edges and nodes whose parameter is also used by an edge or node that is not muted. */
  const sharedOwners = new Set([
    ...edges.flatMap((edge) => (edge.carries === 'projected' ? (ownerOf(edge.spec) ?? []) : [])),
    ...sorted.flatMap((node) => (node.spec.ablation === undefined ? (ownerOf(node.spec) ?? []) : [])),
  ])
  const trains = (edge: ResolvedEdge): boolean =>
    edge.trainable || (sharedOwners.has(edge.id) && filled(edgeSchema, edge.spec, { to: byNode.get(edge.target)!.type }).trainable)

  const mirror = (name: string, owner: string, shape: readonly number[], transposed: boolean, trainable: boolean): Mirror => {
    mirrors.push({ name, shape, trainable, init: { kind: 'constant', value: 0 }, seed, decays: false, mirrors: { name: owner, transposed } })
    return { name, owner, shape, transposed }
  }

  /** Declares the weights of a projection to a port of `size` units; undefined if it has none. */
  const weightsOf = (edge: ResolvedEdge, size: number): ParameterRef | undefined => {
    if (edge.kind === 'identity' || ownerOf(edge.spec) !== undefined) return undefined
    const node = byNode.get(edge.target)!
    const scaling = usualInitializer(node.type, edge.kind) === 'input-scaling' ? node.number('inputScaling') : undefined
    const init: Initializer = edge.spec.init ?? (scaling === undefined ? { kind: 'glorot-uniform' } : { kind: 'uniform', low: -scaling, high: scaling })
    return declare({
      name: edge.id,
      edge: edge.id,
      init,
      trainable: trains(edge),
      decays: true,
      ...(edge.spec.frozen && trains(edge) ? { frozen: edge.spec.frozen } : {}),
      shape: edge.kind === 'diagonal' ? [size] : [size, ports.get(`${edge.source}.${edge.sourcePort}`)!.size],
      seed: scaling !== undefined && !edge.spec.init ? node.number('seed') : seed,
      ...(edge.rate === 1 ? {} : { rate: edge.rate }),
      ...(edge.kind === 'sparse' ? { density: edge.density } : {}),
      ...(edge.carries === 'projected' || sharedOwners.has(edge.id) ? {} : { idle: true }),
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
      ops.push(dropout(edge.target, edge.id, { p: edge.dropout, variational: edge.spec.dropoutKind === 'variational' }, source, dropped))
      source = dropped
    }
    const projection = { node: edge.target, edge: edge.id, source, target, scale: edge.scale }
    if (edge.kind === 'identity') {
      ops.push(identity(projection))
      return
    }
    const make = edge.kind === 'dense' ? dense : edge.kind === 'sparse' ? sparse : diagonal
    const owner = ownerOf(edge.spec)
    if (owner === undefined) {
      ops.push(make(projection, weightsOf(edge, target.size)!))
      return
    }
    const shape = edge.kind === 'diagonal' ? [target.size] : [target.size, source.size]
    const lender = edges.find(({ id }) => id === owner)
    const of = mirror(edge.id, owner, shape, edge.spec.transpose === true, lender !== undefined && trains(lender))
    ops.push(mirrored(make(projection, { name: edge.id }), of))
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
      parameter: (declaration) =>
        declare(sharedOwners.has(node.id) ? { ...declaration, node: node.id } : { ...declaration, trainable: false, idle: true, node: node.id }),
      sharedBias: (owner) => ({ name: `${owner}.bias` }),
      emit: () => undefined,
    })
    for (const { name } of node.type.outputs) ops.push(biasOp(node.id, ports.get(`${node.id}.${name}`)!, undefined))
    const target = ports.get(`${node.id}.${node.type.outputs[0]!.name}`)!
    for (const edge of incoming)
      if (edge.carries === 'passed')
        ops.push(identity({ node: node.id, edge: edge.id, source: ports.get(`${edge.source}.${edge.sourcePort}`)!, target, scale: 1 }))
  }

  const biasMirrors = new Map<string, Mirror>()
  for (const node of sorted) {
    if (node.spec.ablation !== undefined) {
      lowerAblated(node)
      continue
    }
    const sum = (port: string, start: ParameterRef | undefined): Slot => {
      const slot = makeSlot(node, port)
      const incoming = arrivals.get(`${node.id}.${port}`) ?? []
      const biased = biasOp(node.id, slot, start)
      const of = start && biasMirrors.get(start.name)
      ops.push(of ? mirrored(biased, of) : biased)
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
      parameter: (declaration) => declare({ ...declaration, ...rateOf(node), node: node.id }),
      sharedBias: (owner) => {
        const name = `${node.id}.bias`
        biasMirrors.set(name, mirror(name, `${owner}.bias`, [node.size], false, true))
        return { name }
      },
      emit: (op) => {
        ops.push(op)
      },
    }
    node.type.lower(node, emit)
  }
  return { slots, ops, parameters, mirrors, ports, nets }
}
