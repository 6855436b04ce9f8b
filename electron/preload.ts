import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { EVENT, INVOKE, SEND } from './channels'
import type { DesktopApi, MenuCommand, OpenedFile, SweepEvent } from './contract'

/** Returns a subscribe function for one channel; values that arrive before the first listener are delivered to it. */
function stream<T>(channel: string): (listener: (value: T) => void) => () => void {
  const listeners = new Set<(value: T) => void>()
  let waiting: T[] = []
  ipcRenderer.on(channel, (_event, value: T) => {
    if (listeners.size === 0) waiting.push(value)
    else for (const listener of listeners) listener(value)
  })
  return (listener) => {
    listeners.add(listener)
    const late = waiting
    waiting = []
    for (const value of late) listener(value)
    return () => void listeners.delete(listener)
  }
}

const api: DesktopApi = {
  open: () => ipcRenderer.invoke(INVOKE.open),
  openRecent: (path) => ipcRenderer.invoke(INVOKE.openRecent, path),
  // Only the preload script can get the path of a dropped file, so a page cannot name a file that the user did not drop.
  openDropped: (file) => ipcRenderer.invoke(INVOKE.openDropped, webUtils.getPathForFile(file)),
  initial: () => ipcRenderer.invoke(INVOKE.initial),
  save: (request) => ipcRenderer.invoke(INVOKE.save, request),
  look: (path) => ipcRenderer.invoke(INVOKE.look, path),
  accept: (request) => ipcRenderer.invoke(INVOKE.accept, request),
  changes: (request) => ipcRenderer.invoke(INVOKE.changes, request),
  export: (request) => ipcRenderer.invoke(INVOKE.export, request),
  importFile: () => ipcRenderer.invoke(INVOKE.importFile),
  openData: (request) => ipcRenderer.invoke(INVOKE.openData, request),
  nextPiece: (file) => ipcRenderer.invoke(INVOKE.nextPiece, file),
  closeData: (file) => ipcRenderer.invoke(INVOKE.closeData, file),
  chooseData: (request) => ipcRenderer.invoke(INVOKE.chooseData, request),
  dropData: ({ from }, file) => ipcRenderer.invoke(INVOKE.dropData, { from, path: webUtils.getPathForFile(file) }),
  followFile: () => ipcRenderer.invoke(INVOKE.followFile),
  followed: (file) => ipcRenderer.invoke(INVOKE.followed, file),
  unfollow: (file) => ipcRenderer.invoke(INVOKE.unfollow, file),
  restore: () => ipcRenderer.invoke(INVOKE.restore),
  reopen: (id) => ipcRenderer.invoke(INVOKE.reopen, id),
  standing: () => ipcRenderer.send(SEND.standing),
  putAside: (request) => ipcRenderer.invoke(INVOKE.putAside, request),
  showAside: () => ipcRenderer.invoke(INVOKE.showAside),
  keep: (request) => ipcRenderer.invoke(INVOKE.keep, request),
  forget: (id) => ipcRenderer.invoke(INVOKE.forget, id),
  setTabs: (tabs) => ipcRenderer.send(SEND.tabs, tabs),
  listRuns: (request) => ipcRenderer.invoke(INVOKE.listRuns, request),
  keepRun: (request) => ipcRenderer.invoke(INVOKE.keepRun, request),
  readRun: (request) => ipcRenderer.invoke(INVOKE.readRun, request),
  markRuns: (request) => ipcRenderer.invoke(INVOKE.markRuns, request),
  settleRuns: (request) => ipcRenderer.invoke(INVOKE.settleRuns, request),
  openRuns: (request) => ipcRenderer.invoke(INVOKE.openRuns, request),
  startSweep: (request) => ipcRenderer.invoke(INVOKE.startSweep, request),
  stopSweep: (request) => ipcRenderer.invoke(INVOKE.stopSweep, request),
  recent: () => ipcRenderer.invoke(INVOKE.recent),
  examples: () => ipcRenderer.invoke(INVOKE.examples),
  facts: () => ipcRenderer.invoke(INVOKE.facts),
  askToSave: (name, others) => ipcRenderer.invoke(INVOKE.askToSave, { name, others }),
  closing: (works) => ipcRenderer.send(SEND.closing, works),
  closeWindow: () => ipcRenderer.send(SEND.closeWindow),
  setDocumentState: (state) => ipcRenderer.send(SEND.documentState, state),
  setLanguage: (language) => ipcRenderer.send(SEND.language, language),
  setKeys: (keys) => ipcRenderer.send(SEND.keys, keys),
  setTheme: (theme) => ipcRenderer.send(SEND.theme, theme),
  notice: (notice) => ipcRenderer.send(SEND.notice, notice),
  editText: (command) => ipcRenderer.send(SEND.editText, command),
  onSweep: stream<SweepEvent>(EVENT.sweep),
  onMenu: stream<MenuCommand>(EVENT.menu),
  onOpenFile: stream<OpenedFile>(EVENT.openFile),
}

// Main refuses all navigation but gets no event for about:blank, which would leave an empty window.
if (location.protocol === 'app:')
  navigation.addEventListener('navigate', (event) => {
    if (event.cancelable) event.preventDefault()
  })

contextBridge.exposeInMainWorld('unfold', api)
