import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { groupsOf } from '../document/groups'
import { notesOf } from '../document/notes'
import { labelOf, wiresOf } from '../document/selectors'
import { documentStore } from '../editing/store'
import { canvasActions } from '../graph'
import { languageOf, nodeText } from '../drawing/words'
import { SearchDialog, type SearchEntry } from './SearchDialog'
import { useSettings } from '../workspace/settings'

/** Switches to a view that shows the selection, if need be. */
const onCanvas = (show: () => void) => (): void => {
  if (useSettings.getState().view === 'equations' || useSettings.getState().view === 'unrolled') useSettings.setState({ view: 'network' })
  show()
}

/** Characters of a note from which its entry is made. */
const LOOKED = 1000

/** Searches nodes, groups, notes and wires, and goes there. */
export function FindNode() {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const entries = useMemo((): readonly SearchEntry[] => {
    const language = languageOf(i18n.language)
    const named = (label: string, id: string): string => (label === id ? id : `${label} (${id})`)
    const entry = (id: string, group: string, label: string, show: () => void): SearchEntry => ({
      id,
      group,
      label,
      hint: undefined,
      reason: undefined,
      run: onCanvas(show),
    })
    return [
      ...Object.entries(document.nodes).map(([id, { type }]) =>
        entry(`node ${id}`, nodeText(language, type)?.name ?? type, named(labelOf(document, id), id), () => canvasActions.goTo([id], [])),
      ),
      ...[...groupsOf(document).byId.values()].map(({ id, label, all }) => entry(`group ${id}`, t('find.group'), label, () => canvasActions.goTo(all, []))),
      ...wiresOf(document).map(({ id, from, to }) =>
        entry(`wire ${id}`, t('find.wire'), `${id}: ${labelOf(document, from.node)} → ${labelOf(document, to.node)}`, () => canvasActions.goTo([], [id])),
      ),
      ...[...notesOf(document).values()].map((note) =>
        entry(`note ${note.id}`, t('notes.label'), note.text.slice(0, LOOKED).replaceAll(/\s+/g, ' ').slice(0, 120) || t('notes.empty'), () =>
          canvasActions.goToNote(note.id),
        ),
      ),
    ]
  }, [document, t, i18n.language])
  return <SearchDialog label={t('shell.command.find')} placeholder={t('find.search')} entries={entries} />
}
