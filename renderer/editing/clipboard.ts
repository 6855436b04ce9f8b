import { nodeOf, ownerOf } from '../../engine/document/ends'
import { finish, type Resumable } from '../../engine/base/resumable'
import { current, isDraft, type Draft } from 'immer'
import { parsing } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import { FORMAT, VERSION, type EdgeSpec, type GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { groupsAmong, pasteGroups } from '../document/groups'
import { freeId, stemOf } from '../document/ids'
import { notesAmong, notesOf, pasteNotes } from '../document/notes'
import { moveEnd } from '../document/ports'
import type { DocumentDraft, Point, Selection } from '../document/types'
import { bendsOf, isHidden, setBends, setHidden } from '../document/wires'

const clone = <T>(value: T): T => structuredClone(isDraft(value) ? (current(value as Draft<T>) as T) : value)

/** The selected part as a document of its own, with the edges between the selected nodes. */
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
  for (const [id, edge] of Object.entries(document.edges)) if (inside.has(nodeOf(edge.from)) && inside.has(nodeOf(edge.to))) edges[id] = clone(edge)
  const weights: NonNullable<GraphDocument['weights']> = {}
  for (const [name, tensor] of Object.entries(document.weights ?? {})) {
    const owner = ownerOf(name)
    if (Object.hasOwn(nodes, owner) || Object.hasOwn(edges, owner)) weights[name] = clone(tensor)
  }
  const looks = Object.fromEntries(
    Object.entries(document.view?.edges ?? {})
      .filter(([id]) => Object.hasOwn(edges, id))
      .map(([id, view]) => [id, clone(view)]),
  )
  const groups = groupsAmong(document, selection.nodes)
  const notes = notesAmong(document, selection.notes ?? [])
  return {
    format: FORMAT,
    version: VERSION,
    nodes,
    edges,
    ...(Object.keys(weights).length > 0 ? { weights } : {}),
    view: { nodes: places, ...(Object.keys(looks).length > 0 ? { edges: looks } : {}), ...(groups ? { groups } : {}), ...(notes ? { notes } : {}) },
  }
}

/** The clipboard text of a selection: a complete document. */
export const copyText = (document: GraphDocument, selection: Selection): string => serializeDocument(part(document, selection))

/** As `copyText`, without weights, short enough for an e-mail. */
export function copyDrawing(document: GraphDocument, selection: Selection): string {
  const { weights: _weights, ...drawn } = part(document, selection)
  return serializeDocument(drawn)
}

/**
 * Extracts the JSON between the first brace and its counterpart from text that passed through an e-mail: quoted with
 * `>`, with broken lines, curly quotation marks, and text before and after.
 */
function withoutMail(text: string): string {
  const plain = text
    .replace(/^[ \t]*(?:[>|][ \t]?)+/gm, '')
    .replace(/[\r\n]+/g, ' ')
    .replaceAll('\u00a0', ' ')
  const named = plain.search(/[{]\s*["\u201c\u201d]format["\u201c\u201d]/)
  const from = named < 0 ? plain.indexOf('{') : named
  let depth = 0
  let quoted = false
  for (let i = from; i >= 0 && i < plain.length; i++) {
    const sign = plain[i]!
    if (quoted) {
      if (sign === '\\') i++
      else if (/["\u201c\u201d]/.test(sign)) quoted = false
    } else if (/["\u201c\u201d]/.test(sign)) quoted = true
    else if (sign === '{') depth++
    else if (sign === '}' && --depth === 0) return plain.slice(from, i + 1)
  }
  return plain
}

/** Longer texts are tried unchanged only. */
const LETTER = 4_000_000

/** Parses clipboard text, also from an e-mail; undefined if it is not a network. */
export const readPart = (text: string): GraphDocument | undefined => finish(readingPart(text))

/** Whether text may be a network, so that it is worth parsing. */
export const mayBePart = (text: string): boolean => text.includes(FORMAT)

/** As `readPart`, as resumable work. */
export function* readingPart(text: string): Resumable<GraphDocument | undefined> {
  // Called with every text that is copied anywhere, so check cheaply first.
  if (!mayBePart(text)) return undefined
  const letter = text.length > LETTER ? [] : [withoutMail(text), withoutMail(text).replace(/[\u201c\u201d]/g, '"')]
  for (const words of [text, ...letter]) {
    const { document } = yield* parsing(words, registry)
    if (document) return document
  }
  return undefined
}

const placesOf = (source: GraphDocument): Record<string, { x: number; y: number }> => source.view?.nodes ?? {}

export type PastePlace = { readonly at: Point } | { readonly offset: Point }

export interface Pasted {
  readonly added: Selection
  /** New ids of the pasted nodes and edges, by their ids in the source. */
  readonly names: ReadonlyMap<string, string>
  /** New ids of the pasted groups. */
  readonly groups: ReadonlyMap<string, string>
}

/**
 * Adds a copy of `source` with its top left corner at `at`, or moved by `offset`, under free ids; returns what was
 * added.
 */
export const paste = (draft: DocumentDraft, source: GraphDocument, place: PastePlace): Selection => pasteNamed(draft, source, place).added

/** As `paste`; also returns the new ids. */
export function pasteNamed(draft: DocumentDraft, source: GraphDocument, place: PastePlace): Pasted {
  const places = placesOf(source)
  const corner = [...Object.values(places), ...notesOf(source).values()].reduce((a, p) => ({ x: Math.min(a.x, p.x), y: Math.min(a.y, p.y) }), {
    x: Infinity,
    y: Infinity,
  })
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
    if (bends.length > 0)
      setBends(
        draft,
        name,
        bends.map(({ x, y }) => ({ x: x + shift.x, y: y + shift.y })),
      )
    edges.push(name)
  }
  for (const [name, tensor] of Object.entries(source.weights ?? {})) {
    const renamed = moveEnd(name, names)
    if (renamed === undefined) continue
    draft.weights ??= {}
    draft.weights[renamed] = clone(tensor)
  }
  // If the owner is copied too, the copy shares with the owner's copy, otherwise with the owner; if there is none, with nothing.
  for (const [specs, ids] of [
    [draft.nodes, nodes],
    [draft.edges, edges],
  ] as const)
    for (const id of ids) {
      const spec = specs[id] as { shares?: unknown; transpose?: unknown }
      if (typeof spec.shares !== 'string') continue
      const copied = names.get(spec.shares)
      if (copied !== undefined) spec.shares = copied
      else if (!Object.hasOwn(specs, spec.shares)) {
        delete spec.shares
        delete spec.transpose
      }
    }
  const groups = pasteGroups(draft, source, names)
  const notes = pasteNotes(draft, source, shift, groups)
  return { added: { nodes, edges, ...(notes.length > 0 ? { notes } : {}) }, names, groups }
}

/** The id of a copied edge: W_xh between x2 and h2 becomes W_x2h2. */
export function renamedEdge(id: string, edge: EdgeSpec, names: ReadonlyMap<string, string>): string {
  const from = nodeOf(edge.from)
  const to = nodeOf(edge.to)
  for (const between of ['', '_']) {
    if (id === `W_${from}${between}${to}`) return `W_${names.get(from) ?? from}${between}${names.get(to) ?? to}`
  }
  return stemOf(id) === '' ? id : stemOf(id)
}

/** Adds a copy of the selection, moved by `offset`; returns what was added. */
export const duplicate = (draft: DocumentDraft, document: GraphDocument, selection: Selection, offset: Point = { x: 32, y: 32 }): Selection =>
  paste(draft, part(document, selection), { offset })
