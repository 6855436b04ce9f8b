import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fromRoot } from '../setup/paths.mjs'
import { begun, head, nothing, panel, press } from './hands.mjs'

/** @typedef {import('./guide.mjs').Part} Part */

/** Copies the Elman network to its own folder, where a scene can change its files and keep runs. */
export function changing(epochs = 20_000) {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-picture-'))
  const document = JSON.parse(readFileSync(fromRoot('examples', 'elman-sunspots.unfold'), 'utf8'))
  writeFileSync(join(folder, 'elman-sunspots.unfold'), JSON.stringify({ ...document, training: { ...document.training, epochs } }))
  writeFileSync(join(folder, 'sunspots.csv'), readFileSync(fromRoot('examples', 'sunspots.csv')))
  return join(folder, 'elman-sunspots.unfold')
}

/** Drags the border so that the panels take two thirds of the window. */
async function tall(/** @type {import('@playwright/test').Page} */ window) {
  const box = await window.locator('.shell-separator[aria-orientation="horizontal"]').boundingBox()
  if (!box) throw new Error('There is no border between canvas and panels.')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await window.mouse.move(x, y)
  await window.mouse.down()
  await window.mouse.move(x, 240, { steps: 6 })
  await window.mouse.up()
}

/**
 * A sweep: its form, its progress, its runs in each view, and the same runs opened from a folder of another machine.
 * @param {'en' | 'ja'} language
 * @returns {Part}
 */
function sweepScene(language) {
  const open = changing(1500)
  return {
    name: 'sweep',
    open,
    width: 1280,
    height: 800,
    async play({ window, take, choose }) {
      await begun(window, 500)
      await press(window, 'Control+1')
      await head(window, 'h').click()
      await window.locator('.row-vary').first().click()
      await press(window, 'Control+3')
      await window.keyboard.type('2, 4, 8, 16')
      await window.locator('.sweep-row input').first().fill('1..5')
      await take(`guide-form-${language}`)
      await press(window, 'Enter')
      await window.locator('.sweep-course').waitFor()
      // Wait until a quarter of the runs has ended.
      await window.waitForFunction(() => /** @type {any} */ (globalThis).document.querySelector('.sweep-course progress')?.value > 0.25, undefined, {
        timeout: 120_000,
      })
      await window.locator('#panel-body input[type="checkbox"]').first().check()
      await window.waitForTimeout(1000)
      await take(`guide-sweep-${language}`)
      await window.locator('.sweep-course').waitFor({ state: 'detached', timeout: 300_000 })
      await tall(window)
      const views = window.locator('.runs-plots .panel-toggle')
      await views.nth(3).click()
      await take(`guide-mean-${language}`)
      for (const [i, name] of ['parallel', 'scatter'].entries()) {
        await views.nth(1 + i).click()
        await take(`guide-${name}-${language}`)
      }
      const folder = join(mkdtempSync(join(tmpdir(), 'unfold-picture-')), 'cluster')
      cpSync(join(dirname(open), 'elman-sunspots.runs', 'sweep-1'), folder, { recursive: true })
      await choose(folder)
      await window.locator('.runs-left > .runs-tools button').last().click()
      await window.locator('.runs-filter').fill('cluster')
      await views.nth(0).click()
      await window.locator('#panel-body input[type="checkbox"]').first().check()
      await window.locator('[data-run="folder-1/7"]').click()
      await take(`guide-gathered-${language}`)
    },
  }
}

/**
 * The pictures of runs and sweeps in one language.
 * @param {'en' | 'ja'} language
 * @returns {readonly Part[]}
 */
export const runs = (language) => [
  {
    name: 'runs',
    async play({ window, take }) {
      await begun(window, 2000)
      await press(window, 'Control+Enter')
      await panel(window, 'runs')
      // Train again with fewer and with more units.
      for (const units of ['2', '24']) {
        await head(window, 'h').click()
        await press(window, 'Control+3')
        const field = window.locator('.shell-overlay .field-number input').first()
        await field.fill(units)
        await press(window, 'Enter', 'Control+3')
        await nothing(window)
        await press(window, 'Control+Shift+r', 'Control+Enter')
        await window.waitForTimeout(3500)
        await press(window, 'Control+Enter')
      }
      await window.waitForTimeout(500)
      await take(`guide-runs-${language}`)
      await panel(window, 'history')
      await take(`guide-history-${language}`)
      await panel(window, 'runs')
      // Show on the canvas how the document differs from that of the first run.
      await window.locator('[data-palette="layer"]').click()
      await head(window, 'c').click()
      await press(window, 'Delete')
      await window.locator('[data-run="1"]').click()
      await window.locator('.runs-card .runs-buttons button').first().click()
      await press(window, '1')
      await take(`guide-compared-${language}`)
    },
  },
  sweepScene(language),
]
