import { useStore } from 'zustand'
import { MenuAt } from '../controls/Menu'
import { useCommands } from '../keys/useCommands'
import { titleOf } from '../workspace/files'
import { tabsStore, type Tab } from '../workspace/tabs'

interface TabMenuProps {
  readonly tab: Tab
  readonly at: { readonly x: number; readonly y: number }
  readonly onClose: () => void
}

/** The context menu of a tab. */
export function TabMenu({ tab, at, onClose }: TabMenuProps) {
  const command = useCommands()
  const { shown } = tabsStore.getState()
  const running = useStore(tab.engine.store, ({ state }) => state.status === 'running')
  const item = (id: string, words = `tabs.menu.${id}`): ReturnType<typeof command> => {
    const { hint, ...entry } = command(id, { tab: tab.id }, words)
    // The shortcut acts on the tab on screen only.
    return { ...entry, hint: tab === shown ? hint : undefined }
  }
  return (
    <MenuAt
      label={titleOf(tab.documents.store.getState())}
      at={at}
      onClose={onClose}
      items={[item('toggle-play', running ? 'tabs.menu.pause' : 'tabs.menu.play'), 'line', item('close'), item('close-others'), item('close-right')]}
    />
  )
}
