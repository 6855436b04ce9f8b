// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { curveOf } from '../../../engine/formula/curve'
import { parseFormula } from '../../../engine/formula/parse'
import { documentStore, open, select, undo } from '../../../renderer/editing/store'
import { Inspector } from '../../../renderer/inspector'
import { startLanguages } from '../../../renderer/languages'
import { draw } from '../../documents'

beforeAll(() => startLanguages('en'))
beforeEach(() => {
  open(draw({ x: { type: 'input', size: 2 }, f: { type: 'formula', formula: 'a * gain' }, h: { type: 'layer', activation: { formula: 'tanh(x)' } } }, {}), {
    path: null,
    name: '',
  })
})
afterEach(cleanup)

const field = (): HTMLInputElement => screen.getByRole('combobox', { name: 'Formula' })
const show = (id: string): void => {
  select({ nodes: [id], edges: [] })
  render(<Inspector />)
}
const type = (text: string): void => {
  act(() => field().focus())
  fireEvent.change(field(), { target: { value: text, selectionStart: text.length } })
}
const options = (): HTMLElement[] => within(screen.getByRole('listbox', { name: 'Names that fit' })).getAllByRole('option')
const formula = (): unknown => documentStore.getState().document.nodes.f!.formula

it('marks an error at its place, and does not apply the formula', () => {
  show('f')
  type('a * )b')
  expect(screen.getByRole('alert').querySelector('mark')!.textContent).toBe(')')
  expect(field().getAttribute('aria-invalid')).toBe('true')
  fireEvent.blur(field())
  expect(formula()).toBe('a * gain')
})

it('completes functions and its own names with arrow keys, then applies the typed formula', () => {
  show('f')
  type('a * gain + log')
  expect(options().map(({ textContent }) => textContent)).toEqual(['logistic'])
  fireEvent.keyDown(field(), { key: 'ArrowDown' })
  expect(options()[0]!.getAttribute('aria-selected')).toBe('true')
  expect(options()[0]!.id).toBe(field().getAttribute('aria-activedescendant'))
  fireEvent.keyDown(field(), { key: 'Enter' })
  expect(field().value).toBe('a * gain + logistic(')
  type('a * gain + logistic(a)')
  fireEvent.blur(field())
  expect(formula()).toBe('a * gain + logistic(a)')
})

it('plots f and f′ of a formula of one name, but not of several', () => {
  show('h')
  expect(screen.getByRole('img', { name: /f and f′ of x from -4 to 4/ })).toBeTruthy()
  cleanup()
  show('f')
  expect(screen.queryByRole('img', { name: /f and f′/ })).toBeNull()
})

it('the plotted slope equals differences', () => {
  const read = (text: string) => parseFormula(text, { characters: 500, nodes: 200, depth: 32 }) as Exclude<ReturnType<typeof parseFormula>, { what: unknown }>
  for (const text of ['x * logistic(1.702 * x)', 'max(x, 0.5 * x) ^ 3', 'sin(x) / (1 + exp(-x))', 'ln(1 + exp(x)) - mean(x)']) {
    const { x, slope } = curveOf(read(text), -3.9, 4.1, 9)!
    x.forEach((at, i) => {
      const { y } = curveOf(read(text), at - 1e-6, at + 1e-6, 2)!
      expect(slope[i]).toBeCloseTo((y[1]! - y[0]!) / 2e-6, 5)
    })
  }
})

it('a number of a node becomes a list with one per unit, and a single number again', () => {
  open(draw({ x: { type: 'input', size: 3 }, c: { type: 'context', size: 3, decay: 0.5 } }, { copy: 'x → c' }), { path: null, name: '' })
  show('c')
  fireEvent.click(screen.getByRole('button', { name: 'Give each unit a value of its own (3)' }))
  const decay = (): unknown => documentStore.getState().document.nodes.c!.decay
  expect(decay()).toEqual([0.5, 0.5, 0.5])
  const enter = (text: string): void => {
    const box = screen.getByRole('textbox', { name: 'Decay' })
    act(() => box.focus())
    fireEvent.change(box, { target: { value: text } })
    fireEvent.keyDown(box, { key: 'Enter' })
  }
  enter('0.1, 0.2, 0.3')
  expect(decay()).toEqual([0.1, 0.2, 0.3])
  enter('0.4')
  expect(decay()).toBe(0.4)
  act(undo)
  expect(decay()).toEqual([0.1, 0.2, 0.3])
})
