import { mkdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { benchEditor } from './bench-editor.mjs'
import { benchMemory } from './bench-memory.mjs'
import { benchPauses } from './bench-pauses.mjs'
import { benchWatched } from './bench-watched.mjs'
import { benchRuns } from './bench-runs.mjs'
import { benchSweeps } from './bench-sweeps.mjs'
import { main } from './main.mjs'
import { fromRoot, root } from './setup/paths.mjs'
import { setup } from './setup.mjs'

await main(async () => {
  const asked = process.argv.slice(2)
  if (asked[0] === 'editor') return benchEditor()
  if (asked[0] === 'pauses') return benchPauses(asked.slice(1))
  if (asked[0] === 'memory') return benchMemory()
  if (asked[0] === 'watched') return benchWatched(asked.slice(1))
  if (asked[0] === 'runs') return benchRuns()
  if (asked[0] === 'sweeps') return benchSweeps()
  await setup()
  const { build } = await import('esbuild')
  mkdirSync(fromRoot('out', 'bench'), { recursive: true })
  const outfile = fromRoot('out', 'bench', 'main.mjs')
  await build({
    absWorkingDir: root,
    entryPoints: ['test/bench/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    loader: { '.wasm': 'binary' },
  })
  process.argv[1] = outfile
  await import(pathToFileURL(outfile).href)
  // Skip the editor if arguments select workloads or ask for help.
  if (asked.every((word) => !/^(?:W\d|--only-workloads|--only-watching|--help)$/.test(word))) await benchEditor()
})
