import { append, largest } from '../base/lists'
import { problem, type Problem, type ProblemPlace } from '../base/problem'
import type { NodeRegistry } from '../contract/node-type'
import { limits } from '../document/limits'
import { newerOf, newerSettings } from '../document/newer'
import type { GraphDocument } from '../document/types'
import { algebraicLoops, recurrenceProblems } from './loops'
import { lower, type Lowered } from './lower'
import { resolveTraining, type Compiled, type Network, type Training } from './network'
import type { Output } from './output'
import { pathDelays } from './reach'
import { orderOps, type OpOrder } from './op-order'
import { shareProblems } from './shares'
import { inferSizes } from './sizes'
import { entries, frozenCount, storedWeightProblems } from './stored'
import { trainedLoops } from './trained-loops'
import { trainingProblems } from './training'
import { classWeightProblems, perUnitProblems, resolveNode, validate } from './validate'

export type { Compiled, Network } from './network'
export { resolveTraining } from './network'

const MAXIMUM_PARAMETERS = limits.parameters

/**
 * Compiles a document: validate → infer sizes → lower → order ops. `engine/compile/program.ts` then allocates memory
 * and binds. Reports all problems of a stage at once; allocates nothing for a network with problems.
 *
 * @param dataSizes Sizes of inputs and outputs that follow from the data's columns (engine/data).
 */
export function compile(document: GraphDocument, registry: NodeRegistry, dataSizes: Readonly<Record<string, number>> = {}): Compiled {
  const checked = validate(document, registry)
  const { sizes, problems: sizeProblems } = inferSizes(document, checked, dataSizes)
  const shares = shareProblems(document, checked, sizes)
  const errors: Problem[] = [...checked.problems, ...sizeProblems, ...shares]
  const nothing = { sizes, groups: [], parameterCount: { trainable: 0, fixed: 0 }, shapes: {}, types: checked.types }
  const newer = newerProblems(document)
  // Other problems may only be caused by the parts that this version does not understand.
  if (newer.length > 0) return { ...nothing, errors: [...newer, ...checked.problems.filter((p) => p.code === 'type-unknown')], warnings: [] }
  if (checked.problems.some((p) => p.code === 'type-unknown' || p.code === 'node-unknown' || p.code === 'port-unknown'))
    return { ...nothing, errors, warnings: [] }
  if (errors.some((p) => p.code === 'limit-exceeded')) return { ...nothing, errors, warnings: [] }

  // Check loops even while sizes are missing, because the user may still be drawing.
  const nodes = [...checked.types].map(([id, type]) => resolveNode(id, type, document.nodes[id]!, sizes[id] ?? 1))
  const lowered = lower(document, nodes, checked.edges)
  if (sizeProblems.length === 0) append(errors, storedWeightProblems(document, lowered))
  append(errors, [...algebraicLoops(document, lowered), ...recurrenceProblems(document, lowered)])
  if (sizeProblems.length > 0 || shares.length > 0) return { ...nothing, errors, warnings: [] }

  const parameterCount = { trainable: 0, fixed: 0 }
  const shapes: Record<string, readonly number[]> = {}
  for (const p of lowered.parameters) {
    const frozen = frozenCount(p)
    parameterCount[p.trainable ? 'trainable' : 'fixed'] += entries(p) - frozen
    parameterCount.fixed += frozen
    shapes[p.name] = p.shape
  }
  const total = parameterCount.trainable + parameterCount.fixed
  if (total > MAXIMUM_PARAMETERS) errors.push(problem('limit-exceeded', 'parameters-over', { count: total, limit: MAXIMUM_PARAMETERS }))
  const known = { sizes, parameterCount, shapes, types: checked.types }

  const outputs = nodes.flatMap((node): Output[] =>
    node.type.isOutput && node.spec.ablation === undefined
      ? [
          {
            id: node.id,
            size: node.size,
            net: lowered.nets.get(node.id)!,
            out: lowered.ports.get(`${node.id}.out`)!,
            activation: typeof node.spec.activation === 'object' ? 'formula' : node.text('activation'),
            loss: node.text('loss') as Output['loss'],
            lossWeight: node.number('lossWeight'),
            delta: node.number('delta'),
            quantile: node.number('quantile'),
            classWeights: node.spec.classWeights as Output['classWeights'],
          },
        ]
      : [],
  )
  append(errors, [...classWeightProblems(document, outputs), ...perUnitProblems(nodes)])
  const muted = nodes.filter((node) => node.type.isOutput && node.spec.ablation !== undefined).map(({ id }) => id)
  if (outputs.length === 0) errors.push(muted.length === 0 ? problem('output-missing', 'output-missing', {}) : allMuted(muted))
  const settings = resolveTraining(document.training)
  const training: Training = { ...settings, teacherForcing: settings.teacherForcing.filter((id) => !muted.includes(id)) }
  const latches = lowered.ops.filter((op) => op.kind === 'latch')
  const backward = [...new Set(latches.filter((op) => op.backwardInTime).map((op) => op.node))]
  append(errors, trainingProblems(document, lowered, training, outputs, checked.edges, backward))
  if (errors.length > 0) return { ...known, groups: [], errors, warnings: [] }

  const plan = orderOps(lowered)
  const network: Network = {
    document,
    nodes,
    lowered,
    opOrder: plan,
    parameters: lowered.parameters,
    mirrors: lowered.mirrors,
    outputs,
    training,
    inputs: nodes.flatMap((n) => (n.type.isInput && n.spec.ablation === undefined ? [{ id: n.id, size: n.size, out: lowered.ports.get(`${n.id}.out`)! }] : [])),
    backwardInTime: backward.length > 0,
    longestDelay: latches.reduce(
      (most, op) =>
        largest(
          op.latched.map((l) => l.delay),
          most,
        ),
      0,
    ),
  }
  return { ...known, network, errors, warnings: warnings(network), groups: nodeGroups(document, lowered, plan) }
}

function allMuted(outputs: readonly string[]): Problem {
  return problem(
    'output-missing',
    'outputs-muted',
    { nodes: outputs.join(', ') },
    { nodes: outputs, path: `/nodes/${outputs[0]!}/ablation`, repairs: outputs.slice(0, 3).map((node) => ({ kind: 'set-ablation', node })) },
  )
}

function warnings(network: Network): Problem[] {
  const { algorithm } = network.training
  const found: Problem[] = []
  if (network.training.regularize.gradientNorm > 0) {
    const place: ProblemPlace = { path: '/training/regularize/gradientNorm', repairs: [{ kind: 'drop-gradient-norm' }] }
    if (trainedLoops(network.lowered, network.opOrder).length === 0) found.push(problem('horizon-invalid', 'gradient-norm-loop', {}, place))
    else if (algorithm.kind === 'bptt' && algorithm.horizon === 1) found.push(problem('horizon-invalid', 'gradient-norm-horizon', {}, place))
  }
  for (const [declaration, delay] of pathDelays(network.lowered)) {
    if (!declaration.trainable) continue
    const { name, edge, node } = declaration
    const place = { edges: edge ? [edge] : [], nodes: node ? [node] : [] }
    if (delay === Infinity) found.push(problem('output-missing', 'path-missing', { name }, place))
    else if (algorithm.kind === 'bptt' && typeof algorithm.horizon === 'number' && algorithm.horizon <= delay)
      found.push(
        problem(
          'horizon-invalid',
          'horizon-short',
          { horizon: algorithm.horizon, name, delay },
          { ...place, path: '/training/algorithm/horizon', repairs: [{ kind: 'full-horizon' }] },
        ),
      )
  }
  return found
}

/** Returns node ids by group. A node belongs to the group of the op that writes its first out port. */
function nodeGroups(document: GraphDocument, lowered: Lowered, plan: OpOrder): string[][] {
  const home = new Map<string, { group: number; at: number }>()
  plan.groups.forEach(({ ops, recurrent }, group) =>
    ops.forEach((op, at) => {
      const earlier = home.get(op.node)
      // A node in a loop belongs to that loop, wherever its other ops run.
      const inLoop = earlier !== undefined && plan.groups[earlier.group]!.recurrent
      if (!inLoop || (recurrent && earlier.group === group)) home.set(op.node, { group, at })
    }),
  )
  const groups = new Map<number, { id: string; at: number }[]>()
  const alone: string[][] = []
  for (const id of Object.keys(document.nodes)) {
    const place = home.get(id)
    if (!place) {
      alone.push([id])
      continue
    }
    const list = groups.get(place.group) ?? []
    list.push({ id, at: place.at })
    groups.set(place.group, list)
  }
  const ordered = [...groups].sort(([a], [b]) => a - b).map(([, list]) => list.sort((a, b) => a.at - b.at).map(({ id }) => id))
  return [...alone.filter(([id]) => lowered.ports.has(`${id}.out`)), ...ordered]
}

/** Reports that a document was made by a newer version, and which settings of its nodes and edges are not understood. */
function newerProblems(document: GraphDocument): Problem[] {
  const newer = newerOf(document)
  const owners = (['nodes', 'edges'] as const).flatMap((part) =>
    Object.entries(document[part]).flatMap(([id, owner]) => {
      const settings = newerSettings(owner)
      if (settings.length === 0) return []
      return [problem('version-newer', 'newer-part', { id, settings: settings.join(', ') }, { [part]: [id], path: `/${part}/${id}` })]
    }),
  )
  if (!newer) return owners
  const settings = newerSettings(document).join(', ')
  const whole = problem('version-newer', settings === '' ? 'newer-shown' : 'newer-shown-without', { version: newer.version, settings }, { path: '/version' })
  return [whole, ...owners]
}
