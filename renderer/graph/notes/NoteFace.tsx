import './notes.css'
import { NodeResizer, type NodeProps } from '@xyflow/react'
import { memo, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { Markdown } from '../../controls/Markdown'
import { Part } from '../../controls/Part'
import { useTurn } from '../../controls/turns'
import { NOTE, placeNotes, setNote, type Note } from '../../document/notes'
import { documentStore, edit } from '../../editing/store'
import { useCanvas } from '../canvasStore'
import { toneOf } from '../groups/GroupFaces'
import { endWriting, WRITING } from './actions'
import { useLegible } from './legible'
import { elementsOf, useRoom } from './room'
import type { NoteNode } from '../../drawing/notes/items'

/** A note on the canvas: Markdown with LaTeX, edited in place. */
export const NoteFace = memo(function NoteFace({ id, data, selected }: NodeProps<NoteNode>) {
  const { note } = data
  const { t } = useTranslation()
  const writing = useCanvas((state) => state.renaming === id)
  const alone = useStore(documentStore, ({ selection: { nodes, edges, notes = [] } }) => nodes.length + edges.length + notes.length === 1)
  // Only a note selected alone gets handles and its full text: for hundreds of notes that would take seconds.
  const open = selected && alone
  const content = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    const element = content.current
    if (open && element) setScrolls(element.scrollHeight > element.clientHeight + 1)
  }, [open, note.text, note.width, note.height, writing])
  return (
    <div
      className={`note ${selected ? 'selected' : ''} ${writing ? 'writing' : ''}`}
      data-note={note.id}
      role="note"
      aria-label={t('notes.label')}
      style={{ '--tone': toneOf(note.colour) } as React.CSSProperties}
    >
      <NodeResizer
        isVisible={open && !writing}
        minWidth={NOTE.least.width}
        minHeight={NOTE.least.height}
        maxWidth={NOTE.most.width}
        maxHeight={NOTE.most.height}
        lineClassName="note-edge"
        handleClassName="note-corner"
      />
      {writing ? (
        <Writing item={id} note={note} />
      ) : (
        // A note with more text than fits scrolls with the wheel while it is selected.
        <div ref={content} className={`note-text ${open && scrolls ? 'nowheel' : ''}`}>
          {note.text === '' ? (
            <p className="note-empty">{t('notes.empty')}</p>
          ) : (
            <Part of={note.text}>
              <Read note={note} whole={open} place={content} />
            </Part>
          )}
        </div>
      )}
    </div>
  )
})

/** Estimated milliseconds to render a note. */
const COST = 1
/** Upper bound of the characters that fit in a note of this size. */
const roomOf = ({ width, height }: Note): number => Math.ceil(width / 4) * Math.ceil(height / 12)

/**
 * The rendered text of a note: only as much as fits, unless the note is selected and can be scrolled. Unformatted if it is
 * illegible anyway, or if the other notes use up the limit of elements.
 */
function Read({ note, whole, place }: { readonly note: Note; readonly whole: boolean; readonly place: RefObject<HTMLDivElement | null> }) {
  const legible = useLegible(place)
  const visible = note.text.slice(0, roomOf(note))
  const elements = useMemo(() => elementsOf(visible), [visible])
  const room = useRoom(legible ? elements : 0)
  return legible && (whole || room) ? <Formatted text={whole ? note.text : visible} /> : <p>{visible.slice(0, PLAIN)}</p>
}

/** Characters of a text that is not formatted. */
const PLAIN = 200

function Formatted({ text }: { readonly text: string }) {
  const turn = useTurn(COST)
  // Moving a note does not render its text again.
  const set = useMemo(() => <Markdown text={text} />, [text])
  return turn ? set : <p>{text.slice(0, PLAIN)}</p>
}

/** The text field of a note; one edit from focus to blur. */
function Writing({ item, note }: { readonly item: string; readonly note: Note }) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const element = field.current
    if (!element) return
    element.focus()
    element.setSelectionRange(element.value.length, element.value.length)
  }, [])
  // Grows the note with its text.
  useEffect(() => {
    const element = field.current
    if (!element || element.scrollHeight <= element.clientHeight + 1) return
    const height = Math.min(NOTE.most.height, Math.ceil((element.scrollHeight + 12) / 4) * 4)
    if (height > note.height) edit('notes.edit.text', (draft) => placeNotes(draft, { [note.id]: { ...note, height } }), { merge: WRITING })
  }, [note])
  return (
    <textarea
      ref={field}
      className="nodrag nopan nowheel"
      value={note.text}
      aria-label={t('notes.text')}
      aria-describedby={`${item}-help`}
      placeholder={t('notes.placeholder')}
      spellCheck={false}
      onChange={(event) => edit('notes.edit.text', (draft) => setNote(draft, note.id, 'text', event.target.value), { merge: WRITING })}
      onBlur={() => endWriting(item)}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
          event.preventDefault()
          endWriting(item)
        }
      }}
    />
  )
}
