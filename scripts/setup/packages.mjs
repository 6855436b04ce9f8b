import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { fromRoot, say } from './paths.mjs'
import { npm } from './run.mjs'

const stamp = fromRoot('node_modules', '.unfold-setup')

const signature = () =>
  createHash('sha256')
    .update(readFileSync(fromRoot('package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')

/** Returns whether npm's record of installed packages contains every package of the lock file, in the same version. */
function installedAsLocked() {
  try {
    const read = (/** @type {string[]} */ ...path) => JSON.parse(readFileSync(fromRoot(...path), 'utf8')).packages
    const wanted = read('package-lock.json')
    const present = read('node_modules', '.package-lock.json')
    return Object.entries(wanted).every(
      ([path, { version, optional }]) => path === '' || (present[path] ? present[path].version === version : optional === true),
    )
  } catch {
    return false
  }
}

/** Returns whether node_modules matches the lock file. */
export function packagesCurrent() {
  try {
    if (readFileSync(stamp, 'utf8') === signature()) return true
  } catch {
    /* never set up */
  }
  if (!installedAsLocked()) return false
  writeFileSync(stamp, signature())
  return true
}

/** Installs the packages of the lock file. */
export async function installPackages() {
  if (packagesCurrent()) return // another command has just installed them
  // npm empties the folder first; through a link, it would empty that of another working copy.
  if (lstatSync(fromRoot('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error('node_modules is a link to a folder elsewhere that does not hold what package-lock.json says. Remove the link and try again.')
  }
  say('Installing the packages of package-lock.json …')
  // Include development packages, which NODE_ENV or npm's settings may exclude.
  const { status, output } = await npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], { capture: true })
  if (status !== 0 || !existsSync(fromRoot('node_modules'))) {
    throw new Error(`${output.trimEnd()}\nThe packages could not be installed (npm ci: exit status ${status}). Check the network and try again.`)
  }
  writeFileSync(stamp, signature())
}
