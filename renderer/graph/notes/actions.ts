import { addNote as addNoteTo, NOTE, notesOf, removeNotes, setNote } from '../../document/notes'
import { documentStore, edit, endGesture, select, undo } from '../../editing/store'
import type { GroupColour } from '../../../engine/document/types'
import { middle, onScreen, revealPlace, screenOf } from '../camera'
import { beginNaming, closeFloating, endNaming, useCanvas } from '../canvasStore'
import { noteItem, readItem } from '../../drawing/flowIds'
import type { Point } from '../../drawing/geometry'
import { frameUnder } from '../groups/joining'
import { freePlace } from '../../drawing/layout/free'

/** What is written into a note, from its first letter to the end, folds into one step; so does adding it. */
export const WRITING = 'note text'

const grid = (n: number): number => Math.round(n / 4) * 4

/** Adds a note with its middle at `at`, or where there is room below the middle of the screen, and begins to write. */
export function addNote(at?: Point): void {
  if (!screenOf()) return
  closeFloating()
  const centre = at ?? middle()
  const wanted = { x: grid(centre.x - NOTE.width / 2), y: grid(centre.y - NOTE.height / 2) }
  const { document } = documentStore.getState()
  const place = at ? wanted : freePlace(document, wanted, { width: NOTE.width, height: NOTE.height, above: 0, below: 0 }, [...notesOf(document).values()])
  endGesture()
  const { inside } = useCanvas.getState()
  const group = (at && frameUnder(onScreen(at), [])) ?? inside
  const id = edit('notes.edit.add', (draft) => addNoteTo(draft, place, group), { merge: WRITING })
  if (id === undefined) return
  revealPlace({ ...place, width: NOTE.width, height: NOTE.height })
  select({ nodes: [], edges: [], notes: [id] })
  beginNaming(noteItem(id))
}

/** Writes in the selected note. */
export function writeNote(id: string): void {
  endGesture()
  beginNaming(noteItem(id))
}

/** Ends writing; a note in which nothing was written is not kept. */
export function endWriting(item: string): void {
  // Ending removes the field, and its blur would end again.
  if (useCanvas.getState().renaming !== item) return
  endNaming()
  const { id } = readItem(item)
  const { document, past } = documentStore.getState()
  const note = notesOf(document).get(id)
  if (note?.text.trim() === '') {
    const last = past.at(-1)
    if (last?.merge === WRITING && last.label === 'notes.edit.add') undo()
    else edit('canvas.edit.remove', (draft) => removeNotes(draft, [id]))
  }
  endGesture()
  // Keys are the canvas's again.
  window.document.querySelector<HTMLElement>('.graph')?.focus()
}

export const setNoteColour = (ids: readonly string[], colour: GroupColour | undefined): void =>
  edit('groups.edit.colour', (draft) => {
    for (const id of ids) setNote(draft, id, 'color', colour)
  })
