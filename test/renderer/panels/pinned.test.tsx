// @vitest-environment happy-dom
import { beforeAll, expect, it, vi } from 'vitest'
import { open } from '../../../renderer/editing/store'
import { startLanguages } from '../../../renderer/languages'
import { dress } from '../../../renderer/panels/pinned/dress'
import { ownerOf } from '../../../renderer/panels/pinned/owner'
import { isFull, MOST_PINNED, pin, pinnedStore, shift, stand, unpin } from '../../../renderer/workspace/pinned'
import { newTab, openTab, putTabs, removeTab, shownTab } from '../../../renderer/workspace/tabs'
import { elman } from '../drawing/drawings'

beforeAll(async () => {
  vi.stubGlobal(
    'Worker',
    class extends EventTarget {
      postMessage(): void {}
      terminate(): void {}
    },
  )
  await startLanguages('en')
})

const plots = () => pinnedStore.getState().byTab[shownTab().id] ?? []

it('pins a plot once, moves it, and forgets it with its tab', () => {
  open(elman(), { path: null, name: '' })
  pin({ kind: 'signal', port: 'h' }, 'panel')
  pin({ kind: 'signal', port: 'h' }, 'canvas')
  pin({ kind: 'loss' }, 'panel')
  expect(plots().map(({ subject, standing }) => [subject.kind, standing])).toEqual([
    ['signal', 'canvas'],
    ['loss', 'panel'],
  ])
  const [signal, loss] = plots()
  shift(signal!.id, 8, -4)
  shift(signal!.id, 8, 0)
  expect(plots()[0]!.moved).toEqual({ x: 16, y: -4 })
  const tab = shownTab()
  newTab()
  // A second window is closed while another tab is shown.
  stand(loss!.id, 'window')
  expect(pinnedStore.getState().byTab[tab.id]!.map(({ standing }) => standing)).toEqual(['canvas', 'window'])
  removeTab(shownTab())
  unpin(signal!.id)
  expect(plots().map(({ subject }) => subject.kind)).toEqual(['loss'])
  removeTab(tab)
  expect(pinnedStore.getState().byTab[tab.id]).toBeUndefined()
})

it('pins no more plots than can be read', () => {
  for (let i = 0; i <= MOST_PINNED; i++) pin({ kind: 'signal', port: `n${i}` }, 'panel')
  expect(plots().length).toBe(MOST_PINNED)
  expect(isFull()).toBe(true)
})

it('plots come back with the file of their document, and with a restored tab', () => {
  open(elman(), { path: '/a/elman.unfold', name: 'elman' })
  for (const { id } of plots()) unpin(id)
  pin(
    {
      kind: 'overlay',
      of: [
        { kind: 'signal', port: 'h', units: [1] },
        { kind: 'signal', port: 'y' },
      ],
    },
    'canvas',
  )
  const before = plots().map(({ subject, standing }) => ({ subject, standing }))
  const tab = shownTab()
  newTab()
  expect(plots()).toEqual([])
  removeTab(tab)
  openTab(elman(), { path: '/a/elman.unfold', name: 'elman' })
  expect(plots()).toMatchObject(before)
  // A document without a file is known by its tab.
  pin({ kind: 'loss' }, 'window')
  const { id, documents } = shownTab()
  removeTab(shownTab())
  putTabs([{ id, documents }], id)
  expect(plots().map(({ subject, standing }) => [subject.kind, standing])).toEqual([
    ['overlay', 'canvas'],
    ['loss', 'panel'],
  ])
  // Unpinned plots do not come back.
  for (const { id } of plots()) unpin(id)
  removeTab(shownTab())
  openTab(elman(), { path: '/a/elman.unfold', name: 'elman' })
  expect(plots()).toEqual([])
})

it('a plot on the canvas is beside its node, that of losses beside an output', () => {
  const document = elman()
  expect(ownerOf({ kind: 'signal', port: 'h.gate' }, document)).toBe('h')
  expect(ownerOf({ kind: 'prediction', name: 'y/number' }, document)).toBe('y')
  expect(ownerOf({ kind: 'loss' }, document)).toBe('y')
})

it('a second window follows the theme and the language until it is closed', async () => {
  const page = document.implementation.createHTMLDocument('')
  const own = document.documentElement
  own.dataset.theme = 'light'
  const undress = dress(page)
  expect(page.documentElement.dataset.theme).toBe('light')
  own.dataset.theme = 'dark'
  own.lang = 'ja'
  await vi.waitFor(() => expect(page.documentElement.dataset.theme).toBe('dark'))
  expect(page.documentElement.lang).toBe('ja')
  undress()
  own.dataset.theme = 'light'
  await Promise.resolve()
  expect(page.documentElement.dataset.theme).toBe('dark')
})
