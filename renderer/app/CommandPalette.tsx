import i18next from 'i18next'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { registry } from '../../nodes'
import { canvasActions } from '../graph'
import { languageOf, nodeText, problemText } from '../drawing/words'
import { addForColumn } from '../panels/data/addForColumn'
import { allCommands } from '../keys/commands'
import { show } from '../workspace/dialogStore'
import { engineStore } from '../workspace/engine'
import { useCommands } from '../keys/useCommands'
import { galleryEntries, nodeEntries, settingEntries } from './paletteEntries'
import { answered, failureIn } from '../worker/failure'
import { SearchDialog, type SearchEntry } from './SearchDialog'
import { shownTab } from '../workspace/tabs'

/** Number of data columns to offer. */
const COLUMNS = 200

/** Adds an input or output for a column to the document on screen; asks the engine for the kind of the column. */
async function addColumn(type: 'input' | 'output', name: string): Promise<void> {
  const { engine, documents } = shownTab()
  try {
    const { columns } = await answered(engine.ask({ kind: 'preview', first: 0, rows: 0, course: null }))
    addForColumn(type, columns.find((column) => column.name === name) ?? { name, kind: 'number' }, documents)
  } catch (error) {
    show({ kind: 'failure', title: 'engine.failed.column', values: { name }, reason: problemText(languageOf(i18next.language), failureIn(error)) })
  }
}

/** Searches commands, nodes, settings and the gallery. */
export function CommandPalette() {
  const { t, i18n } = useTranslation()
  const [gallery, setGallery] = useState<readonly SearchEntry[]>([])
  useEffect(() => {
    let there = true
    void galleryEntries(t, languageOf(i18n.language)).then((found) => {
      if (there) setGallery(found)
    })
    return () => {
      there = false
    }
  }, [t, i18n.language])
  const item = useCommands()
  const language = languageOf(i18n.language)
  const entries: readonly SearchEntry[] = [
    ...allCommands()
      .filter(({ id, run, pointed }) => run && !pointed && id !== 'commands')
      .map(({ id, group }): SearchEntry => ({ ...item(id), group: t(`shell.group.${group}`) })),
    ...registry.types.map(
      ({ type }): SearchEntry => ({
        id: `add ${type}`,
        group: t('shell.group.draw'),
        label: t('shell.add', { what: nodeText(language, type)?.name ?? type }),
        hint: undefined,
        reason: undefined,
        run: () => void canvasActions.add(type),
      }),
    ),
    ...(engineStore.getState().compiled?.columns ?? [])
      .slice(0, COLUMNS)
      .flatMap((column) =>
        (['input', 'output'] as const).map(
          (type): SearchEntry => ({
            id: `add ${type} ${column}`,
            group: t('shell.group.draw'),
            label: t('shell.add-column', { what: nodeText(language, type)?.name ?? type, column }),
            hint: undefined,
            reason: undefined,
            run: () => void addColumn(type, column),
          }),
        ),
      ),
    ...nodeEntries(language),
    ...settingEntries(t),
    ...gallery,
  ]
  return <SearchDialog label={t('shell.command.commands')} placeholder={t('shell.commands.search')} entries={entries} />
}
