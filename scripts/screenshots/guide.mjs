import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fromRoot } from '../setup/paths.mjs'
import { along, begun, command, head, nothing, panel, press, size, view, wire } from './hands.mjs'
import { changing, runs } from './runs.mjs'
import { watching } from './watching.mjs'

/** @typedef {import('../screenshots.mjs').Scene} Scene */
/** A scene, by default of the Elman network in a small window. @typedef {Pick<Scene, 'name' | 'play'> & Partial<Scene>} Part */

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

const NOTE = {
  en: '# Memory\nThe context holds $h(t-1)$:\n\n$$h(t)=\\tanh(W_{xh}\\,x(t)+W_{ch}\\,h(t-1)+b)$$\n\nTry **fewer units**: what is forgotten first?',
  ja: '# 記憶\n文脈は $h(t-1)$ を保ちます。\n\n$$h(t)=\\tanh(W_{xh}\\,x(t)+W_{ch}\\,h(t-1)+b)$$\n\n**ユニットを減らす**と、何から忘れるでしょうか。',
}

/**
 * A scene in which another program writes the document and its data file.
 * @param {'en' | 'ja'} language
 * @returns {Part}
 */
function changedScene(language) {
  const open = changing()
  return {
    name: 'changed',
    open,
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
export const guide = (language) => parts(language).map((part) => ({ open: '--example=elman-sunspots.unfold', language, ...size, ...part }))

/**
 * @param {'en' | 'ja'} language
 * @returns {readonly Part[]}
 */
const parts = (language) => [
  {
    name: 'views',
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
  ...runs(language),
  {
    name: 'guard',
    open: diverging(),
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
    async play({ window, take }) {
      await begun(window)
      await panel(window, 'weights')
      await window.waitForTimeout(1500)
      await take(`guide-weights-${language}`)
    },
  },
  {
    name: 'dialog',
    async play({ window, take, choose }) {
      await begun(window, 500)
      await press(window, 'Control+n')
      await window.waitForTimeout(600)
      await choose(fromRoot('examples', 'sunspots.csv'))
      await panel(window, 'data')
      await window.locator('#panel-body .panel-empty button').click()
      await window.locator('dialog[open] td').first().waitFor()
      await window.waitForTimeout(1500)
      await take(`guide-table-${language}`)
    },
  },
  {
    name: 'groups',
    open: '--example=lstm-peephole.unfold',
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
    async play({ window, take }) {
      await begun(window, 2000)
      await press(window, 'Control+.', '1')
      await window.waitForTimeout(1500)
      await take(`guide-alone-${language}`)
    },
  },
  ...watching(language),
  changedScene(language),
  {
    name: 'recovery',
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
