import { create } from 'zustand'
import type { Problem } from '../../engine/base/problem'

/** What stands over the window and waits for the person. */
export type DialogRequest =
  | { readonly kind: 'about' | 'shortcuts' | 'help' | 'guide' | 'commands' | 'find' | 'settings' | 'export' | 'check-gradients' }
  /** A document could not be read: what is wrong with it. */
  | { readonly kind: 'problems'; readonly name: string; readonly problems: readonly Problem[] }
  /** Names for the ports of a group. */
  | { readonly kind: 'ports'; readonly group: string }
  /** Something went wrong: what, and why. */
  | { readonly kind: 'failure'; readonly title: string; readonly values: Readonly<Record<string, string>>; readonly reason: string }
  /** A table that could become the document's data. */
  | { readonly kind: 'data' }

export const useDialogs = create<{ readonly request: DialogRequest | undefined }>(() => ({ request: undefined }))

export const show = (request: DialogRequest): void => useDialogs.setState({ request })
export const dismiss = (): void => useDialogs.setState({ request: undefined })
