import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { locked } from './lock.mjs'
import { fromRoot } from './paths.mjs'
import { run } from './run.mjs'

const script = fromRoot('scripts', 'build-kernels.mjs')
const stamp = fromRoot('out', '.kernels')

/** Returns a hash of the names, sizes and times of the kernels' sources and outputs, which every command can compute quickly. */
function state() {
  const hash = createHash('sha256')
  const add = (/** @type {string} */ path) => {
    const { size, mtimeMs } = statSync(path)
    hash.update(`${path} ${size} ${mtimeMs}\n`)
  }
  const walk = (/** @type {string} */ folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else add(path)
    }
  }
  add(script)
  walk(fromRoot('engine', 'kernels'))
  return hash.digest('hex')
}

/** Compiles the kernels to WebAssembly if their sources have changed. */
export async function buildKernels() {
  const current = () => !existsSync(script) || (existsSync(stamp) && readFileSync(stamp, 'utf8') === state())
  if (current()) return
  await locked(async () => {
    if (current()) return
    const { status, output } = await run(process.execPath, [script], { capture: true })
    if (status !== 0) throw new Error(`${output.trimEnd()}\nThe kernels could not be built.`)
    writeFileSync(stamp, state())
  })
}
