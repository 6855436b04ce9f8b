import type { ProjectionKind } from '../../engine/document/types'
import { edgeSchema } from '../../engine/document/settings'
import * as commands from '../editing/commands'
import { groupsOf } from '../document/groups'
import { resolveEnd, typeOf, type End, type Side } from '../document/ports'
import { replaceNode } from '../editing/replace'
import { wiresInto } from '../document/selectors'
import { documentStore, edit, select } from '../editing/store'
import { hiddenWires, setHidden } from '../document/wires'
import { onCanvas, onScreen } from './camera'
import { openSearch } from './canvasStore'
import { boxAt } from '../drawing/geometry'
import { isMemory } from '../../engine/compile/same-step'
import type { Target } from '../keys/commands'
import { canvasHooks } from './hooks'
import { isMirrored } from '../drawing/mirror'
import { usualKind } from '../drawing/rules'

const current = () => documentStore.getState()

/** The wires a command acts on: the one under the pointer, otherwise the selected ones. */
export const edgesOn = (on?: Target): readonly string[] => (on?.edge !== undefined ? [on.edge] : current().selection.edges)
/** The nodes a command acts on: those of the group under the pointer, otherwise the selected ones. */
export const nodesOn = (on?: Target): readonly string[] =>
  on?.group !== undefined ? (groupsOf(current().document).byId.get(on.group)?.all ?? []) : current().selection.nodes

/** Changes the type of nodes; their wires stay if every node has a matching port. */
export function replace(type: string, nodes: readonly string[] = current().selection.nodes, size?: number): void {
  edit('wires.edit.replace', (draft) => {
    for (const node of nodes) replaceNode(draft, node, type, size)
  })
}

/** Opens the search for a type that replaces the selected nodes. */
export function openReplace(): void {
  const {
    document,
    selection: { nodes },
  } = current()
  const spot = document.view?.nodes?.[nodes[0] ?? '']
  if (!spot) return
  openSearch({ at: onScreen({ x: spot.x, y: spot.y + boxAt(document, nodes[0]!).height + 8 }), place: spot, replace: nodes })
}

/** Moves all wires of a port to another port of the same side. */
export const moveWires = (from: End, to: End, side: Side): void => edit('wires.edit.move', (draft) => commands.moveWires(draft, from, to, side))

/** Hides wires; they appear faintly while one of their nodes is selected. */
export function hideWires(edges: readonly string[]): void {
  edit('wires.edit.hide', (draft) => {
    for (const edge of edges) setHidden(draft, edge, true)
  })
  select({ nodes: current().selection.nodes, edges: [] })
}

/** Shows these hidden wires again, by default all. */
export function showWires(edges: readonly string[] = hiddenWires(current().document)): void {
  edit('wires.edit.show', (draft) => {
    for (const edge of edges) setHidden(draft, edge, false)
  })
}

/** Plots the signals of a port's node or of the selected nodes, or shows the weights of the selected wires. */
export function probe(on?: Target): void {
  if (on?.port) select({ nodes: [on.port.end.node], edges: [] })
  const { selection } = current()
  canvasHooks()?.probe(selection.nodes.length > 0 || selection.edges.length === 0 ? 'signals' : 'weights')
}

/** Draws new random weights for the selected wires, and for the selected nodes with their incoming wires. */
export function redraw(): void {
  const { document, selection } = current()
  const arriving = selection.nodes.flatMap((node) => wiresInto(document, node).map(({ id }) => id))
  canvasHooks()?.redraw([...new Set([...selection.nodes, ...selection.edges, ...arriving])])
}

/** Opens the search for a node to insert into a wire, at the pointer or in the middle of the selected wire. */
export function openInsert({ at: pointed, place, edge = current().selection.edges[0] }: Target = {}): void {
  if (pointed && place && edge !== undefined) return openSearch({ at: pointed, place, edge })
  const route = edge === undefined ? undefined : globalThis.document.querySelector<SVGGElement>(`[data-edge="${CSS.escape(edge)}"]`)?.getBoundingClientRect()
  if (edge === undefined || !route) return
  const at = { x: route.x + route.width / 2, y: route.y + route.height / 2 }
  openSearch({ at, place: onCanvas(at), edge })
}

/** Changes the kind of projection of wires. */
export function setKind(kind: ProjectionKind, edges: readonly string[]): void {
  edit('canvas.edit.kind', (draft) => {
    for (const edge of edges) commands.setEdgeParameter(draft, edge, 'kind', kind)
  })
}

/** Whether a wire is trained by default, and whether it is trained now. */
function training(edge: string): { readonly usual: boolean; readonly trained: boolean } {
  const { document } = current()
  const usual = edgeSchema.keys.trainable.default({ to: typeOf(document, resolveEnd(document, document.edges[edge]!.to, 'to').node) })
  return { usual, trained: document.edges[edge]!.trainable ?? usual }
}

export const isFrozen = (edge: string): boolean => !training(edge).trained

/** A wire's kind of projection. */
export function kindOf(id: string): ProjectionKind {
  const { document } = current()
  const edge = document.edges[id]!
  return edge.kind ?? usualKind(document, resolveEnd(document, edge.to, 'to'))
}

/** The wires that have weights. */
export const freezable = (edges: readonly string[]): readonly string[] =>
  edges.filter((id) => current().document.edges[id] !== undefined && kindOf(id) !== 'identity')

/** Freezes the weights of wires; if all of them are frozen, unfreezes them. */
export function toggleFrozen(edges: readonly string[]): void {
  const train = edges.every((id) => !training(id).trained)
  edit('canvas.edit.freeze', (draft) => {
    for (const edge of edges) commands.setEdgeParameter(draft, edge, 'trainable', training(edge).usual === train ? undefined : train)
  })
}

/** The context nodes among the selected nodes. */
export const memories = (): readonly string[] => current().selection.nodes.filter((id) => isMemory(typeOf(current().document, id)))

/** Mirrors the selected context nodes. */
export function mirrorSelected(): void {
  const { document } = current()
  const turned = memories().map((id) => [id, !isMirrored(document, id, (node) => document.view?.nodes?.[node])] as const)
  edit('canvas.edit.mirror', (draft) => {
    for (const [id, mirrored] of turned) {
      const place = draft.view?.nodes?.[id]
      if (place) place.mirror = mirrored
    }
  })
}
