// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest'
import { problem } from '../../../engine/base/problem'
import { playOrPause } from '../../../renderer/app/playing'
import { createDocument } from '../../../renderer/editing/store'
import { createEngine } from '../../../renderer/workspace/createEngine'
import { tabsStore, type Tab } from '../../../renderer/workspace/tabs'
import { elman } from '../../documents'
import { compiledMessage } from '../inspector/stage'

it('Play waits until the engine has read the data, and then trains', async () => {
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

it('Play starts an engine again that ended too often, also after its notice was closed', () => {
  const documents = createDocument()
  documents.open(elman(), { path: null, name: 'test' })
  const real = createEngine(documents)
  const startAgain = vi.fn()
  const tab: Tab = { id: 'b', documents, engine: { ...real, startAgain, caughtUp: () => new Promise(() => undefined) } }
  const gaveUp = problem('engine-failed', 'engine-ended-again', { count: 3, reason: 'a failure' })
  real.store.setState({ compiled: { ...compiledMessage({}), errors: [gaveUp] }, state: { ...real.store.getState().state, status: 'blocked' } })
  tabsStore.setState({ tabs: [tab], shown: tab })
  playOrPause(tab)
  expect(startAgain).toHaveBeenCalledOnce()
})
