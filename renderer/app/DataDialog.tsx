import { useTranslation } from 'react-i18next'
import { Button } from '../controls/Button'
import { Dialog } from '../controls/Dialog'
import { dismiss } from './dialogStore'
import { takeData } from './files'

/** Asks whether a table that was dropped shall be the document's data. */
export function DataDialog({ file }: { readonly file: File }) {
  const { t } = useTranslation()
  return (
    <Dialog
      title={t('shell.data.title', { name: file.name })} onClose={dismiss}
      actions={
        <>
          <Button onClick={dismiss}>{t('shell.cancel')}</Button>
          <Button
            look="primary" autoFocus
            onClick={() => {
              dismiss()
              void takeData(file)
            }}
          >
            {t('shell.data.use')}
          </Button>
        </>
      }
    >
      <p>{t('shell.data.text')}</p>
    </Dialog>
  )
}
