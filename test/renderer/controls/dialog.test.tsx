// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Dialog } from '../../../renderer/controls/Dialog'

beforeEach(() => {
  HTMLElement.prototype.showPopover = () => undefined
  // As browsers do: `show` focuses the first element that can have the focus.
  HTMLDialogElement.prototype.show = function () {
    this.querySelector<HTMLElement>('button, input')?.focus()
  }
})
afterEach(cleanup)

const focused = (): string | null | undefined => document.activeElement?.getAttribute('name')

it('a dialog begins at its default button, otherwise at its first field', () => {
  const close = (): void => undefined
  render(
    <Dialog title="Threshold" onClose={close}>
      <input name="disabled" disabled />
      <input name="level" />
    </Dialog>,
  )
  expect(focused()).toBe('level')
  cleanup()
  render(
    <Dialog title="Save?" onClose={close} actions={<button name="save" />}>
      <input name="level" />
    </Dialog>,
  )
  expect(focused()).toBe('save')
})
