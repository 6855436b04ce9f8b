// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { usePlotTheme } from '../../../../renderer/panels/plot/theme'

const listeners = vi.hoisted(() => new Set<() => void>())
vi.mock('../../../../renderer/graph/live/scale', () => ({
  onTheme: (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}))

const choose = (line: string): void =>
  act(() => {
    document.documentElement.style.setProperty('--line', line)
    for (const listener of listeners) listener()
  })

afterEach(cleanup)

it('plots have the colours of the theme, also after a change while none was open', () => {
  choose('#dde1e5')
  const first = renderHook(usePlotTheme)
  const second = renderHook(usePlotTheme)
  expect(first.result.current.line).toBe('#dde1e5')
  choose('#2e3338')
  expect(first.result.current.line).toBe('#2e3338')
  expect(second.result.current).toBe(first.result.current)
  first.unmount()
  second.unmount()
  choose('#000000')
  expect(renderHook(usePlotTheme).result.current.line).toBe('#000000')
})
