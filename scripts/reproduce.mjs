import { mkdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { main } from './main.mjs'
import { fromRoot, root } from './setup/paths.mjs'
import { setup } from './setup.mjs'

/**
 * Trains the gallery and prints the results beside the published ones. `-- --short`: one seed each; `-- --acceptance`:
 * the criteria over many runs; `-- NAME …`: only these.
 */
await main(async () => {
  await setup()
  const { build } = await import('esbuild')
  const outdir = fromRoot('out', 'reproduce')
  mkdirSync(outdir, { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['test/reproduce/main.ts', 'test/reproduce/worker.ts'],
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
    loader: { '.wasm': 'binary' },
    // CommonJS packages may require Node's own modules at run time.
    banner: { js: "import { createRequire as unfoldRequire } from 'node:module'; const require = unfoldRequire(import.meta.url);" },
  })
  process.chdir(root)
  await import(pathToFileURL(fromRoot('out', 'reproduce', 'main.mjs')).href)
})
