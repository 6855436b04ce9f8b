import { _electron } from '@playwright/test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { sandboxSwitches, startVirtualScreen } from './display.mjs'
import { main } from './main.mjs'
import { guide } from './screenshots/guide.mjs'
import { takeWebp } from './screenshots/webp.mjs'
import { electronExecutable } from './setup/electron.mjs'
import { fromRoot, root } from './setup/paths.mjs'
import { setup } from './setup.mjs'

/** @typedef {import('@playwright/test').Page} Page */
/**
 * The tools of a scene.
 * @typedef {{
 *   window: Page,
 *   take: (name: string) => Promise<void>,
 *   choose: (file: string) => Promise<void>,
 *   crash: () => Promise<Page>
 * }} Stage
 * `take` takes the picture in light and dark; `choose` answers the next file dialog; `crash` ends the app like a crash
 * and restarts it.
 */
/**
 * One start of the app, and the pictures taken while it runs.
 * @typedef {{ name: string, open: string, language: 'en' | 'ja', width: number, height: number, play: (stage: Stage) => Promise<void> }} Scene
 */

/**
 * Starts Electron. In about one start in forty, Playwright and Electron wait for each other forever; abandons such a start
 * and tries again.
 * @param {Parameters<typeof _electron.launch>[0]} options
 * @param {number} tries
 * @returns {ReturnType<typeof _electron.launch>}
 */
async function attach(options, tries) {
  try {
    return await _electron.launch(options)
  } catch (error) {
    if (tries <= 1 || !(error instanceof Error && error.name === 'TimeoutError')) throw error
    return attach(options, tries - 1)
  }
}

/**
 * A scene of a network in training, taken when the loss curve has some length.
 * @param {string} name
 * @returns {Scene['play']}
 */
const learning =
  (name) =>
  async ({ window, take }) => {
    await window.locator('.node').first().waitFor()
    await window.waitForTimeout(3000)
    await window.keyboard.press('Escape') // hints
    await window.waitForTimeout(9000)
    await take(name)
  }

/** The pictures of the README. */
/** @type {readonly Scene[]} */
const README = [
  { name: 'readme', open: '--example=elman-sunspots.unfold', language: 'en', width: 1440, height: 900, play: learning('elman') },
  { name: 'readme', open: '--example=lstm-reber.unfold', language: 'en', width: 1440, height: 900, play: learning('lstm') },
  { name: 'readme', open: '--example=echo-state-narma.unfold', language: 'en', width: 1440, height: 900, play: learning('echo-state') },
  { name: 'readme', open: '--example=jordan-sunspots.unfold', language: 'en', width: 1100, height: 700, play: learning('jordan') },
]

/**
 * Takes the pictures of the README and the guide in `docs/images/`, each in light and dark. Arguments select scenes by
 * name, such as `runs en`; by default all are taken.
 */
await main(async () => {
  await setup({ display: true, tests: true })
  await buildApp()
  const { display, stop } = await startVirtualScreen()
  const executablePath = electronExecutable()
  if (executablePath === null) throw new Error('There is no Electron runtime.')
  mkdirSync(fromRoot('docs', 'images'), { recursive: true })
  const wanted = process.argv.slice(2)
  const scenes = [...README, ...guide('en'), ...guide('ja')].filter(({ name, language, open }) =>
    wanted.every((word) => `${name} ${language} ${open}`.includes(word)),
  )
  for (const { name, open, language, width, height, play } of scenes) {
    const userData = mkdtempSync(join(tmpdir(), 'unfold-picture-'))
    const start = async (/** @type {readonly string[]} */ words) => {
      const app = await attach(
        {
          executablePath,
          args: [root, `--user-data-dir=${userData}`, `--lang=${language === 'ja' ? 'ja' : 'en-US'}`, ...sandboxSwitches(), ...words],
          cwd: root,
          env: { ...process.env, DISPLAY: display, LANGUAGE: language },
          colorScheme: 'light',
          timeout: 25_000,
        },
        4,
      )
      const window = await app.firstWindow()
      await app.evaluate(
        ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(/** @type {number} */ (w), /** @type {number} */ (h)),
        [width, height],
      )
      return { app, window }
    }
    const end = async () => {
      running.app.process().kill('SIGKILL')
      await new Promise((resolve) => setTimeout(resolve, 1000)) // its other processes still write until they end
    }
    let running = await start([open])
    // If a scene fails, its pictures stay as they were and the others continue.
    try {
      await play({
        window: running.window,
        take: async (picture) => {
          const { window } = running
          for (const scheme of /** @type {const} */ (['dark', 'light'])) {
            await window.emulateMedia({ colorScheme: scheme })
            // Hide the focus ring of the canvas or a tab after key presses.
            await window.evaluate(() => {
              const { activeElement } = /** @type {any} */ (globalThis).document
              if (activeElement?.matches('.graph, [role="tab"]')) activeElement.blur()
            })
            // Wait until the effects of input are drawn.
            await window.waitForTimeout(700)
            writeFileSync(fromRoot('docs', 'images', `${picture}-${scheme}.webp`), await takeWebp(window))
          }
        },
        choose: (file) =>
          running.app.evaluate(({ dialog }, path) => {
            dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
          }, file),
        crash: async () => {
          await end()
          running = await start([])
          return running.window
        },
      })
      process.stdout.write(`${name} (${language})\n`)
    } catch (error) {
      process.exitCode = 1
      process.stderr.write(`${name} (${language}): ${String(error)}\n`)
    }
    await end()
    rmSync(userData, { recursive: true, force: true })
  }
  stop()
})
