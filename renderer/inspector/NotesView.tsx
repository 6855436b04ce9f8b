import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { groupColours, type GroupColour } from '../../engine/document/types'
import { NOTE, notesOf, placeNotes } from '../document/notes'
import { documentStore, edit } from '../editing/store'
import { setNoteColour } from '../graph/notes/actions'
import type { Field } from './field'
import { FieldRow } from './FieldRow'
import { Head } from './Head'

/** One or several notes: colour and size. */
export function NotesView({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const notes = ids.flatMap((id) => notesOf(document).get(id) ?? [])
  const side = (name: 'width' | 'height'): Field => ({
    name,
    label: t(`notes.${name}`),
    control: { is: 'number', bounds: { min: NOTE.least[name], max: NOTE.most[name], whole: true } },
    values: notes.map((note) => note[name]),
    standard: NOTE[name],
    set: (value) =>
      edit('canvas.edit.move', (draft) =>
        placeNotes(draft, Object.fromEntries(notes.map((note) => [note.id, { ...note, [name]: typeof value === 'number' ? value : NOTE[name] }]))),
      ),
  })
  const colour: Field = {
    name: 'colour',
    label: t('groups.colour'),
    help: t('notes.colour.help'),
    control: { is: 'choice', choices: ['none', ...groupColours].map((value) => ({ value, label: t(`groups.colour.${value as 'none' | GroupColour}`) })) },
    values: notes.map((note) => note.colour),
    standard: 'none',
    set: (value) =>
      setNoteColour(
        ids,
        groupColours.find((c) => c === value),
      ),
  }
  return (
    <>
      <Head title={ids.length === 1 ? t('notes.label') : t('notes.count', { count: ids.length })} kind="Markdown, LaTeX" />
      <div className="inspector-group">
        {[colour, side('width'), side('height')].map((field) => (
          <FieldRow key={`${ids.join(' ')} ${field.name}`} field={field} />
        ))}
      </div>
      <p className="inspector-note">{t('notes.help')}</p>
    </>
  )
}
