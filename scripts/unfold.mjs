import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { main } from './main.mjs'
import { fromRoot, root } from './setup/paths.mjs'
import { setup } from './setup.mjs'

const program = fromRoot('out', 'cli', 'unfold.mjs')
const inputs = fromRoot('out', 'cli', 'inputs.json')

const version = (/** @type {string} */ path) => {
  const { size, mtimeMs } = statSync(fromRoot(path))
  return `${size} ${mtimeMs}`
}

/** Returns whether the built program is up to date. */
function current() {
  try {
    statSync(program)
    return Object.entries(JSON.parse(readFileSync(inputs, 'utf8'))).every(([path, built]) => version(path) === built)
  } catch {
    return false
  }
}

async function build() {
  const { build } = await import('esbuild')
  mkdirSync(fromRoot('out', 'cli'), { recursive: true })
  // Write to another file and rename it, since another command may be running or building the program.
  const fresh = `${program}.${process.pid}.mjs`
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['cli/unfold.ts'],
    outfile: fresh,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    metafile: true,
    sourcemap: false,
    logLevel: 'warning',
    loader: { '.wasm': 'binary' },
    // CommonJS packages may require Node's own modules at run time.
    banner: { js: "import { createRequire as unfoldRequire } from 'node:module'; const require = unfoldRequire(import.meta.url);" },
  })
  renameSync(fresh, program)
  const state = Object.fromEntries(['scripts/unfold.mjs', 'package-lock.json', ...Object.keys(metafile.inputs)].map((path) => [path, version(path)]))
  writeFileSync(`${inputs}.${process.pid}`, JSON.stringify(state))
  renameSync(`${inputs}.${process.pid}`, inputs)
}

/**
 * Sets up, and builds the command line if needed; with `html` among the arguments, also the template of pages.
 * @param {readonly string[]} [args]
 */
export async function prepareUnfold(args = []) {
  await setup()
  if (!current()) await build()
  if (args.includes('html')) await (await import('./build.mjs')).needPage()
}

/**
 * Runs the command line in a separate process, on this terminal.
 * @param {readonly string[]} args
 * @returns {Promise<number>} Its exit status.
 */
export async function runUnfold(args) {
  await prepareUnfold(args)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

if (process.argv[1] && relative(process.argv[1], fromRoot('scripts', 'unfold.mjs')) === '') {
  await main(async () => {
    await prepareUnfold(process.argv.slice(2))
    // Paths are relative to the user's folder, but npm has changed to the repository.
    const { npm_lifecycle_event: event, INIT_CWD: from } = process.env
    if (event === 'unfold' && from) process.chdir(from)
    process.argv[1] = program
    await import(pathToFileURL(program).href)
  })
}
