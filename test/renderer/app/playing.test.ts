// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest'
import { playOrPause } from '../../../renderer/app/playing'
import { createDocument } from '../../../renderer/editing/store'
import { createEngine } from '../../../renderer/workspace/createEngine'
import { tabsStore, type Tab } from '../../../renderer/workspace/tabs'
import { elman } from '../../documents'
import { compiledMessage } from '../inspector/stage'

it('Play while the data are read waits for them, and then trains', async () => {
  const documents = createDocument()
  documents.open(elman(), { path: null, name: 'test' })
  const real = createEngine(documents)
  const play = vi.fn()
  // The engine's answer that it has caught up fails while data are read.
  const caughtUp = vi.fn(() => Promise.resolve(real.store.getState().reading ? ({ code: 'engine-failed' } as never) : undefined))
  const tab: Tab = { id: 'a', documents, engine: { ...real, play, caughtUp } }
  tabsStore.setState({ tabs: [tab], shown: tab })
  real.store.setState({ reading: { path: 'a.csv', bytes: 0, size: 20, rows: 0 } as never })
  playOrPause(tab)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(play).not.toHaveBeenCalled()
  real.store.setState({ reading: undefined, compiled: compiledMessage({}) })
  await vi.waitFor(() => expect(play).toHaveBeenCalledOnce())
})
