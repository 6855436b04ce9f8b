import { Observable } from 'rxjs'
import { expect, it, vi } from 'vitest'
import { live } from '../../../renderer/graph/live/live'

const watched = vi.hoisted(() => new Set<string>())
vi.mock('../../../renderer/workspace/engine', () => ({
  watch: ({ port }: { readonly port: string }) =>
    new Observable(() => {
      watched.add(port)
      return () => watched.delete(port)
    }),
}))

it('no signal is watched while another view covers the canvas', () => {
  const release = live.node('h', () => undefined)
  expect([...watched]).toEqual(['h'])
  live.cover(true)
  expect([...watched]).toEqual([])
  // Nodes can be added and removed meanwhile.
  const leave = live.node('y', () => undefined)
  release()
  expect([...watched]).toEqual([])
  live.cover(false)
  expect([...watched]).toEqual(['y'])
  leave()
  expect([...watched]).toEqual([])
})
