import type { DesktopApi, Saved } from '../../electron/contract'
import { reasonOf } from '../../engine/run/careful'
import { notify } from '../controls/notice'
import { askAboutChange, lookForChanges, reload } from './changed'
import { question } from './dialogStore'
import { titleOf } from './titles'
import type { Tab } from './tabs'

type Request = Parameters<DesktopApi['save']>[0]

/**
 * Writes a document's file. If that is impossible, shows why and offers alternatives: another place, overwriting
 * another program's content, or loading that content.
 * @returns where it was saved; `reloaded` if the document was replaced by its file's content; null if the user
 * cancelled.
 */
export async function writeFile(tab: Tab, request: Request): Promise<Saved | 'reloaded' | null> {
  let [ask, seen]: [boolean, string | null] = [request.ask, request.seen]
  for (;;) {
    const result = await window.unfold
      .save({ ...request, ask, seen })
      .catch((error: unknown) => ({ ok: false, reason: reasonOf(error), changed: undefined }) as const)
    if (result === null) return null
    if (result.ok) {
      void lookForChanges()
      if (result.copied !== undefined) notify('files.copied', { name: result.name, data: result.copied })
      if (result.missing !== undefined) notify('files.not-copied', { name: result.name, data: result.missing })
      return result
    }
    if (!result.changed) {
      const way = await question<'save-as' | 'cancel'>(
        (answer) => ({
          kind: 'failure',
          title: 'shell.failed.save',
          values: { name: titleOf(tab.documents.store.getState()) },
          reason: result.reason,
          saveAs: () => answer('save-as'),
        }),
        'cancel',
      )
      if (way === 'cancel') return null
      ask = true
      continue
    }
    const answer = await askAboutChange(tab, result.changed)
    if (answer.kind === 'cancel') return null
    if (answer.kind === 'reload') return (await reload(tab)) ? 'reloaded' : null
    if (answer.kind === 'overwrite') seen = answer.print
    else ask = true
  }
}
