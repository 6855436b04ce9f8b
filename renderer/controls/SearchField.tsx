interface SearchFieldProps {
  readonly label: string
  readonly placeholder?: string
  readonly title?: string
  readonly className?: string
  readonly query: string
  readonly onQuery: (query: string) => void
}

/** A field that filters a list; Escape clears it. */
export function SearchField({ label, placeholder = label, title, className, query, onQuery }: SearchFieldProps) {
  return (
    <input
      type="search"
      className={className}
      value={query}
      placeholder={placeholder}
      aria-label={label}
      title={title}
      spellCheck={false}
      onChange={(event) => onQuery(event.target.value)}
      onKeyDown={(event) => {
        // With an input method, for example for Japanese, Escape ends the composition only.
        if (event.key === 'Escape' && event.nativeEvent.isComposing) event.preventDefault()
      }}
    />
  )
}
