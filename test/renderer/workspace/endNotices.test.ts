// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { startEndNotices } from '../../../renderer/workspace/endNotices'
import { setEndNotices } from '../../../renderer/workspace/settings'
import { tabsStore } from '../../../renderer/workspace/tabs'

const notice = vi.fn()
const engine = createStore(() => ({ state: { status: 'ready' }, runs: [{ reports: [{ loss: 0.25 }] }] }))
const to = (status: string): void => engine.setState({ state: { status } })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  vi.stubGlobal('unfold', { notice })
  const documents = { store: { getState: () => ({ origin: { path: '/net.unfold', name: 'net.unfold' }, document: {} }) } }
  tabsStore.setState({ tabs: [{ id: 'a', engine: { store: engine }, documents }] } as never)
  startEndNotices()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('notifies only of the end of a long training, if the setting is on', () => {
  const train = (seconds: number, end: string): number => {
    notice.mockClear()
    to('running')
    vi.advanceTimersByTime(1_000 * seconds)
    to(end)
    return notice.mock.calls.length
  }
  expect(train(60, 'done'), 'unless the user wants it').toBe(0)
  setEndNotices(true)
  expect(train(29, 'done'), 'a short one').toBe(0)
  expect(train(31, 'paused'), 'a pause').toBe(0)
  expect(train(31, 'failed')).toBe(1)
  expect(train(31, 'done')).toBe(1)
  expect(notice.mock.calls[0]![0]).toMatchObject({ title: 'net' })
})
