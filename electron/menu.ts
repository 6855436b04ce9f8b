import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import { basename } from 'node:path'
import type { MenuCommand } from './contract'
import { text, type TextKey } from './language'
import { developmentServer } from './policy'

export interface MenuActions {
  command(command: MenuCommand): void
  openRecent(path: string): void
  clearRecent(): void
  recent(): readonly string[]
  /** Accelerators that a person has chosen, by command; null for none. */
  readonly keys: ReadonlyMap<string, string | null>
}

type Item = MenuItemConstructorOptions

const mac = process.platform === 'darwin'
const separator: Item = { type: 'separator' }

/**
 * The native menu. Single keys belong to the renderer; of the edit commands only the menu entries live here, since
 * their keys must keep working inside text fields (macOS knows menu keys alone, and there the renderer passes them on).
 */
export function installMenu(actions: MenuActions): void {
  const acceleratorOf = (key: MenuCommand, standard: string | undefined): Item => {
    const accelerator = actions.keys.get(key) === undefined ? standard : (actions.keys.get(key) ?? undefined)
    return accelerator === undefined ? {} : { accelerator }
  }
  const item = (key: MenuCommand, standard?: string, more: Item = {}): Item => ({
    id: key, label: text(`menu.${key}` as TextKey), ...acceleratorOf(key, standard), click: () => actions.command(key), ...more,
  })
  const edit = (key: MenuCommand, accelerator: string) => item(key, accelerator, { registerAccelerator: mac })

  const recent = actions.recent()
  const recentItems: Item[] = recent.length === 0
    ? [{ label: text('menu.recent-none'), enabled: false }]
    : [
        ...recent.map((path): Item => ({ label: basename(path), sublabel: path, toolTip: path, click: () => actions.openRecent(path) })),
        separator,
        { label: text('menu.recent-clear'), click: () => actions.clearRecent() },
      ]

  const about = item('about')
  const template: Item[] = [
    ...(mac ? [{ label: app.name, submenu: [about, separator, { role: 'services' }, separator, { role: 'hide' }, { role: 'hideOthers' }, { role: 'unhide' }, separator, { role: 'quit', label: text('menu.quit') }] } satisfies Item] : []),
    { label: text('menu.file'), submenu: [
      item('new', 'CmdOrCtrl+N'), item('open', 'CmdOrCtrl+O'), { label: text('menu.recent'), submenu: recentItems }, separator,
      item('save', 'CmdOrCtrl+S'), item('save-as', 'CmdOrCtrl+Shift+S'), item('export', 'CmdOrCtrl+E'), separator,
      item('next-tab', 'Control+Tab', { registerAccelerator: false }), item('previous-tab', 'Control+Shift+Tab', { registerAccelerator: false }), separator,
      item('close', 'CmdOrCtrl+W'), item('close-window', 'CmdOrCtrl+Shift+W'), ...(mac ? [] : [{ role: 'quit', label: text('menu.quit'), accelerator: 'Ctrl+Q' } satisfies Item]),
    ] },
    { label: text('menu.edit'), submenu: [
      edit('undo', 'CmdOrCtrl+Z'), edit('redo', 'CmdOrCtrl+Shift+Z'), separator,
      edit('cut', 'CmdOrCtrl+X'), edit('copy', 'CmdOrCtrl+C'), edit('paste', 'CmdOrCtrl+V'), edit('duplicate', 'CmdOrCtrl+D'),
      mac ? item('delete') : edit('delete', 'Delete'), separator, edit('select-all', 'CmdOrCtrl+A'), item('find', 'CmdOrCtrl+F'), separator, item('settings', 'CmdOrCtrl+,'),
    ] },
    { label: text('menu.view'), submenu: [
      item('fit'), item('zoom-in', 'CmdOrCtrl+Plus'), item('zoom-out', 'CmdOrCtrl+-'), item('zoom-reset'), separator,
      item('theme'), item('language'), separator,
      { role: 'togglefullscreen', label: text('menu.fullscreen') },
      ...(app.isPackaged ? [] : [separator, ...(developmentServer() === null ? [] : [{ role: 'reload', label: text('menu.reload'), accelerator: 'CmdOrCtrl+R' } satisfies Item]), { role: 'toggleDevTools', label: text('menu.developer') } satisfies Item]),
    ] },
    { label: text('menu.run'), submenu: [item('toggle-play', 'CmdOrCtrl+Enter'), item('step'), separator, item('reset'), separator, item('check-gradients')] },
    { role: 'help', label: text('menu.help'), submenu: [item('guide', 'Shift+F1'), item('shortcuts'), ...(mac ? [] : [separator, about])] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
