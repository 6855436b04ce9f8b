import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { limits } from '../../engine/document/limits'
import { expect, root, test } from './launch'

const folder = join(root, 'out', 'test', 'hostile')
const ids = (count: number, stem = 'n'): string[] => Array.from({ length: count }, (_, i) => `${stem}${i}`)
const record = (keys: readonly string[], make: (i: number) => object): object => Object.fromEntries(keys.map((key, i) => [key, make(i)]))
const base = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1 } },
  edges: { W: { from: 'x', to: 'y' } },
}
const nested = (count: number, open: string, close: string): string => `${open.repeat(count)}x${close.repeat(count)}`
const note = (text: string): object => ({ x: 0, y: 200, width: 400, height: 200, text })
const many = record(ids(limits.nodes), () => ({ type: 'layer', size: 1 }))
const wires = (count: number, nodes: number): object =>
  record(ids(count, 'e'), (i) => ({ from: `n${(i * 7919) % nodes}`, to: `n${(i * 104_729 + 1 + Math.floor(i / nodes) * 37) % nodes}`, kind: 'dense' }))

/** Documents within all limits that could block the window. */
const documents: Readonly<Record<string, object>> = {
  mathematics: {
    ...base,
    description: `$${nested(185, '\\frac{', '}{2}')}$ $${nested(400, '\\bar ', '')}$ and $x^2$`,
    view: { notes: { deep: note(`$${nested(1700, '{', '}')}$`), fine: { ...note('It holds $h(t-1)$.'), y: 500 } } },
  },
  texts: {
    ...base,
    name: 'n'.repeat(limits.name),
    description: 'word **bold** $x$ [a](b) '.repeat(4000).slice(0, limits.description),
    view: {
      nodes: { x: { x: 0, y: 0, label: 'l'.repeat(limits.name) }, y: { x: 300, y: 0 } },
      notes: record(ids(limits.notes, 'm'), (i) => ({
        x: (i % 25) * 300,
        y: 200 + Math.floor(i / 25) * 110,
        text: 'word $x_1$ *b* [[[ '.repeat(1200).slice(0, limits.noteText),
      })),
    },
  },
  layers: {
    ...base,
    nodes: record(ids(200), () => ({ type: 'layer', size: 1 })),
    edges: record(ids(400, 'e'), (i) => ({ from: `n${(i * 7919) % 200}`, to: `n${(i * 104_729 + 1) % 200}`, kind: 'dense' })),
    view: { groups: record(ids(64, 'g'), (i) => ({ nodes: [`n${i}`], ...(i % limits.groupDepth > 0 ? { parent: `g${i - 1}` } : {}) })) },
  },
  unplaced: { ...base, nodes: many, edges: wires(limits.nodes, limits.nodes) },
  many: {
    ...base,
    nodes: many,
    edges: wires(limits.nodes, limits.nodes),
    view: { nodes: record(ids(limits.nodes), (i) => ({ x: (i % 50) * 340, y: Math.floor(i / 50) * 180 })) },
  },
  dense: { ...base, nodes: record(ids(200), () => ({ type: 'layer', size: 1 })), edges: wires(limits.edges, 200) },
  places: {
    ...base,
    nodes: record(ids(50), () => ({ type: 'layer', size: 1 })),
    edges: {},
    view: {
      nodes: record(ids(50), (i) => ({ x: i % 2 ? limits.coordinate : -limits.coordinate, y: i % 3 ? limits.coordinate : 0 })),
      viewport: { x: 1e300, y: -1e300, zoom: 1e-300 },
    },
  },
}

test('the window stays usable with documents at all limits, and closes', async ({ launch }) => {
  test.setTimeout(300_000)
  mkdirSync(folder, { recursive: true })
  const running = await launch({ still: 'elman-sunspots.unfold', size: { width: 1280, height: 800 } })
  const { window, app } = running
  const tabs = window.locator('.tabs-tab')
  await expect(window.locator('.graph')).toBeVisible()
  for (const [name, document] of Object.entries(documents)) {
    const path = join(folder, `${name}.unfold`)
    writeFileSync(path, JSON.stringify(document))
    await running.answer({ open: path })
    await running.menu('open')
    const tab = tabs.filter({ hasText: name })
    await expect(tab).toHaveAttribute('data-shown', 'true', { timeout: 60_000 })
    // The window responds: it shows another tab, and this one again.
    await tabs.first().click()
    await expect(tab).not.toHaveAttribute('data-shown', 'true')
    await tab.click()
    await expect(tab).toHaveAttribute('data-shown', 'true')
    await expect(window.locator('.shell-crash')).toHaveCount(0)
    await expect(window.locator('.part-failed')).toHaveCount(0)
    await running.screenshot(`hostile-${name}`)
  }
  await tabs.filter({ hasText: 'mathematics' }).click()
  // Formulas are rendered; those that are nested too deeply are shown as source.
  await expect(window.locator('.note .katex').first()).toBeVisible()
  await expect(window.locator('.note', { hasText: '{{{{' })).toHaveCount(1)
  const closed = app.waitForEvent('close')
  await running.answer({ message: 1 })
  await running.close()
  await closed
})
