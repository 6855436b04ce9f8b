import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, root, test } from './launch'
import { findings, Reach } from './reach'

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

/** Each look and each language once. */
const LOOKS = [
  { colorScheme: 'light', language: 'en' },
  { colorScheme: 'dark', language: 'ja' },
] as const

/** Writes a file with this content; returns its path. */
function file(name: string, content: object | string): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const graph = { format: 'unfold-graph', version: 1 }
/** A loop without a delay, and an unknown type. */
const BROKEN = {
  ...graph,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 2 }, g: { type: 'layer', size: 2 }, w: { type: 'wormhole' } },
  edges: { W_xh: { from: 'x', to: 'h' }, W_hg: { from: 'h', to: 'g' }, W_gh: { from: 'g', to: 'h' } },
}
/** Its loss overflows at once. */
const DIVERGING = {
  ...graph,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 4, activation: 'linear' }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: { W_xh: { from: 'x', to: 'h' }, hc: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } },
  data: { kind: 'inline', sequences: [{ x: Array.from({ length: 60 }, (_, t) => [t]), y: Array.from({ length: 60 }, (_, t) => [t * t]) }] },
  training: { optimizer: { kind: 'sgd', learningRate: 1e6 }, epochs: 100 },
}

for (const { colorScheme, language } of LOOKS)
  test(`the keyboard reaches and leaves every view, panel, dialog and menu, and axe-core finds nothing serious there: ${colorScheme}, ${language}`, async ({
    launch,
  }) => {
    // Set for machines where everything is slow.
    test.setTimeout(300_000)
    const running = await launch({ args: ['--example=elman-sunspots.unfold'], colorScheme, reducedMotion: 'reduce' })
    const { window } = running
    const hand = new Hand(window)
    const reach = new Reach(window)
    const { press, command } = reach
    const canvas = (): Promise<void> => reach.region('.graph')
    await hand.epochAbove(0)
    await reach.press('Control+Enter')
    await expect(window.locator('.shell-transport .play[data-status="running"]')).toHaveCount(0)
    if (language === 'ja') {
      await command('language')
      await expect(window.locator('html')).toHaveAttribute('lang', 'ja')
    }
    expect.soft(await findings(window), 'the whole window').toEqual([])
    await canvas()
    await reach.see('canvas', '.shell-canvas')

    // Menus and searches on the canvas.
    expect.soft(await findings(window, '.callout'), 'hints').toEqual([])
    await press('Escape')
    await expect(window.locator('.callout')).toHaveCount(0)
    await reach.visit('search for a node to add', '.add-menu', () => press('Tab'))
    await reach.visit('menu of the canvas', '.context-menu', () => press('Shift+F10'))
    await press('ArrowRight')
    await expect(window.locator('.node.selected')).toHaveCount(1)
    await reach.visit('menu of a node', '.context-menu', () => press('Shift+F10'))
    await reach.visit('search for what replaces a node', '.add-menu', () => press('r'))
    await reach.visit('name of a node', '.node input.label', () => press('F2'))
    await reach.visit('help on a node', '.node-help', () => press('F1'))
    await press('Alt+ArrowRight')
    await expect(window.locator('.wire.selected')).toHaveCount(1)
    await reach.visit('menu of a wire', '.context-menu', () => press('Shift+F10'))
    await reach.visit('search for a node to insert', '.add-menu', () => press('i'))
    await press('Escape')
    await reach.visit('note that is written', '.note textarea', () => press('c'))
    await press('c')
    await window.keyboard.type('# Note\n- $h(t)$ > `code`')
    await press('Escape')
    await reach.visit('menu of a note', '.context-menu', () => press('Shift+F10'))
    expect.soft(await findings(window, '.note'), 'note').toEqual([])
    await press('Control+a')
    await reach.visit('name of a group', '.group-frame input.label', () => press('Control+g'))
    await reach.visit('menu of a group', '.context-menu', () => press('Shift+F10'))
    expect.soft(await findings(window, '.group-frame'), 'group').toEqual([])
    await reach.visit('ports of a group', 'dialog[open]', () => command('name-ports'))
    await reach.visit('inside of a group', '.graph-path', () => press('Enter'), ['Escape'], '.graph')
    await press('h')
    await expect(window.locator('.tile-group')).toBeVisible()
    expect.soft(await findings(window, '.tile-group'), 'collapsed group').toEqual([])
    await press('h', 'Control+Shift+g')
    await press('Alt+m')
    expect.soft(await findings(window, '.react-flow'), 'map').toEqual([])
    await press('Alt+m')

    // Dialogs over the window.
    await reach.visit('commands', '.shell-commands', () => press('Control+k'))
    await reach.visit('keys', '.shortcuts', () => press('Shift+?'))
    await reach.visit('search for a node', '.shell-commands', () => press('Control+f'))
    await reach.visit('settings', 'dialog[open]', () => press('Control+,'))
    await reach.visit('export', '.export-dialog', () => press('Control+e'))
    await reach.visit('about', 'dialog[open]', async () => {
      await command('about')
      await expect(window.locator('dialog[open]')).toBeVisible()
      await reach.goRound('dialog[open]', 5)
    })
    await reach.visit('gradient check', 'dialog[open]', async () => {
      await command('check-gradients')
      await expect(window.locator('dialog[open] table').first()).toBeVisible({ timeout: 30_000 })
    })
    await running.answer({ open: join(root, 'examples', 'sunspots.csv') })
    await reach.visit('table that may become the data', '.tables-dialog', async () => {
      await command('choose-data')
      await expect(window.locator('.tables-dialog table').first()).toBeVisible()
    })
    await running.answer({ open: file('bad.unfold', { ...graph, nodes: { h: { type: 'layer', size: -1 } }, edges: { W: 3 } }) })
    await reach.visit('problems of a file', 'dialog[open]', () => press('Control+o'))
    await running.answer({ open: join(folder, 'nothing.unfold') })
    await reach.visit('failure', 'dialog[open]', () => press('Control+o'))
    await reach.visit('tour', '.tour-card', () => command('tour'))
    await reach.visit('tour that is written', '.tour-card.writing', () => command('tour-write'), ['Escape', 'Escape'])

    // The bar above: each of its menus.
    for (const [i, menu] of ['document', 'appearance', 'language', 'help'].entries()) {
      await reach.region('.shell-top')
      await window.locator('.shell-top [aria-haspopup="menu"]').nth(i).focus()
      await reach.visit(`menu: ${menu}`, '.control-menu', () => press('Enter'))
    }

    // The panels below.
    await reach.region('.shell-side.bottom')
    await press('Home')
    const panels = await window.locator('.panels-bar [data-panel]').evaluateAll((all) => all.map((tab) => (tab as HTMLElement).dataset.panel ?? ''))
    for (const panel of panels) {
      await expect(window.locator(`[data-panel="${panel}"]`)).toHaveAttribute('aria-selected', 'true')
      await reach.see(`panel ${panel}`, '.panels')
      await press('ArrowRight')
    }

    const panel = async (name: string): Promise<void> => {
      await reach.region('.shell-side.bottom')
      const tab = window.locator(`[data-panel="${name}"]`)
      await window.locator('[data-panel][aria-selected="true"]').focus()
      for (let tries = 0; tries < panels.length && (await tab.getAttribute('aria-selected')) !== 'true'; tries++) await press('ArrowRight')
    }
    await panel('signals')
    await window.locator('.signal-row .plot-act').first().focus()
    await press('Enter', 'Enter')
    await window.locator('.panel-pinned .plot-act').last().focus()
    await reach.see('pinned plot', '.panel-pinned')
    await reach.visit('lines of a pinned plot', 'dialog[open]', async () => {
      await press('Enter', 'End', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'Enter')
    })
    await panel('weights')
    await window.locator('.weights-list button', { hasText: 'W_ch' }).press('Enter')
    await window.locator('.panel-weights [role="grid"]').focus()
    await press('ArrowRight')
    await reach.see('cells of a matrix', '.panel-weights')
    await window.locator('.weights-tools button').first().press('Enter')
    expect.soft(await findings(window, '.weights-tools'), 'tools for weights').toEqual([])
    await canvas()
    await reach.visit('guide', '.guide', () => press('Shift+F1'))

    // The views.
    const views = await window.locator('[data-view]').evaluateAll((all) => all.map((tab) => (tab as HTMLElement).dataset.view ?? ''))
    expect(views.length).toBeGreaterThan(2)
    for (const view of [...views.slice(1), views[0]!]) {
      await command(`view-${view}`)
      await expect(window.locator(`[data-view="${view}"]`)).toHaveAttribute('aria-selected', 'true')
      expect.soft(await findings(window, '.shell-canvas'), `view ${view}`).toEqual([])
      reach.places.push(`view ${view}`)
    }
    await command('view-list')
    await reach.see('list', '.outline')
    await press('Home')
    await reach.visit('other end of a wire', '.outline-wire', () => press('w'))
    await reach.visit('name in the list', '.outline-row input', () => press('Home', 'F2'))
    await command('view-network')
  })

for (const { colorScheme, language } of LOOKS)
  test(`the keyboard reaches and leaves every report of a problem, and axe-core finds nothing serious there: ${colorScheme}, ${language}`, async ({
    launch,
  }) => {
    copyFileSync(join(root, 'examples', 'sunspots.csv'), join(folder, 'sunspots.csv'))
    const first = await launch({ args: [file('broken.unfold', BROKEN)], colorScheme, reducedMotion: 'reduce', size: { width: 1100, height: 700 } })
    const { window, userData } = first
    const hand = new Hand(window)
    const reach = new Reach(window)
    const { press, command } = reach
    await expect(hand.node('w')).toBeVisible()
    if (language === 'ja') await command('language')
    expect.soft(await findings(window), 'a network with problems, in a small window').toEqual([])
    await reach.region('.graph')
    await reach.visit('inspector over the canvas', '.shell-overlay', () => press('Control+3'), ['Control+3'], '.graph')
    await reach.region('.shell-side.bottom')
    const problems = window.locator('[data-panel="problems"]')
    await press('Home')
    for (let tries = 0; tries < 16 && (await problems.getAttribute('aria-selected')) !== 'true'; tries++) await press('ArrowRight')
    await expect(problems).toHaveAttribute('aria-selected', 'true')
    await reach.see('problems', '.panels')
    await press('Tab', 'Enter')
    await expect(window.locator('.explanation')).toBeVisible()
    expect.soft(await findings(window, '.explanation'), 'explanation').toEqual([])

    await first.answer({ open: file('diverging.unfold', DIVERGING) })
    await press('Control+o')
    await expect(window).toHaveTitle('diverging — Unfold')
    await expect(window.locator('.shell-transport .play')).toHaveAttribute('data-status', 'ready')
    await press('Control+Enter')
    await expect(window.locator('.panel-problems .problem').first()).toBeVisible()
    await reach.region('.shell-side.bottom')
    await reach.see('divergence', '.panels')

    // Edited, killed and started again.
    await reach.region('.graph')
    await press('Tab')
    await window.keyboard.type('layer')
    await press('Enter')
    await expect(window).toHaveTitle('• diverging — Unfold')
    await window.waitForTimeout(2000)
    await first.kill()
    const second = await launch({ userData, colorScheme, reducedMotion: 'reduce' })
    const notice = second.window.locator('.tabs-notice')
    await expect(notice).toBeVisible()
    expect.soft(await findings(second.window), 'what was brought back').toEqual([])
    const again = new Reach(second.window)
    await again.region('.tabs-notice')
    await again.see('what was brought back', '.tabs-notice')
    await again.press('Tab', 'Enter')
    await expect(notice).toHaveCount(0)
  })
