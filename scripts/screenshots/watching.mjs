import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromRoot } from '../setup/paths.mjs'
import { begun, head, nothing, panel, press, view } from './hands.mjs'

/** @typedef {import('./guide.mjs').Part} Part */

/** Copies the LSTM example with endless training, so that it learns while pictures are taken. */
function endless() {
  const path = join(mkdtempSync(join(tmpdir(), 'unfold-picture-')), 'lstm.unfold')
  const document = JSON.parse(readFileSync(fromRoot('examples', 'lstm-reber.unfold'), 'utf8'))
  writeFileSync(path, JSON.stringify({ ...document, training: { ...document.training, epochs: 100_000, stop: null } }))
  return path
}

/**
 * Pictures of views that are watched while a network learns.
 * @param {'en' | 'ja'} language
 * @returns {readonly Part[]}
 */
export const watching = (language) => [
  {
    name: 'watching',
    open: endless(),
    async play({ window, take }) {
      await begun(window, 500)
      await press(window, 'Control+Enter')
      await window.waitForTimeout(5000)
      // Select a step in the middle of a sequence.
      const step = window.locator('.time-bar input[type="range"]').first()
      await press(window, 'Shift+K')
      await step.focus()
      await press(window, 'End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft')
      await panel(window, 'signals')
      await head(window, 'f').click()
      await window.waitForTimeout(800)
      await take(`guide-time-${language}`)
      // Pin a signal and a gate's values to the panel, and the losses to the canvas.
      const pins = window.locator('.signal-row .plot-act')
      await pins.first().click()
      await window.locator('[data-item="pin-canvas"]').click()
      await pins.last().click()
      await window.locator('[data-item="pin-panel"]').click()
      await panel(window, 'signals')
      await window.locator('.signal-gate .plot-act').nth(1).click()
      await window.locator('[data-item="pin-panel"]').click()
      await nothing(window)
      await window.locator('.panel-pinned .plot-act[aria-haspopup]').first().click()
      await window.locator('[data-item="set-threshold"]').click()
      await window.locator('.plot-threshold input').fill('0.5')
      await press(window, 'Enter', 'Escape')
      await window.locator('.graph').focus()
      // A plot over epochs is drawn when training pauses.
      await press(window, '1', 'Control+Enter')
      await window.mouse.move(600, 20)
      await window.waitForTimeout(1500)
      await take(`guide-plots-${language}`)
      await press(window, 'Control+Enter')
      await panel(window, 'poke')
      await head(window, 'x').click()
      await window.locator('.panel-poke input[type="range"]').first().focus()
      await press(window, '3')
      await window.waitForTimeout(1200)
      await take(`guide-poke-${language}`)
      await press(window, 'b')
      await nothing(window)
      await panel(window, 'flow')
      await window.waitForTimeout(2000)
      await window.locator('.flow-tools .panel-toggle').nth(1).click()
      await window.waitForTimeout(800)
      await take(`guide-flow-${language}`)
      await press(window, 'Control+Enter')
      await panel(window, 'dynamics')
      await window.locator('.panel-dynamics .panel-button[title]').click()
      await window.locator('.dynamics-side section').last().locator('p:not(.panel-quiet)').waitFor({ timeout: 120_000 })
      await window.waitForTimeout(1000)
      await take(`guide-dynamics-${language}`)
      await press(window, 'Control+Enter')
      await view(window, 'unrolled')
      await window.locator('.unrolled-words').waitFor()
      await panel(window, 'run')
      await window.waitForTimeout(2000)
      await take(`guide-unrolled-${language}`)
    },
  },
  {
    name: 'forecast',
    async play({ window, take }) {
      await begun(window, 6000)
      await press(window, 'Control+Enter')
      await panel(window, 'forecast')
      await window.waitForTimeout(3500)
      await take(`guide-forecast-${language}`)
    },
  },
]
