import { problem } from '../../engine/base/problem'
import { limits } from '../../engine/document/limits'
import type { ProjectionKind } from '../../engine/document/types'
import { connect, moveNodes, setEdgeParameter } from '../editing/commands'
import { groupsOf } from '../document/groups'
import { notesWithin, placeNotes } from '../document/notes'
import { portsOf, typeOf, type End, type Side } from '../document/ports'
import { wiresOf } from '../document/selectors'
import { documentStore, edit, refuse, select } from '../editing/store'
import { mark, useCanvas } from './canvasStore'
import { readItem } from '../drawing/flowIds'
import { boxAt, type Point, type Rectangle } from '../drawing/geometry'
import { scopeOf } from '../drawing/groups/scope'
import { boundsOf } from '../drawing/groups/shapes'
import { align as aligned, type Alignment } from '../drawing/layout/align'

const current = () => documentStore.getState()

/** Aligns or distributes the selection; a collapsed group counts as one item. */
export function align(how: Alignment): void {
  const { document, selection } = current()
  const { item } = scopeOf(document, useCanvas.getState().inside)
  const members = new Map<string, readonly string[]>()
  for (const node of selection.nodes) {
    const shown = item(node)
    if (shown === undefined || members.has(shown)) continue
    const { kind, id } = readItem(shown)
    members.set(shown, kind === 'group' ? groupsOf(document).byId.get(id)!.all : [node])
  }
  const rectangles = new Map<string, Rectangle>()
  for (const [shown, nodes] of members) {
    const boxes = nodes.flatMap((node) => {
      const at = document.view?.nodes?.[node]
      const { width, height } = boxAt(document, node)
      return at ? [{ x: at.x, y: at.y, width, height }] : []
    })
    if (boxes.length > 0) rectangles.set(shown, boundsOf(boxes))
  }
  if (rectangles.size < 2) return
  const moved: Record<string, Point> = {}
  const notes: Record<string, Point> = {}
  for (const [shown, to] of aligned(rectangles, how)) {
    const from = rectangles.get(shown)!
    for (const node of members.get(shown)!) {
      const at = document.view?.nodes?.[node]
      if (at) moved[node] = { x: at.x + to.x - from.x, y: at.y + to.y - from.y }
    }
    const { kind, id } = readItem(shown)
    if (kind === 'group') for (const note of notesWithin(document, id)) notes[note.id] = { x: note.x + to.x - from.x, y: note.y + to.y - from.y }
  }
  edit('wiring.edit.align', (draft) => {
    moveNodes(draft, moved)
    placeNotes(draft, notes)
  })
}

/** Marks the selected nodes as sources of the wires that are drawn next. */
export function markSources(): void {
  const { document, selection } = current()
  const sources = selection.nodes.filter((id) => portsOf(typeOf(document, id), 'from').length > 0)
  mark(sources)
  if (sources.length > 0) select({ nodes: [], edges: [] })
}

export type Pattern = 'all' | 'one' | 'sparse'

/** Density of a sparse projection if none is given. */
const DENSITY = 0.1

/**
 * Connects the marked sources to the selected nodes: each to each, pairwise from top to bottom, or each to each with
 * sparse projections.
 */
export function connectMarked(pattern: Pattern): void {
  const { document, selection } = current()
  const height = (id: string): number => document.view?.nodes?.[id]?.y ?? 0
  const byHeight = (ids: readonly string[]): readonly string[] => [...ids].sort((a, b) => height(a) - height(b))
  const sources = byHeight(useCanvas.getState().marked.filter((id) => Object.hasOwn(document.nodes, id)))
  const targets = byHeight(selection.nodes.filter((id) => portsOf(typeOf(document, id), 'to').length > 0))
  const first = (side: Side, node: string): End => ({ node, port: portsOf(typeOf(document, node), side)[0]!.name })
  const key = (from: End, to: End): string => `${from.node}.${from.port} ${to.node}.${to.port}`
  // Keep wires that exist already.
  const wired = new Set(wiresOf(document).map(({ from, to }) => key(from, to)))
  const open = (source: string, target: string | undefined): boolean => target !== undefined && !wired.has(key(first('from', source), first('to', target)))
  // Each-to-each soon means millions of wires: count them before drawing any.
  const count =
    pattern === 'one'
      ? sources.filter((source, i) => open(source, targets[i])).length
      : sources.reduce((sum, source) => sum + targets.filter((target) => open(source, target)).length, 0)
  const got = Object.keys(document.edges).length + count
  if (got > limits.edges) return refuse(problem('limit-exceeded', 'edges-too-many', { limit: limits.edges, got }, { path: '/edges' }))
  const pairs =
    pattern === 'one'
      ? sources.flatMap((source, i) => (open(source, targets[i]) ? [[source, targets[i]!] as const] : []))
      : sources.flatMap((source) => targets.filter((target) => open(source, target)).map((target) => [source, target] as const))
  const kind: ProjectionKind | undefined = pattern === 'sparse' ? 'sparse' : undefined
  const edges = edit('wiring.edit.connect-many', (draft) =>
    pairs.map(([source, target]) => {
      const edge = connect(draft, first('from', source), first('to', target), kind)
      if (kind) setEdgeParameter(draft, edge, 'density', DENSITY)
      return edge
    }),
  )
  if (edges === undefined) return
  mark([])
  if (edges.length > 0) select({ nodes: [], edges })
}
