// @vitest-environment happy-dom
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { beforeAll, expect, it, vi } from 'vitest'
import { open } from '../../../renderer/editing/store'
import { startLanguages } from '../../../renderer/languages'
import { LivePanel } from '../../../renderer/panels/data/LivePanel'
import { elman } from '../drawing/drawings'

beforeAll(() => startLanguages('en'))

it('asks for the file when it starts, and says why it could not be followed', async () => {
  const followFile = vi.fn(() => Promise.resolve({ ok: false, reason: 'It is a folder.' }))
  vi.stubGlobal('unfold', { followFile })
  open(elman(), { path: null, name: '' })
  render(<LivePanel />)
  expect(screen.getByText(/A period of 25 rows/)).toBeTruthy()
  fireEvent.change(screen.getByLabelText('Source', { selector: 'select' }), { target: { value: 'file' } })
  expect(screen.queryByLabelText('Rows per second')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Choose file and start' }))
  await waitFor(() => expect(screen.getByText('The file could not be followed: It is a folder.')).toBeTruthy())
  expect(followFile).toHaveBeenCalledOnce()
})
