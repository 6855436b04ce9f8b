import { current, isDraft, type Draft } from 'immer'
import { FORMAT, VERSION, type EdgeSpec, type GraphDocument } from '../../engine/document/types'
import { groupsAmong, pasteGroups } from './groups'
import { freeId, idFits, stemOf } from './ids'
import { notesAmong, notesOf, pasteNotes } from './notes'
import type { Position } from './commands'
import { moveEnd, splitEnd } from './ports'
import type { DocumentDraft, Selection } from './store'
import { bendsOf, isHidden, setBends, setHidden } from './wires'

const clone = <T>(value: T): T => structuredClone(isDraft(value) ? (current(value as Draft<T>) as T) : value)

/** The selected part of a network as a document of its own, with the edges between the selected nodes. */
export function part(document: GraphDocument, selection: Selection): GraphDocument {
  const inside = new Set(selection.nodes)
  const nodes: GraphDocument['nodes'] = {}
  const places: NonNullable<NonNullable<GraphDocument['view']>['nodes']> = {}
  for (const id of selection.nodes) {
    const spec = document.nodes[id]
    if (!spec) continue
    nodes[id] = clone(spec)
    const place = document.view?.nodes?.[id]
    if (place) places[id] = clone(place)
  }
  const edges: GraphDocument['edges'] = {}
  for (const [id, edge] of Object.entries(document.edges))
    if (inside.has(splitEnd(edge.from).node) && inside.has(splitEnd(edge.to).node)) edges[id] = clone(edge)
  const weights: NonNullable<GraphDocument['weights']> = {}
  for (const [name, tensor] of Object.entries(document.weights ?? {})) {
    const owner = name.split('.')[0]!
    if (Object.hasOwn(nodes, owner) || Object.hasOwn(edges, owner)) weights[name] = clone(tensor)
  }
  const looks = Object.fromEntries(Object.entries(document.view?.edges ?? {}).filter(([id]) => Object.hasOwn(edges, id)).map(([id, view]) => [id, clone(view)]))
  const groups = groupsAmong(document, selection.nodes)
  const notes = notesAmong(document, selection.notes ?? [])
  return {
    format: FORMAT, version: VERSION, nodes, edges,
    ...(Object.keys(weights).length > 0 ? { weights } : {}),
    view: { nodes: places, ...(Object.keys(looks).length > 0 ? { edges: looks } : {}), ...(groups ? { groups } : {}), ...(notes ? { notes } : {}) },
  }
}

/** The clipboard's text of a selection: a document like any other. */
export const copyText = (document: GraphDocument, selection: Selection): string => JSON.stringify(part(document, selection), null, 1)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a clipboard's text; undefined if it is no network. */
export function readPart(text: string): GraphDocument | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(value) || value.format !== FORMAT || value.version !== VERSION || !isRecord(value.nodes) || !isRecord(value.edges)) return undefined
  for (const [id, node] of Object.entries(value.nodes)) if (!idFits(id) || !isRecord(node) || typeof node.type !== 'string') return undefined
  for (const [id, edge] of Object.entries(value.edges))
    if (!idFits(id) || !isRecord(edge) || typeof edge.from !== 'string' || typeof edge.to !== 'string') return undefined
  return value as unknown as GraphDocument
}

const placesOf = (source: GraphDocument): Record<string, { x: number; y: number }> => source.view?.nodes ?? {}

export type PastePlace = { readonly at: Position } | { readonly offset: Position }

export interface Pasted {
  readonly added: Selection
  /** By id of a node or an edge in what was pasted: what it is called here. */
  readonly names: ReadonlyMap<string, string>
  /** The same of groups. */
  readonly groups: ReadonlyMap<string, string>
}

/** Adds a copy of `source`, its upper left corner at `at` or moved by `offset`, under free names; answers what was added. */
export const paste = (draft: DocumentDraft, source: GraphDocument, place: PastePlace): Selection => pasteNamed(draft, source, place).added

/** The same, answering what everything is called now. */
export function pasteNamed(draft: DocumentDraft, source: GraphDocument, place: PastePlace): Pasted {
  const places = placesOf(source)
  const corner = [...Object.values(places), ...notesOf(source).values()].reduce(
    (a, p) => ({ x: Math.min(a.x, p.x), y: Math.min(a.y, p.y) }), { x: Infinity, y: Infinity },
  )
  const origin = Number.isFinite(corner.x) ? corner : { x: 0, y: 0 }
  const shift = 'offset' in place ? place.offset : { x: place.at.x - origin.x, y: place.at.y - origin.y }
  const names = new Map<string, string>()
  const nodes: string[] = []
  const edges: string[] = []
  draft.view ??= {}
  draft.view.nodes ??= {}
  for (const [id, spec] of Object.entries(source.nodes)) {
    const name = freeId(draft as GraphDocument, Object.hasOwn(draft.nodes, id) ? stemOf(id) : id)
    names.set(id, name)
    draft.nodes[name] = clone(spec)
    const old = places[id] ?? { x: origin.x + nodes.length * 40, y: origin.y + nodes.length * 40 }
    draft.view.nodes[name] = { ...clone(old), x: Math.round(old.x + shift.x), y: Math.round(old.y + shift.y) }
    nodes.push(name)
  }
  for (const [id, edge] of Object.entries(source.edges)) {
    const from = moveEnd(edge.from, names)
    const to = moveEnd(edge.to, names)
    if (from === undefined || to === undefined) continue
    const renamed = renamedEdge(id, edge, names)
    const name = freeId(draft as GraphDocument, renamed)
    names.set(id, name)
    draft.edges[name] = { ...clone(edge), from, to }
    if (isHidden(source, id)) setHidden(draft, name, true)
    const bends = bendsOf(source, id)
    if (bends.length > 0) setBends(draft, name, bends.map(({ x, y }) => ({ x: x + shift.x, y: y + shift.y })))
    edges.push(name)
  }
  for (const [name, tensor] of Object.entries(source.weights ?? {})) {
    const [owner, ...rest] = name.split('.')
    const renamed = names.get(owner!)
    if (renamed === undefined) continue
    draft.weights ??= {}
    draft.weights[[renamed, ...rest].join('.')] = clone(tensor)
  }
  const groups = pasteGroups(draft, source, names)
  const notes = pasteNotes(draft, source, shift, groups)
  return { added: { nodes, edges, ...(notes.length > 0 ? { notes } : {}) }, names, groups }
}

/** W_xh between x2 and h2 becomes W_x2h2. */
export function renamedEdge(id: string, edge: EdgeSpec, names: ReadonlyMap<string, string>): string {
  const from = splitEnd(edge.from).node
  const to = splitEnd(edge.to).node
  for (const between of ['', '_']) {
    if (id === `W_${from}${between}${to}`) return `W_${names.get(from) ?? from}${between}${names.get(to) ?? to}`
  }
  return stemOf(id) === '' ? id : stemOf(id)
}

/** A copy of the selection beside it; answers what was added. */
export const duplicate = (draft: DocumentDraft, document: GraphDocument, selection: Selection): Selection =>
  paste(draft, part(document, selection), { offset: { x: 32, y: 32 } })
