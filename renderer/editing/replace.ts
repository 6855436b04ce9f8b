import { passedPort, type Parameter } from '../../engine/contract/node-type'
import type { GraphDocument, NodeSpec } from '../../engine/document/types'
import { registry } from '../../nodes'
import { portsOf, resolveEnd, typeOf, writeEnd, type Side } from '../document/ports'
import { wiresInto, wiresOutOf } from '../document/selectors'
import type { DocumentDraft } from '../document/types'

/** Other types that have ports for all wires of a node. */
export function replacements(document: GraphDocument, node: string): readonly string[] {
  const own = document.nodes[node]?.type
  const into = wiresInto(document, node).length > 0
  const out = wiresOutOf(document, node).length > 0
  return registry.types.filter((type) => type.type !== own && (!into || type.inputs.length > 0) && (!out || type.outputs.length > 0)).map((type) => type.type)
}

const keeps = (parameter: Parameter, value: unknown): boolean => parameter.kind !== 'choice' || parameter.choices.includes(value as string)

/**
 * Changes the type of a node and keeps id, label and wires: each goes to the port of the same name, otherwise to the
 * first one. Keeps the parameters that both types have.
 */
export function replaceNode(draft: DocumentDraft, node: string, to: string, size?: number): boolean {
  const document = draft as GraphDocument
  const spec = draft.nodes[node]
  const type = registry.get(to)
  if (!spec || !type || !replacements(document, node).includes(to)) return false
  const ends = Object.entries(draft.edges).map(([id, edge]) => ({ id, from: resolveEnd(document, edge.from, 'from'), to: resolveEnd(document, edge.to, 'to') }))
  const shared = type.parameters.filter(({ name }) => Object.hasOwn(spec, name)).filter((parameter) => keeps(parameter, spec[parameter.name]))
  const made: NodeSpec = { type: to }
  for (const { name } of shared) made[name] = spec[name]
  if (size !== undefined) made.size = size
  // A size that cannot be inferred gets the default.
  else if (made.size === undefined && !Object.values(type.projection).includes('identity')) made.size = type.isInput || type.isOutput ? 1 : 8
  if (spec.ablation === 'muted' || (spec.ablation === 'bypassed' && passedPort(type) !== undefined)) made.ablation = spec.ablation
  if (spec.extensions !== undefined) made.extensions = spec.extensions
  draft.nodes[node] = made
  const port = (name: string, side: Side): string => portsOf(type, side).find((p) => p.name === name)?.name ?? portsOf(type, side)[0]!.name
  for (const { id, from, to: target } of ends) {
    const edge = draft.edges[id]!
    if (from.node === node) edge.from = writeEnd(document, { node, port: port(from.port, 'from') }, 'from')
    if (target.node === node) edge.to = writeEnd(document, { node, port: port(target.port, 'to') }, 'to')
  }
  const { training } = draft
  if (!typeOf(document, node)?.isOutput && training?.teacherForcing?.includes(node))
    training.teacherForcing = training.teacherForcing.filter((id) => id !== node)
  return true
}
