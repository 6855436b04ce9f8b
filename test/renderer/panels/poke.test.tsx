// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { BehaviorSubject } from 'rxjs'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Signal } from '../../../engine/run/streams'
import { PokeStrip } from '../../../renderer/app/time/PokeStrip'
import { timeCommands } from '../../../renderer/app/time/commands'
import { documentStore, open, select } from '../../../renderer/editing/store'
import { declareCommands, runCommand } from '../../../renderer/keys/commands'
import { startLanguages } from '../../../renderer/languages'
import { PokePanel } from '../../../renderer/panels/poke/PokePanel'
import { engineStore, momentStore } from '../../../renderer/workspace/engine'
import { following } from '../../../renderer/workspace/moment'
import { elman } from '../../documents'

const signal = new BehaviorSubject<Signal | undefined>(undefined)
vi.mock('../../../renderer/workspace/engine', async (importOriginal) => ({ ...(await importOriginal<object>()), watch: () => signal }))

beforeAll(() => {
  startLanguages('en')
  declareCommands(timeCommands)
})
beforeEach(() => {
  open(elman(), { path: null, name: '' })
  engineStore.setState({ compiled: { sizes: { x: 2, h: 4, y: 1 } } as never })
  momentStore.setState({ ...following, step: 3, extent: { sequences: { train: 4, validation: 0, test: 0 }, length: 12 } })
})
afterEach(cleanup)

const pokes = (): unknown => momentStore.getState().pokes

it('holds units of the first input from the step on, and goes back with one command', () => {
  const before = documentStore.getState().document
  render(
    <>
      <PokePanel />
      <PokeStrip />
    </>,
  )
  fireEvent.change(screen.getByLabelText('Value of unit 2'), { target: { value: '1.5' } })
  expect(pokes()).toEqual([{ kind: 'set', port: 'x.out', unit: 1, values: [1.5], first: 3, end: null }])
  expect(momentStore.getState().held).toBe(true)
  expect(screen.getByText('x 2 = 1.500, steps 3–')).toBeTruthy()
  runCommand('poke-back')
  expect(pokes()).toEqual([])
  expect(documentStore.getState().document).toBe(before)
})

it('gives a pulse by a key, only at the step, and removes it by one button', () => {
  render(
    <>
      <PokePanel />
      <PokeStrip />
    </>,
  )
  fireEvent.keyDown(screen.getByRole('group', { name: 'Keys 1 to 9 give a pulse' }), { key: '2' })
  expect(pokes()).toEqual([0, 1].map((unit) => ({ kind: 'set', port: 'x.out', unit, values: [unit], first: 3, end: 4 })))
  // Also with the focus on a slider, as the hint says.
  fireEvent.keyDown(screen.getByLabelText('Value of unit 2'), { key: '1' })
  expect(pokes()).toEqual([0, 1].map((unit) => ({ kind: 'set', port: 'x.out', unit, values: [1 - unit], first: 3, end: 4 })))
  fireEvent.click(screen.getByRole('button', { name: 'Take back: x held at 1: 1 · 2: 0, steps 3' }))
  expect(pokes()).toEqual([])
})

it('adds noise to the selected node, and cuts the selected wire for some steps', () => {
  select({ nodes: ['h'], edges: [] })
  const panel = render(<PokePanel />)
  fireEvent.change(screen.getByLabelText('Noise σ'), { target: { value: '0.5' } })
  expect(pokes()).toEqual([{ kind: 'noise', port: 'h.out', deviation: 0.5, seed: 1, first: 3, end: null }])
  fireEvent.change(screen.getByLabelText('Noise σ'), { target: { value: '0' } })
  expect(pokes()).toEqual([])
  panel.unmount()
  select({ nodes: [], edges: ['W_ch'] })
  render(<PokePanel />)
  fireEvent.change(screen.getByLabelText('Steps'), { target: { value: 'step' } })
  fireEvent.click(screen.getByLabelText('Cut W_ch: the wire carries nothing'))
  expect(pokes()).toEqual([{ kind: 'cut', edge: 'W_ch', first: 3, end: 4 }])
  fireEvent.click(screen.getByLabelText('Cut W_ch: the wire carries nothing'))
  expect(pokes()).toEqual([])
})

it('a slider starts at the value of its unit at the moment, and its box holds exactly that value', async () => {
  // Two units over three steps; the moment is the second one.
  signal.next({ units: 2, steps: 3, room: 3, step: 3, at: 1, values: Float32Array.of(9, 9, 0.4375, 5.5, 9, 9) })
  render(<PokePanel />)
  const slider = (unit: number): HTMLInputElement => screen.getByLabelText(`Value of unit ${unit}`)
  await vi.waitFor(() => expect(slider(1).getAttribute('aria-valuetext')).toBe('now 0.4375'))
  expect(screen.getByText('0.44')).toBeTruthy()
  // It reaches as far as the value.
  expect([slider(2).value, slider(2).max]).toEqual(['5.5', '6'])
  expect(pokes()).toEqual([])
  fireEvent.click(screen.getByRole('checkbox', { name: 'Unit 1' }))
  expect(pokes()).toMatchObject([{ kind: 'set', port: 'x.out', unit: 0, values: [0.4375] }])
  expect(slider(1).getAttribute('aria-valuetext')).toBe('held at 0.4375')
})
