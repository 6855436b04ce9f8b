import { useTranslation } from 'react-i18next'
import { Button } from './Button'

/** The default button of a dialog that is only read. */
export function CloseButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation()
  return (
    <Button look="primary" onClick={onClick}>
      {t('shell.close')}
    </Button>
  )
}
