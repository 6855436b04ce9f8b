import { keyIsTaken } from '../graph'
import { keysOf, useBindings } from '../keys/bindings'
import { acceleratorOf, onThisSystem, secondStroke, strokeOf } from '../keys/strokes'
import { SETTLED } from './commands'
import { FIELD } from '../controls/commitTyping'
import { allCommands, runCommand, type Command } from '../keys/commands'
import { useDialogs } from '../workspace/dialogStore'
import { onceStarted } from '../workspace/starting'

interface Table {
  readonly byKey: ReadonlyMap<string, readonly Command[]>
  /** First strokes of two-stroke shortcuts. */
  readonly prefixes: ReadonlySet<string>
}

/** Commands by shortcut. Drawing commands go first, because Enter enters a group before it renames. */
function makeTable(): Table {
  const byKey = new Map<string, Command[]>()
  const prefixes = new Set<string>()
  const order = (command: Command): number => (command.group === 'draw' ? 0 : 1)
  for (const command of [...allCommands()].sort((a, b) => order(a) - order(b))) {
    if (!command.run || command.pointed) continue
    for (const key of keysOf(command.id).map(onThisSystem)) {
      byKey.set(key, [...(byKey.get(key) ?? []), command])
      if (key.includes(' ')) prefixes.add(key.split(' ')[0]!)
    }
  }
  return { byKey, prefixes }
}

/** Elements that Space activates. */
const PRESSED = 'button, a, summary, input, select, [role="tab"], [role="option"], [role^="menuitem"], [role="slider"], [role="separator"]'

/** Milliseconds: a shorter press of Space plays or pauses; a longer one pans the canvas. */
const TAP = 300
/** Longest pause in milliseconds between the strokes of a shortcut. */
const PAUSE = 1500
/** When a shortcut last ran a command: the native menu may report the same key once more. */
let pressedAt = -Infinity
let pressed = ''
export const justPressed = (id: string): boolean => id === pressed && performance.now() - pressedAt < 200

/** Whether a command's shortcut applies where the focus is. */
function listens(command: Command, event: KeyboardEvent, stroke: string): boolean {
  const target = event.target instanceof Element ? event.target : document.body
  if (command.owner !== undefined && command.owner !== 'canvas' && target.matches('.outline-grid')) return true
  // The canvas handles fixed shortcuts itself, because the browser's clipboard events access the clipboard.
  if (command.fixed === true || command.owner === 'list') return false
  if (command.owner !== undefined) return !keyIsTaken(event, document.querySelector<HTMLElement>('.graph'))
  const undoes = (command.id === 'undo' || command.id === 'redo') && target.matches(SETTLED)
  return !target.closest(FIELD) || undoes || (command.everywhere === true && /^((Mod|Control)\+|(Shift\+)?F\d)/.test(stroke))
}

/** Starts listening for shortcuts. */
export function startKeys(): void {
  let table = makeTable()
  let spaceAt = -Infinity
  let begun: { readonly stroke: string; readonly at: number } | undefined
  const updateMenu = (): void =>
    window.unfold.setKeys(
      allCommands()
        .filter(({ run, pointed }) => run && !pointed)
        .map(({ id }) => ({ command: id, key: keysOf(id).map(acceleratorOf)[0] ?? null })),
    )
  useBindings.subscribe(() => {
    table = makeTable()
    updateMenu()
  })
  updateMenu()

  const press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const stroke = strokeOf(event)
    if (stroke === undefined) return
    if (useDialogs.getState().request !== undefined || document.querySelector('dialog[open]') !== null) return
    const first = begun && performance.now() - begun.at < PAUSE ? begun.stroke : undefined
    begun = undefined
    const key = first === undefined ? stroke : `${first} ${secondStroke(stroke)}`
    const found = (table.byKey.get(key) ?? []).filter((command) => listens(command, event, stroke))
    const command = found.find(({ reason }) => reason?.() === undefined) ?? found.find(({ owner }) => owner === undefined)
    if (!command) {
      if (first === undefined && table.prefixes.has(key) && !keyIsTaken(event, document.querySelector<HTMLElement>('.graph'))) {
        begun = { stroke: key, at: performance.now() }
        event.preventDefault()
      }
      return
    }
    const target = event.target instanceof Element ? event.target : document.body
    if (stroke === 'Space') {
      // Do not prevent the default: holding Space pans.
      spaceAt = event.repeat || target.closest(PRESSED) ? (event.repeat ? spaceAt : -Infinity) : performance.now()
      return
    }
    event.preventDefault()
    if (event.repeat && command.repeats !== true) return
    pressed = command.id
    pressedAt = performance.now()
    onceStarted(() => runCommand(command.id))
  }
  const release = (event: KeyboardEvent): void => {
    if (event.key !== ' ') return
    if (performance.now() - spaceAt < TAP) onceStarted(() => runCommand('toggle-play'))
    spaceAt = -Infinity
  }
  window.addEventListener('keydown', press)
  // A separator would handle F6 itself, to move between separators.
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'F6' || !(event.target instanceof Element) || !event.target.closest('[role="separator"]')) return
      press(event)
      event.stopPropagation()
    },
    true,
  )
  window.addEventListener('keyup', release)
  // A drag with Space held is not a tap.
  window.addEventListener(
    'pointerdown',
    () => {
      spaceAt = -Infinity
    },
    true,
  )
}
