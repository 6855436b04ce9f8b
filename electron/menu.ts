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
  /** Accelerators by command, as the page sends them; null for none. */
  readonly keys: ReadonlyMap<string, string | null>
}

type Item = MenuItemConstructorOptions

const mac = process.platform === 'darwin'
const separator: Item = { type: 'separator' }

/**
 * Installs the native menu. It displays single keys, which the page handles. It displays those of edit commands without
 * registering them, except on macOS, because they must keep working inside text fields; on macOS, where only menu keys
 * work, the page passes them on to the field.
 */
export function installMenu(actions: MenuActions): void {
  const item = (key: MenuCommand, registerAccelerator = true): Item => {
    const accelerator = actions.keys.get(key) ?? ''
    const registered = registerAccelerator && /^(?:CmdOrCtrl|Control|Alt)\+|^(?:Shift\+)?F\d/.test(accelerator)
    return {
      id: key,
      label: text(`menu.${key}` as TextKey),
      click: () => actions.command(key),
      ...(accelerator === '' || (mac && !registered) ? {} : { accelerator, registerAccelerator: registered }),
    }
  }
  const edit = (key: MenuCommand): Item => item(key, mac)

  const recent = actions.recent()
  const recentItems: Item[] =
    recent.length === 0
      ? [{ label: text('menu.recent-none'), enabled: false }]
      : [
          ...recent.map((path): Item => ({ label: basename(path), sublabel: path, toolTip: path, click: () => actions.openRecent(path) })),
          separator,
          { label: text('menu.recent-clear'), click: () => actions.clearRecent() },
        ]

  const about = item('about')
  const template: Item[] = [
    ...(mac
      ? [
          {
            label: app.name,
            submenu: [
              about,
              separator,
              { role: 'services' },
              separator,
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              separator,
              { role: 'quit', label: text('menu.quit') },
            ],
          } satisfies Item,
        ]
      : []),
    {
      label: text('menu.file'),
      submenu: [
        item('new'),
        item('open'),
        { label: text('menu.recent'), submenu: recentItems },
        separator,
        item('save'),
        item('save-as'),
        item('save-bundle'),
        item('import'),
        item('export'),
        separator,
        item('next-tab', false),
        item('previous-tab', false),
        separator,
        item('close'),
        item('close-window'),
        ...(mac ? [] : [{ role: 'quit', label: text('menu.quit'), accelerator: 'Ctrl+Q' } satisfies Item]),
      ],
    },
    {
      label: text('menu.edit'),
      submenu: [
        edit('undo'),
        edit('redo'),
        separator,
        edit('cut'),
        edit('copy'),
        edit('paste'),
        edit('duplicate'),
        edit('delete'),
        separator,
        edit('select-all'),
        item('find'),
        separator,
        item('settings'),
      ],
    },
    {
      label: text('menu.view'),
      submenu: [
        item('fit'),
        item('zoom-in'),
        item('zoom-out'),
        item('zoom-reset'),
        separator,
        item('theme'),
        item('language'),
        separator,
        { role: 'togglefullscreen', label: text('menu.fullscreen') },
        ...(app.isPackaged
          ? []
          : [
              separator,
              ...(developmentServer() === null ? [] : [{ role: 'reload', label: text('menu.reload'), accelerator: 'CmdOrCtrl+R' } satisfies Item]),
              { role: 'toggleDevTools', label: text('menu.developer') } satisfies Item,
            ]),
      ],
    },
    { label: text('menu.run'), submenu: [item('toggle-play'), item('step'), separator, item('reset', false), separator, item('check-gradients')] },
    { role: 'help', label: text('menu.help'), submenu: [item('guide'), item('shortcuts'), ...(mac ? [] : [separator, about])] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
