import { mkdirSync } from 'node:fs'
import { installElectron } from './setup/electron.mjs'
import { buildKernels } from './setup/kernels.mjs'
import { locked } from './setup/lock.mjs'
import { installPackages, packagesCurrent } from './setup/packages.mjs'
import { fromRoot } from './setup/paths.mjs'
import { installSystemPackages } from './setup/system.mjs'

/**
 * Prepares the working copy: packages of the lock file, kernels, and for opening windows also Electron's runtime and
 * the system libraries it needs. Returns quickly if everything is in place. Prints all messages to standard error.
 * @param {{ display?: boolean, tests?: boolean }} [needs] `display`: the app will be opened; `tests`: the tests will
 * open it on a virtual screen and install the package.
 * @returns {Promise<void>} Rejects with an error that says what to do.
 */
export async function setup({ display = false, tests = false } = {}) {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20) throw new Error(`Unfold needs Node 20 or newer; this is Node ${process.versions.node}.`)
  mkdirSync(fromRoot('out'), { recursive: true })
  if (!packagesCurrent()) await locked(installPackages)
  await buildKernels()
  if (!display && !tests) return
  await locked(installElectron)
  await installSystemPackages({ tests })
}
