import { isDraft } from 'immer'
import { limits } from '../../engine/document/limits'
import { groupColours, type GraphDocument, type GroupColour, type NoteSpec } from '../../engine/document/types'
import { chainOf, groupsOf } from './groups'
import { freeName } from './ids'
import type { DocumentDraft } from './types'

/** A note of the document's view, with its size clamped. */
export interface Note {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly text: string
  readonly colour: GroupColour | undefined
  /** The group to which the note belongs. */
  readonly group: string | undefined
}

/** Default, smallest and largest size of a note, in units of the drawing. */
export const NOTE = { width: 280, height: 96, least: { width: 120, height: 48 }, most: { width: 1600, height: 1600 } } as const

const within = (value: unknown, otherwise: number, least: number, most: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise

const none: ReadonlyMap<string, Note> = new Map()
const known = new WeakMap<object, ReadonlyMap<string, Note>>()

/**
 * The notes of a document by id, without those that have no valid position; returns the same object until one changes.
 */
export function notesOf(document: GraphDocument): ReadonlyMap<string, Note> {
  const specs = document.view?.notes
  if (typeof specs !== 'object') return none
  // A draft may change without becoming another object, so it is never cached.
  if (isDraft(specs)) return read(specs)
  let notes = known.get(specs)
  if (!notes) known.set(specs, (notes = read(specs)))
  return notes
}

function read(specs: Readonly<Record<string, NoteSpec>>): ReadonlyMap<string, Note> {
  const notes = new Map<string, Note>()
  for (const [id, spec] of Object.entries(specs).slice(0, limits.notes)) {
    // Pasted documents are not validated.
    if (typeof spec !== 'object' || typeof spec.x !== 'number' || typeof spec.y !== 'number') continue
    notes.set(id, {
      id,
      x: spec.x,
      y: spec.y,
      width: within(spec.width, NOTE.width, NOTE.least.width, NOTE.most.width),
      height: within(spec.height, NOTE.height, NOTE.least.height, NOTE.most.height),
      text: typeof spec.text === 'string' ? spec.text.slice(0, limits.noteText) : '',
      colour: groupColours.find((c) => c === spec.color),
      group: typeof spec.group === 'string' ? spec.group : undefined,
    })
  }
  return notes
}

/** The notes in a group and its subgroups. */
export function notesWithin(document: GraphDocument, group: string): readonly Note[] {
  const groups = groupsOf(document)
  return [...notesOf(document).values()].filter((note) => note.group !== undefined && chainOf(groups, note.group).includes(group))
}

const specsOf = (draft: DocumentDraft): Record<string, NoteSpec> => {
  draft.view ??= {}
  return (draft.view.notes ??= {})
}

/** Adds an empty note; returns its id. */
export function addNote(draft: DocumentDraft, at: { readonly x: number; readonly y: number }, group?: string): string {
  const specs = specsOf(draft)
  const id = freeName('note', (name) => Object.hasOwn(specs, name))
  specs[id] = { x: Math.round(at.x), y: Math.round(at.y), width: NOTE.width, height: NOTE.height, text: '', ...(group !== undefined ? { group } : {}) }
  return id
}

/** Sets a property of a note; undefined deletes it. */
export function setNote<K extends 'text' | 'color' | 'group'>(draft: DocumentDraft, id: string, key: K, value: NoteSpec[K] | undefined): void {
  const spec: NoteSpec | undefined = draft.view?.notes?.[id]
  if (!spec) return
  if (value === undefined) delete spec[key]
  else spec[key] = value
}

export interface NotePlace {
  readonly x: number
  readonly y: number
  readonly width?: number
  readonly height?: number
}

/** Moves notes, and resizes them where a size is given. */
export function placeNotes(draft: DocumentDraft, places: Readonly<Record<string, NotePlace>>): void {
  for (const [id, { x, y, width, height }] of Object.entries(places)) {
    const spec = draft.view?.notes?.[id]
    if (!spec) continue
    Object.assign(spec, { x: Math.round(x), y: Math.round(y) })
    if (width !== undefined && height !== undefined) Object.assign(spec, { width: Math.round(width), height: Math.round(height) })
  }
}

export function removeNotes(draft: DocumentDraft, ids: readonly string[]): void {
  for (const id of ids) delete draft.view?.notes?.[id]
}

/** These notes, as entries for a document of their own. */
export function notesAmong(document: GraphDocument, ids: readonly string[]): Record<string, NoteSpec> | undefined {
  const found = ids.filter((id) => Object.hasOwn(document.view?.notes ?? {}, id))
  if (found.length === 0) return undefined
  return Object.fromEntries(found.map((id) => [id, structuredClone(document.view!.notes![id]!)]))
}

/**
 * Adds the notes of a pasted part under free ids, moved by `shift`; returns those ids. `groups` maps the part's group
 * ids to those in this document.
 */
export function pasteNotes(
  draft: DocumentDraft,
  source: GraphDocument,
  shift: { readonly x: number; readonly y: number },
  groups: ReadonlyMap<string, string>,
): readonly string[] {
  const notes = [...notesOf(source).values()]
  if (notes.length === 0) return []
  const specs = specsOf(draft)
  return notes.map(({ id, x, y, text, colour, group, width, height }) => {
    const name = freeName(id.replace(/_?\d+$/, '') || 'note', (taken) => Object.hasOwn(specs, taken))
    const { color: _color, group: _group, ...rest } = structuredClone(source.view!.notes![id]!)
    const here = group === undefined ? undefined : groups.get(group)
    specs[name] = {
      ...rest,
      x: Math.round(x + shift.x),
      y: Math.round(y + shift.y),
      width,
      height,
      text,
      ...(colour !== undefined ? { color: colour } : {}),
      ...(here !== undefined ? { group: here } : {}),
    }
    return name
  })
}
