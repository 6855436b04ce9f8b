import './controls.css'
import type { ButtonHTMLAttributes, ReactNode } from 'react'

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  /** Accessible name; also the tooltip, with the shortcut. */
  readonly label: string
  readonly keys?: string | undefined
  /** Why it is unavailable; the button stays focusable and shows this. */
  readonly reason?: string | undefined
  readonly children: ReactNode
}

/** A button with an icon and an accessible name. */
export function IconButton({ label, keys, reason, className = '', onClick, children, ...rest }: IconButtonProps) {
  const title = reason ? `${label}: ${reason}` : keys ? `${label} (${keys})` : label
  return (
    <button
      type="button"
      className={`control-icon ${className}`}
      aria-label={label}
      title={title}
      aria-disabled={reason !== undefined || undefined}
      onClick={reason === undefined ? onClick : undefined}
      {...rest}
    >
      {children}
    </button>
  )
}
