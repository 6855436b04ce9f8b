// @vitest-environment happy-dom
import { render, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { guarded } from '../../../renderer/graph/faces/guarded'

it('a face that fails to render does not affect the others, and is rendered again when its content changes', () => {
  const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const Face = guarded(({ data }: { readonly data: { readonly text?: string } }) => <p>{data.text!.toUpperCase()}</p>)
  const both = (first: { readonly text?: string }) => (
    <>
      <Face data={first} />
      <Face data={{ text: 'other' }} />
    </>
  )
  const { rerender } = render(both({}))
  expect(screen.getAllByRole('alert').length).toBe(1)
  expect(screen.getByText('OTHER')).toBeTruthy()
  rerender(both({ text: 'repaired' }))
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.getByText('REPAIRED')).toBeTruthy()
  silent.mockRestore()
})
