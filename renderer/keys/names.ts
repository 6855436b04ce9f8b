import { keysOf } from './bindings'
import { mac } from './strokes'

const SIGNS: Readonly<Record<string, string>> = {
  Mod: mac ? '⌘' : 'Ctrl',
  Control: mac ? '⌃' : 'Ctrl',
  Shift: mac ? '⇧' : 'Shift',
  Alt: mac ? '⌥' : 'Alt',
  Delete: 'Del',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  ContextMenu: '☰',
}

/** Words of the language files inside key names: what the hand does. */
const WORDS: ReadonlySet<string> = new Set([
  'drag-port',
  'drag-wire',
  'click-port',
  'click-node',
  'double-click',
  'drag-canvas',
  'drag-end',
  'drag-onto',
  'right-click',
  'middle-drag',
  'wheel',
  'arrows',
  'drag',
  'Space',
])

/** The parts of a key's name as they are shown. */
export function keyParts(keys: string, word: (name: string) => string): readonly string[] {
  return keys.split(' ').flatMap((chord, i) => {
    const parts = chord === '+' ? ['+'] : chord.endsWith('++') ? [...chord.slice(0, -2).split('+'), '+'] : chord.split('+')
    return [...(i > 0 ? ['›'] : []), ...parts.map((part) => (WORDS.has(part) ? word(part) : (SIGNS[part] ?? part)))]
  })
}

/** The first key of a command in one word, such as `Ctrl Z`, as it is now. */
export function keyHint(id: string, word: (name: string) => string): string | undefined {
  const [first] = keysOf(id)
  return first === undefined ? undefined : keyParts(first, word).join(' ')
}
