import { _electron } from '@playwright/test'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { sandboxSwitches, startVirtualScreen } from './display.mjs'
import { main } from './main.mjs'
import { guide } from './screenshots/guide.mjs'
import { electronExecutable } from './setup/electron.mjs'
import { fromRoot, root } from './setup/paths.mjs'
import { setup } from './setup.mjs'

/** @typedef {import('@playwright/test').Page} Page */
/**
 * One start of the app, and the pictures that are taken while it runs.
 * @typedef {{
 *   example: string, scheme: 'light' | 'dark', language: 'en' | 'ja', width: number, height: number,
 *   play: (window: Page, take: (name: string) => Promise<void>) => Promise<void>
 * }} Scene
 */

/**
 * The network as it learns, once the losses have a course.
 * @param {string} name
 * @returns {Scene['play']}
 */
const learning = (name) => async (window, take) => {
  await window.waitForTimeout(6000)
  await take(name)
}

/** What the README shows. */
/** @type {readonly Scene[]} */
const README = [
  { example: 'elman-sunspots.unfold', scheme: 'light', language: 'en', width: 1440, height: 900, play: learning('light-1440') },
  { example: 'lstm-reber.unfold', scheme: 'dark', language: 'en', width: 1440, height: 900, play: learning('dark-1440') },
  { example: 'jordan-sunspots.unfold', scheme: 'light', language: 'en', width: 1100, height: 700, play: learning('light-1100') },
  { example: 'elman-sunspots.unfold', scheme: 'dark', language: 'en', width: 1100, height: 700, play: learning('dark-1100') },
]

/**
 * Takes the pictures of the README and of the guide anew, in `docs/images/`; words after the command name the pictures
 * that are wanted, by a part of their names, else all are.
 */
await main(async () => {
  await setup({ display: true, tests: true })
  await buildApp()
  const { display, stop } = await startVirtualScreen()
  const executablePath = electronExecutable()
  if (executablePath === null) throw new Error('There is no Electron runtime.')
  mkdirSync(fromRoot('docs', 'images'), { recursive: true })
  const wanted = process.argv.slice(2)
  for (const { example, scheme, language, width, height, play } of [...README, ...guide('en'), ...guide('ja')]) {
    // A scene that takes none of the wanted pictures needs no start.
    if (wanted.length > 0 && !wanted.some((word) => `${example} ${scheme} ${language} ${width}`.includes(word))) continue
    const userData = mkdtempSync(join(tmpdir(), 'unfold-picture-'))
    const app = await _electron.launch({
      executablePath, args: [root, `--user-data-dir=${userData}`, `--lang=${language === 'ja' ? 'ja' : 'en-US'}`, ...sandboxSwitches(), `--example=${example}`],
      cwd: root, env: { ...process.env, DISPLAY: display, LANGUAGE: language }, colorScheme: scheme, timeout: 30_000,
    })
    const window = await app.firstWindow()
    await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(/** @type {number} */ (w), /** @type {number} */ (h)), [width, height])
    await play(window, async (name) => {
      // Until what was pressed is drawn.
      await window.waitForTimeout(700)
      await window.screenshot({ path: fromRoot('docs', 'images', `${name}.png`), animations: 'disabled' })
    })
    app.process().kill('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 1000)) // its other processes write until they end
    rmSync(userData, { recursive: true, force: true })
  }
  stop()
})
