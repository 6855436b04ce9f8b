import type { MenuCommand } from '../../electron/contract'
import { documentStore, redo, undo } from '../editing/store'
import { canvasActions, drawCommands } from '../graph'
import { listCommands, noRowName, removeRow, renameRow } from '../outline'
import { typeOf } from '../document/ports'
import { toggleAlone } from './alone'
import { show } from '../workspace/dialogStore'
import { engineStore, reset } from '../workspace/engine'
import { importFromDialog } from '../workspace/importing'
import { closeTab, closeTabs, closeWindow, newDocument, openFromDialog, save, saveBundle } from '../workspace/files'
import { askForData } from '../workspace/offer'
import { goToRegion } from './regions'
import { declareCommands, runCommand, type Command, type Target } from '../keys/commands'
import { playOrPause, stepOnce } from './playing'
import { timeCommands } from './time/commands'
import { setFastMath, setShown, useSettings, views } from '../workspace/settings'
import { isBlank, moveTab, showNeighbour, shownTab, tabsStore, type Tab } from '../workspace/tabs'
import { setLanguage, setTheme, toggleTheme } from '../workspace/theme'
import { showCallouts } from '../help/welcome/Callouts'
import { noTour, recordStep, startForecastTour, startTour, writeTour } from '../tour/tour'

const canRun = (): string | undefined => {
  const { status } = engineStore.getState().state
  if (status === 'empty') return anyNode() ?? 'shell.reason.preparing'
  return status === 'blocked' ? 'shell.reason.blocked' : undefined
}
const canStep = (): string | undefined => (engineStore.getState().state.status === 'running' ? 'shell.reason.running' : undefined)
const hasFastMath = (): string | undefined => (engineStore.getState().state.fastMath.available ? undefined : 'shell.reason.no-fast-math')
const someSelected = (): string | undefined => {
  const { nodes, edges, notes = [] } = documentStore.getState().selection
  return nodes.length + edges.length + notes.length > 0 ? undefined : 'shell.reason.nothing-selected'
}
const copyable = (): string | undefined => {
  const { nodes, notes = [] } = documentStore.getState().selection
  return nodes.length + notes.length > 0 ? undefined : 'notes.reason.none'
}
const nodeSelected = (): string | undefined => (documentStore.getState().selection.nodes.length > 0 ? undefined : 'shell.reason.no-node-selected')
const anyNode = (): string | undefined => (Object.keys(documentStore.getState().document.nodes).length > 0 ? undefined : 'shell.reason.no-network')

const listed = (): boolean => useSettings.getState().view === 'list'
const unknownType = (on?: Target): string | undefined =>
  on?.node !== undefined && !typeOf(documentStore.getState().document, on.node) ? 'shell.reason.no-node-selected' : undefined

const severalTabs = (): string | undefined => (tabsStore.getState().tabs.length > 1 ? undefined : 'shell.reason.one-tab')

/** The tab a command acts on: the one under the pointer, otherwise the one on screen. */
const tabOn = (on?: Target): Tab => tabsStore.getState().tabs.find(({ id }) => id === on?.tab) ?? shownTab()
const toTheRight = (on?: Target): readonly Tab[] => tabsStore.getState().tabs.slice(tabsStore.getState().tabs.indexOf(tabOn(on)) + 1)

/** Closes a tab, or the window if its only tab is empty. */
const close = (on?: Target): void => {
  const tab = tabOn(on)
  void (tabsStore.getState().tabs.length === 1 && isBlank(tab) ? closeWindow() : closeTab(tab))
}
const shift = (by: 1 | -1): void => moveTab(shownTab(), tabsStore.getState().tabs.indexOf(shownTab()) + by)

const toggleInspector = (): void => {
  const narrow = matchMedia('(max-width: 1199px)').matches
  const part = narrow ? 'overlay' : 'right'
  setShown(part, !useSettings.getState().shown[part])
}
const toggle = (part: 'left' | 'bottom'): void => setShown(part, !useSettings.getState().shown[part])

const commands: readonly Command[] = [
  { id: 'new', group: 'file', keys: ['Mod+N', 'Mod+T'], everywhere: true, run: newDocument },
  { id: 'open', group: 'file', keys: ['Mod+O'], everywhere: true, run: () => void openFromDialog() },
  { id: 'save', group: 'file', keys: ['Mod+S'], everywhere: true, run: () => void save() },
  { id: 'save-as', group: 'file', keys: ['Mod+Shift+S'], everywhere: true, run: () => void save(true) },
  { id: 'save-bundle', group: 'file', everywhere: true, run: () => void saveBundle() },
  { id: 'export', group: 'file', keys: ['Mod+E'], everywhere: true, reason: anyNode, run: () => show({ kind: 'export' }) },
  { id: 'import', group: 'file', everywhere: true, run: () => void importFromDialog() },
  { id: 'choose-data', group: 'file', run: () => void askForData() },
  { id: 'close', group: 'file', keys: ['Mod+W'], everywhere: true, run: close },
  { id: 'close-others', group: 'file', reason: severalTabs, run: (on) => void closeTabs(tabsStore.getState().tabs.filter((other) => other !== tabOn(on))) },
  {
    id: 'close-right',
    group: 'file',
    reason: (on) => (toTheRight(on).length > 0 ? undefined : 'tabs.none-right'),
    run: (on) => void closeTabs(toTheRight(on)),
  },
  { id: 'close-window', group: 'file', keys: ['Mod+Shift+W'], everywhere: true, run: () => void closeWindow() },
  { id: 'next-tab', group: 'file', keys: ['Control+Tab', 'Mod+PageDown'], everywhere: true, reason: severalTabs, run: () => showNeighbour(1) },
  { id: 'previous-tab', group: 'file', keys: ['Control+Shift+Tab', 'Mod+PageUp'], everywhere: true, reason: severalTabs, run: () => showNeighbour(-1) },
  { id: 'tab-right', group: 'file', keys: ['Mod+Shift+PageDown'], everywhere: true, reason: severalTabs, run: () => shift(1) },
  { id: 'tab-left', group: 'file', keys: ['Mod+Shift+PageUp'], everywhere: true, reason: severalTabs, run: () => shift(-1) },

  {
    id: 'undo',
    group: 'edit',
    keys: ['Mod+Z'],
    repeats: true,
    reason: () => (documentStore.getState().past.length > 0 || documentStore.getState().stepComes ? undefined : 'shell.reason.nothing-to-undo'),
    run: undo,
  },
  {
    id: 'redo',
    group: 'edit',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    repeats: true,
    reason: () => (documentStore.getState().future.length > 0 || documentStore.getState().undoWaits ? undefined : 'shell.reason.nothing-to-redo'),
    run: redo,
  },
  { id: 'cut', group: 'edit', keys: ['Mod+X'], owner: 'drawing', fixed: true, reason: copyable, run: canvasActions.cut },
  { id: 'copy', group: 'edit', keys: ['Mod+C'], owner: 'drawing', fixed: true, reason: copyable, run: canvasActions.copy },
  { id: 'paste', group: 'edit', keys: ['Mod+V'], owner: 'drawing', fixed: true, run: (on) => void canvasActions.paste(on?.place) },
  { id: 'paste-connected', group: 'edit', keys: ['Mod+Shift+V'], owner: 'canvas', run: () => void canvasActions.paste(undefined, true) },
  { id: 'duplicate', group: 'edit', keys: ['Mod+D'], owner: 'drawing', reason: copyable, run: canvasActions.duplicate },
  {
    id: 'delete',
    group: 'edit',
    keys: ['Delete', 'Backspace'],
    owner: 'drawing',
    reason: someSelected,
    run: () => (listed() ? removeRow() : canvasActions.remove()),
  },
  {
    id: 'delete-reconnect',
    group: 'edit',
    keys: ['Mod+Delete', 'Mod+Backspace'],
    owner: 'drawing',
    reason: someSelected,
    run: canvasActions.removeAndReconnect,
  },
  {
    id: 'rename',
    group: 'edit',
    keys: ['F2'],
    owner: 'drawing',
    reason: () => (listed() ? noRowName() : copyable()),
    run: (on) => (listed() ? renameRow() : canvasActions.rename(on)),
  },

  { id: 'add', group: 'draw', keys: ['Tab', 'Shift+A'], owner: 'canvas', run: (on) => canvasActions.openAdd(on?.at) },
  { id: 'tidy', group: 'draw', keys: ['Alt+T'], reason: anyNode, run: canvasActions.tidy },
  ...drawCommands,
  ...listCommands,
  { id: 'menu', group: 'edit', keys: ['ContextMenu', 'Shift+F10'], owner: 'canvas', run: canvasActions.openMenu },
  { id: 'menu-here', group: 'edit', keys: ['right-click'], owner: 'canvas' },

  { id: 'wire', group: 'draw', keys: ['drag-port'], owner: 'canvas' },
  { id: 'replug', group: 'draw', keys: ['drag-end'], owner: 'canvas' },
  { id: 'cut-wires', group: 'draw', keys: ['Alt+drag'], owner: 'canvas' },
  { id: 'splice', group: 'draw', keys: ['drag-onto'], owner: 'canvas' },
  { id: 'add-here', group: 'draw', keys: ['double-click'], owner: 'canvas' },
  { id: 'nudge', group: 'draw', keys: ['Shift+arrows', 'Mod+arrows'], owner: 'canvas' },

  { id: 'select-all', group: 'select', keys: ['Mod+A'], owner: 'drawing', reason: anyNode, run: canvasActions.selectAll },
  { id: 'select-none', group: 'select', keys: ['Escape'], owner: 'drawing', fixed: true, reason: someSelected, run: canvasActions.selectNone },
  { id: 'select-upstream', group: 'select', keys: ['Alt+S U'], owner: 'canvas', reason: nodeSelected, run: () => canvasActions.selectFlow('upstream') },
  { id: 'select-downstream', group: 'select', keys: ['Alt+S D'], owner: 'canvas', reason: nodeSelected, run: () => canvasActions.selectFlow('downstream') },
  { id: 'select-connected', group: 'select', keys: ['Alt+S C'], owner: 'canvas', reason: nodeSelected, run: () => canvasActions.selectFlow('connected') },
  { id: 'box', group: 'select', keys: ['drag-canvas'], owner: 'canvas' },
  { id: 'select-more', group: 'select', keys: ['Shift+click-node', 'Mod+click-node'], owner: 'canvas' },
  { id: 'walk', group: 'select', keys: ['arrows'], owner: 'canvas' },
  { id: 'follow', group: 'select', keys: ['Alt+arrows'], owner: 'canvas' },

  { id: 'fit', group: 'view', keys: ['1'], owner: 'canvas', reason: anyNode, run: canvasActions.fit },
  { id: 'fit-selection', group: 'view', keys: ['F', '.'], owner: 'canvas', reason: anyNode, run: canvasActions.fitSelection },
  { id: 'zoom-in', group: 'view', keys: ['Mod++', 'Mod+='], owner: 'canvas', repeats: true, run: canvasActions.zoomIn },
  { id: 'zoom-out', group: 'view', keys: ['Mod+-'], owner: 'canvas', repeats: true, run: canvasActions.zoomOut },
  { id: 'zoom-reset', group: 'view', keys: ['0', 'Mod+0'], owner: 'canvas', run: canvasActions.zoomReset },
  { id: 'pan', group: 'view', keys: ['Space+drag', 'middle-drag'], owner: 'canvas' },
  { id: 'zoom', group: 'view', keys: ['wheel'], owner: 'canvas' },
  { id: 'minimap', group: 'view', keys: ['Alt+M'], run: canvasActions.toggleMinimap },
  ...views.map((view): Command => ({ id: `view-${view}`, group: 'view', run: () => useSettings.setState({ view }) })),
  { id: 'toggle-left', group: 'view', keys: ['Mod+1'], everywhere: true, run: () => toggle('left') },
  { id: 'toggle-bottom', group: 'view', keys: ['Mod+2'], everywhere: true, run: () => toggle('bottom') },
  { id: 'toggle-right', group: 'view', keys: ['Mod+3'], everywhere: true, run: toggleInspector },
  { id: 'canvas-alone', group: 'view', keys: ['Mod+.', 'Mod+\\'], everywhere: true, run: toggleAlone },
  { id: 'next-region', group: 'view', keys: ['F6'], everywhere: true, run: () => goToRegion(1) },
  { id: 'previous-region', group: 'view', keys: ['Shift+F6'], everywhere: true, run: () => goToRegion(-1) },
  { id: 'theme', group: 'view', run: toggleTheme },
  { id: 'theme-system', group: 'view', run: () => setTheme('system') },
  { id: 'language', group: 'view', run: () => setLanguage(useSettings.getState().language === 'en' ? 'ja' : 'en') },

  { id: 'toggle-play', group: 'run', keys: ['Mod+Enter', 'Space'], everywhere: true, run: (on) => playOrPause(tabOn(on)) },
  { id: 'step', group: 'run', keys: ['S'], repeats: true, reason: canStep, run: stepOnce },
  { id: 'reset', group: 'run', keys: ['Mod+Shift+R'], reason: canRun, run: reset },
  ...timeCommands,
  { id: 'check-gradients', group: 'run', reason: canRun, run: () => show({ kind: 'check-gradients' }) },
  { id: 'fast-math', group: 'run', reason: hasFastMath, run: () => setFastMath(!useSettings.getState().fastMath) },

  { id: 'find', group: 'edit', keys: ['Mod+F'], everywhere: true, reason: anyNode, run: () => show({ kind: 'find' }) },
  { id: 'settings', group: 'view', keys: ['Mod+,'], everywhere: true, run: () => show({ kind: 'settings' }) },
  { id: 'commands', group: 'help', keys: ['Mod+K', 'Mod+Shift+P'], everywhere: true, run: () => show({ kind: 'commands' }) },
  { id: 'shortcuts', group: 'help', keys: ['?'], run: () => show({ kind: 'shortcuts' }) },
  { id: 'guide', group: 'help', keys: ['Shift+F1'], everywhere: true, run: () => show({ kind: 'guide' }) },
  { id: 'help', group: 'help', keys: ['F1'], everywhere: true, reason: unknownType, run: () => show({ kind: 'help' }) },
  { id: 'hints', group: 'help', run: showCallouts },
  { id: 'tour', group: 'help', reason: noTour, run: startTour },
  { id: 'tour-forecast', group: 'help', run: startForecastTour },
  { id: 'tour-write', group: 'help', run: writeTour },
  { id: 'tour-record', group: 'help', reason: someSelected, run: recordStep },
  { id: 'about', group: 'help', run: () => show({ kind: 'about' }) },
]

declareCommands(commands)

/** Fields without pending input: undo acts on the document even if one of them has the focus. */
export const SETTLED = 'select, input[data-settled], textarea[data-settled]'

/** Menu commands that a focused text field handles itself. */
const inFields = new Set<MenuCommand>(['undo', 'redo', 'cut', 'copy', 'paste', 'select-all', 'delete'])

type TextCommand = Parameters<Window['unfold']['editText']>[0]

const inField = (): boolean =>
  document.activeElement instanceof Element
  && document.activeElement.matches('input:not([type="range"]):not([type="checkbox"]), textarea, [contenteditable="true"]')

/** Runs a command of the native menu. */
export function runMenuCommand(command: MenuCommand): void {
  const undoes = (command === 'undo' || command === 'redo') && document.activeElement?.matches(SETTLED) === true
  if (inFields.has(command) && inField() && !undoes) window.unfold.editText(command as TextCommand)
  else runCommand(command)
}
