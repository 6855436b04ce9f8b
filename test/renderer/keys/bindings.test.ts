import { beforeEach, describe, expect, it } from 'vitest'
import {
  beginsTwo,
  bind,
  declareKeys,
  isChanged,
  isReserved,
  keysOf,
  rebindable,
  resetAllKeys,
  resetKeys,
  rivals,
  takeKey,
  type Bound,
} from '../../../renderer/keys/bindings'
import { keyHint } from '../../../renderer/keys/names'
import { acceleratorOf, strokeOf } from '../../../renderer/keys/strokes'

const run = (): void => undefined
const table: readonly Bound[] = [
  { id: 'group', keys: ['Mod+G'], run },
  { id: 'note', keys: ['C', 'T'], run },
  { id: 'upstream', keys: ['Alt+S U'], run },
  { id: 'copy', keys: ['Mod+C'], run, fixed: true },
  { id: 'wire', keys: ['drag-port'] },
  { id: 'tidy', run },
]
const press = (key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more }) as KeyboardEvent

beforeEach(() => {
  declareKeys(table)
  resetAllKeys()
})

describe('bindings', () => {
  it('are the defaults until changed, and after a reset', () => {
    expect(keysOf('note')).toEqual(['C', 'T'])
    bind('note', ['N'])
    expect([keysOf('note'), isChanged('note'), keyHint('note', (name) => name)]).toEqual([['N'], true, 'N'])
    resetKeys('note')
    expect([keysOf('note'), isChanged('note')]).toEqual([['C', 'T'], false])
    bind('tidy', ['Mod+L'])
    resetAllKeys()
    expect(keysOf('tidy')).toEqual([])
  })

  it('report which command has a key, also as the first of two strokes, and are replaced only as a whole', () => {
    expect(rivals('tidy', 'Mod+G')).toEqual(['group'])
    expect(rivals('group', 'Mod+G')).toEqual([])
    expect(rivals('tidy', 'Alt+S')).toEqual(['upstream'])
    expect(rivals('tidy', 'Mod+G X')).toEqual(['group'])
    expect(rivals('tidy', 'Alt+S X')).toEqual([])
    takeKey('tidy', 'C')
    expect([keysOf('tidy'), keysOf('note')]).toEqual([['C'], ['T']])
    takeKey('tidy', 'Mod+G X')
    expect([keysOf('tidy'), keysOf('group')]).toEqual([['Mod+G X'], []])
  })

  it('do not use keys of text editing or of the system', () => {
    expect(table.filter(rebindable).map(({ id }) => id)).toEqual(['group', 'note', 'upstream', 'tidy'])
    bind('copy', ['Mod+J'])
    expect(keysOf('copy')).toEqual(['Mod+C'])
    expect(['Escape', 'Mod+C', 'Shift+ArrowUp', 'Space'].every(isReserved)).toBe(true)
    expect(['Mod+J', 'F7', 'N', 'Alt+S J'].some(isReserved)).toBe(false)
    expect(['Alt+S Enter', 'Alt+S ArrowUp'].every(isReserved)).toBe(true)
    expect([beginsTwo('Alt+S'), beginsTwo('Mod+J'), beginsTwo('S'), beginsTwo('Mod+C')]).toEqual([true, true, false, false])
  })
})

describe('strokes', () => {
  it.each<[KeyboardEvent, string | undefined]>([
    [press('g', { ctrlKey: true }), 'Mod+G'],
    [press('G', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+G'],
    [press('?', { shiftKey: true }), '?'],
    [press('∑', { altKey: true, code: 'KeyW' }), 'Alt+W'],
    [press(' '), 'Space'],
    [press('F6', { shiftKey: true }), 'Shift+F6'],
    [press('Shift', { shiftKey: true }), undefined],
    [press('+', { ctrlKey: true, shiftKey: true }), 'Mod++'],
  ])('%#: are written as bindings are', (event, name) => expect(strokeOf(event)).toBe(name))

  it.each([
    ['Mod+Shift+Z', 'CmdOrCtrl+Shift+Z'],
    ['Mod++', 'CmdOrCtrl+Plus'],
    ['Alt+ArrowUp', 'Alt+Up'],
    ['F', 'F'],
    ['Alt+S U', null],
  ])('%s is %s in the native menu', (key, native) => expect(acceleratorOf(key)).toBe(native))
})
