import { _electron } from '@playwright/test'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sandboxSwitches } from './display.mjs'
import { electronExecutable } from './setup/electron.mjs'
import { root } from './setup/paths.mjs'

/**
 * CPU time of the app's threads in milliseconds: the page's, the engine's, the main process's, and all that draw. Unlike clock time it does
 * not depend on other programs.
 * @param {import('@playwright/test').ElectronApplication} app
 */
export async function processorTime(app) {
  const processes = await app.evaluate(({ app: running }) => running.getAppMetrics().map(({ pid, type }) => ({ pid, type })))
  const time = { page: NaN, engine: NaN, drawing: NaN, main: NaN }
  if (process.platform !== 'linux') return time
  Object.assign(time, { page: 0, engine: 0, drawing: 0, main: 0 })
  for (const { pid, type } of processes)
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const name = readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').trim()
      const ran = Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6
      if (type === 'GPU' || (type === 'Tab' && /^(?:Compositor|ThreadPoolFore|CompositorTileW)/.test(name))) time.drawing += ran
      else if (type === 'Tab' && name.startsWith('DedicatedWorker')) time.engine += ran
      else if (type === 'Tab' && task === String(pid)) time.page += ran
      else if (type === 'Browser' && task === String(pid)) time.main += ran
    }
  return time
}

/** Starts the app with a document in a new folder. */
export async function open(/** @type {string} */ folder, /** @type {object} */ content, /** @type {string} */ display) {
  const path = join(folder, 'bench.unfold')
  writeFileSync(path, JSON.stringify(content))
  const executablePath = electronExecutable()
  if (executablePath === null) throw new Error('There is no Electron runtime.')
  const app = await _electron.launch({
    executablePath,
    args: [root, `--user-data-dir=${join(folder, 'settings')}`, '--lang=en-US', ...sandboxSwitches(), path],
    cwd: root,
    env: { ...process.env, ...(display ? { DISPLAY: display } : {}), LANGUAGE: 'en' },
    timeout: 30_000,
  })
  const window = await app.firstWindow()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900))
  return { app, window }
}
