export const mac = typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac')

const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock'])

const LETTER = /^Key[A-Z]$/
const LATIN = /^\p{Script=Latin}$/u
/** Whether the last letter came from a layout without Latin letters, such as Russian or Greek. */
let foreign = false

/**
 * The Latin letter of a key press: the layout's letter, or the one at that position of a US keyboard if Alt changes the
 * character or the layout has no Latin letters. A Greek Q is `;`, so after a letter has revealed such a layout,
 * characters count by position.
 */
function letterOf({ key, code, altKey }: Pick<KeyboardEvent, 'key' | 'code' | 'altKey'>): string | undefined {
  const placed = LETTER.test(code)
  if (/^\p{L}$/u.test(key)) foreign = placed && !LATIN.test(key)
  if (/^[a-z]$/i.test(key)) return key.toUpperCase()
  return placed && (altKey || foreign) && key.length === 1 ? code.slice(3) : undefined
}

/**
 * A key press in the notation of shortcuts: `Mod+Shift+Z`. `Mod` is Ctrl, or Cmd on a Mac; `Control` is Ctrl on every
 * system. Shift is included unless it only produces the character, as for `?`. Undefined for a modifier alone.
 */
export function strokeOf(event: KeyboardEvent): string | undefined {
  if (MODIFIERS.has(event.key)) return undefined
  const letter = letterOf(event)
  const key = letter ?? (event.key === ' ' ? 'Space' : event.key)
  const mod = mac ? event.metaKey : event.ctrlKey
  const shifted = event.shiftKey && (letter !== undefined || key.length > 1)
  return `${mod ? 'Mod+' : ''}${mac && event.ctrlKey ? 'Control+' : ''}${event.altKey ? 'Alt+' : ''}${shifted ? 'Shift+' : ''}${key}`
}

/** The second of two strokes, without the modifiers of the first, which may still be held. */
export const secondStroke = (stroke: string): string => stroke.replace(/^(Alt|Mod)\+/, '')

/** The shortcut as this system reports it. */
export const onThisSystem = (key: string): string => (mac ? key : key.replaceAll('Control+', 'Mod+'))

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: 'Up', ArrowDown: 'Down', ArrowLeft: 'Left', ArrowRight: 'Right', '+': 'Plus' }

/** The shortcut in Electron's accelerator notation; null for two strokes, which it does not support. */
export function acceleratorOf(key: string): string | null {
  const plus = key.endsWith('++')
  const parts = plus ? [...key.slice(0, -2).split('+'), '+'] : key.split('+')
  const last = parts.pop()!
  if (key.includes(' ')) return null
  return [...parts.map((part) => (part === 'Mod' ? 'CmdOrCtrl' : part)), ARROWS[last] ?? last].join('+')
}
