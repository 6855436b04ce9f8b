import { expect, it, vi } from 'vitest'
import type { Poke } from '../../../engine/analyze/poke'
import { createMoment, follow, sendMoment } from '../../../renderer/workspace/moment'
import { isPoked, pokeKey, withoutPoke, withoutPokes, withPoke } from '../../../renderer/workspace/poke'

const held: Poke = { kind: 'set', port: 'h.out', unit: 1, values: [0.5], first: 2, end: null }
const cut: Poke = { kind: 'cut', edge: 'W_ch', first: 0, end: null }

it('pokes hold the moment, are sent to the engine, and are removed one by one or all at once', () => {
  const moment = createMoment()
  const send = vi.fn()
  const again = sendMoment(moment, send)
  const act = (change: ReturnType<typeof withPoke>): void => moment.setState(change(moment.getState()))
  act(withPoke(held))
  expect(moment.getState()).toMatchObject({ held: true, pokes: [held] })
  act(withPoke(cut))
  act(withPoke({ ...held, values: [0.75] }))
  expect(send.mock.lastCall).toEqual([{ kind: 'poke', pokes: [{ ...held, values: [0.75] }, cut] }])
  again()
  expect(send.mock.calls.at(-1)).toEqual([{ kind: 'poke', pokes: [{ ...held, values: [0.75] }, cut] }])
  act(withoutPoke(pokeKey(cut)))
  expect(moment.getState().pokes).toEqual([{ ...held, values: [0.75] }])
  act(withoutPokes)
  expect(send.mock.lastCall).toEqual([{ kind: 'poke', pokes: [] }])
  act(withPoke(cut))
  act(follow)
  expect(send.mock.lastCall).toEqual([{ kind: 'poke', pokes: [] }])
})

it('nodes and wires know whether they are poked', () => {
  expect(isPoked([held, cut], 'h')).toBe(true)
  expect(isPoked([held, cut], 'c')).toBe(false)
  expect(isPoked([held, cut], undefined, 'W_ch')).toBe(true)
  expect(isPoked([held], undefined, 'h.out')).toBe(false)
})
