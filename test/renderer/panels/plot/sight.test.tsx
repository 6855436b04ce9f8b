// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react'
import { Subject } from 'rxjs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Plot } from '../../../../renderer/panels/plot/Plot'
import type { PlotView } from '../../../../renderer/panels/plot/view'

/** A screen whose frames the test shows. */
const screen = vi.hoisted(() => ({ time: 0, frames: [] as (() => void)[] }))
vi.mock('../../../../renderer/panels/plot/turns', async (importOriginal) => {
  const { DrawingTurns } = await importOriginal<typeof import('../../../../renderer/panels/plot/turns')>()
  return { drawingTurns: new DrawingTurns({ frame: (draw) => screen.frames.push(draw), now: () => screen.time }) }
})
vi.mock('../../../../renderer/panels/plot/gestures', () => ({ plotGestures: () => () => undefined, pointIn: () => ({ left: 0, top: 0 }) }))
vi.mock('../../../../renderer/panels/plot/theme', () => ({ usePlotTheme: () => 'light' }))
vi.mock('uplot', () => ({
  default: class {
    readonly hooks = {}
    readonly cursor = { idx: null }
    readonly root = document.createElement('div')
    readonly over = document.createElement('div')
    constructor(_options: object, _data: object, init: (made: unknown, begin: () => void) => void) {
      init(this, () => undefined)
    }
    setSize(): void {}
    destroy(): void {}
  },
}))

let seen: (inSight: boolean) => void
let observers = 0
class Observer {
  constructor(report: (entries: readonly { readonly isIntersecting: boolean }[]) => void) {
    seen = (isIntersecting) => report([{ isIntersecting }])
  }
  observe(): void {
    observers++
  }
  disconnect(): void {
    observers--
  }
}

const showFrames = (): void => {
  screen.time += 100
  for (const draw of screen.frames.splice(0)) draw()
}

const changed = new Subject<void>()
const update = vi.fn()
const view = { attach: vi.fn(), detach: vi.fn(), cross: vi.fn(), update } as unknown as PlotView
const options = { series: [] }
const read = (): [number[]] => [[]]
const watch = (change: () => void): (() => void) => {
  const watching = changed.subscribe(change)
  return () => watching.unsubscribe()
}

beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', Observer)
  update.mockClear()
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('a plot out of sight draws nothing, not even what was due, and once when it comes back', () => {
  const { unmount } = render(<Plot options={options} read={read} watch={watch} label="loss" view={view} />)
  act(() => changed.next())
  showFrames()
  expect(update).toHaveBeenCalledTimes(1)

  act(() => changed.next())
  seen(false)
  showFrames()
  act(() => changed.next())
  showFrames()
  expect(update).toHaveBeenCalledTimes(1)

  seen(true)
  showFrames()
  expect(update).toHaveBeenCalledTimes(2)
  act(() => changed.next())
  showFrames()
  expect(update).toHaveBeenCalledTimes(3)

  expect(observers).toBe(1)
  unmount()
  expect(observers).toBe(0)
})
