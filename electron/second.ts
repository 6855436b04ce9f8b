import { app, type BrowserWindow, type WebContents, type WebPreferences } from 'electron'

/** Most second windows; a page that was taken over cannot fill the screen. */
const MOST = 8

const seconds = new WeakSet<WebContents>()

/** Whether this is the page of a second window. */
export const isSecond = (contents: WebContents): boolean => seconds.has(contents)

/** The restrictions of every page. */
export const guarded = (): WebPreferences => ({
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  spellcheck: false,
  devTools: !app.isPackaged,
  disableDialogs: true,
  // Only main's dialogs choose files, so that main knows what the user chose.
  disableBlinkFeatures: 'FileSystemAccessLocal',
  backgroundThrottling: false, // training continues behind other windows
})

/**
 * Lets the page of the main window open second windows, for plots: only at `address`, at most `MOST`, without a
 * bridge to this process. The main window fills them, and they close with it.
 */
export function allowSecond(main: BrowserWindow, address: string): void {
  const open = new Set<BrowserWindow>()
  const closeAll = (): void => open.forEach((window) => window.destroy())
  main.webContents.setWindowOpenHandler(({ url }) =>
    url === address && open.size < MOST
      ? {
          action: 'allow',
          overrideBrowserWindowOptions: { width: 720, height: 440, minWidth: 320, minHeight: 200, autoHideMenuBar: true, webPreferences: guarded() },
        }
      : { action: 'deny' },
  )
  main.webContents.on('did-create-window', (window) => {
    open.add(window)
    seconds.add(window.webContents)
    window.removeMenu()
    window.on('closed', () => open.delete(window))
  })
  // The page that filled them has crashed.
  main.webContents.on('render-process-gone', closeAll)
  main.webContents.on('did-navigate', closeAll)
  main.on('closed', closeAll)
}
