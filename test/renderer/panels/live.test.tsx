// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { open } from '../../../renderer/editing/store'
import type { LiveView } from '../../../engine/run/live-view'
import { engineStore, liveView } from '../../../renderer/workspace/engine'
import { startLanguages } from '../../../renderer/languages'
import { LivePanel } from '../../../renderer/panels/data/LivePanel'
import { elman } from '../drawing/drawings'

vi.mock('../../../renderer/panels/data/LivePlot', () => ({ LivePlot: () => null }))

const VIEW: LiveView = {
  running: true,
  source: 'sine',
  learn: true,
  rows: 89,
  broken: 0,
  sequences: 1,
  updates: 89,
  waiting: 0,
  losses: new Float32Array(),
  every: 1,
  notices: [],
}

beforeAll(() => startLanguages('en'))
afterEach(cleanup)

it('asks for the file when it starts, and says why it could not be followed', async () => {
  const followFile = vi.fn(() => Promise.resolve({ ok: false, reason: 'It is a folder.' }))
  vi.stubGlobal('unfold', { followFile })
  open(elman(), { path: null, name: '' })
  render(<LivePanel />)
  expect(screen.getByText(/between 25 and 12 rows/)).toBeTruthy()
  fireEvent.change(screen.getByLabelText('Source', { selector: 'select' }), { target: { value: 'file' } })
  expect(screen.queryByLabelText('Rows per second')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Choose file and start' }))
  await waitFor(() => expect(screen.getByText('The file could not be followed: It is a folder.')).toBeTruthy())
  expect(followFile).toHaveBeenCalledOnce()
})

it('offers to start again after the engine of a live run has ended', () => {
  vi.spyOn(liveView, 'getState').mockReturnValue(VIEW)
  const { state, ...rest } = engineStore.getState()
  const status = vi.spyOn(engineStore, 'getState').mockReturnValue({ ...rest, state: { ...state, status: 'running' } })
  render(<LivePanel />)
  expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy()
  cleanup()
  status.mockReturnValue({ ...rest, state: { ...state, status: 'paused' } })
  render(<LivePanel />)
  expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Start' })).toBeTruthy()
})
