import { problem, type Problem } from '../base/problem'
import { activationWord } from '../contract/formula'
import { passedPort, typeIn, type NodeRegistry, type NodeType, type ResolvedNode } from '../contract/node-type'
import { filled } from '../contract/schema'
import { splitEnd } from '../document/ends'
import { edgeSchema } from '../document/settings'
import { lossOf, type Loss } from '../kinds/losses'
import type { Output } from './output'
import type { Ablation, EdgeSpec, GraphDocument, NodeSpec, ProjectionKind } from '../document/types'

/** An edge with existing ends and defaults filled in. */
export interface ResolvedEdge {
  readonly id: string
  readonly spec: EdgeSpec
  readonly source: string
  readonly sourcePort: string
  readonly target: string
  readonly targetPort: string
  readonly kind: ProjectionKind
  readonly scale: number
  readonly trainable: boolean
  readonly rate: number
  readonly dropout: number
  readonly density: number
  /** `projected`: through its weights; `passed`: unchanged, into a bypassed node; `nothing`: an end is muted, or the port is not used by a bypassed node. */
  readonly carries: 'projected' | 'passed' | 'nothing'
}

export interface Checked {
  readonly problems: readonly Problem[]
  /** By id; nodes of unknown types are absent. */
  readonly types: ReadonlyMap<string, NodeType>
  readonly edges: readonly ResolvedEdge[]
}

const names = (ports: readonly { readonly name: string }[]): string => ports.map((p) => p.name).join(', ')

/** Checks references: node types, ends of edges, and ports that must be wired. */
export function validate(document: GraphDocument, registry: NodeRegistry): Checked {
  const problems: Problem[] = []
  const types = new Map<string, NodeType>()
  for (const [id, node] of Object.entries(document.nodes)) {
    const type = typeIn(registry, node)
    if (type) types.set(id, type)
    else
      problems.push(
        problem('type-unknown', node.type === '' ? 'type-empty' : 'type-unknown', { node: id, type: node.type }, { nodes: [id], path: `/nodes/${id}/type` }),
      )
  }

  const edges: ResolvedEdge[] = []
  const wired = new Set<string>()
  for (const [id, spec] of Object.entries(document.edges)) {
    const { node: source, port: namedSource } = splitEnd(spec.from)
    const { node: target, port: namedTarget } = splitEnd(spec.to)
    let sound = true
    const end = (side: 'from' | 'to', node: string, named: string | undefined): string | undefined => {
      const place = { edges: [id], path: `/edges/${id}/${side}` }
      if (!Object.hasOwn(document.nodes, node)) {
        problems.push(
          problem('node-unknown', node === '' ? 'end-empty' : 'node-unknown', { edge: id, node }, { ...place, repairs: [{ kind: 'remove-edge', edge: id }] }),
        )
        return undefined
      }
      const type = types.get(node)
      if (!type) return undefined
      const ports = side === 'from' ? type.outputs : type.inputs
      const port = named === undefined ? ports[0] : ports.find((p) => p.name === named)
      if (port) return port.name
      const which = side === 'from' ? 'source' : 'target'
      const values = { edge: id, node, port: named ?? '', type: type.type, ports: names(ports) }
      problems.push(
        problem('port-unknown', ports.length === 0 ? `port-none-${which}` : `port-unknown-${which}`, values, {
          ...place,
          nodes: [node],
          repairs: [{ kind: 'remove-edge', edge: id }],
        }),
      )
      return undefined
    }
    const sourcePort = end('from', source, namedSource)
    const targetPort = end('to', target, namedTarget)
    if (sourcePort === undefined || targetPort === undefined) sound = false
    if (!sound) continue
    const type = types.get(target)!
    const kind = spec.kind ?? type.projection[targetPort!] ?? 'dense'
    const carries = carriedBetween(
      { type: types.get(source)!, ablation: document.nodes[source]!.ablation, port: sourcePort! },
      { type: types.get(target)!, ablation: document.nodes[target]!.ablation, port: targetPort! },
    )
    wired.add(`${target}.${targetPort}`)
    const { scale, rate, dropout, density, trainable } = filled(edgeSchema, spec, { to: type })
    edges.push({
      id,
      spec,
      source,
      sourcePort: sourcePort!,
      target,
      targetPort: targetPort!,
      kind,
      scale,
      rate,
      dropout,
      density,
      trainable: kind !== 'identity' && carries === 'projected' && trainable,
      carries,
    })
  }

  for (const [id, type] of types) {
    if (document.nodes[id]!.ablation !== undefined) continue
    for (const port of type.required ?? [])
      if (!wired.has(`${id}.${port}`)) problems.push(problem('control-missing', 'control-missing', { node: id }, { nodes: [id], path: `/nodes/${id}` }))
    const node = document.nodes[id]!
    const fitting = type.isOutput && node.loss !== undefined ? lossOf(node.loss as Loss).activations : undefined
    if (fitting && !fitting.includes(String(node.activation)))
      problems.push(
        problem(
          'loss-activation',
          'loss-activation',
          { node: id, activation: activationWord(node.activation ?? 'linear') },
          {
            nodes: [id],
            path: `/nodes/${id}/activation`,
            repairs: [
              ...(probable(document, node) ? [{ kind: 'set-activation', node: id, activation: (node.size ?? 2) === 1 ? 'logistic' : 'softmax' } as const] : []),
              { kind: 'set-loss', node: id, loss: 'squared-error' },
            ],
          },
        ),
      )
  }
  return { problems, types, edges }
}

/** Returns whether targets can lie in 0 … 1, as cross-entropy requires: those of a standardized column do not. */
function probable({ data }: GraphDocument, { columns, encoding }: NodeSpec): boolean {
  return encoding === 'one-hot' || columns === undefined || data?.kind !== 'file' || data.normalize !== 'standard'
}

/** Reports class weights whose number differs from the output's units. */
export const classWeightProblems = ({ nodes }: GraphDocument, outputs: readonly Output[]): Problem[] =>
  outputs.flatMap(({ id, size, classWeights }) =>
    classWeights === undefined || classWeights.length === size
      ? []
      : [
          problem(
            'size-mismatch',
            'class-weights-size',
            { node: id, size, got: classWeights.length },
            { nodes: [id], path: `/nodes/${id}/classWeights`, repairs: nodes[id] ? [{ kind: 'drop-setting', path: `/nodes/${id}/classWeights` }] : [] },
          ),
        ],
  )

/** Reports lists whose length differs from the node's units. */
export const perUnitProblems = (nodes: readonly ResolvedNode[]): Problem[] =>
  nodes.flatMap(({ id, type, spec, size }) =>
    type.parameters.flatMap((parameter) => {
      const given = parameter.kind === 'number' && parameter.perUnit ? spec[parameter.name] : undefined
      if (!Array.isArray(given) || given.length === size) return []
      const path = `/nodes/${id}/${parameter.name}`
      return [
        problem(
          'size-mismatch',
          'per-unit-size',
          { node: id, setting: parameter.name, size, got: given.length },
          { nodes: [id], path, repairs: [{ kind: 'drop-setting', path }] },
        ),
      ]
    }),
  )

interface DrawnEnd {
  readonly type: NodeType | undefined
  readonly ablation: Ablation | undefined
  readonly port: string
}

/** Returns what an edge between two ports carries, depending on muted and bypassed nodes. */
export function carriedBetween(from: DrawnEnd, to: DrawnEnd): ResolvedEdge['carries'] {
  if (from.ablation === 'muted' || to.ablation === 'muted' || (from.ablation === 'bypassed' && from.port !== from.type?.outputs[0]?.name)) return 'nothing'
  if (to.ablation !== 'bypassed') return 'projected'
  return to.type && to.port === passedPort(to.type) ? 'passed' : 'nothing'
}

/** Resolves a node with its declared defaults. */
export function resolveNode(id: string, type: NodeType, spec: NodeSpec, size: number): ResolvedNode {
  const parameter = (name: string): unknown => {
    const given = spec[name]
    if (given !== undefined) return given
    const declared = type.parameters.find((p) => p.name === name)
    return declared && 'default' in declared ? declared.default : undefined
  }
  return {
    id,
    type,
    size,
    spec,
    number: (name) => {
      const value = parameter(name)
      if (typeof value !== 'number') throw new Error(`${type.type} declares no number ${name}`)
      return value
    },
    text: (name) => String(parameter(name)),
    flag: (name) => parameter(name) === true,
    direction: spec.direction === 'backward' ? 'backward' : 'forward',
  }
}
