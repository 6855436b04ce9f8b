import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { EVENT, INVOKE, TELL } from './channels'
import type { DesktopApi, MenuCommand, OpenedFile } from './contract'

/** Events of one channel for one listener at a time; what comes before the renderer listens waits for it. */
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
  // Only here can the path of a dropped file be had, so a page cannot name one that nobody dropped.
  openDropped: (file) => ipcRenderer.invoke(INVOKE.openDropped, webUtils.getPathForFile(file)),
  initial: () => ipcRenderer.invoke(INVOKE.initial),
  save: (request) => ipcRenderer.invoke(INVOKE.save, request),
  look: (path) => ipcRenderer.invoke(INVOKE.look, path),
  accept: (request) => ipcRenderer.invoke(INVOKE.accept, request),
  changes: (request) => ipcRenderer.invoke(INVOKE.changes, request),
  export: (request) => ipcRenderer.invoke(INVOKE.export, request),
  openData: (request) => ipcRenderer.invoke(INVOKE.openData, request),
  nextPiece: (file) => ipcRenderer.invoke(INVOKE.nextPiece, file),
  closeData: (file) => ipcRenderer.invoke(INVOKE.closeData, file),
  chooseData: (request) => ipcRenderer.invoke(INVOKE.chooseData, request),
  dropData: ({ from }, file) => ipcRenderer.invoke(INVOKE.dropData, { from, path: webUtils.getPathForFile(file) }),
  restore: () => ipcRenderer.invoke(INVOKE.restore),
  reopen: (id) => ipcRenderer.invoke(INVOKE.reopen, id),
  standing: () => ipcRenderer.send(TELL.standing),
  putAside: (request) => ipcRenderer.invoke(INVOKE.putAside, request),
  showAside: () => ipcRenderer.invoke(INVOKE.showAside),
  keep: (request) => ipcRenderer.invoke(INVOKE.keep, request),
  forget: (id) => ipcRenderer.invoke(INVOKE.forget, id),
  setTabs: (tabs) => ipcRenderer.send(TELL.tabs, tabs),
  recent: () => ipcRenderer.invoke(INVOKE.recent),
  examples: () => ipcRenderer.invoke(INVOKE.examples),
  facts: () => ipcRenderer.invoke(INVOKE.facts),
  askToSave: (name, others) => ipcRenderer.invoke(INVOKE.askToSave, { name, others }),
  closing: (works) => ipcRenderer.send(TELL.closing, works),
  closeWindow: () => ipcRenderer.send(TELL.closeWindow),
  setDocumentState: (state) => ipcRenderer.send(TELL.documentState, state),
  setLanguage: (language) => ipcRenderer.send(TELL.language, language),
  setKeys: (keys) => ipcRenderer.send(TELL.keys, keys),
  setTheme: (theme) => ipcRenderer.send(TELL.theme, theme),
  editText: (command) => ipcRenderer.send(TELL.editText, command),
  onMenu: stream<MenuCommand>(EVENT.menu),
  onOpenFile: stream<OpenedFile>(EVENT.openFile),
}

// Main refuses every navigation that it is asked about; of one to about:blank it is not, and it would leave an empty window.
if (location.protocol === 'app:') navigation.addEventListener('navigate', (event) => { if (event.cancelable) event.preventDefault() })

contextBridge.exposeInMainWorld('unfold', api)
