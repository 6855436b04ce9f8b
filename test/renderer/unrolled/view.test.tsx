// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { analysisModel } from '../../../engine/analyze'
import { unrolling, type Unrolled as Found } from '../../../engine/analyze/unrolled'
import { finish } from '../../../engine/base/resumable'
import type { UnrolledView } from '../../../engine/run/streams'
import { documentStore, open, select } from '../../../renderer/editing/store'
import { startLanguages } from '../../../renderer/languages'
import { compact } from '../../../renderer/languages/numbers'
import { Unrolled } from '../../../renderer/unrolled'
import { engineStore, momentStore } from '../../../renderer/workspace/engine'
import { following } from '../../../renderer/workspace/moment'
import { elman, modelOf } from '../../documents'
import { inlineSequences } from '../../gradients/sequences'

let seen: UnrolledView
vi.mock('../../../renderer/unrolled/useUnrolled', () => ({ useUnrolled: () => seen }))

const document = { ...elman(), view: { nodes: { x: { x: 0, y: 0 }, h: { x: 200, y: 0 }, c: { x: 200, y: 100 }, y: { x: 400, y: 0 } } } }

function viewOf(more: Partial<UnrolledView> = {}): UnrolledView {
  const [sequence] = inlineSequences(document)
  const found = finish(unrolling(analysisModel(modelOf(document).network), sequence!, { first: 0, steps: 7, at: 6, horizon: 3, forcedUntil: 0 })) as Found
  return {
    ...found,
    epoch: 1,
    place: { part: 'train', sequence: 2, step: 6 },
    length: 7,
    judged: new Uint8Array(7).fill(1),
    reach: { kind: 'bptt', horizon: 3 },
    ...more,
  }
}

beforeAll(() => startLanguages('en'))
beforeEach(() => {
  seen = viewOf()
  open(document, { path: null, name: '' })
  engineStore.setState(({ state }) => ({ compiled: {} as never, state: { ...state, status: 'paused' } }))
  momentStore.setState({ ...following, held: true, step: 6, extent: { sequences: { train: 4, validation: 0, test: 0 }, length: 7 } })
})
afterEach(cleanup)

it('shows the numbers of a selected wire over the steps, and how much training receives', () => {
  render(<Unrolled />)
  act(() => select({ nodes: [], edges: ['W_ch'] }))
  const { norm, within, along } = seen.parameters.find(({ edge }) => edge === 'W_ch')!
  expect(within).not.toBe(norm)
  for (const text of [
    'W_ch: the same weights in all 7 steps',
    `step 6 adds ${compact(along[6]!)}`,
    `sum ‖∂J/∂W‖ = ${compact(norm)}`,
    `of which training receives ${compact(within)}`,
  ])
    expect(screen.getByText(text)).toBeTruthy()
})

it('selects nodes and changes the step by keys', () => {
  render(<Unrolled />)
  const stage = screen.getByRole('application')
  fireEvent.keyDown(stage, { key: 'ArrowDown' })
  expect(documentStore.getState().selection.nodes).toEqual(['y'])
  fireEvent.keyDown(stage, { key: 'ArrowDown' })
  expect(documentStore.getState().selection.nodes).toEqual(['h'])
  const error = seen.ports.find(({ name }) => name === 'h.out')!.error[6]!
  expect(screen.getByText(`‖∂J(6)/∂out(6)‖ = ${compact(error)}`)).toBeTruthy()
  fireEvent.keyDown(stage, { key: 'ArrowLeft' })
  expect(momentStore.getState()).toMatchObject({ held: true, step: 5 })
})

it('links to the nearest step with a target', () => {
  const { loss: _, ...rest } = viewOf({ nearest: 4 })
  seen = rest
  render(<Unrolled />)
  fireEvent.click(screen.getByText('Go to step 4'))
  expect(momentStore.getState().step).toBe(4)
})

it('names the live moment, and holds it to play how errors go back', () => {
  momentStore.setState({ held: false, sequence: 1, step: 3 })
  seen = { ...viewOf(), at: 5 }
  render(<Unrolled />)
  expect(screen.getByText(/^Live: sequence 3, step 6\..* The errors are those of step 5/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Play how errors go back' }))
  expect(momentStore.getState()).toMatchObject({ held: true, part: 'train', sequence: 2, step: 5 })
})
