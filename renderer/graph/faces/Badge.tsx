import { useTranslation } from 'react-i18next'
import { toggleExplained } from '../canvasStore'

/** The mark of a problem; a click shows the explanation, or calls `onPress`. */
export function Badge({
  severity,
  id,
  title,
  onPress,
}: {
  readonly severity: 'error' | 'warning'
  readonly id: string
  readonly title: string
  readonly onPress?: () => void
}) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      className={`badge nodrag ${severity}`}
      title={title}
      aria-label={t(`canvas.${severity}`)}
      onClick={(event) => {
        event.stopPropagation()
        if (onPress) onPress()
        else toggleExplained('node', id)
      }}
    >
      !
    </button>
  )
}
