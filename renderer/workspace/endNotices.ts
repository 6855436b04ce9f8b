import i18next from 'i18next'
import { limits } from '../../engine/document/limits'
import { compact } from '../languages/numbers'
import type { EngineState } from './openEngine'
import { useSettings } from './settings'
import { tabsStore, type Tab } from './tabs'
import { titleOf } from './titles'

/** Milliseconds from which a training or a sweep is long. */
const LONG = 30_000

/** Notifies the user that a long task has ended, if the settings say so. @param begun By `performance.now()`. */
export function notifyEnd(tab: Tab, begun: number, body: string): void {
  if (useSettings.getState().endNotices && performance.now() - begun >= LONG)
    window.unfold.notice({ title: titleOf(tab.documents.store.getState()), body: body.slice(0, limits.name) })
}

/** Watches the training runs of one document; a pause is not an end. */
function follow(tab: Tab): () => void {
  let begun: number | undefined
  return tab.engine.store.subscribe(({ state, runs }: EngineState, old: EngineState) => {
    const { status } = state
    if (status === old.state.status) return
    if (begun !== undefined && (status === 'done' || status === 'failed')) {
      const { loss } = runs.at(-1)?.reports.at(-1) ?? {}
      notifyEnd(tab, begun, status === 'failed' ? i18next.t('run.end.failed') : i18next.t('run.end.done', { loss: loss === undefined ? '–' : compact(loss) }))
    }
    begun = status === 'running' ? performance.now() : undefined
  })
}

/** Notifies the user when long training runs end, of all open documents. */
export function startEndNotices(): void {
  const known = new Map<Tab, () => void>()
  const look = (): void => {
    const { tabs } = tabsStore.getState()
    for (const [tab, leave] of known)
      if (!tabs.includes(tab)) {
        leave()
        known.delete(tab)
      }
    for (const tab of tabs) if (!known.has(tab)) known.set(tab, follow(tab))
  }
  tabsStore.subscribe(look)
  look()
}
