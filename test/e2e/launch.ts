import { _electron, expect as playwright, test as base, type ElectronApplication, type Page } from '@playwright/test'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { startVirtualScreen } from '../../scripts/display.mjs'
import { electronExecutable } from '../../scripts/setup/electron.mjs'
import { root } from '../../scripts/setup/paths.mjs'

export { root }

/** As Playwright's, but `poll` always checks ten times a second: Playwright's intervals grow to a second, which would prolong most waits by half a second. */
const poll: typeof playwright.poll = (actual, options) =>
  playwright.poll(actual, { intervals: [50, 100], ...(typeof options === 'string' ? { message: options } : options) })
export const expect = new Proxy(playwright, { get: (target, name) => (name === 'poll' ? poll : (Reflect.get(target, name) as unknown)) })

export interface LaunchOptions {
  /** Arguments: documents, or --example=FILE. */
  readonly args?: readonly string[]
  /**
   * An example's file name, opened as a user's document, which does not train until asked to. For a test that is not
   * about learning, this takes half of the time.
   */
  readonly still?: string
  /** Folder of settings of an earlier launch, to start the same user's app again; by default a new one. */
  readonly userData?: string
  /** Inner size of the window; 1440×900 by default. */
  readonly size?: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
  readonly reducedMotion?: 'reduce' | 'no-preference'
  /** An installed program instead of the built one. */
  readonly executable?: string
  /** Added to the environment; LANGUAGE chooses the system's languages. */
  readonly environment?: Readonly<Record<string, string>>
}

export interface Running {
  readonly app: ElectronApplication
  readonly window: Page
  /** Errors in the console of the window, and exceptions there; a test fails if any is left. */
  readonly errors: string[]
  readonly userData: string
  /** Saves a picture of the window as out/test/screenshots/NAME.png and returns its path. */
  screenshot(name: string): Promise<string>
  /** Sets the inner size of the window. */
  resize(width: number, height: number): Promise<void>
  /** Answers the next dialogs: a path for the open and the save dialog (null cancels), a button's index for a question. */
  answer(answers: { open?: string | null; save?: string | null; message?: number }): Promise<void>
  /** How many questions the app has asked since `message` was first prepared. */
  questions(): Promise<number>
  /** Chooses an entry of the native menu by its id: the command, such as `save-as`. */
  menu(command: string): Promise<void>
  /** Closes the app as a user does, and waits until its process has ended; questions without a prepared answer are answered by not saving. */
  close(): Promise<void>
  /** Ends the process at once, like a crash; does nothing if it has ended. */
  kill(): Promise<void>
  /**
   * Waits until the opened documents count as not crashing the window: after an earlier kill, documents are offered
   * instead of opened.
   */
  stands(): Promise<void>
}

/**
 * Starts Electron and attaches to it, which takes one to four seconds. Once in some dozens of starts, the two wait for
 * each other forever: such a start is abandoned and repeated, with twice the timeout and with the original settings,
 * because on a slow machine the abandoned app may have run and written its session.
 */
export async function attach(options: Parameters<typeof _electron.launch>[0], userData: string, patience = 8_000): Promise<ElectronApplication> {
  const before = mkdtempSync(join(tmpdir(), 'unfold-before-'))
  try {
    // Not Chromium's locks and passing files: processes of a killed program may still remove theirs.
    cpSync(userData, before, { recursive: true, filter: (path) => !/^(Singleton|\.org\.chromium\.)/.test(basename(path)) })
    return await _electron.launch({ ...options, timeout: patience })
  } catch (error) {
    if (patience > 60_000 || !(error instanceof Error && error.name === 'TimeoutError')) throw error
    await discard(userData)
    cpSync(before, userData, { recursive: true })
  } finally {
    rmSync(before, { recursive: true, force: true })
  }
  return attach(options, userData, 2 * patience)
}

/** Copies an example with its data file into a folder; returns its path there. */
function copyExample(file: string, folder: string): string {
  const text = readFileSync(join(root, 'examples', file), 'utf8')
  const data = /"path": *"([^"]+)"/.exec(text)?.[1]
  for (const name of [file, ...(data ? [data] : [])]) cpSync(join(root, 'examples', name), join(folder, name))
  return join(folder, file)
}

async function start({ still, ...options }: LaunchOptions, userData: string, folder: () => string): Promise<Running> {
  const executable = options.executable ?? electronExecutable()
  if (executable === null) throw new Error('There is no Electron runtime; npm test installs it.')
  const { ELECTRON_RUN_AS_NODE: _run, ELECTRON_RENDERER_URL: _server, ...environment } = process.env
  const app = await attach(
    {
      executablePath: executable,
      args: [
        ...(options.executable ? [] : [root]),
        `--user-data-dir=${userData}`,
        '--lang=en-US',
        ...(still === undefined ? [] : [copyExample(still, folder())]),
        ...(options.args ?? []),
      ],
      cwd: root,
      env: { LANGUAGE: 'en', ...environment, ...options.environment } as Record<string, string>,
      colorScheme: options.colorScheme ?? null, // as the app's own setting says
      ...(options.reducedMotion ? { reducedMotion: options.reducedMotion } : {}),
    },
    userData,
  )
  const child = app.process() // not available after it has ended
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const errors: string[] = []
  const window = await app.firstWindow()
  window.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  window.on('pageerror', (error) => errors.push(String(error.stack ?? error)))
  // Before that, clicks wait, but keys and menu commands would be lost.
  await window.locator('#root:not([inert])').waitFor({ state: 'attached', timeout: 60_000 })
  let answered = false
  const { width, height } = options.size ?? { width: 1440, height: 900 }
  const resize = (...size: readonly [number, number]): Promise<void> =>
    app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), size)
  await resize(width, height)
  return {
    resize,
    app,
    window,
    errors,
    userData,
    async screenshot(name) {
      const path = join(root, 'out', 'test', 'screenshots', `${name}.png`)
      await window.screenshot({ path, animations: 'disabled' })
      return path
    },
    answer: (answers) => (
      (answered ||= answers.message !== undefined),
      app.evaluate(({ dialog }, { open, save, message }) => {
        if (open !== undefined) dialog.showOpenDialog = async () => (open === null ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: [open] })
        if (save !== undefined) dialog.showSaveDialog = async () => (save === null ? { canceled: true, filePath: '' } : { canceled: false, filePath: save })
        const asked = globalThis as { questions?: number }
        if (message !== undefined)
          dialog.showMessageBox = async () => {
            asked.questions = (asked.questions ?? 0) + 1
            return { response: message, checkboxChecked: false }
          }
      }, answers)
    ),
    questions: () => app.evaluate(() => (globalThis as { questions?: number }).questions ?? 0),
    menu: (command) =>
      app.evaluate(({ Menu }, id) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById(id)
        if (!item) throw new Error(`There is no menu entry ${id}.`)
        item.click()
      }, command),
    async close() {
      if (!answered)
        await app
          .evaluate(({ dialog }) => {
            dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
          })
          .catch(() => undefined)
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined)
      await ended
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    stands: () =>
      expect
        .poll(() => {
          const { trouble } = JSON.parse(readFileSync(join(userData, 'journal', 'session.json'), 'utf8')) as { trouble: string | null }
          return trouble
        })
        .toBeNull(),
  }
}

/** Removes a folder of settings; processes that were ended may still write to it for a moment. */
async function discard(folder: string, tries = 20): Promise<void> {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    if (tries <= 1) throw error
    await new Promise((resolve) => setTimeout(resolve, 250))
    await discard(folder, tries - 1)
  }
}

/**
 * `test` with a function `launch` that starts the real app, and a `folder` for its files. At the end of each test every
 * app that it started is ended, then the folders are removed, because an app writes runs and settings until it ends;
 * the test fails if a console reported an error.
 */
export const test = base.extend<{ folder: string; launch: (options?: LaunchOptions) => Promise<Running> }, { display: string | undefined }>({
  /** On Linux a virtual screen for each worker: with its own focus and clipboard. */
  display: [
    async ({}, use) => {
      if (process.platform !== 'linux') return use(undefined)
      const { display, stop } = await startVirtualScreen()
      process.env.DISPLAY = display
      delete process.env.WAYLAND_DISPLAY
      await use(display)
      stop()
    },
    { scope: 'worker', auto: true },
  ],
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'unfold-test-'))
    await use(folder)
    await discard(folder)
  },
  launch: async ({ folder: _folder }, use) => {
    const started: Running[] = []
    const folders: string[] = []
    await use(async (options = {}) => {
      const folder = (): string => {
        const made = mkdtempSync(join(tmpdir(), 'unfold-test-'))
        folders.push(made)
        return made
      }
      const running = await start(options, options.userData ?? folder(), folder)
      started.push(running)
      return running
    })
    for (const running of started) await running.kill()
    for (const folder of folders) await discard(folder)
    expect(
      started.flatMap(({ errors }) => errors),
      'errors in the console',
    ).toEqual([])
  },
})
