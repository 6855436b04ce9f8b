import { describe, expect, it } from 'vitest'
import { strokeOf } from '../../../renderer/keys/strokes'

const press = (key: string, code: string, held: Partial<Pick<KeyboardEvent, 'ctrlKey' | 'altKey' | 'shiftKey'>> = {}): string | undefined =>
  strokeOf({ key, code, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...held } as KeyboardEvent)

describe('keys by the layout of the keyboard', () => {
  it('are those of the same position if the layout has no Latin letters', () => {
    expect(press('я', 'KeyZ', { ctrlKey: true })).toBe('Mod+Z')
    expect(press('Я', 'KeyZ', { ctrlKey: true, shiftKey: true })).toBe('Mod+Shift+Z')
    expect(press('ы', 'KeyS')).toBe('S')
    expect(press('ζ', 'KeyZ', { ctrlKey: true })).toBe('Mod+Z')
    expect(press('ω', 'KeyV')).toBe('V')
  })

  it('are those of the position for a sign on a letter key, once a letter has revealed the layout: a Greek Q', () => {
    press('α', 'KeyA')
    expect(press(';', 'KeyQ')).toBe('Q')
    press('a', 'KeyA')
    expect(press(';', 'KeyQ')).toBe(';')
  })

  it('are those of the layout if it has Latin letters: AZERTY, Dvorak, German', () => {
    expect(press('z', 'KeyW', { ctrlKey: true })).toBe('Mod+Z')
    expect(press('m', 'Semicolon')).toBe('M')
    expect(press(',', 'KeyM')).toBe(',')
    expect(press('ü', 'BracketLeft')).toBe('ü')
    expect(press(',', 'KeyW')).toBe(',')
  })

  it('keep the punctuation of a Russian layout', () => {
    press('ф', 'KeyA')
    expect(press('.', 'Slash')).toBe('.')
    expect(press('ж', 'Semicolon')).toBe('ж')
  })
})
