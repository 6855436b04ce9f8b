import { describe, expect, it } from 'vitest'
import { limits } from '../../../engine/document/limits'
import { parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument, NoteSpec } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { copyText, duplicate, paste, readPart } from '../../../renderer/editing/clipboard'
import * as commands from '../../../renderer/editing/commands'
import { groupNodes } from '../../../renderer/document/groups'
import { addNote, NOTE, notesOf, placeNotes, setNote } from '../../../renderer/document/notes'
import { scopeOf } from '../../../renderer/drawing/groups/scope'
import { noteShows } from '../../../renderer/drawing/notes/items'
import { openStore } from '../editing/stores'

const drawn = (notes: Record<string, NoteSpec> = {}): GraphDocument => ({
  format: 'unfold-graph',
  version: 1,
  nodes: { a: { type: 'layer', size: 2 } },
  edges: {},
  view: { nodes: { a: { x: 0, y: 0 } }, notes },
})
const opened = (document = drawn()) => openStore(document)

describe('notes', () => {
  it('are added, written, moved, coloured and removed, and undo reverts each step', () => {
    const store = opened()
    const id = store.edit('n', (draft) => addNote(draft, { x: 10.4, y: -20.6 }))!
    store.edit('n', (draft) => setNote(draft, id, 'text', '# Elman\n$h(t-1)$'))
    store.edit('n', (draft) => placeNotes(draft, { [id]: { x: 4, y: 8, width: 300, height: 120 } }))
    store.edit('n', (draft) => setNote(draft, id, 'color', 'violet'))
    expect(notesOf(store.store.getState().document).get(id)).toEqual({
      id,
      x: 4,
      y: 8,
      width: 300,
      height: 120,
      text: '# Elman\n$h(t-1)$',
      colour: 'violet',
      group: undefined,
    })
    store.edit('n', (draft) => commands.removeSelection(draft, { nodes: [], edges: [], notes: [id] }))
    expect(notesOf(store.store.getState().document).size).toBe(0)
    for (let i = 0; i < 5; i++) store.undo()
    expect(store.store.getState().document).toEqual(drawn())
  })

  it('are copied with their text, tone and unknown keys, under free names, with nodes or alone', () => {
    const note: NoteSpec = { x: 0, y: -160, width: 280, height: 120, text: 'why', color: 'teal', mine: [1] }
    const store = opened(drawn({ note }))
    const alone = readPart(copyText(store.store.getState().document, { nodes: [], edges: [], notes: ['note'] }))!
    const pasted = store.edit('n', (draft) => paste(draft, alone, { at: { x: 100, y: 200 } }))
    expect(pasted).toEqual({ nodes: [], edges: [], notes: ['note2'] })
    expect(store.store.getState().document.view?.notes?.note2).toEqual({ ...note, x: 100, y: 200 })
    const both = store.edit('n', (draft) => duplicate(draft, store.store.getState().document, { nodes: ['a'], edges: [], notes: ['note2'] }))
    expect(both).toEqual({ nodes: ['a2'], edges: [], notes: ['note3'] })
    expect(store.store.getState().document.view?.notes?.note3).toEqual({ ...note, x: 132, y: 232 })
  })

  it('stay selected as long as they exist', () => {
    const store = opened(drawn({ note: { x: 0, y: 0, text: 'a' } }))
    store.select({ nodes: ['a'], edges: [], notes: ['note', 'gone'] })
    expect(store.store.getState().selection).toEqual({ nodes: ['a'], edges: [], notes: ['note'] })
    store.edit('n', (draft) => commands.removeSelection(draft, { nodes: [], edges: [], notes: ['note'] }))
    expect(store.store.getState().selection).toEqual({ nodes: ['a'], edges: [] })
  })

  it('are hidden in a collapsed group, and outside the entered one', () => {
    const store = opened()
    const group = store.edit('n', (draft) => groupNodes(draft, ['a'], { collapsed: true }))
    store.edit('n', (draft) => [addNote(draft, { x: 0, y: 0 }, group), addNote(draft, { x: 0, y: 0 }), addNote(draft, { x: 0, y: 0 }, 'gone')])
    const { document } = store.store.getState()
    const shown = (inside: string | undefined): string[] =>
      [...notesOf(document).values()].filter((note) => noteShows(scopeOf(document, inside), note)).map(({ id }) => id)
    expect(shown(undefined)).toEqual(['note2', 'note3'])
    expect(shown(group)).toEqual(['note'])
  })

  it('survive a round trip to the byte, also unknown keys and notes without a position; drawn ones are within bounds', () => {
    const notes: Record<string, NoteSpec> = { n: { x: 1, y: 2, width: 5, height: 1e9, text: 'a', angle: 3 }, later: { text: 'no place' } }
    const text = serializeDocument(drawn(notes))
    const { document, errors } = parseDocument(text, registry)
    expect(errors).toEqual([])
    expect(serializeDocument(document!)).toBe(text)
    expect([...notesOf(document!).values()]).toEqual([expect.objectContaining({ id: 'n', width: NOTE.least.width, height: NOTE.most.height })])
  })

  it.each<[string, Record<string, unknown>, string, string]>([
    ['a text that is too long', { n: { x: 0, y: 0, text: 'a'.repeat(limits.noteText + 1) } }, 'limit-exceeded', '/view/notes/n/text'],
    ['too many notes', Object.fromEntries(Array.from({ length: limits.notes + 1 }, (_, i) => [`n${i}`, {}])), 'limit-exceeded', '/view/notes'],
    ['a text that is none', { n: { text: 3 } }, 'document-invalid', '/view/notes/n/text'],
    ['a colour that is none', { n: { color: 'url(x)' } }, 'document-invalid', '/view/notes/n/color'],
  ])('are refused with %s', (_, notes, code, path) => {
    const { errors } = parseDocument(JSON.stringify({ ...drawn(), view: { notes } }), registry)
    expect(errors.map((e) => ({ code: e.code, path: e.path }))).toEqual([{ code, path }])
  })

  it('are limited in number, added by hand or pasted', () => {
    const full = Object.fromEntries(Array.from({ length: limits.notes - 1 }, (_, i) => [`n${i}`, { x: 0, y: 0, text: '' }]))
    const store = opened(drawn(full))
    const source = drawn({ p: { x: 0, y: 0, text: 'p' }, q: { x: 0, y: 0, text: 'q' } })
    expect(store.edit('n', (draft) => paste(draft, { ...source, nodes: {} }, { at: { x: 0, y: 0 } }))).toBeUndefined()
    expect(store.store.getState().refused?.code).toBe('limit-exceeded')
    expect(store.edit('n', (draft) => addNote(draft, { x: 0, y: 0 }))).toBe('note')
    expect(store.edit('n', (draft) => addNote(draft, { x: 0, y: 0 }))).toBeUndefined()
  })
})
