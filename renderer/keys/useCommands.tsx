import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../controls/IconButton'
import { useBindings } from './bindings'
import { commandOf, runCommand, type Target } from './commands'
import { keyHint } from './names'

/** A command for display: label, current shortcut, and why it is unavailable. */
export interface CommandItem {
  readonly id: string
  readonly label: string
  readonly hint: string | undefined
  readonly reason: string | undefined
  readonly run: () => void
}

/**
 * Returns a function that describes commands; re-renders when shortcuts change. `words` is the text key of a label
 * other than the default.
 */
export function useCommands(): (id: string, on?: Target, words?: string) => CommandItem {
  const { t } = useTranslation()
  useBindings((state) => state.changed)
  return (id, on, words = `shell.command.${id}`) => {
    const reason = commandOf(id)?.reason?.(on)
    return {
      id,
      label: t(words),
      hint: keyHint(id, (name) => t(`shell.key.${name}`)),
      reason: reason === undefined ? undefined : t(reason),
      run: () => runCommand(id, on),
    }
  }
}

interface CommandButtonProps {
  readonly id: string
  /** A label other than the command's own. */
  readonly label?: string | undefined
  readonly on?: Target
  readonly pressed?: boolean
  readonly children: ReactNode
}

/** An icon button that runs a command. */
export function CommandButton({ id, label, on, pressed, children }: CommandButtonProps) {
  const item = useCommands()(id, on)
  return (
    <IconButton label={label ?? item.label} keys={item.hint} reason={item.reason} aria-pressed={pressed} onClick={item.run}>
      {children}
    </IconButton>
  )
}
