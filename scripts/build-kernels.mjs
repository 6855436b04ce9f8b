import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromRoot, say } from './setup/paths.mjs'
import { run } from './setup/run.mjs'

/**
 * Compiles `engine/kernels/assembly` to WebAssembly, once for each number type and once more with fused multiply-add,
 * into `engine/kernels/generated/simd.ts`. Does nothing if that was built from the same sources by the same compiler;
 * `--force` builds it again.
 */
const sources = fromRoot('engine', 'kernels', 'assembly')
const target = fromRoot('engine', 'kernels', 'generated', 'simd.ts')
const compiler = fromRoot('node_modules', 'assemblyscript')

/** @type {readonly { name: string, entry: string, options: readonly string[] }[]} */
const MODULES = [
  { name: 'float32', entry: 'index.ts', options: ['--enable', 'simd,threads', '--use', 'real=f32', '--use', 'FUSED=0'] },
  { name: 'float64', entry: 'index.ts', options: ['--enable', 'simd,threads', '--use', 'real=f64', '--use', 'FUSED=0'] },
  { name: 'float32Fused', entry: 'fused.ts', options: ['--enable', 'simd,relaxed-simd,threads', '--use', 'real=f32', '--use', 'FUSED=1'] },
  { name: 'float64Fused', entry: 'fused.ts', options: ['--enable', 'simd,relaxed-simd,threads', '--use', 'real=f64', '--use', 'FUSED=1'] },
]
// No runtime and no data, because the memory belongs to the engine. AS112 warns of exported vectors; only functions of other files use these.
const COMMON = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
  '--noExportMemory',
  '--disableWarning',
  '112',
]

function hashOfSources() {
  const hash = createHash('sha256')
  for (const name of readdirSync(sources).sort())
    if (name.endsWith('.ts'))
      hash
        .update(name)
        .update('\0')
        .update(readFileSync(join(sources, name)))
  hash.update(readFileSync(fileURLToPath(import.meta.url)))
  hash.update(JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8')).version)
  return hash.digest('hex')
}

/** @param {typeof MODULES[number]} module @param {string} folder @returns {Promise<Buffer>} */
async function compile({ name, entry, options }, folder) {
  const file = join(folder, `${name}.wasm`)
  const { status, output } = await run(process.execPath, [join(compiler, 'bin', 'asc.js'), join(sources, entry), '-o', file, ...COMMON, ...options], {
    capture: true,
  })
  if (status !== 0) throw new Error(`${output.trimEnd()}\n${name} could not be compiled.`)
  return readFileSync(file)
}

const header = `// Made by scripts/build-kernels.mjs from engine/kernels/assembly, ${hashOfSources()}.\n`
const current = existsSync(target) && readFileSync(target, 'utf8').startsWith(header)
if (!current || process.argv.includes('--force')) {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'))
  try {
    /** @type {Map<string, Buffer>} */
    const compiled = new Map()
    const waiting = [...MODULES]
    await Promise.all(
      Array.from({ length: Math.min(MODULES.length, availableParallelism()) }, async () => {
        for (let module = waiting.shift(); module; module = waiting.shift()) compiled.set(module.name, await compile(module, folder))
      }),
    )
    const lines = MODULES.map(({ name }) => `  ${name}: '${compiled.get(name)?.toString('base64')}',\n`)
    mkdirSync(fromRoot('engine', 'kernels', 'generated'), { recursive: true })
    // Replace the file in one step, because another command may be reading it.
    const draft = `${target}.${process.pid}`
    writeFileSync(draft, `${header}/** WebAssembly modules, base64. */\nexport const MODULES = {\n${lines.join('')}}\n`)
    renameSync(draft, target)
    say(`Kernels: ${MODULES.map(({ name }) => `${name} ${compiled.get(name)?.length} bytes`).join(', ')}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
