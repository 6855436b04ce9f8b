import { expect, it } from 'vitest'
import type { MomentView } from '../../../engine/run/streams'
import {
  bySpeed,
  byStep,
  chosen,
  createMoment,
  follow,
  run,
  tick,
  toEpoch,
  toPart,
  toSequence,
  toStep,
  withView,
  type MomentState,
} from '../../../renderer/workspace/moment'

type Extent = Pick<MomentView, 'sequences' | 'length' | 'ranges'>
const seen = (extent: Extent, at: Partial<MomentView> = {}): MomentView => ({
  held: true,
  part: 'train',
  sequence: 0,
  step: 0,
  epoch: 1,
  symbols: [],
  ...extent,
  ...at,
})
const moments = (extent: Extent) => {
  const store = createMoment()
  const act = (...changes: ((state: MomentState) => Partial<MomentState>)[]): MomentState => {
    for (const change of changes) store.setState(change(store.getState()))
    return store.getState()
  }
  act(withView(seen(extent)))
  return act
}
const sequences = { sequences: { train: 5, validation: 0, test: 3 }, length: 10 }
const series = { sequences: { train: 1, validation: 1, test: 1 }, length: 100, ranges: { train: [0, 70], validation: [70, 85], test: [85, 100] } } as const

it('follows the training until a moment is chosen, and again afterwards', () => {
  const act = moments(sequences)
  expect(chosen(act())).toBeNull()
  expect(chosen(act(toStep(4)))).toEqual({ part: 'train', sequence: 0, step: 4 })
  expect(chosen(act(follow))).toBeNull()
})

it('stays within the existing sequences and steps', () => {
  const act = moments(sequences)
  expect(act(toStep(99)).step).toBe(9)
  expect(act(byStep(-20)).step).toBe(0)
  expect(act(toPart('test'), toSequence(7)).sequence).toBe(2)
  expect(act(toStep(8), withView(seen({ ...sequences, length: 4 }, { part: 'test', sequence: 2 }))).step).toBe(3)
  expect(act(toSequence('worst'))).toMatchObject({ sequence: 'worst', step: 0 })
})

it('in a series, the part follows the step', () => {
  const act = moments(series)
  expect(act(toPart('validation'))).toMatchObject({ part: 'validation', step: 70 })
  expect(act(byStep(-1))).toMatchObject({ part: 'train', step: 69 })
  expect(act(toStep(99))).toMatchObject({ part: 'test', step: 99 })
})

it('plays to the last step, and from the first again if it loops', () => {
  const act = moments({ ...sequences, length: 3 })
  expect(act(toStep(1), run, tick, tick)).toMatchObject({ step: 2, playing: false })
  expect(act(run)).toMatchObject({ step: 0, playing: true })
  expect(act(() => ({ looping: true }), tick, tick, tick)).toMatchObject({ step: 0, playing: true })
})

it('plays at one of several speeds', () => {
  const act = moments(sequences)
  expect(act(() => ({}))).toMatchObject({ speed: 10 })
  expect(act(bySpeed(1))).toMatchObject({ speed: 20 })
  expect(act(bySpeed(1), bySpeed(1), bySpeed(1))).toMatchObject({ speed: 30 })
  expect(act(...Array.from({ length: 9 }, () => bySpeed(-1)))).toMatchObject({ speed: 1 })
})

it('an earlier epoch is shown with a moment held', () => {
  const act = moments(sequences)
  expect(act(toEpoch(40))).toMatchObject({ held: true, epoch: 40 })
  expect(act(toEpoch(null))).toMatchObject({ held: true, epoch: null })
  expect(act(toEpoch(40), follow)).toMatchObject({ held: false, epoch: null })
})

it('follows the training until it is held', () => {
  const act = moments(sequences)
  act(withView(seen(sequences, { held: false, sequence: 3, step: 7 })))
  expect(act(toStep(2))).toMatchObject({ held: true, sequence: 3, step: 2 })
  expect(act(withView(seen(sequences, { sequence: 3, step: 9 }))).step, 'what comes late moves nothing').toBe(2)
})
