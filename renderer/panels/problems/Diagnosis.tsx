import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Finding } from '../../../engine/analyze/diagnose'
import type { UnitFinding } from '../../../engine/analyze/units'
import { labelOf } from '../../document/selectors'
import { setTraining } from '../../editing/commands'
import { documentStore, edit } from '../../editing/store'
import { show } from '../../graph/actions'
import { compact, inSentence, short } from '../../languages/numbers'
import { engineStore, pastView, play, runAgain, scores, takeEpoch, watch } from '../../workspace/engine'
import { courseOf, skillOf, validatedIn } from './course'
import { hasRate, lowerRate, rateAfter, stillFalls } from './offers'
import { Severity } from './Severity'
import { directWire, linearOutput, unitRemedyFor } from './unitRemedies'

/** Epochs without a better validation loss after which training ends with the best weights. */
const PATIENCE = 10
/** Units that are listed one by one. */
const LISTED = 8

export interface Diagnosed {
  readonly course: readonly Finding[]
  readonly units: readonly UnitFinding[]
}

/** Problems of the course of training and of units, by the rules of `engine/analyze`. */
export function useDiagnosis(): Diagnosed {
  const reports = useStore(engineStore, (state) => state.reports)
  const readout = useStore(documentStore, (state) => state.document.training?.algorithm?.kind === 'readout')
  const scored = useStore(scores)
  const [units, see] = useState<readonly UnitFinding[]>([])
  useEffect(() => {
    const watching = watch({ kind: 'units' }).subscribe((seen) => see(seen && !('problem' in seen) ? seen.findings : []))
    return () => watching.unsubscribe()
  }, [])
  const current = scored && !scored.past ? scored : undefined
  const skill = skillOf(current)
  const validated = validatedIn(current)
  // Scores may lag behind a training that goes on.
  const now = current?.epoch === reports.at(-1)?.epoch ? current?.parts.train?.loss : undefined
  const course = useMemo(() => courseOf(reports, readout, { skill, validated, scored: now }), [reports, readout, skill, validated, now])
  return { course, units }
}

/** Each finding in two sentences, with buttons for its remedies. */
export function Diagnosis({ found }: { readonly found: Diagnosed }) {
  return (
    <>
      {found.course.map((finding) => (
        <OfCourse key={finding.code} finding={finding} />
      ))}
      {found.units.map((finding) => (
        <OfUnits key={`${finding.code} ${finding.node}`} finding={finding} />
      ))}
    </>
  )
}

function Row({ code, words, node, children }: { readonly code: string; readonly words: string; readonly node?: string; readonly children: ReactNode }) {
  const { t } = useTranslation()
  const text = (
    <>
      <Severity severity="warning" word={t('insight.diagnosis.title')} />
      <span className="problem-words">{words}</span>
    </>
  )
  return (
    <li className="problem warning" data-finding={code}>
      {node === undefined ? (
        <span className="problem-text">{text}</span>
      ) : (
        <button type="button" className="problem-text" title={t('panels.problems.show')} onClick={() => show([node], [])}>
          {text}
        </button>
      )}
      <span className="problem-repairs">{children}</span>
    </li>
  )
}

function OfCourse({ finding: { code, values } }: { readonly finding: Finding }) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const { training } = document
  const rprop = training?.optimizer?.kind === 'rprop'
  const reports = useStore(engineStore, (state) => state.reports)
  const running = useStore(engineStore, ({ state }) => state.status === 'running')
  const falls = code === 'worse-than-last' && stillFalls(reports)
  const remedy = code === 'worse-than-last' ? (directWire(document) ?? linearOutput(document)) : undefined
  const words = t(`insight.diagnosis.${code}`, Object.fromEntries(Object.entries(values).map(([key, v]) => [key, inSentence(v, i18n.language)])))
  return (
    <Row code={code} words={words}>
      {code === 'overfitting' && <KeepBest />}
      {remedy && (
        <button type="button" className="primary" onClick={() => void runAgain(remedy.apply)}>
          {t(remedy.key, named(remedy.values, document))}
        </button>
      )}
      {!remedy && falls && !running && (
        <button type="button" className="primary" onClick={play}>
          {t('insight.diagnosis.go-on')}
        </button>
      )}
      {code === 'changed-since' && (
        <button type="button" className="primary" onClick={play}>
          {t('insight.diagnosis.train-again')}
        </button>
      )}
      {code !== 'overfitting' && code !== 'changed-since' && !remedy && !falls && hasRate(training) && (
        <button type="button" className="primary" onClick={() => void runAgain(() => lowerRate(training))}>
          {t(rprop ? 'panels.problems.lower-steps' : 'panels.problems.lower-rate', { rate: compact(rateAfter(training)) })}
        </button>
      )}
    </Row>
  )
}

/** Buttons that take the weights of the best kept epoch, and let later training stop at the best weights. */
function KeepBest() {
  const { t } = useTranslation()
  const reports = useStore(engineStore, (state) => state.reports)
  const past = useStore(pastView)
  const patience = useStore(documentStore, (state) => state.document.training?.stop?.patience)
  const kept = new Set(past?.epochs)
  const best = reports.reduce<{ epoch: number; validation: number } | undefined>(
    (least, { epoch, validation }) => (validation !== null && kept.has(epoch) && !(least && least.validation <= validation) ? { epoch, validation } : least),
    undefined,
  )
  return (
    <>
      {best && (
        <button type="button" className="primary" onClick={() => void takeEpoch(best.epoch)}>
          {t('insight.diagnosis.take-best', { epoch: best.epoch })}
        </button>
      )}
      <button
        type="button"
        disabled={patience !== undefined}
        title={patience === undefined ? undefined : t('insight.diagnosis.stops', { count: patience })}
        onClick={() => edit('insight.edit.stop', (draft) => setTraining(draft, ['stop', 'patience'], PATIENCE))}
      >
        {t('insight.diagnosis.keep-best')}
      </button>
    </>
  )
}

/** The values of a text, with nodes by their labels. */
const named = (values: Readonly<Record<string, string | number>>, document: Parameters<typeof labelOf>[0]): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === 'number' ? short(value, 2) : labelOf(document, value)]))

function OfUnits({ finding }: { readonly finding: UnitFinding }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const shapes = useStore(engineStore, (state) => state.compiled?.shapes)
  const { code, node, units, of, values } = finding
  if (!Object.hasOwn(document.nodes, node)) return null
  const listed = units
    .slice(0, LISTED)
    .map((unit) => unit + 1)
    .join(', ')
  const which =
    units.length === of
      ? t('insight.diagnosis.units.all', { count: of })
      : t('insight.diagnosis.units', { units: units.length > LISTED ? `${listed}, …` : listed, count: units.length, of })
  const words = t(`insight.diagnosis.${code}`, {
    node: labelOf(document, node),
    which,
    count: units.length,
    net: short(values.net ?? 0, 2),
    steps: values.steps,
    value: short(values.value ?? 0, 2),
    radius: short(values.radius ?? 0, 2),
  })
  const remedy = unitRemedyFor(finding, document, shapes ?? {})
  return (
    <Row code={code} words={words} node={node}>
      {remedy && (
        <button type="button" className="primary" onClick={remedy.apply}>
          {t(remedy.key, named(remedy.values, document))}
        </button>
      )}
    </Row>
  )
}
