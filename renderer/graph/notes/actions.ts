import { addNote as addNoteTo, NOTE, notesOf, removeNotes, setNote } from '../../document/notes'
import { documentStore, edit, endGesture, select, undo } from '../../editing/store'
import type { GroupColour } from '../../../engine/document/types'
import { middle, onScreen, revealPlace, screenOf } from '../camera'
import { beginNaming, closeFloating, endNaming, useCanvas } from '../canvasStore'
import { noteItem, readItem } from '../../drawing/flowIds'
import type { Point } from '../../drawing/geometry'
import { frameUnder } from '../groups/joining'
import { freePlace } from '../../drawing/layout/free'

/** Merge key: adding a note and typing its text form one step of history. */
export const WRITING = 'note text'

const grid = (n: number): number => Math.round(n / 4) * 4

/** Adds a note centred at `at`, or in free space below the middle of the screen, and starts editing it. */
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

/** Starts editing a note. */
export function writeNote(id: string): void {
  endGesture()
  beginNaming(noteItem(id))
}

/** Ends editing; removes the note if it is empty. */
export function endWriting(item: string): void {
  // Removing the text field blurs it, which would end the editing again.
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
  // Return the focus to the canvas, so that its keys work.
  window.document.querySelector<HTMLElement>('.graph')?.focus()
}

export const setNoteColour = (ids: readonly string[], colour: GroupColour | undefined): void =>
  edit('groups.edit.colour', (draft) => {
    for (const id of ids) setNote(draft, id, 'color', colour)
  })
