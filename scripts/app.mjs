import { spawn } from 'node:child_process'
import { sandboxSwitches } from './display.mjs'
import { electronExecutable } from './setup/electron.mjs'
import { root } from './setup/paths.mjs'

/** The environment for starting the app. Some editors' terminals set a variable that makes Electron run as Node. */
export function appEnvironment(/** @type {Record<string, string>} */ more = {}) {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env
  return { ...environment, ...more }
}

/**
 * Opens the built app and waits until it is closed.
 * @param {readonly string[]} args
 * @returns {Promise<number>} Its exit status.
 */
export function openApp(args) {
  const executable = electronExecutable()
  if (!executable) throw new Error('There is no Electron runtime. Run npm start again.')
  return new Promise((resolve, reject) => {
    const child = spawn(executable, [...sandboxSwitches(), root, ...args], { stdio: 'inherit', env: appEnvironment() })
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)))
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => child.kill(signal))
  })
}
