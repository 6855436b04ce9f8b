import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildPage } from './page.mjs'
import { fromRoot } from './setup/paths.mjs'
import { run } from './setup/run.mjs'

const SOURCES = [
  'cli',
  'electron',
  'engine',
  'examples',
  'nodes',
  'renderer',
  'electron.vite.config.mts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
]
const stamp = fromRoot('out', '.app')

function state() {
  const hash = createHash('sha256')
  const add = (/** @type {string} */ path) => {
    const info = statSync(path)
    if (info.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name))
    else hash.update(`${path} ${info.size} ${info.mtimeMs}\n`)
  }
  for (const source of SOURCES) if (existsSync(fromRoot(source))) add(fromRoot(source))
  return hash.digest('hex')
}

/** Builds the template of pages if it is missing. The command line needs no other part of the app. */
export async function needPage() {
  if (!existsSync(fromRoot('out', 'renderer', 'page.html'))) await buildPage()
}

/** Builds the app into `out/` if its sources have changed. */
export async function buildApp() {
  const built = ['main/index.js', 'preload/index.cjs', 'renderer/index.html', 'renderer/page.html'].every((file) => existsSync(fromRoot('out', file)))
  const now = state()
  if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  const { status, output } = await run(process.execPath, [fromRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'], { capture: true })
  if (status !== 0) throw new Error(`${output.trimEnd()}\nThe app could not be built.`)
  await buildPage()
  writeFileSync(stamp, now)
}
