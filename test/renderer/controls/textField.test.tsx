// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { TextField } from '../../../renderer/controls/TextField'

afterEach(cleanup)

function typed(text: string, props: Partial<Parameters<typeof TextField>[0]> = {}) {
  const [onChange, onEnd] = [vi.fn(), vi.fn()]
  render(<TextField label="Name" value="old" onChange={onChange} onEnd={onEnd} {...props} />)
  const field = screen.getByRole('textbox')
  field.focus()
  fireEvent.change(field, { target: { value: text } })
  return { field, onChange, onEnd }
}

describe('a text field', () => {
  it('commits once on Enter, and loses focus', () => {
    const { field, onChange, onEnd } = typed('new')
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(onChange.mock.calls).toEqual([['new']])
    expect(onEnd.mock.calls).toEqual([[false]])
    expect(document.activeElement).not.toBe(field)
  })

  it('commits once on blur', () => {
    const { field, onChange, onEnd } = typed('new')
    fireEvent.blur(field)
    expect(onChange.mock.calls).toEqual([['new']])
    expect(onEnd).toHaveBeenCalledTimes(1)
  })

  it('keeps a refused text and the focus', () => {
    const { field, onChange } = typed('new', { refuse: () => ({ key: 'reason', values: {} }) })
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(onChange).not.toHaveBeenCalled()
    expect(document.activeElement).toBe(field)
    expect(screen.getByRole('alert').textContent).toContain('reason')
  })

  it('commits a text of several lines only on Ctrl+Enter', () => {
    const { field, onChange } = typed('new', { lines: 3 })
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(onChange).not.toHaveBeenCalled()
    fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true })
    expect(onChange.mock.calls).toEqual([['new']])
  })
})
