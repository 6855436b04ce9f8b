// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react'
import { NEVER } from 'rxjs'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Query } from '../../../engine/run/streams'
import { useDynamics, useExponents, withExponents } from '../../../renderer/panels/dynamics/useDynamics'
import { useFlow } from '../../../renderer/panels/gradients-through-time/useFlow'
import { useUnrolled } from '../../../renderer/unrolled/useUnrolled'
import { momentStore } from '../../../renderer/workspace/engine'
import { following } from '../../../renderer/workspace/moment'

let asked: Query[] = []
vi.mock('../../../renderer/workspace/engine', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  watch: (query: Query) => {
    asked.push(query)
    return NEVER
  },
}))

beforeEach(() => {
  asked = []
  momentStore.setState({ ...following, extent: { sequences: { train: 4, validation: 0, test: 2 }, length: 12 } })
})

it('analyses are of the moment that the time bar names, and no step of training starts them again', () => {
  renderHook(() => [useUnrolled(8), useDynamics('components'), useExponents(), useFlow(null, 16, false)])
  expect(asked.map(({ kind, ...of }) => [kind, 'sequence' in of && of.sequence])).toEqual(
    ['unrolled', 'dynamics', 'lyapunov', 'flow'].map((kind) => [kind, 'live']),
  )
  act(() => momentStore.setState({ sequence: 3, step: 7 }))
  expect(asked).toHaveLength(4)
  act(() => momentStore.setState({ held: true, part: 'test', sequence: 1, step: 9 }))
  expect(asked.slice(4)).toMatchObject([
    { kind: 'unrolled', part: 'test', sequence: 1, step: 9 },
    { kind: 'dynamics', part: 'test', sequence: 1, step: 9 },
    { kind: 'lyapunov', part: 'test', sequence: 1 },
    { kind: 'flow', part: 'test', sequence: 1, step: null },
  ])
})

it('looking at an earlier epoch shows its exponents, and leaves those of later epochs in their course; a restart drops them', () => {
  const of = (epoch: number, first: number): { epoch: number; exponents: number[] } => ({ epoch, exponents: [first] })
  const trained = [1, 2, 3].reduce((before, epoch) => withExponents(before, of(epoch, -epoch), epoch), { course: [] } as ReturnType<typeof useExponents>)
  const back = withExponents(trained, of(2, -2), 3)
  expect(back.now).toEqual(of(2, -2))
  expect(back.course).toEqual([of(1, -1), of(2, -2), of(3, -3)])
  expect(withExponents(back, of(0, 5), 0).course).toEqual([of(0, 5)])
})
