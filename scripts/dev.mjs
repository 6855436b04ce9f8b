import { spawn } from 'node:child_process'
import { appEnvironment } from './app.mjs'
import { hasDisplay, sandboxSwitches } from './display.mjs'
import { main } from './main.mjs'
import { fromRoot, root } from './setup/paths.mjs'
import { setup } from './setup.mjs'

await main(async () => {
  if (!(await hasDisplay())) throw new Error('There is no display here. For work without one use npm run unfold and npm test.')
  await setup({ display: true })
  const sandbox = sandboxSwitches().length > 0 ? ['--noSandbox'] : []
  const child = spawn(
    process.execPath,
    [fromRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev', '--watch', ...sandbox, ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit', env: appEnvironment() },
  )
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 0)))
})
