import { existsSync } from 'node:fs'
import { electronExecutable } from './electron.mjs'
import { say } from './paths.mjs'
import { run } from './run.mjs'

/** Libraries that the executable links or opens at run time, by their Debian names. */
const LIBRARIES = [
  'libgtk-3-0',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
  'libatspi2.0-0',
  'libuuid1',
  'libsecret-1-0',
  'libgbm1',
  'libdrm2',
  'libasound2',
]
/** Packages of programs for the tests: a virtual screen, and programs that press real keys on it. */
const FOR_TESTS = { Xvfb: 'xvfb', setxkbmap: 'x11-xkb-utils', xdotool: 'xdotool' }
/** Packages of programs that open a document by its file association, for the test that installs the package. */
const FOR_PACKAGE_TEST = {
  gio: 'libglib2.0-bin',
  'xdg-mime': 'xdg-utils',
  'update-desktop-database': 'desktop-file-utils',
  'update-mime-database': 'shared-mime-info',
}
/** Packages of a cluster scheduler, for the test that submits a sweep to it. */
const FOR_CLUSTER_TEST = { munged: 'munge', slurmctld: 'slurm-wlm', slurmd: 'slurm-wlm' }

/** @param {string} program */
const onPath = (program) => [...(process.env.PATH ?? '').split(':'), '/usr/sbin'].some((folder) => existsSync(`${folder}/${program}`))

async function missingLibraries() {
  const executable = electronExecutable()
  if (!executable) return []
  const { output } = await run('ldd', [executable], { capture: true })
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1])
}

/** Returns the name of a library's package on this system: since the 64-bit time transition, many end in `t64`. */
async function packageName(/** @type {string} */ name) {
  const { output } = await run('apt-cache', ['--names-only', 'search', `^${name.replaceAll('.', '\\.')}(t64)?$`], { capture: true })
  return new RegExp(`^${name.replaceAll('.', '\\.')}t64\\b`, 'm').test(output) ? `${name}t64` : name
}

/**
 * Installs missing system libraries and programs if permitted, otherwise prints the exact command.
 * @param {{ tests: boolean }} needs `tests`: also the programs that only the tests use.
 */
export async function installSystemPackages({ tests }) {
  if (process.platform !== 'linux') return
  const libraries = await missingLibraries()
  const root = process.getuid?.() === 0
  const wanted = { ...(tests ? FOR_TESTS : {}), ...(tests && root && onPath('apt-get') ? { ...FOR_PACKAGE_TEST, ...FOR_CLUSTER_TEST } : {}) }
  const programs = Object.entries(wanted).filter(([program]) => !onPath(program))
  if (libraries.length === 0 && programs.length === 0) return
  const lacking = [...libraries, ...programs.map(([program]) => program)].join(', ')
  if (!onPath('apt-get')) throw new Error(`This system lacks ${lacking}. Install them with its package manager and run the command again.`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  if (root) {
    say(`Installing system packages for ${lacking} …`)
    const update = await run('apt-get', ['update', '-q'], { env, capture: true })
    if (update.status !== 0) say(update.output.trimEnd())
  }
  const names = [...(libraries.length > 0 ? await Promise.all(LIBRARIES.map(packageName)) : []), ...new Set(programs.map(([, name]) => name))]
  const command = ['install', '-y', '--no-install-recommends', ...names]
  const byHand = `sudo apt-get update && sudo apt-get ${command.join(' ')}`
  if (!root) throw new Error(`This system lacks ${lacking}. Install them with\n  ${byHand}\nand run the command again.`)
  const install = await run('apt-get', command, { env, capture: true })
  if (install.status !== 0) throw new Error(`${install.output.trimEnd()}\nThe system packages could not be installed. By hand:\n  ${byHand}`)
}
