// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SearchDialog, type SearchEntry } from '../../../renderer/app/SearchDialog'
import { ROWS_AT_ONCE } from '../../../renderer/controls/useMore'

/** Callbacks of the observers that wait until the end of a list comes into view. */
let watchers: ((isIntersecting: boolean) => void)[] = []

class Watcher {
  constructor(private readonly notify: (entries: readonly { readonly isIntersecting: boolean }[]) => void) {}
  private readonly setVisible = (isIntersecting: boolean): void => this.notify([{ isIntersecting }])
  observe(): void {
    watchers.push(this.setVisible)
  }
  disconnect(): void {
    watchers = watchers.filter((other) => other !== this.setVisible)
  }
}

beforeEach(() => {
  watchers = []
  vi.stubGlobal('IntersectionObserver', Watcher)
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const entries = Array.from(
  { length: 12_000 },
  (_, i): SearchEntry => ({ id: `wire w${i}`, group: 'Wire', label: `w${i}`, hint: undefined, reason: undefined, run: () => undefined }),
)
const options = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role="option"]')]

describe('a long list', () => {
  it('renders nearby rows, and more when scrolled to their end', () => {
    render(<SearchDialog label="Find" placeholder="Search" entries={entries} />)
    expect(options().length).toBe(ROWS_AT_ONCE)
    expect(options()[0]!.getAttribute('aria-setsize')).toBe('12000')
    act(() => watchers.at(-1)!(false))
    expect(options().length).toBe(ROWS_AT_ONCE)
    act(() => watchers.at(-1)!(true))
    expect(options().length).toBe(2 * ROWS_AT_ONCE)
  })

  it('renders the row that is chosen with the keys, wherever it is', async () => {
    render(<SearchDialog label="Find" placeholder="Search" entries={entries} />)
    const field = screen.getByPlaceholderText('Search')
    fireEvent.pointerMove(options()[ROWS_AT_ONCE - 1]!)
    for (let i = 0; i < 6; i++) fireEvent.keyDown(field, { key: 'ArrowDown' })
    await vi.waitFor(() => expect(document.querySelector<HTMLElement>('[aria-selected="true"]')?.dataset.command).toBe(`wire w${ROWS_AT_ONCE + 5}`))
    expect(options().length).toBe(2 * ROWS_AT_ONCE)
  })
})
