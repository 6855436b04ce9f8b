import { commands, runCommand, SETTLED, type Command } from './commands'
import { useDialogs } from './dialogStore'

export const mac = navigator.userAgent.includes('Mac')

/** A key press as commands write it: `Mod+Shift+Z`; `Control` is the Ctrl key on every system. */
function nameOf(event: KeyboardEvent): string {
  const mod = mac ? event.metaKey : event.ctrlKey
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key
  // Shift is part of what makes a sign such as ?.
  const shifted = event.shiftKey && (event.key.length > 1 || event.key.toUpperCase() !== event.key.toLowerCase())
  return `${mod ? 'Mod+' : ''}${mac && event.ctrlKey ? 'Control+' : ''}${event.altKey ? 'Alt+' : ''}${shifted ? 'Shift+' : ''}${key}`
}

const byKey = new Map<string, Command>()
for (const command of commands) {
  if (command.owner === 'canvas') continue
  for (const key of command.keys ?? []) byKey.set(mac ? key : key.replace('Control+', 'Mod+'), command)
}

const FIELD = 'input:not([type="range"]):not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable]:not([contenteditable="false"])'
/** Whatever Space presses by itself. */
const PRESSED = 'button, a, summary, input, select, [role="tab"], [role="option"], [role^="menuitem"], [role="slider"], [role="separator"]'

/** Space shorter than this is a tap, which plays; held, it pans the canvas. */
const TAP = 300

/** When a key last called a command: the menu of the system may bring the same once more. */
let pressedAt = -Infinity
let pressed = ''
export const justPressed = (id: string): boolean => id === pressed && performance.now() - pressedAt < 200

/** Listens for the keys of the commands. */
export function startKeys(): void {
  let spaceAt = -Infinity
  const press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const target = event.target instanceof Element ? event.target : document.body
    const command = byKey.get(nameOf(event))
    if (!command) return
    const modal = useDialogs.getState().request !== undefined || document.querySelector('dialog[open]') !== null
    if (modal) return
    const undoes = (command.id === 'undo' || command.id === 'redo') && target.matches(SETTLED)
    if (target.closest(FIELD) && !undoes && !(command.everywhere && /^((Mod|Control)\+|(Shift\+)?F\d)/.test(nameOf(event)))) return
    if (nameOf(event) === 'Space') {
      // Not prevented: held, it pans.
      spaceAt = event.repeat || target.closest(PRESSED) ? (event.repeat ? spaceAt : -Infinity) : performance.now()
      return
    }
    event.preventDefault()
    if (event.repeat && !['undo', 'redo', 'step'].includes(command.id)) return
    // What is being typed belongs to what is saved or closed.
    if (command.group === 'file' && document.activeElement instanceof HTMLElement && target.closest(FIELD)) document.activeElement.blur()
    pressed = command.id
    pressedAt = performance.now()
    runCommand(command.id)
  }
  const release = (event: KeyboardEvent): void => {
    if (event.key !== ' ') return
    if (performance.now() - spaceAt < TAP) runCommand('toggle-play')
    spaceAt = -Infinity
  }
  window.addEventListener('keydown', press)
  window.addEventListener('keyup', release)
  // A drag with Space held is no tap.
  window.addEventListener('pointerdown', () => {
    spaceAt = -Infinity
  }, true)
}

const SIGNS: Readonly<Record<string, string>> = { Mod: mac ? '⌘' : 'Ctrl', Control: mac ? '⌃' : 'Ctrl', Shift: mac ? '⇧' : 'Shift', Alt: mac ? '⌥' : 'Alt', Delete: 'Del', Escape: 'Esc' }

/** Words of the language files inside key names. */
export const WORDS: ReadonlySet<string> = new Set(['drag-port', 'click-port', 'arrows', 'drag', 'Space'])

/** The parts of a key's name as they are shown. */
export function keyParts(keys: string, word: (name: string) => string): readonly string[] {
  return keys.split(' ').flatMap((chord, i) => {
    const parts = chord === '+' ? ['+'] : chord.endsWith('++') ? [...chord.slice(0, -2).split('+'), '+'] : chord.split('+')
    return [...(i > 0 ? ['›'] : []), ...parts.map((part) => (WORDS.has(part) ? word(part) : (SIGNS[part] ?? part)))]
  })
}

/** The first key of a command in one word, such as `Ctrl Z`. */
export const keyHint = (command: Command | undefined, word: (name: string) => string): string | undefined =>
  command?.keys?.[0] === undefined ? undefined : keyParts(command.keys[0], word).join(' ')
