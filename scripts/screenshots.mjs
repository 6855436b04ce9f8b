import { _electron } from '@playwright/test'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { sandboxSwitches, startVirtualScreen } from './display.mjs'
import { main } from './main.mjs'
import { electronExecutable } from './setup/electron.mjs'
import { fromRoot, root } from './setup/paths.mjs'
import { setup } from './setup.mjs'

/** What the README shows: the file's name, the window, and the example in it. */
const PICTURES = [
  { name: 'light-1440', width: 1440, height: 900, scheme: 'light', example: 'elman-sunspots.unfold' },
  { name: 'dark-1440', width: 1440, height: 900, scheme: 'dark', example: 'lstm-reber.unfold' },
  { name: 'light-1100', width: 1100, height: 700, scheme: 'light', example: 'bidirectional.unfold' },
  { name: 'dark-1100', width: 1100, height: 700, scheme: 'dark', example: 'elman-sunspots.unfold' },
]

/** Takes the pictures of the README anew, in `docs/images/`. */
await main(async () => {
  await setup({ display: true, tests: true })
  await buildApp()
  const { display, stop } = await startVirtualScreen()
  const executablePath = electronExecutable()
  if (executablePath === null) throw new Error('There is no Electron runtime.')
  mkdirSync(fromRoot('docs', 'images'), { recursive: true })
  for (const { name, width, height, scheme, example } of PICTURES) {
    const userData = mkdtempSync(join(tmpdir(), 'unfold-picture-'))
    const app = await _electron.launch({
      executablePath, args: [root, `--user-data-dir=${userData}`, '--lang=en-US', ...sandboxSwitches(), `--example=${example}`],
      cwd: root, env: { ...process.env, DISPLAY: display, LANGUAGE: 'en' }, colorScheme: /** @type {'light' | 'dark'} */ (scheme), timeout: 30_000,
    })
    const window = await app.firstWindow()
    await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(/** @type {number} */ (w), /** @type {number} */ (h)), [width, height])
    // Until the losses have a course.
    await window.waitForTimeout(6000)
    await window.screenshot({ path: fromRoot('docs', 'images', `${name}.png`), animations: 'disabled' })
    app.process().kill('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 1000)) // its other processes write until they end
    rmSync(userData, { recursive: true, force: true })
  }
  stop()
})
