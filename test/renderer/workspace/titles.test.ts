import i18next from 'i18next'
import { beforeAll, expect, it } from 'vitest'
import type { GraphDocument } from '../../../engine/document/types'
import { titleOf } from '../../../renderer/workspace/titles'

beforeAll(() => i18next.init({ lng: 'en' }))

const document = (name?: string): GraphDocument => ({ format: 'unfold-graph', version: 1, nodes: {}, edges: {}, ...(name === undefined ? {} : { name }) })
const file = (name: string): string => titleOf({ origin: { path: `/networks/${name}`, name }, document: document('its own') })

it('a document is named after its file, and no name is empty or looks like another', () => {
  expect(file('net.unfold')).toBe('net')
  expect(file('net.unfoldz')).toBe('net')
  expect(file('   .unfold')).toBe('.unfold')
  expect(file('\u202Egnp.unfold')).toBe('\ufffdgnp')
  expect(file('a\nb.unfold')).toBe('a\ufffdb')
  expect(titleOf({ origin: { path: null, name: '' }, document: document('own') })).toBe('own')
  expect(titleOf({ origin: { path: null, name: '', picture: '/networks/p.png' }, document: document('  ') })).not.toBe('  ')
})
