/** Names of the IPC channels between preload and main. */
export const INVOKE = {
  open: 'unfold:open',
  openRecent: 'unfold:open-recent',
  openDropped: 'unfold:open-dropped',
  initial: 'unfold:initial',
  save: 'unfold:save',
  look: 'unfold:look',
  accept: 'unfold:accept',
  changes: 'unfold:changes',
  export: 'unfold:export',
  openData: 'unfold:open-data',
  nextPiece: 'unfold:next-piece',
  closeData: 'unfold:close-data',
  chooseData: 'unfold:choose-data',
  dropData: 'unfold:drop-data',
  recent: 'unfold:recent',
  examples: 'unfold:examples',
  facts: 'unfold:facts',
  askToSave: 'unfold:ask-to-save',
  restore: 'unfold:restore',
  reopen: 'unfold:reopen',
  putAside: 'unfold:put-aside',
  showAside: 'unfold:show-aside',
  keep: 'unfold:keep',
  forget: 'unfold:forget',
} as const

export const SEND = {
  closeWindow: 'unfold:close-window',
  closing: 'unfold:closing',
  tabs: 'unfold:tabs',
  standing: 'unfold:standing',
  documentState: 'unfold:document-state',
  language: 'unfold:language',
  theme: 'unfold:theme',
  keys: 'unfold:keys',
  editText: 'unfold:edit-text',
} as const

export const EVENT = { menu: 'unfold:menu', openFile: 'unfold:open-file' } as const
