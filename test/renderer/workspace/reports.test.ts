import { Subject } from 'rxjs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { failureOf } from '../../../engine/run/careful'
import type { Message, RunReport } from '../../../engine/run/protocol'
import { WHILE_MOVING, setMoving } from '../../../renderer/controls/pace'
import { createDocumentStore } from '../../../renderer/editing/store'
import { idle } from '../../../renderer/workspace/engineLife'
import type { EngineState } from '../../../renderer/workspace/openEngine'
import { Reports } from '../../../renderer/workspace/reports'

const report = (epoch: number): RunReport => ({ epoch, loss: 1 / epoch, validation: null, gradientNorm: 1 })
const sent = (of: RunReport): Message => ({ kind: 'reports', reports: [of] })
const running = { ...idle, status: 'running' } as const

let frames: (() => void)[]
let store: StoreApi<EngineState>
let reports: Reports
let message$: Subject<Message>
beforeEach(() => {
  vi.useFakeTimers()
  frames = []
  vi.stubGlobal('requestAnimationFrame', (task: () => void) => frames.push(task))
  store = createStore<EngineState>(() => ({
    compiled: undefined,
    state: idle,
    reports: [],
    runs: [],
    speed: null,
    dataFailure: undefined,
    recognized: undefined,
    reading: undefined,
    unread: false,
    trouble: undefined,
  }))
  reports = new Reports(store, createDocumentStore())
  message$ = new Subject()
  reports.write(message$, () => undefined).subscribe()
})
afterEach(() => {
  setMoving(false)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
const epochs = (): readonly number[] => store.getState().reports.map(({ epoch }) => epoch)

it('reports change the store once per frame', () => {
  for (const epoch of [1, 2, 3]) message$.next(sent(report(epoch)))
  expect(epochs()).toEqual([])
  expect(frames).toHaveLength(1)
  frames[0]!()
  expect(epochs()).toEqual([1, 2, 3])
})

it('reports that wait for a frame come before a failure, and before they are read', () => {
  message$.next(running)
  message$.next(sent(report(1)))
  expect(reports.get().map(({ epoch }) => epoch)).toEqual([1])
  message$.next(sent(report(2)))
  const problem = failureOf('engine-threw', 'no number')
  message$.next({ ...idle, status: 'failed', problem })
  expect(epochs()).toEqual([1, 2])
  expect(store.getState().runs).toMatchObject([{ failed: problem, reports: [{ epoch: 1 }, { epoch: 2 }] }])
})

it.each(['done', 'paused'] as const)('reports that wait for a frame come before the status %s, which is announced with the last loss', (status) => {
  message$.next(running)
  message$.next(sent(report(1)))
  message$.next(sent(report(2)))
  const last: (number | undefined)[] = []
  store.subscribe(({ state, reports: all }) => state.status === status && last.push(all.at(-1)?.epoch))
  message$.next({ ...idle, status })
  expect(last).toEqual([2])
})

it('while the camera moves, new numbers wait and a new status does not', () => {
  setMoving(true)
  message$.next(running)
  expect(store.getState().state.status).toBe('running')
  message$.next({ ...running, epoch: 5 })
  message$.next({ ...running, epoch: 6 })
  expect(store.getState().state.epoch).toBe(0)
  vi.advanceTimersByTime(WHILE_MOVING)
  expect(store.getState().state.epoch).toBe(6)
  message$.next({ ...running, epoch: 7 })
  message$.next({ ...running, status: 'paused', epoch: 8 })
  expect(store.getState().state).toMatchObject({ status: 'paused', epoch: 8 })
})

it('reports of another trained state replace those of the current run, which ends', () => {
  message$.next(sent(report(1)))
  message$.next(sent(report(2)))
  reports.set([report(1)])
  expect(epochs()).toEqual([1])
  expect(store.getState().runs).toMatchObject([{ reports: [{ epoch: 1 }, { epoch: 2 }], ended: 'elsewhere' }])
})
