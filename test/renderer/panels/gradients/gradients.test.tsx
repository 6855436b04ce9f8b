// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { concat, delay, of } from 'rxjs'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { GradientCheck } from '../../../../engine/learn/check/gradient-check'
import type { AlgorithmCost, CostsAnswer } from '../../../../engine/run/questions'
import { startLanguages } from '../../../../renderer/languages'
import { AlgorithmCosts } from '../../../../renderer/panels/gradients/AlgorithmCosts'
import { GradientCheckDialog } from '../../../../renderer/panels/gradients/GradientCheckDialog'
import { open } from '../../../../renderer/editing/store'
import { answering, ask, elman } from '../../inspector/stage'
import '../../patience'

// KaTeX wants a page with a doctype, and looks for it when it is loaded.
vi.hoisted(() => Object.defineProperty(document, 'compatMode', { value: 'CSS1Compat' }))
vi.mock('../../../../renderer/workspace/engine', () => import('../../inspector/stage'))

beforeAll(() => startLanguages('en'))
// happy-dom has no layers over the page.
beforeAll(() => void (HTMLElement.prototype.showPopover ??= () => undefined))
afterEach(cleanup)

const check: GradientCheck = {
  agrees: true,
  checked: { sequences: 1, ofSequences: 3, steps: 48, ofSteps: 300, entries: 20, ofEntries: 80, seed: 0, drawn: false },
  tolerance: { differences: 1e-5, rtrl: 1e-9 },
  rtrlMissing: null,
  differencesMissing: null,
  parameters: [
    { name: 'W_ch', shape: [16, 16], compared: 20, kinks: 0, norm: 0.5, differences: 2e-8, rtrl: 3e-15, agrees: true },
    { name: 'h.bias', shape: [16], compared: 4, kinks: 0, norm: 0.25, differences: 1e-9, rtrl: 1e-15, agrees: true },
  ],
  angles: [
    { algorithm: { kind: 'rtrl', variant: 'hybrid' }, cosine: 1, exact: true },
    { algorithm: { kind: 'rtrl', variant: 'snap-1' }, cosine: 0.8314, exact: false },
  ],
}
const wrong: GradientCheck = {
  ...check,
  agrees: false,
  parameters: [check.parameters[0]!, { ...check.parameters[1]!, agrees: false, rtrl: 0.4, worst: { index: 3, bptt: 0.25, rtrl: 0.125, differences: null } }],
}
const answer = (found?: GradientCheck): void => void (answering['gradient-check'] = () => [{ answer: found ? { check: found } : {} }])

describe('the gradient check', () => {
  it('shows progress, then every parameter with its distances, and the direction of each approximation', async () => {
    answer(check)
    ask.mockReturnValueOnce(concat(of({ done: 0.4 }), of({ answer: { check } }).pipe(delay(20))))
    render(<GradientCheckDialog />)
    expect((await screen.findByRole('progressbar')).getAttribute('value')).toBe('0.4')
    expect((await screen.findByText(/^All gradients agree/)).textContent).toContain('BPTT, RTRL and central differences')
    const row = screen.getByRole('row', { name: /W_ch/ })
    expect(
      within(row)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual(['0.5000', '3.00e−15', '2.00e−8', 'agrees'])
    expect(screen.getByRole('row', { name: /^Hybrid/ }).textContent).toContain('exact')
    expect(screen.getByRole('row', { name: /SnAp-1/ }).textContent).toContain('0.8314')
  })

  it('names the parameter that disagrees, and its worst entry', async () => {
    answer(wrong)
    render(<GradientCheckDialog />)
    expect((await screen.findByText(/disagrees \(parameters: 1 of 2\)/)).textContent).toContain('h.bias')
    expect(screen.getByText('Entry 3: BPTT 0.2500, RTRL 0.1250, differences –')).toBeTruthy()
  })

  it('draws other steps on request, and says when there is nothing to compare', async () => {
    answer(check)
    render(<GradientCheckDialog />)
    await screen.findByText(/^All gradients agree/)
    answer()
    fireEvent.click(screen.getByRole('button', { name: 'Check other steps' }))
    await screen.findByText(/^There is no network that can run/)
    expect(ask.mock.lastCall![0]).toEqual({ kind: 'gradient-check', seed: 1 })
  })
})

describe('the cost of algorithms', () => {
  const cost = (algorithm: AlgorithmCost['algorithm'], operations: number, carried: number, bytes: number): AlgorithmCost => ({
    algorithm,
    operations,
    carried,
    bytes,
  })
  const costsUpTo = (limit: number): CostsAnswer => ({
    sequences: 2,
    longest: 100,
    limit,
    costs: [
      cost({ kind: 'rtrl', variant: 'exact' }, 1_640_000, 2 ** 20, 2 ** 21),
      cost({ kind: 'rtrl', variant: 'snap-1' }, 900, 2048, 4096),
      cost({ kind: 'bptt' }, 512, 0, 8192),
    ],
  })
  const start = (algorithm: NonNullable<typeof elman.training>['algorithm']): void => open({ ...elman, training: { algorithm } }, { path: null, name: 'test' })

  it('is shown only for RTRL', async () => {
    answering.costs = () => [{ answer: costsUpTo(2 ** 30) }]
    start({ kind: 'bptt' })
    const { container } = render(<AlgorithmCosts />)
    expect(container.textContent).toBe('')
    cleanup()
    start({ kind: 'rtrl' })
    render(<AlgorithmCosts />)
    const row = await screen.findByRole('row', { current: true })
    expect([...row.children].map((cell) => cell.textContent)).toEqual(['Exact RTRL', '1.64 M', '1.00 MiB', '2.00 MiB'])
    expect(screen.getByRole('row', { name: /BPTT/ }).textContent).toContain('8.00 KiB')
  })

  it('names algorithms that fit if the chosen one does not', async () => {
    answering.costs = () => [{ answer: costsUpTo(10_000) }]
    start({ kind: 'rtrl' })
    render(<AlgorithmCosts />)
    expect((await screen.findByText(/^This needs 2.00 MiB/)).textContent).toContain('These fit: SnAp-1 and BPTT.')
  })
})
