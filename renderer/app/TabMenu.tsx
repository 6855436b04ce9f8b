import { useTranslation } from 'react-i18next'
import { MenuAt } from '../controls/Menu'
import { closeTab, closeTabs, titleOf } from '../workspace/files'
import { keyHint } from '../keys/names'
import { playTab } from './playing'
import { tabsStore, type Tab } from '../workspace/tabs'

interface TabMenuProps {
  readonly tab: Tab
  readonly at: { readonly x: number; readonly y: number }
  readonly onClose: () => void
}

/** What can be done with a tab, on screen or not. */
export function TabMenu({ tab, at, onClose }: TabMenuProps) {
  const { t } = useTranslation()
  const { tabs, shown } = tabsStore.getState()
  const right = tabs.slice(tabs.indexOf(tab) + 1)
  const { status } = tab.engine.store.getState().state
  return (
    <MenuAt
      label={titleOf(tab.documents.store.getState())} at={at} onClose={onClose}
      items={[
        status === 'running'
          ? { id: 'pause', label: t('tabs.menu.pause'), run: tab.engine.pause }
          : { id: 'play', label: t('tabs.menu.play'), run: () => playTab(tab) },
        'line',
        {
          id: 'close', label: t('tabs.menu.close'), hint: tab === shown ? keyHint('close', (name) => t(`shell.key.${name}`)) : undefined,
          run: () => void closeTab(tab),
        },
        { id: 'close-others', label: t('tabs.menu.close-others'), run: () => void closeTabs(tabs.filter((other) => other !== tab)) },
        {
          id: 'close-right', label: t('tabs.menu.close-right'), reason: right.length > 0 ? undefined : t('tabs.none-right'),
          run: () => void closeTabs(right),
        },
      ]}
    />
  )
}
