import { _electron } from '@playwright/test'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { sandboxSwitches, startVirtualScreen } from './display.mjs'
import { electronExecutable } from './setup/electron.mjs'
import { root } from './setup/paths.mjs'
import { setup } from './setup.mjs'

/**
 * CPU time in milliseconds of the app's threads: the page's, the engine's (with its analyst's, and each worker's alone), the main process's, and all drawing threads.
 * Unlike clock time, it does not depend on other programs.
 * @param {import('@playwright/test').ElectronApplication} app
 */
export async function processorTime(app) {
  const processes = await app.evaluate(({ app: running }) => running.getAppMetrics().map(({ pid, type }) => ({ pid, type })))
  /** @type {Map<string, number>} */
  const workers = new Map()
  const time = { page: NaN, engine: NaN, drawing: NaN, main: NaN, workers }
  if (process.platform !== 'linux') return time
  Object.assign(time, { page: 0, engine: 0, drawing: 0, main: 0 })
  for (const { pid, type } of processes)
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const name = readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').trim()
      const ran = Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6
      if (type === 'GPU' || (type === 'Tab' && /^(?:Compositor|ThreadPoolFore|CompositorTileW)/.test(name))) time.drawing += ran
      else if (type === 'Tab' && name.startsWith('DedicatedWorker')) {
        time.engine += ran
        workers.set(task, ran)
      } else if (type === 'Tab' && task === String(pid)) time.page += ran
      else if (type === 'Browser' && task === String(pid)) time.main += ran
    }
  return time
}

/**
 * Milliseconds of the worker that ran most between two calls of `processorTime`: the one that trains, without its analyst.
 * @param {{ workers: Map<string, number> }} before
 * @param {{ workers: Map<string, number> }} after
 */
export const trainingTime = (before, after) => Math.max(...[...after.workers].map(([task, ran]) => ran - (before.workers.get(task) ?? 0)))

/**
 * Builds the app, and runs a bench with its own screen and folder.
 * @param {(place: { folder: string, display: string }) => Promise<void>} run
 */
export async function bench(run) {
  await setup({ display: true, tests: true })
  await buildApp()
  const screen = process.platform === 'linux' ? await startVirtualScreen() : undefined
  const folder = mkdtempSync(join(tmpdir(), 'unfold-bench-'))
  try {
    await run({ folder, display: screen?.display ?? '' })
  } finally {
    screen?.stop()
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 })
    } catch {
      // Processes of the closed window may still write to its settings; the measurements are complete.
    }
  }
}

/** Starts the app with these arguments and its settings in `folder`. */
export async function start(/** @type {string} */ folder, /** @type {readonly string[]} */ args, /** @type {string} */ display) {
  const executablePath = electronExecutable()
  if (executablePath === null) throw new Error('There is no Electron runtime.')
  const launch = (/** @type {number} */ timeout) =>
    _electron.launch({
      executablePath,
      args: [root, `--user-data-dir=${join(folder, 'settings')}`, '--lang=en-US', ...sandboxSwitches(), ...args],
      cwd: root,
      env: { ...process.env, ...(display ? { DISPLAY: display } : {}), LANGUAGE: 'en' },
      timeout,
    })
  // About one start in forty hangs, because Playwright and Electron wait for each other; try once more.
  const app = await launch(20_000).catch(() => launch(180_000))
  return { app, window: await app.firstWindow() }
}

/** Starts the app with a document in a new folder. */
export async function open(/** @type {string} */ folder, /** @type {object} */ content, /** @type {string} */ display) {
  const path = join(folder, 'bench.unfold')
  writeFileSync(path, JSON.stringify(content))
  const { app, window } = await start(folder, [path], display)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900))
  return { app, window }
}

/** A small random generator, for the same network in every run. */
export function random(/** @type {number} */ seed) {
  let state = seed
  return (/** @type {number} */ n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
}
