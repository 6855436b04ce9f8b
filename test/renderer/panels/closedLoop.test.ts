import { expect, it } from 'vitest'
import { documentStore, edit, open, undo } from '../../../renderer/editing/store'
import { feeders, feeding, setFeeding } from '../../../renderer/editing/closedLoop'
import { draw } from '../../documents'

const sizes = { x: 1, e: 1, y: 1, z: 1, w: 2 }
const document = draw(
  {
    x: { type: 'input', columns: ['v'] },
    e: { type: 'input', columns: ['u'] },
    y: { type: 'output', columns: ['v'], ahead: 1 },
    z: { type: 'output', columns: ['k'] },
    w: { type: 'output', columns: ['k', 'l'] },
  },
  { a: 'x → y', b: 'e → y', c: 'x → z', d: 'x → w' },
  { data: { kind: 'file', path: 'v.csv' }, fitted: { columns: { v: { mean: 3, deviation: 2 } } } },
)
const data = () => documentStore.getState().document.data
const feed = (input: string, output: string | null | undefined): void => void edit('forecast.edit.feed', (draft) => setFeeding(draft, sizes, input, output))

it('an input takes its own prediction until another output is chosen, in one step that keeps the scaling', () => {
  open(document, { path: null, name: '' })
  expect(feeding(document, sizes, 'x')).toEqual({ standard: 'y', given: undefined })
  expect(feeding(document, sizes, 'e')).toEqual({ standard: undefined, given: undefined })
  expect(feeders(document, sizes, 'e')).toEqual(['y', 'z'])
  feed('e', 'z')
  // Choosing one output writes all of them: the pair by columns stays.
  expect(data()?.closedLoop).toEqual({ x: 'y', e: 'z' })
  expect(documentStore.getState().document.fitted).toEqual(document.fitted)
  feed('x', null)
  expect(data()?.closedLoop).toEqual({ e: 'z' })
  expect(feeding(documentStore.getState().document, sizes, 'x')).toEqual({ standard: 'y', given: null })
  feed('x', undefined)
  feed('e', undefined)
  // The pair by columns need not be written.
  expect(data()).toEqual(document.data)
  undo()
  expect(data()?.closedLoop).toEqual({ x: 'y', e: 'z' })
})
