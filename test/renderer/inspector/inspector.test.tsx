// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseDocument } from '../../../engine/document/parse'
import type { GraphDocument } from '../../../engine/document/types'
import { problem } from '../../../engine/base/problem'
import { taskNames, tasks } from '../../../engine/data/tasks'
import { registry, texts } from '../../../nodes'
import { resources, startLanguages } from '../../../renderer/languages'
import { documentStore, open, redo, select, undo } from '../../../renderer/editing/store'
import { Inspector } from '../../../renderer/inspector'
import '../patience'
import { chooseData, compiledMessage, elman, engineStore, show } from './stage'

// KaTeX wants a page with a doctype, and looks for it when it is loaded.
vi.hoisted(() => Object.defineProperty(document, 'compatMode', { value: 'CSS1Compat' }))
vi.mock('../../../renderer/workspace/engine', () => import('./stage'))
vi.mock('../../../renderer/workspace/offer', () => import('./stage'))

const now = (): GraphDocument => documentStore.getState().document
const steps = (): number => documentStore.getState().past.length
const start = (document: GraphDocument, selection: { nodes?: string[]; edges?: string[] } = {}): void => {
  open(document, { path: null, name: 'test' })
  select({ nodes: selection.nodes ?? [], edges: selection.edges ?? [] })
  render(<Inspector />)
}
const number = (name: string): HTMLInputElement => screen.getByRole('spinbutton', { name })
const type = (field: HTMLElement, text: string): void => {
  act(() => field.focus())
  fireEvent.change(field, { target: { value: text } })
}
const enter = (field: HTMLElement, text: string): void => {
  type(field, text)
  fireEvent.keyDown(field, { key: 'Enter' })
}

beforeAll(() => startLanguages('en'))
beforeEach(() => engineStore.setState({ compiled: compiledMessage({}) }))
afterEach(cleanup)

describe('numbers', () => {
  it('applies an expression on Enter as one undo step', () => {
    start(elman, { nodes: ['h'] })
    enter(number('Size'), '2*(8+4)')
    expect(now().nodes.h).toMatchObject({ size: 24 })
    expect(steps()).toBe(1)
    act(undo)
    expect(now().nodes.h).toMatchObject({ size: 16 })
    expect(number('Size').value).toBe('16')
  })

  it('applies also on leaving the field, and accepts full-width digits', () => {
    start(elman, { nodes: ['h'] })
    type(number('Size'), '３２')
    fireEvent.blur(number('Size'))
    expect(now().nodes.h?.size).toBe(32)
  })

  it('refuses a number out of bounds and says why', () => {
    start(elman, { nodes: ['c'] })
    enter(number('Decay'), '1.5')
    expect(number('Decay').getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByRole('alert').textContent).toContain('−1 … 1')
    expect(now().nodes.c).toEqual({ type: 'context' })
    expect(steps()).toBe(0)
    enter(number('Delay'), '2.5')
    expect(
      screen
        .getAllByRole('alert')
        .map((a) => a.textContent)
        .join(),
    ).toContain('whole')
    enter(number('Delay'), 'soon')
    expect(now().nodes.c).toEqual({ type: 'context' })
  })

  it('Escape discards the typed text', () => {
    start(elman, { nodes: ['h'] })
    type(number('Size'), '99')
    fireEvent.keyDown(number('Size'), { key: 'Escape' })
    fireEvent.blur(number('Size'))
    expect(number('Size').value).toBe('16')
    expect(steps()).toBe(0)
  })

  it('arrow keys step within bounds; presses in a row are one undo step, the next visit another', () => {
    start(elman, { nodes: ['c'] })
    const delay = number('Delay')
    for (let i = 0; i < 3; i++) fireEvent.keyDown(delay, { key: 'ArrowUp' })
    fireEvent.keyDown(delay, { key: 'ArrowUp', shiftKey: true })
    expect(now().nodes.c).toMatchObject({ delay: 14 })
    expect(steps()).toBe(1)
    fireEvent.blur(delay)
    fireEvent.keyDown(delay, { key: 'ArrowDown' })
    expect(steps()).toBe(2)
    for (let i = 0; i < 30; i++) fireEvent.keyDown(delay, { key: 'ArrowDown' })
    // 1 is the default, which is not written.
    expect(now().nodes.c).toEqual({ type: 'context' })
  })

  it('ignores the mouse wheel', () => {
    start(elman, { nodes: ['c'] })
    number('Delay').focus()
    fireEvent.wheel(number('Delay'), { deltaY: -100 })
    expect(steps()).toBe(0)
  })

  it('shows an inferred size as such, and infers again when the field is emptied', () => {
    start(elman, { nodes: ['c'] })
    expect(number('Size').value).toBe('')
    expect(number('Size').placeholder).toBe('16, inferred')
    enter(number('Size'), '4')
    expect(now().nodes.c?.size).toBe(4)
    enter(number('Size'), '')
    expect(now().nodes.c).toEqual({ type: 'context' })
  })
})

describe('one node', () => {
  it('has a row for every parameter of every type, named in both languages', () => {
    for (const { type, parameters } of registry.types) {
      // Parameters that apply with one value of another are shown once that is chosen.
      const choices = new Set(parameters.map(({ only }) => JSON.stringify(only ? { [only.key]: only.values[0] } : {})))
      for (const beside of choices) {
        start({ ...elman, nodes: { n: { type, size: 2, ...(JSON.parse(beside) as object) } }, edges: {} }, { nodes: ['n'] })
        const shown = parameters.filter(({ only }) => JSON.stringify(only ? { [only.key]: only.values[0] } : {}) === beside)
        for (const row of shown.flatMap((one) => (one.kind === 'parts' ? one.parts.map(({ name }) => `${one.name}.${name}`) : [one.name]))) {
          const words = (['en', 'ja'] as const).map((language) => texts[language][type]?.parameters[row])
          expect(document.querySelector(`[data-field="${row}"]`)?.textContent, `${type}.${row}`).toBe(words[0]?.label)
          for (const word of words.flatMap((one) => [one?.label, one?.help])) expect(word, `${type}.${row}`).toBeTruthy()
        }
        cleanup()
      }
    }
  })

  it('resets to the default, which removes the key from the document', () => {
    start({ ...elman, nodes: { ...elman.nodes, h: { type: 'layer', size: 16, activation: 'relu' } } }, { nodes: ['h'] })
    fireEvent.click(screen.getByRole('button', { name: 'Reset Activation to tanh' }))
    expect(now().nodes.h).toEqual({ type: 'layer', size: 16 })
    expect(screen.queryByRole('button', { name: /^Reset Activation/ })).toBeNull()
  })

  it('renames everywhere and keeps the selection; a taken name is refused', () => {
    start(elman, { nodes: ['h'] })
    const id = screen.getByRole<HTMLInputElement>('textbox', { name: 'ID' })
    enter(id, 'W_xh')
    expect(screen.getByRole('alert').textContent).toContain('W_xh is already used')
    enter(id, 'hidden')
    expect(now().edges.W_xh).toMatchObject({ to: 'hidden' })
    expect(documentStore.getState().selection.nodes).toEqual(['hidden'])
    expect(steps()).toBe(1)
  })

  it('applies the label while it is typed, as one step; Escape reverts it', () => {
    start(elman, { nodes: ['h'] })
    const label = screen.getByRole<HTMLInputElement>('textbox', { name: 'Label' })
    label.focus()
    for (const text of ['H', 'Hi', 'Hidden ', 'Hidden layer']) fireEvent.change(label, { target: { value: text } })
    expect(now().view?.nodes?.h?.label).toBe('Hidden layer')
    expect(steps()).toBe(1)
    fireEvent.keyDown(label, { key: 'Escape' })
    expect(now().view?.nodes?.h?.label).toBeUndefined()
  })

  it('chooses columns from those of the data, in order', () => {
    engineStore.setState({ compiled: compiledMessage({ columns: ['rain', 'sun', 'wind'] }) })
    start(elman, { nodes: ['x'] })
    const list = screen.getByRole('combobox', { name: 'Add a column' })
    expect(
      within(list)
        .getAllByRole('option')
        .map((o) => o.textContent),
    ).toEqual(['Add a column', 'sun', 'wind'])
    fireEvent.change(list, { target: { value: 'wind' } })
    expect(now().nodes.x?.columns).toEqual(['rain', 'wind'])
    fireEvent.click(screen.getByRole('button', { name: 'Remove rain' }))
    expect(now().nodes.x?.columns).toEqual(['wind'])
  })

  it('sets a window, and removes it if it is empty', () => {
    start(elman, { nodes: ['x'] })
    enter(number('Window: past'), '3')
    expect(now().nodes.x?.window).toEqual({ past: 3, future: 0 })
    enter(number('Window: past'), '0')
    expect(now().nodes.x).not.toHaveProperty('window')
  })

  it('sets an initial state to a number or to trainable', () => {
    start(elman, { nodes: ['c'] })
    fireEvent.change(screen.getByRole('combobox', { name: 'Initial state' }), { target: { value: 'word' } })
    expect(now().nodes.c?.initial).toBe('trainable')
    fireEvent.change(screen.getByRole('combobox', { name: 'Initial state' }), { target: { value: 'number' } })
    enter(number('Initial state: Number'), '0.5')
    expect(now().nodes.c?.initial).toBe(0.5)
  })

  it('shows the problem of the node and repairs it with its button', () => {
    const found = problem(
      'loss-activation',
      'loss-activation',
      { node: 'y', activation: 'linear' },
      { nodes: ['y'], repairs: [{ kind: 'set-activation', node: 'y', activation: 'softmax' }] },
    )
    engineStore.setState({ compiled: compiledMessage({ errors: [found] }) })
    start(elman, { nodes: ['y'] })
    expect(screen.getByText(/needs the activation softmax/)).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Use softmax' }))
    expect(now().nodes.y?.activation).toBe('softmax')
  })
})

describe('several nodes', () => {
  const two: GraphDocument = { ...elman, nodes: { ...elman.nodes, g: { type: 'gate', size: 4, activation: 'relu' } } }

  it('shows common parameters, marks mixed values, and edits all as one step', () => {
    start(two, { nodes: ['h', 'g'] })
    expect(document.querySelector('[data-field="delay"]')).toBeNull()
    expect(number('Size').placeholder).toBe('mixed')
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Activation' }).value).toBe('')
    enter(number('Size'), '32')
    expect([now().nodes.h?.size, now().nodes.g?.size]).toEqual([32, 32])
    expect(steps()).toBe(1)
    act(undo)
    expect([now().nodes.h?.size, now().nodes.g?.size]).toEqual([16, 4])
    act(redo)
    expect([now().nodes.h?.size, now().nodes.g?.size]).toEqual([32, 32])
  })

  it('keeps mixed values when the field only gets the focus', () => {
    start(two, { nodes: ['h', 'g'] })
    number('Size').focus()
    fireEvent.blur(number('Size'))
    expect(steps()).toBe(0)
  })

  it('leaves out a value that is the default of each type', () => {
    start(two, { nodes: ['h', 'g'] })
    fireEvent.change(screen.getByRole('combobox', { name: 'Activation' }), { target: { value: 'logistic' } })
    expect(now().nodes.h?.activation).toBe('logistic')
    expect(now().nodes.g).not.toHaveProperty('activation')
  })
})

describe('wires', () => {
  it('shows shape and norm, and sets kind, scale and trainable', () => {
    engineStore.setState({ compiled: compiledMessage({ shapes: { W_xh: [16, 1] } }) })
    start(elman, { edges: ['W_xh'] })
    expect(screen.getByText('16 × 1')).toBeTruthy()
    act(() => show({ W_xh: 0.25 }))
    expect(screen.getByText('0.2500')).toBeTruthy()
    enter(number('Scale'), '1/4')
    fireEvent.click(screen.getByRole('switch', { name: 'Trainable' }))
    expect(now().edges.W_xh).toEqual({ from: 'x', to: 'h', kind: 'dense', scale: 0.25, trainable: false })
    fireEvent.change(screen.getByRole('combobox', { name: 'Kind' }), { target: { value: 'sparse' } })
    enter(number('Density'), '0.3')
    expect(now().edges.W_xh).toMatchObject({ kind: 'sparse', density: 0.3 })
    expect(steps()).toBe(4)
  })

  it('offers every initializer with its own parameters, and each gives a valid document', () => {
    start(elman, { edges: ['W_xh'] })
    const kinds = ['glorot-uniform', 'glorot-normal', 'he-normal', 'lecun-normal', 'orthogonal', 'identity', 'uniform', 'normal', 'constant']
    const list = screen.getByRole('combobox', { name: 'Initial weights' })
    expect(
      within(list)
        .getAllByRole<HTMLOptionElement>('option')
        .map((o) => o.value),
    ).toEqual(kinds)
    for (const kind of kinds.slice(1)) {
      fireEvent.change(list, { target: { value: kind } })
      expect(now().edges.W_xh?.init?.kind).toBe(kind)
      expect(parseDocument(JSON.stringify(now()), registry).errors).toEqual([])
    }
    fireEvent.change(list, { target: { value: 'uniform' } })
    enter(number('Lowest'), '3')
    expect(screen.getByRole('alert').textContent).toContain('0.1')
    expect(now().edges.W_xh?.init).toEqual({ kind: 'uniform', low: -0.1, high: 0.1 })
  })

  it('offers no weight settings for a copy', () => {
    start(elman, { edges: ['copy'] })
    expect(screen.queryByRole('switch', { name: 'Trainable' })).toBeNull()
    expect(screen.queryByRole('combobox', { name: 'Initial weights' })).toBeNull()
  })
})

describe('the document', () => {
  it('never writes an optimizer or an algorithm without its kind, and leaves no empty object behind', () => {
    start(elman)
    enter(number('Learning rate'), '0.05')
    expect(now().training).toEqual({ optimizer: { kind: 'adam', learningRate: 0.05 } })
    fireEvent.change(screen.getByRole('combobox', { name: 'Optimizer' }), { target: { value: 'sgd' } })
    expect(now().training).toEqual({ optimizer: { kind: 'sgd', learningRate: 0.05 } })
    enter(number('Stop early after'), '12')
    expect(now().training?.stop).toEqual({ patience: 12 })
    enter(number('Stop early after'), '')
    expect(now().training).not.toHaveProperty('stop')
    act(undo)
    act(undo)
    act(undo)
    act(undo)
    expect(now()).not.toHaveProperty('training')
  })

  it('sets the horizon, and keeps the update interval below it', () => {
    start(elman)
    fireEvent.change(screen.getByRole('combobox', { name: 'Horizon' }), { target: { value: 'number' } })
    enter(number('Horizon: Steps'), '20')
    enter(number('Update every'), '21')
    expect(now().training?.algorithm).toEqual({ kind: 'bptt', horizon: 20 })
    enter(number('Update every'), '5')
    expect(now().training?.algorithm).toEqual({ kind: 'bptt', horizon: 20, every: 5 })
    fireEvent.change(screen.getByRole('combobox', { name: 'Algorithm' }), { target: { value: 'readout' } })
    const ridge = screen.getByRole('textbox', { name: 'Ridge λ' })
    enter(ridge, '1e-6, 1e-4, 1e-2')
    expect(now().training?.algorithm).toEqual({ kind: 'readout', ridge: [1e-6, 1e-4, 1e-2] })
  })

  it('every choice of every training row gives a valid document', () => {
    start(elman)
    const names = ['Algorithm', 'Optimizer', 'Schedule', 'Clipping', 'Precision']
    for (const name of names) {
      const values = within(screen.getByRole('combobox', { name }))
        .getAllByRole<HTMLOptionElement>('option')
        .map((o) => o.value)
      expect(values.length).toBeGreaterThan(1)
      for (const value of values) {
        fireEvent.change(screen.getByRole('combobox', { name }), { target: { value } })
        expect(parseDocument(JSON.stringify(now()), registry).errors, `${name} ${value}`).toEqual([])
      }
    }
  })

  it('refuses shares that add up to more than the whole', () => {
    start(elman)
    enter(number('Training'), '0.9')
    expect(screen.getByRole('alert').textContent).toContain('1.3')
    enter(number('Test'), '0.1')
    enter(number('Training'), '0.7')
    expect(now().data).toMatchObject({ split: [0.7, 0.2, 0.1] })
  })

  it('asks for a file, which does not become the data yet, and says why it could not be read', async () => {
    chooseData.mockResolvedValueOnce('It cannot be read.')
    start(elman)
    fireEvent.click(screen.getByRole('button', { name: 'Choose' }))
    expect(await screen.findByText('It cannot be read.')).toBeTruthy()
    expect(now().data).toEqual(elman.data)
    expect(steps()).toBe(0)
  })

  it('shows a task with the options that it declares', () => {
    start({ ...elman, data: { kind: 'task', task: 'delayed-xor' } })
    expect(number('Delay').value).toBe('2')
    enter(number('Delay'), '4')
    expect(now().data).toEqual({ kind: 'task', task: 'delayed-xor', options: { delay: 4 } })
    enter(number('Delay'), '2')
    expect(now().data).toEqual({ kind: 'task', task: 'delayed-xor' })
  })

  it('shows the rendered description', () => {
    start({ ...elman, description: 'Learns **rain**, see `h`.\n\n- one\n- two' })
    expect(screen.getByText('rain').tagName).toBe('STRONG')
    expect(screen.getAllByRole('listitem').map((li) => li.textContent)).toEqual(['one', 'two'])
    fireEvent.click(screen.getByRole('button', { name: 'Edit the description' }))
    const area = screen.getByRole('textbox', { name: 'Description' })
    fireEvent.change(area, { target: { value: 'Other' } })
    fireEvent.blur(area)
    expect(now().description).toBe('Other')
    expect(steps()).toBe(1)
  })
})

describe('languages', () => {
  it('have the same keys of the inspector, and every text that the form needs', () => {
    const keys = (language: 'en' | 'ja') =>
      Object.keys(resources[language])
        .filter((key) => key.startsWith('inspector.'))
        .sort()
    expect(keys('ja')).toEqual(keys('en'))
    for (const name of taskNames)
      for (const key of [`inspector.task.${name}`, ...Object.keys(tasks[name]?.options.keys ?? {}).map((option) => `inspector.option.${option}`)])
        expect(resources.ja, key).toHaveProperty([key])
    for (const algorithm of ['bptt', 'rtrl', 'readout'] as const)
      for (const optimizer of ['sgd', 'adam', 'adamw', 'rmsprop', 'rprop'] as const) {
        start({ ...elman, training: { algorithm: { kind: algorithm }, optimizer: { kind: optimizer }, schedule: { kind: 'step' }, clip: { kind: 'norm' } } })
        expect(document.body.textContent).not.toContain('inspector.')
        cleanup()
      }
    start(elman, { nodes: ['x', 'h', 'c', 'y'], edges: Object.keys(elman.edges) })
    expect(document.body.textContent).not.toContain('inspector.')
  })

  it('describe how a benchmark task is defined, with its source', () => {
    start({ ...elman, data: { kind: 'task', task: 'narma-10' } })
    expect(screen.getByText('Definition').nextSibling?.textContent).toContain('1.5 u(t−9) u(t) + 0.1')
    expect(screen.getByText('Literature').nextSibling?.textContent).toBe(tasks['narma-10']!.source)
  })
})
