import i18next from 'i18next'
import { languageOf, problemText } from '../../drawing/words'
import { show } from '../../workspace/dialogStore'
import { documentStore } from '../../editing/store'
import { shownEngine } from '../../workspace/engine'
import { placeOf } from '../../workspace/loading'
import { settingsOf } from './settings'

/** Lets the user choose a table with the rows of inputs that no output feeds, and reads it. */
export async function chooseRows(): Promise<void> {
  const engine = shownEngine()
  const settings = settingsOf(engine)
  const failed = (name: string, reason: string): void => show({ kind: 'failure', title: 'shell.failed.data', values: { name }, reason })
  const chosen = await window.unfold.chooseData({ from: placeOf(documentStore.getState().origin) })
  if (!chosen) return
  if (!chosen.ok) return failed('', chosen.reason)
  const { name } = chosen
  const result = await engine.stageData(name, new AbortController().signal, () => undefined)
  if (result.kind === 'failed') return failed(name, result.reason)
  if (result.kind !== 'read') return
  const { table, rows: count, errors } = result.message
  const [wrong] = errors
  if (wrong) {
    engine.dropData(table)
    return failed(name, problemText(languageOf(i18next.language), wrong))
  }
  dropRows()
  // From the end of the data, as far as the rows reach.
  settings.setState({ rows: { table, name, count }, from: Number.MAX_SAFE_INTEGER, steps: count })
}

/** Stops using the rows of another table. */
export function dropRows(): void {
  const engine = shownEngine()
  const settings = settingsOf(engine)
  const { rows } = settings.getState()
  if (rows) engine.dropData(rows.table)
  settings.setState({ rows: undefined })
}
