export const mac = typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac')

const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock'])

const LETTER = /^Key[A-Z]$/
const LATIN = /^\p{Script=Latin}$/u
/** Whether the last letter that was pressed was of a layout without Latin letters, such as a Russian or a Greek one. */
let foreign = false

/**
 * The Latin letter of a key press: the one that the layout gives, or that of the key's place on a US keyboard where
 * Alt makes another sign of it, or where the layout has no Latin letters. A Greek Q is `;`: such a sign counts by its
 * place once a letter has told the layout.
 */
function letterOf({ key, code, altKey }: Pick<KeyboardEvent, 'key' | 'code' | 'altKey'>): string | undefined {
  const placed = LETTER.test(code)
  if (/^\p{L}$/u.test(key)) foreign = placed && !LATIN.test(key)
  if (/^[a-z]$/i.test(key)) return key.toUpperCase()
  return placed && (altKey || foreign) && key.length === 1 ? code.slice(3) : undefined
}

/**
 * A key press as bindings write it: `Mod+Shift+Z`. `Mod` is Ctrl, or Cmd on a Mac; `Control` is the Ctrl key on every
 * system. Shift is named where it is not part of what makes the sign, as it is of `?`. Undefined for a modifier alone.
 */
export function strokeOf(event: KeyboardEvent): string | undefined {
  if (MODIFIERS.has(event.key)) return undefined
  const letter = letterOf(event)
  const key = letter ?? (event.key === ' ' ? 'Space' : event.key)
  const mod = mac ? event.metaKey : event.ctrlKey
  const shifted = event.shiftKey && (letter !== undefined || key.length > 1)
  return `${mod ? 'Mod+' : ''}${mac && event.ctrlKey ? 'Control+' : ''}${event.altKey ? 'Alt+' : ''}${shifted ? 'Shift+' : ''}${key}`
}

/** The second of two strokes: the modifiers of the first may still be held. */
export const secondStroke = (stroke: string): string => stroke.replace(/^(Alt|Mod)\+/, '')

/** The same binding as this system hears it. */
export const heard = (key: string): string => (mac ? key : key.replaceAll('Control+', 'Mod+'))

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: 'Up', ArrowDown: 'Down', ArrowLeft: 'Left', ArrowRight: 'Right', '+': 'Plus' }

/** A binding as the native menu writes it; null for two strokes, which the menu does not know. */
export function acceleratorOf(key: string): string | null {
  const plus = key.endsWith('++')
  const parts = plus ? [...key.slice(0, -2).split('+'), '+'] : key.split('+')
  const last = parts.pop()!
  if (key.includes(' ')) return null
  return [...parts.map((part) => (part === 'Mod' ? 'CmdOrCtrl' : part)), ARROWS[last] ?? last].join('+')
}
