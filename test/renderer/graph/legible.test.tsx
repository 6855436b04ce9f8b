// @vitest-environment happy-dom
import { act, render, screen } from '@testing-library/react'
import { ReactFlowProvider, useStoreApi, type NodeProps } from '@xyflow/react'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { NoteNode } from '../../../renderer/drawing/notes/items'
import { NoteFace } from '../../../renderer/graph/notes/NoteFace'
import { startLanguages } from '../../../renderer/languages'

beforeAll(() => startLanguages('en'))

/** Reports to an observed element whether it is near the visible part. */
let setNear: (near: boolean) => void
beforeEach(() => {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      readonly targets: Element[] = []
      constructor(callback: (entries: { target: Element; isIntersecting: boolean }[]) => void) {
        setNear = (isIntersecting) => callback(this.targets.map((target) => ({ target, isIntersecting })))
      }
      observe(target: Element): void {
        this.targets.push(target)
      }
      unobserve(target: Element): void {
        this.targets.splice(this.targets.indexOf(target), 1)
      }
    },
  )
})
afterEach(() => vi.unstubAllGlobals())

it('the text of a note is formatted only where it is legible: near the visible part, and not too small', async () => {
  let zoom = (_: number): void => undefined
  function Zoom() {
    const store = useStoreApi()
    zoom = (to) => store.setState({ transform: [0, 0, to] })
    return null
  }
  const note = { id: 'n', x: 0, y: 0, width: 300, height: 200, text: 'A **bold** word', colour: undefined, group: undefined }
  const props = { id: 'note:n', data: { note }, selected: false } as unknown as NodeProps<NoteNode>
  const { container } = render(
    <ReactFlowProvider>
      <div className="react-flow">
        <Zoom />
        <NoteFace {...props} />
      </div>
    </ReactFlowProvider>,
  )
  const formatted = async (): Promise<boolean> => {
    await act(() => new Promise((resolve) => setTimeout(resolve, 30)))
    return container.querySelector('strong') !== null
  }
  expect(await formatted()).toBe(false)
  expect(screen.getByText('A **bold** word')).toBeTruthy()
  act(() => setNear(true))
  expect(await formatted()).toBe(true)
  act(() => zoom(0.1))
  expect(await formatted()).toBe(false)
  act(() => zoom(1))
  expect(await formatted()).toBe(true)
  act(() => setNear(false))
  expect(await formatted()).toBe(false)
})

it('notes full of formatting take turns: invisible ones make room for others', async () => {
  const text = `**a** ${'_'.repeat(5_000)}`
  const notes = Array.from({ length: 12 }, (_, i) => ({ id: `n${i}`, x: 0, y: 0, width: 1600, height: 1600, text, colour: undefined, group: undefined }))
  const drawn = (shown: typeof notes) => (
    <ReactFlowProvider>
      <div className="react-flow">
        {shown.map((note) => (
          <NoteFace key={note.id} {...({ id: `note:${note.id}`, data: { note }, selected: false } as unknown as NodeProps<NoteNode>)} />
        ))}
      </div>
    </ReactFlowProvider>
  )
  const { container, rerender } = render(drawn(notes))
  act(() => setNear(true))
  const formatted = (): string[] =>
    [...container.querySelectorAll<HTMLElement>('.note')].filter((note) => note.querySelector('strong')).map((note) => note.dataset.note!)
  const settled = async (): Promise<string[]> => {
    for (let last = -1; last !== formatted().length; ) {
      last = formatted().length
      await act(() => new Promise((resolve) => setTimeout(resolve, 200)))
    }
    return formatted()
  }
  const first = await settled()
  expect(first.length).toBeGreaterThan(1)
  expect(first.length).toBeLessThan(12)
  rerender(drawn(notes.slice(2)))
  expect(await settled()).toEqual(notes.slice(2, first.length + 2).map(({ id }) => id))
  rerender(drawn(notes.slice(9)))
  expect(await settled()).toHaveLength(3)
})
