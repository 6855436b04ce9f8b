import { BrowserWindow, dialog, nativeTheme, screen, type Rectangle } from 'electron'
import { join } from 'node:path'
import { all, choice, flag, nullable, type Filled } from '../engine/contract/schema'
import { recovered } from '../engine/document/accept'
import { EVENT } from './channels'
import type { MenuCommand, Theme } from './contract'
import { text } from './language'
import { developmentServer, plotPage } from './policy'
import { START } from './address'
import { allowSecond, guarded } from './second'
import { Store } from './store'

const side = { is: 'number', whole: true } as const
const stateSchema = all({
  bounds: nullable(all({ x: side, y: side, width: side, height: side }), { default: null }),
  maximized: flag({ default: false }),
  theme: choice(['system', 'light', 'dark'], { default: 'system' }),
})

const DEFAULT = { width: 1440, height: 900 }
const MINIMUM = { width: 900, height: 600 }
/** Milliseconds that the renderer has to close, or to report why it does not, before the user is asked. */
const CLOSING_PATIENCE = 15_000
/** Background of each theme until the renderer has painted, as in renderer/controls/theme/tokens.css. */
const BACKGROUND = { light: '#eef0f2', dark: '#0f1113' }

/** Returns whether enough of a window's title bar lies on a connected screen. */
const reachable = (bounds: Rectangle): boolean =>
  screen
    .getAllDisplays()
    .some(
      ({ workArea }) =>
        bounds.y >= workArea.y - 8
        && bounds.y < workArea.y + workArea.height - 32
        && bounds.x + bounds.width > workArea.x + 64
        && bounds.x < workArea.x + workArea.width - 64,
    )

/** The main window: its bounds, its document's state, and the question before it closes. */
export class MainWindow {
  readonly window: BrowserWindow
  private readonly state: Store<Filled<typeof stateSchema>>
  /** Whether the renderer is ready to handle unsaved work before the window closes. */
  private rendererReady = false
  private mayClose = false
  private responsive = true
  private closingTimer: ReturnType<typeof setTimeout> | undefined
  /** Number of open dialogs. */
  private openDialogs = 0

  constructor(stateFile: string) {
    this.state = new Store(stateFile, (raw) => recovered(stateSchema, raw))
    const { bounds, maximized, theme } = this.state.get()
    nativeTheme.themeSource = theme
    this.window = new BrowserWindow({
      ...DEFAULT,
      ...(bounds && reachable(bounds) ? bounds : {}),
      minWidth: MINIMUM.width,
      minHeight: MINIMUM.height,
      show: false,
      title: 'Unfold',
      backgroundColor: this.background(),
      webPreferences: { ...guarded(), preload: join(import.meta.dirname, '..', 'preload', 'index.cjs') },
    })
    allowSecond(this.window, plotPage())
    if (maximized) this.window.maximize()
    this.window.once('ready-to-show', () => this.window.show())
    this.window.on('page-title-updated', (event) => event.preventDefault())
    for (const event of ['resized', 'moved', 'maximize', 'unmaximize', 'close'] as const) this.window.on(event as 'close', () => this.remember())
    this.window.on('close', (event) => this.onClose(event))
    this.window.on('unresponsive', () => {
      this.responsive = false
    })
    this.window.on('responsive', () => {
      this.responsive = true
    })
    this.window.webContents.on('render-process-gone', (_event, { reason }) => void this.onGone(reason))
    nativeTheme.on('updated', () => {
      if (!this.window.isDestroyed()) this.window.setBackgroundColor(this.background())
    })
  }

  load(): Promise<void> {
    return this.window.loadURL(developmentServer() ?? START)
  }

  send(command: MenuCommand): void {
    this.window.webContents.send(EVENT.menu, command)
  }

  focus(): void {
    if (this.window.isMinimized()) this.window.restore()
    this.window.show()
    this.window.focus()
  }

  /** Closes without asking; call it once unsaved work is dealt with. */
  close(): void {
    this.mayClose = true
    this.window.close()
  }

  /** Shows a dialog; while one is open, the closing timeout does not fire. */
  async showDialog<T>(question: () => Promise<T>): Promise<T> {
    this.openDialogs++
    try {
      return await question()
    } finally {
      this.openDialogs--
    }
  }

  /** Sets whether the renderer is busy closing. If that lasts too long, asks the user, so that closing always ends in a question or in an end. */
  closing(works: boolean): void {
    clearTimeout(this.closingTimer)
    if (works)
      this.closingTimer = setTimeout(() => {
        if (this.window.isDestroyed()) return
        if (this.openDialogs > 0) this.closing(true)
        else void this.askAboutUnresponsive('dialog.not-closing')
      }, CLOSING_PATIENCE)
  }

  setDocument({ edited, title, path }: { edited: boolean; title: string; path: string | null }): void {
    this.rendererReady = true
    this.window.setTitle(title)
    this.window.setDocumentEdited(edited)
    this.window.setRepresentedFilename(path ?? '')
  }

  setTheme(theme: Theme): void {
    nativeTheme.themeSource = theme
    this.state.set({ ...this.state.get(), theme })
  }

  settled(): Promise<void> {
    return this.state.settled()
  }

  private background(): string {
    return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light
  }

  private remember(): void {
    if (this.window.isDestroyed() || this.window.isMinimized() || this.window.isFullScreen()) return
    this.state.set({ ...this.state.get(), bounds: this.window.getNormalBounds(), maximized: this.window.isMaximized() })
  }

  private onClose(event: { preventDefault(): void }): void {
    if (!this.rendererReady || this.mayClose || this.window.webContents.isCrashed()) return
    event.preventDefault()
    if (!this.responsive) return void this.askAboutUnresponsive('dialog.unresponsive')
    this.closing(true)
    this.send('close-window')
  }

  private async askAboutUnresponsive(message: 'dialog.unresponsive' | 'dialog.not-closing'): Promise<void> {
    const { response } = await this.showDialog(() =>
      dialog.showMessageBox(this.window, {
        type: 'warning',
        message: text(message),
        detail: text('dialog.unresponsive-detail'),
        buttons: [text('dialog.button-wait'), text('dialog.button-close')],
        defaultId: 0,
        cancelId: 0,
      }),
    )
    if (response === 1) this.window.destroy()
    else if (message === 'dialog.not-closing') this.closing(true)
  }

  private async onGone(reason: string): Promise<void> {
    if (reason === 'clean-exit' || this.window.isDestroyed()) return
    this.rendererReady = false
    clearTimeout(this.closingTimer)
    const { response } = await dialog.showMessageBox(this.window, {
      type: 'error',
      message: text('dialog.gone', { reason }),
      detail: text('dialog.gone-detail'),
      buttons: [text('dialog.button-reload'), text('dialog.button-close')],
      defaultId: 0,
      cancelId: 1,
    })
    if (response === 0) await this.load()
    else this.window.destroy()
  }
}
