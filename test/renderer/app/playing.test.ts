// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest'
import { playOrPause } from '../../../renderer/app/playing'
import { createDocument } from '../../../renderer/editing/store'
import { createEngine } from '../../../renderer/workspace/createEngine'
import { tabsStore, type Tab } from '../../../renderer/workspace/tabs'
import { elman } from '../../documents'
import { compiledMessage } from '../inspector/stage'

it('Play waits until the engine has caught up, as it has once the data are read, and then trains', async () => {
  const documents = createDocument()
  documents.open(elman(), { path: null, name: 'test' })
  const real = createEngine(documents)
  const play = vi.fn()
  let caught: () => void = () => undefined
  const caughtUp = (): Promise<undefined> => new Promise((resolve) => (caught = () => resolve(undefined)))
  const tab: Tab = { id: 'a', documents, engine: { ...real, play, caughtUp } }
  tabsStore.setState({ tabs: [tab], shown: tab })
  playOrPause(tab)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(play).not.toHaveBeenCalled()
  real.store.setState({ compiled: compiledMessage({}) })
  caught()
  await vi.waitFor(() => expect(play).toHaveBeenCalledOnce())
})
