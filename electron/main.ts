import { app, BrowserWindow, dialog, session } from 'electron'
import { join } from 'node:path'
import { accepted } from '../engine/document/accept'
import { parseArguments, type StartArguments } from './arguments'
import { Bundles } from './bundles'
import { EVENT } from './channels'
import { languageChoice } from './check'
import type { Language, OpenedFile, Result } from './contract'
import { Documents } from './documents'
import { answerRenderer } from './ipc'
import { Journal } from './journal'
import { within } from './journal-entry'
import { preferredLanguage, setLanguage, text } from './language'
import { installMenu } from './menu'
import { cutNetwork, holdPolicy } from './policy'
import { registerScheme, serveRenderer } from './protocol'
import { RecentDocuments } from './recent'
import { KeptRuns } from './runs'
import { Store } from './store'
import { Sweeps } from './sweeps'
import { MainWindow } from './window'

/** Milliseconds to wait for the disk before the program ends. */
const PATIENCE = 10_000
/** Milliseconds between two writes of the page's stored data: by itself, Chromium waits up to a minute, and a kill loses that. */
const STORING = 2_000

/** Returns the folder that the program was started in; the home folder if that no longer exists. */
function startFolder(): string {
  try {
    return process.cwd()
  } catch {
    return app.getPath('home')
  }
}
const start = parseArguments(process.argv.slice(1), startFolder(), app.isPackaged)

type Read = (documents: Documents) => Promise<Result<{ file: OpenedFile }>>
const readAt =
  (path: string): Read =>
  (documents) =>
    documents.read(path)
/** What a command line asks to open. */
const readsOf = ({ documents, example }: StartArguments): readonly Read[] => [
  ...documents.map(readAt),
  ...(example === null ? [] : [(from: Documents) => from.readExample(example)]),
]
/** What was asked for before the window was ready (macOS sends events for documents). */
const openEarly: Read[] = [...readsOf(start)]
let openLater = (read: Read): void => void openEarly.push(read)

function open(): void {
  const settings = app.getPath('userData')
  const language = new Store<Language>(
    join(settings, 'language.json'),
    (raw) => accepted(languageChoice, raw) ?? preferredLanguage(app.getPreferredSystemLanguages()),
  )
  setLanguage(language.get())

  const recent = new RecentDocuments(join(settings, 'recent.json'), () => refreshMenu())
  const examples = app.isPackaged ? join(process.resourcesPath, 'examples') : join(app.getAppPath(), 'examples')
  const documents = new Documents(examples, recent, new Bundles(join(settings, 'bundles')))
  const journal = new Journal(join(settings, 'journal'), documents.data)
  const runs = new KeptRuns(join(settings, 'runs'), documents)
  const main = new MainWindow(join(settings, 'window.json'))
  setInterval(() => session.defaultSession.flushStorageData(), STORING).unref()

  const sweeps = new Sweeps(
    join(import.meta.dirname, 'runner.js'),
    runs,
    documents,
    app.getVersion(),
    () => language.get(),
    (event) => {
      if (!main.window.isDestroyed()) main.window.webContents.send(EVENT.sweep, event)
    },
  )

  async function openNow(read: Read): Promise<void> {
    const result = await read(documents)
    main.focus()
    if (result.ok) main.window.webContents.send(EVENT.openFile, pack(result))
    else await notOpened(result.reason)
  }
  const notOpened = (reason: string): Promise<unknown> =>
    main.showDialog(() => dialog.showMessageBox(main.window, { type: 'error', message: text('dialog.not-opened'), detail: reason }))
  const unreadable = (word: string): string => text('error.address', { name: word.slice(0, 200) })

  let keys: ReadonlyMap<string, string | null> = new Map()
  function refreshMenu(): void {
    installMenu({
      command: (command) => main.send(command),
      openRecent: (path) => void openNow(readAt(path)),
      clearRecent: () => recent.clear(),
      recent: () => recent.list(),
      keys,
    })
  }

  let asked = false
  async function initial(): Promise<Result<{ file: OpenedFile }> | null> {
    if (asked) return null // a reloaded page must not get the first document again
    asked = true
    const [first, ...others] = openEarly
    openLater = (read) => void openNow(read)
    const [wrong, ...wrongToo] = start.unreadable.map(unreadable)
    for (const reason of first === undefined ? wrongToo : [...(wrong === undefined ? [] : [wrong]), ...wrongToo]) void notOpened(reason)
    if (first === undefined && wrong !== undefined) return { ok: false, reason: wrong }
    if (first === undefined) return null
    const result = await first(documents)
    for (const read of others) void openNow(read)
    return result
  }

  const pack = answerRenderer({
    main,
    documents,
    recent,
    journal,
    runs,
    sweeps,
    home: app.getPath('documents'),
    initial,
    setLanguage: (next) => {
      setLanguage(next)
      language.set(next)
      refreshMenu()
    },
    setKeys: (next) => {
      keys = new Map(next.map(({ command, key }) => [command, key]))
      refreshMenu()
    },
  })
  refreshMenu()
  app.on('second-instance', (_event, argv, folder) => {
    main.focus()
    const asked = parseArguments(argv.slice(1), folder, app.isPackaged)
    for (const read of readsOf(asked)) openLater(read)
    for (const word of asked.unreadable) void notOpened(unreadable(word))
  })
  app.on('activate', () => main.focus())
  // The next start must know whether a document may have crashed or hung this window.
  main.window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') journal.setTrouble('crashed')
  })
  main.window.on('unresponsive', () => journal.setTrouble('unresponsive'))
  main.window.on('responsive', () => journal.setTrouble(null))
  main.window.on('closed', () => {
    sweeps.end()
    // Settings must reach the disk before the process ends, unless the disk does not answer.
    void within(PATIENCE, Promise.all([journal.settled(), recent.settled(), main.settled(), language.settled(), runs.settled()]))
      .catch(() => undefined)
      .finally(() => app.quit())
  })
  void main.load()
}

/** Shows an uncaught error of this process, one dialog at a time, and keeps the window open. */
let showingError = false
process.on('uncaughtException', (error) => {
  console.error(error)
  if (showingError) return
  showingError = true
  const message = text('dialog.fault', { message: error.message })
  const [window] = BrowserWindow.getAllWindows()
  if (window)
    return void dialog.showMessageBox(window, { type: 'error', message, detail: text('dialog.fault-detail') }).finally(() => {
      showingError = false
    })
  dialog.showErrorBox('Unfold', message)
  app.exit(1)
})

registerScheme()
cutNetwork()
// A development run has its own settings and single-instance lock, apart from an installed program's.
const folder = app.commandLine.getSwitchValue('user-data-dir') || (app.isPackaged ? '' : join(app.getPath('appData'), 'Unfold Development'))
if (folder) app.setPath('userData', folder)

if (app.requestSingleInstanceLock()) {
  app.on('open-file', (event, path) => {
    event.preventDefault()
    openLater(readAt(path))
  })
  app.on('window-all-closed', () => undefined) // the window's `closed` handler quits, once everything is written
  // Not awaited: a module that waits for `ready` keeps `ready` from coming.
  void app.whenReady().then(() => {
    holdPolicy()
    serveRenderer(join(import.meta.dirname, '..', 'renderer'))
    open()
  })
} else {
  app.quit()
}
