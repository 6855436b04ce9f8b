import { notify } from '../controls/notice'
import { showPanel } from '../panels'
import { useAlone } from './alone'
import { setShown } from '../workspace/settings'
import { isOpen, showTab, shownTab, type Tab } from '../workspace/tabs'

const statusOf = ({ engine }: Tab): string => engine.store.getState().state.status

/**
 * Runs `act` if the document can learn; otherwise shows why not, and from then on shows problems of unfinished work.
 */
async function ifRunnable(tab: Tab, act: () => void): Promise<void> {
  if (statusOf(tab) !== 'empty' && statusOf(tab) !== 'blocked') return act()
  // An engine that ended too often starts again when the user asks for it, also after its notice was closed.
  if (tab.engine.store.getState().compiled?.errors.some(({ key }) => key === 'engine-ended-again')) tab.engine.startAgain()
  // The data may still be loading, and an edit that fixes the problem may not have reached the engine.
  const late = await tab.engine.caughtUp()
  if (!isOpen(tab)) return
  const { compiled } = tab.engine.store.getState()
  const drawn = Object.keys(tab.documents.store.getState().document.nodes).length > 0
  if (drawn && !late && compiled?.errors.length === 0) return act()
  showTab(tab)
  if (!drawn) return notify('shell.refused.empty')
  if (!compiled || compiled.errors.length === 0) return notify('shell.refused.late')
  tab.documents.ask()
  useAlone.setState({ alone: false })
  setShown('bottom', true)
  showPanel('problems')
  notify('shell.refused.blocked')
}

export function playOrPause(tab: Tab): void {
  if (statusOf(tab) === 'running') tab.engine.pause()
  else void ifRunnable(tab, tab.engine.play)
}

export const stepOnce = (): void => void ifRunnable(shownTab(), shownTab().engine.step)
