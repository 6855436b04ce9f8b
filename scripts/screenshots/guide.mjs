import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fromRoot } from '../setup/paths.mjs'

/** @typedef {import('../screenshots.mjs').Scene} Scene */
/** @typedef {import('@playwright/test').Page} Page */

const size = /** @type {const} */ ({ width: 1100, height: 700 })

/** @param {Page} window @param {readonly string[]} keys */
async function press(window, ...keys) {
  for (const key of keys) {
    await window.keyboard.press(key)
    await window.waitForTimeout(200)
  }
}

/** @param {Page} window @param {string} from @param {string} to */
async function wire(window, from, to) {
  const [a, b] = await Promise.all([
    window.locator(`[data-port="${from}"][data-side="from"]`).boundingBox(),
    window.locator(`[data-port="${to}"][data-side="to"]`).boundingBox(),
  ])
  if (!a || !b) throw new Error(`There is no port ${from} or ${to} on screen.`)
  await window.mouse.move(a.x + a.width / 2, a.y + a.height / 2)
  await window.mouse.down()
  await window.mouse.move(a.x + a.width / 2 + 14, a.y + a.height / 2 + 8, { steps: 3 })
  await window.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 8 })
  await window.mouse.up()
}

/** @param {Page} window @param {string} panel */
const panel = (window, panel) => window.locator(`.panels-bar [data-panel="${panel}"]`).click()
/** @param {Page} window @param {string} view */
const view = (window, view) => window.locator(`[data-view="${view}"]`).click()
/** @param {Page} window @param {string} id */
const head = (window, id) => window.locator(`.node[data-id="${id}"] .head`)
/** @param {Page} window */
const nothing = (window) => window.locator('.react-flow__pane').click({ position: { x: 30, y: 200 } })

/** Waits until the window has started and trains. @param {Page} window */
async function begun(window, milliseconds = 4000) {
  await window.locator('.node').first().waitFor()
  await window.waitForTimeout(1000)
  await press(window, 'Escape') // hints
  await window.waitForTimeout(milliseconds)
}

/** @param {Page} window @param {string} words */
async function command(window, words) {
  await press(window, 'Control+k')
  await window.keyboard.type(words)
  await window.waitForTimeout(300)
  await press(window, 'Enter')
}

/** A point on a wire, by fraction of its length. @param {Page} window @param {string} id */
const along = (window, id, share = 0.5) =>
  window.evaluate(
    ([edge, part]) => {
      const line = /** @type {any} */ (globalThis).document.querySelector(`.wire[data-edge="${edge}"] path.line`)
      const place = line?.getScreenCTM()
      if (!place) throw new Error(`There is no wire ${edge} on screen.`)
      const { x, y } = line.getPointAtLength(line.getTotalLength() * Number(part)).matrixTransform(place)
      return { x, y }
    },
    /** @type {const} */ ([id, share]),
  )

/** The Elman network with a learning rate that is far too high. */
function diverging() {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-picture-'))
  const document = JSON.parse(readFileSync(fromRoot('examples', 'elman-sunspots.unfold'), 'utf8'))
  document.nodes.h.activation = 'linear'
  document.training = { ...document.training, optimizer: { kind: 'sgd', learningRate: 20 } }
  writeFileSync(join(folder, 'elman.unfold'), JSON.stringify(document))
  writeFileSync(join(folder, 'sunspots.csv'), readFileSync(fromRoot('examples', 'sunspots.csv')))
  return join(folder, 'elman.unfold')
}

/** The Elman network in a folder where another program may change it. */
function changing() {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-picture-'))
  for (const name of ['elman-sunspots.unfold', 'sunspots.csv']) writeFileSync(join(folder, name), readFileSync(fromRoot('examples', name)))
  return join(folder, 'elman-sunspots.unfold')
}

const NOTE = {
  en: '# Memory\nThe context holds $h(t-1)$:\n\n$$h(t)=\\tanh(W_{xh}\\,x(t)+W_{ch}\\,h(t-1)+b)$$\n\nTry **fewer units**: what is forgotten first?',
  ja: '# 記憶\n文脈は $h(t-1)$ を保ちます。\n\n$$h(t)=\\tanh(W_{xh}\\,x(t)+W_{ch}\\,h(t-1)+b)$$\n\n**ユニットを減らす**と、何から忘れるでしょうか。',
}

/**
 * A scene in which another program writes the document and its data file.
 * @param {'en' | 'ja'} language
 * @returns {Scene}
 */
function changedScene(language) {
  const open = changing()
  return {
    name: 'changed',
    open,
    language,
    ...size,
    async play({ window, take }) {
      await begun(window, 1000)
      const document = JSON.parse(readFileSync(open, 'utf8'))
      document.training.epochs = 5000
      writeFileSync(open, JSON.stringify(document))
      const data = join(dirname(open), 'sunspots.csv')
      writeFileSync(data, `${readFileSync(data, 'utf8')}2009,3.1\n`)
      // The window checks its files every three seconds.
      await window.locator('.tabs-notice').nth(1).waitFor()
      await take(`guide-changed-${language}`)
    },
  }
}

/**
 * The pictures of the guide in one language.
 * @param {'en' | 'ja'} language
 * @returns {readonly Scene[]}
 */
export const guide = (language) => [
  {
    name: 'views',
    open: '--example=elman-sunspots.unfold',
    language,
    ...size,
    async play({ window, take }) {
      await window.waitForTimeout(6000)
      await take(`guide-start-${language}`)
      await begun(window, 1000)
      for (const name of ['signals', 'data']) {
        await panel(window, name)
        await window.waitForTimeout(1000)
        await take(`guide-${name}-${language}`)
      }
      await panel(window, 'run')
      for (const name of ['equations', 'list']) {
        await view(window, name)
        await take(`guide-${name}-${language}`)
      }
      await view(window, 'network')
    },
  },
  {
    name: 'drawing',
    open: '--example=elman-sunspots.unfold',
    language,
    ...size,
    async play({ window, take }) {
      await begun(window)
      const at = await along(window, 'W_xh', 0.4)
      await window.mouse.move(at.x - 20, at.y - 40)
      await window.mouse.move(at.x, at.y, { steps: 4 })
      await window.waitForTimeout(1200)
      await take(`guide-wire-${language}`)
      await window.mouse.move(at.x, at.y + 300)
      await head(window, 'h').click({ button: 'right' })
      await take(`guide-menu-${language}`)
      await press(window, 'Escape')
      await nothing(window)
      await press(window, 'Control+3', 'Control+a')
      await take(`guide-several-${language}`)
      await nothing(window)
      await press(window, 'Control+3')
      await wire(window, 'h.out', 'h.in')
      // The problem is explained beside the wire automatically.
      await window.waitForTimeout(1500)
      await take(`guide-problem-${language}`)
      await panel(window, 'problems')
      await window.locator('.explanation .close').click()
      await take(`guide-problems-${language}`)
      await press(window, 'Control+n')
      await window.waitForTimeout(600)
      await press(window, 'Tab', 'l', 's', 't', 'm')
      await take(`guide-add-${language}`)
    },
  },
  {
    name: 'dialogs',
    open: '--example=elman-sunspots.unfold',
    language,
    ...size,
    async play({ window, take }) {
      await begun(window)
      await press(window, 'Control+k')
      await window.keyboard.type(language === 'ja' ? '選択' : 'select')
      await take(`guide-commands-${language}`)
      await press(window, 'Escape', '?')
      await take(`guide-keys-${language}`)
      await press(window, 'Escape')
      await head(window, 'c').click()
      await press(window, 'F1')
      await take(`guide-help-${language}`)
      await press(window, 'Escape')
      await nothing(window)
      await press(window, 'Control+e')
      await take(`guide-export-${language}`)
      await press(window, 'Escape')
      await press(window, 'Control+2')
      await window.locator('.graph').focus()
      await press(window, 'c')
      await window.locator('.note textarea').fill(NOTE[language])
      await press(window, 'Escape')
      await nothing(window)
      await press(window, '1')
      await window.waitForTimeout(600)
      await take(`guide-note-${language}`)
    },
  },
  {
    name: 'tour',
    open: '--example=elman-sunspots.unfold',
    language,
    ...size,
    async play({ window, take }) {
      await begun(window, 2000)
      await command(window, language === 'ja' ? 'ツアー' : 'tour')
      await window.waitForTimeout(1200)
      await take(`guide-tour-${language}`)
      await press(window, 'Escape')
      await command(window, language === 'ja' ? '勾配' : 'gradients')
      await window.waitForTimeout(5000)
      await take(`guide-gradients-${language}`)
    },
  },
  {
    name: 'runs',
    open: '--example=elman-sunspots.unfold',
    language,
    ...size,
    async play({ window, take }) {
      await begun(window, 2000)
      await press(window, 'Control+Enter')
      await panel(window, 'runs')
      // The same with fewer and with more units.
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
    },
  },
  {
    name: 'guard',
    open: diverging(),
    language,
    ...size,
    async play({ window, take }) {
      await begun(window, 500)
      await press(window, 'Control+Enter')
      await window.waitForTimeout(2500)
      await take(`guide-guard-${language}`)
    },
  },
  {
    name: 'weights',
    open: '--example=echo-state-narma.unfold',
    language,
    ...size,
    async play({ window, take }) {
      await begun(window)
      await panel(window, 'weights')
      await window.waitForTimeout(1500)
      await take(`guide-weights-${language}`)
    },
  },
  {
    name: 'dialog',
    open: '--example=elman-sunspots.unfold',
    language,
    ...size,
    async play({ window, take, choose }) {
      await begun(window, 500)
      await press(window, 'Control+n')
      await window.waitForTimeout(600)
      await choose(fromRoot('examples', 'sunspots.csv'))
      await panel(window, 'data')
      await window.locator('#panel-body button').first().click()
      await window.waitForTimeout(1500)
      await take(`guide-table-${language}`)
    },
  },
  {
    name: 'groups',
    open: '--example=lstm-peephole.unfold',
    language,
    ...size,
    async play({ window, take }) {
      await begun(window, 2000)
      await press(window, 'Control+1', 'Control+2', '1')
      await window.waitForTimeout(600)
      await nothing(window)
      await press(window, 'Control+a')
      for (const id of ['x', 'y']) await head(window, id).click({ modifiers: ['Control'] })
      await press(window, 'Control+g', 'L', 'S', 'T', 'M', 'Enter')
      await window.waitForTimeout(500)
      await take(`guide-groups-${language}`)
      await press(window, 'h', '1')
      await window.waitForTimeout(1000)
      await take(`guide-tile-${language}`)
      await press(window, 'Enter')
      await window.waitForTimeout(1000)
      await take(`guide-inside-${language}`)
      await press(window, 'Escape')
      await window.waitForTimeout(600)
      await window.locator('.tile-group .head').first().click()
      await press(window, 'Alt+d', '1')
      await window.waitForTimeout(1000)
      await take(`guide-linked-${language}`)
    },
  },
  {
    name: 'alone',
    open: '--example=lstm-peephole.unfold',
    language,
    ...size,
    async play({ window, take }) {
      await begun(window, 2000)
      await press(window, 'Control+.', '1')
      await window.waitForTimeout(1500)
      await take(`guide-alone-${language}`)
    },
  },
  changedScene(language),
  {
    name: 'recovery',
    open: '--example=elman-sunspots.unfold',
    language,
    ...size,
    async play({ window, take, crash }) {
      await begun(window, 500)
      await window.locator('[data-palette="layer"]').click()
      // The journal is written within two seconds.
      await window.waitForTimeout(3500)
      await begun(await crash(), 2500)
      await take(`guide-recovery-${language}`)
    },
  },
]
