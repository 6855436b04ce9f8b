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

/** Parts of shortcuts that are text keys: gestures. */
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

/** The parts of a shortcut to show as keys. */
export function keyParts(keys: string, word: (name: string) => string): readonly string[] {
  return keys.split(' ').flatMap((chord, i) => {
    const parts = chord === '+' ? ['+'] : chord.endsWith('++') ? [...chord.slice(0, -2).split('+'), '+'] : chord.split('+')
    return [...(i > 0 ? ['›'] : []), ...parts.map((part) => (WORDS.has(part) ? word(part) : (SIGNS[part] ?? part)))]
  })
}

/** The first current shortcut of a command as text, such as `Ctrl Z`. */
export function keyHint(id: string, word: (name: string) => string): string | undefined {
  const [first] = keysOf(id)
  return first === undefined ? undefined : keyParts(first, word).join(' ')
}
