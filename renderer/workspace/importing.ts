import i18next from 'i18next'
import { reasonOf } from '../../engine/run/careful'
import { notify } from '../controls/notice'
import { arranged } from '../drawing/layout/arrange'
import { answered } from '../worker/failure'
import { compact, grouped, short } from '../languages/numbers'
import { show } from './dialogStore'
import { shownTab, openTab } from './tabs'
import { EXTENSION } from './titles'

/** Lets the user choose a model of another program, and opens it as a new document, laid out and unsaved. */
export async function importFromDialog(): Promise<void> {
  const fail = (name: string, reason: string): void => show({ kind: 'failure', title: 'import.failed', values: { name }, reason })
  const result = await window.unfold.importFile()
  if (result === null) return
  if (!result.ok) return fail('', result.reason)
  const name = result.name.replace(/\.[^.]*$/, '')
  const { imported, problem } = await answered(shownTab().engine.ask({ kind: 'import', name, bytes: result.bytes })).catch((error: unknown) => {
    fail(result.name, reasonOf(error))
    return { imported: undefined, problem: undefined }
  })
  if (problem) show({ kind: 'problems', name: result.name, problems: [problem] })
  if (!imported) return
  const { document, parity } = imported
  openTab(arranged(document), { path: null, name: name + EXTENSION }, { edited: true })
  notify('import.done', {
    name: result.name,
    sequences: grouped(parity.sequences, i18next.language),
    distance: compact(parity.distance, 3),
    largest: short(parity.largest, 2),
  })
}
