// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { parseDocument } from '../../../engine/document/parse'
import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { documentStore, open, undo } from '../../../renderer/editing/store'
import { Inspector } from '../../../renderer/inspector'
import { startLanguages } from '../../../renderer/languages'
import '../patience'
import { compiledMessage, elman, engineStore } from './stage'

// KaTeX wants a page with a doctype, and looks for it when it is loaded.
vi.hoisted(() => Object.defineProperty(document, 'compatMode', { value: 'CSS1Compat' }))
vi.mock('../../../renderer/workspace/engine', () => import('./stage'))
vi.mock('../../../renderer/workspace/offer', () => import('./stage'))

const now = (): GraphDocument => documentStore.getState().document
const steps = (): number => documentStore.getState().past.length
const number = (name: string): HTMLInputElement => screen.getByRole('spinbutton', { name })
const enter = (field: HTMLElement, text: string): void => {
  act(() => field.focus())
  fireEvent.change(field, { target: { value: text } })
  fireEvent.keyDown(field, { key: 'Enter' })
}

beforeAll(() => startLanguages('en'))
afterEach(cleanup)

it('the inspector shows how the table was read, and changes each part as one step', () => {
  engineStore.setState({ compiled: compiledMessage({ columns: ['day', 'clock', 'rain'] }) })
  const read = {
    header: 3,
    separator: '\t',
    decimal: ',',
    encoding: 'windows-1253',
    missing: ['-9', 'x'],
    dates: 'month-first',
    footer: 2,
    steps: ['day'],
  } as const
  open(
    { ...elman, version: 2, data: { kind: 'file', path: 'rain.csv', ...read, missing: [...read.missing], steps: [...read.steps] } },
    { path: null, name: 'test' },
  )
  render(<Inspector />)
  fireEvent.click(screen.getByRole('button', { name: 'How the file is read' }))
  const select = (name: string): HTMLSelectElement => screen.getByRole('combobox', { name })
  const shown = (name: string): string => select(name).selectedOptions[0]!.textContent
  expect(['Encoding', 'Separator', 'Decimal sign', 'Thousands', 'Dates', 'Time axis'].map(shown)).toEqual([
    'Windows-1253',
    'Tab',
    ',',
    'as recognized',
    'month first',
    'columns',
  ])
  expect([number('Header line').value, number('Rows left out').value, screen.getByRole<HTMLInputElement>('textbox', { name: 'Also missing' }).value]).toEqual([
    '3',
    '2',
    '-9, x',
  ])
  const before = steps()
  fireEvent.change(select('Dates'), { target: { value: 'day-first' } })
  fireEvent.change(select('Separator'), { target: { value: 'is ;' } })
  fireEvent.change(select('Thousands'), { target: { value: 'is ' } })
  enter(number('Rows left out'), '0')
  enter(screen.getByRole('textbox', { name: 'Also missing' }), '-9, -99 ')
  expect(now().data).toEqual({
    kind: 'file',
    path: 'rain.csv',
    ...read,
    separator: ';',
    thousands: '',
    missing: ['-9', '-99'],
    dates: 'day-first',
    footer: undefined,
  })
  expect(steps()).toBe(before + 5)
  fireEvent.change(select('Time axis'), { target: { value: 'none' } })
  expect(now().data).toMatchObject({ steps: [] })
  fireEvent.change(select('Time axis'), { target: { value: 'found' } })
  expect(now().data).not.toHaveProperty('steps')
  fireEvent.change(select('Encoding'), { target: { value: 'found' } })
  expect(now().data).not.toHaveProperty('encoding')
  expect(parseDocument(JSON.stringify(now()), registry).errors).toEqual([])
  act(undo)
  expect(now().data).toMatchObject({ encoding: 'windows-1253' })
})

it('the inspector shows the value that was recognized for each part that the document leaves out', () => {
  engineStore.setState({ recognized: { encoding: 'shift_jis', separator: ';', decimal: ',', thousands: '', header: 2, dates: 'day-first' } })
  open({ ...elman, version: 2, data: { kind: 'file', path: 'rain.csv', decimal: '.' } }, { path: null, name: 'test' })
  render(<Inspector />)
  if (!screen.queryByRole('combobox', { name: 'Encoding' })) fireEvent.click(screen.getByRole('button', { name: 'How the file is read' }))
  const first = (name: string): string => screen.getByRole<HTMLSelectElement>('combobox', { name }).options[0]!.textContent
  expect(['Encoding', 'Separator', 'Decimal sign', 'Thousands', 'Dates'].map(first)).toEqual([
    'as recognized: Shift_JIS',
    'as recognized: semicolon',
    'as recognized',
    'as recognized: none',
    'as recognized: day first',
  ])
  expect(number('Header line').placeholder).toBe('as recognized: 2')
  engineStore.setState({ recognized: undefined })
})
